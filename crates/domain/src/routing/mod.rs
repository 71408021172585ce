//! Routing: what waits goes to whom.
//!
//! [`assign`] takes everything that waits and everybody who works, at an instant, and says which item goes to which
//! agent. It remembers nothing: asked again with the same it answers the same, and whoever asks tells it what became
//! of its answers.
//!
//! Items are taken in the order of [`Urgency`]: least slack to the promise, most value, longest waiting. Each goes to
//! the agent of last time when that agent can take it, else to the one who is least busy. What nobody can take waits,
//! and holds up nothing behind it that somebody else can take.
//!
//! While a queue is closed, the first open queue among those that follow it works its items: whoever takes one must
//! be able to what that queue asks. The item stays its own queue's: what is not taken by the time that one opens, is
//! worked there again.

mod fit;
mod place;
mod urgency;

use hashbrown::HashSet;

use crate::conversation::{AgentId, CaseId};
use crate::strategy::model::{Queue, QueueId};
use crate::time::{Duration, Timestamp};
pub use fit::{Agent, Load, Most};
pub use place::{Place, place, places};
pub use urgency::Urgency;

/// Something that waits for a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Item<'a> {
    /// Its number: of two that are alike in everything else, the lower goes first.
    pub id: CaseId,
    /// The queue that it waits in.
    pub queue: QueueId,
    /// By which channel it came, or what it is: `chat`, `call_back`.
    pub channel: &'a str,
    /// What it takes beside what its queue asks.
    pub skills: &'a [&'a str],
    /// The customer's language, when it is known.
    pub language: Option<&'a str>,
    /// By when an answer was promised.
    pub due: Option<Timestamp>,
    /// Since when the customer waits.
    pub since: Timestamp,
    /// What it is worth to answer it sooner than others: any measure, the same for all.
    pub value: f64,
    /// Who had it, or the customer, last.
    pub last_agent: Option<AgentId>,
    /// Who let it lie: it goes to anybody else who can take it.
    pub lain_with: Option<AgentId>,
    /// Who gave it away: it does not come back to them.
    pub not_to: Option<AgentId>,
}

/// An item that goes to an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The item.
    pub item: CaseId,
    /// The agent.
    pub agent: AgentId,
    /// As which queue's work: its own, or the one that follows it.
    pub queue: QueueId,
    /// Whether it is the agent of last time.
    pub again: bool,
}

/// The queue in which what waits in another is worked at an instant: that queue when it is open, else the first open
/// one among those that follow it. None while all are closed.
pub fn worked_in(queue: QueueId, queues: &[Queue], now: Timestamp) -> Option<QueueId> {
    let is_open = |id: &QueueId| queues.get(id.index()).is_some_and(|queue| queue.is_open(now));
    let follow = queues.get(queue.index()).map_or(&[][..], |queue| &queue.follow);
    std::iter::once(queue).chain(follow.iter().copied()).find(is_open)
}

/// The first instant from `now` on at which what waits in a queue is worked: `now` itself when it is. None when that never
/// comes.
pub fn worked_from(queue: QueueId, queues: &[Queue], now: Timestamp) -> Option<Timestamp> {
    let opens = |id: QueueId| match &queues.get(id.index())?.hours {
        Some(hours) => hours.next_opening(now),
        None => Some(now),
    };
    let follow = queues.get(queue.index()).map_or(&[][..], |queue| &queue.follow);
    std::iter::once(queue).chain(follow.iter().copied()).filter_map(opens).min()
}

/// Which item goes to whom, the most urgent first.
pub fn assign(items: &[Item<'_>], agents: &[Agent], queues: &[Queue], now: Timestamp) -> Vec<Assignment> {
    let mut agents: Vec<Agent> = agents.iter().filter(|agent| agent.has_room()).cloned().collect();
    let mut assignments = Vec::new();
    // What nobody can take now, nobody can later in this round: loads only grow.
    let mut hopeless: HashSet<(QueueId, &str, Option<&str>, &[&str])> = HashSet::new();
    if agents.is_empty() {
        return assignments;
    }
    for item in urgency::sorted(items, queues, now) {
        let Some(worked) = worked_in(item.queue, queues, now) else { continue };
        let kind = (worked, item.channel, item.language, item.skills);
        if hopeless.contains(&kind) {
            continue;
        }
        let queue = &queues[worked.index()];
        let able = |agent: &&mut Agent| item.not_to != Some(agent.id) && agent.can_take(item, queue);
        let Some(agent) = agents.iter_mut().filter(able).min_by(|a, b| {
            let rank = |agent: &Agent| {
                let (lay, last) = (item.lain_with == Some(agent.id), item.last_agent == Some(agent.id));
                (lay, !last)
            };
            rank(a).cmp(&rank(b)).then_with(|| a.compare_busy(b))
        }) else {
            // Who gave one away may take another.
            if item.not_to.is_none() {
                hopeless.insert(kind);
            }
            continue;
        };
        let again = item.last_agent == Some(agent.id);
        assignments.push(Assignment { item: item.id, agent: agent.id, queue: worked, again });
        agent.take(item.channel, now);
        if !agent.has_room() {
            agents.retain(Agent::has_room);
            if agents.is_empty() {
                break;
            }
        }
    }
    assignments
}

/// The slack of what nothing was promised about: as if an answer within a day had been.
const UNPROMISED: Duration = Duration::from_days(1);
