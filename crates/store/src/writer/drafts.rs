//! Strategies that are being written.

use rusqlite::Connection;

use crate::draft::{DraftChange, DraftRecord};
use crate::error::StoreError;
use crate::{sql, sqlite};

/// Carries out a change; false when it came too late to be one.
pub(super) fn write(connection: &Connection, change: &DraftChange) -> Result<bool, StoreError> {
    let changed = match change {
        DraftChange::Begin(DraftRecord { id, name, revision, based_on, at, by, files }) => sqlite::prepare(
            connection,
            sql::drafts::INSERT,
        )?
        .execute((id, name, revision, based_on, at.as_micros(), by, files))?,
        DraftChange::Save(DraftRecord { id, name, revision, at, by, files, .. }) => sqlite::prepare(
            connection,
            sql::drafts::UPDATE,
        )?
        .execute((name, revision, at.as_micros(), by, files, id, revision - 1))?,
        DraftChange::Base { id, on } => {
            sqlite::prepare(connection, sql::drafts::SET_BASIS)?.execute((on, id))?
        }
        DraftChange::Drop { id } => sqlite::prepare(connection, sql::drafts::DELETE)?.execute([id])?,
    };
    Ok(changed > 0)
}
