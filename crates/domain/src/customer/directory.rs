//! The directory of customers: the door to who is who.

use super::link::{Evidence, Link, LinkId, Links, Undone};
use super::record::Journal;
use super::register::{IdentityRef, Place, Register};
use super::suggestion::{Suggestion, Suggestions};
use super::view::{GROUP_LIMIT, View};
use super::{Cause, CustomerId};
use crate::identity::Identity;
use crate::time::Timestamp;

/// Every customer, by every identity.
///
/// # Limits
///
/// 2³² identities and customers; [`GROUP_LIMIT`] originals seen as one; 32 suggested pairs per identity;
/// 8 links in force per pair of originals. An original has any number of identities, at constant time and
/// bounded memory each, but one account: a second account is an original of its own, linked by evidence,
/// so that it can be taken apart again.
///
/// # What depends on the order of arrival
///
/// Which accounts and proved mail addresses are one person does not, as long as a proof of a mail address that
/// somebody stated without proof comes with an account, and no group is full. It does decide whose a *weak*
/// identity is (an unproved mail address, phone, device, social handle) that several customers state: the
/// first to state it keeps it, the others get a suggestion. And a weak identity seen before any account is
/// named by the first account that states it, whereas an account known before only suggests (on a device it
/// links, when it is stated by an `identify` or `alias`). Customer numbers and survivors follow arrival.
#[derive(Default)]
pub struct Directory {
    pub(super) register: Register,
    pub(super) links: Links,
    pub(super) view: View,
    pub(super) suggestions: Suggestions,
    /// Nothing in a replay.
    pub(super) journal: Option<Box<Journal>>,
}

/// An identity that a customer has, and the event that brought it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held<'a> {
    /// The identity.
    pub identity: IdentityRef<'a>,
    /// Whether its holder proved it; only said of mail addresses.
    pub verified: bool,
    /// The event that stated it first to arrive, or the one that proved it was another's.
    pub cause: Cause<'a>,
}

/// Why two customers cannot be merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// A number that no customer has.
    #[error("there is no such customer")]
    UnknownCustomer,
    /// They are one already.
    #[error("the two are one customer already")]
    AlreadyOne,
    /// Too many.
    #[error("more than {GROUP_LIMIT} customers cannot be seen as one")]
    GroupFull,
}

/// Why a link cannot be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UndoError {
    /// A number that no link has.
    #[error("there is no such link")]
    UnknownLink,
    /// It no longer holds.
    #[error("the link was undone before")]
    AlreadyUndone,
}

impl Directory {
    /// An empty directory. No answer depends on `seed`, only the layout in memory does: fixed for a replay;
    /// random in a live system, so that nobody can choose identities that collide and slow it down.
    pub fn seeded(seed: u64) -> Self {
        Self { register: Register::seeded(seed), ..Self::default() }
    }

    /// How many originals there are; their numbers run from 0.
    pub fn len(&self) -> usize {
        self.view.len()
    }

    /// Whether nobody is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many identities are known.
    pub fn identity_count(&self) -> usize {
        self.register.len()
    }

    /// The original that has an identity.
    #[inline]
    pub fn find(&self, identity: &Identity) -> Option<CustomerId> {
        self.register.find(identity).map(|place| self.register.owner(place))
    }

    /// Whether nothing is linked to the customer. One byte read.
    #[inline]
    pub fn is_single(&self, customer: CustomerId) -> bool {
        self.view.is_single(customer)
    }

    /// The original that stands for all that are seen as one with this one.
    #[inline]
    pub fn survivor(&self, customer: CustomerId) -> CustomerId {
        self.view.survivor(customer)
    }

    /// All originals seen as one with this one: the survivor, then the others by number.
    #[inline]
    pub fn group(&self, customer: CustomerId) -> &[CustomerId] {
        self.view.group(customer)
    }

    /// Who is seen as one, to compare and to list.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// A number for drawing control groups: xxh3 (64 bits, seed 0) of the printed identity by which the
    /// original was first known, the most trusted one of its first event. It never changes and depends on no
    /// other customer. Of a person, take the survivor's.
    #[inline]
    pub fn key(&self, customer: CustomerId) -> u64 {
        self.register.key(customer)
    }

    /// The identity to show for an original: its most trusted, the earliest of those. Prints `account:u001`.
    pub fn label(&self, customer: CustomerId) -> IdentityRef<'_> {
        self.register.label(customer)
    }

    /// An original's own identities, in the order in which they came to it.
    pub fn identities(&self, customer: CustomerId) -> impl Iterator<Item = Held<'_>> {
        self.register.of(customer).map(|place| self.held(place))
    }

    fn held(&self, place: Place) -> Held<'_> {
        Held {
            identity: self.register.identity(place),
            verified: self.register.is_verified(place),
            cause: self.register.cause(place),
        }
    }

    /// One link.
    pub fn link(&self, id: LinkId) -> Option<&Link> {
        self.links.get(id)
    }

    /// The links of one original, oldest first, those undone included.
    pub fn links(&self, customer: CustomerId) -> impl Iterator<Item = (LinkId, &Link)> {
        self.links.of(customer)
    }

    /// Who may be the same as somebody in this customer's group and is not seen so yet, oldest first.
    pub fn suggestions(&self, customer: CustomerId) -> impl Iterator<Item = &Suggestion> {
        let members = self.group(customer).iter();
        members.flat_map(|member| self.suggestions.of(*member)).filter(|suggestion| self.is_open(suggestion))
    }

    /// Every pair that may be one person and is not seen so yet, oldest first.
    pub fn all_suggestions(&self) -> impl Iterator<Item = &Suggestion> {
        self.suggestions.all().filter(|suggestion| self.is_open(suggestion))
    }

    fn is_open(&self, suggestion: &Suggestion) -> bool {
        self.survivor(suggestion.customers.0) != self.survivor(suggestion.customers.1)
    }

    /// A person says that two customers are one. The survivor of `keep` becomes the survivor of all.
    pub fn merge(
        &mut self,
        keep: CustomerId,
        absorb: CustomerId,
        by: &str,
        cause: Cause<'_>,
    ) -> Result<LinkId, MergeError> {
        if keep.index().max(absorb.index()) >= self.len() {
            return Err(MergeError::UnknownCustomer);
        }
        if self.survivor(keep) == self.survivor(absorb) {
            return Err(MergeError::AlreadyOne);
        }
        if self.group(keep).len() + self.group(absorb).len() > GROUP_LIMIT {
            return Err(MergeError::GroupFull);
        }
        Ok(self.join(keep, absorb, Evidence::Person(by.into()), cause))
    }

    /// A person says that a link was wrong. The groups become what the other links make of them, exactly as
    /// if it had never been; the same evidence does not link the two again, other evidence may.
    ///
    /// Originals that other links hold together stay together: [`links`](Self::links) shows which.
    pub fn undo(&mut self, id: LinkId, by: &str, at: Timestamp) -> Result<(), UndoError> {
        let link = self.links.get_mut(id).ok_or(UndoError::UnknownLink)?;
        if link.undone.is_some() {
            return Err(UndoError::AlreadyUndone);
        }
        link.undone = Some(Undone { by: by.into(), at });
        let keep = link.keep;
        if let Some(journal) = &mut self.journal {
            journal.undo(id);
        }
        let rest = self.links.among(self.view.group(keep));
        self.view.regroup(keep, rest);
        Ok(())
    }

    /// Makes a link and lets it take effect.
    pub(super) fn join(
        &mut self,
        keep: CustomerId,
        absorb: CustomerId,
        evidence: Evidence,
        cause: Cause<'_>,
    ) -> LinkId {
        self.view.join(keep, absorb);
        self.links.add(Link { keep, absorb, evidence, origin: cause.to_origin(), undone: None })
    }
}
