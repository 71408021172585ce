//! Incidents as rows: what changed, and building them again from all rows.
//!
//! An incident may reach a hundred thousand customers, in portions, so whom it reached are rows of their own.

use std::collections::{BTreeMap, BTreeSet};

use compact_str::CompactString;

use super::{Incident, Incidents};
use crate::customer::CustomerId;
use crate::event::AssetId;
use crate::record::Damaged;
use crate::time::Timestamp;

/// Rows that are new, changed or gone since they were last asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Incidents, written by their number.
    pub incidents: Vec<IncidentRecord>,
    /// Whom they reached, written by incident and customer, in this order: of two about the same the last counts.
    pub reached: Vec<ReachedRecord>,
    /// The numbers of incidents that are forgotten, and with them whom they reached.
    pub gone: Vec<u64>,
}

impl Changes {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.incidents.is_empty() && self.reached.is_empty() && self.gone.is_empty()
    }
}

/// An incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentRecord {
    /// Its number.
    pub number: u64,
    /// The organisation's own name for it. Never changes.
    pub id: CompactString,
    /// Counts what was opened, changed and closed.
    pub revision: u32,
    /// When it opened.
    pub opened: Timestamp,
    /// The time of the latest event about it.
    pub changed: Timestamp,
    /// When it was over.
    pub closed: Option<Timestamp>,
    /// What it affects.
    pub assets: Vec<AssetId>,
    /// What to say about it.
    pub text: CompactString,
    /// Where in the log the latest stands that was said of it.
    pub said: Option<i64>,
}

/// A customer whom an incident reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReachedRecord {
    /// The number of the incident.
    pub incident: u64,
    /// The customer.
    pub customer: CustomerId,
    /// The revision that reached them last.
    pub revision: u32,
}

/// What changed since it was last asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Journal {
    /// By name.
    changed: BTreeSet<CompactString>,
    reached: Vec<ReachedRecord>,
    gone: Vec<u64>,
}

impl Journal {
    pub(super) fn change(journal: &mut Option<Box<Self>>, id: &str) {
        if let Some(journal) = journal {
            journal.changed.insert(id.into());
        }
    }

    pub(super) fn reach(&mut self, incident: u64, customer: CustomerId, revision: u32) {
        self.reached.push(ReachedRecord { incident, customer, revision });
    }

    pub(super) fn forget(&mut self, incident: &Incident) {
        self.changed.remove(&incident.id);
        self.reached.retain(|reached| reached.incident != incident.number);
        self.gone.push(incident.number);
    }
}

impl Incidents {
    /// No incidents, and a journal.
    pub fn journaled() -> Self {
        Self { journal: Some(Box::default()), ..Self::default() }
    }

    /// What is new, changed or gone since this was last asked. Nothing when no journal is kept.
    pub fn take_changes(&mut self) -> Changes {
        let Some(journal) = &mut self.journal else { return Changes::default() };
        let Journal { changed, reached, gone } = std::mem::take(journal.as_mut());
        let record = |incident: &Incident| IncidentRecord {
            number: incident.number,
            id: incident.id.clone(),
            revision: incident.revision,
            opened: incident.opened,
            changed: incident.changed,
            closed: incident.closed,
            assets: incident.assets.clone(),
            text: incident.text.clone(),
            said: incident.said,
        };
        let incidents = changed.iter().filter_map(|id| self.all.get(id)).map(record).collect();
        Changes { incidents, reached, gone }
    }

    /// Begins to build incidents from rows.
    pub fn restore() -> Restore {
        Restore { incidents: Self::default(), ids: BTreeMap::new() }
    }
}

/// Incidents that are being built from rows: all incidents, then whom they reached, in any order.
pub struct Restore {
    incidents: Incidents,
    ids: BTreeMap<u64, CompactString>,
}

impl Restore {
    /// Another incident.
    ///
    /// # Errors
    /// When one has its number or its name already.
    pub fn incident(&mut self, record: IncidentRecord) -> Result<(), Damaged> {
        let IncidentRecord { number, id, revision, opened, changed, closed, assets, text, said } = record;
        if closed.is_none() {
            self.incidents.index(&id, &assets);
        }
        let reached = BTreeMap::new();
        let next = number.saturating_add(1);
        self.incidents.next = self.incidents.next.max(next);
        let twin = self.ids.insert(number, id.clone()).is_some();
        let name = id.clone();
        let incident =
            Incident { number, id, revision, opened, changed, closed, assets, text, said, reached };
        let twin = self.incidents.all.insert(name, incident).is_some() || twin;
        if twin { Err(Damaged { what: "incident", number }) } else { Ok(()) }
    }

    /// A customer whom an incident reached.
    ///
    /// # Errors
    /// When there is no such incident.
    pub fn reached(&mut self, record: ReachedRecord) -> Result<(), Damaged> {
        let id = self.ids.get(&record.incident);
        let incident = id.and_then(|id| self.incidents.all.get_mut(id));
        let incident = incident.ok_or(Damaged { what: "reached incident", number: record.incident })?;
        incident.reached.insert(record.customer, record.revision);
        Ok(())
    }

    /// The incidents, which keep a journal from now on.
    pub fn finish(self) -> Incidents {
        Incidents { journal: Some(Box::default()), ..self.incidents }
    }
}
