//! How customers were served.

use compact_str::CompactString;
use rusqlite::{Connection, Row};
use voorzet_domain::conversation::{AgentId, CaseId};

use crate::error::StoreError;
use crate::service::{
    AT_ONCE, MessageChange, REPEATED, REPEATS_WITHIN, RESOLVED, ReceivedMessage, ResolvedCase,
    ResolvedChange, ServiceChanges, ServicePlace, ServiceSum,
};
use crate::{sql, sqlite};

pub(super) fn write(connection: &Connection, changes: &ServiceChanges) -> Result<(), StoreError> {
    changes.sums.iter().try_for_each(|sum| add(connection, sum))?;
    changes.messages.iter().try_for_each(|change| message(connection, change))?;
    changes.resolved.iter().try_for_each(|change| resolved(connection, change))
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

fn resolved(connection: &Connection, change: &ResolvedChange) -> Result<(), StoreError> {
    match change {
        ResolvedChange::Resolved(case) => resolve(connection, case),
        ResolvedChange::Reopened(case) => {
            known(connection, *case)?.iter().try_for_each(|known| repeat(connection, known))
        }
        ResolvedChange::Never(case) => {
            known(connection, *case)?.iter().try_for_each(|known| never(connection, known))
        }
        ResolvedChange::Came { customer, reason, at } => {
            let since = at.minus(REPEATS_WITHIN).as_micros();
            let asked = (customer.0, reason.as_str(), since, at.as_micros());
            let mut statement = sqlite::prepare(connection, sql::service::RESOLVED_SINCE)?;
            let known = statement.query_map(asked, counted)?.collect::<Result<Vec<_>, _>>()?;
            known.iter().try_for_each(|known| repeat(connection, known))
        }
    }
}

fn resolve(connection: &Connection, case: &ResolvedCase) -> Result<(), StoreError> {
    let ServicePlace { day, channel, queue, agent } = &case.place;
    sqlite::prepare(connection, sql::service::RESOLVE)?.execute((
        case.case.0,
        case.customer.map(|customer| customer.0),
        case.reason.as_str(),
        case.at.as_micros(),
        day,
        channel.as_str(),
        queue.as_str(),
        agent.0,
        case.at_once,
    ))?;
    if case.at_once {
        add(connection, &sum(&case.place, AT_ONCE, 1))?;
    }
    Ok(())
}

/// Something that was resolved, where it counts, whether at once, and whether the customer came again.
struct Counted {
    number: u32,
    place: ServicePlace,
    at_once: bool,
    repeated: bool,
}

fn known(connection: &Connection, case: CaseId) -> Result<Vec<Counted>, StoreError> {
    let mut statement = sqlite::prepare(connection, sql::service::RESOLVED)?;
    Ok(statement.query_map([case.0], counted)?.collect::<Result<_, _>>()?)
}

fn counted(row: &Row<'_>) -> rusqlite::Result<Counted> {
    let place = ServicePlace {
        day: row.get(1)?,
        channel: row.get::<_, String>(2)?.into(),
        queue: row.get::<_, String>(3)?.into(),
        agent: AgentId(row.get(4)?),
    };
    Ok(Counted { number: row.get(0)?, place, at_once: row.get(5)?, repeated: row.get(6)? })
}

/// The customer came again: it was not resolved, and not at once.
fn repeat(connection: &Connection, known: &Counted) -> Result<(), StoreError> {
    if known.repeated {
        return Ok(());
    }
    sqlite::prepare(connection, sql::service::REPEAT)?.execute([known.number])?;
    if known.at_once {
        add(connection, &sum(&known.place, AT_ONCE, -1))?;
    }
    add(connection, &sum(&known.place, REPEATED, 1))
}

/// It was not resolved at all.
fn never(connection: &Connection, known: &Counted) -> Result<(), StoreError> {
    sqlite::prepare(connection, sql::service::NEVER_RESOLVED)?.execute([known.number])?;
    add(connection, &sum(&known.place, RESOLVED, -1))?;
    match (known.repeated, known.at_once) {
        (true, _) => add(connection, &sum(&known.place, REPEATED, -1)),
        (false, true) => add(connection, &sum(&known.place, AT_ONCE, -1)),
        (false, false) => Ok(()),
    }
}

fn sum(place: &ServicePlace, figure: &'static str, amount: i64) -> ServiceSum {
    ServiceSum { place: place.clone(), figure: CompactString::const_new(figure), step: 0, amount }
}

pub(super) fn clear(connection: &Connection) -> Result<(), StoreError> {
    for sql in [sql::service::CLEAR_SUMS, sql::service::CLEAR_RECEIVED, sql::service::CLEAR_RESOLVED] {
        sqlite::prepare(connection, sql)?.execute([])?;
    }
    Ok(())
}
