//! Lines of text out of a source's bytes, each at most [`LONGEST`] bytes.

use std::io;

use memchr::memchr;

use super::LONGEST;
use super::bytes::Bytes;
use super::piece::Piece;

/// The lines of a source.
pub(super) struct Lines {
    bytes: Bytes,
    number: u64,
}

impl Lines {
    pub(super) fn new(bytes: Bytes) -> Self {
        Self { bytes, number: 0 }
    }

    /// The number of the line that was read last, from 1; while an error is reported, of the line that
    /// could not be read.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// The next line, or nothing after the last.
    pub(super) fn next(&mut self) -> io::Result<Option<Piece<'_>>> {
        let passed = self.pass_empty();
        self.number += 1;
        passed?;
        let mut searched = 0;
        loop {
            let unused = self.bytes.unused();
            if let Some(at) = memchr(b'\n', &unused[searched..]) {
                let line = self.bytes.take(searched + at + 1);
                return Ok(Some(whole(trimmed(line))));
            }
            searched = unused.len();
            if self.bytes.ended() {
                let last = self.bytes.take(searched);
                return Ok((!last.is_empty()).then(|| whole(trimmed(last))));
            }
            if searched > LONGEST {
                self.skip()?;
                return Ok(Some(Piece::TooLong));
            }
            self.bytes.more()?;
        }
    }

    /// Passes over lines without anything in them. A small packed file can hold thousands of millions.
    fn pass_empty(&mut self) -> io::Result<()> {
        loop {
            let unused = self.bytes.unused();
            let count = unused.iter().take_while(|byte| **byte == b'\n').count();
            let all = count == unused.len();
            self.bytes.use_up(count);
            self.number += count as u64;
            if count == 0 || !all || self.bytes.ended() {
                return Ok(());
            }
            self.bytes.more()?;
        }
    }

    /// Lets go of everything up to and with the next line end.
    fn skip(&mut self) -> io::Result<()> {
        loop {
            let unused = self.bytes.unused();
            if let Some(at) = memchr(b'\n', unused) {
                self.bytes.use_up(at + 1);
                return Ok(());
            }
            let count = unused.len();
            self.bytes.use_up(count);
            if self.bytes.ended() {
                return Ok(());
            }
            self.bytes.more()?;
        }
    }
}

/// A line without its end, be it of Unix or Windows.
fn trimmed(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn whole(line: &[u8]) -> Piece<'_> {
    if line.len() > LONGEST { Piece::TooLong } else { Piece::Whole(line) }
}
