//! The register's rows: what changed, and filling it again.

use std::collections::{BTreeMap, BTreeSet};

use compact_str::CompactString;

use super::super::CustomerId;
use super::super::record::{Changes, IdentityRecord, OriginalRecord, SourceRecord};
use super::{Known, NONE, NOTHING, Original, Place, Register, Stated, hash, standing};
use crate::identity::IdentityKind;
use crate::record::Damaged;

/// The lower bits of the order of an identity that was handed over: which hand-over it was. Above them stands
/// how many identities were known then.
pub(in super::super) const MOVE_BITS: u32 = 31;

/// What was written, and what changed of it since.
pub(super) struct Journal {
    sources: usize,
    originals: u32,
    identities: u32,
    /// Written originals with another label.
    labelled: BTreeSet<u32>,
    /// Written identities that were proved or handed over.
    changed: BTreeSet<u32>,
    /// The order of identities that were handed over.
    moved: BTreeMap<u32, u64>,
    moves: u32,
}

impl Journal {
    pub(super) fn label(&mut self, customer: CustomerId) {
        if customer.0 < self.originals {
            self.labelled.insert(customer.0);
        }
    }

    pub(super) fn change(&mut self, place: Place) {
        if place.0 < self.identities {
            self.changed.insert(place.0);
        }
    }

    /// An identity is handed over while `known` are known.
    pub(super) fn hand_over(&mut self, place: Place, known: usize) {
        self.change(place);
        self.moved.insert(place.0, (known as u64) << MOVE_BITS | u64::from(self.moves));
        self.moves += 1;
    }
}

impl Register {
    /// Keeps a journal from now on; what is known is written already.
    pub(in super::super) fn keep_journal(&mut self) {
        let before = self.journal.take();
        let (moved, moves) = before.map_or_else(Default::default, |before| (before.moved, before.moves));
        self.journal = Some(Box::new(Journal {
            sources: self.sources.len(),
            originals: self.originals.len() as u32,
            identities: self.known.len() as u32,
            labelled: BTreeSet::new(),
            changed: BTreeSet::new(),
            moved,
            moves,
        }));
    }

    /// Adds what is new or changed since this was last asked.
    pub(in super::super) fn take_changes(&mut self, changes: &mut Changes) {
        let (originals, identities) = (self.originals.len() as u32, self.known.len() as u32);
        let Some(journal) = &mut self.journal else { return };
        let sources = std::mem::replace(&mut journal.sources, self.sources.len())..self.sources.len();
        let created = std::mem::replace(&mut journal.originals, originals)..originals;
        let learnt = std::mem::replace(&mut journal.identities, identities)..identities;
        let labelled = std::mem::take(&mut journal.labelled);
        let changed = std::mem::take(&mut journal.changed);
        let source = |at: usize| SourceRecord { number: at as u16, name: self.sources[at].clone() };
        changes.sources = sources.map(source).collect();
        let original = |at: u32| {
            let Original { key, label, .. } = self.originals[at as usize];
            OriginalRecord { customer: CustomerId(at), key, label }
        };
        changes.originals = labelled.into_iter().chain(created).map(original).collect();
        changes.identities = changed.into_iter().chain(learnt).map(|at| self.record(Place(at))).collect();
    }

    fn record(&self, place: Place) -> IdentityRecord {
        let known = &self.known[place.0 as usize];
        let cause = self.cause(place);
        IdentityRecord {
            number: place.0,
            customer: known.owner,
            kind: known.kind,
            value: self.identity(place).value.into(),
            verified: known.verified,
            source: known.source,
            event: cause.id.into(),
            time: cause.time,
            moved: self.journal.as_ref().and_then(|journal| journal.moved.get(&place.0).copied()),
        }
    }

    /// Makes room for rows.
    pub(in super::super) fn reserve(&mut self, originals: usize, identities: usize) {
        self.originals.reserve_exact(originals);
        self.known.reserve_exact(identities);
        self.stated.reserve_exact(identities);
        // Nothing is in it yet, so nothing needs hashing.
        self.table.reserve(identities, |_| 0);
        self.keep_journal();
    }

    /// Adds a source and gives its number.
    pub(in super::super) fn restore_source(&mut self, name: CompactString) -> usize {
        self.sources.push(name);
        self.sources.len() - 1
    }

    /// Adds an original, whose identities are still to come.
    pub(in super::super) fn restore_original(&mut self, key: u64, label: u32) -> CustomerId {
        let customer = CustomerId(self.originals.len() as u32);
        self.originals.push(Original { key, first: NONE, last: NONE, label, best: NOTHING, account: false });
        customer
    }

    /// Adds an identity of a known original, without putting it among that one's others.
    pub(in super::super) fn restore_identity(&mut self, record: &IdentityRecord) {
        let at = self.known.len() as u32;
        let (kind, owner, source) = (record.kind, record.customer, record.source);
        let (value, event) = (self.text(&record.value), self.event(&record.event));
        self.known.push(Known { value, owner, source, kind, verified: record.verified });
        self.stated.push(Stated { time: record.time, event, next: NONE, before: NONE });
        self.index(at, kind, &record.value);
        if let (Some(order), Some(journal)) = (record.moved, &mut self.journal) {
            journal.moved.insert(at, order);
            journal.moves = journal.moves.max((order & ((1 << MOVE_BITS) - 1)) as u32 + 1);
        }
    }

    /// Puts an identity behind the others of its customer.
    pub(in super::super) fn restore_order(&mut self, at: u32) {
        let known = &self.known[at as usize];
        let (customer, account) = (known.owner, known.kind == IdentityKind::Account);
        self.originals[customer.index()].account |= account;
        self.chain(customer, at);
    }

    /// Works out how good every original's label is, once all identities are there.
    pub(in super::super) fn restore_labels(&mut self) -> Result<(), Damaged> {
        for (customer, original) in self.originals.iter_mut().enumerate() {
            let label = self.known.get(original.label as usize);
            let known = label
                .filter(|known| known.owner.index() == customer)
                .ok_or(Damaged { what: "customer", number: customer as u64 })?;
            original.best = standing(known.kind, known.verified);
        }
        Ok(())
    }

    /// Finds an identity by its value from now on.
    pub(super) fn index(&mut self, at: u32, kind: IdentityKind, value: &str) {
        let (known, texts, seed) = (&self.known, &self.texts, self.seed);
        self.table.insert_unique(hash(seed, kind, value), at, |at| {
            let known = &known[*at as usize];
            hash(seed, known.kind, known.value.read(texts))
        });
    }
}
