//! What a foreign table is, found from its first bytes: how it is written and what its columns are called. With
//! that, a map for it can be written.

use std::fmt::Write;

use encoding_rs::{UTF_8, WINDOWS_1252};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Dialect, Split, Splitter};

const BOM: &[u8] = &[0xef, 0xbb, 0xbf];
const BOM_UTF16: [&[u8]; 2] = [&[0xff, 0xfe], &[0xfe, 0xff]];

/// The delimiters that are tried.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How many records are looked at.
const LOOKED_AT: usize = 200;

/// The most columns that are told apart.
const MOST_COLUMNS: usize = 500;

/// A foreign table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    form: Form,
    columns: Vec<Title>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Form {
    Csv { delimiter: char, encoding: String },
    Json,
}

/// How a column is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Title {
    name: String,
    /// Which of those with this name, from 1; 0 when it is the only one.
    nth: usize,
    /// Its place, from 1.
    at: usize,
}

/// Why a file is no table that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSheet {
    /// Nothing is in it.
    #[error("the file is empty")]
    Empty,
    /// Text in two bytes a letter.
    #[error("the file is UTF-16; save it as UTF-8")]
    Utf16,
    /// It is something else.
    #[error("the file is no table: a CSV file with a header, or JSON objects")]
    Other,
}

impl Sheet {
    /// What a table is, by the first bytes of it, unpacked.
    ///
    /// # Errors
    /// When they are no beginning of a table.
    pub fn of(head: &[u8]) -> Result<Self, NoSheet> {
        if BOM_UTF16.iter().any(|mark| head.starts_with(mark)) {
            return Err(NoSheet::Utf16);
        }
        let head = head.strip_prefix(BOM).unwrap_or(head);
        match head.iter().find(|byte| !byte.is_ascii_whitespace()) {
            None => Err(NoSheet::Empty),
            Some(b'{' | b'[') => objects(head),
            Some(_) => records(head),
        }
    }

    /// What its columns are called, each differently: of those with one name the second is `name (2)`.
    pub fn names(&self) -> impl Iterator<Item = String> + '_ {
        self.columns.iter().map(Title::shown)
    }

    /// The first lines of a map for it: what it is called, how it is written, and what stands for no value.
    pub fn begin_map(&self, source: &str, missing: &[String]) -> String {
        let mut map = format!("source  = {}\n", quoted(source));
        let format = if matches!(self.form, Form::Json) { "json" } else { "csv" };
        // Writing to a string cannot fail.
        let _ = writeln!(map, "format  = \"{format}\"");
        if !missing.is_empty() {
            let signs: Vec<String> = missing.iter().map(|sign| quoted(sign)).collect();
            let _ = writeln!(map, "missing = [{}]", signs.join(", "));
        }
        if let Form::Csv { delimiter, encoding } = &self.form {
            let delimiter = quoted(&delimiter.to_string());
            let _ = write!(map, "\n[csv]\ndelimiter = {delimiter}\nencoding  = {}\n", quoted(encoding));
        }
        map
    }

    /// How a map names the column at an index.
    pub fn column(&self, index: usize) -> String {
        let Some(title) = self.columns.get(index) else { return quoted("") };
        match title {
            Title { name, at, .. } if name.is_empty() => format!("{{ at = {at} }}"),
            Title { name, nth: 0, .. } => format!("{{ name = {} }}", quoted(name)),
            Title { name, nth, .. } => format!("{{ name = {}, nth = {nth} }}", quoted(name)),
        }
    }
}

impl Title {
    fn shown(&self) -> String {
        match self {
            Self { name, at, .. } if name.is_empty() => format!("({at})"),
            Self { name, nth: 0 | 1, .. } => name.clone(),
            Self { name, nth, .. } => format!("{name} ({nth})"),
        }
    }
}

/// A text as TOML writes it between quotes.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// JSON objects, in an array or one after the other; of objects inside, one level is looked into.
fn objects(head: &[u8]) -> Result<Sheet, NoSheet> {
    let text = String::from_utf8_lossy(head);
    let mut rest = text.trim_start().trim_start_matches('[');
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: String| {
        if !name.is_empty() && names.len() < MOST_COLUMNS && !names.contains(&name) {
            names.push(name);
        }
    };
    for _ in 0..LOOKED_AT {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let Some(Ok(Value::Object(object))) = values.next() else { break };
        rest = &rest[values.byte_offset()..];
        for (name, value) in object {
            match value {
                Value::Object(inner) => inner.keys().for_each(|key| add(format!("{name}.{key}"))),
                _ => add(name),
            }
        }
    }
    if names.is_empty() {
        return Err(NoSheet::Other);
    }
    Ok(Sheet { form: Form::Json, columns: titles(&names) })
}

/// A CSV file: the delimiter is the one by which most records have as many fields as the first.
fn records(head: &[u8]) -> Result<Sheet, NoSheet> {
    let whole = head.iter().rposition(|byte| *byte == b'\n').map_or(head, |end| &head[..=end]);
    let encoding = if std::str::from_utf8(whole).is_ok() { UTF_8 } else { WINDOWS_1252 };
    let tried = DELIMITERS.map(|delimiter| {
        let widths = widths(head, delimiter);
        let first = widths.first().copied().unwrap_or(0);
        let alike = widths.iter().filter(|width| **width == first).count();
        let share = if first > 1 { alike * 100 / widths.len() } else { 0 };
        (share, alike, first, delimiter)
    });
    let Some((50.., _, _, delimiter)) = tried.into_iter().max() else { return Err(NoSheet::Other) };
    let mut splitter = splitter(delimiter);
    if splitter.feed(head.trim_ascii_start()).1 != Split::Record {
        splitter.feed(b"\n");
    }
    let record = splitter.record();
    let names = (0..record.width().min(MOST_COLUMNS)).map(|at| {
        let (name, _) = encoding.decode_without_bom_handling(record.field(at));
        name.trim().to_owned()
    });
    let columns = titles(&names.collect::<Vec<_>>());
    let encoding = encoding.name().to_ascii_lowercase();
    Ok(Sheet { form: Form::Csv { delimiter: char::from(delimiter), encoding }, columns })
}

fn splitter(delimiter: u8) -> Splitter {
    Splitter::new(&Dialect { delimiter, ..Dialect::default() })
}

/// How many fields the first records have.
fn widths(head: &[u8], delimiter: u8) -> Vec<usize> {
    let mut splitter = splitter(delimiter);
    let (mut rest, mut widths) = (head.trim_ascii_start(), Vec::new());
    while widths.len() < LOOKED_AT {
        let (used, split) = splitter.feed(rest);
        rest = &rest[used..];
        if split != Split::Record {
            break;
        }
        widths.push(splitter.record().width());
        splitter.next();
    }
    if widths.is_empty() {
        // One line without an end.
        splitter.feed(b"\n");
        widths.push(splitter.record().width());
    }
    widths
}

fn titles(names: &[String]) -> Vec<Title> {
    let count = |name: &str, among: &[String]| among.iter().filter(|other| *other == name).count();
    let title = |index: usize| {
        let name = names[index].clone();
        let alone = count(&name, names) == 1;
        let nth = if alone { 0 } else { count(&name, &names[..=index]) };
        Title { name, nth, at: index + 1 }
    };
    (0..names.len()).map(title).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Map;
    use super::*;

    fn names(head: &[u8]) -> Vec<String> {
        Sheet::of(head).expect("a table").names().collect()
    }

    #[test]
    fn the_delimiter_is_the_one_that_gives_records_of_one_width() {
        assert_eq!(names(b"a,b;c\n1,\"2,5;\"\n3,4\n"), ["a", "b;c"]);
        assert_eq!(names(b"Klant;Reden, kort\r\nx;y\r\n"), ["Klant", "Reden, kort"]);
        assert_eq!(names(b"\xef\xbb\xbfa\tb\n1\t2\n"), ["a", "b"]);
        assert_eq!(names(b"a,b"), ["a", "b"]);
        assert_eq!(Sheet::of(b"Dear madam\n, thank you\nbye\n"), Err(NoSheet::Other));
        assert_eq!(Sheet::of(b" \n"), Err(NoSheet::Empty));
        assert_eq!(Sheet::of(b"\xff\xfea\0"), Err(NoSheet::Utf16));
    }

    #[test]
    fn every_column_has_a_name_of_its_own_and_a_map_finds_it() {
        let sheet = Sheet::of(b"id;Cat\xe9gorie;Cat\xe9gorie;\n1;2;3;4\n").expect("a table");
        assert_eq!(sheet.names().collect::<Vec<_>>(), ["id", "Catégorie", "Catégorie (2)", "(4)"]);
        let mut map = sheet.begin_map("x", &["?".to_owned()]);
        map.push_str("\n[columns]\n");
        for index in 0..4 {
            let _ = writeln!(map, "c{index} = {}", sheet.column(index));
        }
        map.push_str("\n[[event]]\ntype = \"x\"\ntime = { column = \"c0\", format = \"unix\" }\nasset = \"x:{c1}{c2}{c3}\"\n");
        let map = Map::parse("x.toml", &map).unwrap_or_else(|problems| panic!("{problems:?}\n{map}"));
        let mut splitter = map.splitter();
        splitter.feed(b"id;Cat\xe9gorie;Cat\xe9gorie;\n");
        assert!(map.bind(splitter.record()).is_ok());
    }

    #[test]
    fn objects_have_the_keys_of_all_of_them() {
        let lines = b"{\"a\": 1, \"b\": {\"c\": 2}}\n{\"d\": [1]}\n{\"e\": ";
        assert_eq!(names(lines), ["a", "b.c", "d"]);
        assert_eq!(names(b"[{\"a\": 1}, {\"b\": 2}]"), ["a", "b"]);
        assert_eq!(Sheet::of(b"[1, 2]"), Err(NoSheet::Other));
    }

    #[test]
    fn what_is_quoted_reads_back() {
        let text = "a \"b\" \\ \u{7f}\n é";
        let table: toml::Table = toml::from_str(&format!("x = {}", quoted(text))).expect("TOML");
        assert_eq!(table["x"].as_str(), Some(text));
    }
}
