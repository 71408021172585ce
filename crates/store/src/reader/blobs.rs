//! The bytes of attachments.

use rusqlite::OptionalExtension;
use voorzet_domain::conversation::BlobHash;

use super::Reader;
use crate::error::StoreError;
use crate::{sql, sqlite};

impl Reader {
    /// How many bytes there are under a hash.
    pub fn blob_amount(&self, hash: &BlobHash) -> Result<Option<u64>, StoreError> {
        let mut statement = sqlite::prepare(self.connection(), sql::blobs::AMOUNT)?;
        let amount = statement.query_row([hash.0.as_str()], |row| row.get::<_, i64>(0)).optional()?;
        Ok(amount.map(i64::unsigned_abs))
    }

    /// The bytes under a hash.
    pub fn blob(&self, hash: &BlobHash) -> Result<Option<Vec<u8>>, StoreError> {
        let mut statement = sqlite::prepare(self.connection(), sql::blobs::GET)?;
        Ok(statement.query_row([hash.0.as_str()], |row| row.get(0)).optional()?)
    }
}
