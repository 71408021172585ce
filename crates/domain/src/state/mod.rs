//! What is remembered of one customer: the compact record that [`decide`](crate::decide::decide) reads
//! and changes.

pub mod consent;
pub mod expectation;
pub mod history;
pub mod record;
mod renumber;

use jiff::tz::TimeZone;

use crate::identity::IdentityKind;
use crate::strategy::model::{Kind, TraitId};
use crate::time::{Duration, Timestamp};
use crate::value::Value;
use consent::Permissions;
use expectation::{Expectation, RateWindow, Watch};
use history::History;

/// One original customer's state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CustomerState {
    /// A stable number of the customer, from which control groups are drawn.
    pub key: u64,
    /// Which kinds of identity the customer has: bit `IdentityKind as u8`.
    pub identities: u8,
    /// What conditions look back on.
    pub history: History,
    /// The contacts expected of the customer.
    pub expectations: Vec<Expectation>,
    /// Signals that wait for a moment.
    pub watches: Vec<Watch>,
    /// Windows of learned signals that have not ended.
    pub windows: Vec<RateWindow>,
    /// When the customer was approached, latest last.
    pub touches: Vec<Touch>,
    /// What few customers have.
    pub rare: Option<Box<Rare>>,
    /// The next instant at which something is due by itself, as it was when last worked out.
    due: Option<Timestamp>,
}

/// What few customers have, apart so that the many stay small.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rare {
    /// Traits by the latest event that stated them.
    pub traits: Vec<(TraitId, Timestamp, Value)>,
    /// What may be sent, and by what the customer wants it.
    pub permissions: Permissions,
    /// The customer's time zone, by the latest event that stated it.
    pub zone: Option<(Timestamp, TimeZone)>,
    /// Incidents that the customer was told of and is to be told the end of.
    pub told: Vec<Told>,
}

/// What a customer was told and is to be told the end of.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The expectation it was told for, as it was then.
    pub about: Expectation,
    /// When the end is to be told, once it has come.
    pub due: Option<Timestamp>,
}

/// One approach of the customer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Touch {
    /// When.
    pub at: Timestamp,
    /// For what kind of reason.
    pub kind: Kind,
    /// The thread it belongs to: a hash of reason and key. Within 24 hours a thread is one touch.
    pub thread: u32,
}

impl CustomerState {
    /// The state of a customer of whom nothing is known yet.
    pub fn new(key: u64) -> Self {
        Self { key, ..Self::default() }
    }

    /// Whether the customer has an identity of this kind.
    pub fn has_identity(&self, kind: IdentityKind) -> bool {
        self.identities & (1 << kind as u8) != 0
    }

    /// The next instant at which something is due by itself; holds between two decisions.
    pub fn due(&self) -> Option<Timestamp> {
        self.due
    }

    /// Reads a little of everything that a decision begins with, to have it at hand; what it gives means
    /// nothing.
    pub fn fetch(&self) -> bool {
        let open = self.expectations.last().is_some_and(|known| known.told.is_some());
        self.history.is_empty() ^ open
    }

    /// Works out anew what is due next. `decide` does so before it returns.
    pub fn settle_due(&mut self) {
        self.due = self.next_due();
    }

    /// The next instant at which something is due by itself, worked out.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        let expectations = self.expectations.iter().map(Expectation::next_due);
        let watches = self.watches.iter().map(|watch| watch.due);
        let windows = self.windows.iter().map(|window| window.ends);
        let told = self.rare.iter().flat_map(|rare| &rare.told).filter_map(|told| told.due);
        expectations.chain(watches).chain(windows).chain(told).min()
    }

    /// Gives back the room that lists no longer use.
    pub fn trim(&mut self) {
        tighten(&mut self.expectations);
        tighten(&mut self.watches);
        tighten(&mut self.windows);
        tighten(&mut self.touches);
    }

    /// Remembers an approach, and forgets those that no limit and no rule asks for any more.
    pub fn touch(&mut self, touch: Touch, keep: Duration) {
        let floor = touch.at.minus(keep);
        self.touches.retain(|old| old.at > floor);
        push(&mut self.touches, touch);
    }
}

/// Adds to a list that is mostly of one or two, and of which there is one for each of millions: room grows
/// by a quarter, not by half as much again.
pub(crate) fn push<T>(list: &mut Vec<T>, item: T) {
    if list.len() == list.capacity() {
        list.reserve_exact(1 + list.len() / 4);
    }
    list.push(item);
}

/// Gives room back when more than half of it, and more than one place, is unused.
fn tighten<T>(list: &mut Vec<T>) {
    if list.capacity() > 2 * list.len() + 1 || list.is_empty() {
        list.shrink_to_fit();
    }
}

/// A customer as the world sees them: the original whose event it is, and the originals that are
/// linked to it. Facts stay with the original that they came to, so that a link can be undone.
#[derive(Debug)]
pub struct Person<'a> {
    /// The original at hand.
    pub own: &'a mut CustomerState,
    /// The others; mostly none.
    pub linked: &'a mut [CustomerState],
    /// From which control groups are drawn: the key of the original that was known first, whichever is at hand.
    pub unit: u64,
}

impl Person<'_> {
    /// Every original of the person, the one at hand first.
    pub fn originals(&self) -> impl Iterator<Item = &CustomerState> + Clone {
        std::iter::once(&*self.own).chain(self.linked.iter())
    }

    /// The same, to change.
    pub fn originals_mut(&mut self) -> impl Iterator<Item = &mut CustomerState> {
        std::iter::once(&mut *self.own).chain(self.linked.iter_mut())
    }

    /// A trait, by the latest event that stated it.
    pub fn trait_value(&self, id: TraitId) -> Option<&Value> {
        let traits = self.originals().filter_map(|original| original.rare.as_ref());
        let stated = traits.flat_map(|rare| &rare.traits).filter(|(other, ..)| *other == id);
        stated.max_by_key(|(_, at, _)| *at).map(|(.., value)| value)
    }

    /// Whether any original has an identity of this kind.
    pub fn has_identity(&self, kind: IdentityKind) -> bool {
        self.originals().any(|original| original.has_identity(kind))
    }

    /// The person's own time zone, when one is known.
    pub fn zone(&self) -> Option<&TimeZone> {
        let stated = self.originals().filter_map(|original| original.rare.as_ref()?.zone.as_ref());
        stated.max_by_key(|(at, _)| *at).map(|(_, zone)| zone)
    }
}
