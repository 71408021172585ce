//! Conversations, cases, messages and agents.

use std::cmp::Reverse;

use rusqlite::Row;
use serde::de::DeserializeOwned;
use voorzet_domain::conversation::case::State;
use voorzet_domain::conversation::{
    Agent, AgentId, BlobHash, Case, CaseId, Conversation, ConversationId, MessageNumber,
};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::time::Timestamp;

use super::{Reader, instant, limit, maybe_text, text};
use crate::desk::{
    LabelChange, MessageKind, MessageRow, OpenCount, Order, Place, Shown, ShownSend, SuppressedRow, View,
};
use crate::entry::Position;
use crate::error::StoreError;
use crate::outbox::{Send, SendState};
use crate::{search, sql};

/// The numbers that were given out last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LastNumbers {
    /// Of conversations.
    pub conversation: ConversationId,
    /// Of cases.
    pub case: CaseId,
    /// Of messages.
    pub message: MessageNumber,
}

impl Reader {
    /// A case.
    pub fn case(&self, case: CaseId) -> Result<Option<Case>, StoreError> {
        self.one(sql::desk::CASE, [case.0], whole)
    }

    /// The cases of a view, in an order, after a place: that of the last of the page before, in the order of
    /// [`View::order`].
    pub fn cases(
        &self,
        view: &View,
        order: Order,
        after: Option<Place>,
        most: usize,
    ) -> Result<Vec<Case>, StoreError> {
        let order = view.order(order);
        let (at, number, most) = match (after, order) {
            (Some(place), _) => (place.at, i64::from(place.case.0), limit(most)),
            (None, Order::Due) => (i64::MIN, 0, limit(most)),
            (None, Order::Newest) => (i64::MAX, 0, limit(most)),
        };
        let by = |due, newest| if order == Order::Due { due } else { newest };
        match view {
            View::Mine(agent) => {
                let sql = by(sql::desk::MINE_DUE, sql::desk::MINE_NEWEST);
                self.all(sql, (agent.0, at, number, most), whole)
            }
            View::Mentions(agent) => {
                let sql = by(sql::desk::MENTIONS_DUE, sql::desk::MENTIONS_NEWEST);
                self.all(sql, (agent.0, at, number, most), whole)
            }
            View::Waiting | View::Snoozed => {
                let state = if *view == View::Waiting { State::Waiting } else { State::Snoozed };
                let sql = by(sql::desk::STATE_DUE, sql::desk::STATE_NEWEST);
                self.all(sql, (state.name(), at, number, most), whole)
            }
            View::Late(now) => {
                let sql = by(sql::desk::LATE_DUE, sql::desk::LATE_NEWEST);
                self.all(sql, (now.as_micros(), at, number, most), whole)
            }
            View::Queue(queue) => {
                let sql = by(sql::desk::QUEUE_DUE, sql::desk::QUEUE_NEWEST);
                self.all(sql, (queue.as_str(), at, number, most), whole)
            }
            View::All => {
                let sql = by(sql::desk::ALL_DUE, sql::desk::ALL_NEWEST);
                self.all(sql, (at, number, most), whole)
            }
            View::Resolved => self.all(sql::desk::RESOLVED_NEWEST, (at, number, most), whole),
        }
    }

    /// All cases that are open, and what is known of them.
    pub fn open_cases(&self) -> Result<Vec<Case>, StoreError> {
        self.all(sql::desk::OPEN_CASES, [], whole)
    }

    /// Shows every case there ever was, in order of numbers.
    pub fn each_case(&self, mut show: impl FnMut(Case)) -> Result<(), StoreError> {
        self.each(sql::desk::ALL_CASES, [], |row| {
            show(whole(row)?);
            Ok(true)
        })
    }

    /// How many cases are open, by all that views, queues and agents are counted by.
    pub fn open_counts(&self, now: Timestamp) -> Result<Vec<OpenCount>, StoreError> {
        self.all(sql::desk::COUNTS, [now.as_micros()], |row| {
            let state = text(row, 1)?;
            let waiting = instant(row, 7)?;
            let occupies = text(row, 4)?;
            Ok(OpenCount {
                queue: text(row, 0)?.into(),
                state: State::from_name(state).ok_or_else(|| damaged(state))?,
                agent: row.get::<_, Option<i64>>(2)?.map(AgentId),
                channel: text(row, 3)?.into(),
                occupies: (!occupies.is_empty()).then(|| occupies.into()),
                amount: row.get(5)?,
                late: row.get(6)?,
                waiting_since: (!waiting.is_last()).then_some(waiting),
            })
        })
    }

    /// Whether some message names a file.
    pub fn is_attached(&self, hash: &BlobHash) -> Result<bool, StoreError> {
        Ok(self.amount(sql::desk::IS_ATTACHED, [hash.0.as_str()])? > 0)
    }

    /// How many cases an agent is asked to look at.
    pub fn count_mentions(&self, agent: AgentId) -> Result<usize, StoreError> {
        self.amount(sql::desk::COUNT_MENTIONS, [agent.0])
    }

    /// The cases of some original customers with numbers below `before`, newest first.
    pub fn cases_of(
        &self,
        customers: &[CustomerId],
        before: CaseId,
        most: usize,
    ) -> Result<Vec<Case>, StoreError> {
        let mut found: Vec<Case> = Vec::new();
        for customer in customers {
            found.extend(self.all(sql::desk::OF_CUSTOMER, (customer.0, before.0, limit(most)), whole)?);
        }
        found.sort_unstable_by_key(|case| Reverse(case.id));
        found.truncate(most);
        Ok(found)
    }

    /// The cases that are or were talked about in a conversation, newest first.
    pub fn cases_of_conversation(
        &self,
        conversation: ConversationId,
        most: usize,
    ) -> Result<Vec<Case>, StoreError> {
        self.all(sql::desk::CASES_OF_CONVERSATION, (conversation.0, limit(most)), whole)
    }

    /// A conversation.
    pub fn conversation(&self, conversation: ConversationId) -> Result<Option<Conversation>, StoreError> {
        self.one(sql::desk::CONVERSATION, [conversation.0], whole)
    }

    /// The conversations of a case.
    pub fn conversations_of(&self, case: &Case) -> Result<Vec<Conversation>, StoreError> {
        let known = case.conversations.iter().filter_map(|id| self.conversation(*id).transpose());
        known.collect()
    }

    /// The conversations with an address over an account, newest first.
    pub fn conversations_with(
        &self,
        account: &str,
        address: &str,
        most: usize,
    ) -> Result<Vec<Conversation>, StoreError> {
        self.all(sql::desk::OF_ADDRESS, (account, address, limit(most)), whole)
    }

    /// The conversation that something tells.
    pub fn thread(&self, key: &str) -> Result<Option<ConversationId>, StoreError> {
        self.one(sql::desk::THREAD, [key], |row| Ok(ConversationId(row.get(0)?)))
    }

    /// A message.
    pub fn message(&self, number: MessageNumber) -> Result<Option<Shown>, StoreError> {
        self.one(sql::desk::MESSAGE, [number.0], shown)
    }

    /// The message of this name, as [`MessageRow::name`] has it.
    pub fn message_named(&self, name: &str) -> Result<Option<MessageNumber>, StoreError> {
        self.one(sql::desk::MESSAGE_NAMED, [name], |row| Ok(MessageNumber(row.get(0)?)))
    }

    /// What was said in the conversations of a case, reactions left out, with numbers below `before`, newest first.
    pub fn messages_of(
        &self,
        case: &Case,
        before: MessageNumber,
        most: usize,
    ) -> Result<Vec<Shown>, StoreError> {
        let mut found: Vec<Shown> = Vec::new();
        for conversation in &case.conversations {
            let asked = (conversation.0, before.0, limit(most));
            found.extend(self.all(sql::desk::OF_CONVERSATION, asked, shown)?);
        }
        found.sort_unstable_by_key(|shown| Reverse(shown.row.number));
        found.truncate(most);
        Ok(found)
    }

    /// What was said in a conversation after a message, oldest first.
    pub fn messages_since(
        &self,
        conversation: ConversationId,
        after: MessageNumber,
        most: usize,
    ) -> Result<Vec<Shown>, StoreError> {
        self.all(sql::desk::SINCE, (conversation.0, after.0, limit(most)), shown)
    }

    /// The signs that were put at a message, in order.
    pub fn reactions_to(&self, message: MessageNumber) -> Result<Vec<Shown>, StoreError> {
        self.all(sql::desk::REACTIONS, [message.0], shown)
    }

    /// Messages in which all of these words stand, newest first, with numbers below `before`. The words are as they
    /// were when the message was taken in: the caller cuts them in the same way. One that ends in `*` stands for all
    /// that begin so; of several with `|` between them one is enough.
    pub fn search(
        &self,
        words: &str,
        before: MessageNumber,
        most: usize,
    ) -> Result<Vec<MessageNumber>, StoreError> {
        search::find(self.connection(), words, before, limit(most))
    }

    /// Everybody who answers.
    pub fn agents(&self) -> Result<Vec<Agent>, StoreError> {
        self.all(sql::desk::AGENTS, [], whole)
    }

    /// Why an address is sent nothing more.
    pub fn suppressed(&self, channel: &str, address: &str) -> Result<Option<SuppressedRow>, StoreError> {
        self.one(sql::desk::SUPPRESSED, (channel, address), suppressed)
    }

    /// Addresses that are sent nothing more, after one of a channel.
    pub fn all_suppressed(&self, after: (&str, &str), most: usize) -> Result<Vec<SuppressedRow>, StoreError> {
        self.all(sql::desk::ALL_SUPPRESSED, (after.0, after.1, limit(most)), suppressed)
    }

    /// When an address was last told by a machine that what it wrote arrived.
    pub fn acknowledged(&self, channel: &str, address: &str) -> Result<Option<Timestamp>, StoreError> {
        self.one(sql::desk::ACKNOWLEDGED, (channel, address), |row| instant(row, 0))
    }

    /// In how many texts about each reason which features stand.
    pub fn labels(&self) -> Result<Vec<LabelChange>, StoreError> {
        self.all(sql::desk::LABELS, [], |row| {
            Ok(LabelChange { feature: row.get(0)?, reason: text(row, 1)?.into(), by: row.get(2)? })
        })
    }

    /// The numbers that were given out last.
    pub fn last_numbers(&self) -> Result<LastNumbers, StoreError> {
        let last = |sql| Ok::<u32, StoreError>(self.one(sql, [], |row| Ok(row.get(0)?))?.unwrap_or(0));
        Ok(LastNumbers {
            conversation: ConversationId(last(sql::desk::LAST_CONVERSATION)?),
            case: CaseId(last(sql::desk::LAST_CASE)?),
            message: MessageNumber(last(sql::desk::LAST_MESSAGE)?),
        })
    }

    /// What the provider knows by this number, the last one when there are several.
    pub fn send_by_reference(&self, reference: &str) -> Result<Option<Send>, StoreError> {
        self.one(sql::outbox::BY_REFERENCE, [reference], super::outbox::send)
    }

    /// What waits and goes to an address, oldest first.
    pub fn waiting_of_address(&self, address: &str) -> Result<Vec<Send>, StoreError> {
        self.all(sql::outbox::PLANNED_OF_ADDRESS, [address], super::outbox::send)
    }
}

/// A whole that is kept as JSON.
fn whole<T: DeserializeOwned>(row: &Row<'_>) -> Result<T, StoreError> {
    serde_json::from_str(text(row, 0)?).map_err(|error| StoreError::Damaged(error.to_string()))
}

fn damaged(name: &str) -> StoreError {
    StoreError::Damaged(format!("`{name}` is not known"))
}

fn shown(row: &Row<'_>) -> Result<Shown, StoreError> {
    let kind = text(row, 4)?;
    let cases = serde_json::from_str(text(row, 9)?);
    let message = MessageRow {
        number: MessageNumber(row.get(0)?),
        conversation: ConversationId(row.get(1)?),
        position: Position(row.get(2)?),
        at: instant(row, 3)?,
        kind: MessageKind::ALL.into_iter().find(|known| known.name() == kind).ok_or_else(|| damaged(kind))?,
        author: row.get::<_, Option<i64>>(5)?.map(AgentId),
        name: maybe_text(row, 6)?.map(Into::into),
        about: row.get::<_, Option<u32>>(7)?.map(MessageNumber),
        unsaid: row.get(8)?,
        cases: cases.map_err(|error| StoreError::Damaged(error.to_string()))?,
    };
    let send = match maybe_text(row, 10)? {
        None => None,
        Some(name) => Some(ShownSend {
            state: SendState::from_name(name).ok_or_else(|| damaged(name))?,
            not_before: instant(row, 11)?,
            tries: row.get(12)?,
            problem: row.get(13)?,
        }),
    };
    Ok(Shown { row: message, send })
}

fn suppressed(row: &Row<'_>) -> Result<SuppressedRow, StoreError> {
    Ok(SuppressedRow {
        channel: text(row, 0)?.into(),
        address: row.get(1)?,
        at: instant(row, 2)?,
        problem: row.get(3)?,
    })
}
