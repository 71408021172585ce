//! What is in memory of one route: the head of what is due, what is under way, and whether more may begin.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::outbox::{RouteRecord, Send, SendKey, SendState};

use super::breaker::{Breaker, Health};
use crate::deliver::routes::{Pace, Rate};

/// How much is loaded at once.
pub(super) const PORTION: usize = 256;

/// What may begin before its time, so that many a second can begin in turns that are apart.
const AHEAD: Duration = Duration::from_micros(100_000);

/// What is in memory of one route.
#[derive(Debug)]
pub(super) struct Lane {
    /// Due, in order.
    pub head: VecDeque<Send>,
    /// Handed to the route.
    pub under_way: BTreeMap<SendKey, UnderWay>,
    /// Due, but something that was said before it is under way.
    pub held: BTreeSet<SendKey>,
    /// When there may be something due in the store that is not in the head.
    look: Option<Timestamp>,
    /// The same, as this turn makes it: the store does not say it before the turn is on disk.
    coming: Option<Timestamp>,
    /// The receiver asked to be left alone until then.
    pub paused: Option<Timestamp>,
    /// The receiver is no more.
    pub gone: Option<String>,
    pub breaker: Breaker,
    pacer: Option<Timestamp>,
}

/// Something under way. Its body is gone with the dispatch, apart from what the log says of it.
#[derive(Debug)]
pub(super) struct UnderWay {
    pub send: Send,
    since: Timestamp,
    /// What its channel told of it meanwhile, and what is wrong with it.
    pub told: Option<(SendState, Option<String>)>,
    /// Why it is not tried again.
    pub called_off: Option<String>,
    /// Whether it counts as failed because it takes so long.
    slow: bool,
    /// Whether the route shows by it how it is.
    trial: bool,
}

impl Lane {
    /// A lane that knows nothing yet.
    pub(super) fn new() -> Self {
        Self {
            head: VecDeque::new(),
            under_way: BTreeMap::new(),
            held: BTreeSet::new(),
            look: Some(Timestamp::MIN),
            coming: None,
            paused: None,
            gone: None,
            breaker: Breaker::default(),
            pacer: None,
        }
    }

    /// There may be something due from then on.
    pub(super) fn look_at(&mut self, at: Timestamp) {
        self.coming = earlier(self.coming, Some(at));
    }

    /// Takes in what the store has, and when it has more.
    pub(super) fn fill(&mut self, sends: Vec<Send>, then: Option<Timestamp>) {
        self.look = then;
        self.head = sends.into();
        let (under_way, held) = (&self.under_way, &self.held);
        self.head
            .retain(|send| !under_way.contains_key(&send.planned.key) && !held.contains(&send.planned.key));
    }

    /// What a turn changed is not what the store says, and is looked for when the turn is on disk.
    pub(super) fn settle(&mut self, changed: &BTreeSet<SendKey>) {
        self.look = earlier(self.look, self.coming.take());
        if !changed.is_empty() {
            self.head.retain(|send| !changed.contains(&send.planned.key));
        }
    }

    /// It is not what it was.
    pub(super) fn forget(&mut self, key: &SendKey) {
        self.head.retain(|send| send.planned.key != *key);
    }

    /// Whether the route takes anything now at all.
    pub(super) fn is_open(&self, now: Timestamp) -> bool {
        self.gone.is_none() && self.paused.is_none_or(|until| now >= until) && self.breaker.permits(now)
    }

    /// Whether one more may begin.
    pub(super) fn has_room(&self, pace: &Pace, now: Timestamp) -> bool {
        self.under_way.len() < pace.concurrency as usize
            && self.is_open(now)
            && self.ready(pace.rate).is_none_or(|at| now >= at)
    }

    /// Whether more is to be loaded.
    pub(super) fn is_short(&self, pace: &Pace, now: Timestamp) -> bool {
        let due = earlier(self.look, self.coming);
        let low = (pace.concurrency as usize).min(PORTION / 4);
        self.head.len() < low && due.is_some_and(|due| due <= now) && self.has_room(pace, now)
    }

    /// When the rate allows one more; none when at any time.
    fn ready(&self, rate: Option<Rate>) -> Option<Timestamp> {
        let (rate, next) = (rate?, self.pacer?);
        Some(next.minus(ahead(rate)))
    }

    /// One begins.
    pub(super) fn begin(&mut self, send: Send, rate: Option<Rate>, now: Timestamp) {
        if let Some(rate) = rate {
            self.pacer = Some(self.pacer.map_or(now, |next| next.max(now)).plus(interval(rate)));
        }
        let trial = self.breaker.begin();
        let key = send.planned.key.clone();
        self.under_way
            .insert(key, UnderWay { send, since: now, told: None, called_off: None, slow: false, trial });
    }

    /// Counts what takes too long as failed.
    pub(super) fn count_slow(&mut self, route: &str, now: Timestamp) {
        for under_way in self.under_way.values_mut() {
            if !under_way.slow && !under_way.trial && Breaker::is_slow(under_way.since, now) {
                under_way.slow = true;
                self.breaker.note(route, Health::Failing, false, now);
            }
        }
    }

    /// Something came of one that was under way.
    pub(super) fn end(
        &mut self,
        route: &str,
        key: &SendKey,
        health: Health,
        now: Timestamp,
    ) -> Option<UnderWay> {
        let ended = self.under_way.remove(key)?;
        if !self.held.is_empty() {
            self.held.clear();
            self.look_at(now);
        }
        // What was counted as failed because it took so long is not counted as failed once more.
        if !(ended.slow && health == Health::Failing) {
            self.breaker.note(route, health, ended.trial, now);
        }
        Some(ended)
    }

    /// The receiver asks to be left alone. True when that is news.
    pub(super) fn pause(&mut self, until: Timestamp) -> bool {
        let longer = self.paused.is_none_or(|known| until > known);
        if longer {
            self.paused = Some(until);
        }
        longer
    }

    /// What is to be remembered of it.
    pub(super) fn record(&self, route: &str, now: Timestamp) -> RouteRecord {
        RouteRecord { route: route.into(), not_before: self.paused, gone: self.gone.clone(), changed: now }
    }

    /// When the next may begin or be looked for, when no report tells.
    pub(super) fn wake(&self, pace: &Pace) -> Option<Timestamp> {
        let full = self.under_way.len() >= pace.concurrency as usize;
        if full || self.gone.is_some() || self.breaker.is_trying() {
            return None;
        }
        let due = if self.head.is_empty() { earlier(self.look, self.coming)? } else { Timestamp::MIN };
        let blocks = [self.paused, self.breaker.rests_until(), self.ready(pace.rate)];
        Some(blocks.into_iter().flatten().fold(due, Timestamp::max))
    }
}

/// The earlier of two, where none is never.
fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        _ => one.or(other),
    }
}

/// How long one takes of a rate.
fn interval(rate: Rate) -> Duration {
    Duration::from_micros(rate.per.as_micros() / i64::from(rate.sends.max(1)))
}

/// How long before its time one may begin.
fn ahead(rate: Rate) -> Duration {
    Duration::from_micros(AHEAD.as_micros() - interval(rate).as_micros())
}
