//! Pieces of JSON that several formats share: borrowed text, and objects that are kept as their text.

use std::borrow::{Borrow, Cow};
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde_json::value::RawValue;

use crate::Unreadable;

/// A string or a number as text, borrowed from the input unless it holds escapes.
///
/// Sources disagree on whether a customer's number is `"42"` or `42`; both are the text `42` here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Text<'a>(pub(crate) Cow<'a, str>);

impl Text<'_> {
    /// The text without surrounding blanks, or nothing when it is empty.
    pub(crate) fn filled(text: Option<&Self>) -> Option<&str> {
        text.map(|text| text.0.trim()).filter(|text| !text.is_empty())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor).map(Text)
    }
}

impl Borrow<str> for Text<'_> {
    fn borrow(&self) -> &str {
        &self.0
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or a number")
    }
    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(number.to_string()))
    }
    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(number.to_string()))
    }
    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(number.to_string()))
    }
}

/// The text of a JSON object as an event's data; `{}` when there is none.
pub(crate) fn object(raw: Option<&RawValue>, field: &'static str) -> Result<Box<RawValue>, Unreadable> {
    match raw.map(RawValue::get) {
        None | Some("null") => Ok(empty()),
        Some(text) if text.starts_with('{') => Ok(raw.map_or_else(empty, ToOwned::to_owned)),
        Some(_) => Err(Unreadable::field(field, "is not an object")),
    }
}

/// An object's text with fields put before its own; where both name a field, the one put in wins.
pub(crate) fn object_with(
    raw: Option<&RawValue>,
    field: &'static str,
    added: &[(&str, &str)],
) -> Result<Box<RawValue>, Unreadable> {
    let own: serde_json::Map<String, serde_json::Value> = match raw.map(RawValue::get) {
        None | Some("null") => serde_json::Map::new(),
        Some(text) => serde_json::from_str(text).map_err(|_| Unreadable::field(field, "is not an object"))?,
    };
    let mut whole = serde_json::Map::new();
    whole.extend(added.iter().map(|(name, text)| ((*name).to_owned(), (*text).into())));
    for (name, value) in own {
        whole.entry(name).or_insert(value);
    }
    serde_json::value::to_raw_value(&whole).map_err(|error| Unreadable::shape("JSON", &error))
}

/// The object without fields.
pub(crate) fn empty() -> Box<RawValue> {
    RawValue::from_string("{}".to_owned()).unwrap_or_else(|_| RawValue::NULL.to_owned())
}
