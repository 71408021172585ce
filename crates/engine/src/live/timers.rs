//! When something is due for whom. All timers are rows; in memory are the nearest.

use std::collections::BTreeSet;

use voorzet_domain::customer::CustomerId;
use voorzet_domain::time::Timestamp;
use voorzet_store::error::StoreError;
use voorzet_store::reader::Reader;
use voorzet_store::turn::Timer;

/// The nearest timers.
#[derive(Debug, Default)]
pub(super) struct Timers {
    /// In order; of two at one instant the customer with the lower number comes first.
    near: BTreeSet<Timer>,
    /// Up to which one, itself included, all are near; none when there are no others.
    until: Option<Timer>,
    /// How many are kept near.
    room: usize,
}

/// What is next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// This one.
    Timer(Timer),
    /// Nothing at all.
    Never,
    /// That is on disk only, and no earlier than this.
    After(Timestamp),
}

impl Timers {
    /// No timers yet; they are to be fetched.
    pub(super) fn new(room: usize) -> Self {
        let start = Timer { due: Timestamp::MIN, customer: CustomerId(0) };
        Self { near: BTreeSet::new(), until: Some(start), room }
    }

    /// Fetches timers when few are near. Everything that was moved must be on disk.
    pub(super) fn fetch(&mut self, disk: &Reader) -> Result<(), StoreError> {
        if self.until.is_some() && self.near.len() < self.room / 4 {
            let rows = disk.due(Timestamp::LAST, self.room)?;
            self.until = rows.last().copied().filter(|_| rows.len() == self.room);
            self.near = rows.into_iter().collect();
        }
        Ok(())
    }

    /// The earliest.
    pub(super) fn next(&self) -> Next {
        match (self.near.first(), self.until) {
            (Some(timer), _) => Next::Timer(*timer),
            (None, Some(until)) => Next::After(until.due),
            (None, None) => Next::Never,
        }
    }

    /// A timer is set for another instant, or no longer.
    pub(super) fn move_to(&mut self, customer: CustomerId, from: Option<Timestamp>, to: Option<Timestamp>) {
        if let Some(due) = from {
            self.near.remove(&Timer { due, customer });
        }
        if let Some(due) = to {
            let timer = Timer { due, customer };
            if self.until.is_none_or(|until| timer <= until) {
                self.near.insert(timer);
            }
        }
        if self.near.len() > 2 * self.room {
            while self.near.len() > self.room {
                self.near.pop_last();
            }
            self.until = self.near.last().copied();
        }
    }
}
