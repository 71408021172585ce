//! Entries of the log that were not decided on yet.

use std::collections::VecDeque;
use std::sync::Arc;

use voorzet_domain::time::Timestamp;
use voorzet_store::entry::{Entry, Position};
use voorzet_store::error::StoreError;
use voorzet_store::reader::{Filter, Reader};

use crate::own::kind;

/// What is to be decided on, in the order of the log. As much of it as fits is in memory; what does not is read
/// when its turn comes.
#[derive(Debug)]
pub(super) struct Backlog {
    waiting: VecDeque<Arc<Entry>>,
    /// Everything up to here was decided on, or needs no deciding.
    through: Position,
    /// Everything up to here is in `waiting`, was, or needs no deciding.
    read: Position,
    /// The last of the log.
    last: Position,
    room: usize,
}

/// Whether something comes of an entry when its turn comes. What is ours was decided when it was written.
fn matters(entry: &Entry) -> bool {
    entry.own.is_none()
        || matches!(
            entry.event.kind.as_str(),
            kind::STRATEGY_PUBLISHED
                | kind::EVENT_RETRIED
                | kind::CUSTOMERS_MERGED
                | kind::CUSTOMERS_PARTED
                | kind::GUARD_RESUMED
        )
}

impl Backlog {
    pub(super) fn new(through: Position, last: Position, room: usize) -> Self {
        Self { waiting: VecDeque::new(), through, read: through, last, room }
    }

    /// The next one.
    pub(super) fn next(&mut self, disk: &Reader) -> Result<Option<Arc<Entry>>, StoreError> {
        if self.waiting.is_empty() && self.read < self.last {
            let mut found = Vec::new();
            let (mut read, room) = (self.read, self.room);
            disk.each_entry(self.read, Filter::default(), |entry| {
                read = entry.position;
                if matters(&entry) {
                    found.push(Arc::new(entry));
                }
                Ok(found.len() < room)
            })?;
            self.read = read;
            self.waiting.extend(found);
        }
        Ok(self.waiting.front().cloned())
    }

    /// The next one has been decided on.
    pub(super) fn pass(&mut self) {
        if let Some(entry) = self.waiting.pop_front() {
            self.through = entry.position;
        }
    }

    /// These were added to the log, without gaps.
    pub(super) fn add(&mut self, entries: &[Arc<Entry>]) {
        for entry in entries {
            // When what came before is on disk only, so is this.
            if self.read == self.last && self.waiting.len() < self.room {
                if matters(entry) {
                    self.waiting.push_back(Arc::clone(entry));
                }
                self.read = entry.position;
            }
            self.last = entry.position;
        }
    }

    /// Everything up to here was decided on, or needs no deciding.
    pub(super) fn through(&self) -> Position {
        if self.waiting.is_empty() { self.read.max(self.through) } else { self.through }
    }

    /// The last of the log.
    pub(super) fn last(&self) -> Position {
        self.last
    }

    /// When the next one was put in the log, as far as that is in memory.
    pub(super) fn first(&self) -> Option<Timestamp> {
        self.waiting.front().map(|entry| entry.at)
    }

    /// Whether there is nothing left to decide on.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.read >= self.last
    }

    /// How many entries there are after those.
    pub(super) fn len(&self) -> u64 {
        self.last.0.abs_diff(self.through().0)
    }
}
