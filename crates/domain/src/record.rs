//! Records: what is kept in memory, as rows to write and to load from.
//!
//! Customers, assets and incidents each keep a journal of what changed and give it away when asked; what they
//! gave, applied to rows in that order, is all there is to know. Replay keeps nothing, so it keeps no journal.

/// A row that does not fit those before it. Rows that were taken from a journal always fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {what} numbered {number} does not fit what was loaded before it")]
pub struct Damaged {
    /// What kind of row.
    pub what: &'static str,
    /// Its number.
    pub number: u64,
}
