//! The work of a replay: the log read in portions, put in the order of time, and decided on by two strategies.

use std::panic::AssertUnwindSafe;

use voorzet_engine::history::Gathering;
use voorzet_engine::replay::{Beside, Compared};
use voorzet_store::Reader;
use voorzet_store::entry::Position;

use super::{Replays, Task};
use crate::serve::readers::Readers;

/// How many events are read at once: each portion is a short look at the store, so that what is written meanwhile can
/// be folded in.
const PORTION: usize = 2_000;
/// How many events are decided on before it is looked whether to go on.
const STEP: usize = 256;
/// How many bytes of memory sorting may use; more goes to disk.
const MEMORY: usize = 64 << 20;

/// Why a replay ends early.
enum Stop {
    /// Nobody wants it any more.
    Unwanted,
    /// It cannot be done.
    Failed(String),
}

/// Does the work and tells what came of it.
pub(super) fn run(replays: &Replays, readers: &Readers, task: Task) {
    let id = task.id.clone();
    // A replay that breaks off is one that failed; the next may do better.
    let worked = std::panic::catch_unwind(AssertUnwindSafe(|| work(replays, readers, task)));
    match worked.unwrap_or_else(|_| Err(failed("it broke off; the server's log says more"))) {
        Ok(compared) => replays.done(&id, &compared),
        Err(Stop::Failed(problem)) => replays.failed(&id, problem),
        Err(Stop::Unwanted) => replays.failed(&id, "the server stopped before it was done".to_owned()),
    }
}

fn work(replays: &Replays, readers: &Readers, task: Task) -> Result<Compared, Stop> {
    let Task { id, period, published, drafted } = task;
    let last = readers.read_here(|reader| Ok(reader.last()?.0.0)).map_err(failed)?;
    let last = last.unsigned_abs();
    let at = |done, total| if replays.is_at(&id, done, total) { Ok(()) } else { Err(Stop::Unwanted) };
    let mut gathering = Gathering::new(MEMORY, replays.folder());
    let mut through = Position(0);
    loop {
        at(through.0.unsigned_abs(), 2 * last)?;
        let read = |reader: &Reader| Gathering::read(reader, through, PORTION);
        let entries = readers.read_here(read).map_err(failed)?;
        // What came since it began is for the next.
        let Some(end) = entries.last().map(|entry| entry.position).filter(|_| through.0 < last as i64) else {
            break;
        };
        for entry in entries.into_iter().filter(|entry| entry.position.0 <= last as i64) {
            gathering.take(entry).map_err(failed)?;
        }
        through = end;
    }
    let mut events = gathering.in_order().map_err(failed)?;
    let (mut done, total) = (last, last + events.events());
    let mut beside = Beside::new(published, drafted, period);
    loop {
        at(done, total)?;
        let mut few = Vec::with_capacity(STEP);
        while few.len() < STEP
            && let Some(event) = events.next().transpose().map_err(failed)?
        {
            few.push(event);
        }
        if few.is_empty() {
            return beside.finish().map_err(failed);
        }
        done += few.len() as u64;
        beside.take_all(few).map_err(failed)?;
    }
}

fn failed(error: impl std::fmt::Display) -> Stop {
    Stop::Failed(error.to_string())
}
