//! Conversations, cases, messages and agents: what the workspace's inbox is made of. All of it can be made again from
//! the log.
//!
//! Of a [`Case`], a [`Conversation`] and an [`Agent`] the whole is kept as JSON, beside the columns that are asked for.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use voorzet_domain::conversation::case::State;
use voorzet_domain::conversation::{
    Agent, AgentId, BlobHash, Case, CaseId, Conversation, ConversationId, MessageNumber,
};
use voorzet_domain::time::Timestamp;

use crate::entry::Position;
use crate::feedback::FeedbackChanges;
use crate::outbox::SendState;

/// What a turn changes. Each row takes the place of the one that was.
#[derive(Clone, Debug, Default)]
pub struct DeskChanges {
    /// Conversations.
    pub conversations: Vec<Conversation>,
    /// Cases.
    pub cases: Vec<Case>,
    /// Messages that are new.
    pub messages: Vec<MessageRow>,
    /// Messages that were taken back.
    pub unsaid: Vec<MessageNumber>,
    /// What tells a thread, and which. The last one counts.
    pub threads: Vec<(String, ConversationId)>,
    /// Files that messages name.
    pub attached: Vec<(BlobHash, MessageNumber)>,
    /// The words by which messages are found, with spaces between them.
    pub words: Vec<(MessageNumber, String)>,
    /// Agents.
    pub agents: Vec<Agent>,
    /// Addresses that are sent nothing more.
    pub suppressed: Vec<SuppressedRow>,
    /// Who was told by a machine that what they wrote arrived. The last one counts.
    pub acknowledged: Vec<AcknowledgedRow>,
    /// What agents said that messages are about.
    pub labels: Vec<LabelChange>,
    /// Who is asked how they were helped, and what they say.
    pub feedback: FeedbackChanges,
}

impl DeskChanges {
    /// What came after it counts too.
    pub fn append(&mut self, mut later: Self) {
        self.conversations.append(&mut later.conversations);
        self.cases.append(&mut later.cases);
        self.messages.append(&mut later.messages);
        self.unsaid.append(&mut later.unsaid);
        self.threads.append(&mut later.threads);
        self.attached.append(&mut later.attached);
        self.words.append(&mut later.words);
        self.agents.append(&mut later.agents);
        self.suppressed.append(&mut later.suppressed);
        self.acknowledged.append(&mut later.acknowledged);
        self.labels.append(&mut later.labels);
        self.feedback.append(later.feedback);
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        let Self {
            conversations,
            cases,
            messages,
            unsaid,
            threads,
            attached,
            words,
            agents,
            suppressed,
            acknowledged,
            labels,
            feedback,
        } = self;
        conversations.is_empty()
            && cases.is_empty()
            && messages.is_empty()
            && unsaid.is_empty()
            && threads.is_empty()
            && attached.is_empty()
            && words.is_empty()
            && agents.is_empty()
            && suppressed.is_empty()
            && acknowledged.is_empty()
            && labels.is_empty()
            && feedback.is_empty()
    }
}

/// What kind of message something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// A customer wrote it.
    Customer,
    /// An agent wrote it to the customer.
    Agent,
    /// An agent wrote it for colleagues.
    Note,
    /// A machine wrote it: the customer's, or ours.
    Automatic,
    /// A sign put at another message.
    Reaction,
}

impl MessageKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Customer, Self::Agent, Self::Note, Self::Automatic, Self::Reaction];

    /// The word for it: `customer`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Agent => "agent",
            Self::Note => "note",
            Self::Automatic => "automatic",
            Self::Reaction => "reaction",
        }
    }
}

/// A message. What it says stands in the log: in the `message.received`, `conversation.said` or `conversation.noted`
/// at its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRow {
    /// Its number.
    pub number: MessageNumber,
    /// In which conversation.
    pub conversation: ConversationId,
    /// Where it stands in the log.
    pub position: Position,
    /// When it was said.
    pub at: Timestamp,
    /// What it is.
    pub kind: MessageKind,
    /// The agent who wrote it.
    pub author: Option<AgentId>,
    /// Of ours the send key or, of a note, what takes its place; of the customer's `<account>|<the channel's id>`.
    pub name: Option<CompactString>,
    /// Of a reaction, what it was put at.
    pub about: Option<MessageNumber>,
    /// Whether it was taken back before it went.
    pub unsaid: bool,
    /// The cases that it is about.
    pub cases: Vec<CaseId>,
}

/// A message, and how far it is when it is one of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The message.
    pub row: MessageRow,
    /// How far it is; none of what is not sent.
    pub send: Option<ShownSend>,
}

/// How far a message of ours is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownSend {
    /// In the outbox.
    pub state: SendState,
    /// When it may go: until then it can be taken back.
    pub not_before: Timestamp,
    /// How often it was tried.
    pub tries: u32,
    /// What went wrong.
    pub problem: Option<String>,
}

/// An address that is sent nothing more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuppressedRow {
    /// By which channel.
    pub channel: CompactString,
    /// Which.
    pub address: String,
    /// Since when.
    pub at: Timestamp,
    /// Why.
    pub problem: String,
}

/// An address that was told by a machine that what it wrote arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcknowledgedRow {
    /// By which channel.
    pub channel: CompactString,
    /// Which, in lower case.
    pub address: String,
    /// When.
    pub at: Timestamp,
}

/// In so many more texts about a reason stands a feature; the empty one counts the texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelChange {
    /// A stem, or two that follow each other.
    pub feature: String,
    /// The reason, by name.
    pub reason: CompactString,
    /// How many more; fewer when below nothing.
    pub by: i64,
}

/// Which cases are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum View {
    /// What an agent has, resting or not.
    Mine(AgentId),
    /// What waits for an agent.
    Waiting,
    /// What should have been answered by now.
    Late(Timestamp),
    /// What an agent is asked to look at.
    Mentions(AgentId),
    /// What rests.
    Snoozed,
    /// Everything that is open.
    All,
    /// What is resolved.
    Resolved,
    /// What is open in a queue.
    Queue(CompactString),
}

impl View {
    /// In which order it is shown when one is wanted: of what is resolved nothing is due.
    pub fn order(&self, wanted: Order) -> Order {
        if *self == Self::Resolved { Order::Newest } else { wanted }
    }
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// What is due first comes first.
    #[default]
    Due,
    /// Where something was said last comes first.
    Newest,
}

/// A place in a list of cases: the next page begins after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// By what it is sorted, in microseconds.
    pub at: i64,
    /// Of those that are equal in that, by number.
    pub case: CaseId,
}

impl Place {
    /// Where a case stands. The order is that in which its view is shown: [`View::order`].
    pub fn of(case: &Case, order: Order) -> Self {
        let at = match order {
            Order::Due => due(case).as_micros(),
            Order::Newest => case.last_at.as_micros(),
        };
        Self { at, case: case.id }
    }
}

/// When a case is due, as it is sorted: what rests or is resolved is not.
pub(crate) fn due(case: &Case) -> Timestamp {
    let runs = matches!(case.state, State::Waiting | State::Assigned);
    case.due.filter(|_| runs).unwrap_or(Timestamp::LAST)
}

/// How many open cases have all of this in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCount {
    /// Their queue.
    pub queue: CompactString,
    /// Their state.
    pub state: State,
    /// Whose they are.
    pub agent: Option<AgentId>,
    /// By which channel something was said last.
    pub channel: CompactString,
    /// By which means each takes up one of the places that its agent has; none when they take up none.
    pub occupies: Option<CompactString>,
    /// How many.
    pub amount: i64,
    /// Those of them that should have been answered by now.
    pub late: i64,
    /// Since when the first of them waits for an answer; none when none does.
    pub waiting_since: Option<Timestamp>,
}
