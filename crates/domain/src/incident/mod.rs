//! Incidents: one cause that touches many customers, found through the assets they are tied to.
//!
//! An incident lives on assets. It reaches everybody tied to them, or to their parts, when it opens and when it
//! changes, and whoever is tied to them later while it is open; at its close it tells who had been reached.
//! Reaching is done in batches: [`Incidents::to_reach`] says to whom a revision has yet to go, in order of their
//! number, and [`Incidents::reach`] remembers each. After an interruption the caller goes on after the last one.

pub mod record;

use std::collections::BTreeMap;

use compact_str::CompactString;
use smallvec::SmallVec;

use crate::asset::Assets;
use crate::customer::CustomerId;
use crate::event::AssetId;
use crate::time::Timestamp;

use record::Journal;

/// One incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Its number among incidents; it stays, also when the incident opens again.
    pub number: u64,
    /// The organisation's own name for it.
    pub id: CompactString,
    /// Counts what was opened, changed and closed, from 1.
    pub revision: u32,
    /// When it opened, as far as is known.
    pub opened: Timestamp,
    /// The time of the latest event about it.
    pub changed: Timestamp,
    /// When it was over.
    pub closed: Option<Timestamp>,
    /// What it affects.
    pub assets: Vec<AssetId>,
    /// What to say about it.
    pub text: CompactString,
    /// Where in the log the latest stands that was said of it; the incidents themselves have no use for it.
    pub said: Option<i64>,
    /// The customers it reached, and at which revision last.
    reached: BTreeMap<CustomerId, u32>,
}

impl Incident {
    /// Whether it is still going on.
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// Everybody it ever reached, by number.
    pub fn reached(&self) -> impl Iterator<Item = CustomerId> {
        self.reached.keys().copied()
    }
}

/// What an event did to an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It has a new revision, which has yet to reach its customers.
    Revision(u32),
    /// It is over, as this revision; those it reached are to be told.
    Closed(u32),
    /// Nothing: the event says what was known, or is older than what was known.
    Nothing,
}

/// Every incident that is open, or was until it was pruned.
#[derive(Clone, Debug, Default)]
pub struct Incidents {
    all: BTreeMap<CompactString, Incident>,
    /// The open ones by asset; mostly empty, so that asking costs nothing.
    open: BTreeMap<AssetId, SmallVec<[CompactString; 1]>>,
    /// The number of the next one.
    next: u64,
    /// Nothing in a replay.
    journal: Option<Box<Journal>>,
}

impl Incidents {
    /// One incident.
    pub fn get(&self, id: &str) -> Option<&Incident> {
        self.all.get(id)
    }

    /// All of them, by name.
    pub fn all(&self) -> impl Iterator<Item = &Incident> {
        self.all.values()
    }

    /// An event says that an incident opened, or how it stands now; which of the two makes no difference, since
    /// the first may never arrive. The latest in time holds: an older one only moves the opening back. One
    /// that is later than the close opens it again.
    pub fn update(&mut self, id: &str, assets: &[AssetId], text: &str, at: Timestamp) -> Change {
        let mut assets = assets.to_vec();
        assets.sort_unstable();
        assets.dedup();
        let Some(incident) = self.all.get_mut(id) else {
            let incident = Incident {
                number: self.number(),
                id: id.into(),
                revision: 1,
                opened: at,
                changed: at,
                closed: None,
                assets,
                text: text.into(),
                said: None,
                reached: BTreeMap::new(),
            };
            self.index(id, &incident.assets);
            self.all.insert(id.into(), incident);
            self.changed(id);
            return Change::Revision(1);
        };
        if at < incident.opened {
            incident.opened = at;
            Journal::change(&mut self.journal, id);
        }
        // What is said again later is news: how long it will last may have changed, or that it has not.
        let same = at == incident.changed
            && incident.is_open()
            && incident.assets == assets
            && incident.text == text;
        if at < incident.changed || same || incident.closed == Some(at) {
            return Change::Nothing;
        }
        let before = std::mem::replace(&mut incident.assets, assets);
        incident.text = text.into();
        incident.changed = at;
        incident.closed = None;
        incident.revision += 1;
        let (revision, assets) = (incident.revision, incident.assets.clone());
        self.unindex(id, &before);
        self.index(id, &assets);
        self.changed(id);
        Change::Revision(revision)
    }

    /// An event says that an incident is over. One that nobody knew leaves a mark, so that an opening that
    /// arrives later and is older does not open it.
    pub fn close(&mut self, id: &str, at: Timestamp) -> Change {
        let Some(incident) = self.all.get_mut(id) else {
            let mark = Incident {
                number: self.number(),
                id: id.into(),
                revision: 1,
                opened: at,
                changed: at,
                closed: Some(at),
                assets: Vec::new(),
                text: CompactString::default(),
                said: None,
                reached: BTreeMap::new(),
            };
            self.all.insert(id.into(), mark);
            self.changed(id);
            return Change::Nothing;
        };
        if at < incident.changed || !incident.is_open() {
            return Change::Nothing;
        }
        incident.changed = at;
        incident.closed = Some(at);
        incident.revision += 1;
        let (revision, assets) = (incident.revision, incident.assets.clone());
        self.unindex(id, &assets);
        self.changed(id);
        Change::Closed(revision)
    }

    /// To whom the present revision of an incident has yet to go at an instant, after a customer or from the
    /// first: while it is open those tied to its assets or their parts, once closed all it had reached. By
    /// number, each original once.
    pub fn to_reach(
        &self,
        id: &str,
        assets: &Assets,
        at: Timestamp,
        after: Option<CustomerId>,
    ) -> Vec<CustomerId> {
        let Some(incident) = self.all.get(id) else { return Vec::new() };
        let mut customers: Vec<CustomerId> = if incident.is_open() {
            incident.assets.iter().flat_map(|asset| assets.tied(asset, at)).collect()
        } else {
            incident.reached().collect()
        };
        customers.sort_unstable();
        customers.dedup();
        let now = Some(&incident.revision);
        customers.retain(|customer| {
            after.is_none_or(|last| *customer > last) && incident.reached.get(customer) != now
        });
        customers
    }

    /// Remembers that a revision reached a customer. False when it, or a later one, had done so before, or when
    /// there is no such revision any more: then there is nothing to tell.
    pub fn reach(&mut self, id: &str, revision: u32, customer: CustomerId) -> bool {
        let Some(incident) = self.all.get_mut(id).filter(|incident| incident.revision == revision) else {
            return false;
        };
        let new = incident.reached.insert(customer, revision).is_none_or(|before| before < revision);
        if new && let Some(journal) = &mut self.journal {
            journal.reach(incident.number, customer, revision);
        }
        new
    }

    /// Remembers where in the log the latest stands that was said of an incident.
    pub fn note_said(&mut self, id: &str, position: i64) {
        if let Some(incident) = self.all.get_mut(id) {
            incident.said = Some(position);
            self.changed(id);
        }
    }

    /// A customer was tied to an asset: the open incidents on it, or on what it is part of, that reach the
    /// customer by that, as `(incident, revision)` by name. They count as reached from now on.
    pub fn reached_by_tie(
        &mut self,
        asset: &AssetId,
        customer: CustomerId,
        assets: &Assets,
    ) -> Vec<(CompactString, u32)> {
        let mut reached = Vec::new();
        for id in self.open_on(asset, assets) {
            let Some(revision) = self.all.get(&id).map(|incident| incident.revision) else { continue };
            if self.reach(&id, revision, customer) {
                reached.push((id, revision));
            }
        }
        reached
    }

    /// The open incidents on an asset or on anything it is part of, by name. Free while none is open.
    pub fn open_on(&self, asset: &AssetId, assets: &Assets) -> Vec<CompactString> {
        if self.open.is_empty() {
            return Vec::new();
        }
        let on = assets.wholes(asset).filter_map(|whole| self.open.get(&whole));
        let mut ids: Vec<CompactString> = on.flatten().cloned().collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Forgets the incidents that were over before an instant.
    pub fn prune(&mut self, before: Timestamp) {
        let journal = &mut self.journal;
        self.all.retain(|_, incident| {
            let keeps = incident.closed.is_none_or(|closed| closed >= before);
            if !keeps && let Some(journal) = journal {
                journal.forget(incident);
            }
            keeps
        });
    }

    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next - 1
    }

    fn changed(&mut self, id: &str) {
        Journal::change(&mut self.journal, id);
    }

    fn index(&mut self, id: &str, assets: &[AssetId]) {
        for asset in assets {
            self.open.entry(asset.clone()).or_default().push(id.into());
        }
    }

    fn unindex(&mut self, id: &str, assets: &[AssetId]) {
        for asset in assets {
            if let Some(ids) = self.open.get_mut(asset) {
                ids.retain(|other| other != id);
                if ids.is_empty() {
                    self.open.remove(asset);
                }
            }
        }
    }
}
