//! What is to be sent, and how far that is. Nothing is sent except through here.

use compact_str::{CompactString, format_compact};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use voorzet_domain::conversation::ConversationId;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::time::Timestamp;

use crate::entry::Position;

/// Made from what is sent to whom and why, so that the same thing is not sent twice; a provider that knows
/// keys is given this one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SendKey(pub CompactString);

impl SendKey {
    /// Of what an agent says in a conversation, by the id that they gave it.
    pub fn said(conversation: ConversationId, id: &str) -> Self {
        Self(format_compact!("{SAID}{}:{id}", conversation.0))
    }

    /// The conversation in which an agent says it; none of what anything else sends.
    pub fn conversation(&self) -> Option<ConversationId> {
        let (conversation, _) = self.0.strip_prefix(SAID)?.split_once(':')?;
        conversation.parse().ok().map(ConversationId)
    }
}

/// What the keys of what agents say begin with.
const SAID: &str = "say:";

/// How far something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendState {
    /// It waits for its turn, or for the next try.
    Planned,
    /// It was handed to the provider, and what came of it is not known yet.
    Sending,
    /// The provider has it.
    Sent,
    /// The receiver has it.
    Delivered,
    /// The receiver saw it.
    Read,
    /// It cannot be sent; the problem says why.
    Failed,
    /// Nobody knows whether the provider has it: a person decides.
    Unsure,
    /// It was called off before it was sent.
    Cancelled,
}

impl SendState {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Planned,
        Self::Sending,
        Self::Sent,
        Self::Delivered,
        Self::Read,
        Self::Failed,
        Self::Unsure,
        Self::Cancelled,
    ];

    /// The word for it: `planned`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed => "failed",
            Self::Unsure => "unsure",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether the provider has it.
    pub const fn has_gone(self) -> bool {
        matches!(self, Self::Sent | Self::Delivered | Self::Read)
    }

    /// The state that a word names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// Something to send.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Its key. When it is there already, nothing is added.
    pub key: SendKey,
    /// By what: `mail`, `webhook:carrier-reschedule`, `subscriber:crm`.
    pub route: CompactString,
    /// To whom, when it is to a customer.
    pub customer: Option<CustomerId>,
    /// Their address on the route, or the webhook's URL.
    pub to: CompactString,
    /// The purpose it serves, by name; a customer who objects to it has it called off.
    pub purpose: Option<CompactString>,
    /// The strategy's channel, by name, when it is a message.
    pub channel: Option<CompactString>,
    /// What it is about: newer ones about the same take the place of what is unsent. A hash of customer,
    /// reason and key.
    pub thread: i64,
    /// What is sent: one JSON object.
    pub body: Box<RawValue>,
    /// The entry of the log that led to it.
    pub cause: Option<Position>,
    /// When it was planned.
    pub at: Timestamp,
    /// Not before then.
    pub not_before: Timestamp,
    /// Of no use after then.
    pub not_after: Option<Timestamp>,
    /// When the receiver is left alone: minutes after local midnight and the zone, `21:00-08:00
    /// Europe/Amsterdam`. None when it may go at any hour.
    pub quiet: Option<CompactString>,
}

/// Something in the outbox.
#[derive(Clone, Debug)]
pub struct Send {
    /// Its number, in order of planning.
    pub number: i64,
    /// What was planned; `not_before` is when the next try may be.
    pub planned: Planned,
    /// How far it is.
    pub state: SendState,
    /// How often it was tried.
    pub tries: u32,
    /// When its state last changed.
    pub changed: Timestamp,
    /// What went wrong last.
    pub problem: Option<String>,
    /// The provider's own number for it.
    pub reference: Option<CompactString>,
}

/// A change of something in the outbox.
#[derive(Clone, Debug)]
pub struct SendChange {
    /// Which.
    pub key: SendKey,
    /// How far it is now.
    pub state: SendState,
    /// How often it was tried.
    pub tries: u32,
    /// When.
    pub at: Timestamp,
    /// When the next try may be.
    pub not_before: Timestamp,
    /// What went wrong.
    pub problem: Option<String>,
    /// The provider's own number for it.
    pub reference: Option<CompactString>,
}

/// What is remembered of a route, so that a restart forgets no wish of its receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteRecord {
    /// Which.
    pub route: CompactString,
    /// It asked to be left alone until then.
    pub not_before: Option<Timestamp>,
    /// It said that it is no more; what it said. Nothing goes to it until a person says so.
    pub gone: Option<String>,
    /// When that last changed.
    pub changed: Timestamp,
}

/// What came of something that was sent, for the health of its route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteResult {
    /// The route.
    pub route: CompactString,
    /// When.
    pub at: Timestamp,
    /// What went wrong; none when it went well.
    pub problem: Option<String>,
}

/// How a route last did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteHealth {
    /// The route.
    pub route: CompactString,
    /// When something last went well.
    pub success: Option<Timestamp>,
    /// When something last went wrong.
    pub failure: Option<Timestamp>,
    /// What that was.
    pub problem: Option<String>,
}
