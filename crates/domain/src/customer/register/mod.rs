//! The identities and whose they are, laid out for size and speed.
//!
//! What a look-up touches (value, kind, owner) is 32 bytes, so that an identity of up to 24 bytes costs one
//! line of memory beside the table; what only a screen asks for lies apart, longer values and the ids of
//! events in one long text.

mod journal;

use std::fmt;

use compact_str::CompactString;
use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::{Cause, CustomerId};
use crate::identity::{Claim, Identity, IdentityKind};
use crate::time::Timestamp;

use journal::Journal;

pub(super) use journal::MOVE_BITS;

/// No identity: the end of a chain.
const NONE: u32 = u32::MAX;
/// The source of evidence when more sources were seen than are numbered.
const OTHER_SOURCE: u16 = u16::MAX;
/// Enough of an event's id to find it again; the arena keeps ids whole up to here.
const ID_LIMIT: usize = 255;

/// How much an identity says about who somebody is; lower is more. Two customers who share one of
/// [`STRONG`] are one person.
pub(super) type Standing = u8;
/// An account, or a mail address that its holder proved.
pub(super) const STRONG: Standing = 0;
/// Nothing known.
const NOTHING: Standing = u8::MAX;

/// The standing of an identity of a kind; `verified` matters to a mail address only.
pub(super) const fn standing(kind: IdentityKind, verified: bool) -> Standing {
    match kind {
        IdentityKind::Account => STRONG,
        IdentityKind::Mail if verified => STRONG,
        IdentityKind::Mail => 1,
        IdentityKind::Phone => 2,
        IdentityKind::Device => 3,
        IdentityKind::Social => 4,
    }
}

/// An identity in the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(pub(super) u32);

/// An identity as the directory holds it; prints as `account:u001`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdentityRef<'a> {
    /// What kind of identity.
    pub kind: IdentityKind,
    /// The normalised value.
    pub value: &'a str,
}

impl fmt::Display for IdentityRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.name(), self.value)
    }
}

/// A value: in place when it fits there, else in the long text.
enum Text {
    Short(CompactString),
    Long { at: u64, length: u32 },
}

impl Text {
    #[inline]
    fn read<'a>(&'a self, texts: &'a str) -> &'a str {
        match self {
            Self::Short(text) => text,
            Self::Long { at, length } => {
                let at = *at as usize;
                texts.get(at..at + *length as usize).unwrap_or_default()
            }
        }
    }
}

struct Known {
    value: Text,
    owner: CustomerId,
    source: u16,
    kind: IdentityKind,
    verified: bool,
}

struct Stated {
    time: Timestamp,
    /// Where in `texts` the event's id stands: offset in the upper 56 bits, length in the lower 8.
    event: u64,
    next: u32,
    before: u32,
}

struct Original {
    /// xxh3 of the identity it was first known by; control groups are drawn from it.
    key: u64,
    first: u32,
    last: u32,
    /// Its most trusted identity, the earliest of those.
    label: u32,
    best: Standing,
    account: bool,
}

/// See the module.
#[derive(Default)]
pub(super) struct Register {
    /// Hashed with a seed of the caller's choice. xxh3 is no keyed hash: whoever knows the seed can make
    /// identities that collide and so slow look-ups down. A live system therefore passes a random seed,
    /// a replay a fixed one; no answer depends on it, since nothing walks the table.
    table: HashTable<u32>,
    seed: u64,
    known: Vec<Known>,
    stated: Vec<Stated>,
    originals: Vec<Original>,
    texts: String,
    sources: Vec<CompactString>,
    /// Where the last event's id stands.
    event: u64,
    /// Nothing in a replay.
    journal: Option<Box<Journal>>,
}

impl Register {
    pub(super) fn seeded(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    pub(super) fn find(&self, identity: &Identity) -> Option<Place> {
        let hash = hash(self.seed, identity.kind, &identity.value);
        let same = |at: &u32| {
            let known = &self.known[*at as usize];
            known.kind == identity.kind && known.value.read(&self.texts) == identity.value
        };
        self.table.find(hash, same).map(|at| Place(*at))
    }

    pub(super) fn owner(&self, place: Place) -> CustomerId {
        self.known[place.0 as usize].owner
    }

    pub(super) fn is_verified(&self, place: Place) -> bool {
        self.known[place.0 as usize].verified
    }

    /// How many identities there are.
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// The best standing among an original's identities.
    pub(super) fn best(&self, customer: CustomerId) -> Standing {
        self.originals[customer.index()].best
    }

    pub(super) fn has_account(&self, customer: CustomerId) -> bool {
        self.originals[customer.index()].account
    }

    /// Whether an original has more than one identity.
    pub(super) fn has_several(&self, customer: CustomerId) -> bool {
        let original = &self.originals[customer.index()];
        original.first != original.last
    }

    pub(super) fn key(&self, customer: CustomerId) -> u64 {
        self.originals[customer.index()].key
    }

    pub(super) fn label(&self, customer: CustomerId) -> IdentityRef<'_> {
        self.identity(Place(self.originals[customer.index()].label))
    }

    pub(super) fn identity(&self, place: Place) -> IdentityRef<'_> {
        let known = &self.known[place.0 as usize];
        IdentityRef { kind: known.kind, value: known.value.read(&self.texts) }
    }

    /// The event that brought an identity to its owner.
    pub(super) fn cause(&self, place: Place) -> Cause<'_> {
        let stated = &self.stated[place.0 as usize];
        let from = (stated.event >> 8) as usize;
        let id = self.texts.get(from..from + (stated.event & 0xff) as usize).unwrap_or_default();
        let source = self.sources.get(usize::from(self.known[place.0 as usize].source));
        Cause { source: source.map_or("other", |name| name.as_str()), id, time: stated.time }
    }

    /// An original's identities in the order in which they came to it.
    pub(super) fn of(&self, customer: CustomerId) -> impl Iterator<Item = Place> + '_ {
        let first = self.originals.get(customer.index()).map_or(NONE, |original| original.first);
        let step = |at: u32| (at != NONE).then_some(Place(at));
        std::iter::successors(step(first), move |at| step(self.stated[at.0 as usize].next))
    }

    /// A new original, known first by this identity, which still has to be attached.
    pub(super) fn create(&mut self, first: &Identity) -> CustomerId {
        let customer = CustomerId(self.originals.len() as u32);
        let key = xxhash_rust::xxh3::xxh3_64(first.to_string().as_bytes());
        self.originals.push(Original {
            key,
            first: NONE,
            last: NONE,
            label: NONE,
            best: NOTHING,
            account: false,
        });
        customer
    }

    /// Gives an unknown identity to an original. Constant time, however many it has.
    pub(super) fn attach(&mut self, customer: CustomerId, claim: &Claim, cause: Cause<'_>) -> Place {
        let at = self.known.len() as u32;
        let Identity { kind, value } = &claim.identity;
        let text = self.text(value);
        let (source, event) = (self.source(cause.source), self.event(cause.id));
        let verified = claim.verified && *kind == IdentityKind::Mail;
        self.known.push(Known { value: text, owner: customer, source, kind: *kind, verified });
        self.stated.push(Stated { time: cause.time, event, next: NONE, before: NONE });
        self.index(at, *kind, value);
        self.append(customer, at);
        Place(at)
    }

    /// Its holder proved a mail address.
    pub(super) fn verify(&mut self, place: Place) {
        self.known[place.0 as usize].verified = true;
        if let Some(journal) = &mut self.journal {
            journal.change(place);
        }
        self.raise(self.owner(place), place.0);
    }

    /// Gives a mail address to the original that proved it.
    pub(super) fn hand_over(&mut self, place: Place, to: CustomerId, cause: Cause<'_>) {
        let at = place.0 as usize;
        let from = self.owner(place);
        let (before, next) = (self.stated[at].before, self.stated[at].next);
        match before {
            NONE => self.originals[from.index()].first = next,
            before => self.stated[before as usize].next = next,
        }
        match next {
            NONE => self.originals[from.index()].last = before,
            next => self.stated[next as usize].before = before,
        }
        if self.originals[from.index()].label == place.0 {
            self.relabel(from);
        }
        let event = self.event(cause.id);
        self.known[at].source = self.source(cause.source);
        self.known[at].owner = to;
        self.known[at].verified = true;
        self.stated[at] = Stated { time: cause.time, event, next: NONE, before: NONE };
        if let Some(journal) = &mut self.journal {
            journal.hand_over(place, self.known.len());
        }
        self.append(to, place.0);
    }

    fn append(&mut self, customer: CustomerId, at: u32) {
        self.chain(customer, at);
        self.raise(customer, at);
    }

    /// Puts an identity behind the others of a customer.
    fn chain(&mut self, customer: CustomerId, at: u32) {
        let original = &mut self.originals[customer.index()];
        let last = std::mem::replace(&mut original.last, at);
        if last == NONE {
            original.first = at;
        } else {
            self.stated[last as usize].next = at;
            self.stated[at as usize].before = last;
        }
    }

    /// Takes an identity into account that an original has, or has proved, since just now.
    fn raise(&mut self, customer: CustomerId, at: u32) {
        let known = &self.known[at as usize];
        let original = &mut self.originals[customer.index()];
        let account = known.kind == IdentityKind::Account;
        let standing = standing(known.kind, known.verified);
        // An account names a customer better than a proved mail address, which is as strong.
        if standing < original.best || (account && !original.account) {
            original.label = at;
            if let Some(journal) = &mut self.journal {
                journal.label(customer);
            }
        }
        original.best = original.best.min(standing);
        original.account |= account;
    }

    fn relabel(&mut self, customer: CustomerId) {
        let standing = |place: &Place| {
            let known = &self.known[place.0 as usize];
            (standing(known.kind, known.verified), known.kind)
        };
        let best = self.of(customer).min_by_key(standing).map_or(NONE, |place| place.0);
        self.originals[customer.index()].label = best;
        if let Some(journal) = &mut self.journal {
            journal.label(customer);
        }
        if best != NONE {
            let known = &self.known[best as usize];
            self.originals[customer.index()].best = self::standing(known.kind, known.verified);
        }
    }

    fn source(&mut self, name: &str) -> u16 {
        // Latest first: events come in runs of one source, and there are few.
        if let Some(at) = self.sources.iter().rposition(|known| known == name) {
            return at as u16;
        }
        if self.sources.len() >= SOURCE_LIMIT {
            return OTHER_SOURCE;
        }
        self.sources.push(name.into());
        (self.sources.len() - 1) as u16
    }

    fn text(&mut self, value: &CompactString) -> Text {
        if !value.is_heap_allocated() {
            return Text::Short(value.clone());
        }
        let at = self.texts.len() as u64;
        self.texts.push_str(value);
        Text::Long { at, length: value.len() as u32 }
    }

    /// Keeps an event's id, once for all identities that one event brings.
    fn event(&mut self, id: &str) -> u64 {
        let id = &id[..id.floor_char_boundary(ID_LIMIT)];
        let last = self.event;
        let from = (last >> 8) as usize;
        if self.texts.get(from..from + (last & 0xff) as usize) != Some(id) {
            self.event = (self.texts.len() as u64) << 8 | id.len() as u64;
            self.texts.push_str(id);
        }
        self.event
    }
}

/// How many sources are told apart in evidence; the search for one is linear.
const SOURCE_LIMIT: usize = 1_024;

fn hash(seed: u64, kind: IdentityKind, value: &str) -> u64 {
    xxh3_64_with_seed(value.as_bytes(), seed ^ kind as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_stays_small() {
        assert_eq!((size_of::<Known>(), size_of::<Stated>(), size_of::<Original>()), (32, 24, 24));
    }
}
