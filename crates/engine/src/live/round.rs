//! Rounds: an event that reaches so many customers that it goes to them in portions, between everything else.
//!
//! Everybody is reached at the instant of the event, under the strategy and the chances of that instant: before
//! these change, the rounds under way come to their end. When something else happens to somebody whom a round
//! has yet to reach, it reaches them first. So what comes of a round does not depend on its pace. A round begins
//! when those before it are over.

use std::collections::VecDeque;
use std::sync::Arc;

use hashbrown::HashSet;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::decide::Input;
use voorzet_domain::reading::Reading;
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::{Mode, Position};
use voorzet_store::turn::{RoundChange, Turn};

use super::Core;
use super::draft::Cause;
use super::poison::Unit;
use super::stop::Stop;
use super::tell;
use crate::own::{self, kind};

/// A round that has not reached everybody.
#[derive(Debug)]
pub(super) struct Round {
    pub(super) position: Position,
    /// When the event was put in the log.
    pub(super) at: Timestamp,
    pub(super) reading: Arc<Reading>,
    pub(super) customers: Vec<CustomerId>,
    /// How many of them it has reached, in that order.
    pub(super) done: usize,
    /// Those whom it has not.
    waiting: HashSet<CustomerId>,
    /// Whether `done` is not on disk.
    moved: bool,
}

impl Round {
    pub(super) fn new(
        position: Position,
        at: Timestamp,
        reading: Arc<Reading>,
        customers: Vec<CustomerId>,
    ) -> Self {
        let waiting = customers.iter().copied().collect();
        Self { position, at, reading, customers, done: 0, waiting, moved: false }
    }

    /// Goes on with a round that was interrupted.
    pub(super) fn resume(mut self, done: usize, ahead: &[CustomerId]) -> Self {
        self.done = done.min(self.customers.len());
        for customer in self.customers[..self.done].iter().chain(ahead) {
            self.waiting.remove(customer);
        }
        self
    }

    fn bytes(&self) -> Vec<u8> {
        self.customers.iter().flat_map(|customer| customer.0.to_le_bytes()).collect()
    }

    fn cause(&self) -> Cause {
        Cause { position: Some(self.position), mode: Mode::Live }
    }
}

/// The rounds under way, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Rounds(pub(super) VecDeque<Round>);

impl Rounds {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many have not been reached.
    pub(super) fn waiting(&self) -> u64 {
        self.0.iter().map(|round| round.waiting.len() as u64).sum()
    }

    /// Puts how far they are into a turn.
    pub(super) fn write(&mut self, turn: &mut Turn) {
        for round in self.0.iter_mut().filter(|round| round.moved) {
            round.moved = false;
            turn.rounds.push(RoundChange::Done { position: round.position, done: round.done as u32 });
        }
    }
}

/// The customers of a round as they are kept.
pub(super) fn customers(bytes: &[u8]) -> Vec<CustomerId> {
    bytes.as_chunks::<4>().0.iter().map(|bytes| CustomerId(u32::from_le_bytes(*bytes))).collect()
}

impl Core {
    /// An event sets out to many.
    pub(super) fn begin_round(&mut self, round: Round) -> Result<(), Stop> {
        let said = own::Round { customers: round.customers.len() as u32 };
        self.said.entries.push(tell::entry(kind::ROUND_BEGUN, round.at, round.cause(), None, &said)?);
        let (position, customers) = (round.position, round.bytes());
        self.said.rounds.push(RoundChange::Begin { position, customers });
        self.said.round = Some(round);
        Ok(())
    }

    /// The oldest round reaches the next customer. Nothing of another step may be under way.
    pub(super) fn go_round(&mut self, strategy: &Arc<Strategy>, turn: &mut Turn) -> Result<(), Stop> {
        let Some(round) = self.rounds.0.front_mut() else { return Ok(()) };
        if let Some(customer) = round.customers.get(round.done).copied() {
            if round.waiting.contains(&customer) {
                self.reach(0, customer, false, strategy, turn)?;
            }
            if let Some(round) = self.rounds.0.front_mut() {
                round.done += 1;
                round.moved = true;
            }
        }
        self.end_round(turn)
    }

    /// Everybody was reached by the oldest round.
    fn end_round(&mut self, turn: &mut Turn) -> Result<(), Stop> {
        let Some(round) = self.rounds.0.front() else { return Ok(()) };
        if round.done < round.customers.len() {
            return Ok(());
        }
        let (position, cause) = (round.position, round.cause());
        let said = own::Round { customers: round.customers.len() as u32 };
        self.said.entries.push(tell::entry(kind::ROUND_ENDED, round.at, cause, None, &said)?);
        self.said.rounds.push(RoundChange::End { position });
        self.settle(turn)?;
        self.rounds.0.pop_front();
        Ok(())
    }

    /// Something happens to a customer at an instant: a round that is on its way to them since, or to somebody linked
    /// to them, reaches them first, and the step begins again. Nothing of it may be under way.
    pub(super) fn reach_before(
        &mut self,
        customer: CustomerId,
        until: Timestamp,
        strategy: &Arc<Strategy>,
        turn: &mut Turn,
    ) -> Result<(), Stop> {
        if self.rounds.is_empty() {
            return Ok(());
        }
        let originals = self.people.originals(customer);
        for (number, round) in self.rounds.0.iter().enumerate().filter(|(_, round)| round.at <= until) {
            if let Some(waiting) = originals.iter().find(|id| round.waiting.contains(*id)) {
                let unit = self.unit;
                self.reach(number, *waiting, true, strategy, turn)?;
                self.unit = unit;
                return Err(Stop::Again);
            }
        }
        Ok(())
    }

    /// A round reaches a customer.
    fn reach(
        &mut self,
        number: usize,
        customer: CustomerId,
        ahead: bool,
        strategy: &Arc<Strategy>,
        turn: &mut Turn,
    ) -> Result<(), Stop> {
        let Some(round) = self.rounds.0.get(number) else { return Ok(()) };
        let (position, at, cause) = (round.position, round.at, round.cause());
        self.unit = Unit::Reach { position, customer };
        let reading = Arc::clone(&round.reading);
        if self.gives_up(self.unit) {
            self.give_up(self.unit, cause, Some(customer), at)?;
        } else {
            self.decide(customer, Input::Event(&reading), at, cause, strategy)?;
        }
        if ahead {
            self.said.rounds.push(RoundChange::Ahead { position, customer });
        }
        self.settle(turn)?;
        if let Some(round) = self.rounds.0.get_mut(number) {
            round.waiting.remove(&customer);
        }
        self.failures.forget(self.unit);
        Ok(())
    }
}
