//! Customers who may be one person. A suggestion changes nothing until a person merges them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::register::Place;
use super::{CustomerId, Origin};
use crate::identity::Identity;

/// How many pairs one identity suggests. What more customers share (a reception's phone, a till's device)
/// says nothing about any of them.
const PAIRS_PER_IDENTITY: usize = 32;

/// Why two customers were not simply linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// They share an identity that a household or a family computer shares too.
    Weak,
    /// One stated the mail address, the other proved that it is theirs.
    ProvedByOther,
    /// They share a strong identity, but the group would exceed [`GROUP_LIMIT`](super::GROUP_LIMIT).
    GroupFull,
}

impl Why {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::Weak, Self::ProvedByOther, Self::GroupFull];

    /// The word for it: `weak`, `proved_by_other`, `group_full`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Weak => "weak",
            Self::ProvedByOther => "proved_by_other",
            Self::GroupFull => "group_full",
        }
    }

    /// The reason that a word names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.name() == name)
    }
}

/// Two customers who may be one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The two, the earlier first.
    pub customers: (CustomerId, CustomerId),
    /// What they share.
    pub identity: Identity,
    /// Why it does not link them by itself.
    pub why: Why,
    /// The event in which it showed.
    pub origin: Origin,
}

/// Every suggestion, each pair and identity once.
#[derive(Default)]
pub(super) struct Suggestions {
    all: Vec<Suggestion>,
    seen: BTreeSet<(Place, CustomerId, CustomerId)>,
    of: BTreeMap<CustomerId, Vec<u32>>,
}

impl Suggestions {
    /// Whether there is room for this pair and it is new; remembers it when so.
    pub(super) fn admits(&mut self, place: Place, a: CustomerId, b: CustomerId) -> bool {
        let key = (place, a.min(b), a.max(b));
        let lowest = (place, CustomerId(0), CustomerId(0));
        let highest = (place, CustomerId(u32::MAX), CustomerId(u32::MAX));
        !self.seen.contains(&key)
            && self.seen.range(lowest..=highest).take(PAIRS_PER_IDENTITY).count() < PAIRS_PER_IDENTITY
            && self.seen.insert(key)
    }

    pub(super) fn len(&self) -> u32 {
        self.all.len() as u32
    }

    pub(super) fn add(&mut self, suggestion: Suggestion) {
        let at = self.all.len() as u32;
        for customer in [suggestion.customers.0, suggestion.customers.1] {
            self.of.entry(customer).or_default().push(at);
        }
        self.all.push(suggestion);
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Suggestion> {
        self.all.iter()
    }

    pub(super) fn of(&self, customer: CustomerId) -> impl Iterator<Item = &Suggestion> {
        let list = self.of.get(&customer).map_or(&[][..], Vec::as_slice);
        list.iter().map(|at| &self.all[*at as usize])
    }
}
