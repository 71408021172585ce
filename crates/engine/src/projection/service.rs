//! How customers were served: happenings to cases → sums by day, channel, queue and agent, and what became of every
//! message that came in.
//!
//! What each figure means, and since when, is in `insight::service::definition`. An answer that is taken back never was.

use compact_str::CompactString;
use voorzet_domain::conversation::case::How;
use voorzet_domain::conversation::happening::{Heard, ReopenedBy};
use voorzet_domain::conversation::{AgentId, Case, Happening};
use voorzet_domain::time::Timestamp;
use voorzet_insight::service::step::step;
use voorzet_store::service::{
    MessageChange, ReceivedMessage, ResolvedCase, ResolvedChange, ServiceChanges, ServicePlace, ServiceSum,
};

use super::day::Days;

/// The names of what is counted.
pub(crate) mod name {
    /// Messages that came in, as the log has them.
    pub(crate) const RECEIVED: &str = "received";
    /// Answers that agents gave.
    pub(crate) const ANSWERS: &str = "answers";
    /// First answers, by how long they took.
    pub(crate) const FIRST: &str = "first";
    /// Next answers, by how long they took.
    pub(crate) const NEXT: &str = "next";
    /// Answers for which one was promised.
    pub(crate) const PROMISED: &str = "promised";
    /// Those of them that came by then.
    pub(crate) const KEPT: &str = "kept";
    /// Cases that were resolved.
    pub(crate) const RESOLVED: &str = voorzet_store::service::RESOLVED;
    /// Cases that were opened again.
    pub(crate) const REOPENED: &str = "reopened";
    /// Cases that went to another queue or agent.
    pub(crate) const HANDED_OVER: &str = "handed_over";
}

/// One thing that counts, before it is known on which day.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Served {
    /// Something happened.
    Counted(Counted),
    /// A message came in.
    Received(Timestamp, ReceivedMessage),
    /// Something became of messages that came in.
    Became(MessageChange),
    /// A case is resolved for the first time.
    Resolved(Counted, ResolvedCase),
    /// Something else happens to what was resolved.
    Again(ResolvedChange),
}

/// Something that happened, and how often.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Counted {
    at: Timestamp,
    channel: CompactString,
    queue: CompactString,
    agent: AgentId,
    figure: &'static str,
    amount: i64,
    /// Of what takes time, how many seconds of opening hours.
    took: u32,
}

/// What counts of what happened to a case: as it was before and is after it.
pub(crate) fn served(
    before: &Case,
    after: &Case,
    happening: &Happening,
    at: Timestamp,
    out: &mut Vec<Served>,
) {
    match happening {
        Happening::Said(said) if said.by.is_some() => {
            let agent = said.by.unwrap_or_default();
            let waited = said.waited.get(&before.id).copied();
            answered(before, &Answer { agent, at, waited, amount: 1 }, out);
            let conversations = after.conversations.clone();
            out.push(Served::Became(MessageChange::Answered { conversations, by: said.message }));
        }
        Happening::Unsaid(said) => {
            if let Some(answer) = before.answered.as_ref().filter(|answer| answer.message == said.message) {
                let mut asked = before.clone();
                (asked.waiting_since, asked.due) = (answer.waited_since, answer.due);
                asked.first_answer = before.first_answer.filter(|_| !answer.first);
                let waited = answer.waited_seconds;
                answered(&asked, &Answer { agent: said.by, at: answer.at, waited, amount: -1 }, out);
            }
            out.push(Served::Became(MessageChange::TakenBack(said.message)));
        }
        Happening::Transferred(said) => out.push(counted(after, said.by, at, name::HANDED_OVER, 1)),
        Happening::Resolved(said) if said.how != How::Merged => {
            if before.reopened == 0 {
                let agent = said.by.or(before.agent).unwrap_or_default();
                resolved(before, agent, at, out);
            }
            out.push(Served::Became(MessageChange::Closed(after.id)));
        }
        Happening::Reopened(said) if said.because == ReopenedBy::Unsaid => {
            out.push(Served::Again(ResolvedChange::Never(after.id)));
        }
        Happening::Reopened(_) => {
            out.push(counted(after, before.agent.unwrap_or_default(), at, name::REOPENED, 1));
            out.push(Served::Again(ResolvedChange::Reopened(after.id)));
        }
        _ => {}
    }
}

/// What counts of a case that is opened.
pub(crate) fn opened(case: &Case, out: &mut Vec<Served>) {
    if let (Some(contact), Some(customer)) = (&case.contact, case.customer) {
        let (reason, at) = (case.reason.clone(), contact.at);
        out.push(Served::Again(ResolvedChange::Came { customer, reason, at }));
    }
}

/// A case is resolved for the first time.
fn resolved(case: &Case, agent: AgentId, at: Timestamp, out: &mut Vec<Served>) {
    let place = place_of(case, agent, at, name::RESOLVED, 1);
    out.push(Served::Counted(place.clone()));
    let resolved = ResolvedCase {
        case: case.id,
        customer: case.customer,
        reason: case.reason.clone(),
        at,
        place: ServicePlace::default(),
        at_once: case.answers <= 1 && case.handed_over == 0,
    };
    out.push(Served::Resolved(place, resolved));
}

/// What counts of a message that came in.
pub(crate) fn heard(said: &Heard, at: Timestamp, out: &mut Vec<Served>) {
    out.push(Served::Received(
        at,
        ReceivedMessage {
            number: said.message,
            conversation: said.conversation,
            case: said.cases.first().copied(),
            day: 0,
            channel: said.channel.clone(),
            automatic: said.automatic || said.about.is_some(),
        },
    ));
}

/// An answer.
struct Answer {
    agent: AgentId,
    at: Timestamp,
    /// For how many seconds of opening hours the customer waited, when they did.
    waited: Option<u32>,
    /// One, or one less.
    amount: i64,
}

/// An answer to a case, as that was when it was asked.
fn answered(asked: &Case, answer: &Answer, out: &mut Vec<Served>) {
    let Answer { agent, at, waited, amount } = *answer;
    out.push(counted(asked, agent, at, name::ANSWERS, amount));
    let Some(since) = asked.waiting_since else { return };
    let figure = if asked.first_answer.is_none() { name::FIRST } else { name::NEXT };
    let by_the_clock = || u32::try_from(at.since(since).as_micros().max(0) / 1_000_000).unwrap_or(u32::MAX);
    let took = waited.unwrap_or_else(by_the_clock);
    out.push(Served::Counted(Counted { took, ..place_of(asked, agent, at, figure, amount) }));
    if let Some(due) = asked.due {
        out.push(counted(asked, agent, at, name::PROMISED, amount));
        if at <= due {
            out.push(counted(asked, agent, at, name::KEPT, amount));
        }
    }
}

fn counted(case: &Case, agent: AgentId, at: Timestamp, figure: &'static str, amount: i64) -> Served {
    Served::Counted(place_of(case, agent, at, figure, amount))
}

fn place_of(case: &Case, agent: AgentId, at: Timestamp, figure: &'static str, amount: i64) -> Counted {
    let (channel, queue) = (case.channel.clone(), case.queue.clone());
    Counted { at, channel, queue, agent, figure, amount, took: 0 }
}

/// What takes time.
const TIMES: [&str; 2] = [name::FIRST, name::NEXT];

/// The rows of what was gathered.
pub(super) fn rows(served: Vec<Served>, days: &mut Days) -> ServiceChanges {
    let mut changes = ServiceChanges::default();
    let place = |counted: &Counted, days: &mut Days| ServicePlace {
        day: days.day(counted.at),
        channel: counted.channel.clone(),
        queue: counted.queue.clone(),
        agent: counted.agent,
    };
    for one in served {
        match one {
            Served::Counted(counted) => changes.sums.push(ServiceSum {
                place: place(&counted, days),
                figure: CompactString::const_new(counted.figure),
                step: if TIMES.contains(&counted.figure) { step(counted.took) } else { 0 },
                amount: counted.amount,
            }),
            Served::Received(at, message) => {
                let day = days.day(at);
                changes.messages.push(MessageChange::Received(ReceivedMessage { day, ..message }));
            }
            Served::Became(change) => changes.messages.push(change),
            Served::Resolved(counted, resolved) => {
                let place = place(&counted, days);
                changes.resolved.push(ResolvedChange::Resolved(ResolvedCase { place, ..resolved }));
            }
            Served::Again(change) => changes.resolved.push(change),
        }
    }
    changes
}
