//! Lines and elements alike: pieces of text that are one JSON value each.

use std::io;

use super::elements::Elements;
use super::lines::Lines;
use super::piece::Piece;

/// A source that is pieces of JSON.
pub(super) enum Texts {
    Lines(Lines),
    Elements(Elements),
}

impl Texts {
    /// The next piece that is not blank, or nothing after the last.
    pub(super) fn next(&mut self) -> io::Result<Option<Piece<'_>>> {
        match self {
            Self::Lines(lines) => lines.next(),
            Self::Elements(elements) => elements.next(),
        }
    }

    /// The line on which the piece given last begins, from 1.
    pub(super) fn line(&self) -> u64 {
        match self {
            Self::Lines(lines) => lines.number(),
            Self::Elements(elements) => elements.line(),
        }
    }
}
