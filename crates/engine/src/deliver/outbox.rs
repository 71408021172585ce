//! What may go now, and what came of it.
//!
//! The store holds everything; in memory is only the head of what is due, per route. In a turn the core
//!
//! 1. gives every [`Report`] that came in ([`Outbox::report`]),
//! 2. asks what to load ([`Outbox::wants`]) and loads it ([`Outbox::load`]),
//! 3. asks what may go ([`Outbox::next`]) and lets it go once the turn is on disk.

use compact_str::CompactString;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::outbox::{RouteRecord, Send, SendKey, SendState};
use voorzet_store::turn::Turn;

use super::routes::Routes;
use super::{Dispatch, Report};

/// What may go now, and what came of it.
#[derive(Debug)]
pub struct Outbox {
    routes: Routes,
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

/// Why what a person asks for cannot be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is {} by now", .0.name())]
pub struct Past(pub SendState);

impl Outbox {
    /// An empty head over these routes.
    pub fn new(routes: Routes) -> Self {
        Self { routes }
    }

    /// The routes.
    pub fn routes(&self) -> &Routes {
        &self.routes
    }

    /// Other routes from now on.
    pub fn configure(&mut self, routes: Routes) {
        self.routes = routes;
    }

    /// After a start: what is remembered of routes.
    pub fn remember(&mut self, records: Vec<RouteRecord>) {
        let _ = (self, records);
    }

    /// A person says that a route whose receiver was gone is there again. False when it was not gone.
    pub fn revive(&mut self, route: &str, now: Timestamp, turn: &mut Turn) -> bool {
        let _ = (self, route, now, turn);
        false
    }

    /// After a start: what was sending when we stopped. What its provider knows by key goes again under the
    /// same key, of the rest nobody knows.
    pub fn recover(&mut self, sending: Vec<Send>, now: Timestamp, turn: &mut Turn) {
        let _ = (self, sending, now, turn);
    }

    /// Tells that something was planned on a route, so that it is looked for.
    pub fn planned(&mut self, route: &str, not_before: Timestamp) {
        let _ = (self, route, not_before);
    }

    /// What to load before [`next`](Self::next) is asked.
    pub fn wants(&self, now: Timestamp) -> Vec<Want> {
        let _ = (self, now);
        Vec::new()
    }

    /// Takes in what was asked for, and the earliest `not_before` of what is planned on the route and not among
    /// it.
    pub fn load(&mut self, want: &Want, sends: Vec<Send>, then: Option<Timestamp>) {
        let _ = (self, want, sends, then);
    }

    /// What may go now. It is written as sending in the turn, and goes when the turn is on disk. `behind` is for
    /// how long the oldest entry that is not decided on has been in the log: what begins must know of every
    /// objection that was acknowledged.
    pub fn next(&mut self, now: Timestamp, behind: Duration, turn: &mut Turn) -> Vec<Dispatch> {
        let _ = (self, now, behind, turn);
        Vec::new()
    }

    /// Takes in what came of a dispatch. False when nothing of that key is under way.
    pub fn report(&mut self, report: Report, turn: &mut Turn) -> bool {
        let _ = (self, report, turn);
        false
    }

    /// Calls off what is planned or sending, because of `problem`: the customer objected, or something newer
    /// takes its place. What is with the provider cannot be called back, but is not tried again.
    pub fn call_off(&mut self, unsent: Vec<Send>, problem: &str, now: Timestamp, turn: &mut Turn) {
        let _ = (self, unsent, problem, now, turn);
    }

    /// A person wants it tried now, whatever came of it before. `send` as the store has it.
    pub fn retry(&mut self, send: &Send, now: Timestamp, turn: &mut Turn) -> Result<(), Past> {
        let _ = (self, send, now, turn);
        Ok(())
    }

    /// A person calls it off. `send` as the store has it.
    pub fn cancel(&mut self, send: &Send, now: Timestamp, turn: &mut Turn) -> Result<(), Past> {
        let _ = (self, send, now, turn);
        Ok(())
    }

    /// Whether something of this key is under way.
    pub fn is_under_way(&self, key: &SendKey) -> bool {
        let _ = (self, key);
        false
    }

    /// When there is something to do that no report tells: the next turn should be no later.
    pub fn wake(&self) -> Option<Timestamp> {
        let _ = self;
        None
    }
}
