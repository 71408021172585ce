//! The core's turn as far as sending goes, and providers that answer after a while.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use voorzet_domain::time::{Duration, Timestamp};
use voorzet_engine::deliver::{Came, Dispatch, Outbox, Report, Routes};
use voorzet_store::outbox::{Planned, SendKey, SendState};
use voorzet_store::turn::Turn;

use super::shelf::Shelf;
use super::{millis, start};

/// What a provider does with the call: how long it takes, and what it answers.
pub(crate) type Provider = Box<dyn FnMut(&Dispatch, Timestamp) -> (Duration, Came)>;

pub(crate) struct Yard {
    pub(crate) now: Timestamp,
    pub(crate) shelf: Shelf,
    pub(crate) outbox: Outbox,
    routes: Routes,
    providers: BTreeMap<String, Provider>,
    answers: BinaryHeap<Reverse<(Timestamp, u64)>>,
    on_the_way: BTreeMap<u64, Report>,
    calls: u64,
    /// Every call: by which route, when, of what.
    pub(crate) called: Vec<(String, Timestamp, SendKey)>,
    /// Entries wait to be decided on for as long.
    pub(crate) behind: Duration,
}

impl Yard {
    pub(crate) fn new(routes: Routes) -> Self {
        Self {
            now: start(),
            shelf: Shelf::default(),
            outbox: Outbox::new(routes.clone()),
            routes,
            providers: BTreeMap::new(),
            answers: BinaryHeap::new(),
            on_the_way: BTreeMap::new(),
            calls: 0,
            called: Vec::new(),
            behind: Duration::ZERO,
        }
    }

    pub(crate) fn provider(
        &mut self,
        route: &str,
        provider: impl FnMut(&Dispatch, Timestamp) -> (Duration, Came) + 'static,
    ) {
        self.providers.insert(route.to_owned(), Box::new(provider));
    }

    /// Plans, as a turn that decides does.
    pub(crate) fn plan(&mut self, planned: impl IntoIterator<Item = Planned>) {
        let mut turn = Turn::default();
        for planned in planned {
            self.outbox.planned(&planned.route, planned.not_before);
            turn.planned.push(planned);
        }
        self.shelf.commit(&turn);
    }

    /// A turn up to what is let go, which is on disk.
    pub(crate) fn let_go(&mut self, reports: Vec<Report>) -> Vec<Dispatch> {
        self.let_go_with(Turn::default(), reports)
    }

    /// The same, in a turn that has begun.
    pub(crate) fn let_go_with(&mut self, mut turn: Turn, reports: Vec<Report>) -> Vec<Dispatch> {
        for report in reports {
            assert!(self.outbox.report(report, &mut turn), "a report that nobody waits for");
        }
        for want in self.outbox.wants(self.now) {
            let sends = self.shelf.due(&want.route, want.due, want.limit);
            let then = self.shelf.next(&want.route, want.due);
            self.outbox.load(&want, sends, then);
        }
        let dispatches = {
            let shelf = &self.shelf;
            self.outbox.next(self.now, self.behind, &mut turn, |thread| shelf.of_thread(thread))
        };
        self.shelf.commit(&turn);
        dispatches
    }

    /// Hands something to its provider, whose answer comes later.
    pub(crate) fn hand_over(&mut self, dispatch: &Dispatch) {
        self.called.push((dispatch.route.to_string(), self.now, dispatch.key.clone()));
        let provider = self.providers.get_mut(dispatch.route.as_str()).expect("a provider");
        let (takes, outcome) = provider(dispatch, self.now);
        let at = self.now.plus(takes);
        self.calls += 1;
        self.answers.push(Reverse((at, self.calls)));
        self.on_the_way.insert(self.calls, Report { key: dispatch.key.clone(), outcome, at });
    }

    /// The answers that are there by now.
    pub(crate) fn answers(&mut self) -> Vec<Report> {
        let mut reports = Vec::new();
        while self.answers.peek().is_some_and(|Reverse((at, _))| *at <= self.now) {
            let Some(Reverse((_, call))) = self.answers.pop() else { break };
            reports.extend(self.on_the_way.remove(&call));
        }
        reports
    }

    /// Goes on until an instant; a turn whenever something is due, at least 5 ms apart.
    pub(crate) fn run_until(&mut self, end: Timestamp) {
        while self.now <= end {
            let reports = self.answers();
            for dispatch in self.let_go(reports) {
                self.hand_over(&dispatch);
            }
            let answer = self.answers.peek().map(|Reverse((at, _))| *at);
            let next = [self.outbox.wake(), answer].into_iter().flatten().min().unwrap_or(Timestamp::LAST);
            self.now = next.max(self.now.plus(millis(5)));
        }
        self.now = end;
    }

    pub(crate) fn run_for(&mut self, time: Duration) {
        self.run_until(self.now.plus(time));
    }

    /// The process ends: what is in memory and on the way is gone. It starts again and takes up what is on disk.
    pub(crate) fn crash(&mut self) {
        self.answers.clear();
        self.on_the_way.clear();
        self.outbox = Outbox::new(self.routes.clone());
        self.outbox.remember(self.shelf.routes());
        let sending = self.shelf.all(SendState::Sending).cloned().collect();
        let mut turn = Turn::default();
        self.outbox.recover(sending, self.now, &mut turn);
        self.shelf.commit(&turn);
    }

    pub(crate) fn calls(&self, route: &str) -> impl Iterator<Item = Timestamp> {
        self.called.iter().filter(move |(name, ..)| name == route).map(|(_, at, _)| *at)
    }
}
