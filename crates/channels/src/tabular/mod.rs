//! Foreign tables (CSV files, JSON objects) as events, by a **map** that an organisation writes.
//!
//! `docs/maps.md` is the language's guide. A [`Map`] is parsed once, with everything that is wrong with it
//! at once; [`Map::bind`] finds its columns in a file's header; each record becomes a [`Row`] of just the
//! cells the map uses; and [`Map::events`] makes events of a row, given the row before it of the same case.
//!
//! A [`Sheet`] is what a table is found to be without a map, so that one can be written for it.
//!
//! Nothing is read or sorted here. A map only says how: [`Map::sort_key`] is the order in which the rows of
//! a case follow each other, and [`Made::key`] the order of the events.

mod about;
mod column;
mod condition;
mod field;
mod form;
mod make;
mod moment;
mod object;
mod read;
mod record;
mod row;
mod rule;
mod sheet;
mod text;
mod written;

use compact_str::CompactString;
use encoding_rs::{Encoding, UTF_8};
use voorzet_domain::problem::Problem;

pub use make::Made;
pub use record::{Record, Split, Splitter};
pub use row::Row;
pub use sheet::{NoSheet, Sheet, quoted};
pub use written::{Written, instant, written};

use crate::Unreadable;
use column::{Column, Slot, Which};
use condition::Condition;
use rule::{Rule, When};

/// How a foreign table becomes events.
#[derive(Debug)]
pub struct Map {
    source: CompactString,
    format: Format,
    dialect: Dialect,
    missing: Vec<String>,
    columns: Vec<Column>,
    rows: Rows,
    rules: Vec<Rule>,
}

/// What a map reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Records with a header.
    Csv,
    /// A JSON array of objects, or objects one after the other.
    Json,
    /// One JSON object per line.
    Ndjson,
}

/// How a CSV file is written.
#[derive(Clone, Debug)]
struct Dialect {
    delimiter: u8,
    quote: Option<u8>,
    header: bool,
    encoding: &'static Encoding,
}

/// What a map says about rows as such.
#[derive(Debug, Default)]
struct Rows {
    case: Option<Slot>,
    time: Option<When>,
    order: Vec<Slot>,
    only: Vec<Condition>,
    skip: Vec<Condition>,
}

/// Where the columns of a map stand in one CSV file.
#[derive(Clone, Debug)]
pub struct Places {
    at: Vec<usize>,
    width: usize,
}

impl Places {
    /// How many fields each record of the file has.
    pub fn width(&self) -> usize {
        self.width
    }
}

impl Map {
    /// Reads a map. `file` names it in problems and, without its extension, is the events' source when the
    /// map states none.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, in the order of the file.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        read::map(file, text)
    }

    /// What it reads.
    pub fn format(&self) -> Format {
        self.format
    }

    /// What splits the bytes of a CSV file into records.
    pub fn splitter(&self) -> Splitter {
        Splitter::new(&self.dialect)
    }

    /// Whether the first record of a CSV file names the columns.
    pub fn has_header(&self) -> bool {
        self.dialect.header
    }

    /// Finds the map's columns in a CSV file, by its first record.
    ///
    /// # Errors
    ///
    /// The columns that are not there, or not there just once, each where the map names it.
    pub fn bind(&self, first: Record<'_>) -> Result<Places, Vec<Problem>> {
        let width = first.width();
        let title =
            |at| self.dialect.encoding.decode_without_bom_handling(first.field(at)).0.trim().to_owned();
        let header = self.dialect.header.then(|| (0..width).map(title).collect::<Vec<_>>());
        let at = column::bind(&self.columns, header.as_deref(), width)?;
        Ok(Places { at, width })
    }

    /// Makes a row of a record: its `line` from 1 and its `position` among the file's records.
    ///
    /// # Errors
    ///
    /// When the record has more or fewer fields than the file, or a cell is not in the map's encoding.
    pub fn record_row(
        &self,
        places: &Places,
        record: Record<'_>,
        line: u64,
        position: u64,
        row: &mut Row,
    ) -> Result<(), Unreadable> {
        if record.width() != places.width {
            let (found, expected) = (record.width(), places.width);
            return Err(Unreadable::Width { found, expected });
        }
        row.clear(line, position);
        for (index, &at) in places.at.iter().enumerate() {
            let (cell, wrong) = self
                .dialect
                .encoding
                .decode_without_bom_handling_and_without_replacement(record.field(at))
                .map_or((std::borrow::Cow::Borrowed(""), true), |cell| (cell, false));
            if wrong {
                let encoding = self.dialect.encoding.name();
                return Err(Unreadable::field(&self.column_name(index), format!("is not {encoding}")));
            }
            row.push(self.filled(&cell));
        }
        Ok(())
    }

    /// Makes a row of the text of a JSON object.
    ///
    /// # Errors
    ///
    /// When it is no JSON object.
    pub fn object_row(&self, text: &str, line: u64, position: u64, row: &mut Row) -> Result<(), Unreadable> {
        let path = |column: &Column| match &column.which {
            Which::Name(path) | Which::Nth(path, _) => path.clone(),
            Which::At(_) => String::new(),
        };
        let paths: Vec<String> = self.columns.iter().map(path).collect();
        let cells = object::cells(text, paths.iter().map(String::as_str))?;
        row.clear(line, position);
        for cell in &cells {
            row.push(cell.as_deref().map_or("", |cell| self.filled(cell)));
        }
        Ok(())
    }

    /// A cell's text, empty when it is one of the map's signs for a missing value.
    fn filled<'c>(&self, cell: &'c str) -> &'c str {
        let trimmed = cell.trim();
        let missing = trimmed.is_empty() || self.missing.iter().any(|sign| sign == trimmed);
        if missing { "" } else { cell }
    }

    /// What a column is called, for messages.
    fn column_name(&self, index: usize) -> CompactString {
        match self.columns.get(index).map(|column| &column.which) {
            Some(Which::Name(name)) => name.into(),
            Some(Which::Nth(name, nth)) => compact_str::format_compact!("{name} (number {nth})"),
            Some(Which::At(at)) => compact_str::format_compact!("column {at}"),
            None => CompactString::default(),
        }
    }
}

impl Default for Dialect {
    fn default() -> Self {
        Self { delimiter: b',', quote: Some(b'"'), header: true, encoding: UTF_8 }
    }
}
