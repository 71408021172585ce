//! What is to be sent.

use rusqlite::{Connection, OptionalExtension};
use voorzet_domain::time::Timestamp;

use crate::error::StoreError;
use crate::outbox::{Planned, RouteRecord, RouteResult, SendChange, SendState};
use crate::{sql, sqlite};

/// Adds what is planned; tells which were there already.
pub(super) fn plan(connection: &Connection, planned: &[Planned]) -> Result<Vec<usize>, StoreError> {
    let mut doubled = Vec::new();
    for (index, planned) in planned.iter().enumerate() {
        let added = sqlite::prepare(connection, sql::outbox::INSERT)?.execute((
            planned.key.0.as_str(),
            planned.at.as_micros(),
            planned.not_before.as_micros(),
            planned.not_after.map(Timestamp::as_micros),
            planned.at.as_micros(),
            planned.cause.map(|cause| cause.0),
            planned.customer.map(|customer| customer.0),
            planned.thread,
            planned.route.as_str(),
            planned.to.as_str(),
            planned.purpose.as_deref(),
            planned.channel.as_deref(),
            planned.quiet.as_deref(),
            planned.body.get(),
        ))?;
        if added == 0 {
            doubled.push(index);
        } else {
            count(connection, &planned.route, SendState::Planned.name(), 1)?;
        }
    }
    Ok(doubled)
}

/// Writes how far things are.
pub(super) fn change(connection: &Connection, changes: &[SendChange]) -> Result<(), StoreError> {
    for change in changes {
        let place = sqlite::prepare(connection, sql::outbox::PLACE)?
            .query_row([change.key.0.as_str()], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
            })
            .optional()?;
        let Some((number, route, before)) = place else {
            return Err(StoreError::Bug(format!("nothing in the outbox has the key {}", change.key.0)));
        };
        sqlite::prepare(connection, sql::outbox::UPDATE)?.execute((
            change.state.name(),
            change.tries,
            change.at.as_micros(),
            change.not_before.as_micros(),
            &change.problem,
            change.reference.as_deref(),
            number,
        ))?;
        if change.state.has_gone() && !SendState::from_name(&before).is_some_and(SendState::has_gone) {
            sqlite::prepare(connection, sql::lines::WENT)?.execute([number])?;
        }
        if before != change.state.name() {
            count(connection, &route, &before, -1)?;
            count(connection, &route, change.state.name(), 1)?;
        }
    }
    Ok(())
}

/// Writes what is remembered of routes.
pub(super) fn remember(connection: &Connection, records: &[RouteRecord]) -> Result<(), StoreError> {
    for record in records {
        sqlite::prepare(connection, sql::outbox::SET_ROUTE)?.execute((
            record.route.as_str(),
            record.not_before.map(Timestamp::as_micros),
            record.gone.as_deref(),
            record.changed.as_micros(),
        ))?;
    }
    Ok(())
}

/// Writes how routes did.
pub(super) fn results(connection: &Connection, results: &[RouteResult]) -> Result<(), StoreError> {
    for RouteResult { route, at, problem } in results {
        let (route, at) = (route.as_str(), at.as_micros());
        match problem {
            None => sqlite::prepare(connection, sql::outbox::SET_SUCCESS)?.execute((route, at))?,
            Some(problem) => {
                sqlite::prepare(connection, sql::outbox::SET_FAILURE)?.execute((route, at, problem))?
            }
        };
    }
    Ok(())
}

fn count(connection: &Connection, route: &str, state: &str, amount: i64) -> Result<(), StoreError> {
    sqlite::prepare(connection, sql::outbox::COUNT)?.execute((route, state, amount))?;
    Ok(())
}
