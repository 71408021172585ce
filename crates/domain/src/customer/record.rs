//! Customers as rows: what changed, and building the directory again from all of them.
//!
//! Nothing is ever deleted, and every row has a number that stays. What may change in a row is said at its field.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use compact_str::CompactString;

use super::link::{Evidence, Link, LinkId, Undone};
use super::register::{Place, Register};
use super::suggestion::{Suggestion, Why};
use super::{CustomerId, Directory, Origin};
use crate::identity::{Identity, IdentityKind};
use crate::record::Damaged;
use crate::time::Timestamp;

/// Rows that are new or changed since they were last asked for. They are written by their number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Sources of events.
    pub sources: Vec<SourceRecord>,
    /// Original customers.
    pub originals: Vec<OriginalRecord>,
    /// Identities.
    pub identities: Vec<IdentityRecord>,
    /// Links.
    pub links: Vec<LinkRecord>,
    /// Suggestions.
    pub suggestions: Vec<SuggestionRecord>,
}

impl Changes {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
            && self.originals.is_empty()
            && self.identities.is_empty()
            && self.links.is_empty()
            && self.suggestions.is_empty()
    }
}

/// A source of events that stated identities. Never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRecord {
    /// Its number, from 0.
    pub number: u16,
    /// Its name.
    pub name: CompactString,
}

/// An original customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OriginalRecord {
    /// The customer, numbered from 0.
    pub customer: CustomerId,
    /// The number from which control groups are drawn; see [`Directory::key`].
    pub key: u64,
    /// The number of the identity to show. Changes when a better one is learnt.
    pub label: u32,
}

/// An identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityRecord {
    /// Its number, from 0.
    pub number: u32,
    /// Whose it is. Changes, once or more, when somebody else proves the address.
    pub customer: CustomerId,
    /// Its kind.
    pub kind: IdentityKind,
    /// Its normalised value.
    pub value: CompactString,
    /// Whether its holder proved it. Becomes so.
    pub verified: bool,
    /// The number of the source that brought it to its customer, 65,535 when that has none. Changes with the
    /// customer, as do the next two.
    pub source: u16,
    /// That source's number for the event.
    pub event: CompactString,
    /// When the event happened.
    pub time: Timestamp,
    /// Its place among the identities of its customer, when it was handed over to them: after those that were
    /// known then. It fits in 63 bits.
    pub moved: Option<u64>,
}

/// A link between two originals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRecord {
    /// Its number, from 0.
    pub number: u32,
    /// The one that stays.
    pub keep: CustomerId,
    /// The one that is seen as the other.
    pub absorb: CustomerId,
    /// What kind of evidence there is.
    pub because: Because,
    /// The number of the identity that is the evidence; none when a person is.
    pub identity: Option<u32>,
    /// The person who said so.
    pub person: Option<CompactString>,
    /// The event or command.
    pub origin: Origin,
    /// Who undid it, and when. Set once.
    pub undone: Option<Undone>,
}

/// The kinds of [`Evidence`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// Both hold an identity.
    Shared,
    /// Somebody identified themselves on a device.
    Identified,
    /// A person says so.
    Person,
}

impl Because {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Shared, Self::Identified, Self::Person];

    /// The word for it: `shared`, `identified`, `person`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Identified => "identified",
            Self::Person => "person",
        }
    }

    /// The kind that a word names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A suggestion. Never changes; whether it is still open follows from the links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestionRecord {
    /// Its number, from 0.
    pub number: u32,
    /// The two, the earlier first.
    pub customers: (CustomerId, CustomerId),
    /// The number of the identity that they share.
    pub identity: u32,
    /// Why it does not link them by itself.
    pub why: Why,
    /// The event in which it showed.
    pub origin: Origin,
}

/// How many rows there are, to make room for them at once. Guesses do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Room {
    /// Original customers.
    pub originals: usize,
    /// Identities.
    pub identities: usize,
}

/// What was written of links and suggestions; the register knows it of the rest.
pub(super) struct Journal {
    links: u32,
    suggestions: u32,
    undone: Vec<LinkId>,
}

impl Journal {
    pub(super) fn undo(&mut self, link: LinkId) {
        if link.0 < self.links {
            self.undone.push(link);
        }
    }
}

impl Directory {
    /// An empty directory that keeps a journal.
    pub fn journaled(seed: u64) -> Self {
        let mut directory = Self::seeded(seed);
        directory.keep_journal();
        directory
    }

    fn keep_journal(&mut self) {
        self.register.keep_journal();
        let (links, suggestions) = (self.links.len(), self.suggestions.len());
        self.journal = Some(Box::new(Journal { links, suggestions, undone: Vec::new() }));
    }

    /// What is new or changed since this was last asked. Nothing when no journal is kept.
    pub fn take_changes(&mut self) -> Changes {
        let mut changes = Changes::default();
        self.register.take_changes(&mut changes);
        let Some(journal) = &mut self.journal else { return changes };
        let mut links = std::mem::take(&mut journal.undone);
        links.extend((std::mem::replace(&mut journal.links, self.links.len())..self.links.len()).map(LinkId));
        let suggested =
            std::mem::replace(&mut journal.suggestions, self.suggestions.len())..self.suggestions.len();
        let link = |id: LinkId| Some(link_record(id, self.links.get(id)?, &self.register));
        changes.links = links.into_iter().filter_map(link).collect();
        let suggestion = |(number, known): (u32, &Suggestion)| SuggestionRecord {
            number,
            customers: known.customers,
            identity: self.register.find(&known.identity).map_or(u32::MAX, Place::number),
            why: known.why,
            origin: known.origin.clone(),
        };
        let added = self.suggestions.all().skip(suggested.start as usize);
        changes.suggestions = suggested.zip(added).map(suggestion).collect();
        changes
    }

    /// Begins to build a directory from rows; `seed` as in [`Self::seeded`].
    pub fn restore(seed: u64, room: Room) -> Restore {
        let mut directory = Self::seeded(seed);
        directory.register.reserve(room.originals, room.identities);
        directory.view.reserve(room.originals);
        Restore { directory, moved: BinaryHeap::new() }
    }
}

fn link_record(id: LinkId, link: &Link, register: &Register) -> LinkRecord {
    let (because, person) = match &link.evidence {
        Evidence::Shared(_) => (Because::Shared, None),
        Evidence::Identified(_) => (Because::Identified, None),
        Evidence::Person(person) => (Because::Person, Some(person.clone())),
    };
    let identity = link.evidence.identity().and_then(|identity| register.find(identity));
    LinkRecord {
        number: id.0,
        keep: link.keep,
        absorb: link.absorb,
        because,
        identity: identity.map(Place::number),
        person,
        origin: link.origin.clone(),
        undone: link.undone.clone(),
    }
}

/// A directory that is being built from rows: all sources, then all originals, identities, links and
/// suggestions, each by number.
pub struct Restore {
    directory: Directory,
    /// Identities that were handed over and stand after others that have yet to come.
    moved: BinaryHeap<Reverse<(u64, u32)>>,
}

impl Restore {
    /// The next source.
    ///
    /// # Errors
    /// When it does not fit, as of every row.
    pub fn source(&mut self, record: SourceRecord) -> Result<(), Damaged> {
        let number = record.number;
        let next = self.directory.register.restore_source(record.name);
        fits(next == usize::from(number), "source", number)
    }

    /// The next original.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn original(&mut self, record: OriginalRecord) -> Result<(), Damaged> {
        self.directory.view.add();
        let customer = self.directory.register.restore_original(record.key, record.label);
        fits(customer == record.customer, "customer", record.customer.0)
    }

    /// The next identity.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn identity(&mut self, record: &IdentityRecord) -> Result<(), Damaged> {
        let number = record.number;
        let known = record.customer.index() < self.directory.len();
        fits(known && number as usize == self.directory.identity_count(), "identity", number)?;
        self.directory.register.restore_identity(record);
        if let Some(order) = record.moved {
            self.moved.push(Reverse((order, number)));
        } else {
            self.append_moved(Some(number));
            self.directory.register.restore_order(number);
        }
        Ok(())
    }

    /// The next link.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn link(&mut self, record: LinkRecord) -> Result<(), Damaged> {
        let damaged = Damaged { what: "link", number: record.number.into() };
        let LinkRecord { number, keep, absorb, origin, undone, .. } = record;
        let identity = record.identity.and_then(|number| self.directory.register.identity_at(number));
        let evidence = match (record.because, identity, record.person) {
            (Because::Shared, Some(identity), _) => Evidence::Shared(identity),
            (Because::Identified, Some(identity), _) => Evidence::Identified(identity),
            (Because::Person, _, Some(person)) => Evidence::Person(person),
            _ => return Err(damaged),
        };
        let known = keep.index().max(absorb.index()) < self.directory.len();
        if !known || number != self.directory.links.len() {
            return Err(damaged);
        }
        if undone.is_none() {
            self.directory.view.join(keep, absorb);
        }
        self.directory.links.add(Link { keep, absorb, evidence, origin, undone });
        Ok(())
    }

    /// The next suggestion.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn suggestion(&mut self, record: SuggestionRecord) -> Result<(), Damaged> {
        let damaged = Damaged { what: "suggestion", number: record.number.into() };
        let SuggestionRecord { number, customers, why, origin, .. } = record;
        let identity = self.directory.register.identity_at(record.identity).ok_or(damaged)?;
        let known = customers.0.index().max(customers.1.index()) < self.directory.len();
        let suggestions = &mut self.directory.suggestions;
        if !known || number != suggestions.len() {
            return Err(damaged);
        }
        suggestions.admits(Place::numbered(record.identity), customers.0, customers.1);
        suggestions.add(Suggestion { customers, identity, why, origin });
        Ok(())
    }

    /// The directory, which keeps a journal from now on.
    ///
    /// # Errors
    /// When a customer's label is not an identity of theirs.
    pub fn finish(mut self) -> Result<Directory, Damaged> {
        self.append_moved(None);
        self.directory.register.restore_labels()?;
        self.directory.keep_journal();
        Ok(self.directory)
    }

    /// Puts in their customers' order the identities that were handed over before `number` was known.
    fn append_moved(&mut self, number: Option<u32>) {
        while let Some(Reverse((order, moved))) = self.moved.peek().copied() {
            if number.is_some_and(|number| order >> super::register::MOVE_BITS > u64::from(number)) {
                break;
            }
            self.moved.pop();
            self.directory.register.restore_order(moved);
        }
    }
}

fn fits(fits: bool, what: &'static str, number: impl Into<u64>) -> Result<(), Damaged> {
    if fits { Ok(()) } else { Err(Damaged { what, number: number.into() }) }
}

impl Place {
    fn number(self) -> u32 {
        self.0
    }

    fn numbered(number: u32) -> Self {
        Self(number)
    }
}

impl Register {
    fn identity_at(&self, number: u32) -> Option<Identity> {
        let known = (number as usize) < self.len();
        let identity = known.then(|| self.identity(Place::numbered(number)))?;
        Some(Identity { kind: identity.kind, value: identity.value.into() })
    }
}
