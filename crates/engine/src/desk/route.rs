//! Who is given what, and what is promised. Called after every change of cases and agents.

use compact_str::CompactString;
use voorzet_domain::conversation::{AgentId, Case, CaseId};
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::{Duration, Timestamp};

use super::Desk;

/// Something that an agent is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Assignment {
    /// What.
    pub(crate) case: CaseId,
    /// To whom.
    pub(crate) agent: AgentId,
}

/// What is given to whom now. While the strategy does not say who may take what, agents take it themselves.
pub(crate) fn assignments(_desk: &Desk, _strategy: &Strategy, _now: Timestamp) -> Vec<Assignment> {
    Vec::new()
}

/// What is promised in a queue to who comes by a channel; none while the strategy promises nothing.
pub(crate) fn promise(_strategy: &Strategy, _queue: &str, _channel: &str) -> Option<Duration> {
    None
}

/// By when who waits since then is promised an answer.
pub(crate) fn due(strategy: &Strategy, queue: &str, channel: &str, since: Timestamp) -> Option<Timestamp> {
    promise(strategy, queue, channel).map(|promise| since.plus(promise))
}

/// By when a case that goes to a queue is to be answered.
pub(crate) fn due_in(strategy: &Strategy, queue: &str, case: &Case) -> Option<Timestamp> {
    due(strategy, queue, &case.channel, case.waiting_since?)
}

/// For how many seconds an agent may have something of a queue without answering; none for ever.
pub(crate) fn patience_seconds(_strategy: &Strategy, _queue: &str) -> Option<u32> {
    None
}

/// Where what no reason says goes.
pub(crate) fn default_queue(strategy: &Strategy) -> CompactString {
    strategy.queues.first().map(|queue| queue.name.clone()).unwrap_or_default()
}
