//! `CloudEvents` 1.x: structured JSON, batches of it, and the binary form whose attributes stand in headers.
//!
//! `subject` is `kind:value`. A kind of identity (`account`, `mail`, `phone`, `device`, `social`) makes it
//! the customer, any other kind an asset; without a colon it is an account. The extension attribute
//! `customer` names the customer in the same way, beside an asset as the subject or instead of one;
//! several identities stand with spaces between them.

mod binary;
mod wire;

pub use binary::{Binary, decoded};

use std::sync::LazyLock;

use memchr::memmem::Finder;
use serde_json::value::RawValue;
use smallvec::SmallVec;
use voorzet_domain::event::{AssetId, Event};
use voorzet_domain::identity::{Claim, IdentityKind};
use voorzet_domain::time::Timestamp;

use crate::Unreadable;
use crate::claim::claim;
use crate::json::{self, Text};
use wire::Envelope;

/// Whether a text may hold a `CloudEvent`: whether the word `specversion` is in it at all.
pub(crate) fn may_be(text: &str) -> bool {
    static MARK: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\"specversion\""));
    MARK.find(text.as_bytes()).is_some()
}

/// Reads a `CloudEvent`; nothing when the object has no `specversion` of its own and is something else.
///
/// `id`, `source`, `type` and `time` must be there: an event without a time has no place in a history.
pub fn read(text: &str) -> Result<Option<Event>, Unreadable> {
    read_arrived(text, None)
}

/// The elements of a batch, each as its text; they are read one by one, so that one that cannot be read
/// takes none of the others with it.
pub fn batch(text: &str) -> Result<Vec<&RawValue>, Unreadable> {
    serde_json::from_str(text).map_err(|error| Unreadable::shape("a CloudEvents batch", &error))
}

/// As [`read`]; an event without a time happened when it arrived, when that is known.
pub fn read_arrived(text: &str, arrived: Option<Timestamp>) -> Result<Option<Event>, Unreadable> {
    let envelope: Envelope<'_> =
        serde_json::from_str(text).map_err(|error| Unreadable::shape("CloudEvents", &error))?;
    let Some(version) = Text::filled(envelope.specversion.as_ref()) else { return Ok(None) };
    if version != "1" && !version.starts_with("1.") {
        return Err(Unreadable::field("specversion", format!("`{version}` is not 1.x")));
    }
    if envelope.data_base64.is_some() {
        return Err(Unreadable::field("data_base64", "binary data; fields are read from JSON in `data`"));
    }
    let required = |field: &'static str, text: Option<&Text<'_>>| -> Result<compact_str::CompactString, _> {
        Text::filled(text).map(Into::into).ok_or(Unreadable::Missing(field))
    };
    let time = match Text::filled(envelope.time.as_ref()) {
        Some(text) => {
            Timestamp::parse(text).map_err(|error| Unreadable::Time { field: "time".into(), error })?
        }
        None => arrived.ok_or(Unreadable::Missing("time"))?,
    };
    let mut customer = match Text::filled(envelope.customer.as_ref()) {
        Some(text) => customers("customer", text)?,
        None => SmallVec::new(),
    };
    let asset = match Text::filled(envelope.subject.as_ref()) {
        None => None,
        Some(subject) => about(subject, &mut customer)?,
    };
    Ok(Some(Event {
        id: required("id", envelope.id.as_ref())?,
        source: required("source", envelope.source.as_ref())?,
        kind: required("type", envelope.kind.as_ref())?,
        time,
        customer,
        asset,
        data: json::object(envelope.data, "data")?,
    }))
}

/// The identities of a customer, with spaces between them.
pub(crate) fn customers(field: &str, text: &str) -> Result<SmallVec<[Claim; 1]>, Unreadable> {
    let named = |word: &str| identity(word).ok_or_else(|| not_a_customer(field, word));
    few(field, text)?.into_iter().map(named).collect()
}

/// The asset a subject names, or its customer put before those already named.
fn about(subject: &str, customer: &mut SmallVec<[Claim; 1]>) -> Result<Option<AssetId>, Unreadable> {
    let words = few("subject", subject)?;
    if words.iter().all(|word| is_identity(word)) {
        for (at, word) in words.iter().enumerate() {
            let found = identity(word).ok_or_else(|| not_a_customer("subject", word))?;
            customer.retain(|known| *known != found);
            customer.insert(at.min(customer.len()), found);
        }
        return Ok(None);
    }
    let wrong = || Unreadable::field("subject", format!("`{subject}` is not of the form kind:name"));
    AssetId::parse(subject).map(Some).ok_or_else(wrong)
}

/// The most identities that one event may name.
const MOST: usize = 128;

/// The words of an attribute; a list longer than any customer's identities is not read.
fn few<'a>(field: &str, text: &'a str) -> Result<SmallVec<[&'a str; 2]>, Unreadable> {
    let words: SmallVec<[&str; 2]> = text.split_whitespace().take(MOST + 1).collect();
    if words.len() > MOST {
        return Err(Unreadable::field(field, format!("more than {MOST} names of one customer")));
    }
    Ok(words)
}

/// Whether a word means an identity: a kind of one before the colon, or no colon at all.
fn is_identity(word: &str) -> bool {
    word.split_once(':').is_none_or(|(kind, _)| IdentityKind::from_name(kind).is_some())
}

fn identity(word: &str) -> Option<Claim> {
    match word.split_once(':') {
        None => claim(IdentityKind::Account, word, true, None),
        Some((kind, value)) => claim(IdentityKind::from_name(kind)?, value, false, None),
    }
}

fn not_a_customer(field: &str, word: &str) -> Unreadable {
    let kinds = IdentityKind::ALL.map(IdentityKind::name).join(", ");
    Unreadable::field(field, format!("`{word}` names no customer; write kind:value with a kind of {kinds}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_names_few_identities() {
        let line = |names: usize| {
            let subject: Vec<String> = (0..names).map(|name| format!("device:d{name}x")).collect();
            let subject = subject.join(" ");
            format!(
                r#"{{"specversion":"1.0","id":"1","source":"s","type":"t","time":"2026-01-01T00:00:00Z","subject":"{subject}"}}"#
            )
        };
        let named = |text: &str| read(text).map(|event| event.map_or(0, |event| event.customer.len()));
        assert_eq!(named(&line(MOST)).expect("few enough"), MOST);
        assert!(named(&line(MOST + 1)).expect_err("too many").to_string().contains("more than 128"));
    }
}
