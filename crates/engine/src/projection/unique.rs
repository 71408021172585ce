//! Customers, not calls: who contacted the organisation, each counted once.

use std::collections::BTreeMap;

use compact_str::CompactString;
use hashbrown::HashMap;
use voorzet_domain::customer::CustomerId;
use voorzet_store::figure::Contact;

/// Who contacted the organisation, per reason. Originals that are linked are one customer.
#[derive(Clone, Debug, Default)]
pub struct Unique {
    /// Of an original that is linked, another one, nearer to the one that stands for all of them.
    nearer: HashMap<u32, u32>,
    reasons: BTreeMap<CompactString, Vec<u32>>,
}

impl Unique {
    /// Two originals are one customer. All links come before the first contact.
    pub fn link(&mut self, one: CustomerId, other: CustomerId) {
        let (one, other) = (self.stands_for(one.0), self.stands_for(other.0));
        if one != other {
            self.nearer.insert(other, one);
        }
    }

    /// Takes a contact in.
    pub fn add(&mut self, contact: &Contact) {
        let customer = self.stands_for(contact.customer.0);
        match self.reasons.get_mut(&contact.reason) {
            Some(people) => people.push(customer),
            None => self.reasons.entry(contact.reason.clone()).or_default().push(customer),
        }
    }

    /// How many contacted about a reason.
    pub(super) fn count(&mut self, reason: &str) -> u64 {
        self.reasons.get_mut(reason).map_or(0, distinct)
    }

    /// How many contacted at all.
    pub(super) fn all(&mut self) -> u64 {
        let mut all = std::mem::take(&mut self.reasons).into_values().flatten().collect();
        distinct(&mut all)
    }

    fn stands_for(&self, mut customer: u32) -> u32 {
        while let Some(nearer) = self.nearer.get(&customer) {
            customer = *nearer;
        }
        customer
    }
}

fn distinct(people: &mut Vec<u32>) -> u64 {
    people.sort_unstable();
    people.dedup();
    people.len() as u64
}
