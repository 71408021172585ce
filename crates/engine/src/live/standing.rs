//! The few things that the core remembers beside rows, as one value that is committed when it changed.

use std::collections::BTreeMap;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::Incoming;
use voorzet_store::error::StoreError;
use voorzet_store::reader::Reader;

/// The name under which the store keeps it.
const NAME: &str = "engine";

/// What the core remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Standing {
    /// The publication in force; none before the first.
    #[serde(default)]
    pub(super) strategy: Option<i64>,
    /// Since when what happens is news. What was before it is history, whenever it is decided on.
    #[serde(default)]
    pub(super) live_since: Option<Timestamp>,
    /// The chances in force.
    #[serde(default)]
    pub(super) rates: BTreeMap<CompactString, Rate>,
    /// Ties left when they were last sorted out.
    #[serde(default)]
    pub(super) kept: usize,
}

/// A learned chance, exactly, and what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Rate {
    /// Its bits.
    pub(super) chance: u64,
    /// Windows that had ended.
    pub(super) windows: u64,
    /// Those of them with a contact.
    pub(super) hits: u64,
}

impl Standing {
    pub(super) fn open(disk: &Reader) -> Result<Self, StoreError> {
        let Some(text) = disk.meta(NAME)? else { return Ok(Self::default()) };
        serde_json::from_str(&text).map_err(|error| StoreError::Damaged(format!("{NAME}: {error}")))
    }

    /// As it is committed.
    pub(super) fn mark(&self) -> serde_json::Result<Incoming> {
        Ok(Incoming::Mark { name: NAME.into(), value: serde_json::to_string(self)? })
    }
}
