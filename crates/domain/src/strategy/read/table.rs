//! Tables and values with their places. What does not have its shape reads as absent: [`conform`]
//! has already told it.
//!
//! [`conform`]: super::conform

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::report::Place;
use super::source::Source;
use crate::time::Duration;

/// A table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table<'a> {
    source: Source<'a>,
    entries: &'a DeTable<'a>,
    /// Where it begins.
    pub place: Place,
}

/// A value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item<'a> {
    source: Source<'a>,
    value: &'a Spanned<DeValue<'a>>,
    /// Where it begins.
    pub place: Place,
}

/// A text and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word<'a> {
    /// The text, escapes resolved.
    pub text: &'a str,
    /// Where it begins, its quotes included.
    pub place: Place,
    raw: &'a str,
}

impl<'a> Table<'a> {
    /// A whole file.
    pub(crate) fn root(source: Source<'a>, file: usize, entries: &'a DeTable<'a>) -> Self {
        Self { source, entries, place: Place { file, offset: 0 } }
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<Item<'a>> {
        self.entries.get(key).map(|value| self.item(value))
    }

    /// Where a key stands, else where the table begins.
    pub(crate) fn place_of(&self, key: &str) -> Place {
        let key = self.entries.get_key_value(key).map(|(key, _)| key.span().start);
        key.map_or(self.place, |offset| Place { offset, ..self.place })
    }

    /// Every key with its value, as they stand in the file.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (Word<'a>, Item<'a>)> + use<'a> {
        let table = *self;
        table.entries.iter().map(move |(key, value)| {
            let raw = table.source.text.get(key.span()).unwrap_or_default();
            let place = Place { offset: key.span().start, ..table.place };
            (Word { text: key.get_ref(), place, raw }, table.item(value))
        })
    }

    /// The text of a key.
    pub(crate) fn word(&self, key: &str) -> Option<Word<'a>> {
        self.get(key)?.word()
    }

    /// The number of a key.
    pub(crate) fn number(&self, key: &str) -> Option<f64> {
        self.get(key)?.number()
    }

    /// The truth value of a key.
    pub(crate) fn flag(&self, key: &str) -> Option<bool> {
        self.get(key)?.flag()
    }

    /// The duration of a key.
    pub(crate) fn duration(&self, key: &str) -> Option<Duration> {
        Duration::parse(self.word(key)?.text).ok()
    }

    /// The table of a key.
    pub(crate) fn table(&self, key: &str) -> Option<Self> {
        self.get(key)?.table()
    }

    /// The elements of a key's list, or the one value that stands for a list; none without the key.
    pub(crate) fn items(&self, key: &str) -> Vec<Item<'a>> {
        self.get(key).map(|item| item.items()).unwrap_or_default()
    }

    /// The same, each a text.
    pub(crate) fn words(&self, key: &str) -> Vec<Word<'a>> {
        self.items(key).iter().filter_map(Item::word).collect()
    }

    /// The same, each a table.
    pub(crate) fn tables(&self, key: &str) -> Vec<Self> {
        self.items(key).iter().filter_map(Item::table).collect()
    }

    fn item(&self, value: &'a Spanned<DeValue<'a>>) -> Item<'a> {
        let place = Place { offset: value.span().start, ..self.place };
        Item { source: self.source, value, place }
    }
}

impl<'a> Item<'a> {
    /// The TOML value.
    pub(crate) fn value(&self) -> &'a DeValue<'a> {
        self.value.get_ref()
    }

    /// As text; a date of TOML as it is written.
    pub(crate) fn word(&self) -> Option<Word<'a>> {
        let raw = self.source.text.get(self.value.span()).unwrap_or_default();
        let text = match self.value() {
            DeValue::Datetime(_) => raw,
            value => value.as_str()?,
        };
        Some(Word { text, place: self.place, raw })
    }

    /// As a number, whole or not.
    pub(crate) fn number(&self) -> Option<f64> {
        let number: Option<f64> = match self.value() {
            DeValue::Integer(_) => self.count().map(|count| count as f64),
            DeValue::Float(float) => float.as_str().parse().ok(),
            _ => None,
        };
        number.filter(|number| number.is_finite())
    }

    /// As a whole number.
    pub(crate) fn count(&self) -> Option<i64> {
        let integer = self.value().as_integer()?;
        i64::from_str_radix(integer.as_str(), integer.radix()).ok()
    }

    /// As a truth value.
    pub(crate) fn flag(&self) -> Option<bool> {
        self.value().as_bool()
    }

    /// As a table.
    pub(crate) fn table(&self) -> Option<Table<'a>> {
        let entries = self.value().as_table()?;
        Some(Table { source: self.source, entries, place: self.place })
    }

    /// Its elements, or itself when it is no list.
    pub(crate) fn items(&self) -> Vec<Self> {
        match self.value() {
            DeValue::Array(array) => array
                .iter()
                .map(|value| {
                    let place = Place { offset: value.span().start, ..self.place };
                    Self { source: self.source, value, place }
                })
                .collect(),
            _ => vec![*self],
        }
    }
}

impl Word<'_> {
    /// The place of a byte of the text, past quotes and escapes.
    pub(crate) fn place_at(&self, offset: usize) -> Place {
        Place { offset: self.place.offset + raw_offset(self.raw, offset), ..self.place }
    }
}

/// The byte of a TOML string as written at which a byte of its value stands.
fn raw_offset(raw: &str, offset: usize) -> usize {
    let quotes = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quotes| raw.starts_with(quotes));
    let Some(quotes) = quotes else { return offset.min(raw.len()) };
    let mut at = quotes.len();
    if quotes.len() == 3 {
        // A line break right after the opening quotes is not part of the value.
        at += ["\r\n", "\n"].iter().find(|end| raw[at..].starts_with(**end)).map_or(0, |end| end.len());
    }
    let literal = quotes.starts_with('\'');
    let mut value = 0;
    while let Some(next) = raw[at..].chars().next() {
        // A backslash at the end of a line stands for nothing, so what is sought lies behind it.
        let joins = !literal && next == '\\' && raw[at + 1..].starts_with([' ', '\t', '\r', '\n']);
        if value >= offset && !joins {
            break;
        }
        if literal || next != '\\' {
            at += next.len_utf8();
            value += next.len_utf8();
            continue;
        }
        let escape = &raw[at..];
        let (written, read) = match escape.as_bytes().get(1) {
            Some(b'x') => code_point(escape, 4),
            Some(b'u') => code_point(escape, 6),
            Some(b'U') => code_point(escape, 10),
            Some(b' ' | b'\t' | b'\r' | b'\n') => (escape.len() - escape[1..].trim_start().len(), 0),
            // Nothing that TOML knows: the error is told elsewhere, and the place is after what stands there.
            _ => (2, 1),
        };
        at += escape.ceil_char_boundary(written);
        value += read;
    }
    at.min(raw.len())
}

/// How long an escaped character is as written and as read.
fn code_point(escape: &str, written: usize) -> (usize, usize) {
    let digits = escape.get(2..written).unwrap_or_default();
    let character = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
    (written, character.map_or(1, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use super::raw_offset;

    #[test]
    fn places_in_texts_are_places_in_files() {
        assert_eq!(raw_offset("'a > b'", 4), 5);
        assert_eq!(raw_offset(r#""a == \"b\" && c""#, 11), 14);
        assert_eq!(raw_offset("\"\"\"\na\n  b\"\"\"", 4), 8);
        assert_eq!(raw_offset(r#""\u00e9 x""#, 3), 8);
        assert_eq!(raw_offset("\"\"\"a \\\n   b\"\"\"", 2), 10);
        assert_eq!(raw_offset("'ab'", 99), 4);
    }

    #[test]
    fn escapes_that_toml_does_not_know_have_a_place_too() {
        for raw in [r#""count('j4\é w3'""#, r#""a\x1é b""#, r#""a\u00é""#, r#""a\U0000é"#, "\"a\\"] {
            let raw = raw.replace("\\\\", "\\");
            for offset in 0..=raw.len() {
                assert!(raw.is_char_boundary(raw_offset(&raw, offset)), "{raw} at {offset}");
            }
        }
    }
}
