//! What goes first.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::{Item, UNPROMISED};
use crate::conversation::CaseId;
use crate::hours::Meter;
use crate::strategy::model::{Queue, QueueId};
use crate::time::{Duration, Timestamp};

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
    pub id: CaseId,
}

impl Urgency {
    /// That of an item at an instant.
    pub fn of(item: &Item<'_>, queue: Option<&Queue>, now: Timestamp) -> Self {
        let hours = queue.and_then(|queue| queue.hours.as_ref());
        Self::by(item, now, |from, to| {
            hours.map_or_else(|| to.since(from), |hours| hours.open_between(from, to))
        })
    }

    fn by(item: &Item<'_>, now: Timestamp, open: impl Fn(Timestamp, Timestamp) -> Duration) -> Self {
        let due = promised(item);
        let slack = if due >= now { open(now, due).as_micros() } else { -open(due, now).as_micros() };
        Self { slack: slack.div_euclid(MINUTE), value: item.value, since: item.since, id: item.id }
    }
}

/// By when it is due; within a day when nothing was promised.
fn promised(item: &Item<'_>) -> Timestamp {
    item.due.unwrap_or_else(|| item.since.plus(UNPROMISED))
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
    // Of each queue that is worked by hours, from the first due until the last.
    let mut stretches: BTreeMap<QueueId, (Timestamp, Timestamp)> = BTreeMap::new();
    for item in items {
        let due = promised(item);
        let (from, to) = stretches.entry(item.queue).or_insert((now, now));
        (*from, *to) = (due.min(*from), due.max(*to));
    }
    let meters: BTreeMap<QueueId, Meter> = stretches
        .into_iter()
        .filter_map(|(id, (from, to))| Some((id, queues.get(id.index())?.hours.as_ref()?.meter(from, to))))
        .collect();
    let urgency = |item: &Item<'_>| {
        let meter = meters.get(&item.queue);
        Urgency::by(item, now, |from, to| {
            meter.map_or_else(|| to.since(from), |meter| meter.open_between(from, to))
        })
    };
    let mut sorted: Vec<_> = items.iter().map(|item| (urgency(item), item)).collect();
    sorted.sort_unstable_by_key(|(urgency, _)| *urgency);
    sorted.into_iter().map(|(_, item)| item).collect()
}
