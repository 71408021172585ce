//! How customers were served.

use rusqlite::Connection;

use crate::error::StoreError;
use crate::service::{
    LastContact, MessageChange, REPEATS_WITHIN, ReceivedMessage, ServiceChanges, ServicePlace, ServiceSum,
};
use crate::{sql, sqlite};

/// The figure of contacts that came soon after the one before.
const REPEATED: &str = "repeated";

pub(super) fn write(connection: &Connection, changes: &ServiceChanges) -> Result<(), StoreError> {
    changes.sums.iter().try_for_each(|sum| add(connection, sum))?;
    changes.messages.iter().try_for_each(|change| message(connection, change))?;
    changes.contacts.iter().try_for_each(|last| contact(connection, last))
}

fn add(connection: &Connection, sum: &ServiceSum) -> Result<(), StoreError> {
    let ServicePlace { day, channel, queue, agent } = &sum.place;
    let row = (day, channel.as_str(), queue.as_str(), agent.0, sum.figure.as_str(), sum.step, sum.amount);
    sqlite::prepare(connection, sql::service::ADD)?.execute(row)?;
    Ok(())
}

fn message(connection: &Connection, change: &MessageChange) -> Result<(), StoreError> {
    match change {
        MessageChange::Received(ReceivedMessage { number, conversation, case, day, channel, automatic }) => {
            let row = (number.0, conversation.0, case.map(|case| case.0), day, channel.as_str(), automatic);
            sqlite::prepare(connection, sql::service::RECEIVE)?.execute(row)?;
        }
        MessageChange::Answered { conversations, by } => {
            for conversation in conversations {
                sqlite::prepare(connection, sql::service::ANSWER)?.execute((by.0, conversation.0))?;
            }
        }
        MessageChange::TakenBack(by) => {
            sqlite::prepare(connection, sql::service::TAKE_BACK)?.execute([by.0])?;
        }
        MessageChange::Closed(case) => {
            sqlite::prepare(connection, sql::service::CLOSE)?.execute([case.0])?;
        }
    }
    Ok(())
}

/// A contact, which is a repeat when there was one before.
fn contact(connection: &Connection, last: &LastContact) -> Result<(), StoreError> {
    let LastContact { customer, reason, at, place } = last;
    let since = at.minus(REPEATS_WITHIN).as_micros();
    let asked = (customer.0, reason.as_str(), since);
    let before: i64 =
        sqlite::prepare(connection, sql::service::REPEATS)?.query_row(asked, |row| row.get(0))?;
    if before > 0 {
        let figure = REPEATED.into();
        add(connection, &ServiceSum { place: place.clone(), figure, step: 0, amount: 1 })?;
    }
    let row = (customer.0, reason.as_str(), at.as_micros());
    sqlite::prepare(connection, sql::service::SET_CONTACT)?.execute(row)?;
    Ok(())
}

pub(super) fn clear(connection: &Connection) -> Result<(), StoreError> {
    for sql in [sql::service::CLEAR_SUMS, sql::service::CLEAR_RECEIVED, sql::service::CLEAR_CONTACTS] {
        sqlite::prepare(connection, sql)?.execute([])?;
    }
    Ok(())
}
