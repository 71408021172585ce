//! Strategies that are being written.

use rusqlite::Row;

use super::{Reader, instant};
use crate::draft::DraftRecord;
use crate::error::StoreError;
use crate::sql;

impl Reader {
    /// Every draft, last saved first, without its files.
    pub fn drafts(&self) -> Result<Vec<DraftRecord>, StoreError> {
        self.all(sql::drafts::ALL, [], draft)
    }

    /// One draft.
    pub fn draft(&self, id: &str) -> Result<Option<DraftRecord>, StoreError> {
        self.one(sql::drafts::ONE, [id], draft)
    }
}

fn draft(row: &Row<'_>) -> Result<DraftRecord, StoreError> {
    Ok(DraftRecord {
        id: row.get(0)?,
        name: row.get(1)?,
        revision: row.get(2)?,
        based_on: row.get(3)?,
        at: instant(row, 4)?,
        by: row.get(5)?,
        files: row.get(6)?,
    })
}
