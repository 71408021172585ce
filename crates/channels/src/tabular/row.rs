//! One row of a foreign file, reduced to the columns that its map uses.

use super::column::Slot;

/// The cells a map uses, by [`Slot`]; a cell without a value is empty.
///
/// A row is plain data, so that rows can be put aside on disk while they are sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub(super) line: u64,
    pub(super) position: u64,
    pub(super) text: String,
    pub(super) ends: Vec<u32>,
}

impl Row {
    /// The line of the file on which the row begins, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The cell's text, empty when it has no value.
    pub(super) fn cell(&self, slot: Slot) -> &str {
        let at = slot.index();
        let from = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.text[from..self.ends[at] as usize]
    }

    /// Begins the row anew.
    pub(super) fn clear(&mut self, line: u64, position: u64) {
        (self.line, self.position) = (line, position);
        self.text.clear();
        self.ends.clear();
    }

    /// Adds the next cell.
    pub(super) fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        // A row is made of one record of at most a mebibyte.
        self.ends.push(self.text.len() as u32);
    }

    /// Appends the row's bytes, to be read back by [`Row::unpack`].
    pub fn pack(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.line.to_le_bytes());
        bytes.extend_from_slice(&self.position.to_le_bytes());
        bytes.extend_from_slice(&(self.ends.len() as u32).to_le_bytes());
        for end in &self.ends {
            bytes.extend_from_slice(&end.to_le_bytes());
        }
        bytes.extend_from_slice(self.text.as_bytes());
    }

    /// Becomes the row whose bytes these are; false when they are not a row's.
    #[must_use]
    pub fn unpack(&mut self, bytes: &[u8]) -> bool {
        self.read(bytes).is_some()
    }

    fn read(&mut self, bytes: &[u8]) -> Option<()> {
        let (line, bytes) = bytes.split_first_chunk()?;
        let (position, bytes) = bytes.split_first_chunk()?;
        let (count, bytes) = bytes.split_first_chunk()?;
        let (ends, text) = bytes.split_at_checked(u32::from_le_bytes(*count) as usize * 4)?;
        self.clear(u64::from_le_bytes(*line), u64::from_le_bytes(*position));
        let (ends, _) = ends.as_chunks();
        self.ends.extend(ends.iter().map(|end| u32::from_le_bytes(*end)));
        self.text.push_str(std::str::from_utf8(text).ok()?);
        let mut last = 0;
        let sound = self.ends.iter().all(|&end| {
            let sound = end >= last && self.text.is_char_boundary(end as usize);
            last = end;
            sound
        });
        sound.then_some(())
    }
}
