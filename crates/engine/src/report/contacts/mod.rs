//! Who contacted, how often, about what and by what, and who came back.
//!
//! [`Gathering`] takes events of files, one by one; [`read_store`] takes what a store counted. Both give [`Contacts`], of
//! which [`Report::of`] works out the figures.

mod figure;
mod files;
mod selection;
mod store;

use compact_str::CompactString;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;
use voorzet_insight::repeat::Contact;

use crate::projection::crowd::Names;
pub use figure::{Cell, Orders, Rate, Repeat, Report, Row};
pub use files::{Gathering, Read};
pub use selection::Selection;
pub use store::read_store;

/// What a contact is about when it does not say, or says something that the strategy does not know.
const OTHER: &str = "other";

/// By what a contact came when it does not say.
const UNKNOWN: &str = "unknown";

/// One contact, as it was counted.
struct Known {
    at: Timestamp,
    customer: Option<CustomerId>,
    reason: CompactString,
    channel: CompactString,
    /// Empty when it is not known.
    segment: CompactString,
    history: bool,
}

/// All contacts of a history or a store, in order of time, and who there is.
#[derive(Debug, Default)]
pub struct Contacts {
    /// Instants are microseconds. A contact of which no case tells when it was closed is closed when it is opened.
    made: Vec<Contact>,
    /// By which channel each came.
    by: Vec<usize>,
    /// In which segment the customer was, and whether it was history.
    of: Vec<(usize, bool)>,
    reasons: Names,
    /// The parent of each reason that a strategy gave one.
    parents: Vec<Option<u32>>,
    channels: Names,
    segments: Names,
    /// Unique customers, those without contact included.
    customers: u64,
}

impl Contacts {
    /// Knows the reasons of a strategy, and which is a kind of which.
    fn new(strategy: Option<&Strategy>) -> Self {
        let mut contacts = Self::default();
        for reason in strategy.iter().flat_map(|strategy| &strategy.reasons) {
            contacts.reasons.number(&reason.id);
            contacts.parents.push(reason.parent.map(|parent| parent.index() as u32));
        }
        contacts
    }

    fn add(&mut self, known: &Known, closed: Option<Timestamp>) {
        let (reason, opened) = (self.reasons.number(&known.reason) as u32, known.at.as_micros());
        let customer = known.customer.map(|customer| customer.0);
        let closed = closed.map_or(opened, |closed| closed.as_micros().max(opened));
        self.made.push(Contact { customer, reason, opened, closed });
        self.by.push(self.channels.number(&known.channel));
        self.of.push((self.segments.number(&known.segment), known.history));
    }

    /// The channels by which contacts came, and the segments of who made them, by name.
    pub fn filters(&self) -> (Vec<CompactString>, Vec<CompactString>) {
        (self.channels.known(), self.segments.known())
    }

    /// Lets originals that are linked count as the one who stands for them.
    fn unite(&mut self, stands_for: impl Fn(CustomerId) -> CustomerId) {
        for contact in &mut self.made {
            contact.customer = contact.customer.map(|customer| stands_for(CustomerId(customer)).0);
        }
    }
}
