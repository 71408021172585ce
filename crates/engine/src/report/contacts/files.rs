//! The contacts of files: events one by one, whoever they are about recognised as a replay does.

use std::sync::Arc;

use compact_str::CompactString;
use serde_json::Value;
use smallvec::SmallVec;
use voorzet_domain::customer::{Cause, CustomerId, Directory};
use voorzet_domain::event::{Event, builtin};
use voorzet_domain::identity::Claim;
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;

use super::{Contacts, Known, OTHER, UNKNOWN};
use crate::replay::repeats::{Repeats, digest};

/// What is needed of an event, read on the reading thread.
pub struct Read {
    digest: u128,
    source: CompactString,
    id: CompactString,
    customer: SmallVec<[Claim; 1]>,
    identifies: bool,
    /// Its reason and channel, when it is a contact.
    contact: Option<(CompactString, CompactString)>,
}

impl Read {
    /// Reads an event.
    pub fn of(event: Event) -> Self {
        Self {
            digest: digest(&event.source, &event.id),
            identifies: matches!(event.kind.as_str(), builtin::IDENTIFY | builtin::ALIAS),
            contact: (event.kind == builtin::CONTACT).then(|| said(&event)),
            source: event.source,
            id: event.id,
            customer: event.customer,
        }
    }
}

/// The reason and channel that a contact states; what it does not state as text is not known.
pub(super) fn said(event: &Event) -> (CompactString, CompactString) {
    let said: Value = serde_json::from_str(event.data.get()).unwrap_or_default();
    let text = |key: &str, otherwise: &str| CompactString::from(said[key].as_str().unwrap_or(otherwise));
    (text("reason", OTHER), text("channel", UNKNOWN))
}

/// Takes the events of files, in order of time.
pub struct Gathering {
    strategy: Option<Arc<Strategy>>,
    directory: Directory,
    repeats: Repeats,
    contacts: Contacts,
    repeated: u64,
}

impl Gathering {
    /// Nothing yet. With a strategy reasons are its own, and others are `other`; without one they are as stated.
    pub fn new(strategy: Option<Arc<Strategy>>) -> Self {
        Self {
            contacts: Contacts::new(strategy.as_deref()),
            directory: Directory::default(),
            repeats: Repeats::default(),
            repeated: 0,
            strategy,
        }
    }

    /// Takes an event, unless it came before.
    pub fn take(&mut self, at: Timestamp, event: &Read) {
        if !self.repeats.is_new(event.digest, at) {
            self.repeated += 1;
            return;
        }
        let cause = Cause { source: &event.source, id: &event.id, time: at };
        let resolution = if event.identifies {
            self.directory.identify(&event.customer, cause)
        } else {
            self.directory.resolve(&event.customer, cause)
        };
        if let Some((reason, channel)) = &event.contact {
            let is_known = self.strategy.as_ref().is_none_or(|strategy| strategy.reason_id(reason).is_some());
            let reason = if is_known { reason } else { OTHER };
            let (reason, channel, segment) = self.contacts.numbers(reason, channel, "");
            let customer = resolution.map(|resolution| resolution.customer);
            let known = Known { at, customer, reason, channel, segment, history: true };
            self.contacts.add(&known, None);
        }
    }

    /// All contacts, and how many events had come before.
    pub fn finish(self) -> (Contacts, u64) {
        let directory = &self.directory;
        let mut contacts = self.contacts.finish(|customer| directory.survivor(customer));
        let originals = (0..directory.len() as u32).map(CustomerId);
        contacts.customers =
            originals.filter(|customer| directory.survivor(*customer) == *customer).count() as u64;
        (contacts, self.repeated)
    }
}
