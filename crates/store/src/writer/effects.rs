//! What is measured of what was done.

use rusqlite::Connection;

use crate::effects::{DecisionType, EffectChanges, EffectSum, GuardRow, Scores, Unit};
use crate::error::StoreError;
use crate::{sql, sqlite};

pub(super) fn write(connection: &Connection, changes: &EffectChanges) -> Result<(), StoreError> {
    changes.units.iter().try_for_each(|unit| set_unit(connection, unit))?;
    changes.sums.iter().try_for_each(|sum| add(connection, sum))?;
    changes.guards.iter().try_for_each(|guard| set_guard(connection, guard))
}

fn set_unit(connection: &Connection, unit: &Unit) -> Result<(), StoreError> {
    let DecisionType { level, by, .. } = &unit.experiment.of;
    let Scores([nps, csat, ces, solved]) = unit.scores;
    sqlite::prepare(connection, sql::effects::SET_UNIT)?.execute(rusqlite::params![
        unit.customer.0,
        unit.reason.as_str(),
        unit.quarter,
        unit.at.as_micros(),
        unit.ends.as_micros(),
        unit.day,
        unit.treated,
        level.as_str(),
        by.as_str(),
        unit.experiment.epoch,
        unit.share,
        unit.earlier,
        unit.contacts,
        unit.cost,
        unit.spent,
        unit.complaints,
        unit.opt_outs,
        unit.state.name(),
        unit.open,
        nps,
        csat,
        ces,
        solved,
    ])?;
    Ok(())
}

fn add(connection: &Connection, sum: &EffectSum) -> Result<(), StoreError> {
    let DecisionType { reason, level, by } = &sum.experiment.of;
    sqlite::prepare(connection, sql::effects::ADD_SUM)?.execute((
        reason.as_str(),
        level.as_str(),
        by.as_str(),
        sum.experiment.epoch,
        sum.share,
        sum.treated,
        sum.day,
        sum.figure.as_str(),
        sum.amount,
    ))?;
    // What was taken back leaves no row, so that it is the same whether it was written before or not.
    sqlite::prepare(connection, sql::effects::DROP_NOUGHT)?.execute((
        reason.as_str(),
        level.as_str(),
        by.as_str(),
        sum.experiment.epoch,
        sum.share,
        sum.treated,
        sum.day,
        sum.figure.as_str(),
    ))?;
    Ok(())
}

fn set_guard(connection: &Connection, guard: &GuardRow) -> Result<(), StoreError> {
    let DecisionType { reason, level, by } = &guard.experiment.of;
    let resumed = guard.resumed.as_ref();
    sqlite::prepare(connection, sql::effects::SET_GUARD)?.execute((
        reason.as_str(),
        level.as_str(),
        by.as_str(),
        guard.experiment.epoch,
        guard.halted.as_micros(),
        &guard.why,
        resumed.map(|resumed| resumed.at.as_micros()),
        resumed.map(|resumed| &resumed.by),
        resumed.map(|resumed| &resumed.note),
    ))?;
    Ok(())
}

pub(super) fn clear(connection: &Connection) -> Result<(), StoreError> {
    for sql in [sql::effects::CLEAR_UNITS, sql::effects::CLEAR_SUMS, sql::effects::CLEAR_GUARDS] {
        sqlite::prepare(connection, sql)?.execute([])?;
    }
    Ok(())
}
