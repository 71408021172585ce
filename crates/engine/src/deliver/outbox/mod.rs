//! What may go now, and what came of it.
//!
//! The store holds everything; in memory is only the head of what is due, per route. In a turn the core
//!
//! 1. gives every [`Report`] that came in ([`Outbox::report`]) and does what people ask,
//! 2. decides, which plans ([`Plan::write`](super::Plan::write)) and calls off ([`Outbox::call_off`]),
//! 3. asks what to load ([`Outbox::wants`]) and loads it ([`Outbox::load`]),
//! 4. asks what may go ([`Outbox::next`]) and lets it go once the turn is on disk.
//!
//! What changed in a turn is not in the store yet when the turn reads it. So whatever a turn says of a send
//! goes before what the store says.

mod breaker;
mod change;
mod lane;
mod order;
mod report;
mod told;
mod turns;

use std::collections::{BTreeMap, BTreeSet};

use compact_str::CompactString;
use voorzet_domain::strategy::model::Halted;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::outbox::{Planned, RouteRecord, Send, SendChange, SendKey, SendState};
use voorzet_store::turn::Turn;

use super::note::reason;
use super::quiet::Hours;
use super::routes::{Pace, Routes, WEBHOOK};
use super::{Came, Dispatch, Report};
use change::To;
use lane::{Lane, PORTION};
use turns::Before;

pub use order::{Past, Whose};

/// The keys of what a person says begin so.
const SAID: &str = "say:";

/// Nothing begins while the oldest entry that is not decided on has been in the log for longer.
const BEHIND: Duration = Duration::from_micros(500_000);

/// What may go now, and what came of it.
#[derive(Debug)]
pub struct Outbox {
    routes: Routes,
    lanes: BTreeMap<CompactString, Lane>,
    hours: Hours,
    resting: bool,
    /// What guards have halted.
    halted: Vec<Halted>,
}

/// A portion to load from the store: what is planned on a route and due, in order of `not_before` and number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Want {
    /// The route.
    pub route: CompactString,
    /// Due by then.
    pub due: Timestamp,
    /// At most so many. What is known already may be among them.
    pub limit: usize,
}

impl Outbox {
    /// An empty head over these routes.
    pub fn new(routes: Routes) -> Self {
        let mut outbox = Self {
            routes: Routes::default(),
            lanes: BTreeMap::new(),
            hours: Hours::default(),
            resting: false,
            halted: Vec::new(),
        };
        outbox.configure(routes);
        outbox
    }

    /// The routes.
    pub fn routes(&self) -> &Routes {
        &self.routes
    }

    /// Other routes from now on.
    pub fn configure(&mut self, routes: Routes) {
        let known = std::mem::replace(&mut self.routes, routes);
        let new: Vec<CompactString> =
            self.routes.0.keys().filter(|name| known.get(name).is_none()).cloned().collect();
        for name in new {
            self.lane(&name).look_at(Timestamp::MIN);
        }
    }

    /// Nothing begins any more: we are stopping.
    pub fn rest(&mut self) {
        self.resting = true;
    }

    /// Guards have halted these: nothing of it goes any more.
    pub fn halt(&mut self, halted: Vec<Halted>) {
        self.halted = halted;
    }

    /// After a start: what is remembered of routes.
    pub fn remember(&mut self, records: Vec<RouteRecord>) {
        for record in records {
            let lane = self.lane(&record.route);
            lane.paused = record.not_before;
            lane.gone = record.gone;
        }
    }

    /// After a start: what was sending when we stopped. What its provider knows by key goes again under the
    /// same key, of the rest nobody knows.
    pub fn recover(&mut self, sending: Vec<Send>, now: Timestamp, turn: &mut Turn) {
        for send in sending {
            let knows = self.routes.get(&send.planned.route).is_some_and(|route| route.knows_keys);
            let problem = "we stopped before it was known what came of it";
            // The last instant there is marks what was called off while it was under way.
            if knows && !send.planned.not_before.is_last() {
                let to = To::planned(now, send.tries, Some(problem.to_owned()));
                self.change(&send, to, now, turn);
            } else {
                self.change(&send, To::problem(SendState::Unsure, problem), now, turn);
            }
        }
    }

    /// Tells that something was planned on a route, so that it is looked for.
    pub fn planned(&mut self, route: &str, not_before: Timestamp) {
        if self.routes.get(route).is_some() {
            self.lane(route).look_at(not_before);
        }
    }

    /// What to load before [`next`](Self::next) is asked.
    pub fn wants(&self, now: Timestamp) -> Vec<Want> {
        let short = |(name, lane): &(&CompactString, &Lane)| {
            self.routes.get(name).is_some_and(|route| lane.is_short(&route.pace, now))
        };
        let want =
            |(name, _): (&CompactString, &Lane)| Want { route: name.clone(), due: now, limit: PORTION };
        self.lanes.iter().filter(short).map(want).collect()
    }

    /// Takes in what was asked for, and the earliest `not_before` of what is planned on the route for after it.
    pub fn load(&mut self, want: &Want, sends: Vec<Send>, then: Option<Timestamp>) {
        if let Some(lane) = self.lanes.get_mut(&want.route) {
            let more = sends.len() >= want.limit;
            lane.fill(sends, if more { Some(want.due) } else { then });
        }
    }

    /// What may go now. It is written as sending in the turn, and goes when the turn is on disk. `behind` is for
    /// how long the oldest entry that is not decided on has been in the log: what begins must know of every
    /// objection that was acknowledged. `waiting` gives what the store has planned of a thread, oldest first.
    pub fn next(
        &mut self,
        now: Timestamp,
        behind: Duration,
        turn: &mut Turn,
        waiting: impl Fn(i64) -> Vec<Send>,
    ) -> Vec<Dispatch> {
        let mut dispatches = Vec::new();
        let again = turns::again(turn);
        let changed: BTreeSet<SendKey> = turn.sends.iter().map(|change| change.key.clone()).collect();
        for lane in self.lanes.values_mut() {
            lane.settle(&changed);
        }
        if behind > BEHIND || self.resting {
            return dispatches;
        }
        let routes = std::mem::take(&mut self.routes);
        for (name, route) in &routes.0 {
            let Some(mut lane) = self.lanes.remove(name) else { continue };
            lane.count_slow(name, now);
            while lane.has_room(&route.pace, now) {
                let Some(send) = lane.head.pop_front() else { break };
                if let Some(to) = self.hindrance(&send.planned, send.tries, now) {
                    if to.state == SendState::Planned {
                        lane.look_at(to.not_before);
                    }
                    change::write(&send, to, now, turn);
                    continue;
                }
                match turns::before(&send, &lane, &again, turn, &waiting) {
                    Some(Before::UnderWay) => {
                        lane.held.insert(send.planned.key);
                        continue;
                    }
                    Some(Before::Waits(until)) => {
                        let to = To::planned(until, send.tries, send.problem.clone());
                        lane.look_at(until);
                        change::write(&send, to, now, turn);
                        continue;
                    }
                    None => {}
                }
                dispatches.push(begin(send, &mut lane, &route.pace, now, turn));
            }
            self.lanes.insert(name.clone(), lane);
        }
        self.routes = routes;
        dispatches
    }

    /// What was let go some time ago, because the disk refused since, and may still go. The rest waits again.
    pub fn recheck(&mut self, late: Vec<Dispatch>, now: Timestamp, turn: &mut Turn) -> Vec<Dispatch> {
        let mut dispatches = Vec::new();
        for dispatch in late {
            let lane = self.lanes.get(&dispatch.route);
            let under_way = lane.and_then(|lane| lane.under_way.get(&dispatch.key));
            let (Some(lane), Some(under_way)) = (lane, under_way) else { continue };
            let closed = lane.gone.is_some() || lane.paused.is_some_and(|until| now < until);
            let hindered = self.hindrance(&under_way.send.planned, 0, now).is_some();
            if closed || hindered || under_way.called_off.is_some() {
                self.report(Report { key: dispatch.key, outcome: Came::NotBegun, at: now }, turn);
            } else {
                dispatches.push(dispatch);
            }
        }
        dispatches
    }

    /// What stands in the way of sending something right now, though it was due.
    fn hindrance(&self, planned: &Planned, tries: u32, now: Timestamp) -> Option<To> {
        if planned.not_after.is_some_and(|end| now >= end) {
            return Some(To::problem(SendState::Failed, "too late: it is of no use any more"));
        }
        if self.is_halted(planned) {
            return Some(To::problem(SendState::Cancelled, "the guard halted it"));
        }
        let until = self.hours.until(planned.quiet.as_deref()?, now)?;
        Some(To::planned(until, tries, Some("waits until the quiet hours are over".to_owned())))
    }

    /// Whether it is what a guard has halted. What a person says is not: nobody decided that it be done.
    fn is_halted(&self, planned: &Planned) -> bool {
        if self.halted.is_empty() || planned.key.0.starts_with(SAID) {
            return false;
        }
        let by = planned.channel.as_deref().or_else(|| planned.route.strip_prefix(WEBHOOK));
        let reason = reason(&planned.body);
        let same = |halted: &Halted| by == Some(&halted.by) && reason.as_deref() == Some(&halted.reason);
        self.halted.iter().any(same)
    }

    /// Whether the receiver of a route is gone.
    pub fn is_gone(&self, route: &str) -> bool {
        self.lanes.get(route).is_some_and(|lane| lane.gone.is_some())
    }

    /// Why nothing goes by a route now, for people who wait for it; nothing when it goes.
    pub fn hold_up(&self, route: &str, now: Timestamp) -> Option<String> {
        let missing = self.routes.missing(route);
        let Some(lane) = self.lanes.get(route).filter(|_| missing.is_none()) else { return missing };
        if let Some(problem) = &lane.gone {
            Some(format!("waits: the receiver is gone ({problem})"))
        } else if let Some(until) = lane.paused.filter(|until| *until > now) {
            Some(format!("waits: the receiver asks to be left alone until {until}"))
        } else {
            (!lane.breaker.permits(now))
                .then(|| "waits: the receiver fails, and is left alone for a while".to_owned())
        }
    }

    /// Whether something of this key is under way.
    pub fn is_under_way(&self, key: &SendKey) -> bool {
        self.lanes.values().any(|lane| lane.under_way.contains_key(key))
    }

    /// How many are under way.
    pub fn under_way(&self) -> usize {
        self.lanes.values().map(|lane| lane.under_way.len()).sum()
    }

    /// When there is something to do that no report tells: the next turn should be no later.
    pub fn wake(&self) -> Option<Timestamp> {
        if self.resting {
            return None;
        }
        let wake = |(name, lane): (&CompactString, &Lane)| lane.wake(&self.routes.get(name)?.pace);
        self.lanes.iter().filter_map(wake).min()
    }

    fn lane(&mut self, route: &str) -> &mut Lane {
        self.lanes.entry(route.into()).or_insert_with(Lane::new)
    }
}

/// Something begins.
fn begin(mut send: Send, lane: &mut Lane, pace: &Pace, now: Timestamp, turn: &mut Turn) -> Dispatch {
    let tried = send.tries;
    send.tries += 1;
    turn.sends.push(SendChange {
        key: send.planned.key.clone(),
        state: SendState::Sending,
        tries: send.tries,
        at: now,
        not_before: send.planned.not_before,
        problem: None,
        reference: None,
    });
    let dispatch = Dispatch {
        key: send.planned.key.clone(),
        number: send.number,
        route: send.planned.route.clone(),
        to: send.planned.to.clone(),
        body: send.planned.body.clone(),
        tries: tried,
        again: tried > 0,
        at: now,
    };
    lane.begin(send, pace.rate, now);
    dispatch
}
