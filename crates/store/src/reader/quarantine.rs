//! What could not be read.

use compact_str::CompactString;
use rusqlite::Row;

use super::{Reader, instant, limit, text};
use crate::error::StoreError;
use crate::quarantine::Quarantined;
use crate::sql;

impl Reader {
    /// What is in quarantine, newest first, with numbers below `before`.
    pub fn quarantine(&self, before: i64, most: usize) -> Result<Vec<Quarantined>, StoreError> {
        self.all(sql::quarantine::BEFORE, (before, limit(most)), quarantined)
    }

    /// What is in quarantine under a number.
    pub fn quarantined(&self, number: i64) -> Result<Option<Quarantined>, StoreError> {
        self.one(sql::quarantine::ONE, [number], quarantined)
    }

    /// How much of each source is in quarantine, of those that have something there.
    pub fn quarantine_counts(&self) -> Result<Vec<(CompactString, i64)>, StoreError> {
        self.all(sql::quarantine::BY_SOURCE, [], |row| Ok((text(row, 0)?.into(), row.get(1)?)))
    }

    /// How much is in quarantine.
    pub fn quarantine_count(&self) -> Result<i64, StoreError> {
        Ok(self.one(sql::quarantine::COUNT, [], |row| Ok(row.get(0)?))?.unwrap_or(0))
    }
}

fn quarantined(row: &Row<'_>) -> Result<Quarantined, StoreError> {
    Ok(Quarantined {
        number: row.get(0)?,
        source: text(row, 1)?.into(),
        door: text(row, 2)?.into(),
        at: instant(row, 3)?,
        tries: row.get(4)?,
        problem: row.get(5)?,
        body: row.get(6)?,
        sent: row.get(7)?,
    })
}
