//! CSV, split into records as its bytes come in.

use csv_core::{ReadRecordResult, ReaderBuilder};

use super::Dialect;

/// Splits bytes into records. It never fails: CSV has no wrong text, only records of the wrong width.
pub struct Splitter {
    core: csv_core::Reader,
    bytes: Vec<u8>,
    filled: usize,
    ends: Vec<usize>,
    count: usize,
}

/// How far a [`Splitter`] came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// Everything was used and the record is not complete.
    More,
    /// A record is complete.
    Record,
    /// The file has ended.
    End,
}

impl Splitter {
    pub(super) fn new(dialect: &Dialect) -> Self {
        let mut builder = ReaderBuilder::new();
        builder.delimiter(dialect.delimiter);
        match dialect.quote {
            Some(quote) => builder.quote(quote),
            None => builder.quoting(false),
        };
        Self { core: builder.build(), bytes: vec![0; 1 << 12], filled: 0, ends: vec![0; 64], count: 0 }
    }

    /// Forgets the record that is under way and begins at the start of one.
    pub fn reset(&mut self) {
        self.core.reset();
        (self.filled, self.count) = (0, 0);
    }

    /// Takes bytes, as many as it says, up to the end of a record; no bytes mean that the file has ended.
    /// After a record, the next call begins a new one.
    pub fn feed(&mut self, input: &[u8]) -> (usize, Split) {
        let mut used = 0;
        loop {
            let (result, read, written, ended) = self.core.read_record(
                &input[used..],
                &mut self.bytes[self.filled..],
                &mut self.ends[self.count..],
            );
            used += read;
            self.filled += written;
            self.count += ended;
            match result {
                ReadRecordResult::InputEmpty => return (used, Split::More),
                ReadRecordResult::OutputFull => self.bytes.resize(self.bytes.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => return (used, Split::Record),
                ReadRecordResult::End => return (used, Split::End),
            }
        }
    }

    /// The record that is complete.
    pub fn record(&self) -> Record<'_> {
        Record { bytes: &self.bytes[..self.filled], ends: &self.ends[..self.count] }
    }

    /// Lets go of the record, so that the next can be fed.
    pub fn next(&mut self) {
        (self.filled, self.count) = (0, 0);
    }
}

/// The fields of one record, unquoted, in the file's own encoding.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    bytes: &'a [u8],
    ends: &'a [usize],
}

impl<'a> Record<'a> {
    /// How many fields it has.
    pub fn width(&self) -> usize {
        self.ends.len()
    }

    /// A field, from 0.
    pub(super) fn field(&self, at: usize) -> &'a [u8] {
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.bytes[from..self.ends[at]]
    }
}
