//! A message becomes events: that it came, and where it says so, that the customer takes their consent back.

use compact_str::{CompactString, format_compact};
use serde_json::value::{RawValue, to_raw_value};
use smallvec::SmallVec;
use voorzet_domain::conversation::{Author, Received};
use voorzet_domain::event::{Event, builtin};
use voorzet_domain::identity::{Claim, Identity};
use voorzet_domain::time::Timestamp;

use super::content::Content;
use super::wire::{Contact, Message, Preference, Value};
use super::{About, Arrived, File, word};
use crate::json::Text;

/// The longest id that is one.
const LONGEST_ID: usize = 256;

/// Who wrote: by number, or without one.
pub(super) struct Sender {
    /// What an answer goes to: `+31612345678`, or Meta's id.
    address: String,
    /// What tells which thread it is.
    thread: CompactString,
    identity: Option<Identity>,
}

impl Sender {
    /// Of who is known by number, or to this business alone by an id.
    pub(super) fn of(number: Option<&str>, user: Option<&str>) -> Option<Self> {
        let digits = number.map(|number| number.trim_start_matches('+')).filter(|number| !number.is_empty());
        if let Some(digits) = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())) {
            let address = format!("+{digits}");
            let identity = Identity::phone(&address, None);
            return Some(Self { identity, thread: digits.into(), address });
        }
        let user = user.filter(|user| !user.is_empty() && user.len() <= LONGEST_ID)?;
        Some(Self {
            address: user.to_owned(),
            thread: user.into(),
            identity: Identity::social("whatsapp", user),
        })
    }

    /// What the channel can claim for them: a number that WhatsApp checked suggests who it is, and proves nothing.
    pub(super) fn claims(&self) -> SmallVec<[Claim; 1]> {
        self.identity.iter().map(|identity| Claim { identity: identity.clone(), verified: false }).collect()
    }
}

impl Arrived {
    pub(super) fn message(
        &mut self,
        raw: &RawValue,
        value: &Value<'_>,
        about: About<'_>,
    ) -> Result<(), String> {
        let message: Message<'_> = serde_json::from_str(raw.get()).map_err(|error| error.to_string())?;
        let id = id(&message.id)?;
        let time = instant(&message.timestamp)?;
        let sender = Sender::of(message.from.as_deref(), message.from_user_id.as_deref())
            .ok_or("it does not say who wrote it")?;
        let content = Content::read(&message, raw)?;
        let name = value.contacts.iter().find(|contact| is_of(contact, &message)).and_then(name);
        let says_stop = content.reaction.is_none() && word::is_opt_out(&content.text);
        let received = Received {
            channel: about.channel.into(),
            account: about.account.into(),
            threads: vec![format!("{}|{}", about.account, sender.thread)],
            from: Author { address: sender.address.clone(), name },
            text: content.text,
            attachments: content.attachments,
            location: content.location,
            choice: content.choice,
            reaction: content.reaction,
            answers: message.context.and_then(|context| context.id).map(Into::into),
            automatic: content.automatic,
            ..Received::default()
        };
        self.files.extend(content.file.map(|(file, hash, media)| {
            (about.account.into(), File { id: file, hash, media, message: id.clone(), at: about.at })
        }));
        if says_stop {
            self.events.push(withdrawn(format_compact!("{id}:stop"), &sender, time, about)?);
        }
        self.events.push(Event {
            id,
            source: about.account.into(),
            kind: builtin::MESSAGE.into(),
            time,
            customer: sender.claims(),
            asset: None,
            data: to_raw_value(&received).map_err(|error| error.to_string())?,
        });
        Ok(())
    }

    /// Who stops marketing in WhatsApp itself takes their consent back. Who resumes it gives none: that is for
    /// whoever asks them.
    pub(super) fn preference(&mut self, raw: &RawValue, about: About<'_>) -> Result<(), String> {
        let said: Preference<'_> = serde_json::from_str(raw.get()).map_err(|error| error.to_string())?;
        if said.value != "stop" {
            return Ok(());
        }
        let time = instant(&said.timestamp)?;
        let sender = Sender::of(said.wa_id.as_deref(), said.user_id.as_deref())
            .ok_or("it does not say whose it is")?;
        let id = format_compact!("{}:stop:{}", sender.thread, time.as_micros());
        self.events.push(withdrawn(id, &sender, time, about)?);
        Ok(())
    }
}

/// That somebody takes their consent back for marketing on this channel.
pub(super) fn withdrawn(
    id: CompactString,
    sender: &Sender,
    time: Timestamp,
    about: About<'_>,
) -> Result<Event, String> {
    let data = serde_json::json!({"purpose": "marketing", "channel": about.channel});
    Ok(Event {
        id,
        source: about.account.into(),
        kind: builtin::CONSENT_WITHDRAWN.into(),
        time,
        customer: sender.claims(),
        asset: None,
        data: to_raw_value(&data).map_err(|error| error.to_string())?,
    })
}

/// An id of Meta's.
pub(super) fn id(id: &str) -> Result<CompactString, String> {
    if id.is_empty() || id.len() > LONGEST_ID {
        return Err("`id` is empty, or too long to be one".to_owned());
    }
    Ok(id.into())
}

/// Seconds since 1970, as text or as a number.
pub(super) fn instant(text: &Text<'_>) -> Result<Timestamp, String> {
    let seconds: Option<i64> = text.0.trim().parse().ok();
    let micros = seconds.and_then(|seconds| seconds.checked_mul(1_000_000));
    micros.and_then(Timestamp::from_micros).ok_or_else(|| format!("`timestamp`: {:?} is no instant", text.0))
}

fn is_of(contact: &Contact<'_>, message: &Message<'_>) -> bool {
    let same = |one: &Option<std::borrow::Cow<'_, str>>, other: &Option<std::borrow::Cow<'_, str>>| {
        one.is_some() && one == other
    };
    same(&contact.wa_id, &message.from) || same(&contact.user_id, &message.from_user_id)
}

fn name(contact: &Contact<'_>) -> Option<String> {
    let profile = contact.profile.as_ref()?;
    let name = profile.name.as_deref().or(profile.username.as_deref())?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}
