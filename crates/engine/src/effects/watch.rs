//! When guards look, at what, and how they stand.

use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::effects::{DecisionType, Experiment, GuardRow, Resumed};

use super::book::Book;
use super::ledger::Ledger;
use crate::own;

/// How soon after harm that is not waited for guards look.
const SOON: Duration = Duration::from_secs(60);

impl Ledger {
    /// What guards have halted and nobody resumed.
    pub(crate) fn halted(&self) -> impl Iterator<Item = &GuardRow> {
        self.guards.values().filter(|guard| guard.resumed.is_none())
    }

    /// When guards look next.
    pub(crate) fn look_at(&self) -> Option<Timestamp> {
        self.look
    }

    /// Guards look: what runs, on which day. They look again when that day is over.
    pub(crate) fn look(&mut self, now: Timestamp) -> (i32, Vec<(Experiment, &Book)>) {
        let today = self.days.day(now);
        let runs = self.books.values().any(|book| book.runs_on(today));
        self.look = if runs { self.days.end_of(now) } else { None };
        let is_halted = |of: &DecisionType| self.guards.get(of).is_some_and(|guard| guard.resumed.is_none());
        let running = self.books.iter().filter(|(of, _)| !of.reason.is_empty() && !is_halted(of));
        let running = running.map(|(of, book)| (Experiment { of: of.clone(), epoch: self.epoch(of) }, book));
        (today, running.collect())
    }

    pub(super) fn look_soon(&mut self, time: Timestamp) {
        let soon = time.plus(SOON);
        self.look = Some(self.look.map_or(soon, |look| look.min(soon)));
    }

    pub(super) fn epoch(&self, of: &DecisionType) -> u32 {
        self.guards.get(of).map_or(0, |guard| guard.experiment.epoch + u32::from(guard.resumed.is_some()))
    }

    pub(super) fn halt(&mut self, said: &own::GuardHalted<'_>, at: Timestamp) {
        let of = decision_type(&said.reason, &said.level, &said.by);
        let why = serde_json::to_string(&said.why).unwrap_or_default();
        let experiment = Experiment { of: of.clone(), epoch: said.epoch };
        self.guards.insert(of.clone(), GuardRow { experiment, halted: at, why, resumed: None });
        self.turned.insert(of);
    }

    /// It may be done again, as another experiment: what was seen before it does not count there.
    pub(super) fn resume(&mut self, said: &own::GuardResumed<'_>, at: Timestamp) {
        let of = decision_type(&said.reason, &said.level, &said.by);
        let Some(guard) = self.guards.get_mut(&of).filter(|guard| guard.resumed.is_none()) else { return };
        guard.resumed = Some(Resumed { at, by: said.person.to_string(), note: said.note.to_string() });
        self.books.remove(&of);
        self.turned.insert(of);
    }
}

pub(super) fn decision_type(reason: &str, level: &str, by: &str) -> DecisionType {
    DecisionType { reason: reason.into(), level: level.into(), by: by.into() }
}
