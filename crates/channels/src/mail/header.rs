//! The fields before a mail's body, as they are written: for those that mean something to machines alone. Names
//! and texts that people read are decoded elsewhere.

use std::borrow::Cow;

/// The fields before a body, the topmost first.
#[derive(Debug, Default)]
pub(super) struct Headers<'a> {
    fields: Vec<(&'a [u8], &'a [u8])>,
    bytes: usize,
}

impl<'a> Headers<'a> {
    /// Reads them up to the empty line, or to the first line that is none.
    pub(super) fn of(raw: &'a [u8]) -> Self {
        let mut headers = Self::default();
        let mut at = 0;
        // The line that mailbox files have before each mail.
        if raw.starts_with(b"From ") {
            at = line_end(raw, 0);
        }
        while at < raw.len() {
            let start = at;
            at = line_end(raw, at);
            while raw.get(at).is_some_and(|byte| matches!(byte, b' ' | b'\t')) {
                at = line_end(raw, at);
            }
            let field = &raw[start..at];
            let Some(colon) = memchr::memchr(b':', field) else { break };
            let name = field[..colon].trim_ascii_end();
            if name.is_empty() || !name.iter().all(u8::is_ascii_graphic) {
                break;
            }
            headers.fields.push((name, &field[colon + 1..]));
            headers.bytes = at;
        }
        headers
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// How long they are together.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The topmost field of this name, on one line.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.all(name).next()
    }

    /// All fields of this name, on one line each.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = String> {
        let is_it = move |known: &[u8]| known.eq_ignore_ascii_case(name.as_bytes());
        self.fields.iter().filter(move |(known, _)| is_it(known)).map(|(_, value)| unfolded(value))
    }
}

/// Where the next line begins.
fn line_end(raw: &[u8], from: usize) -> usize {
    memchr::memchr(b'\n', &raw[from..]).map_or(raw.len(), |end| from + end + 1)
}

/// On one line.
fn unfolded(value: &[u8]) -> String {
    let text: Cow<'_, str> = String::from_utf8_lossy(value);
    text.replace(['\r', '\n'], "").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_unfolded_and_end_where_the_body_begins() {
        let headers = Headers::of(b"A: 1\r\nb : two\r\n lines\r\nA: 3\r\n\r\nC: body\r\n");
        assert_eq!(headers.len(), 3);
        assert_eq!(headers.all("a").collect::<Vec<_>>(), ["1", "3"]);
        assert_eq!(headers.get("B").as_deref(), Some("two lines"));
        assert_eq!(headers.get("c"), None);
        assert!(Headers::of(b"\r\nA: 1\r\n").is_empty());
        assert!(Headers::of(b"no mail at all").is_empty());
        assert_eq!(Headers::of(b"From x Mon\nA: 1").len(), 1);
    }
}
