//! Open time, counted once for many questions.

use super::Opening;
use crate::time::{Duration, Timestamp};

/// Open time between any two instants of a stretch.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    /// Openings, each with the open microseconds before it.
    openings: Vec<(Opening, i64)>,
}

impl Meter {
    pub(super) fn new(openings: impl Iterator<Item = Opening>) -> Self {
        let mut before = 0;
        let counted = openings.map(|opening| {
            let here = before;
            before += opening.to.since(opening.from).as_micros();
            (opening, here)
        });
        Self { openings: counted.collect() }
    }

    /// How long it is open between two instants of the stretch; nothing when `to` is not after `from`.
    pub fn open_between(&self, from: Timestamp, to: Timestamp) -> Duration {
        Duration::from_micros(self.open_until(to) - self.open_until(from))
    }

    fn open_until(&self, at: Timestamp) -> i64 {
        let after = self.openings.partition_point(|(opening, _)| opening.from < at);
        let last = after.checked_sub(1).map(|place| self.openings[place]);
        last.map_or(0, |(opening, before)| before + opening.to.min(at).since(opening.from).as_micros())
    }
}
