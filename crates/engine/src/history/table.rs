//! A CSV file as rows of its map.
//!
//! A quote that is never closed would swallow the rest of the file. When a record grows too long, or has the
//! wrong width and runs over several lines, only its first line is given up and the rest is read again.

use std::io;
use std::sync::Arc;

use memchr::{memchr, memchr_iter};
use voorzet_channels::tabular::{Map, Places, Row, Split, Splitter};
use voorzet_domain::problem::Problem;

use super::LONGEST;
use super::bytes::Bytes;
use super::piece::{NoText, STEPS};

const UNCLOSED: &str = "begins a quote that is not closed";

/// The records of a CSV file.
pub(super) struct Table {
    pub(super) map: Arc<Map>,
    bytes: Bytes,
    splitter: Splitter,
    places: Option<Arc<Places>>,
    /// Lines that were used up.
    lines: u64,
    /// The line of the record given last.
    line: u64,
    position: u64,
    steps: u32,
}

/// Why a table cannot be read on.
pub(super) enum Stop {
    /// Its bytes cannot be had.
    Io(io::Error),
    /// It lacks columns of its map.
    Columns(Vec<Problem>),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// How a record came out.
enum Outcome {
    /// It takes up so many bytes.
    Complete(usize),
    /// It was longer than [`LONGEST`].
    TooLong,
    /// It begins a quote that nothing closes.
    Unclosed,
    /// There are no more.
    End,
}

impl Table {
    pub(super) fn new(bytes: Bytes, map: Arc<Map>) -> Self {
        let splitter = map.splitter();
        Self { map, bytes, splitter, places: None, lines: 0, line: 1, position: 0, steps: 0 }
    }

    /// The line on which the row given last begins, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Reads the next record into `row`, or says why it is none; nothing after the last.
    pub(super) fn next(&mut self, row: &mut Row) -> Result<Option<Result<(), String>>, Stop> {
        let (size, places) = loop {
            let size = match self.record()? {
                Outcome::End => return Ok(None),
                Outcome::TooLong => return Ok(Some(Err(NoText::TooLong.to_string()))),
                Outcome::Unclosed => return Ok(Some(Err(UNCLOSED.to_owned()))),
                Outcome::Complete(size) => size,
            };
            if let Some(places) = self.places.clone() {
                break (size, places);
            }
            let places = self.map.bind(self.splitter.record()).map_err(Stop::Columns)?;
            self.places = Some(Arc::new(places));
            if self.map.has_header() {
                self.take(size);
            }
        };
        let record = self.splitter.record();
        let read = self.map.record_row(&places, record, self.line, self.position, row);
        if read.is_err() && record.width() != places.width() && self.step(size) {
            return Ok(Some(Err(UNCLOSED.to_owned())));
        }
        self.position += 1;
        self.take(size);
        Ok(Some(read.map_err(|reason| reason.to_string())))
    }

    /// Splits off the next record, leaving its bytes unused.
    fn record(&mut self) -> io::Result<Outcome> {
        if !self.find()? {
            return Ok(Outcome::End);
        }
        self.line = self.lines + 1;
        self.splitter.reset();
        let (mut searched, mut closing) = (0, false);
        loop {
            let unused = self.bytes.unused();
            let split = match &unused[searched..] {
                // A line end is put behind the last record: one that it does not end is inside quotes.
                [] if closing => self.splitter.feed(b"\n").1,
                [] => Split::More,
                rest => {
                    let (used, split) = self.splitter.feed(rest);
                    searched += used;
                    split
                }
            };
            match split {
                Split::Record if searched <= LONGEST => return Ok(Outcome::Complete(searched)),
                Split::Record => {
                    self.take(searched);
                    return Ok(Outcome::TooLong);
                }
                Split::More if searched > LONGEST => {
                    if !self.step(searched) {
                        self.skip(searched)?;
                    }
                    return Ok(Outcome::TooLong);
                }
                Split::More if self.bytes.ended() && searched == self.bytes.unused().len() => {
                    if closing {
                        if !self.step(searched) {
                            self.take(searched);
                        }
                        return Ok(Outcome::Unclosed);
                    }
                    closing = true;
                }
                Split::More => self.bytes.more()?,
                Split::End => return Ok(Outcome::End),
            }
        }
    }

    /// Goes to the first byte of the next record; false when there is none.
    fn find(&mut self) -> io::Result<bool> {
        loop {
            let unused = self.bytes.unused();
            let count = unused.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let found = count < unused.len();
            self.take(count);
            if found {
                return Ok(true);
            }
            if self.bytes.ended() {
                return Ok(false);
            }
            self.bytes.more()?;
        }
    }

    /// Steps over the first line of a record of `size` bytes, when it has several and steps are left.
    fn step(&mut self, size: usize) -> bool {
        let record = &self.bytes.unused()[..size];
        let first = memchr(b'\n', record.trim_ascii_end()).filter(|_| self.steps < STEPS);
        let Some(at) = first else { return false };
        self.steps += 1;
        self.take(at + 1);
        true
    }

    /// Lets go of everything up to the end of the record that is under way.
    fn skip(&mut self, mut searched: usize) -> io::Result<()> {
        loop {
            self.take(searched);
            self.splitter.next();
            if self.bytes.unused().is_empty() && !self.bytes.ended() {
                self.bytes.more()?;
            }
            let (used, split) = self.splitter.feed(self.bytes.unused());
            searched = used;
            if split != Split::More {
                self.take(searched);
                return Ok(());
            }
        }
    }

    fn take(&mut self, count: usize) {
        self.lines += memchr_iter(b'\n', self.bytes.take(count)).count() as u64;
    }
}
