//! What happens to conversations, cases and agents: the data of our own entries in the log, one struct per type.
//!
//! Names stand in them, never numbers of a strategy. Fields are added over time, never changed or dropped. Everything
//! that is known of a case is made of these and of nothing else, so that it can be made again.

use std::collections::BTreeMap;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::agent::{Capacity, Status};
use super::attachment::Attachment;
use super::case::{How, Kind};
use super::id::{AgentId, CaseId, ConversationId, MessageNumber};
use super::outgoing::Template;
use super::received::Choice;
use crate::happening::happenings;
use crate::time::Timestamp;

happenings! {
    /// A thread begins.
    ConversationOpened = "conversation.opened",
    /// A customer wrote in it.
    Heard = "conversation.received",
    /// We wrote in it.
    Said = "conversation.said",
    /// An agent wrote something down beside a case.
    Noted = "conversation.noted",
    /// What was said was taken back before it went.
    Unsaid = "conversation.unsaid",
    /// A customer approached us about a reason.
    ContactReceived = "contact.received",
    /// There is something to resolve.
    CaseOpened = "case.opened",
    /// It is about another reason.
    Classified = "case.classified",
    /// It waits in a queue.
    Queued = "case.queued",
    /// It is somebody's.
    Assigned = "case.assigned",
    /// An agent looked at it.
    Viewed = "case.viewed",
    /// It rests until an instant.
    Snoozed = "case.snoozed",
    /// It rests no more.
    Woken = "case.woken",
    /// It goes to another queue or agent.
    Transferred = "case.transferred",
    /// It is resolved.
    Resolved = "case.resolved",
    /// It is not resolved after all.
    Reopened = "case.reopened",
    /// It was part of another.
    Split = "case.split",
    /// It is part of another.
    Merged = "case.merged",
    /// It is talked about in one more conversation.
    Joined = "case.joined",
    /// An agent comes or goes.
    StatusSet = "agent.status",
    /// What an agent can do.
    Profiled = "agent.profiled",
    /// An address is sent nothing more.
    Suppressed = "address.suppressed",
}

/// `conversation.opened`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConversationOpened {
    /// Its number.
    pub conversation: ConversationId,
    /// The strategy's channel.
    pub channel: CompactString,
    /// The account it is over.
    pub account: CompactString,
    /// The customer's address there.
    pub address: String,
    /// What they call themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its subject, where the channel has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What answers to us carry, so that this thread is found.
    pub token: CompactString,
}

/// `conversation.received`. The `message.received` is the cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Heard {
    /// Where.
    pub conversation: ConversationId,
    /// Its number.
    pub message: MessageNumber,
    /// The cases that it is about.
    pub cases: Vec<CaseId>,
    /// Whether a machine wrote it.
    #[serde(default)]
    pub automatic: bool,
    /// By which channel.
    pub channel: CompactString,
    /// Of a sign put at another message, that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<MessageNumber>,
    /// Its language, where it can be told: `nl`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<CompactString>,
    /// By when an answer is promised, of those cases that did not wait for one before.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub due: BTreeMap<CaseId, Timestamp>,
}

/// `conversation.said`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// Where.
    pub conversation: ConversationId,
    /// Its number.
    pub message: MessageNumber,
    /// The id that who sent it made.
    pub id: String,
    /// The agent; none when a machine said it.
    pub by: Option<AgentId>,
    /// Who writes, as the customer sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// What it says.
    pub text: String,
    /// Its subject, where the channel has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Files and pictures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// A template in place of free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<Template>,
    /// What can be chosen in answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// The key under which it is sent.
    pub key: CompactString,
    /// The cases that it answers.
    pub cases: Vec<CaseId>,
    /// Of those in which the customer waited, for how many seconds, counted in the queue's opening hours.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub waited: BTreeMap<CaseId, u32>,
    /// Whether it went without waiting.
    #[serde(default)]
    pub at_once: bool,
    /// Whom a machine tells by it that what they wrote arrived: the address, in lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledges: Option<String>,
}

/// `conversation.noted`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Noted {
    /// Where.
    pub conversation: ConversationId,
    /// Beside which case.
    pub case: CaseId,
    /// Its number.
    pub message: MessageNumber,
    /// The id that who wrote it made.
    pub id: String,
    /// The agent.
    pub by: AgentId,
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// What it says.
    pub text: String,
    /// Who is asked to read it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<AgentId>,
}

/// `conversation.unsaid`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unsaid {
    /// Where.
    pub conversation: ConversationId,
    /// What was said.
    pub message: MessageNumber,
    /// The cases that it answered.
    pub cases: Vec<CaseId>,
    /// Who takes it back.
    pub by: AgentId,
}

/// `contact.received`, as one from outside. The message is the cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContactReceived {
    /// About which reason.
    pub reason: CompactString,
    /// By which channel.
    pub channel: CompactString,
    /// In which conversation.
    pub conversation: ConversationId,
    /// The case that was opened for it.
    pub case: CaseId,
}

/// `case.opened`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseOpened {
    /// Its number.
    pub case: CaseId,
    /// Where it is talked about; none when there is no conversation yet.
    pub conversation: Option<ConversationId>,
    /// What it is.
    pub kind: Kind,
    /// About which reason.
    pub reason: CompactString,
    /// Whether nobody said so, and it was told from the text.
    #[serde(default)]
    pub proposed: bool,
    /// How sure that is, 0 to 1.
    #[serde(default)]
    pub confidence: f64,
    /// Where it waits.
    pub queue: CompactString,
    /// By which channel it came.
    pub channel: CompactString,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Who had the customer's last case, and until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<(AgentId, Timestamp)>,
    /// Since when the customer waits, when that is not since it was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// By when it is to be answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// What was promised, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promise_seconds: Option<u32>,
    /// Whether a contact was counted for it.
    #[serde(default)]
    pub contact: bool,
    /// When that happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacted: Option<Timestamp>,
    /// Whether that was expected.
    #[serde(default)]
    pub expected: bool,
    /// How many seconds ahead; none when it was not expected in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_seconds: Option<u32>,
    /// The segment that the customer was in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<CompactString>,
    /// Of a call, until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Of a call, the number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<CompactString>,
}

/// `case.classified`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classified {
    /// Which.
    pub case: CaseId,
    /// The reason that it had.
    pub from: CompactString,
    /// The reason that it has.
    pub to: CompactString,
    /// Who says so.
    pub by: AgentId,
}

/// Why a case waits in a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// It was opened.
    Opened,
    /// Who had it did not answer in time.
    Returned,
    /// Somebody sent it there.
    Transferred,
    /// It was opened again.
    Reopened,
    /// It rested until then.
    Woken,
    /// The queue it was in is closed.
    ClosedQueue,
    /// Who had it has left, or gave it back.
    Left,
    /// It is about another reason, which leads there.
    Classified,
}

/// `case.queued`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queued {
    /// Which.
    pub case: CaseId,
    /// Where it waits.
    pub queue: CompactString,
    /// Why.
    pub because: Because,
    /// By when it is to be answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
}

/// `case.assigned`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// Which.
    pub case: CaseId,
    /// To whom.
    pub agent: AgentId,
    /// By whom: `routing`, or an agent's number.
    pub by: CompactString,
    /// After so many seconds without an answer it goes back to its queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patience_seconds: Option<u32>,
}

/// `case.viewed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewed {
    /// Which.
    pub case: CaseId,
    /// Who looked.
    pub agent: AgentId,
}

/// `case.snoozed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snoozed {
    /// Which.
    pub case: CaseId,
    /// Until when.
    pub until: Timestamp,
    /// Who wants that.
    pub by: AgentId,
}

/// What wakes a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WokenBy {
    /// It is time.
    Time,
    /// The customer wrote.
    Customer,
    /// An agent wants it.
    Person,
}

/// `case.woken`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Woken {
    /// Which.
    pub case: CaseId,
    /// What woke it.
    pub because: WokenBy,
}

/// `case.transferred`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transferred {
    /// Which.
    pub case: CaseId,
    /// Where it was.
    pub from_queue: CompactString,
    /// To which queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_queue: Option<CompactString>,
    /// To which agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_agent: Option<AgentId>,
    /// What they should know.
    #[serde(default)]
    pub note: String,
    /// Who sends it.
    pub by: AgentId,
}

/// `case.resolved`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// Which.
    pub case: CaseId,
    /// Who says so; none when nobody had to.
    pub by: Option<AgentId>,
    /// How.
    pub how: How,
}

/// Why a case is open again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReopenedBy {
    /// The customer wrote again.
    Customer,
    /// An agent wants it.
    Person,
    /// The answer that resolved it was taken back.
    Unsaid,
}

/// `case.reopened`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopened {
    /// Which.
    pub case: CaseId,
    /// Why.
    pub because: ReopenedBy,
}

/// `case.split`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// The new one.
    pub case: CaseId,
    /// What it was part of.
    pub from: CaseId,
    /// Its reason.
    pub reason: CompactString,
    /// Why it is another thing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who says so.
    pub by: AgentId,
}

/// `case.merged`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// The one that is no more.
    pub case: CaseId,
    /// What it is part of.
    pub into: CaseId,
    /// Who says so.
    pub by: AgentId,
}

/// `case.joined`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// Which.
    pub case: CaseId,
    /// Where it is talked about too.
    pub conversation: ConversationId,
}

/// `agent.status`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusSet {
    /// Who.
    pub agent: AgentId,
    /// Whether they take work.
    pub status: Status,
    /// Why: `person`, `signed_out`, `idle`.
    pub because: CompactString,
    /// What they are called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// `agent.profiled`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profiled {
    /// Who.
    pub agent: AgentId,
    /// What they are called.
    pub name: String,
    /// What they know about.
    pub skills: Vec<CompactString>,
    /// Which languages they speak.
    pub languages: Vec<CompactString>,
    /// How much they take at once.
    pub capacity: Capacity,
}

/// `address.suppressed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressed {
    /// By which channel.
    pub channel: CompactString,
    /// Which address.
    pub address: String,
    /// Why.
    pub problem: String,
}

impl Happening {
    /// The cases that it changes.
    pub fn cases(&self) -> &[CaseId] {
        match self {
            Self::Heard(said) => &said.cases,
            Self::Said(said) => &said.cases,
            Self::Unsaid(said) => &said.cases,
            Self::Noted(said) => std::slice::from_ref(&said.case),
            Self::CaseOpened(said) => std::slice::from_ref(&said.case),
            Self::Classified(said) => std::slice::from_ref(&said.case),
            Self::Queued(said) => std::slice::from_ref(&said.case),
            Self::Assigned(said) => std::slice::from_ref(&said.case),
            Self::Viewed(said) => std::slice::from_ref(&said.case),
            Self::Snoozed(said) => std::slice::from_ref(&said.case),
            Self::Woken(said) => std::slice::from_ref(&said.case),
            Self::Transferred(said) => std::slice::from_ref(&said.case),
            Self::Resolved(said) => std::slice::from_ref(&said.case),
            Self::Reopened(said) => std::slice::from_ref(&said.case),
            Self::Split(said) => std::slice::from_ref(&said.case),
            Self::Merged(said) => std::slice::from_ref(&said.case),
            Self::Joined(said) => std::slice::from_ref(&said.case),
            Self::ConversationOpened(_)
            | Self::ContactReceived(_)
            | Self::StatusSet(_)
            | Self::Profiled(_)
            | Self::Suppressed(_) => &[],
        }
    }

    /// The conversation that it changes.
    pub fn conversation(&self) -> Option<ConversationId> {
        match self {
            Self::ConversationOpened(said) => Some(said.conversation),
            Self::Heard(said) => Some(said.conversation),
            Self::Said(said) => Some(said.conversation),
            Self::Noted(said) => Some(said.conversation),
            Self::CaseOpened(said) => said.conversation,
            Self::Joined(said) => Some(said.conversation),
            _ => None,
        }
    }
}
