//! A case with all that stands beside it: its conversations, the customer's other cases, what was expected.

use serde::Serialize;
use utoipa::ToSchema;
use voorzet_domain::conversation::case::State;
use voorzet_domain::conversation::{AgentId, Case, CaseId, Conversation, Manners};
use voorzet_domain::time::Timestamp;
use voorzet_store::StoreError;

use super::ahead::{Advice, Ahead, ExpectedBefore};
use super::naming::Naming;
use super::places::waiting;
use super::row::{CaseReason, CaseRow};
use crate::profile::Group;

/// How many other cases of a customer are looked at.
const MOST_OTHERS: usize = 50;

/// A case with all that stands beside it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseDetails {
    /// The case.
    #[serde(flatten)]
    pub row: CaseRow,
    /// Where it is talked about.
    pub conversations: Vec<ShownConversation>,
    /// Other cases of the customer that are open.
    pub others: Vec<CaseRow>,
    /// Who had it before.
    pub previous_agent: Option<BeforeAgent>,
    /// What the strategy offers, mostly nothing; null when it was not asked.
    pub advice: Option<Advice>,
    /// What was expected before the customer wrote.
    pub expectation: Option<ExpectedBefore>,
    /// Cases of the customer that are resolved, the newest first.
    pub previous: Vec<ResolvedBefore>,
    /// Its place in the queue in which it is worked, from 1, as the routing takes those that wait; null while that is
    /// closed, and of what is far behind.
    pub position: Option<u32>,
}

/// A conversation of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShownConversation {
    /// Its number.
    pub id: u32,
    /// By which channel.
    pub channel: String,
    /// The account it is over.
    pub account: String,
    /// The customer's address there.
    pub address: String,
    /// Its subject, where the channel has one.
    pub subject: Option<String>,
    /// Until when the channel takes free text; null for ever.
    pub window_until: Option<String>,
    /// The most characters of a message; null for as many as there are.
    pub limit: Option<u32>,
    /// For how long what is said can be taken back.
    pub undo_seconds: i64,
    /// What was said last, by number; 0 when nothing was.
    pub last_message: u32,
}

/// Who had a case before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BeforeAgent {
    /// The number of the person.
    pub id: i64,
    /// What they are called.
    pub name: String,
    /// When that ended.
    pub at: String,
}

/// A case that is resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ResolvedBefore {
    /// Its number.
    pub case: u32,
    /// What it was about.
    pub reason: CaseReason,
    /// When it was resolved.
    pub resolved: String,
}

impl CaseDetails {
    /// Reads a case with all that stands beside it; none when there is no such case.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(
        case: CaseId,
        naming: &Naming<'_>,
        me: Option<AgentId>,
        now: Timestamp,
    ) -> Result<Option<Self>, StoreError> {
        let reader = naming.reader;
        let Some(case) = reader.case(case)? else { return Ok(None) };
        let group = case.customer.map(|customer| Group::read(reader, customer)).transpose()?.flatten();
        let (mut others, mut previous) = (Vec::new(), Vec::new());
        let mut ahead = Ahead { advice: None, expectation: None };
        if let Some(group) = &group {
            ahead = Ahead::read(&case, group, naming)?;
            for other in reader.cases_of(&group.originals, CaseId(u32::MAX), MOST_OTHERS)? {
                if other.id == case.id {
                } else if other.is_open() {
                    others.push(CaseRow::of(other, naming, me)?);
                } else if let (Some((at, _)), None) = (other.resolved, other.merged_into) {
                    let reason = naming.reason(&other.reason, other.proposed);
                    previous.push(ResolvedBefore { case: other.id.0, reason, resolved: at.to_string() });
                }
            }
        }
        let conversations = reader.conversations_of(&case)?;
        Ok(Some(Self {
            conversations: conversations.into_iter().map(ShownConversation::of).collect(),
            others,
            previous_agent: case.previous.map(|(agent, at)| {
                let agent = naming.agent(agent);
                BeforeAgent { id: agent.id, name: agent.name, at: at.to_string() }
            }),
            advice: ahead.advice,
            expectation: ahead.expectation,
            previous,
            position: position(naming, &case, now)?,
            row: CaseRow::of(case, naming, me)?,
        }))
    }
}

impl ShownConversation {
    fn of(known: Conversation) -> Self {
        let manners = Manners::of(&known.channel);
        Self {
            id: known.id.0,
            window_until: known.window_until().map(|at| at.to_string()),
            limit: manners.limit,
            undo_seconds: manners.undo.as_micros() / 1_000_000,
            last_message: known.last_message.map_or(0, |message| message.0),
            channel: known.channel.into(),
            account: known.account.into(),
            address: known.address,
            subject: known.subject,
        }
    }
}

/// The place of a case that waits.
fn position(naming: &Naming<'_>, case: &Case, now: Timestamp) -> Result<Option<u32>, StoreError> {
    if case.state != State::Waiting {
        return Ok(None);
    }
    let (_, places) = waiting(naming.reader, naming.strategy, now)?;
    Ok(places.get(&case.id).copied())
}
