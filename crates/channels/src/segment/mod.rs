//! Segment's HTTP tracking calls, as lines of a file or bodies of requests.
//!
//! `track` becomes an event of the type it names with its properties as data; `identify`, `alias`,
//! `page`, `screen` and `group` become the built-in types of the same name. `userId` is the account,
//! `anonymousId` the device, `traits.email` a mail address (verified when `traits.email_verified` is
//! true), `traits.phone` a phone number. An asset stands in `context.asset` or `properties.asset`, as
//! `parcel:3S1`.

mod wire;

use std::borrow::Cow;
use std::sync::LazyLock;

use compact_str::{CompactString, format_compact};
use memchr::memmem::Finder;
use serde_json::value::RawValue;
use smallvec::SmallVec;
use voorzet_domain::event::{AssetId, Event, builtin};
use voorzet_domain::identity::{Claim, IdentityKind};
use voorzet_domain::time::Timestamp;
use xxhash_rust::xxh3::xxh3_128;

use crate::Unreadable;
use crate::claim::claim;
use crate::json::{self, Text};
use wire::{About, Call, Identifying};

/// Who states a Segment event: the protocol names no source of its own.
pub const SOURCE: &str = "segment";

/// Reads one call.
///
/// Without `messageId` the id is a hash of the text, so that the same line read twice is one event.
/// The time is `timestamp`, else `originalTimestamp`, `sentAt` or `receivedAt`; when the sender's clock
/// can be compared with the receiver's, its skew is taken out.
pub fn read(text: &str) -> Result<Event, Unreadable> {
    event(text, &parsed(text)?)
}

/// Reads one call as it arrived in a request: what the request says of it beside its own text is in `request`.
///
/// A call without a `messageId` and without a time cannot be told from the next one like it, so each is an
/// event of its own, at the time of its arrival.
pub fn read_arrived(text: &str, request: &Request<'_>) -> Result<Event, Unreadable> {
    let mut call = parsed(text)?;
    if let Some(kind) = request.kind {
        call.kind = Some(Text(kind.into()));
    }
    if call.sent_at.is_none() {
        call.sent_at = request.sent_at.map(|text| Text(text.into()));
    }
    // When it arrived is for the receiver to say.
    let arrived = format_compact!("{}", request.arrived);
    call.received_at = Some(Text(arrived.as_str().into()));
    let timeless = call.timestamp.is_none() && call.original_timestamp.is_none();
    let mut event = event(text, &call)?;
    if timeless {
        event.time = request.arrived;
        if Text::filled(call.message_id.as_ref()).is_none() {
            event.id.push_str(&format_compact!("-{:x}", request.arrived.as_micros()));
        }
    }
    Ok(event)
}

/// What a request says of the calls in it.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// What kind of call it is, when the request's path says so.
    pub kind: Option<&'a str>,
    /// When the batch was sent, by the sender's clock.
    pub sent_at: Option<&'a str>,
    /// When it arrived.
    pub arrived: Timestamp,
}

/// A batch: what its calls share, and each as its text, to be read one by one.
#[derive(Debug)]
pub struct Batch<'a> {
    /// The calls.
    pub calls: Vec<&'a RawValue>,
    /// When it was sent, by the sender's clock.
    pub sent_at: Option<Cow<'a, str>>,
    /// The write key, when it stands in the body.
    pub write_key: Option<Cow<'a, str>>,
}

/// Takes a batch apart.
pub fn batch(text: &str) -> Result<Batch<'_>, Unreadable> {
    let body: wire::Batch<'_> =
        serde_json::from_str(text).map_err(|error| Unreadable::shape("a Segment batch", &error))?;
    Ok(Batch {
        calls: body.calls.ok_or(Unreadable::Missing("batch"))?,
        sent_at: body.sent_at.map(|text| text.0),
        write_key: body.write_key.map(|text| text.0),
    })
}

/// The write key in the body of a single call.
pub fn write_key(text: &str) -> Option<Cow<'_, str>> {
    static NAMED: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\"writeKey\""));
    NAMED.find(text.as_bytes())?;
    serde_json::from_str::<wire::Keyed<'_>>(text).ok()?.write_key.map(|text| text.0)
}

fn parsed(text: &str) -> Result<Call<'_>, Unreadable> {
    serde_json::from_str(text).map_err(|error| Unreadable::shape("Segment", &error))
}

fn event(text: &str, call: &Call<'_>) -> Result<Event, Unreadable> {
    let kind = Text::filled(call.kind.as_ref()).ok_or(Unreadable::Missing("type"))?;
    let (name, data) = match kind {
        "track" => {
            let event = Text::filled(call.event.as_ref()).ok_or(Unreadable::Missing("event"))?;
            (event, json::object(call.properties, "properties")?)
        }
        "identify" => (builtin::IDENTIFY, json::object(call.traits, "traits")?),
        "page" => (builtin::PAGE, view(call)?),
        "screen" => (builtin::SCREEN, view(call)?),
        "group" => (builtin::GROUP, group(call)?),
        "alias" => (builtin::ALIAS, json::empty()),
        other => {
            let known = ["track", "identify", "page", "screen", "group", "alias"];
            let hint = voorzet_domain::problem::nearest(other, known).unwrap_or("track");
            return Err(Unreadable::field(
                "type",
                format!("`{other}` is no Segment call; is `{hint}` meant?"),
            ));
        }
    };
    Ok(Event {
        id: match Text::filled(call.message_id.as_ref()) {
            Some(id) => id.into(),
            None => format_compact!("{:032x}", xxh3_128(text.as_bytes())),
        },
        source: CompactString::const_new(SOURCE),
        kind: name.into(),
        time: time(call)?,
        customer: customer(call, kind)?,
        asset: asset(call)?,
        data,
    })
}

/// The properties of a page or screen, with its name and category.
fn view(call: &Call<'_>) -> Result<Box<RawValue>, Unreadable> {
    let mut added: SmallVec<[(&str, &str); 2]> = SmallVec::new();
    added.extend(Text::filled(call.name.as_ref()).map(|name| ("name", name)));
    added.extend(Text::filled(call.category.as_ref()).map(|category| ("category", category)));
    json::object_with(call.properties, "properties", &added)
}

/// The group's traits, with its number.
fn group(call: &Call<'_>) -> Result<Box<RawValue>, Unreadable> {
    let id = Text::filled(call.group_id.as_ref()).ok_or(Unreadable::Missing("groupId"))?;
    json::object_with(call.traits, "traits", &[("group", id)])
}

fn time(call: &Call<'_>) -> Result<Timestamp, Unreadable> {
    let read = |field: &'static str, text: Option<&Text<'_>>| -> Result<Option<Timestamp>, Unreadable> {
        Text::filled(text)
            .map(Timestamp::parse)
            .transpose()
            .map_err(|error| Unreadable::Time { field: field.into(), error })
    };
    let sent = read("sentAt", call.sent_at.as_ref())?;
    let received = read("receivedAt", call.received_at.as_ref())?;
    let stated = read("timestamp", call.timestamp.as_ref())?;
    let original = read("originalTimestamp", call.original_timestamp.as_ref())?;
    // Where a forwarder corrected `timestamp` already, `originalTimestamp` holds the sender's own.
    match (original.or(stated), sent, received) {
        (Some(own), Some(sent), Some(received)) => {
            let ahead = sent.as_micros() - own.as_micros();
            Timestamp::from_micros(received.as_micros() - ahead)
                .ok_or_else(|| Unreadable::field("sentAt", "the corrected time lies outside 1900 to 2199"))
        }
        _ => stated.or(original).or(sent).or(received).ok_or(Unreadable::Missing("timestamp")),
    }
}

fn customer(call: &Call<'_>, kind: &str) -> Result<SmallVec<[Claim; 1]>, Unreadable> {
    let mut claims = SmallVec::new();
    let user = Text::filled(call.user_id.as_ref());
    let anonymous = Text::filled(call.anonymous_id.as_ref());
    claims.extend(user.and_then(|id| claim(IdentityKind::Account, id, true, None)));
    if kind == "alias" {
        let previous = Text::filled(call.previous_id.as_ref()).ok_or(Unreadable::Missing("previousId"))?;
        let kind = if anonymous == Some(previous) { IdentityKind::Device } else { IdentityKind::Account };
        claims.extend(claim(kind, previous, false, None));
    }
    let traits = call.context.as_ref().and_then(|context| context.traits);
    for traits in [call.traits.filter(|_| kind == "identify"), traits].into_iter().flatten() {
        identities(traits, &mut claims);
    }
    let device = anonymous.and_then(|id| claim(IdentityKind::Device, id, false, None));
    claims.extend(device.filter(|device| !claims.contains(device)));
    Ok(claims)
}

/// The identities among a customer's traits; what is already claimed is not claimed again.
fn identities(traits: &RawValue, claims: &mut SmallVec<[Claim; 1]>) {
    let Ok(named) = serde_json::from_str::<Identifying<'_>>(traits.get()) else { return };
    let verified = named.email_verified.is_some_and(|raw| raw.get() == "true");
    let mail = wire::text(named.email);
    let phone = wire::text(named.phone);
    let found = [
        mail.and_then(|mail| claim(IdentityKind::Mail, &mail.0, verified, None)),
        phone.and_then(|phone| claim(IdentityKind::Phone, &phone.0, false, None)),
    ];
    for found in found.into_iter().flatten() {
        if !claims.contains(&found) {
            claims.push(found);
        }
    }
}

/// The asset of `context.asset`, which must be one, or of `properties.asset`, which may mean anything.
fn asset(call: &Call<'_>) -> Result<Option<AssetId>, Unreadable> {
    static NAMED: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\"asset\""));
    if let Some(text) = Text::filled(call.context.as_ref().and_then(|context| context.asset.as_ref())) {
        let wrong = || Unreadable::field("context.asset", format!("`{text}` is not of the form kind:name"));
        return AssetId::parse(text).map(Some).ok_or_else(wrong);
    }
    let named = call.properties.filter(|raw| NAMED.find(raw.get().as_bytes()).is_some());
    let about = named.and_then(|raw| serde_json::from_str::<About<'_>>(raw.get()).ok());
    Ok(about.and_then(|about| wire::text(about.asset)).and_then(|text| AssetId::parse(&text.0)))
}
