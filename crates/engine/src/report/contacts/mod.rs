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
use voorzet_insight::repeat::{self, Contact};

use crate::projection::crowd::Names;
pub use figure::{Cell, Frequent, Orders, Rate, Repeat, Report, Row, Selected};
pub use files::{Gathering, Read};
pub use selection::Selection;
pub use store::read_store;

/// What a contact is about when it does not say, or says something that the strategy does not know.
const OTHER: &str = "other";

/// By what a contact came when it does not say.
const UNKNOWN: &str = "unknown";

/// One contact, as it was counted; names by their numbers.
struct Known {
    at: Timestamp,
    customer: Option<CustomerId>,
    reason: u32,
    channel: u32,
    /// That of the empty name when it is not known.
    segment: u32,
    history: bool,
}

/// All contacts of a history or a store, in order of time, and who there is.
#[derive(Debug, Default)]
pub struct Contacts {
    /// Instants are microseconds. A contact of which no case tells when it was closed is closed when it is opened.
    made: Vec<Contact>,
    /// By which channel each came.
    by: Vec<u32>,
    /// In which segment the customer was, and whether it was history.
    of: Vec<(u32, bool)>,
    /// How long after each contact one followed it.
    followed: Vec<Option<i64>>,
    /// The places of all contacts in order of customers, so that each one's lie together; nobody comes first.
    order: Vec<u32>,
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
        let (reason, opened) = (known.reason, known.at.as_micros());
        let customer = known.customer.map(|customer| customer.0);
        let closed = closed.map_or(opened, |closed| closed.as_micros().max(opened));
        self.made.push(Contact { customer, reason, opened, closed });
        self.by.push(known.channel);
        self.of.push((known.segment, known.history));
    }

    /// The numbers of a reason, a channel and a segment.
    fn numbers(&mut self, reason: &str, channel: &str, segment: &str) -> (u32, u32, u32) {
        let reason = self.reasons.number(&reason.into());
        let channel = self.channels.number(&channel.into());
        (reason as u32, channel as u32, self.segments.number(&segment.into()) as u32)
    }

    /// Works out what does not depend on what is asked, once all are here and originals that are linked count as the one
    /// who stands for them.
    fn finish(mut self, stands_for: impl Fn(CustomerId) -> CustomerId) -> Self {
        for contact in &mut self.made {
            contact.customer = contact.customer.map(|customer| stands_for(CustomerId(customer)).0);
        }
        self.followed = repeat::followed(&self.made, &self.parents);
        self.order = (0..self.made.len() as u32).collect();
        self.order.sort_by_key(|place| self.made[*place as usize].customer);
        self
    }

    /// The channels by which contacts came, and the segments of who made them, by name.
    pub fn filters(&self) -> (Vec<CompactString>, Vec<CompactString>) {
        (self.channels.known(), self.segments.known())
    }
}
