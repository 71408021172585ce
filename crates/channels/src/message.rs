//! A message that a customer wrote by some other system (an app, a portal, a social network's inbox), as that system
//! tells it: the body of `POST /messages`.
//!
//! ```json
//! {"id": "m-81", "from": {"address": "an@example.org", "name": "An"}, "customer": "u17 mail:an@example.org",
//!  "thread": "t-4", "subject": "Parcel", "text": "Where is it?",
//!  "attachments": [{"name": "box.jpg", "media": "image/jpeg", "data": "…base64…"}]}
//! ```
//!
//! The account is the source's own name, or that name, a colon and what the message says of its `account`: so that no
//! holder of a key can speak for another's channel, as with the [source](crate::door::stated_by) of events.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use compact_str::{CompactString, format_compact};
use serde::Deserialize;
use serde_json::value::{RawValue, to_raw_value};
use voorzet_domain::conversation::attachment::plain_name;
use voorzet_domain::conversation::received::CallBack;
use voorzet_domain::conversation::{Attachment, Author, BlobHash, Choice, Location, Received};
use voorzet_domain::event::{Event, builtin};
use voorzet_domain::identity::{Claim, Identity, IdentityKind};
use voorzet_domain::time::Timestamp;

use crate::Unreadable;
use crate::claim::claim;
use crate::cloudevents::customers;
use crate::door::Arrived;

/// The most files and pictures beside one message.
const MOST_ATTACHMENTS: usize = 50;

/// The longest text, in bytes.
const LONGEST_TEXT: usize = 1_000_000;

/// What the other system says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stated {
    id: CompactString,
    from: Author,
    #[serde(default)]
    customer: Option<String>,
    #[serde(default)]
    channel: Option<CompactString>,
    #[serde(default)]
    account: Option<CompactString>,
    #[serde(default)]
    thread: Option<String>,
    #[serde(default)]
    time: Option<String>,
    #[serde(default)]
    subject: Option<String>,
    #[serde(default)]
    text: String,
    #[serde(default)]
    attachments: Vec<StatedAttachment>,
    #[serde(default)]
    location: Option<Location>,
    #[serde(default)]
    choice: Option<Choice>,
    #[serde(default)]
    automatic: bool,
    #[serde(default)]
    language: Option<CompactString>,
    #[serde(default)]
    reason: Option<CompactString>,
    #[serde(default)]
    call_back: Option<CallBack>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatedAttachment {
    #[serde(default)]
    name: String,
    #[serde(default)]
    media: CompactString,
    data: String,
}

/// The elements of a list of messages, or the one that stands alone, each as its text.
pub fn elements(text: &str) -> Result<Vec<&RawValue>, Unreadable> {
    let wrong = |error| Unreadable::shape("a message", &error);
    if text.trim_start().starts_with('[') {
        serde_json::from_str(text).map_err(wrong)
    } else {
        serde_json::from_str(text).map(|one| vec![one]).map_err(wrong)
    }
}

/// Reads a message in the name of the source whose write key came with it.
pub fn read(by: &str, text: &str, arrived: Timestamp) -> Result<Arrived, Unreadable> {
    let stated: Stated =
        serde_json::from_str(text).map_err(|error| Unreadable::shape("a message", &error))?;
    if stated.id.trim().is_empty() {
        return Err(Unreadable::Missing("id"));
    }
    if stated.from.address.trim().is_empty() {
        return Err(Unreadable::Missing("from.address"));
    }
    if stated.text.len() > LONGEST_TEXT {
        return Err(Unreadable::field("text", format!("at most {LONGEST_TEXT} bytes")));
    }
    let account = account(by, stated.account.as_deref())?;
    let time = match stated.time.as_deref() {
        Some(text) => {
            Timestamp::parse(text).map_err(|error| Unreadable::Time { field: "time".into(), error })?
        }
        None => arrived,
    };
    let customer = match stated.customer.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => customers("customer", text)?,
        None => sender(by, &stated.from.address).into_iter().collect(),
    };
    let thread = match stated.thread.as_deref().map(str::trim).filter(|thread| !thread.is_empty()) {
        Some(thread) => format!("{account}|t:{thread}"),
        None => format!("{account}|{}", stated.from.address.trim()),
    };
    let (attachments, blobs) = attachments(stated.attachments)?;
    let received = Received {
        channel: stated.channel.filter(|channel| !channel.is_empty()).unwrap_or_else(|| by.into()),
        account: account.clone(),
        threads: vec![thread],
        from: stated.from,
        subject: stated.subject.filter(|subject| !subject.trim().is_empty()),
        text: stated.text,
        attachments,
        location: stated.location,
        choice: stated.choice,
        automatic: stated.automatic,
        language: stated.language,
        reason: stated.reason,
        call_back: stated.call_back,
        ..Received::default()
    };
    let data = to_raw_value(&received).map_err(|error| Unreadable::shape("a message", &error))?;
    let event = Event {
        id: stated.id,
        source: account,
        kind: CompactString::const_new(builtin::MESSAGE),
        time,
        customer,
        asset: None,
        data,
    };
    Ok(Arrived { event, blobs })
}

/// The account that a source speaks for: its own, or one under its name.
fn account(by: &str, stated: Option<&str>) -> Result<CompactString, Unreadable> {
    let Some(name) = stated.filter(|name| !name.is_empty()) else { return Ok(by.into()) };
    let sound =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_.".contains(letter);
    if name.len() > 64 || !name.chars().all(sound) {
        return Err(Unreadable::field(
            "account",
            "small letters, digits, dashes, dots and underscores, at most 64",
        ));
    }
    Ok(format_compact!("{by}:{name}"))
}

/// Who wrote it, when nothing else is said of that: nobody proved it.
fn sender(by: &str, address: &str) -> Option<Claim> {
    let kind = if address.contains('@') { IdentityKind::Mail } else { IdentityKind::Phone };
    claim(kind, address, false, None)
        .or_else(|| Some(Claim { identity: Identity::social(by, address)?, verified: false }))
}

/// Bytes under their hashes.
type Blobs = Vec<(BlobHash, Vec<u8>)>;

fn attachments(stated: Vec<StatedAttachment>) -> Result<(Vec<Attachment>, Blobs), Unreadable> {
    if stated.len() > MOST_ATTACHMENTS {
        return Err(Unreadable::field("attachments", format!("more than {MOST_ATTACHMENTS}")));
    }
    let mut read = (Vec::with_capacity(stated.len()), Vec::with_capacity(stated.len()));
    for (index, one) in stated.into_iter().enumerate() {
        let wrong =
            |error| Unreadable::field(&format!("attachments.{index}.data"), format!("no base64: {error}"));
        let bytes = STANDARD.decode(one.data.as_bytes()).map_err(wrong)?;
        let hash = BlobHash::of(ring::digest::digest(&ring::digest::SHA256, &bytes).as_ref());
        let media = if one.media.is_empty() {
            CompactString::const_new("application/octet-stream")
        } else {
            one.media
        };
        let attachment = Attachment {
            hash: hash.clone(),
            name: plain_name(&one.name),
            media,
            bytes: bytes.len() as u64,
            cid: None,
        };
        read.0.push(attachment);
        read.1.push((hash, bytes));
    }
    Ok(read)
}
