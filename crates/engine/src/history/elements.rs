//! The elements of a JSON array, or JSON values one after the other, found without reading the whole.
//!
//! Only brackets and strings are looked at here; whether an element is sound is for its reader to say. An
//! element that never ends is stepped over by its first line, so that the rest of the file is not lost.

use std::io;

use memchr::{memchr, memchr3};

use super::LONGEST;
use super::bytes::Bytes;
use super::piece::{Piece, STEPS};

/// The elements of a source.
pub(super) struct Elements {
    bytes: Bytes,
    /// Lines that were used up.
    lines: u64,
    /// The line of the element given last.
    line: u64,
    steps: u32,
}

/// Where in an element the scan is.
#[derive(Default)]
struct Scan {
    depth: u32,
    in_string: bool,
    escaped: bool,
    begun: bool,
    /// A string in it was never closed.
    torn: bool,
}

impl Elements {
    pub(super) fn new(bytes: Bytes) -> Self {
        Self { bytes, lines: 0, line: 1, steps: 0 }
    }

    /// The line on which the element given last begins, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The next element, or nothing after the last.
    pub(super) fn next(&mut self) -> io::Result<Option<Piece<'_>>> {
        if !self.find()? {
            return Ok(None);
        }
        self.line = self.lines + 1;
        let mut scan = Scan::default();
        let mut searched = 0;
        loop {
            let unused = self.bytes.unused();
            if scan.ends(unused, &mut searched) {
                let element = self.take(searched);
                return Ok(Some(match element {
                    _ if scan.torn => Piece::CutShort,
                    _ if searched > LONGEST => Piece::TooLong,
                    whole => Piece::Whole(whole),
                }));
            }
            if self.bytes.ended() {
                // A number or a word may end with the file, an object may not.
                let cut = scan.depth > 0 || scan.in_string;
                if cut && self.step() {
                    return Ok(Some(Piece::CutShort));
                }
                let rest = self.take(searched);
                return Ok(Some(if cut { Piece::CutShort } else { Piece::Whole(rest) }));
            }
            if searched > LONGEST {
                if !self.step() {
                    self.skip(&mut scan)?;
                }
                return Ok(Some(Piece::TooLong));
            }
            if let Err(error) = self.bytes.more() {
                let count = self.bytes.unused().len();
                self.take(count);
                return Err(error);
            }
        }
    }

    /// Goes to the first byte of the next element; false when there is none.
    fn find(&mut self) -> io::Result<bool> {
        loop {
            let unused = self.bytes.unused();
            let between = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b'[' | b']');
            let count = unused.iter().take_while(|byte| between(byte)).count();
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

    /// Steps over the first line of what is unused, when there is one and steps are left.
    fn step(&mut self) -> bool {
        let line = memchr(b'\n', self.bytes.unused());
        let Some(at) = line.filter(|_| self.steps < STEPS) else { return false };
        self.steps += 1;
        self.take(at + 1);
        true
    }

    /// Lets go of everything up to the end of the element that is under way.
    fn skip(&mut self, scan: &mut Scan) -> io::Result<()> {
        let mut searched = self.bytes.unused().len();
        loop {
            self.take(searched);
            if self.bytes.ended() {
                return Ok(());
            }
            self.bytes.more()?;
            searched = 0;
            if scan.ends(self.bytes.unused(), &mut searched) {
                self.take(searched);
                return Ok(());
            }
        }
    }

    fn take(&mut self, count: usize) -> &[u8] {
        let taken = self.bytes.take(count);
        self.lines += memchr::memchr_iter(b'\n', taken).count() as u64;
        taken
    }
}

impl Scan {
    /// Looks on from `searched` and moves it behind the last byte that belongs to the element; true when
    /// that is its end.
    fn ends(&mut self, bytes: &[u8], searched: &mut usize) -> bool {
        while let Some(&byte) = bytes.get(*searched) {
            let first = !self.begun;
            self.begun = true;
            if self.in_string {
                // Most of what is long is text: go to the next byte in it that means something.
                if !self.escaped && !matches!(byte, b'"' | b'\\' | b'\n') {
                    let rest = &bytes[*searched..];
                    *searched += memchr3(b'"', b'\\', b'\n', rest).unwrap_or(rest.len());
                    continue;
                }
                match byte {
                    // A string cannot hold a line end: this one was never closed, and what follows is new.
                    b'\n' => (self.in_string, self.torn, self.depth) = (false, true, 0),
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.in_string = false,
                    _ => {}
                }
                *searched += 1;
                if !self.in_string && self.depth == 0 {
                    return true;
                }
                continue;
            }
            match byte {
                b'"' if first || self.depth > 0 => self.in_string = true,
                b'{' | b'[' if first || self.depth > 0 => self.depth = self.depth.saturating_add(1),
                b'}' | b']' if self.depth > 1 => self.depth -= 1,
                b'}' | b']' if self.depth == 1 => {
                    *searched += 1;
                    return true;
                }
                b' ' | b'\t' | b'\r' | b'\n' | b',' | b']' | b'{' | b'[' | b'"' if self.depth == 0 => {
                    return true;
                }
                _ => {}
            }
            *searched += 1;
        }
        false
    }
}
