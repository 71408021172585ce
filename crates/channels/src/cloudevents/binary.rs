//! The binary form over HTTP: the attributes stand in `ce-` headers, the body is the data.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::Unreadable;

/// A `CloudEvent` in binary form: its attributes as they came out of the headers, [`decoded`], and its body.
#[derive(Clone, Debug, Default)]
pub struct Binary<'a> {
    /// `ce-specversion`.
    pub specversion: Option<Cow<'a, str>>,
    /// `ce-id`.
    pub id: Option<Cow<'a, str>>,
    /// `ce-source`.
    pub source: Option<Cow<'a, str>>,
    /// `ce-type`.
    pub kind: Option<Cow<'a, str>>,
    /// `ce-subject`.
    pub subject: Option<Cow<'a, str>>,
    /// `ce-customer`.
    pub customer: Option<Cow<'a, str>>,
    /// `ce-time`.
    pub time: Option<Cow<'a, str>>,
    /// `content-type`, which says what the data are.
    pub content_type: Option<Cow<'a, str>>,
    /// The data.
    pub body: Cow<'a, str>,
}

/// The same event in structured form.
#[derive(Serialize)]
struct Structured<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    specversion: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    datacontenttype: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Data<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Data<'a> {
    Json(&'a RawValue),
    Other(&'a str),
}

impl Binary<'_> {
    /// The event in its structured form, as it is read and kept, and why its data cannot be read when they
    /// cannot.
    pub fn structured(&self) -> (String, Option<Unreadable>) {
        let body = self.body.trim();
        let (data, problem) = match serde_json::from_str::<&RawValue>(body) {
            _ if body.is_empty() => (None, None),
            _ if !self.is_json() => {
                let detail = "data are read from JSON objects only";
                (Some(Data::Other(body)), Some(Unreadable::field("content-type", detail)))
            }
            Ok(json) => (Some(Data::Json(json)), None),
            Err(error) => (Some(Data::Other(body)), Some(Unreadable::shape("JSON data", &error))),
        };
        let text = serde_json::to_string(&Structured {
            specversion: self.specversion.as_deref(),
            id: self.id.as_deref(),
            source: self.source.as_deref(),
            kind: self.kind.as_deref(),
            subject: self.subject.as_deref(),
            customer: self.customer.as_deref(),
            time: self.time.as_deref(),
            datacontenttype: self.content_type.as_deref(),
            data,
        });
        match text {
            Ok(text) => (text, problem),
            Err(error) => (String::new(), Some(Unreadable::shape("CloudEvents", &error))),
        }
    }

    /// Whether the data say that they are JSON, or nothing.
    fn is_json(&self) -> bool {
        let Some(stated) = self.content_type.as_deref() else { return true };
        let media = stated.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        matches!(media.as_str(), "" | "application/json" | "text/json") || media.ends_with("+json")
    }
}

/// A header's value as an attribute: quotes around it taken off, `%C3%A9` read as UTF-8.
pub fn decoded(header: &str) -> Cow<'_, str> {
    let text = header.trim();
    let text = match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(quoted) if quoted.contains('\\') => Cow::Owned(unquoted(quoted)),
        Some(quoted) => Cow::Borrowed(quoted),
        None => Cow::Borrowed(text),
    };
    if text.contains('%') { Cow::Owned(percent_decoded(&text)) } else { text }
}

/// What stands between quotes, without the backslashes before quoted characters.
fn unquoted(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => plain.extend(characters.next()),
            other => plain.push(other),
        }
    }
    plain
}

fn percent_decoded(text: &str) -> String {
    let digit = |at: usize| text.as_bytes().get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        if let (b'%', Some(high), Some(low)) = (byte, digit(at + 1), digit(at + 2)) {
            bytes.push((high * 16 + low) as u8);
            at += 3;
        } else {
            bytes.push(byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_decoded() {
        for (header, attribute) in [
            ("plain", "plain"),
            (" Euro%20%E2%82%AC%20%F0%9F%98%80 ", "Euro € 😀"),
            ("\"quoted \\\" one\"", "quoted \" one"),
            ("100%", "100%"),
            ("%zz%4", "%zz%4"),
            ("%ff", "\u{fffd}"),
            ("\"", "\""),
        ] {
            assert_eq!(decoded(header), attribute, "{header}");
        }
    }
}
