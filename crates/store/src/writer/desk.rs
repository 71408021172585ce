//! Conversations, cases, messages and agents.

use rusqlite::Connection;
use serde::Serialize;
use voorzet_domain::conversation::{Case, Conversation};
use voorzet_domain::time::Timestamp;

use super::feedback;
use crate::desk::{DeskChanges, LabelChange, MessageRow, due};
use crate::error::StoreError;
use crate::{search, sql, sqlite};

pub(super) fn write(connection: &Connection, changes: &DeskChanges) -> Result<(), StoreError> {
    if changes.is_empty() {
        return Ok(());
    }
    changes.conversations.iter().try_for_each(|known| conversation(connection, known))?;
    changes.cases.iter().try_for_each(|known| case(connection, known))?;
    changes.messages.iter().try_for_each(|row| message(connection, row))?;
    for number in &changes.unsaid {
        sqlite::prepare(connection, sql::desk::UNSAY)?.execute([number.0])?;
    }
    for (key, conversation) in &changes.threads {
        sqlite::prepare(connection, sql::desk::SET_THREAD)?.execute((key, conversation.0))?;
    }
    for (hash, message) in &changes.attached {
        sqlite::prepare(connection, sql::desk::ATTACH)?.execute((hash.0.as_str(), message.0))?;
    }
    for (number, words) in &changes.words {
        search::add(connection, *number, words)?;
    }
    for agent in &changes.agents {
        sqlite::prepare(connection, sql::desk::SET_AGENT)?.execute((agent.id.0, json(agent)?))?;
    }
    for row in &changes.suppressed {
        sqlite::prepare(connection, sql::desk::SUPPRESS)?.execute((
            row.channel.as_str(),
            &row.address,
            row.at.as_micros(),
            &row.problem,
        ))?;
    }
    for row in &changes.acknowledged {
        sqlite::prepare(connection, sql::desk::ACKNOWLEDGE)?.execute((
            row.channel.as_str(),
            &row.address,
            row.at.as_micros(),
        ))?;
    }
    changes.labels.iter().try_for_each(|change| label(connection, change))?;
    feedback::write(connection, &changes.feedback)
}

fn label(connection: &Connection, change: &LabelChange) -> Result<(), StoreError> {
    let LabelChange { feature, reason, by } = change;
    sqlite::prepare(connection, sql::desk::ADD_LABEL)?.execute((feature, reason.as_str(), by))?;
    if *by < 0 {
        sqlite::prepare(connection, sql::desk::DROP_LABEL)?.execute((feature, reason.as_str()))?;
    }
    Ok(())
}

fn conversation(connection: &Connection, known: &Conversation) -> Result<(), StoreError> {
    sqlite::prepare(connection, sql::desk::SET_CONVERSATION)?.execute((
        known.id.0,
        known.customer.map(|customer| customer.0),
        known.account.as_str(),
        &known.address,
        known.last_at.as_micros(),
        json(known)?,
    ))?;
    Ok(())
}

fn case(connection: &Connection, known: &Case) -> Result<(), StoreError> {
    let waiting = known.waiting_since.filter(|_| known.is_open()).unwrap_or(Timestamp::LAST);
    sqlite::prepare(connection, sql::desk::SET_CASE)?.execute((
        known.id.0,
        known.customer.map(|customer| customer.0),
        known.is_open(),
        known.state.name(),
        known.queue.as_str(),
        known.agent.map(|agent| agent.0),
        known.channel.as_str(),
        due(known).as_micros(),
        waiting.as_micros(),
        known.last_at.as_micros(),
        if known.occupies() { known.means() } else { "" },
        json(known)?,
    ))?;
    for conversation in &known.conversations {
        sqlite::prepare(connection, sql::desk::JOIN_CASE)?.execute((conversation.0, known.id.0))?;
    }
    sqlite::prepare(connection, sql::desk::FORGET_MENTIONS)?.execute([known.id.0])?;
    for agent in &known.mentions {
        sqlite::prepare(connection, sql::desk::MENTION)?.execute((agent.0, known.id.0))?;
    }
    Ok(())
}

fn message(connection: &Connection, row: &MessageRow) -> Result<(), StoreError> {
    sqlite::prepare(connection, sql::desk::INSERT_MESSAGE)?.execute((
        row.number.0,
        row.conversation.0,
        row.position.0,
        row.at.as_micros(),
        row.kind.name(),
        row.author.map(|agent| agent.0),
        row.name.as_deref(),
        row.about.map(|message| message.0),
        row.unsaid,
        json(&row.cases)?,
    ))?;
    Ok(())
}

pub(super) fn clear(connection: &Connection) -> Result<(), StoreError> {
    for sql in [
        sql::desk::CLEAR_CONVERSATIONS,
        sql::desk::CLEAR_THREADS,
        sql::desk::CLEAR_CASES,
        sql::desk::CLEAR_CASE_CONVERSATIONS,
        sql::desk::CLEAR_MENTIONS,
        sql::desk::CLEAR_MESSAGES,
        sql::desk::CLEAR_ATTACHED,
        sql::desk::CLEAR_AGENTS,
        sql::desk::CLEAR_SUPPRESSED,
        sql::desk::CLEAR_ACKNOWLEDGED,
        sql::desk::CLEAR_LABELS,
    ] {
        sqlite::prepare(connection, sql)?.execute([])?;
    }
    feedback::clear(connection)?;
    search::clear(connection)
}

fn json(known: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(known).map_err(|error| StoreError::Bug(error.to_string()))
}
