//! The order in which everything happens: entries of the log at their instants, before each what fell due
//! earlier, and at every midnight of the organisation what was learned.

use std::sync::Arc;

use voorzet_domain::conversation::CaseId;
use voorzet_domain::feedback::InvitationId;
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::{Entry, Mode};
use voorzet_store::error::StoreError;
use voorzet_store::turn::{Timer, Turn};

use super::Core;
use super::draft::Cause;
use super::poison::{Unit, Went};
use super::timers::Next;

/// What happens next.
#[derive(Debug)]
enum Step {
    /// A day of the organisation ends.
    Midnight(Timestamp),
    /// A timer goes off.
    Due(Timer),
    /// A case wakes, or goes back to its queue.
    Case(Timestamp, CaseId),
    /// Somebody is to be asked, or called back.
    Invitation(Timestamp, InvitationId),
    /// The oldest round goes on, because what comes next has to wait for it.
    Round,
    /// Guards look at what was measured.
    Look(Timestamp),
    /// An entry is decided on.
    Entry(Arc<Entry>),
    /// Nothing more, until this instant.
    Rest(Timestamp),
    /// What comes next is not in memory.
    Fetch,
}

impl Core {
    /// Decides on as much as one turn takes on.
    pub(super) fn go_on(&mut self, now: Timestamp, turn: &mut Turn) {
        let Some(mut strategy) = self.publications.current().cloned() else { return };
        self.spent = 0;
        while self.spent < self.settings.portion {
            self.spent += 1;
            let went = match self.next_step(now) {
                Err(error) => {
                    self.trouble = Some(error);
                    false
                }
                Ok(Step::Fetch) => false,
                Ok(Step::Rest(until)) => {
                    self.clock = self.clock.max(until);
                    break;
                }
                Ok(Step::Midnight(midnight)) => self.end_day(midnight, turn),
                Ok(Step::Look(at)) => {
                    let went = self.step_look(at, &strategy, turn);
                    self.take_current(&mut strategy);
                    went
                }
                Ok(Step::Round) => self.step_round(&strategy, turn),
                Ok(Step::Due(timer)) => self.step_due(timer, &strategy, turn),
                Ok(Step::Case(due, case)) => self.step_case(due, case, &strategy, turn),
                Ok(Step::Invitation(due, asked)) => self.step_invitation(due, asked, &strategy, turn),
                Ok(Step::Entry(entry)) => {
                    let went = self.step_entry(&entry, &strategy, turn);
                    self.take_current(&mut strategy);
                    went
                }
            };
            if !went {
                return;
            }
        }
        let mut left = self.settings.round_portion;
        while left > 0 && !self.rounds.is_empty() {
            left -= 1;
            // Of whom one round reached something may fall due before the next reaches them.
            let went = match self.next_step(now) {
                Err(error) => {
                    self.trouble = Some(error);
                    false
                }
                Ok(Step::Fetch) => false,
                Ok(Step::Due(timer)) => self.step_due(timer, &strategy, turn),
                Ok(Step::Case(due, case)) => self.step_case(due, case, &strategy, turn),
                Ok(Step::Invitation(due, asked)) => self.step_invitation(due, asked, &strategy, turn),
                Ok(_) => self.step_round(&strategy, turn),
            };
            if !went {
                return;
            }
        }
    }

    /// The strategy in force, when it is another.
    fn take_current(&self, strategy: &mut Arc<Strategy>) {
        if let Some(current) = self.publications.current()
            && !Arc::ptr_eq(current, strategy)
        {
            *strategy = Arc::clone(current);
        }
    }

    fn next_step(&mut self, now: Timestamp) -> Result<Step, StoreError> {
        let entry = self.backlog.next(self.store.read())?;
        let until = match &entry {
            Some(entry) => entry.at.max(self.clock),
            None if self.settings.history => self.ending.unwrap_or(self.clock).max(self.clock),
            None => now,
        };
        let next = self.timers.next();
        let due = match next {
            Next::Timer(timer) => timer.due,
            Next::Never => Timestamp::LAST,
            Next::After(due) => due,
        };
        let asked = self.desk.feedback.next();
        let first = self.desk.next().map_or(due, |(at, _)| at.min(due));
        let first = asked.map_or(first, |(at, _)| at.min(first));
        if let Some(midnight) = self.learning.due(until.min(first), !self.rounds.is_empty()) {
            return Ok(if self.rounds.is_empty() { Step::Midnight(midnight) } else { Step::Round });
        }
        if let Some(at) = self.ledger.look_at().filter(|at| *at < until && *at <= first) {
            return Ok(if self.rounds.is_empty() { Step::Look(at) } else { Step::Round });
        }
        if let Some((at, case)) = self.desk.next().filter(|(at, _)| *at < until && *at <= first) {
            return Ok(Step::Case(at, case));
        }
        if let Some((at, asked)) = asked.filter(|(at, _)| *at < until && *at <= first) {
            return Ok(Step::Invitation(at, asked));
        }
        if due < until {
            return Ok(match next {
                Next::Timer(timer) => Step::Due(timer),
                _ => Step::Fetch,
            });
        }
        Ok(match entry {
            // It changes by what is decided, so what was on its way is to arrive first.
            Some(entry) if entry.own.is_some() && !self.rounds.is_empty() => Step::Round,
            Some(entry) => Step::Entry(entry),
            None => Step::Rest(until),
        })
    }

    fn step_entry(&mut self, entry: &Arc<Entry>, strategy: &Arc<Strategy>, turn: &mut Turn) -> bool {
        let unit = Unit::Entry(entry.position);
        let went = self.attempt(unit, turn, |core, turn| {
            if core.gives_up(unit) {
                return core.pass_over(entry, unit, turn);
            }
            match entry.own {
                None => core.hear(entry, strategy, turn),
                Some(_) => core.obey(entry, strategy, turn),
            }
        });
        if went == Went::Well {
            self.clock = self.clock.max(entry.at);
            self.backlog.pass();
        }
        went != Went::Wrong
    }

    fn step_due(&mut self, timer: Timer, strategy: &Arc<Strategy>, turn: &mut Turn) -> bool {
        let unit = Unit::Due(timer);
        let went = self.attempt(unit, turn, |core, turn| {
            if core.gives_up(unit) {
                core.forgo(timer, unit, turn)
            } else {
                core.fall_due(timer, strategy, turn)
            }
        });
        if went == Went::Well {
            self.clock = self.clock.max(timer.due);
        }
        went != Went::Wrong
    }

    fn step_case(&mut self, due: Timestamp, case: CaseId, strategy: &Arc<Strategy>, turn: &mut Turn) -> bool {
        let unit = Unit::Case(case);
        let went = self.attempt(unit, turn, |core, turn| {
            if core.gives_up(unit) {
                core.desk.forgo(case);
                let cause = Cause { position: None, mode: core.mode(Mode::Live, due) };
                core.give_up(unit, cause, None, due)?;
                return core.settle(turn);
            }
            core.wake_case(case, due, strategy, turn)
        });
        if went == Went::Well {
            self.clock = self.clock.max(due);
        }
        went != Went::Wrong
    }

    fn step_invitation(
        &mut self,
        due: Timestamp,
        asked: InvitationId,
        strategy: &Arc<Strategy>,
        turn: &mut Turn,
    ) -> bool {
        let unit = Unit::Invitation(asked);
        let went = self.attempt(unit, turn, |core, turn| {
            if core.gives_up(unit) {
                core.desk.feedback.forgo(asked);
                let cause = Cause { position: None, mode: core.mode(Mode::Live, due) };
                core.give_up(unit, cause, None, due)?;
                return core.settle(turn);
            }
            core.wake_invitation(asked, due, strategy, turn)
        });
        if went == Went::Well {
            self.clock = self.clock.max(due);
        }
        went != Went::Wrong
    }

    fn step_round(&mut self, strategy: &Arc<Strategy>, turn: &mut Turn) -> bool {
        let Some(round) = self.rounds.0.front() else { return true };
        let unit = Unit::Entry(round.position);
        self.attempt(unit, turn, |core, turn| core.go_round(strategy, turn)) != Went::Wrong
    }

    /// At a midnight what was observed becomes what is decided by.
    fn end_day(&mut self, midnight: Timestamp, turn: &mut Turn) -> bool {
        let cause = Cause { position: None, mode: self.mode(Mode::Live, midnight) };
        self.clock = self.clock.max(midnight);
        self.learning.advance(midnight);
        match self.say_rates(midnight, cause, turn) {
            Ok(()) => true,
            Err(stop) => {
                self.stumble(stop);
                false
            }
        }
    }
}
