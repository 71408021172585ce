//! What cannot be decided on: it is tried again at later turns, and after some tries set aside.
//!
//! While it is tried nothing else is decided on, so that everything keeps its order; that takes a few turns.
//! What panics is seen at once. What ends the whole process is seen when the store is opened again after an end
//! that was not orderly: then it says before every step what it is about to do, for as long as there is something
//! that was in the log by then.

use std::panic::{AssertUnwindSafe, catch_unwind};

use voorzet_domain::conversation::CaseId;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::feedback::InvitationId;
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::{Entry, Mode, Position};
use voorzet_store::turn::{Poison, Timer, Turn};

use super::Core;
use super::draft::Cause;
use super::stop::{Stop, said};
use super::tell;
use crate::own::{self, kind};

/// What a step is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// An entry of the log.
    Entry(Position),
    /// Something that fell due.
    Due(Timer),
    /// Something happens to a case by itself.
    Case(CaseId),
    /// Guards look.
    Look(Timestamp),
    /// Somebody is to be asked, or called back.
    Invitation(InvitationId),
    /// A customer whom a round reaches.
    Reach {
        /// The round's entry.
        position: Position,
        /// The customer.
        customer: CustomerId,
    },
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Went {
    /// All of it happened.
    Well,
    /// Something else happened first; what comes next is to be looked at again.
    Nowhere,
    /// Nothing of it happened.
    Wrong,
}

/// What failed, and how often.
#[derive(Debug, Default)]
pub(super) struct Failures(Vec<Failure>);

#[derive(Debug)]
struct Failure {
    unit: Unit,
    tries: u32,
    problem: String,
}

impl Failures {
    /// How often something was tried in vain, and what went wrong last.
    pub(super) fn of(&self, unit: Unit) -> (u32, &str) {
        let known = self.0.iter().find(|failure| failure.unit == unit);
        known.map_or((0, ""), |failure| (failure.tries, &failure.problem))
    }

    /// Something was tried in vain so often before.
    pub(super) fn note(&mut self, unit: Unit, tries: u32, problem: String) {
        self.forget(unit);
        self.0.push(Failure { unit, tries, problem });
    }

    pub(super) fn forget(&mut self, unit: Unit) {
        if !self.0.is_empty() {
            self.0.retain(|failure| failure.unit != unit);
        }
    }
}

impl Core {
    /// Takes a step. When it fails, or the disk does not say what it needs, nothing of it has happened, and nothing
    /// else is to happen in this turn.
    pub(super) fn attempt(
        &mut self,
        unit: Unit,
        turn: &mut Turn,
        step: impl FnOnce(&mut Self, &mut Turn) -> Result<(), Stop>,
    ) -> Went {
        self.unit = unit;
        let problem = match catch_unwind(AssertUnwindSafe(|| step(self, turn))) {
            Ok(Ok(())) => {
                self.failures.forget(unit);
                return Went::Well;
            }
            Ok(Err(Stop::Again)) => {
                self.take_back();
                return Went::Nowhere;
            }
            Ok(Err(Stop::Store(error))) => {
                self.take_back();
                self.trouble = Some(error);
                return Went::Wrong;
            }
            Ok(Err(Stop::Fault(problem))) => problem,
            Err(panic) => said(&*panic),
        };
        self.take_back();
        let tries = self.failures.of(self.unit).0 + 1;
        if let Unit::Entry(position) | Unit::Reach { position, .. } = self.unit {
            turn.poison.push(Poison { position, tries, problem: problem.clone() });
        }
        self.failures.note(self.unit, tries, problem);
        self.broken |= self.unsettled;
        Went::Wrong
    }

    /// Something outside of any step failed.
    pub(super) fn stumble(&mut self, stop: Stop) {
        self.trouble = Some(stop.into_store());
    }

    /// Whether the step at hand has been tried often enough.
    pub(super) fn gives_up(&self, unit: Unit) -> bool {
        self.failures.of(unit).0 >= self.settings.tries
    }

    /// Whether this is its last try: what can be saved of it is saved.
    pub(super) fn is_last_try(&self, unit: Unit) -> bool {
        self.failures.of(unit).0 + 1 >= self.settings.tries
    }

    /// Says that something is set aside, for a customer or altogether.
    pub(super) fn set_aside(
        &mut self,
        cause: Cause,
        customer: Option<CustomerId>,
        (tries, problem): (u32, &str),
        at: Timestamp,
    ) -> Result<(), Stop> {
        let said = own::Quarantined { tries, problem: problem.into() };
        self.said.entries.push(tell::entry(kind::EVENT_QUARANTINED, at, cause, customer, &said)?);
        if let Some(position) = cause.position {
            self.said.poison.push(Poison { position, tries: tries.max(1), problem: problem.to_owned() });
        }
        Ok(())
    }

    /// Sets aside what the step at hand is about.
    pub(super) fn give_up(
        &mut self,
        unit: Unit,
        cause: Cause,
        customer: Option<CustomerId>,
        at: Timestamp,
    ) -> Result<(), Stop> {
        let (tries, problem) = self.failures.of(unit);
        let problem = problem.to_owned();
        self.failures.forget(unit);
        self.set_aside(cause, customer, (tries, &problem), at)
    }

    /// Sets an entry aside altogether. What it said of who is who counts.
    pub(super) fn pass_over(&mut self, entry: &Entry, unit: Unit, turn: &mut Turn) -> Result<(), Stop> {
        let at = entry.at.max(self.clock);
        let cause = Cause { position: Some(entry.position), mode: self.mode(entry.mode, at) };
        self.give_up(unit, cause, None, at)?;
        self.settle(turn)?;
        self.take_changes(at, turn);
        self.fold.heard(&entry.event, entry.at, entry.mode);
        Ok(())
    }

    /// Forgoes what fell due for a customer, until something else happens to them.
    pub(super) fn forgo(&mut self, timer: Timer, unit: Unit, turn: &mut Turn) -> Result<(), Stop> {
        let cause = Cause { position: None, mode: self.mode(Mode::Live, timer.due) };
        match self.people.load(timer.customer, self.store.read(), &mut self.publications) {
            Ok(()) => self.people.forgo(timer.customer),
            Err(Stop::Fault(_)) => turn.unset.push(timer),
            Err(stop) => return Err(stop),
        }
        self.give_up(unit, cause, Some(timer.customer), timer.due)?;
        self.timers.move_to(timer.customer, Some(timer.due), None);
        self.settle(turn)
    }
}
