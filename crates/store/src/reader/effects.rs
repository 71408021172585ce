//! What is measured of what was done.

use compact_str::CompactString;
use rusqlite::Row;
use voorzet_domain::customer::CustomerId;

use super::{Reader, instant, text};
use crate::effects::{DecisionType, EffectSum, Experiment, GuardRow, Resumed, Scores, Unit, UnitState};
use crate::error::StoreError;
use crate::sql;

impl Reader {
    /// Units to which something may still be added, in order of customer, reason and quarter.
    pub fn open_units(&self) -> Result<Vec<Unit>, StoreError> {
        self.all(sql::effects::OPEN_UNITS, (), unit)
    }

    /// Whether a lot was drawn for a customer, a reason and a quarter.
    pub fn has_unit(&self, customer: CustomerId, reason: &str, quarter: i32) -> Result<bool, StoreError> {
        Ok(self.amount(sql::effects::HAS_UNIT, (customer.0, reason, quarter))? > 0)
    }

    /// All units added up, in order of their columns.
    pub fn effect_sums(&self) -> Result<Vec<EffectSum>, StoreError> {
        self.all(sql::effects::SUMS, (), |row| {
            Ok(EffectSum {
                experiment: experiment(row, 0)?,
                share: row.get(4)?,
                treated: row.get(5)?,
                day: row.get(6)?,
                figure: text(row, 7)?.into(),
                amount: row.get(8)?,
            })
        })
    }

    /// Every experiment that a guard halted, in order of their names.
    pub fn guards(&self) -> Result<Vec<GuardRow>, StoreError> {
        self.all(sql::effects::GUARDS, (), |row| {
            let resumed = match row.get::<_, Option<i64>>(6)? {
                None => None,
                Some(_) => Some(Resumed { at: instant(row, 6)?, by: row.get(7)?, note: row.get(8)? }),
            };
            Ok(GuardRow {
                experiment: experiment(row, 0)?,
                halted: instant(row, 4)?,
                why: row.get(5)?,
                resumed,
            })
        })
    }
}

/// Reason, level, by and epoch, from a column on.
fn experiment(row: &Row<'_>, from: usize) -> Result<Experiment, StoreError> {
    let name = |column: usize| -> Result<CompactString, StoreError> { Ok(text(row, column)?.into()) };
    let of = DecisionType { reason: name(from)?, level: name(from + 1)?, by: name(from + 2)? };
    Ok(Experiment { of, epoch: row.get(from + 3)? })
}

fn unit(row: &Row<'_>) -> Result<Unit, StoreError> {
    let reason: CompactString = text(row, 1)?.into();
    let of = DecisionType { reason: reason.clone(), level: text(row, 7)?.into(), by: text(row, 8)?.into() };
    let state = text(row, 17)?;
    Ok(Unit {
        customer: CustomerId(row.get(0)?),
        reason,
        quarter: row.get(2)?,
        at: instant(row, 3)?,
        ends: instant(row, 4)?,
        day: row.get(5)?,
        treated: row.get(6)?,
        experiment: Experiment { of, epoch: row.get(9)? },
        share: row.get(10)?,
        earlier: row.get(11)?,
        contacts: row.get(12)?,
        cost: row.get(13)?,
        spent: row.get(14)?,
        complaints: row.get(15)?,
        opt_outs: row.get(16)?,
        scores: Scores([row.get(18)?, row.get(19)?, row.get(20)?, row.get(21)?]),
        state: UnitState::ALL.into_iter().find(|known| known.name() == state).unwrap_or_default(),
        open: true,
    })
}
