//! How customers were served: sums by day, and what became of every message that came in. Made from the log alone.

use compact_str::CompactString;
use voorzet_domain::conversation::{AgentId, CaseId, ConversationId, MessageNumber};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::time::{Duration, Timestamp};

/// A contact on the same reason within this time of its being resolved says that it was not.
pub const REPEATS_WITHIN: Duration = Duration::from_hours(7 * 24);

/// The figure of cases that were resolved.
pub const RESOLVED: &str = "resolved";

/// The figure of cases that were resolved at once and for good.
pub const AT_ONCE: &str = "at_once";

/// The figure of cases that came again after they were resolved.
pub const REPEATED: &str = "repeated";

/// What changes.
#[derive(Clone, Debug, Default)]
pub struct ServiceChanges {
    /// What is added to sums.
    pub sums: Vec<ServiceSum>,
    /// What became of messages that came in, in the order in which it did.
    pub messages: Vec<MessageChange>,
    /// What happens to what is resolved, in order.
    pub resolved: Vec<ResolvedChange>,
}

impl ServiceChanges {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        let Self { sums, messages, resolved } = self;
        sums.is_empty() && messages.is_empty() && resolved.is_empty()
    }
}

/// Where something counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServicePlace {
    /// The day, from 1970-01-01.
    pub day: i32,
    /// The channel.
    pub channel: CompactString,
    /// The queue; empty where it does not matter.
    pub queue: CompactString,
    /// The agent; 0 for nobody.
    pub agent: AgentId,
}

/// How often something happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceSum {
    /// Where it counts.
    pub place: ServicePlace,
    /// What.
    pub figure: CompactString,
    /// Of what is spread over steps, which; else 0.
    pub step: u16,
    /// How often; less than nothing when it is taken back.
    pub amount: i64,
}

/// Something becomes of messages that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageChange {
    /// One comes in.
    Received(ReceivedMessage),
    /// Everything that is open in the conversations of a case is answered by a message.
    Answered {
        /// The conversations, as they were then.
        conversations: Vec<ConversationId>,
        /// The message.
        by: MessageNumber,
    },
    /// A message was taken back: what it answered is open again.
    TakenBack(MessageNumber),
    /// A case is resolved: what is open about it first of all needs no answer.
    Closed(CaseId),
}

/// A message that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedMessage {
    /// Its number.
    pub number: MessageNumber,
    /// In which conversation.
    pub conversation: ConversationId,
    /// The first case that it is about.
    pub case: Option<CaseId>,
    /// On which day.
    pub day: i32,
    /// By which channel.
    pub channel: CompactString,
    /// Whether it asks for no answer: a machine wrote it, or it is a sign at another.
    pub automatic: bool,
}

/// Something happens to what was resolved, or may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResolvedChange {
    /// A case is resolved for the first time.
    Resolved(ResolvedCase),
    /// It is opened again.
    Reopened(CaseId),
    /// What resolved it was taken back: it never was.
    Never(CaseId),
    /// A customer approaches us about a reason: what was resolved on it within these days was not.
    Came {
        /// Who.
        customer: CustomerId,
        /// About which reason.
        reason: CompactString,
        /// When.
        at: Timestamp,
    },
}

/// A case that is resolved for the first time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedCase {
    /// Which.
    pub case: CaseId,
    /// Whose it is.
    pub customer: Option<CustomerId>,
    /// About which reason.
    pub reason: CompactString,
    /// When.
    pub at: Timestamp,
    /// Where it counts.
    pub place: ServicePlace,
    /// Whether one answer at most, by whom it came to, was enough.
    pub at_once: bool,
}

/// What became of the messages that came in on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Became {
    /// By what they are told apart: a channel, a queue or an agent's number.
    pub name: String,
    /// The day, when days are told apart.
    pub day: i32,
    /// How many there are.
    pub stored: i64,
    /// How many were answered, or needed no answer.
    pub answered: i64,
    /// How many ask for no answer.
    pub automatic: i64,
}
