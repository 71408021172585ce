//! Who is given what, and what is promised. Asked after every change of cases and agents, and when a queue opens or
//! closes.
//!
//! The choice is [`voorzet_domain::routing`]'s; here cases and agents become what that is asked, and its answers what
//! happens.

use std::collections::BTreeMap;

use compact_str::CompactString;
use voorzet_domain::conversation::agent::{Capacity, Status};
use voorzet_domain::conversation::case::{Kind, State};
use voorzet_domain::conversation::happening::Because;
use voorzet_domain::conversation::{AgentId, Case, CaseId};
use voorzet_domain::routing::{Agent, Item, Load, Most, assign, worked_in};
use voorzet_domain::strategy::model::{Queue, QueueId, Strategy};
use voorzet_domain::time::{Duration, Timestamp};

use super::Desk;

/// What somebody takes at once of whom nobody said it: in all, chats, and calls.
const ASSUMED: (u32, u32, u32) = (6, 3, 1);

/// So long before a customer wants to be called, somebody is given the call.
const CALL_AHEAD: Duration = Duration::from_mins(10);

/// What is to happen, and when to ask again though nothing changed.
#[derive(Debug, Default)]
pub(crate) struct Routed {
    /// What waits in another queue from now on: its own is closed, or open again.
    pub(crate) moves: Vec<(CaseId, CompactString)>,
    /// What is given to whom.
    pub(crate) assignments: Vec<Assignment>,
    /// When a queue opens or closes, or a call comes near.
    pub(crate) again: Option<Timestamp>,
}

/// Something that an agent is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Assignment {
    /// What.
    pub(crate) case: CaseId,
    /// To whom.
    pub(crate) agent: AgentId,
}

/// What is to happen now.
pub(crate) fn routed(desk: &Desk, strategy: &Strategy, now: Timestamp) -> Routed {
    let queues = &strategy.queues;
    let by_name: BTreeMap<&str, QueueId> =
        (0_u16..).map(QueueId).zip(queues).map(|(id, it)| (it.name.as_str(), id)).collect();
    let mut worked: BTreeMap<QueueId, Option<QueueId>> = BTreeMap::new();
    let mut loads: BTreeMap<AgentId, Load> = BTreeMap::new();
    let (mut routed, mut items) = (Routed::default(), Vec::new());
    let mut again = Again { now, at: None };
    for case in desk.open() {
        if let Some(agent) = case.agent.filter(|_| case.occupies()) {
            loads.entry(agent).or_default().add(case.means());
        }
        let home = case.home.as_ref().unwrap_or(&case.queue);
        let own = by_name.get(home.as_str()).copied().or(strategy.default_queue);
        let (State::Waiting, Some(own)) = (case.state, own) else { continue };
        let there = *worked.entry(own).or_insert_with(|| {
            again.when_it_changes(own, queues);
            worked_in(own, queues, now)
        });
        let name = &queues[there.unwrap_or(own).index()].name;
        if *name != case.queue {
            routed.moves.push((case.id, name.clone()));
        }
        let near = case.due.filter(|_| case.kind == Kind::CallBack).map(|due| due.minus(CALL_AHEAD));
        match near.filter(|near| *near > now) {
            Some(near) => again.at(Some(near)),
            None => items.push(item(desk, strategy, case, own)),
        }
    }
    let agents: Vec<Agent> = desk
        .agents()
        .map(|agent| Agent {
            id: agent.id,
            available: agent.status == Status::Available,
            skills: agent.skills.clone(),
            languages: agent.languages.clone(),
            most: most(&agent.capacity),
            load: loads.remove(&agent.id).unwrap_or_default(),
            idle_since: desk.given(agent.id).unwrap_or(agent.since),
        })
        .collect();
    let assigned = assign(&items, &agents, queues, now);
    routed.assignments = assigned.iter().map(|it| Assignment { case: it.item, agent: it.agent }).collect();
    routed.again = again.at;
    routed
}

/// The next instant at which to ask again.
struct Again {
    now: Timestamp,
    at: Option<Timestamp>,
}

impl Again {
    fn at(&mut self, at: Option<Timestamp>) {
        let at = at.filter(|at| *at > self.now && !at.is_last());
        self.at = self.at.into_iter().chain(at).min();
    }

    /// When a queue, or one that follows it, opens or closes.
    fn when_it_changes(&mut self, queue: QueueId, queues: &[Queue]) {
        let own = &queues[queue.index()];
        for queue in std::iter::once(own).chain(own.follow.iter().map(|id| &queues[id.index()])) {
            let Some(hours) = &queue.hours else { continue };
            let changes =
                if hours.is_open(self.now) { hours.closing(self.now) } else { hours.next_opening(self.now) };
            self.at(changes);
        }
    }
}

/// What a case is worth to be answered sooner: most where customer and organisation gain most by talking.
pub(crate) fn value(strategy: &Strategy, case: &Case) -> f64 {
    let value = strategy.reason_id(&case.reason).and_then(|id| strategy.reasons[id.index()].value);
    value.map_or(0.0, |(customer, company)| customer + company)
}

fn item<'a>(desk: &Desk, strategy: &Strategy, case: &'a Case, queue: QueueId) -> Item<'a> {
    let before = case.previous;
    // Who came back since then may go on with it.
    let back = before.is_some_and(|(agent, at)| desk.agent(agent).is_some_and(|agent| agent.since > at));
    let agent = before.map(|(agent, _)| agent);
    let (lain_with, not_to) = match case.queued {
        Because::Returned if !back => (agent, None),
        Because::Left | Because::Transferred if !back => (None, agent),
        _ => (None, None),
    };
    Item {
        id: case.id,
        queue,
        channel: case.means(),
        skills: &[],
        language: case.language.as_deref(),
        due: case.due,
        since: case.waiting_since.unwrap_or(case.last_at),
        value: value(strategy, case),
        last_agent: agent.filter(|_| lain_with.is_none() && not_to.is_none()),
        lain_with,
        not_to,
    }
}

/// As what an answer to it is promised: by its channel, or for what it is.
fn promised_as(kind: Kind, channel: &str) -> &str {
    match kind {
        Kind::Contact => channel,
        Kind::CallBack => "call_back",
        Kind::Alert => "alert",
        Kind::FollowUp => "follow_up",
    }
}

fn most(capacity: &Capacity) -> Most {
    let Capacity { total, chat, whatsapp, mail, call } = *capacity;
    let (all, chats, calls) = ASSUMED;
    let stated = [
        ("chat", chat.or(Some(chats))),
        ("call", call.or(Some(calls))),
        ("whatsapp", whatsapp),
        ("mail", mail),
    ];
    let channels = stated.into_iter().filter_map(|(channel, most)| Some((channel.into(), most?)));
    Most { total: total.unwrap_or(all), channels: channels.collect() }
}

fn queue<'a>(strategy: &'a Strategy, name: &str) -> Option<&'a Queue> {
    strategy.queue_named(name).map(|id| &strategy.queues[id.index()])
}

/// What is promised in a queue about something that comes by a channel; none where nothing is.
pub(crate) fn promise(strategy: &Strategy, name: &str, kind: Kind, channel: &str) -> Option<Duration> {
    queue(strategy, name)?.promise(promised_as(kind, channel))
}

/// By when who waits since then is promised an answer, counted in the queue's open time.
pub(crate) fn due(
    strategy: &Strategy,
    name: &str,
    kind: Kind,
    channel: &str,
    since: Timestamp,
) -> Option<Timestamp> {
    queue(strategy, name)?.due(promised_as(kind, channel), since)
}

/// By when a case that goes to a queue is to be answered. Who works it while its own is closed keeps its promise.
pub(crate) fn due_in(strategy: &Strategy, name: &str, case: &Case) -> Option<Timestamp> {
    if matches!(case.kind, Kind::CallBack | Kind::Alert) {
        return case.due;
    }
    let own = case.home.as_deref().filter(|_| *name == case.queue);
    due(strategy, own.unwrap_or(name), case.kind, &case.channel, case.waiting_since?)
}

/// How much of a span lies in the opening hours of a queue, in seconds.
pub(crate) fn open_seconds(strategy: &Strategy, name: &str, from: Timestamp, to: Timestamp) -> u32 {
    let hours =
        strategy.queues.iter().find(|queue| queue.name == name).and_then(|queue| queue.hours.as_ref());
    let open = hours.map_or_else(|| to.since(from), |hours| hours.open_between(from, to));
    u32::try_from(open.as_micros().max(0) / 1_000_000).unwrap_or(u32::MAX)
}

/// For how many seconds an agent may have something of a queue without answering; none for ever.
pub(crate) fn patience_seconds(strategy: &Strategy, name: &str) -> Option<u32> {
    let patience = queue(strategy, name)?.return_after?;
    Some(u32::try_from(patience.as_secs()).unwrap_or(u32::MAX))
}

/// The queue in which a call at an instant waits: the one that was chosen; but where nobody is at work in it then, and
/// somebody is where what no reason says goes, that one.
pub(crate) fn at_work(strategy: &Strategy, chosen: CompactString, call: Timestamp) -> CompactString {
    let works = |queue: &QueueId| worked_in(*queue, &strategy.queues, call).is_some();
    if strategy.queue_named(&chosen).is_none_or(|queue| works(&queue)) {
        return chosen;
    }
    let other = strategy.default_queue.filter(works);
    other.map_or(chosen, |queue| strategy.queues[queue.index()].name.clone())
}

/// Where what no reason says goes.
pub(crate) fn default_queue(strategy: &Strategy) -> CompactString {
    let queue = strategy.default_queue.map(|id| strategy.queues[id.index()].name.clone());
    queue.unwrap_or_default()
}
