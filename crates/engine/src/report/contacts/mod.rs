//! Who contacted, how often, about what and by what, and who came back.
//!
//! [`Gathering`] takes events of files, one by one; [`read_store`] takes what a store counted. Both give [`Contacts`], of
//! which [`Report::of`] works out the figures.

mod figure;
mod files;
mod store;

use compact_str::CompactString;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;
use voorzet_insight::repeat::Contact;

use crate::projection::crowd::Names;
pub use figure::{Cell, Rate, Repeat, Report, Row};
pub use files::{Gathering, Read};
pub use store::read_store;

/// What a contact is about when it does not say, or says something that the strategy does not know.
const OTHER: &str = "other";

/// By what a contact came when it does not say.
const UNKNOWN: &str = "unknown";

/// All contacts of a history or a store, in order of time, and who there is.
#[derive(Debug, Default)]
pub struct Contacts {
    /// Instants are microseconds. A contact of which no case tells when it was closed is closed when it is opened.
    made: Vec<Contact>,
    /// By which channel each came.
    by: Vec<usize>,
    reasons: Names,
    /// The parent of each reason that a strategy gave one.
    parents: Vec<Option<u32>>,
    channels: Names,
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

    fn add(
        &mut self,
        at: Timestamp,
        customer: Option<CustomerId>,
        reason: &CompactString,
        channel: &CompactString,
        closed: Option<Timestamp>,
    ) {
        let (reason, opened) = (self.reasons.number(reason) as u32, at.as_micros());
        let customer = customer.map(|customer| customer.0);
        let closed = closed.map_or(opened, |closed| closed.as_micros().max(opened));
        self.made.push(Contact { customer, reason, opened, closed });
        self.by.push(self.channels.number(channel));
    }

    /// Lets originals that are linked count as the one who stands for them.
    fn unite(&mut self, stands_for: impl Fn(CustomerId) -> CustomerId) {
        for contact in &mut self.made {
            contact.customer = contact.customer.map(|customer| stands_for(CustomerId(customer)).0);
        }
    }
}
