//! A strategy that is being written, as it is kept.

use voorzet_domain::time::Timestamp;

/// A strategy that is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRecord {
    /// Drawn at random, so that one that is gone is never taken for another.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Counts what was saved of it, from 1.
    pub revision: i64,
    /// The publication that was in force when it was begun or last published; none when there was none.
    pub based_on: Option<i64>,
    /// When it was last saved.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Its files: one JSON object of path → text. Empty where drafts are listed.
    pub files: String,
}

/// What happens to a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftChange {
    /// It is begun.
    Begin(DraftRecord),
    /// It is saved: name, files, by whom and when. Nothing happens when the one that is kept has another revision
    /// than the one before this, as it has when somebody else saved it meanwhile.
    Save(DraftRecord),
    /// From here on it is based on this publication.
    Base {
        /// Which draft.
        id: String,
        /// The publication's number.
        on: i64,
    },
    /// It is put away.
    Drop {
        /// Which draft.
        id: String,
    },
}
