//! What the log holds from outside, as a history: in the order of its own time, which is not the order in which it
//! came.

use std::path::Path;
use std::sync::Arc;

use voorzet_domain::event::{Event, builtin};
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::{Entry, Mode, Own, Position};
use voorzet_store::reader::Filter;
use voorzet_store::{Reader, StoreError};

use super::HistoryError;
use super::origin::Origin;
use super::packed;
use super::sort::{Sorted, Sorter};

/// What messages call the log.
const NAME: &str = "the log";

/// Takes entries of the log, portion by portion.
pub struct Gathering {
    origin: Origin,
    sorter: Sorter,
    events: u64,
    bytes: Vec<u8>,
}

/// Events of the log in the order of time; those of equal time as they came.
pub struct Gathered {
    origin: Origin,
    sorted: Sorted,
    events: u64,
}

impl Gathering {
    /// Nothing yet. What does not fit in `memory` bytes is put aside in a folder, and nothing stays there.
    pub fn new(memory: usize, folder: &Path) -> Self {
        let origin = Origin { name: Arc::from(NAME), budget: memory, directory: folder.to_owned() };
        Self { sorter: origin.sorter(1), origin, events: 0, bytes: Vec::new() }
    }

    /// Reads entries after a position, with what [`take`](Self::take) needs to know of contacts of our own: whose they
    /// are, as the message that led to them says.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(reader: &Reader, after: Position, limit: usize) -> Result<Vec<Entry>, StoreError> {
        let mut entries = reader.entries(after, limit, Filter::default())?;
        for entry in &mut entries {
            if let Some(Own { cause: Some(cause), .. }) = entry.own
                && entry.event.kind == builtin::CONTACT
                && let Some(message) = reader.entry(cause)?
            {
                entry.event.customer = message.event.customer;
            }
        }
        Ok(entries)
    }

    /// Takes an entry. Of our own only contacts are a history: what a customer wrote is one, wherever we heard it.
    ///
    /// # Errors
    /// When there is no room on disk.
    pub fn take(&mut self, mut entry: Entry) -> Result<(), HistoryError> {
        if entry.own.is_some() && (entry.event.kind != builtin::CONTACT || entry.event.customer.is_empty()) {
            return Ok(());
        }
        if entry.mode == Mode::Live {
            // As live: nobody speaks from the future.
            entry.event.time = entry.event.time.min(entry.at);
        }
        self.events += 1;
        self.bytes.clear();
        packed::pack(&entry.event, &mut self.bytes);
        let pushed = self.sorter.push(&key(entry.event.time), &self.bytes);
        pushed.map_err(|error| self.origin.disk(error))
    }

    /// All of them, in order.
    ///
    /// # Errors
    /// When there is no room on disk.
    pub fn in_order(self) -> Result<Gathered, HistoryError> {
        let Self { origin, sorter, events, .. } = self;
        let sorted = sorter.finish().map_err(|error| origin.disk(error))?;
        Ok(Gathered { origin, sorted, events })
    }
}

impl Gathered {
    /// How many there are in all.
    pub fn events(&self) -> u64 {
        self.events
    }
}

impl Iterator for Gathered {
    type Item = Result<Event, HistoryError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.sorted.next().map_err(|error| self.origin.disk(error));
        let event = next
            .transpose()?
            .and_then(|(_, bytes)| packed::unpack(bytes).ok_or_else(|| self.origin.damaged()));
        Some(event)
    }
}

/// Bytes that compare as the instants do.
fn key(time: Timestamp) -> [u8; 8] {
    (time.as_micros() ^ i64::MIN).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use compact_str::format_compact;
    use serde_json::value::RawValue;
    use smallvec::SmallVec;

    fn entry(position: i64, time: i64, at: i64, mode: Mode, own: bool) -> Entry {
        let instant = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000).expect("an instant");
        Entry {
            position: Position(position),
            at: instant(at),
            mode,
            own: own.then_some(Own { cause: None, customer: None }),
            event: Event {
                id: format_compact!("{position}"),
                source: "shop".into(),
                kind: "order.placed".into(),
                time: instant(time),
                customer: SmallVec::new(),
                asset: None,
                data: RawValue::from_string("{}".to_owned()).expect("JSON"),
            },
        }
    }

    #[test]
    fn what_came_late_stands_where_it_happened() {
        for memory in [1 << 20, 1] {
            let mut gathering = Gathering::new(memory, &std::env::temp_dir());
            for entry in [
                entry(1, 10, 10, Mode::Live, false),
                entry(2, 11, 11, Mode::Live, true),
                entry(3, 5, 12, Mode::Live, false),
                entry(4, 10, 13, Mode::Live, false),
                entry(5, 99, 14, Mode::Live, false),
                entry(6, 2, 15, Mode::History, false),
                entry(7, 50, 15, Mode::History, false),
            ] {
                gathering.take(entry).expect("room");
            }
            let gathered = gathering.in_order().expect("room");
            assert_eq!(gathered.events(), 6);
            let events = gathered.map(|event| event.expect("readable"));
            let found: Vec<_> =
                events.map(|event| (event.id.to_string(), event.time.as_micros() / 1_000_000)).collect();
            let expected = [("6", 2), ("3", 5), ("1", 10), ("4", 10), ("5", 14), ("7", 50)];
            assert_eq!(found, expected.map(|(id, time)| (id.to_owned(), time)));
        }
    }
}
