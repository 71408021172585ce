//! A change of something in the outbox.

use compact_str::CompactString;
use voorzet_domain::time::Timestamp;
use voorzet_store::outbox::{Send, SendChange, SendState};
use voorzet_store::turn::Turn;

use super::Outbox;
use crate::deliver::note::note;

/// Where something goes.
pub(super) struct To {
    pub state: SendState,
    pub not_before: Timestamp,
    pub tries: Option<u32>,
    pub problem: Option<String>,
    pub reference: Option<CompactString>,
}

impl To {
    /// To wait until then.
    pub(super) fn planned(not_before: Timestamp, tries: u32, problem: Option<String>) -> Self {
        Self { state: SendState::Planned, not_before, tries: Some(tries), problem, reference: None }
    }

    /// Where it stays, because of a problem.
    pub(super) fn problem(state: SendState, problem: &str) -> Self {
        Self { problem: Some(problem.to_owned()), ..Self::done(state, None) }
    }

    /// Where it stays.
    pub(super) fn done(state: SendState, reference: Option<CompactString>) -> Self {
        Self { state, not_before: Timestamp::LAST, tries: None, problem: None, reference }
    }
}

impl Outbox {
    /// Writes a change, and looks for it when it is due.
    pub(super) fn change(&mut self, send: &Send, to: To, now: Timestamp, turn: &mut Turn) {
        if let Some(lane) = self.lanes.get_mut(&send.planned.route) {
            lane.forget(&send.planned.key);
        }
        if to.state == SendState::Planned {
            self.planned(&send.planned.route, to.not_before);
        }
        write(send, to, now, turn);
    }
}

/// Writes a change, and in the log where it stays.
pub(super) fn write(send: &Send, to: To, now: Timestamp, turn: &mut Turn) {
    if to.state != SendState::Planned {
        note(&send.planned, to.state, to.problem.as_deref(), now, turn);
    }
    keep(send, to, now, turn);
}

/// Writes a change of which the log says nothing, or did already.
pub(super) fn keep(send: &Send, to: To, now: Timestamp, turn: &mut Turn) {
    turn.sends.push(SendChange {
        key: send.planned.key.clone(),
        state: to.state,
        tries: to.tries.unwrap_or(send.tries),
        at: now,
        not_before: to.not_before,
        problem: to.problem,
        reference: to.reference,
    });
}
