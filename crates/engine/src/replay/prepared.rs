//! An event made ready on the reading thread, so that the deciding thread has only to decide.

use compact_str::CompactString;
use smallvec::SmallVec;
use voorzet_domain::event::{Event, builtin};
use voorzet_domain::identity::Claim;
use voorzet_domain::reading::{self, Reading, Unusable};
use voorzet_domain::strategy::model::Strategy;

use super::repeats::digest;

/// What the replay needs of an event.
pub struct Prepared {
    /// Which event it is, in a form that is quick to compare.
    pub(super) digest: u128,
    /// Who states it.
    pub(super) source: CompactString,
    /// The source's number for it.
    pub(super) id: CompactString,
    /// Who it names.
    pub(super) customer: SmallVec<[Claim; 1]>,
    /// Whether it states that the identities it names are one customer.
    pub(super) identifies: bool,
    /// What the strategy reads of it; nothing when it has no use for it.
    pub(super) reading: Result<Option<Reading>, Unusable>,
}

/// Reads an event the way a strategy does.
pub fn prepare(event: Event, strategy: &Strategy) -> Prepared {
    Prepared {
        reading: reading::read(&event, strategy),
        digest: digest(&event.source, &event.id),
        identifies: matches!(event.kind.as_str(), builtin::IDENTIFY | builtin::ALIAS),
        source: event.source,
        id: event.id,
        customer: event.customer,
    }
}
