//! What a source falls into: lines, elements, records.

use std::fmt;

use super::LONGEST;

/// How often in one source the start of something that never ends is stepped over by a line, with the rest
/// read again. Each time costs up to [`LONGEST`] bytes of looking, which must not be spent on every line.
pub(super) const STEPS: u32 = 64;

/// One piece of a source.
pub(super) enum Piece<'a> {
    /// Its bytes.
    Whole(&'a [u8]),
    /// More than [`LONGEST`] bytes, skipped.
    TooLong,
    /// It begins and does not end.
    CutShort,
}

impl Piece<'_> {
    /// The piece's text, or why there is none.
    pub(super) fn text(&self) -> Result<&str, NoText> {
        match self {
            Self::Whole(bytes) => std::str::from_utf8(bytes).map_err(|_| NoText::NotUtf8),
            Self::TooLong => Err(NoText::TooLong),
            Self::CutShort => Err(NoText::CutShort),
        }
    }
}

/// Why a piece has no text to read.
#[derive(Clone, Copy)]
pub(super) enum NoText {
    NotUtf8,
    TooLong,
    CutShort,
}

impl fmt::Display for NoText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => f.write_str("not UTF-8"),
            Self::TooLong => write!(f, "longer than {LONGEST} bytes, skipped"),
            Self::CutShort => f.write_str("begins and does not end"),
        }
    }
}
