//! Queues: what it takes to work them, when they are worked, and what is promised.

use std::sync::Arc;

use compact_str::CompactString;

use super::number::QueueId;
use super::organisation::Localised;
use crate::hours::Hours;
use crate::time::{Duration, Timestamp};

/// Where people's work waits.
#[derive(Clone, Debug, PartialEq)]
pub struct Queue {
    /// Its name: `orders`.
    pub name: CompactString,
    /// What people call it.
    pub title: Localised,
    /// What whoever works it must be able to.
    pub skills: Vec<CompactString>,
    /// The languages it is worked in; all when empty.
    pub languages: Vec<CompactString>,
    /// When it is worked; always without hours.
    pub hours: Option<Arc<Hours>>,
    /// How soon an answer is promised, per channel, counted in open time.
    pub promises: Vec<(CompactString, Duration)>,
    /// After how long without an answer what somebody took goes back to the queue.
    pub return_after: Option<Duration>,
    /// The queues that take over while it is closed, the first that is open.
    pub follow: Vec<QueueId>,
}

impl Queue {
    /// How soon an answer by a channel is promised.
    pub fn promise(&self, channel: &str) -> Option<Duration> {
        self.promises.iter().find(|(name, _)| name == channel).map(|(_, promise)| *promise)
    }

    /// Whether it is worked at an instant.
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.hours.as_ref().is_none_or(|hours| hours.is_open(at))
    }

    /// When an answer is due to what came at an instant by a channel. None when none is promised, or the queue never
    /// opens again.
    pub fn due(&self, channel: &str, came: Timestamp) -> Option<Timestamp> {
        let promise = self.promise(channel)?;
        match &self.hours {
            Some(hours) => hours.add_open(came, promise),
            None => Some(came.plus(promise)),
        }
    }
}
