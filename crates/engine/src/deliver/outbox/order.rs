//! What is called off, and what people ask for.

use voorzet_domain::customer::CustomerId;
use voorzet_domain::time::Timestamp;
use voorzet_store::outbox::{Planned, Send, SendChange, SendState};
use voorzet_store::turn::Turn;

use super::Outbox;
use super::change::To;
use crate::deliver::note::note;

/// Whose sends are called off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// What is about the same thing.
    Thread(i64),
    /// What goes to an original customer.
    Customer(CustomerId),
}

/// Why what a person asks for cannot be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is {} by now", .0.name())]
pub struct Past(pub SendState);

impl Whose {
    fn concerns(self, planned: &Planned) -> bool {
        match self {
            Self::Thread(thread) => planned.thread == thread,
            Self::Customer(customer) => planned.customer == Some(customer),
        }
    }
}

impl Outbox {
    /// Calls off what is planned or sending and concerns `whose`, unless `keep` says otherwise: the customer
    /// objected, or something newer takes its place. `waiting` is what the store has of it that is planned.
    /// What is with the provider cannot be called back, but is not tried again.
    pub fn call_off(
        &mut self,
        whose: Whose,
        mut waiting: Vec<Send>,
        keep: impl Fn(&Planned) -> bool,
        problem: &str,
        now: Timestamp,
        turn: &mut Turn,
    ) {
        let fresh = turn.planned.iter().filter(|planned| whose.concerns(planned));
        waiting.extend(fresh.cloned().map(|planned| Send {
            number: 0,
            planned,
            state: SendState::Planned,
            tries: 0,
            changed: now,
            problem: None,
            reference: None,
        }));
        waiting.retain(|send| whose.concerns(&send.planned) && !keep(&send.planned));
        for send in waiting {
            let under_way = self.is_under_way(&send.planned.key);
            let past =
                |change: &SendChange| change.key == send.planned.key && change.state != SendState::Planned;
            if !under_way && !turn.sends.iter().any(past) {
                self.change(&send, To::problem(SendState::Cancelled, problem), now, turn);
            }
        }
        for under_way in self.lanes.values_mut().flat_map(|lane| lane.under_way.values_mut()) {
            let planned = &under_way.send.planned;
            let is_past = under_way.called_off.is_some() || under_way.told.is_some();
            if is_past || !whose.concerns(planned) || keep(planned) {
                continue;
            }
            under_way.called_off = Some(problem.to_owned());
            turn.sends.push(SendChange {
                key: planned.key.clone(),
                state: SendState::Sending,
                tries: under_way.send.tries,
                at: now,
                not_before: Timestamp::LAST,
                problem: Some(problem.to_owned()),
                reference: None,
            });
        }
    }

    /// A person wants it tried now, whatever came of it before. `send` as the store has it.
    pub fn retry(&mut self, send: &Send, now: Timestamp, turn: &mut Turn) -> Result<(), Past> {
        self.within_reach(send)?;
        self.change(send, To::planned(now, 0, None), now, turn);
        note(&send.planned, SendState::Planned, None, now, turn);
        Ok(())
    }

    /// A person calls it off. `send` as the store has it.
    pub fn cancel(&mut self, send: &Send, now: Timestamp, turn: &mut Turn) -> Result<(), Past> {
        self.within_reach(send)?;
        self.change(send, To::problem(SendState::Cancelled, "called off by a person"), now, turn);
        Ok(())
    }

    fn within_reach(&self, send: &Send) -> Result<(), Past> {
        match send.state {
            _ if self.is_under_way(&send.planned.key) => Err(Past(SendState::Sending)),
            SendState::Sending | SendState::Sent | SendState::Delivered | SendState::Read => {
                Err(Past(send.state))
            }
            _ => Ok(()),
        }
    }

    /// A person says that a route whose receiver was gone is there again. False when it was not gone.
    pub fn revive(&mut self, route: &str, now: Timestamp, turn: &mut Turn) -> bool {
        let Some(lane) = self.lanes.get_mut(route).filter(|lane| lane.gone.is_some()) else { return false };
        lane.gone = None;
        lane.look_at(Timestamp::MIN);
        turn.routes.push(lane.record(route, now));
        true
    }
}
