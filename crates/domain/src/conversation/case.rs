//! A case: what must be resolved. It changes by what happened and by nothing else.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::happening::{Because, CaseOpened, Happening, Heard, Queued, ReopenedBy};
use super::id::{AgentId, CaseId, ConversationId, MessageNumber};
use super::thread::{Conversation, Occasion, preview};
use crate::customer::CustomerId;
use crate::time::{Duration, Timestamp};

/// What kind of item a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A customer approached us.
    Contact,
    /// A customer wants to be called.
    CallBack,
    /// The strategy asks an agent to act.
    Alert,
    /// An agent is to come back to something.
    FollowUp,
}

/// How far a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It waits in its queue.
    Waiting,
    /// It is somebody's.
    Assigned,
    /// It rests.
    Snoozed,
    /// It is resolved.
    Resolved,
}

impl State {
    /// The word for it: `waiting`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Assigned => "assigned",
            Self::Snoozed => "snoozed",
            Self::Resolved => "resolved",
        }
    }

    /// The state that a word names.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Waiting, Self::Assigned, Self::Snoozed, Self::Resolved]
            .into_iter()
            .find(|state| state.name() == name)
    }
}

/// How a case was resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// By an answer.
    Answered,
    /// It needed none.
    NoAnswerNeeded,
    /// The customer says that it is.
    CustomerSaysSolved,
    /// Nobody said anything any more.
    ClosedPlainly,
    /// It was part of another.
    Merged,
}

/// Who said something last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The customer.
    Customer,
    /// We.
    Us,
}

/// The contact that was counted for a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// When it happened.
    pub at: Timestamp,
    /// By which channel.
    pub channel: CompactString,
    /// How many seconds before it was expected; none when it was not expected in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_seconds: Option<u32>,
    /// The segment that the customer was in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<CompactString>,
}

/// The answer that was given last, and what it ended: it may be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Its number.
    pub message: MessageNumber,
    /// When.
    pub at: Timestamp,
    /// Since when the customer had waited.
    pub waited_since: Option<Timestamp>,
    /// For how many seconds of opening hours.
    #[serde(default)]
    pub waited_seconds: Option<u32>,
    /// By when it was promised.
    pub due: Option<Timestamp>,
    /// Whether it was the first.
    pub first: bool,
}

/// What must be resolved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Its number.
    pub id: CaseId,
    /// Counts its changes.
    pub revision: u32,
    /// What it is.
    pub kind: Kind,
    /// How far it is.
    pub state: State,
    /// Whose it is.
    pub customer: Option<CustomerId>,
    /// Where it is talked about, the first first.
    pub conversations: Vec<ConversationId>,
    /// By which channel something was said last.
    pub channel: CompactString,
    /// By which channels it is talked about.
    pub channels: Vec<CompactString>,
    /// What it is called.
    pub subject: String,
    /// How what was said last begins.
    pub preview: String,
    /// About which reason, by name.
    pub reason: CompactString,
    /// Whether nobody said so.
    pub proposed: bool,
    /// How sure that is.
    pub confidence: f64,
    /// The queue it is in, by name.
    pub queue: CompactString,
    /// Why it waits; that another queue works it for a while is no reason.
    pub queued: Because,
    /// The queue it belongs to, while that one is closed and another works it.
    pub home: Option<CompactString>,
    /// Whose work it is; of what is resolved, whose it was.
    pub agent: Option<AgentId>,
    /// Whose it was before, and when that ended.
    pub previous: Option<(AgentId, Timestamp)>,
    /// When it was opened.
    pub opened: Timestamp,
    /// When something was said last.
    pub last_at: Timestamp,
    /// By whom.
    pub last_by: Side,
    /// What was said last.
    pub last_message: Option<MessageNumber>,
    /// What the customer said last.
    pub last_heard: Option<MessageNumber>,
    /// What they said first.
    pub first_heard: Option<MessageNumber>,
    /// The reason that an agent said it is about.
    pub label: Option<CompactString>,
    /// Since when an answer is waited for; none when it is the customer's turn.
    pub waiting_since: Option<Timestamp>,
    /// By when it is to be answered.
    pub due: Option<Timestamp>,
    /// What was promised, in seconds.
    pub promise_seconds: Option<u32>,
    /// Until when it rests.
    pub snoozed_until: Option<Timestamp>,
    /// After so many seconds without an answer it goes back to its queue.
    pub patience_seconds: Option<u32>,
    /// When that is.
    pub returns_at: Option<Timestamp>,
    /// How many messages of the customer nobody looked at.
    pub unread: u32,
    /// Agents who are asked to look, and did not yet.
    pub mentions: Vec<AgentId>,
    /// Whether the contact was expected.
    pub expected: bool,
    /// The contact that was counted for it.
    pub contact: Option<Counted>,
    /// The customer's language, as far as it is known.
    pub language: Option<CompactString>,
    /// Of a call, the number.
    pub phone: Option<CompactString>,
    /// Of a call, until when.
    pub until: Option<Timestamp>,
    /// When it was first answered.
    pub first_answer: Option<Timestamp>,
    /// How often it was answered.
    pub answers: u32,
    /// The answer that was given last.
    pub answered: Option<Answered>,
    /// How often it went to another queue or agent.
    pub handed_over: u32,
    /// How often it was opened again.
    pub reopened: u32,
    /// When it was resolved, and how.
    pub resolved: Option<(Timestamp, How)>,
    /// What it is part of.
    pub merged_into: Option<CaseId>,
}

impl Case {
    /// It begins.
    pub fn open(said: &CaseOpened, conversation: Option<&Conversation>, told: &Occasion<'_>) -> Self {
        let at = told.at;
        let subject = said.subject.clone();
        let subject = subject.or_else(|| conversation.and_then(|known| known.subject.clone()));
        Self {
            id: said.case,
            revision: 1,
            kind: said.kind,
            state: State::Waiting,
            customer: told.customer,
            conversations: said.conversation.into_iter().collect(),
            channel: said.channel.clone(),
            channels: vec![said.channel.clone()],
            subject: subject.unwrap_or_default(),
            preview: String::new(),
            reason: said.reason.clone(),
            proposed: said.proposed,
            confidence: said.confidence,
            queue: said.queue.clone(),
            queued: Because::Opened,
            home: None,
            agent: None,
            previous: said.previous,
            opened: at,
            last_at: at,
            last_by: Side::Customer,
            last_message: None,
            last_heard: None,
            first_heard: None,
            label: None,
            waiting_since: Some(said.since.unwrap_or(at)),
            due: said.due,
            promise_seconds: said.promise_seconds,
            snoozed_until: None,
            patience_seconds: None,
            returns_at: None,
            unread: 0,
            mentions: Vec::new(),
            expected: said.expected,
            contact: said.contact.then(|| Counted {
                at: said.contacted.unwrap_or(at),
                channel: said.channel.clone(),
                lead_seconds: said.lead_seconds,
                segment: said.segment.clone(),
            }),
            language: None,
            phone: said.phone.clone(),
            until: said.until,
            first_answer: None,
            answers: 0,
            answered: None,
            handed_over: 0,
            reopened: 0,
            resolved: None,
            merged_into: None,
        }
    }

    /// Whether there is something to resolve still.
    pub fn is_open(&self) -> bool {
        self.state != State::Resolved
    }

    /// When something happens to it by itself: it wakes, or goes back to its queue.
    pub fn wakes(&self) -> Option<Timestamp> {
        match self.state {
            State::Snoozed => self.snoozed_until,
            State::Assigned => self.returns_at,
            State::Waiting | State::Resolved => None,
        }
    }

    /// It changes by what happened to it.
    pub fn apply(&mut self, happening: &Happening, told: &Occasion<'_>) {
        let at = told.at;
        self.revision += 1;
        match happening {
            Happening::Heard(said) => self.hear(said, told),
            Happening::Said(said) => {
                self.answered = Some(Answered {
                    message: said.message,
                    at,
                    waited_since: self.waiting_since,
                    waited_seconds: said.waited.get(&self.id).copied(),
                    due: self.due,
                    first: self.first_answer.is_none(),
                });
                (self.last_at, self.last_by, self.last_message) = (at, Side::Us, Some(said.message));
                self.preview = preview(&said.text);
                // Who answers has seen all of it.
                self.unread = 0;
                self.first_answer.get_or_insert(at);
                self.answers += 1;
                (self.waiting_since, self.due, self.returns_at) = (None, None, None);
            }
            Happening::Unsaid(said) => {
                let answered = self.answered.take_if(|answered| answered.message == said.message);
                if let Some(Answered { waited_since, due, first, .. }) = answered {
                    self.answers = self.answers.saturating_sub(1);
                    if self.is_open() {
                        self.waiting_since = waited_since.or(self.waiting_since);
                        self.due = due.or(self.due);
                    }
                    if first {
                        self.first_answer = None;
                    }
                }
            }
            Happening::Noted(said) => {
                for agent in &said.mentions {
                    if !self.mentions.contains(agent) {
                        self.mentions.push(*agent);
                    }
                }
            }
            Happening::Classified(said) => {
                self.reason.clone_from(&said.to);
                (self.proposed, self.confidence) = (false, 1.0);
                self.label = Some(said.to.clone());
            }
            Happening::Queued(said) => {
                self.leave(at);
                self.home = self.home_after(said);
                self.queue.clone_from(&said.queue);
                if said.because != Because::ClosedQueue {
                    self.queued = said.because;
                }
                self.state = State::Waiting;
                self.snoozed_until = None;
                if self.waiting_since.is_some() && said.due.is_some() {
                    self.due = said.due;
                }
            }
            Happening::Assigned(said) => {
                if self.agent != Some(said.agent) {
                    self.leave(at);
                }
                self.state = State::Assigned;
                self.agent = Some(said.agent);
                self.snoozed_until = None;
                self.patience_seconds = said.patience_seconds;
                self.be_patient(at);
            }
            Happening::Viewed(said) => {
                self.mentions.retain(|agent| *agent != said.agent);
                if self.agent.is_none_or(|agent| agent == said.agent) {
                    self.unread = 0;
                    self.be_patient(at);
                }
            }
            Happening::Snoozed(said) => {
                self.state = State::Snoozed;
                self.snoozed_until = Some(said.until);
                self.returns_at = None;
            }
            Happening::Woken(_) => {
                self.state = if self.agent.is_some() { State::Assigned } else { State::Waiting };
                self.snoozed_until = None;
                self.be_patient(at);
            }
            Happening::Transferred(_) => self.handed_over += 1,
            Happening::Resolved(said) => {
                self.state = State::Resolved;
                self.resolved = Some((at, said.how));
                (self.waiting_since, self.due, self.returns_at) = (None, None, None);
                self.snoozed_until = None;
            }
            Happening::Reopened(said) => {
                self.leave(at);
                self.state = State::Waiting;
                self.resolved = None;
                // What resolved it was never sent.
                self.reopened += u32::from(said.because != ReopenedBy::Unsaid);
                self.waiting_since = Some(at);
            }
            Happening::Merged(said) => self.merged_into = Some(said.into),
            Happening::Joined(said) => {
                if !self.conversations.contains(&said.conversation) {
                    self.conversations.push(said.conversation);
                }
            }
            Happening::Split(_)
            | Happening::CaseOpened(_)
            | Happening::ConversationOpened(_)
            | Happening::ContactReceived(_)
            | Happening::StatusSet(_)
            | Happening::Profiled(_)
            | Happening::Suppressed(_) => {}
        }
    }

    /// Another case was part of it all the time.
    pub fn take_over(&mut self, other: &Self) {
        self.revision += 1;
        for conversation in &other.conversations {
            if !self.conversations.contains(conversation) {
                self.conversations.push(*conversation);
            }
        }
        for channel in &other.channels {
            if !self.channels.contains(channel) {
                self.channels.push(channel.clone());
            }
        }
        if other.last_at > self.last_at {
            (self.last_at, self.last_by) = (other.last_at, other.last_by);
            self.preview.clone_from(&other.preview);
        }
        self.last_message = self.last_message.max(other.last_message);
        self.last_heard = self.last_heard.max(other.last_heard);
        self.unread += other.unread;
        self.waiting_since = earlier(self.waiting_since, other.waiting_since);
        self.due = earlier(self.due, other.due);
    }

    fn hear(&mut self, said: &Heard, told: &Occasion<'_>) {
        (self.last_at, self.last_by) = (told.at, Side::Customer);
        (self.last_message, self.last_heard) = (Some(said.message), Some(said.message));
        self.first_heard.get_or_insert(said.message);
        self.unread += 1;
        self.channel.clone_from(&said.channel);
        if !self.channels.contains(&said.channel) {
            self.channels.push(said.channel.clone());
        }
        if self.waiting_since.is_none() {
            self.waiting_since = Some(told.at);
        }
        if self.due.is_none() {
            self.due = said.due.get(&self.id).copied();
        }
        if self.returns_at.is_none() {
            self.be_patient(told.at);
        }
        if let Some(received) = told.received() {
            self.preview = received.preview();
            let language = said.language.as_ref().or(received.language.as_ref());
            self.language = language.cloned().or_else(|| self.language.take());
        }
    }

    /// The queue it belongs to, once it waits where this says: another works it only while its own is closed.
    fn home_after(&self, said: &Queued) -> Option<CompactString> {
        let home = self.home.as_ref().unwrap_or(&self.queue);
        match said.because {
            Because::Transferred | Because::Classified => None,
            Because::ClosedQueue => Some(home.clone()).filter(|home| *home != said.queue),
            _ => self.home.clone(),
        }
    }

    /// Whether it takes up one of the places that its agent has: an answer is owed, or somebody is there to be talked to.
    pub fn occupies(&self) -> bool {
        let talks = matches!(self.kind, Kind::CallBack | Kind::Alert) || self.channel == "chat";
        self.state == State::Assigned && (talks || self.waiting_since.is_some())
    }

    /// By which means somebody works on it: its channel, or a call.
    pub fn means(&self) -> &str {
        match (self.kind, self.channel.as_str()) {
            (Kind::CallBack | Kind::Alert, _) | (_, "phone" | "call") => "call",
            (_, channel) => channel,
        }
    }

    /// It is nobody's any more.
    fn leave(&mut self, at: Timestamp) {
        if let Some(agent) = self.agent.take() {
            self.previous = Some((agent, at));
        }
        self.returns_at = None;
    }

    /// From now on its agent has as long as anybody has.
    fn be_patient(&mut self, at: Timestamp) {
        let owes = self.state == State::Assigned && self.waiting_since.is_some();
        let patience = self.patience_seconds.filter(|_| owes);
        self.returns_at = patience.map(|seconds| at.plus(Duration::from_secs(i64::from(seconds))));
    }
}

/// The earlier of two, where none is never.
fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        _ => one.or(other),
    }
}
