//! Customers: who an event is about, and which customers are one person.
//!
//! An *original* customer is made when an event states identities of which none is known. State is kept
//! per original, and an identity belongs to one original. Two originals that turn out to be one person
//! are *linked*; what is seen as one is a view over the links, so that undoing a link gives exactly what
//! was before ([`View`]). Nothing is rewritten: a link that is undone stays, with who undid it and when.
//!
//! | file | what |
//! |---|---|
//! | `directory` | [`Directory`]: the door, and its questions |
//! | `resolve` | which customer an event is about, and what its claims link or suggest |
//! | `register` | the identities, compact: a million customers with three each |
//! | `link`, `view` | links with their evidence, and the groups they make |
//! | `suggestion` | what may be one person, for a person to decide |
//! | `record` | all of it as rows |

mod directory;
mod link;
pub mod record;
mod register;
mod resolve;
mod suggestion;
mod view;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

pub use directory::{Directory, Held, MergeError, UndoError};
pub use link::{Evidence, Link, LinkId, Undone};
pub use register::IdentityRef;
pub use resolve::Resolution;
pub use suggestion::{Suggestion, Why};
pub use view::{GROUP_LIMIT, View};

/// An original customer, numbered from 0 in order of arrival, so that state can live in a plain vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CustomerId(pub u32);

impl CustomerId {
    /// The number as an index.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The event that is the reason for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cause<'a> {
    /// Who stated it.
    pub source: &'a str,
    /// The source's number for the event.
    pub id: &'a str,
    /// When it happened, which may be before other events that came in earlier.
    pub time: Timestamp,
}

impl Cause<'_> {
    /// The same, to keep.
    pub fn to_origin(self) -> Origin {
        Origin { source: self.source.into(), id: self.id.into(), time: self.time }
    }
}

/// A [`Cause`] that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Who stated it.
    pub source: CompactString,
    /// The source's number for the event.
    pub id: CompactString,
    /// When it happened.
    pub time: Timestamp,
}
