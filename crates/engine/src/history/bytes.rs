//! A window over a source's bytes: what was read and not yet used lies in one piece.

use std::io::{self, ErrorKind, Read};

const BLOCK: usize = 1 << 18;

/// Bytes of a source, from the first that is not used yet.
pub(super) struct Bytes {
    read: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    from: usize,
    to: usize,
    ended: bool,
}

impl Bytes {
    pub(super) fn new(read: Box<dyn Read + Send>) -> Self {
        Self { read, buffer: vec![0; BLOCK], from: 0, to: 0, ended: false }
    }

    /// What was read and not used.
    pub(super) fn unused(&self) -> &[u8] {
        &self.buffer[self.from..self.to]
    }

    /// Whether nothing follows what is unused.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// Lets go of the first `count` unused bytes.
    pub(super) fn use_up(&mut self, count: usize) {
        self.from = (self.from + count).min(self.to);
    }

    /// Lets go of the first `count` unused bytes and shows them.
    pub(super) fn take(&mut self, count: usize) -> &[u8] {
        let from = self.from;
        self.use_up(count);
        &self.buffer[from..self.from]
    }

    /// Reads on behind the unused bytes; the window grows as long as its bytes are not used up, so the
    /// caller must hold the limit.
    pub(super) fn more(&mut self) -> io::Result<()> {
        if self.from > 0 {
            self.buffer.copy_within(self.from..self.to, 0);
            self.to -= self.from;
            self.from = 0;
        }
        if self.to == self.buffer.len() {
            self.buffer.resize(self.buffer.len() + BLOCK, 0);
        }
        loop {
            match self.read.read(&mut self.buffer[self.to..]) {
                Ok(count) => {
                    self.to += count;
                    self.ended = count == 0;
                    return Ok(());
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    self.ended = true;
                    return Err(error);
                }
            }
        }
    }
}
