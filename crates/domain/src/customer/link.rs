//! Links between originals, with why they were made and why they no longer hold.

use std::collections::BTreeMap;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::{CustomerId, Origin};
use crate::identity::Identity;
use crate::time::Timestamp;

/// A link, numbered from 0 in the order in which they were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LinkId(pub u32);

/// Why two originals are one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Evidence {
    /// Both hold this account or proved mail address.
    Shared(Identity),
    /// Nobody known used this device, until somebody identified themselves on it.
    Identified(Identity),
    /// A person says so.
    Person(CompactString),
}

impl Evidence {
    /// The identity that is the evidence, unless a person is.
    pub fn identity(&self) -> Option<&Identity> {
        match self {
            Self::Shared(identity) | Self::Identified(identity) => Some(identity),
            Self::Person(_) => None,
        }
    }
}

/// Two originals that are one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The one whose group's survivor stays the survivor.
    pub keep: CustomerId,
    /// The one that is seen as the other.
    pub absorb: CustomerId,
    /// Why.
    pub evidence: Evidence,
    /// The event that gave the evidence, or the command of the person.
    pub origin: Origin,
    /// Who undid it, when somebody did.
    pub undone: Option<Undone>,
}

/// The end of a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// The person who undid it.
    pub by: CompactString,
    /// When.
    pub at: Timestamp,
}

impl Link {
    /// Whether it holds.
    pub fn in_force(&self) -> bool {
        self.undone.is_none()
    }

    fn joins(&self, a: CustomerId, b: CustomerId) -> bool {
        (self.keep, self.absorb) == (a, b) || (self.keep, self.absorb) == (b, a)
    }
}

/// Every link ever made.
#[derive(Default)]
pub(super) struct Links {
    all: Vec<Link>,
    of: BTreeMap<CustomerId, Vec<LinkId>>,
}

impl Links {
    pub(super) fn len(&self) -> u32 {
        self.all.len() as u32
    }

    pub(super) fn get(&self, id: LinkId) -> Option<&Link> {
        self.all.get(id.0 as usize)
    }

    pub(super) fn get_mut(&mut self, id: LinkId) -> Option<&mut Link> {
        self.all.get_mut(id.0 as usize)
    }

    pub(super) fn add(&mut self, link: Link) -> LinkId {
        let id = LinkId(self.all.len() as u32);
        for end in [link.keep, link.absorb] {
            self.of.entry(end).or_default().push(id);
        }
        self.all.push(link);
        id
    }

    /// The links of one original, oldest first, those undone included.
    pub(super) fn of(&self, customer: CustomerId) -> impl Iterator<Item = (LinkId, &Link)> {
        let ids = self.of.get(&customer).map_or(&[][..], Vec::as_slice);
        ids.iter().map(|id| (*id, &self.all[id.0 as usize]))
    }

    /// The links between two originals, those undone included.
    pub(super) fn between(&self, a: CustomerId, b: CustomerId) -> impl Iterator<Item = &Link> {
        // From the one with fewer: a junk identity's owner may have very many.
        let count = |customer| self.of.get(customer).map_or(0, Vec::len);
        let from = if count(&b) < count(&a) { b } else { a };
        self.of(from).map(|(_, link)| link).filter(move |link| link.joins(a, b))
    }

    /// Whether somebody undid a link between two groups that rested on this identity.
    pub(super) fn was_undone(&self, a: &[CustomerId], b: &[CustomerId], identity: &Identity) -> bool {
        let (from, to) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        from.iter().flat_map(|member| self.of(*member)).any(|(_, link)| {
            let crosses = to.contains(&link.keep) || to.contains(&link.absorb);
            !link.in_force() && crosses && link.evidence.identity() == Some(identity)
        })
    }

    /// The links in force among a group, oldest first.
    pub(super) fn among(&self, group: &[CustomerId]) -> Vec<(CustomerId, CustomerId)> {
        let mut ids: Vec<LinkId> = group
            .iter()
            .flat_map(|member| self.of(*member))
            .filter(|(_, link)| link.in_force())
            .map(|(id, _)| id)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().map(|id| &self.all[id.0 as usize]).map(|link| (link.keep, link.absorb)).collect()
    }
}
