//! What agents say in one conversation goes in the order in which they said it: the later waits for the earlier, whose
//! try may have failed, unless that has gone, or never will. Of one of which nobody knows a person decides; what
//! was said after it does not wait for that.

use voorzet_domain::conversation::ConversationId;
use voorzet_domain::time::Timestamp;
use voorzet_store::outbox::{Send, SendState};
use voorzet_store::turn::Turn;

use super::lane::Lane;

/// What was said before something in the same conversation, and has not gone yet.
pub(super) enum Before {
    /// It is with the provider.
    UnderWay,
    /// It waits until then.
    Waits(Timestamp),
}

/// What was said in conversations and is tried again from an instant on, as the turn has it. The store does not say it
/// yet.
pub(super) fn again(turn: &Turn) -> Vec<(ConversationId, Timestamp)> {
    let planned = turn.sends.iter().filter(|change| change.state == SendState::Planned);
    planned.filter_map(|change| Some((change.key.conversation()?, change.not_before))).collect()
}

/// What something has to wait for.
pub(super) fn before(
    send: &Send,
    lane: &Lane,
    again: &[(ConversationId, Timestamp)],
    turn: &Turn,
    waiting: &impl Fn(i64) -> Vec<Send>,
) -> Option<Before> {
    let conversation = send.planned.key.conversation()?;
    let is_before = |other: &Send| {
        other.number < send.number
            && other.planned.route == send.planned.route
            && other.planned.key.conversation() == Some(conversation)
    };
    if lane.under_way.values().any(|under_way| is_before(&under_way.send)) {
        return Some(Before::UnderWay);
    }
    if let Some((_, until)) = again.iter().find(|(known, _)| *known == conversation) {
        return Some(Before::Waits(*until));
    }
    let earlier = waiting(send.planned.thread).into_iter().filter(is_before);
    let waits = earlier.filter_map(|other| {
        let changed = turn.sends.iter().rev().find(|change| change.key == other.planned.key);
        match changed {
            Some(change) => (change.state == SendState::Planned).then_some(change.not_before),
            None => Some(other.planned.not_before),
        }
    });
    waits.max().map(Before::Waits)
}
