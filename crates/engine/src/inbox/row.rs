//! A case as a row of the inbox.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use voorzet_domain::conversation::case::{Kind, Side, State};
use voorzet_domain::conversation::{AgentId, Case};
use voorzet_domain::time::Timestamp;
use voorzet_store::StoreError;

use super::naming::Naming;

/// A case as a row of the inbox.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct CaseRow {
    /// Its number.
    pub id: u32,
    /// `contact`, `call_back`, `alert` or `follow_up`.
    #[schema(value_type = String)]
    pub kind: Kind,
    /// `waiting`, `assigned`, `snoozed` or `resolved`.
    #[schema(value_type = String)]
    pub state: State,
    /// Whose it is, as far as that is known.
    pub customer: Option<CaseCustomer>,
    /// When nobody says what that customer is called: what who wrote calls themselves, or else their address.
    pub sender: Option<String>,
    /// By which channel something was said last.
    pub channel: String,
    /// By which channels it is talked about.
    pub channels: Vec<String>,
    /// What it is called; empty when it has no name.
    pub subject: String,
    /// How what was said last begins.
    pub preview: String,
    /// What it is about.
    pub reason: CaseReason,
    /// The queue it is in.
    pub queue: String,
    /// Whose work it is; of what is resolved, whose it was.
    pub agent: Option<CaseAgent>,
    /// When it was opened.
    pub opened: String,
    /// When something was said last.
    pub last_at: String,
    /// By whom: `customer` or `us`.
    #[schema(value_type = String)]
    pub last_by: Side,
    /// Since when the customer waits for an answer; null when it is their turn.
    pub waiting_since: Option<String>,
    /// By when an answer is promised.
    pub due: Option<String>,
    /// What was promised, in seconds of opening hours.
    pub promise_seconds: Option<u32>,
    /// Until when it rests.
    pub snoozed_until: Option<String>,
    /// Whether the customer said something that nobody looked at.
    pub unread: bool,
    /// Whether it was expected.
    pub expected: bool,
    /// Whether whoever asks is asked to look at it.
    pub mentioned: bool,
    /// The customer's language, as far as that is known.
    pub language: Option<String>,
    /// Of a call, the number.
    pub phone: Option<String>,
    /// Counts its changes.
    pub revision: u32,
    /// Who is asked to look at it.
    #[serde(skip)]
    pub mentions: Vec<AgentId>,
}

/// A customer as a row names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CaseCustomer {
    /// The number of the customer.
    pub id: u32,
    /// How they are written: `account:u001`.
    pub label: String,
    /// What they are called, as far as that was said.
    pub name: Option<String>,
}

/// A reason as a row names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CaseReason {
    /// Its name in files: `late-delivery`.
    pub id: String,
    /// What people call it, per language.
    pub name: BTreeMap<String, String>,
    /// Whether nobody said so: it was told from the text.
    pub proposed: bool,
}

/// An agent as a row names them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct CaseAgent {
    /// The number of the person.
    pub id: i64,
    /// What they are called.
    pub name: String,
}

impl CaseRow {
    /// How a case is shown to an agent.
    ///
    /// # Errors
    /// When the store fails.
    pub fn of(case: Case, naming: &Naming<'_>, me: Option<AgentId>) -> Result<Self, StoreError> {
        let said = |at: Option<Timestamp>| at.map(|at| at.to_string());
        let customer = case.customer.map(|customer| naming.customer(customer)).transpose()?.flatten();
        let sender = match (&customer, case.conversations.first()) {
            (customer, Some(conversation)) if customer.as_ref().is_none_or(|known| known.name.is_none()) => {
                naming.sender(*conversation)?
            }
            _ => None,
        };
        let row = Self {
            id: case.id.0,
            kind: case.kind,
            state: case.state,
            customer,
            sender,
            channel: case.channel.into(),
            channels: case.channels.into_iter().map(Into::into).collect(),
            subject: case.subject,
            preview: case.preview,
            reason: naming.reason(&case.reason, case.proposed),
            queue: case.queue.into(),
            agent: case.agent.map(|agent| naming.agent(agent)),
            opened: case.opened.to_string(),
            last_at: case.last_at.to_string(),
            last_by: case.last_by,
            waiting_since: said(case.waiting_since),
            due: said(case.due),
            promise_seconds: case.promise_seconds,
            snoozed_until: said(case.snoozed_until),
            unread: case.unread > 0,
            expected: case.expected,
            mentioned: false,
            language: case.language.map(Into::into),
            phone: case.phone.map(Into::into),
            revision: case.revision,
            mentions: case.mentions,
        };
        Ok(row.to(me))
    }

    /// The same as it is shown to this agent.
    #[must_use]
    pub fn to(mut self, me: Option<AgentId>) -> Self {
        self.mentioned = me.is_some_and(|me| self.mentions.contains(&me));
        self
    }
}
