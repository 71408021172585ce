//! What a source turns out to be, from its first bytes and from whether a map came with it.

use std::io;
use std::sync::Arc;

use voorzet_channels::tabular::{Format, Map};

use super::LONGEST;
use super::bytes::Bytes;
use super::elements::Elements;
use super::lines::Lines;
use super::table::Table;
use super::texts::Texts;

/// The form of a source.
pub(super) enum Shape {
    /// Segment calls and `CloudEvents`.
    Events(Texts),
    /// JSON objects that a map turns into events.
    Objects(Texts, Arc<Map>),
    /// A CSV file that a map turns into events.
    Table(Box<Table>),
    /// A table without a map.
    NeedsMap,
    /// Text in two bytes a letter.
    Utf16,
    /// Nothing.
    Empty,
}

const BOM: &[u8] = &[0xef, 0xbb, 0xbf];
const BOM_UTF16: [&[u8]; 2] = [&[0xff, 0xfe], &[0xfe, 0xff]];

impl Shape {
    /// Looks at the first bytes of a source.
    pub(super) fn of(mut bytes: Bytes, map: Option<Arc<Map>>) -> io::Result<Self> {
        let first = loop {
            let unused = bytes.unused();
            let text = unused.strip_prefix(BOM).unwrap_or(unused);
            // A byte of a mark that is not whole yet is not the first byte of a text.
            let first = text.iter().find(|byte| !byte.is_ascii_whitespace() && !BOM.starts_with(unused));
            match first {
                Some(first) => break *first,
                None if bytes.ended() && unused.is_empty() => return Ok(Self::Empty),
                None if bytes.ended() || unused.len() > LONGEST => break b' ',
                None => bytes.more()?,
            }
        };
        if BOM_UTF16.iter().any(|mark| bytes.unused().starts_with(mark)) {
            return Ok(Self::Utf16);
        }
        if bytes.unused().starts_with(BOM) {
            bytes.use_up(BOM.len());
        }
        Ok(match map {
            Some(map) => match map.format() {
                Format::Csv => Self::Table(Box::new(Table::new(bytes, map))),
                Format::Json => Self::Objects(Texts::Elements(Elements::new(bytes)), map),
                Format::Ndjson => Self::Objects(Texts::Lines(Lines::new(bytes)), map),
            },
            None if first == b'[' => Self::Events(Texts::Elements(Elements::new(bytes))),
            None if is_table(bytes.unused()) => Self::NeedsMap,
            None => Self::Events(Texts::Lines(Lines::new(bytes))),
        })
    }
}

/// Whether text is a table rather than damaged lines of JSON: a first line with several columns, no line
/// that begins an object.
fn is_table(start: &[u8]) -> bool {
    let first = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let text = std::str::from_utf8(first)
        .is_ok_and(|text| !text.chars().any(|c| c.is_control() && c != '\t' && c != '\r'));
    let columns = [b',', b';', b'\t', b'|'].iter().any(|sign| first.contains(sign));
    let objects = start.split(|byte| *byte == b'\n').any(|line| line.trim_ascii_start().starts_with(b"{"));
    text && columns && !objects
}
