//! Which customer an event is about, and what its claims say about who is who.
//!
//! Three ideas:
//!
//! - **The most trusted known identity decides.** The event's other identities, when nobody has them, go to that
//!   customer; but an unknown identity that is *more* trusted than the one that decides does not go to a
//!   customer who has one as trusted already. So the second account on a family's phone is somebody else.
//! - **Strong links, weak suggests.** An account, or a mail address proved by both sides, makes two originals
//!   one. A phone, device, handle or unproved address suggests. The exception: whoever has only weak
//!   identities is nobody yet, and becomes the one who identifies on that device or proves that address.
//! - **Only the holder's proof counts.** A mail address that one customer stated and another proved goes to the
//!   latter. Linking them instead would let anyone join a stranger's file by stating their address.

use smallvec::SmallVec;

use super::register::{Place, STRONG, standing};
use super::suggestion::{Suggestion, Why};
use super::view::GROUP_LIMIT;
use super::{Cause, CustomerId, Directory, Evidence, LinkId};
use crate::identity::{Claim, Identity, IdentityKind};

/// The most links in force that are kept for one pair of originals: one holds them together, a few more
/// show how sure it is, the rest adds nothing.
const LINKS_PER_PAIR: usize = 8;

/// Whose an event is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// The original whose event it is; see [`Directory::survivor`] for who is seen.
    pub customer: CustomerId,
    /// Whether it was unknown until now. Its number is then the directory's former length or higher.
    pub new: bool,
    /// The links that the event made.
    pub links: SmallVec<[LinkId; 1]>,
    /// Whether it left a new suggestion.
    pub suggested: bool,
}

impl Resolution {
    fn of(customer: CustomerId, new: bool) -> Self {
        Self { customer, new, links: SmallVec::new(), suggested: false }
    }
}

/// A claim and where its identity stands, as it was when the event came in.
struct Found<'a> {
    claim: &'a Claim,
    place: Option<Place>,
    /// Strong, and known to be so before.
    firm: bool,
}

impl Found<'_> {
    fn kind(&self) -> IdentityKind {
        self.claim.identity.kind
    }

    /// How much the claim by itself says.
    fn standing(&self) -> u8 {
        standing(self.kind(), self.claim.verified)
    }

    /// Proves an address that was only stated before, or states one anew.
    fn proves(&self) -> bool {
        self.kind() == IdentityKind::Mail && self.claim.verified && !self.firm
    }

    /// The order in which claims decide.
    fn rank(&self) -> (bool, IdentityKind, bool) {
        let strong = self.firm || (self.place.is_none() && self.standing() == STRONG);
        (!strong, self.kind(), !self.claim.verified)
    }
}

impl Directory {
    /// The customer whose event this is. Unknown identities are learnt, shared strong ones link, shared weak
    /// ones suggest. None when there are no claims.
    ///
    /// Whether `claims` come in this order or another makes no difference.
    pub fn resolve(&mut self, claims: &[Claim], cause: Cause<'_>) -> Option<Resolution> {
        self.settle(claims, cause, false)
    }

    /// The same for an `identify` or `alias`, in which a source says that all claims are one customer: an
    /// account also takes over the device that nobody known had used.
    pub fn identify(&mut self, claims: &[Claim], cause: Cause<'_>) -> Option<Resolution> {
        self.settle(claims, cause, true)
    }

    fn settle(&mut self, claims: &[Claim], cause: Cause<'_>, identifies: bool) -> Option<Resolution> {
        if let Some(customer) = self.nothing_new(claims) {
            return Some(Resolution::of(customer, false));
        }
        let mut found: SmallVec<[Found<'_>; 4]> = claims.iter().map(|claim| self.look_up(claim)).collect();
        // The value last, so that the order of the columns in a file has no say.
        found.sort_by(|a, b| (a.rank(), &a.claim.identity).cmp(&(b.rank(), &b.claim.identity)));
        let first = found.first()?;

        let decider = found.iter().find_map(|one| one.place.map(|place| (one, place)));
        let owner = decider.map(|(one, place)| (one, self.register.owner(place)));
        let accepted = owner.filter(|(one, owner)| !self.is_somebody_else(one, *owner, &found));
        let (customer, firm) = match accepted {
            Some((one, owner)) => (owner, one.firm || self.best(owner) != STRONG),
            None => (self.create(&first.claim.identity), true),
        };
        let mut resolution = Resolution::of(customer, accepted.is_none());
        self.learn(&found, cause, &mut resolution);
        for one in &found {
            if let Some(place) = one.place {
                let identifies = identifies && found[0].kind() == IdentityKind::Account;
                self.compare(one, place, cause, firm, identifies, &mut resolution);
            }
        }
        Some(resolution)
    }

    /// The customer when everything stated is known, is one original's, and no address is proved anew:
    /// nearly every event.
    #[inline]
    fn nothing_new(&self, claims: &[Claim]) -> Option<CustomerId> {
        let mut customer = None;
        for claim in claims {
            let place = self.register.find(&claim.identity)?;
            let owner = self.register.owner(place);
            let proves = claim.verified
                && claim.identity.kind == IdentityKind::Mail
                && !self.register.is_verified(place);
            if proves || customer.is_some_and(|other| other != owner) {
                return None;
            }
            customer = Some(owner);
        }
        customer
    }

    fn look_up<'a>(&self, claim: &'a Claim) -> Found<'a> {
        let place = self.register.find(&claim.identity);
        let known = |place| match claim.identity.kind {
            IdentityKind::Account => true,
            IdentityKind::Mail => claim.verified && self.register.is_verified(place),
            _ => false,
        };
        Found { claim, place, firm: place.is_some_and(known) }
    }

    /// Whether the event, by what it states that nobody has, is about somebody else than the owner of its most
    /// trusted known identity.
    fn is_somebody_else(&self, decider: &Found<'_>, owner: CustomerId, found: &[Found<'_>]) -> bool {
        let mut unknown = found.iter().filter(|one| one.place.is_none());
        if decider.firm {
            // The same person's other account, which is an original of its own: see `Directory`.
            let account = unknown.any(|one| one.kind() == IdentityKind::Account);
            return account && decider.kind() != IdentityKind::Account && self.register.has_account(owner);
        }
        let newcomer = unknown.map(Found::standing).min();
        let decides = standing(decider.kind(), false);
        newcomer.is_some_and(|newcomer| newcomer < decides && self.best(owner) <= newcomer)
    }

    /// Gives the identities that nobody has to the customer.
    fn learn(&mut self, found: &[Found<'_>], cause: Cause<'_>, resolution: &mut Resolution) {
        for one in found.iter().filter(|one| one.place.is_none()) {
            let identity = &one.claim.identity;
            if let Some(place) = self.register.find(identity) {
                // Stated twice in one event; proved if it is in either.
                if one.claim.verified && identity.kind == IdentityKind::Mail {
                    self.register.verify(place);
                }
                continue;
            }
            let customer = resolution.customer;
            if identity.kind == IdentityKind::Account && self.register.has_account(customer) {
                let other = self.create(identity);
                let place = self.register.attach(other, one.claim, cause);
                self.share(customer, other, place, identity, cause, resolution);
            } else {
                self.register.attach(customer, one.claim, cause);
            }
        }
    }

    /// Draws the conclusion from an identity that somebody has.
    ///
    /// `firm`: the event is about its customer beyond doubt, so that what it proves is that customer's.
    fn compare(
        &mut self,
        one: &Found<'_>,
        place: Place,
        cause: Cause<'_>,
        firm: bool,
        identifies: bool,
        resolution: &mut Resolution,
    ) {
        let (customer, owner) = (resolution.customer, self.register.owner(place));
        let identity = &one.claim.identity;
        if owner == customer {
            if one.proves() && firm {
                self.register.verify(place);
            }
        } else if one.firm {
            self.share(customer, owner, place, identity, cause, resolution);
        } else if one.proves() && firm {
            self.prove(owner, place, identity, cause, resolution);
        } else if identifies && identity.kind == IdentityKind::Device && self.best(owner) != STRONG {
            let evidence = Evidence::Identified(identity.clone());
            self.link_by(customer, owner, place, evidence, cause, resolution);
        } else {
            self.suggest(customer, owner, place, identity, Why::Weak, cause, resolution);
        }
    }

    /// The customer proved an address that another original stated.
    fn prove(
        &mut self,
        owner: CustomerId,
        place: Place,
        identity: &Identity,
        cause: Cause<'_>,
        resolution: &mut Resolution,
    ) {
        let customer = resolution.customer;
        let one_already = self.survivor(owner) == self.survivor(customer);
        if self.register.best(owner) != STRONG && (one_already || self.best(owner) != STRONG) {
            // Nobody yet: whoever wrote from that address was its holder.
            self.share(customer, owner, place, identity, cause, resolution);
            if self.survivor(owner) == self.survivor(customer) {
                self.register.verify(place);
            }
            return;
        }
        // An original keeps at least one identity, or it could not be shown.
        if self.register.has_several(owner) {
            self.register.hand_over(place, customer, cause);
        }
        self.suggest(customer, owner, place, identity, Why::ProvedByOther, cause, resolution);
    }

    fn share(
        &mut self,
        customer: CustomerId,
        other: CustomerId,
        place: Place,
        identity: &Identity,
        cause: Cause<'_>,
        resolution: &mut Resolution,
    ) {
        self.link_by(customer, other, place, Evidence::Shared(identity.clone()), cause, resolution);
    }

    /// Links two originals by evidence, unless that was done, was undone by a person, or is too much.
    fn link_by(
        &mut self,
        customer: CustomerId,
        other: CustomerId,
        place: Place,
        evidence: Evidence,
        cause: Cause<'_>,
        resolution: &mut Resolution,
    ) {
        let Some(identity) = evidence.identity() else { return };
        let (ours, theirs) = (self.view.group(customer), self.view.group(other));
        if ours[0] == theirs[0] {
            let mut links = 0;
            for link in self.links.between(customer, other) {
                links += usize::from(link.in_force());
                if links >= LINKS_PER_PAIR || link.evidence.identity() == Some(identity) {
                    return;
                }
            }
            // One group already: the evidence is kept all the same, should another link fall.
        } else if self.links.was_undone(ours, theirs, identity) {
            return;
        } else if ours.len() + theirs.len() > GROUP_LIMIT {
            let identity = identity.clone();
            self.suggest(customer, other, place, &identity, Why::GroupFull, cause, resolution);
            return;
        }
        // A customer with an account stays, else the one that is known longest.
        let seniority = |customer: CustomerId| {
            let survivor = self.view.survivor(customer);
            (!self.register.has_account(survivor), survivor)
        };
        let (keep, absorb) =
            if seniority(other) < seniority(customer) { (other, customer) } else { (customer, other) };
        resolution.links.push(self.join(keep, absorb, evidence, cause));
    }

    #[expect(clippy::too_many_arguments, reason = "one place writes a suggestion, with all that it records")]
    fn suggest(
        &mut self,
        customer: CustomerId,
        other: CustomerId,
        place: Place,
        identity: &Identity,
        why: Why,
        cause: Cause<'_>,
        resolution: &mut Resolution,
    ) {
        if self.survivor(customer) == self.survivor(other) || !self.suggestions.admits(place, customer, other)
        {
            return;
        }
        let customers = (customer.min(other), customer.max(other));
        let origin = cause.to_origin();
        self.suggestions.add(Suggestion { customers, identity: identity.clone(), why, origin });
        resolution.suggested = true;
    }

    /// The best standing in a customer's group.
    fn best(&self, customer: CustomerId) -> u8 {
        let members = self.view.group(customer).iter();
        members.map(|member| self.register.best(*member)).min().unwrap_or(STRONG)
    }

    fn create(&mut self, first: &Identity) -> CustomerId {
        self.view.add();
        self.register.create(first)
    }
}
