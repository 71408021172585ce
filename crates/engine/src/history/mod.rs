//! A history: files of events, read as one stream in the order of time, in bounded memory.
//!
//! Each [`Source`] is unpacked (gzip, zstd), recognised (lines, a JSON array, a table with a map) and
//! parsed on a thread of its own, which also runs the caller's `prepare`; the caller takes the
//! [`Batch`]es on theirs. Several sources are merged by time: at equal times the source named first comes
//! first, and within one source the event that stands first.
//!
//! What cannot be read is counted and listed ([`History::unreadable`]) and stops nothing. Only two things
//! end a history early: a file that can no longer be read at all, and one whose order was promised and is
//! not there ([`HistoryError`]).

mod bytes;
mod elements;
mod failure;
mod feed;
mod lines;
mod mapped;
mod merge;
mod meter;
mod origin;
mod packed;
mod piece;
mod shape;
mod sort;
mod stored;
mod table;
mod texts;
mod unpack;
mod unreadable;
mod worker;

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::JoinHandle;

use voorzet_channels::tabular::Map;
use voorzet_domain::event::Event;
use voorzet_domain::time::Timestamp;

pub use failure::HistoryError;
pub use meter::Meter;
pub use stored::{Gathered, Gathering};
use unreadable::Ledger;
pub use unreadable::Unreadable;

/// The longest line, element or row that is read; a longer one is skipped and listed.
pub const LONGEST: usize = 1 << 20;

/// How many events travel together from the reading thread.
const BATCH: usize = 512;
/// How many batches may wait for the caller.
const WAITING: usize = 4;

/// One file of a history.
pub struct Source {
    /// What the file is called in messages.
    pub name: String,
    /// Its bytes, packed or not.
    pub read: Box<dyn Read + Send>,
    /// How its columns become events; none for lines or an array of Segment calls and `CloudEvents`.
    pub map: Option<Arc<Map>>,
}

impl Source {
    /// A file of lines, or a JSON array of them.
    pub fn new(name: impl Into<String>, read: impl Read + Send + 'static) -> Self {
        Self { name: name.into(), read: Box::new(read), map: None }
    }

    /// The same file, read by a map.
    #[must_use]
    pub fn with_map(self, map: Arc<Map>) -> Self {
        Self { map: Some(map), ..self }
    }
}

/// What to do with a source whose events are not in the order of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Order {
    /// Stop with [`HistoryError::OutOfOrder`]: the file is not what it was said to be.
    #[default]
    Refuse,
    /// Sort every source by time before its first event is given, on disk when it is large. Events of equal
    /// time stay in the order in which they stand.
    Sort,
}

/// How a history is read.
#[derive(Clone, Debug)]
pub struct Options {
    /// What to do with a source that is not in the order of time.
    pub order: Order,
    /// How many unreadable lines are kept to show; all are counted.
    pub keep_unreadable: usize,
    /// How many bytes of memory sorting may use, over all sources.
    pub memory: usize,
    /// Where sorted runs that do not fit are put; nothing stays there.
    pub directory: PathBuf,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            order: Order::Refuse,
            keep_unreadable: 100,
            memory: 256 << 20,
            directory: std::env::temp_dir(),
        }
    }
}

/// The bytes of a file, unpacked when they are packed.
///
/// # Errors
/// When it cannot be read.
pub fn unpacked(read: impl Read + Send + 'static) -> std::io::Result<Box<dyn Read + Send>> {
    unpack::unpack(Box::new(read), Meter::default())
}

/// Events in the order of time, as `prepare` made them.
#[derive(Debug)]
pub struct Batch<T> {
    /// The prepared events with their times, never empty.
    pub items: Vec<(Timestamp, T)>,
    /// How many bytes of the sources were read so far, as they lie on disk (packed).
    pub bytes_read: u64,
}

/// Events of several sources, in the order of time. Ends after the last batch or after an error.
///
/// Dropping it ends the reading thread, once the read that is under way returns.
pub struct History<T> {
    batches: Option<Receiver<Result<Batch<T>, HistoryError>>>,
    thread: Option<JoinHandle<Ledger>>,
    ledger: Ledger,
    meter: Meter,
}

impl<T: Send + 'static> History<T> {
    /// Starts reading. `prepare` runs on the reading thread, straight after an event is parsed.
    pub fn open(
        sources: Vec<Source>,
        options: Options,
        prepare: impl Fn(Event) -> T + Send + Sync + 'static,
    ) -> Self {
        let (sender, batches) = sync_channel(WAITING);
        let meter = Meter::default();
        let counting = meter.clone();
        let thread = std::thread::spawn(move || worker::run(sources, &options, &counting, &prepare, &sender));
        Self { batches: Some(batches), thread: Some(thread), ledger: Ledger::default(), meter }
    }
}

impl<T> History<T> {
    /// How many lines, elements and rows could not be read, and the first of them. Complete once the
    /// history has ended; before that, none.
    pub fn unreadable(&self) -> (u64, &[Unreadable]) {
        self.ledger.all()
    }

    /// How far it is read, also while nothing is given yet because a source is being sorted.
    pub fn meter(&self) -> Meter {
        self.meter.clone()
    }

    /// Ends the reading thread and takes over what it listed.
    fn finish(&mut self) {
        self.meter.stop();
        self.batches = None;
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(ledger)) => self.ledger = ledger,
            // `prepare` is the caller's: its panic is theirs to see. Not while another unwinds.
            Some(Err(panic)) if !std::thread::panicking() => std::panic::resume_unwind(panic),
            None | Some(Err(_)) => {}
        }
    }
}

impl<T> Iterator for History<T> {
    type Item = Result<Batch<T>, HistoryError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.batches.as_ref().and_then(|batches| batches.recv().ok());
        if !matches!(next, Some(Ok(_))) {
            self.finish();
        }
        next
    }
}

impl<T> Drop for History<T> {
    fn drop(&mut self) {
        self.finish();
    }
}
