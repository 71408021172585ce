//! One number for all that a store holds, so that two stores can be told to be the same.

use rusqlite::types::ValueRef;
use xxhash_rust::xxh3::Xxh3Default;

use super::Reader;
use crate::error::StoreError;
use crate::sql;

/// What is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hashed {
    /// Every row of every table.
    Everything,
    /// What is made of the log.
    ReadModels,
}

/// The hash of a store's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StateHash(pub u128);

impl std::fmt::Display for StateHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl Reader {
    /// The hash of all rows, table by table, each in the order of its key. Two stores that hold the same have
    /// the same, whatever way they came to it.
    pub fn hash(&self, what: Hashed) -> Result<StateHash, StoreError> {
        let tables: &[&[&'static str]] = match what {
            Hashed::Everything => &[&sql::hash::READ_MODELS, &sql::hash::OTHERS],
            Hashed::ReadModels => &[&sql::hash::READ_MODELS],
        };
        let mut hash = Xxh3Default::new();
        self.at_once(|reader| {
            for (index, sql) in tables.iter().copied().flatten().enumerate() {
                let columns = reader.prepare(sql)?.column_count();
                reader.each(sql, [], |row| {
                    hash.update(&(index as u64).to_le_bytes());
                    for column in 0..columns {
                        add(&mut hash, row.get_ref(column)?);
                    }
                    Ok(true)
                })?;
            }
            Ok(())
        })?;
        Ok(StateHash(hash.digest128()))
    }
}

fn add(hash: &mut Xxh3Default, value: ValueRef<'_>) {
    let mut sized = |kind: u8, bytes: &[u8]| {
        hash.update(&[kind]);
        hash.update(&(bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    match value {
        ValueRef::Null => sized(0, &[]),
        ValueRef::Integer(value) => sized(1, &value.to_le_bytes()),
        ValueRef::Real(value) => sized(2, &value.to_le_bytes()),
        ValueRef::Text(bytes) => sized(3, bytes),
        ValueRef::Blob(bytes) => sized(4, bytes),
    }
}
