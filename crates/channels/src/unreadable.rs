//! Why a piece of input is not an event.

use compact_str::CompactString;
use voorzet_domain::time::TimeError;

/// Why a line, element or row cannot be read. Its text is for the person who sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not JSON, or JSON of another shape; the text says where.
    #[error("not readable as {expected}: {detail}")]
    Shape {
        /// What was being read: `Segment`, `CloudEvents`.
        expected: &'static str,
        /// The parser's own words, with the column.
        detail: String,
    },
    /// A field that an event cannot do without is not there.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// A field holds something that it cannot hold.
    #[error("`{field}`: {detail}")]
    Field {
        /// The field's path.
        field: CompactString,
        /// What is wrong with it.
        detail: String,
    },
    /// A record with more or fewer fields than its file.
    #[error("{found} fields where the file has {expected} columns")]
    Width {
        /// How many it has.
        found: usize,
        /// How many it should have.
        expected: usize,
    },
    /// A time that is none.
    #[error("`{field}`: {error}")]
    Time {
        /// The field's path.
        field: CompactString,
        /// What is wrong with it.
        error: TimeError,
    },
}

impl Unreadable {
    /// The field that it is about, when it is about one.
    pub fn place(&self) -> Option<&str> {
        match self {
            Self::Missing(field) => Some(field),
            Self::Field { field, .. } | Self::Time { field, .. } => Some(field),
            Self::Shape { .. } | Self::Width { .. } => None,
        }
    }

    /// Bytes that are no text.
    pub fn not_utf8(error: &std::str::Utf8Error) -> Self {
        Self::Shape { expected: "UTF-8", detail: format!("byte {} is none", error.valid_up_to() + 1) }
    }

    /// More than is taken for one event.
    pub fn too_long(bytes: usize, most: usize) -> Self {
        Self::Shape { expected: "an event", detail: format!("{bytes} bytes, and at most {most} are taken") }
    }

    /// A field that holds something it cannot hold.
    pub(crate) fn field(field: &str, detail: impl Into<String>) -> Self {
        Self::Field { field: field.into(), detail: detail.into() }
    }

    /// A JSON text that is not of the expected shape.
    pub(crate) fn shape(expected: &'static str, error: &serde_json::Error) -> Self {
        // A line is one line: the parser's "at line 1 column 7" would contradict the file's line number.
        let text = error.to_string();
        let detail = match text.split_once(" at line ") {
            Some((what, _)) => format!("{what} (column {})", error.column()),
            None => text,
        };
        Self::Shape { expected, detail }
    }
}
