//! Whom an event reaches: its customer, everybody tied to its asset, everybody an incident touches.

use std::collections::BTreeMap;

use compact_str::CompactString;
use smallvec::SmallVec;
use voorzet_domain::asset::{Assets, Tied};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::incident::{Change, Incidents};
use voorzet_domain::reading::{News, Phase, Reading, Unusable};
use voorzet_domain::strategy::model::{EventType, Subject};
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::turn::Turn;

/// Ties that are over are forgotten this long after, when there are many.
const LATENESS: Duration = Duration::from_hours(24);

/// Below this many ties forgetting is not worth the walk.
const FEW_TIES: usize = 100_000;

/// What ties customers to assets, and what is out of order there.
#[derive(Default)]
pub(crate) struct Reach {
    assets: Assets,
    incidents: Incidents,
    /// The latest that was said of each open incident.
    said: BTreeMap<CompactString, Reading>,
    /// Ties left when they were last sorted out.
    kept: usize,
}

/// Whom an event is to be told to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Whom {
    /// These, itself.
    pub(crate) reached: SmallVec<[CustomerId; 1]>,
    /// Its customer, after that: what is said of the incidents that it brought them under.
    pub(crate) news: Vec<Reading>,
}

impl Reach {
    /// What was loaded; what was last said of open incidents is to follow.
    pub(crate) fn restored(assets: Assets, incidents: Incidents, kept: usize) -> Self {
        Self { assets, incidents, said: BTreeMap::new(), kept }
    }

    /// The open incidents, and where the latest stands that was said of them.
    pub(crate) fn sayings(&self) -> Vec<(CompactString, i64)> {
        let open = self.incidents.all().filter(|incident| incident.is_open());
        open.filter_map(|incident| Some((incident.id.clone(), incident.said?))).collect()
    }

    /// What was said of an incident, as the strategy reads it; nothing when it has no use for it.
    pub(crate) fn say(&mut self, incident: CompactString, reading: Option<Reading>) {
        match reading {
            Some(reading) => self.said.insert(incident, reading),
            None => self.said.remove(&incident),
        };
    }

    /// Puts what changed since the last time into a turn.
    pub(crate) fn take_changes(&mut self, turn: &mut Turn) {
        let assets = self.assets.take_changes();
        turn.assets.assets.extend(assets.assets);
        turn.assets.ties.extend(assets.ties);
        turn.assets.gone_assets.extend(assets.gone_assets);
        turn.assets.gone_ties.extend(assets.gone_ties);
        let incidents = self.incidents.take_changes();
        turn.incidents.incidents.extend(incidents.incidents);
        turn.incidents.reached.extend(incidents.reached);
        turn.incidents.gone.extend(incidents.gone);
    }

    /// Ties left when they were last sorted out.
    pub(crate) fn kept(&self) -> usize {
        self.kept
    }

    /// Takes in an event, which stands at a position of the log, and says whom it is to be told to.
    pub(crate) fn take(
        &mut self,
        customer: Option<CustomerId>,
        reading: &Reading,
        kind: &EventType,
        survivor: impl Fn(CustomerId) -> CustomerId,
        position: i64,
    ) -> Result<Whom, Unusable> {
        let news = self.note(customer, reading, kind);
        let mut reached = SmallVec::new();
        if goes_round(reading, kind) {
            if kind.touches_customers() {
                reached = self.reached(customer, reading, survivor, position);
            }
        } else {
            let Some(customer) = customer else { return Err(Unusable::NoCustomer(kind.name.clone())) };
            if kind.touches_customers() {
                reached.push(customer);
            }
        }
        self.loosen(customer, reading, kind);
        Ok(Whom { reached, news })
    }

    /// Notes the ties and parts that an event states. Gives what is to be told to its customer, who was
    /// tied just now to something that an open incident touches.
    fn note(&mut self, customer: Option<CustomerId>, reading: &Reading, kind: &EventType) -> Vec<Reading> {
        if let (Some(whole), Some(asset)) = (&reading.part_of, part(reading)) {
            // A circle or too long a chain leaves the asset where it was.
            let _ = self.assets.part_of(asset, whole, reading.time);
        }
        let (Some(customer), Some(asset)) = (customer, &reading.link) else { return Vec::new() };
        let lasts = kind.link.as_ref().and_then(|link| link.lasts);
        let until = lasts.map(|lasts| reading.time.plus(lasts));
        let tied = self.assets.tie(asset, customer, reading.time, until);
        self.forget(reading.time);
        if tied == Tied::Unchanged {
            return Vec::new();
        }
        let touched = self.incidents.reached_by_tie(asset, customer, &self.assets);
        let said = touched.iter().filter_map(|(incident, _)| self.said.get(incident));
        said.map(|said| Reading { time: reading.time, ..said.clone() }).collect()
    }

    /// Whom an event reaches that is about an asset or an incident; nobody when it is about its customer
    /// only. Originals that are one customer are reached once.
    fn reached(
        &mut self,
        customer: Option<CustomerId>,
        reading: &Reading,
        survivor: impl Fn(CustomerId) -> CustomerId,
        position: i64,
    ) -> SmallVec<[CustomerId; 1]> {
        let mut reached: Vec<CustomerId> = match (&reading.news, &reading.asset) {
            (News::Incident { phase, incident, assets, text }, _) => {
                let change = match phase {
                    Phase::Closed => self.incidents.close(incident, reading.time),
                    _ => self.incidents.update(incident, assets, text, reading.time),
                };
                let revision = match change {
                    Change::Nothing => return SmallVec::new(),
                    Change::Revision(revision) => {
                        self.said.insert(incident.clone(), reading.clone());
                        self.incidents.note_said(incident, position);
                        revision
                    }
                    Change::Closed(revision) => {
                        self.said.remove(incident);
                        revision
                    }
                };
                let reached = self.incidents.to_reach(incident, &self.assets, reading.time, None);
                for customer in &reached {
                    self.incidents.reach(incident, revision, *customer);
                }
                reached
            }
            (_, Some(asset)) => {
                let mut reached = self.assets.tied(asset, reading.time);
                reached.extend(customer);
                reached
            }
            (_, None) => customer.into_iter().collect(),
        };
        if reached.len() > 1 {
            reached.sort_unstable_by_key(|customer| (survivor(*customer), *customer));
            reached.dedup_by_key(|customer| survivor(*customer));
        }
        reached.into()
    }

    /// Ends the ties that an event ends.
    fn loosen(&mut self, customer: Option<CustomerId>, reading: &Reading, kind: &EventType) {
        if !kind.unties.is_empty()
            && let Some(asset) = &reading.asset
        {
            // An event about a customer ends their tie only; one about the asset ends everybody's.
            let whose = customer.filter(|_| kind.subject == Subject::Customer);
            self.assets.end(asset, whose, reading.time);
        }
    }

    /// Sorts out ties that are over whenever there are twice as many as were left the last time.
    fn forget(&mut self, now: Timestamp) {
        if self.assets.tie_count() > FEW_TIES.max(2 * self.kept) {
            self.assets.prune(now.minus(LATENESS));
            self.incidents.prune(now.minus(LATENESS));
            self.kept = self.assets.tie_count();
        }
    }
}

/// The asset that is part of another: the one the event is about, or the one it ties its customer to.
fn part(reading: &Reading) -> Option<&voorzet_domain::event::AssetId> {
    reading.link.as_ref().or(reading.asset.as_ref())
}

/// Whether events of a type go to more than the customer they name.
fn goes_round(reading: &Reading, kind: &EventType) -> bool {
    matches!(kind.subject, Subject::Asset(_)) || matches!(reading.news, News::Incident { .. })
}
