//! Everything that concerns a customer, newest first: one line over all that came in, was decided and was sent.

use std::collections::BinaryHeap;

use voorzet_domain::customer::CustomerId;
use voorzet_store::entry::{Entry, Position};
use voorzet_store::{Reader, StoreError};

use super::group::Group;

/// How many entries are looked at for one answer.
const LOOKED_AT: usize = 20_000;

/// Which entries.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Before this position.
    pub before: Position,
    /// How many.
    pub limit: usize,
    /// Of which types; `delivery.*` stands for all that begin so. All of them when there is none here.
    pub kinds: Vec<String>,
}

/// Entries of the log that concern a customer, newest first.
#[derive(Debug, Default)]
pub struct Timeline {
    /// Each with the original that it concerns.
    pub entries: Vec<(CustomerId, Entry)>,
    /// Before which position the next are; none when these are the last.
    pub next: Option<Position>,
}

impl Timeline {
    /// Reads a part of it.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(reader: &Reader, group: &Group, wanted: &Wanted) -> Result<Self, StoreError> {
        // Of each original as many as are wanted, then the newest of them all.
        let mut newest: BinaryHeap<(Position, CustomerId)> = BinaryHeap::new();
        let mut entries = std::collections::BTreeMap::new();
        let mut cut = Position(0);
        for original in &group.originals {
            let (mut looked_at, mut taken) = (0, 0);
            reader.each_of_customer(*original, wanted.before, |entry| {
                looked_at += 1;
                let position = entry.position;
                if wanted.takes(&entry) {
                    taken += 1;
                    newest.push((position, *original));
                    entries.entry(position).or_insert(entry);
                }
                let full = taken > wanted.limit || looked_at >= LOOKED_AT;
                if full {
                    // Before here this original may have more.
                    cut = cut.max(position);
                }
                Ok(!full)
            })?;
        }
        let mut found = Self::default();
        while let Some((position, original)) = newest.pop() {
            if position < cut || found.entries.len() == wanted.limit {
                break;
            }
            if let Some(entry) = entries.remove(&position) {
                found.entries.push((original, entry));
            }
        }
        let last = found.entries.last().map(|(_, entry)| entry.position);
        found.next = match last {
            Some(last) if found.entries.len() == wanted.limit && !entries.is_empty() => Some(last),
            _ => (cut > Position(0)).then_some(cut),
        };
        Ok(found)
    }
}

impl Wanted {
    fn takes(&self, entry: &Entry) -> bool {
        let kind = entry.event.kind.as_str();
        let is = |wanted: &String| match wanted.strip_suffix('*') {
            Some(beginning) => kind.starts_with(beginning),
            None => kind == wanted,
        };
        self.kinds.is_empty() || self.kinds.iter().any(is)
    }
}
