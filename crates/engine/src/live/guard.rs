//! What is measured while it is decided, and the guards that halt what does harm.

use std::sync::Arc;

use voorzet_domain::customer::LinkId;
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;
use voorzet_insight::experiment::guard::Guard;
use voorzet_store::effects::{DecisionType, Experiment};
use voorzet_store::entry::{Entry, Mode};
use voorzet_store::turn::Turn;

use super::desk::Scene;
use super::draft::Cause;
use super::poison::{Unit, Went};
use super::stop::Stop;
use super::work::{Answer, CommandError};
use super::{Core, tell};
use crate::effects::guard;
use crate::own::{self, kind};

impl Core {
    /// What the turn says so far is taken in.
    pub(super) fn measure(&mut self, turn: &Turn) -> Result<(), Stop> {
        let from = std::mem::replace(&mut self.taken_in, turn.entries.len());
        for entry in turn.entries.iter().skip(from) {
            self.ledger.said(entry, self.store.read())?;
        }
        Ok(())
    }

    /// Says who is one person from now on, as far as something is measured of more than one of their originals.
    pub(super) fn say_joined(&mut self, links: &[LinkId], at: Timestamp, turn: &mut Turn) {
        for link in links {
            let directory = &self.people.directory;
            let Some(known) = directory.link(*link).filter(|link| link.in_force()) else { continue };
            let mut group = directory.group(known.keep).to_vec();
            if !self.ledger.measures_several(&group) {
                continue;
            }
            let customer = directory.survivor(known.keep);
            group.sort_unstable();
            let said = own::Joined { originals: group.iter().map(|original| original.0).collect() };
            let cause = Cause { position: None, mode: self.mode(Mode::Live, at) };
            if let Ok(entry) = tell::entry(kind::UNITS_JOINED, at, cause, Some(customer), &said) {
                turn.entries.push(entry);
            }
        }
        if let Err(stop) = self.measure(turn) {
            self.stumble(stop);
        }
    }

    /// Guards look, and halt what does harm.
    pub(super) fn step_look(&mut self, at: Timestamp, strategy: &Arc<Strategy>, turn: &mut Turn) -> bool {
        let went = self.attempt(Unit::Look(at), turn, |core, turn| core.look(at, strategy, turn));
        self.clock = self.clock.max(at);
        went != Went::Wrong
    }

    fn look(&mut self, at: Timestamp, strategy: &Arc<Strategy>, turn: &mut Turn) -> Result<(), Stop> {
        let (today, running) = self.ledger.look(at);
        let halted: Vec<(Experiment, own::Harm)> = running
            .into_iter()
            .filter_map(|(experiment, book)| match guard::look(book, today) {
                Guard::Halted(halt) => Some((experiment, guard::why(halt, book, today))),
                Guard::Learning | Guard::Watching => None,
            })
            .collect();
        for (experiment, why) in halted {
            self.halt(&experiment, why, at, strategy)?;
        }
        self.settle(turn)?;
        self.heed_guards(strategy);
        Ok(())
    }

    /// Says that something is halted, and tells who answers for it: an item of their queue.
    fn halt(
        &mut self,
        experiment: &Experiment,
        why: own::Harm,
        at: Timestamp,
        strategy: &Arc<Strategy>,
    ) -> Result<(), Stop> {
        let DecisionType { reason, level, by } = &experiment.of;
        let cause = Cause { position: None, mode: self.mode(Mode::Live, at) };
        let said = own::GuardHalted {
            reason: reason.as_str().into(),
            level: level.as_str().into(),
            by: by.as_str().into(),
            epoch: experiment.epoch,
            why,
        };
        self.said.entries.push(tell::entry(kind::GUARD_HALTED, at, cause, None, &said)?);
        let scene = Scene { at, cause, customer: None, heard: None };
        self.open_halt(&experiment.of, scene, strategy)
    }

    /// What guards have halted is not done from here on, nor is what waits of it.
    pub(super) fn heed_guards(&mut self, strategy: &Arc<Strategy>) {
        self.publications.halt(self.ledger.halted().map(|guard| &guard.experiment.of));
        let halted = self.publications.current().unwrap_or(strategy).halted.clone();
        self.outbox.halt(halted);
    }

    /// Writes down that what a guard halted may be done again.
    pub(super) fn say_resumed(
        &self,
        of: &DecisionType,
        (by, note): (&str, &str),
        now: Timestamp,
        turn: &mut Turn,
    ) -> Result<Result<Answer, CommandError>, Stop> {
        let Some(guard) = self.ledger.halted().find(|guard| guard.experiment.of == *of) else {
            return Ok(Err(CommandError::Unknown));
        };
        let said = own::GuardResumed {
            reason: of.reason.as_str().into(),
            level: of.level.as_str().into(),
            by: of.by.as_str().into(),
            epoch: guard.experiment.epoch,
            person: by.into(),
            note: note.into(),
        };
        let cause = Cause { position: None, mode: Mode::Live };
        turn.entries.push(tell::entry(kind::GUARD_RESUMED, now, cause, None, &said)?);
        Ok(Ok(Answer::Done))
    }

    /// What was halted is done again from here on.
    pub(super) fn resume(&mut self, entry: &Entry, strategy: &Arc<Strategy>) -> Result<(), Stop> {
        self.ledger.entry(entry, self.store.read())?;
        self.heed_guards(strategy);
        Ok(())
    }
}
