//! What was written last, for those who listen. Nobody is waited for: who is further behind than what is kept
//! here reads it from disk.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;
use voorzet_store::entry::{Entry, Position};

/// What an entry costs beside its data, roughly.
const OVERHEAD: usize = 300;

/// What was written last.
pub(crate) struct Hub {
    recent: Mutex<Recent>,
    head: watch::Sender<Head>,
}

/// How far the log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// Its last entry.
    pub(crate) last: Position,
    /// Whether nothing more will come.
    pub(crate) over: bool,
}

struct Recent {
    entries: VecDeque<Arc<Entry>>,
    bytes: usize,
    most: usize,
}

impl Hub {
    /// A hub over a log that ends here, which keeps so many bytes.
    pub(crate) fn new(last: Position, most: usize) -> Self {
        let recent = Recent { entries: VecDeque::new(), bytes: 0, most };
        Self { recent: Mutex::new(recent), head: watch::Sender::new(Head { last, over: false }) }
    }

    /// Tells what was written, in its order.
    pub(crate) fn tell(&self, entries: Vec<Arc<Entry>>) {
        let Some(last) = entries.last().map(|entry| entry.position) else { return };
        // Only what may still be asked for from here: a stretch longer than what is kept is read from disk.
        self.recent.lock().unwrap_or_else(PoisonError::into_inner).add(entries);
        self.head.send_modify(|head| head.last = last);
    }

    /// Tells that nothing more will come.
    pub(crate) fn end(&self) {
        self.head.send_modify(|head| head.over = true);
    }

    /// How far the log is, now and whenever that changes.
    pub(crate) fn head(&self) -> watch::Receiver<Head> {
        self.head.subscribe()
    }

    /// Up to so many entries after a position; none when they have to be read from disk.
    pub(crate) fn after(&self, position: Position, most: usize) -> Option<Vec<Arc<Entry>>> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let first = recent.entries.front()?.position.0;
        let skipped = usize::try_from(position.0 + 1 - first).ok()?;
        Some(recent.entries.iter().skip(skipped).take(most).cloned().collect())
    }
}

impl Recent {
    fn add(&mut self, entries: Vec<Arc<Entry>>) {
        for entry in entries {
            self.bytes += size(&entry);
            self.entries.push_back(entry);
        }
        while self.bytes > self.most
            && let Some(oldest) = self.entries.pop_front()
        {
            self.bytes -= size(&oldest);
        }
    }
}

fn size(entry: &Entry) -> usize {
    OVERHEAD + entry.event.data.get().len()
}
