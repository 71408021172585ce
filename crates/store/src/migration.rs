//! The versions of a store: numbered steps, each in a transaction of its own.

use rusqlite::Connection;

use crate::error::StoreError;
use crate::sqlite;

/// Every step, oldest first. The version of a store is how many of them it has had; one that was released is
/// never changed.
const STEPS: [&str; 1] = [include_str!("sql/0001_first.sql")];

/// The version that this program writes.
pub const CURRENT: u32 = STEPS.len() as u32;

/// Takes the steps that are still to be taken, up to a version.
pub(crate) fn run(connection: &Connection, from: u32, to: u32) -> Result<(), StoreError> {
    for (step, version) in STEPS.iter().zip(1..=to).skip(from as usize) {
        connection.execute_batch(sqlite::BEGIN)?;
        let done = connection
            .execute_batch(step)
            .map_err(StoreError::from)
            .and_then(|()| sqlite::set_version(connection, version))
            .and_then(|()| Ok(connection.execute_batch("COMMIT")?));
        if done.is_err() && !connection.is_autocommit() {
            let _ = connection.execute_batch("ROLLBACK");
        }
        done?;
    }
    Ok(())
}
