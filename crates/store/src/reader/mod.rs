//! The reading side: any number of them, beside the one that writes. Each reads what was committed when it
//! asked.

mod accounts;
mod assets;
mod blobs;
mod customers;
mod desk;
mod directory;
mod drafts;
mod effects;
mod feedback;
mod figures;
mod hash;
mod lines;
mod log;
mod outbox;
mod quarantine;
mod service;

use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row};
use voorzet_domain::time::Timestamp;

pub use desk::LastNumbers;
pub use figures::UniqueContacts;
pub use hash::{Hashed, StateHash};
pub use log::{Filter, Progress, Whose};
pub use outbox::SendCount;
pub use service::ServedBy;

use crate::error::StoreError;
use crate::store::SEEN_KEY;
use crate::{sql, sqlite};

/// A connection that reads. Belongs to one thread at a time.
pub struct Reader {
    connection: Connection,
}

impl Reader {
    pub(crate) const fn new(connection: Connection) -> Self {
        Self { connection }
    }

    pub(crate) const fn connection(&self) -> &Connection {
        &self.connection
    }

    /// What is remembered under a name.
    pub fn meta(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.one(sql::meta::GET, [name], |row| Ok(row.get(0)?))
    }

    /// The number that was drawn when the store was made, and that nobody else knows.
    pub fn seed(&self) -> Result<u64, StoreError> {
        let text = self.meta(SEEN_KEY)?.unwrap_or_default();
        let seed: Result<i64, _> = text.parse();
        seed.map(i64::cast_unsigned).map_err(|_| StoreError::Damaged(format!("`{text}` is no {SEEN_KEY}")))
    }

    /// Reads every page, and says what is wrong with the first that is. Takes long.
    pub fn check(&self) -> Result<(), StoreError> {
        sqlite::check(&self.connection)
    }

    /// Reads several things as of one moment, whatever is written meanwhile.
    pub fn at_once<T>(&self, work: impl FnOnce(&Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if !self.connection.is_autocommit() {
            return work(self);
        }
        self.connection.execute_batch("BEGIN")?;
        let done = work(self);
        let ended = self.connection.execute_batch("COMMIT");
        let done = done?;
        ended?;
        Ok(done)
    }

    /// A number that a statement gives, none when it gives no row.
    fn amount(&self, sql: &'static str, params: impl Params) -> Result<usize, StoreError> {
        let amount: Option<i64> = self.one(sql, params, |row| Ok(row.get(0)?))?;
        Ok(amount.and_then(|amount| amount.try_into().ok()).unwrap_or(0))
    }

    fn prepare(&self, sql: &'static str) -> Result<CachedStatement<'_>, StoreError> {
        sqlite::prepare(&self.connection, sql)
    }

    /// The row that is asked for, if it is there.
    fn one<T>(
        &self,
        sql: &'static str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.prepare(sql)?;
        statement.query_row(params, |row| Ok(read(row))).optional()?.transpose()
    }

    /// All rows that are asked for.
    fn all<T>(
        &self,
        sql: &'static str,
        params: impl Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        self.each(sql, params, |row| {
            found.push(read(row)?);
            Ok(true)
        })?;
        Ok(found)
    }

    /// Shows rows until one is answered with false.
    fn each(
        &self,
        sql: &'static str,
        params: impl Params,
        mut show: impl FnMut(&Row<'_>) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement = self.prepare(sql)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            if !show(row)? {
                break;
            }
        }
        Ok(())
    }
}

/// An instant in a column.
fn instant(row: &Row<'_>, column: usize) -> Result<Timestamp, StoreError> {
    let micros: i64 = row.get(column)?;
    Timestamp::from_micros(micros).ok_or_else(|| StoreError::Damaged(format!("{micros} is no instant")))
}

/// An instant in a column that may be empty.
fn maybe_instant(row: &Row<'_>, column: usize) -> Result<Option<Timestamp>, StoreError> {
    let micros: Option<i64> = row.get(column)?;
    match micros {
        None => Ok(None),
        Some(_) => instant(row, column).map(Some),
    }
}

/// Text in a column.
fn text<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r str, StoreError> {
    row.get_ref(column)?.as_str().map_err(|error| StoreError::Damaged(error.to_string()))
}

/// Text in a column that may be empty.
fn maybe_text<'r>(row: &'r Row<'_>, column: usize) -> Result<Option<&'r str>, StoreError> {
    row.get_ref(column)?.as_str_or_null().map_err(|error| StoreError::Damaged(error.to_string()))
}

/// Bytes in a column.
fn bytes<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r [u8], StoreError> {
    row.get_ref(column)?.as_blob().map_err(|error| StoreError::Damaged(error.to_string()))
}

/// JSON in a column.
fn json(row: &Row<'_>, column: usize) -> Result<Box<serde_json::value::RawValue>, StoreError> {
    serde_json::value::RawValue::from_string(text(row, column)?.to_owned())
        .map_err(|error| StoreError::Damaged(error.to_string()))
}

/// A limit as a parameter.
fn limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
