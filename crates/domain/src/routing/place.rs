//! Where one stands in a waiting queue, and how long that may take.

use std::collections::BTreeMap;

use super::{Agent, Item, Urgency, urgency, worked_in};
use crate::conversation::CaseId;
use crate::strategy::model::{Queue, QueueId};
use crate::time::{Duration, Timestamp};

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// From 1: how many go before it, and itself.
    pub position: u32,
    /// How long it probably waits; none while nobody works who can take it.
    pub wait: Option<Duration>,
}

/// Where an item stands among those that wait, when whoever takes one has it for `handling`.
///
/// Before it go the more urgent ones that are worked in the same queue. The wait is by how many can be had at once
/// by those who are there and able: n before it, and k at once, take n/k times the handling. None for an item whose
/// queue, and what follows it, is closed.
pub fn place(
    item: &Item<'_>,
    items: &[Item<'_>],
    agents: &[Agent],
    queues: &[Queue],
    handling: Duration,
    now: Timestamp,
) -> Option<Place> {
    let worked = worked_in(item.queue, queues, now)?;
    let urgency = |item: &Item<'_>| Urgency::of(item, queues.get(item.queue.index()), now);
    let own = urgency(item);
    let before = items.iter().filter(|other| {
        other.id != item.id && worked_in(other.queue, queues, now) == Some(worked) && urgency(other) < own
    });
    let position = before.count() as u32 + 1;

    let queue = &queues[worked.index()];
    let able = agents.iter().filter(|agent| agent.available && agent.is_able(item, queue));
    let (mut at_once, mut free) = (0, 0);
    for agent in able {
        let most = agent.most.by(item.channel).min(agent.most.total);
        let left = most.saturating_sub(agent.load.by(item.channel));
        at_once += i64::from(most);
        free += left.min(agent.most.total.saturating_sub(agent.load.total));
    }
    let ahead = i64::from(position.saturating_sub(free));
    let wait = (at_once > 0).then(|| {
        let whole = handling.as_micros().saturating_mul(ahead);
        Duration::from_micros(whole / at_once)
    });
    Some(Place { position, wait })
}

/// Where each of those that wait stands, from 1, the most urgent first: what [`place`] says of each, worked out for all at
/// once. What is worked nowhere now stands nowhere.
pub fn places(items: &[Item<'_>], queues: &[Queue], now: Timestamp) -> Vec<(CaseId, u32)> {
    let mut told: BTreeMap<QueueId, u32> = BTreeMap::new();
    let sorted = urgency::sorted(items, queues, now).into_iter();
    let place = sorted.filter_map(|item| {
        let place = told.entry(worked_in(item.queue, queues, now)?).or_default();
        *place += 1;
        Some((item.id, *place))
    });
    place.collect()
}
