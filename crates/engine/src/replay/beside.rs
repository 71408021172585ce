//! Two strategies over the same events, side by side in one pass.

use std::io;
use std::sync::Arc;

use voorzet_domain::event::Event;
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;

use super::difference::{Difference, differences};
use super::report::Report;
use super::{Period, Prepared, Replay, prepare};

/// The strategy in force, if there is one, beside another.
pub struct Beside {
    before: Option<Side>,
    after: Side,
}

/// What came of both.
pub struct Compared {
    /// Under the strategy in force.
    pub before: Option<Report>,
    /// Under the other.
    pub after: Report,
    /// What the other changes, when there is one in force.
    pub differences: Vec<Difference>,
}

struct Side {
    strategy: Arc<Strategy>,
    replay: Replay<'static>,
    prepared: Vec<(Timestamp, Prepared)>,
}

impl Beside {
    /// Two replays that have seen nothing yet.
    pub fn new(before: Option<Arc<Strategy>>, after: Arc<Strategy>, period: Period) -> Self {
        let side = |strategy: Arc<Strategy>| Side {
            replay: Replay::new(Arc::clone(&strategy), period, None),
            strategy,
            prepared: Vec::new(),
        };
        Self { before: before.map(side), after: side(after) }
    }

    /// Lets events happen in both; they come in the order of time.
    ///
    /// # Errors
    /// Never: no decisions are written.
    pub fn take_all(&mut self, events: Vec<Event>) -> io::Result<()> {
        if let Some(before) = &mut self.before {
            before.take_all(events.iter().cloned())?;
        }
        self.after.take_all(events.into_iter())
    }

    /// Lets time run to the end of the history.
    ///
    /// # Errors
    /// Never: no decisions are written.
    pub fn finish(self) -> io::Result<Compared> {
        let before = self.before.map(|side| side.replay.finish(0)).transpose()?;
        let after = self.after.replay.finish(0)?;
        let differences = before.as_ref().map(|before| differences(before, &after)).unwrap_or_default();
        Ok(Compared { before, after, differences })
    }
}

impl Side {
    fn take_all(&mut self, events: impl Iterator<Item = Event>) -> io::Result<()> {
        self.prepared.clear();
        let prepared = events.map(|event| (event.time, prepare(event, &self.strategy)));
        self.prepared.extend(prepared);
        self.replay.take_all(&self.prepared)
    }
}
