//! What was made of earlier entries, table by table.

use rusqlite::Connection;
use voorzet_domain::time::Timestamp;

use super::{Head, assets, desk, directory, figures, log, outbox};
use crate::entry::{Committed, Position};
use crate::error::StoreError;
use crate::turn::{CustomerRecord, Learned, Poison, RoundChange, StrategyRecord, Timer, Turn};
use crate::{sql, sqlite};

pub(super) fn write(
    connection: &Connection,
    now: Timestamp,
    turn: &Turn,
    head: &mut Head,
    committed: &mut Committed,
) -> Result<(), StoreError> {
    committed.own = Position(head.last.0 + 1);
    // Time has passed until then for everybody: nothing comes before it any more.
    head.at = head.at.max(turn.clock);
    log::write_own(connection, now, &turn.entries, head, committed)?;
    whose(connection, turn, committed.own)?;
    directory::write(connection, &turn.directory)?;
    assets::write(connection, &turn.assets)?;
    assets::write_incidents(connection, &turn.incidents)?;
    customers(connection, &turn.customers)?;
    timers(connection, &turn.set, &turn.unset)?;
    rounds(connection, &turn.rounds)?;
    committed.doubled = outbox::plan(connection, &turn.planned)?;
    outbox::change(connection, &turn.sends)?;
    outbox::remember(connection, &turn.routes)?;
    outbox::results(connection, &turn.results)?;
    learned(connection, &turn.learned)?;
    poison(connection, &turn.poison)?;
    strategies(connection, &turn.published)?;
    figures::write(connection, &turn.figures)?;
    desk::write(connection, &turn.desk)?;
    sqlite::prepare(connection, sql::log::SET_PROGRESS)?.execute((turn.through.0, turn.clock.as_micros()))?;
    Ok(())
}

/// In order of customers, so that neighbours in the table are written together.
fn whose(connection: &Connection, turn: &Turn, own: Position) -> Result<(), StoreError> {
    let own = turn.entries.iter().enumerate().filter_map(|(index, entry)| {
        entry.customer.map(|customer| (customer, Position(own.0 + index as i64)))
    });
    let mut all: Vec<_> = turn.whose.iter().copied().chain(own).collect();
    all.sort_unstable();
    let mut insert = sqlite::prepare(connection, sql::log::SET_WHOSE)?;
    for (customer, position) in all {
        insert.execute((customer.0, position.0))?;
    }
    Ok(())
}

fn customers(connection: &Connection, records: &[CustomerRecord]) -> Result<(), StoreError> {
    let mut upsert = sqlite::prepare(connection, sql::customers::UPSERT)?;
    for record in records {
        let scheduled = record.scheduled.map(Timestamp::as_micros);
        upsert.execute((record.customer.0, record.strategy, scheduled, &record.state))?;
    }
    Ok(())
}

/// Those that go first: one that is both unset and set stays.
fn timers(connection: &Connection, set: &[Timer], unset: &[Timer]) -> Result<(), StoreError> {
    let mut statement = sqlite::prepare(connection, sql::customers::UNSET_TIMER)?;
    for timer in unset {
        statement.execute((timer.due.as_micros(), timer.customer.0))?;
    }
    let mut statement = sqlite::prepare(connection, sql::customers::SET_TIMER)?;
    for timer in set {
        statement.execute((timer.due.as_micros(), timer.customer.0))?;
    }
    Ok(())
}

fn rounds(connection: &Connection, changes: &[RoundChange]) -> Result<(), StoreError> {
    for change in changes {
        match change {
            RoundChange::Begin { position, customers } => {
                sqlite::prepare(connection, sql::rounds::BEGIN)?.execute([position.0])?;
                sqlite::prepare(connection, sql::rounds::BEGIN_LIST)?.execute((position.0, customers))?;
            }
            RoundChange::Done { position, done } => {
                sqlite::prepare(connection, sql::rounds::SET_DONE)?.execute((done, position.0))?;
            }
            RoundChange::Ahead { position, customer } => {
                sqlite::prepare(connection, sql::rounds::INSERT_AHEAD)?.execute((position.0, customer.0))?;
            }
            RoundChange::End { position } => {
                for sql in [sql::rounds::END, sql::rounds::END_LIST, sql::rounds::END_AHEAD] {
                    sqlite::prepare(connection, sql)?.execute([position.0])?;
                }
            }
        }
    }
    Ok(())
}

fn learned(connection: &Connection, learned: &[Learned]) -> Result<(), StoreError> {
    let mut statement = sqlite::prepare(connection, sql::customers::SET_LEARNED)?;
    for learned in learned {
        statement.execute((learned.signal.as_str(), learned.windows, learned.hits))?;
    }
    Ok(())
}

fn poison(connection: &Connection, poison: &[Poison]) -> Result<(), StoreError> {
    for poison in poison {
        if poison.tries == 0 {
            sqlite::prepare(connection, sql::log::DELETE_POISON)?.execute([poison.position.0])?;
        } else {
            sqlite::prepare(connection, sql::log::SET_POISON)?.execute((
                poison.position.0,
                poison.tries,
                &poison.problem,
            ))?;
        }
    }
    Ok(())
}

fn strategies(connection: &Connection, published: &[StrategyRecord]) -> Result<(), StoreError> {
    for strategy in published {
        sqlite::prepare(connection, sql::strategies::INSERT)?.execute((
            strategy.number,
            &strategy.version,
            strategy.at.as_micros(),
            &strategy.by,
            &strategy.note,
            &strategy.files,
        ))?;
    }
    Ok(())
}
