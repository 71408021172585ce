//! How customers were served: happenings to cases → sums by day, channel, queue and agent, and what became of every
//! message that came in.
//!
//! What counts when:
//!
//! - *first answer*, *next answer*: from when the customer began to wait to when an agent answered, in opening hours of the
//!   queue; on the day of the answer, for who answered. An answer that is taken back never was.
//! - *promise*: of answers for which one was promised, whether they came by then.
//! - *resolved at once*: of cases that were resolved after an answer, those with one answer that were not opened again
//!   within seven days; on the day on which they were resolved.
//! - *repeated*: of contacts, those within seven days of the one before by the same customer on the same reason.
//! - *handed over*: how often a case was sent to another queue or agent, for who sent it.

use compact_str::CompactString;
use voorzet_domain::conversation::case::How;
use voorzet_domain::conversation::happening::Heard;
use voorzet_domain::conversation::{AgentId, Case, Happening};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::time::Timestamp;
use voorzet_store::service::{
    LastContact, MessageChange, REPEATS_WITHIN, ReceivedMessage, ServiceChanges, ServicePlace, ServiceSum,
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
    pub(crate) const RESOLVED: &str = "resolved";
    /// Those of them that had an answer.
    pub(crate) const RESOLVED_ANSWERED: &str = "resolved_answered";
    /// Those of them with one answer, that were not opened again soon.
    pub(crate) const AT_ONCE: &str = "at_once";
    /// Cases that were opened again.
    pub(crate) const REOPENED: &str = "reopened";
    /// Cases that went to another queue or agent.
    pub(crate) const HANDED_OVER: &str = "handed_over";
    /// Contacts that were counted.
    pub(crate) const CONTACTS: &str = "contacts";
    /// Those that came soon after the one before.
    pub(crate) const REPEATED: &str = "repeated";
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
    /// A customer approached us.
    Contact(Counted, CustomerId, CompactString),
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
    /// Of what takes time, from when to when.
    span: Option<(Timestamp, Timestamp)>,
}

/// How much of a span is within opening hours of a queue, in seconds.
pub(crate) type OpenSeconds<'a> = &'a dyn Fn(&str, Timestamp, Timestamp) -> i64;

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
            answered(before, after, agent, at, 1, out);
            let conversations = after.conversations.clone();
            out.push(Served::Became(MessageChange::Answered { conversations, by: said.message }));
        }
        Happening::Unsaid(said) => {
            if let Some(answer) = before.answered.as_ref().filter(|answer| answer.message == said.message) {
                let mut asked = before.clone();
                (asked.waiting_since, asked.due) = (answer.waited_since, answer.due);
                asked.first_answer = before.first_answer.filter(|_| !answer.first);
                answered(&asked, before, said.by, answer.at, -1, out);
            }
            out.push(Served::Became(MessageChange::TakenBack(said.message)));
        }
        Happening::Transferred(said) => out.push(counted(after, said.by, at, name::HANDED_OVER, 1)),
        Happening::Resolved(said) if said.how != How::Merged => {
            let agent = said.by.or(before.agent).unwrap_or_default();
            out.push(counted(after, agent, at, name::RESOLVED, 1));
            if before.answers > 0 {
                out.push(counted(after, agent, at, name::RESOLVED_ANSWERED, 1));
            }
            if is_at_once(before) {
                out.push(counted(after, agent, at, name::AT_ONCE, 1));
            }
            out.push(Served::Became(MessageChange::Closed(after.id)));
        }
        Happening::Reopened(_) => {
            out.push(counted(after, before.agent.unwrap_or_default(), at, name::REOPENED, 1));
            if let Some((resolved, _)) = before.resolved
                && is_at_once(before)
                && at.since(resolved) <= REPEATS_WITHIN
            {
                let agent = before.agent.unwrap_or_default();
                out.push(counted(before, agent, resolved, name::AT_ONCE, -1));
            }
        }
        _ => {}
    }
}

/// What counts of a case that is opened.
pub(crate) fn opened(case: &Case, out: &mut Vec<Served>) {
    let Some(contact) = &case.contact else { return };
    let at = contact.at;
    let Served::Counted(place) = counted(case, AgentId(0), at, name::CONTACTS, 1) else { return };
    if let Some(customer) = case.customer {
        out.push(Served::Contact(place.clone(), customer, case.reason.clone()));
    }
    out.push(Served::Counted(place));
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

/// One answer, or none instead of it.
fn answered(asked: &Case, place: &Case, agent: AgentId, at: Timestamp, amount: i64, out: &mut Vec<Served>) {
    out.push(counted(place, agent, at, name::ANSWERS, amount));
    let Some(since) = asked.waiting_since else { return };
    let figure = if asked.first_answer.is_none() { name::FIRST } else { name::NEXT };
    let mut took = counted(place, agent, at, figure, amount);
    if let Served::Counted(took) = &mut took {
        took.span = Some((since, at));
    }
    out.push(took);
    if let Some(due) = asked.due {
        out.push(counted(place, agent, at, name::PROMISED, amount));
        if at <= due {
            out.push(counted(place, agent, at, name::KEPT, amount));
        }
    }
}

fn is_at_once(case: &Case) -> bool {
    case.answers == 1 && case.reopened == 0
}

fn counted(case: &Case, agent: AgentId, at: Timestamp, figure: &'static str, amount: i64) -> Served {
    let (channel, queue) = (case.channel.clone(), case.queue.clone());
    Served::Counted(Counted { at, channel, queue, agent, figure, amount, span: None })
}

/// The rows of what was gathered.
pub(super) fn rows(served: Vec<Served>, days: &mut Days, open: OpenSeconds<'_>) -> ServiceChanges {
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
                step: counted.span.map_or(0, |(from, to)| step(open(&counted.queue, from, to))),
                amount: counted.amount,
            }),
            Served::Received(at, message) => {
                let day = days.day(at);
                changes.messages.push(MessageChange::Received(ReceivedMessage { day, ..message }));
            }
            Served::Became(change) => changes.messages.push(change),
            Served::Contact(counted, customer, reason) => {
                let place = place(&counted, days);
                changes.contacts.push(LastContact { customer, reason, at: counted.at, place });
            }
        }
    }
    changes
}

/// How many steps a time grows tenfold in: each is six percent longer than the one before.
const STEPS: f64 = 40.0;

/// The step in which a time of so many seconds falls: 0 is within a second.
fn step(seconds: i64) -> u32 {
    if seconds <= 1 {
        return 0;
    }
    // Far below what a float tells apart.
    (STEPS * (seconds as f64).log10()).ceil() as u32
}

/// How long a step is at most, in seconds.
pub(super) fn seconds_of(step: u32) -> i64 {
    10_f64.powf(f64::from(step) / STEPS).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_holds_what_falls_in_it_to_six_percent() {
        assert_eq!((step(-5), step(0), step(1), seconds_of(0)), (0, 0, 0, 1));
        for seconds in [2, 10, 59, 60, 61, 3_599, 3_600, 86_400, 604_800, 31_536_000] {
            let shown = seconds_of(step(seconds));
            let off = (shown - seconds) as f64 / seconds as f64;
            assert!((-0.001..=0.06).contains(&off) || shown - seconds == 1, "{seconds} is shown as {shown}");
        }
    }
}
