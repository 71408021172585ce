//! What goes first.

use std::cmp::Ordering;

use super::{Item, UNPROMISED};
use crate::strategy::model::Queue;
use crate::time::Timestamp;

const MINUTE: i64 = 60_000_000;

/// How pressing an item is. The lesser goes first.
///
/// Slack decides by the minute: within the same minute of slack the one that is worth more goes first. Whoever waits
/// loses slack all the time, and nobody who comes later begins with less than their promise, so everybody's turn comes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Urgency {
    /// Minutes of open time until the promise, rounded down; below nothing when it is broken.
    pub slack: i64,
    /// What it is worth.
    pub value: f64,
    /// Since when it waits.
    pub since: Timestamp,
    /// Its number.
    pub id: u32,
}

impl Urgency {
    /// That of an item at an instant.
    pub fn of(item: &Item<'_>, queue: Option<&Queue>, now: Timestamp) -> Self {
        let due = item.due.unwrap_or_else(|| item.since.plus(UNPROMISED));
        let open = |from: Timestamp, to: Timestamp| match queue.and_then(|queue| queue.hours.as_ref()) {
            Some(hours) => hours.open_between(from, to).as_micros(),
            None => to.since(from).as_micros(),
        };
        let slack = if due >= now { open(now, due) } else { -open(due, now) };
        Self { slack: slack.div_euclid(MINUTE), value: item.value, since: item.since, id: item.id }
    }
}

impl Eq for Urgency {}

impl PartialOrd for Urgency {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Urgency {
    fn cmp(&self, other: &Self) -> Ordering {
        let slack = self.slack.cmp(&other.slack);
        let value = || other.value.total_cmp(&self.value);
        slack.then_with(value).then(self.since.cmp(&other.since)).then(self.id.cmp(&other.id))
    }
}

/// The items, the most urgent first.
pub(super) fn sorted<'i, 'a>(items: &'i [Item<'a>], queues: &[Queue], now: Timestamp) -> Vec<&'i Item<'a>> {
    let urgency = |item: &Item<'_>| Urgency::of(item, queues.get(item.queue.index()), now);
    let mut sorted: Vec<_> = items.iter().map(|item| (urgency(item), item)).collect();
    sorted.sort_by_key(|(urgency, _)| *urgency);
    sorted.into_iter().map(|(_, item)| item).collect()
}
