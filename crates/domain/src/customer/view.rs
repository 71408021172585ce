//! Who is seen as one: the groups that the links in force make.

use std::collections::BTreeMap;

use super::CustomerId;

/// The most originals that are seen as one. A person has a handful; what would be more is a junk identity
/// that many share, and is suggested instead.
pub const GROUP_LIMIT: usize = 64;

/// The groups of linked originals: a function of the links in force, taken in the order in which they were
/// made, and of nothing else. So undoing a link cannot leave a trace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    survivors: Vec<CustomerId>,
    grouped: Vec<bool>,
    groups: BTreeMap<CustomerId, Vec<CustomerId>>,
}

impl View {
    pub(super) fn add(&mut self) {
        self.survivors.push(CustomerId(self.survivors.len() as u32));
        self.grouped.push(false);
    }

    pub(super) fn reserve(&mut self, originals: usize) {
        self.survivors.reserve_exact(originals);
        self.grouped.reserve_exact(originals);
    }

    /// How many originals there are.
    pub(super) fn len(&self) -> usize {
        self.survivors.len()
    }

    /// Whether nothing is linked to the customer.
    pub fn is_single(&self, customer: CustomerId) -> bool {
        !self.grouped[customer.index()]
    }

    /// The original that stands for the group.
    pub fn survivor(&self, customer: CustomerId) -> CustomerId {
        self.survivors[customer.index()]
    }

    /// All originals seen as one with this one: the survivor, then the others by number.
    pub fn group(&self, customer: CustomerId) -> &[CustomerId] {
        // A single customer survives itself, so its own cell is its group.
        let survivor = &self.survivors[customer.index()];
        let group = if self.is_single(customer) { None } else { self.groups.get(survivor) };
        group.map_or(std::slice::from_ref(survivor), Vec::as_slice)
    }

    /// Every group of more than one, by survivor.
    pub fn groups(&self) -> impl Iterator<Item = &[CustomerId]> {
        self.groups.values().map(Vec::as_slice)
    }

    /// Takes a link into account that is newer than all others.
    pub(super) fn join(&mut self, keep: CustomerId, absorb: CustomerId) {
        let (keep, absorb) = (self.survivor(keep), self.survivor(absorb));
        if keep == absorb {
            return;
        }
        let mut members = self.groups.remove(&keep).unwrap_or_else(|| vec![keep]);
        members.extend(self.groups.remove(&absorb).unwrap_or_else(|| vec![absorb]));
        members[1..].sort_unstable();
        for member in &members {
            self.survivors[member.index()] = keep;
            self.grouped[member.index()] = true;
        }
        self.groups.insert(keep, members);
    }

    /// Makes a group anew from what is left of its links, `(keep, absorb)`, oldest first.
    pub(super) fn regroup(
        &mut self,
        customer: CustomerId,
        links: impl IntoIterator<Item = (CustomerId, CustomerId)>,
    ) {
        let Some(members) = self.groups.remove(&self.survivor(customer)) else { return };
        for member in members {
            self.survivors[member.index()] = member;
            self.grouped[member.index()] = false;
        }
        for (keep, absorb) in links {
            self.join(keep, absorb);
        }
    }
}
