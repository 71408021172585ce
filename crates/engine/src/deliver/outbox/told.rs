//! What a channel tells later of what went out. It may come in any order, and before we know ourselves that it went: the
//! furthest counts.

use voorzet_domain::conversation::Step;
use voorzet_domain::time::Timestamp;
use voorzet_store::outbox::{Send, SendState};
use voorzet_store::turn::Turn;

use super::change::To;
use super::{Outbox, change};

/// How far a state is. What went further never goes back.
const fn reach(state: SendState) -> u8 {
    match state {
        SendState::Planned | SendState::Sending | SendState::Unsure | SendState::Cancelled => 0,
        SendState::Sent => 1,
        SendState::Failed => 2,
        SendState::Delivered => 3,
        SendState::Read => 4,
    }
}

/// Whether something that is in one state may come into another.
pub(super) const fn goes_further(from: SendState, to: SendState) -> bool {
    reach(to) > reach(from)
}

impl Outbox {
    /// A channel tells how far something is. `send` as the store has it.
    pub fn told(
        &mut self,
        send: &Send,
        step: Step,
        problem: Option<String>,
        now: Timestamp,
        turn: &mut Turn,
    ) {
        let state = match step {
            Step::Sent => SendState::Sent,
            Step::Failed => SendState::Failed,
            Step::Delivered => SendState::Delivered,
            Step::Read => SendState::Read,
        };
        let key = &send.planned.key;
        let lane = self.lanes.get_mut(&send.planned.route);
        if let Some(under_way) = lane.and_then(|lane| lane.under_way.get_mut(key)) {
            // Who sends it still owes its report, which then goes no further back than this. It is written at once:
            // should we stop before the report comes, what was told counts.
            let known = under_way.told.as_ref().map_or(SendState::Sending, |(state, _)| *state);
            if goes_further(known, state) {
                under_way.told = Some((state, problem.clone()));
                change::write(&under_way.send, To { problem, ..To::done(state, None) }, now, turn);
            }
            return;
        }
        let changed = turn.sends.iter().rev().find(|change| change.key == *key);
        if goes_further(changed.map_or(send.state, |change| change.state), state) {
            self.change(send, To { problem, ..To::done(state, None) }, now, turn);
        }
    }

    /// Something that waits is never sent: its address takes nothing. `send` as the store has it.
    pub fn refuse(&mut self, send: &Send, problem: &str, now: Timestamp, turn: &mut Turn) {
        let key = &send.planned.key;
        let past = turn.sends.iter().rev().find(|change| change.key == *key);
        let waits = past.map_or(send.state, |change| change.state) == SendState::Planned;
        if waits && !self.is_under_way(key) {
            self.change(send, To::problem(SendState::Failed, problem), now, turn);
        }
    }
}
