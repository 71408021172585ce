//! Our own entries, in their order → units, sums and guards. The same live and in a rebuild.
//!
//! Everything that a lot, a contact or a merge says of a unit stands in the entry itself: nothing is asked of who is who, of
//! a strategy or of a clock. So the same entries make the same rows.

use std::collections::{BTreeMap, BTreeSet};

use compact_str::CompactString;
use hashbrown::HashMap;
use jiff::tz::TimeZone;
use serde::Deserialize;
use smallvec::SmallVec;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::effects::{
    DecisionType, EffectChanges, EffectSum, Experiment, GuardRow, Scores, Unit, UnitState,
};
use voorzet_store::entry::{Entry, Mode, OwnEntry};
use voorzet_store::error::StoreError;
use voorzet_store::reader::Reader;

use super::book::Book;
use super::cell::{Cell, Figure};
use super::trail::Trail;
use super::unit::{cell, covers, forgotten_after};
use crate::own::{self, Arm, kind};
use crate::projection::Days;

/// What is measured: open units in memory, and what all units add up to.
#[derive(Debug)]
pub(crate) struct Ledger {
    pub(super) days: Days,
    /// The latest instant that an entry spoke of.
    clock: Timestamp,
    trail: Trail,
    /// Units whose window runs.
    pub(super) open: HashMap<CustomerId, SmallVec<[Unit; 2]>>,
    /// When they are forgotten.
    ends: BTreeSet<(Timestamp, CustomerId)>,
    /// What running experiments add up to.
    pub(super) books: BTreeMap<DecisionType, Book>,
    /// What a guard ever halted.
    pub(super) guards: BTreeMap<DecisionType, GuardRow>,
    /// Units that changed, as they are now.
    changed: BTreeMap<UnitKey, Unit>,
    /// What was added to sums.
    added: BTreeMap<(Experiment, u32, bool, i32), Cell>,
    /// Guards that changed.
    pub(super) turned: BTreeSet<DecisionType>,
    /// When guards look next.
    pub(super) look: Option<Timestamp>,
}

/// Customer, reason and quarter.
type UnitKey = (CustomerId, CompactString, i32);

/// What a decision costs, as far as it is asked here.
#[derive(Deserialize)]
struct Cost<'a> {
    #[serde(borrow)]
    reason: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    decision: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    action: Option<own::Action<'a>>,
}

impl Default for Ledger {
    fn default() -> Self {
        Self {
            days: Days::of(&TimeZone::UTC),
            clock: Timestamp::MIN,
            trail: Trail::default(),
            open: HashMap::new(),
            ends: BTreeSet::new(),
            books: BTreeMap::new(),
            guards: BTreeMap::new(),
            changed: BTreeMap::new(),
            added: BTreeMap::new(),
            turned: BTreeSet::new(),
            look: None,
        }
    }
}

impl Ledger {
    /// What a store has of it. `zone` is that of the strategy in force.
    pub(crate) fn load(disk: &Reader) -> Result<Self, StoreError> {
        let mut ledger = Self::default();
        for unit in disk.open_units()? {
            ledger.keep(unit);
        }
        for guard in disk.guards()? {
            // In order of epochs: the last one holds.
            ledger.guards.insert(guard.experiment.of.clone(), guard);
        }
        for sum in disk.effect_sums()? {
            let Some(figure) = Figure::from_name(&sum.figure) else { continue };
            if sum.experiment.epoch == ledger.epoch(&sum.experiment.of) {
                let book = ledger.books.entry(sum.experiment.of).or_default();
                book.add_figure(sum.day, sum.share, sum.treated, figure, sum.amount);
            }
        }
        Ok(ledger)
    }

    /// Goes on, on the calendar of a time zone, at an instant: what was known of customers before.
    pub(crate) fn begin(&mut self, zone: &TimeZone, now: Timestamp, disk: &Reader) -> Result<(), StoreError> {
        self.set_zone(zone);
        let first = Trail::first_needed(self.days.day(now));
        let mut trail = Trail::default();
        disk.each_contact(first, i32::MAX, |contact| {
            trail.add(contact.customer, contact.day, contact.contacts);
        })?;
        self.trail = trail;
        if self.books.values().any(|book| book.runs_on(i32::MIN)) {
            self.look = Some(now);
        }
        Ok(())
    }

    /// Takes another calendar from here on.
    pub(crate) fn set_zone(&mut self, zone: &TimeZone) {
        self.days = Days::of(zone);
    }

    /// Takes in an entry of ours that is about to be written.
    pub(crate) fn said(&mut self, entry: &OwnEntry, disk: &Reader) -> Result<(), StoreError> {
        self.take_in((entry.kind, entry.time, entry.mode), entry.customer, entry.data.get(), disk)
    }

    /// Takes in an entry that the log holds.
    pub(crate) fn entry(&mut self, entry: &Entry, disk: &Reader) -> Result<(), StoreError> {
        let Some(own) = entry.own else { return Ok(()) };
        let event = &entry.event;
        self.take_in((&event.kind, event.time, entry.mode), own.customer, event.data.get(), disk)
    }

    /// Whether something is measured of more than one of these originals.
    pub(crate) fn measures_several(&self, originals: &[CustomerId]) -> bool {
        originals.iter().filter(|original| self.open.contains_key(*original)).count() > 1
    }

    /// Whether something is measured of one of these originals.
    pub(crate) fn measures(&self, originals: &[CustomerId]) -> bool {
        originals.iter().any(|original| self.open.contains_key(original))
    }

    /// What changed since the last time, to be written.
    pub(crate) fn take(&mut self) -> EffectChanges {
        let mut sums = Vec::new();
        for ((experiment, share, treated, day), cell) in std::mem::take(&mut self.added) {
            for figure in Figure::ALL.into_iter().filter(|figure| cell[*figure] != 0) {
                let (experiment, amount) = (experiment.clone(), cell[figure]);
                let figure = CompactString::const_new(figure.name());
                sums.push(EffectSum { experiment, share, treated, day, figure, amount });
            }
        }
        let guards = std::mem::take(&mut self.turned).into_iter();
        EffectChanges {
            units: std::mem::take(&mut self.changed).into_values().collect(),
            sums,
            guards: guards.filter_map(|of| self.guards.get(&of).cloned()).collect(),
        }
    }

    /// An entry that does not read as its type says is one of another version, and changes nothing.
    fn take_in(
        &mut self,
        (kind, time, mode): (&str, Timestamp, Mode),
        customer: Option<CustomerId>,
        data: &str,
        disk: &Reader,
    ) -> Result<(), StoreError> {
        match kind {
            kind::CONTACT_COUNTED => {
                if let (Some(customer), Ok(contact)) = (customer, serde_json::from_str(data)) {
                    self.contact(customer, time, &contact);
                }
            }
            kind::HOLDOUT_ASSIGNED if mode == Mode::Live => {
                if let (Some(customer), Ok(assigned)) = (customer, serde_json::from_str(data)) {
                    self.assigned(customer, time, &assigned, disk)?;
                }
            }
            kind::DECISION_MADE => {
                if let Some(customer) = customer.filter(|customer| self.open.contains_key(customer))
                    && let Ok(cost) = serde_json::from_str(data)
                {
                    self.spend(customer, time, &cost);
                }
            }
            kind::UNITS_JOINED => {
                if let Ok(own::Joined { originals }) = serde_json::from_str(data) {
                    self.join(&customers(&originals));
                }
            }
            kind::UNIT_OPTED_OUT => {
                if let (Some(customer), Ok(own::OptedOut { originals, .. })) =
                    (customer, serde_json::from_str(data))
                {
                    let all = originals_of(customer, &originals);
                    self.change(&all, time, |unit| unit.opt_outs += 1);
                    self.look_soon(time);
                }
            }
            kind::UNIT_SCORED => {
                if let (Some(customer), Ok(scored)) = (customer, serde_json::from_str::<own::Scored>(data)) {
                    let all = originals_of(customer, &scored.originals);
                    self.change(&all, time, |unit| unit.scores.set(scored.question, scored.score));
                }
            }
            kind::GUARD_HALTED => {
                if let Ok(halted) = serde_json::from_str::<own::GuardHalted<'_>>(data) {
                    self.halt(&halted, time);
                }
            }
            kind::GUARD_RESUMED => {
                if let Ok(resumed) = serde_json::from_str::<own::GuardResumed<'_>>(data) {
                    self.resume(&resumed, time);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn contact(&mut self, customer: CustomerId, time: Timestamp, contact: &own::Contact<'_>) {
        if contact.instead_of.is_some() {
            // It was counted before.
            return;
        }
        self.go_on(time);
        let day = self.days.day(time);
        self.trail.add(customer, day, 1);
        let all = originals_of(customer, &contact.originals);
        if !self.measures(&all) {
            return;
        }
        self.join(&all);
        let (cost, complaint) = (contact.cost, i64::from(contact.complaint));
        self.change(&all, time, |unit| {
            unit.contacts += 1;
            unit.cost += cost;
            unit.complaints += complaint;
        });
        if contact.complaint {
            self.look_soon(time);
        }
    }

    fn assigned(
        &mut self,
        customer: CustomerId,
        time: Timestamp,
        assigned: &own::Assigned<'_>,
        disk: &Reader,
    ) -> Result<(), StoreError> {
        let Some(drawn) = &assigned.drawn else { return Ok(()) };
        self.go_on(time);
        let all = originals_of(customer, &drawn.originals);
        self.join(&all);
        let treated = assigned.arm == Arm::Treated;
        let of = DecisionType {
            reason: assigned.reason.as_ref().into(),
            level: drawn.level.as_ref().into(),
            by: drawn.by.as_ref().into(),
        };
        self.begin_unit(&all, of, (treated, drawn.share), time, drawn, disk)?;
        if drawn.all > 0 {
            let share = 1_000_000 - drawn.all;
            self.begin_unit(&all, DecisionType::default(), (!drawn.of_all, share), time, drawn, disk)?;
        }
        Ok(())
    }

    /// A unit begins with the first lot of its quarter; later ones are its own, or show that its customer is in both arms.
    fn begin_unit(
        &mut self,
        originals: &[CustomerId],
        of: DecisionType,
        (treated, share): (bool, u32),
        at: Timestamp,
        drawn: &own::Drawn<'_>,
        disk: &Reader,
    ) -> Result<(), StoreError> {
        let quarter = drawn.quarter;
        for original in originals {
            let known = self.open.get(original).into_iter().flatten();
            let known = known.filter(|unit| unit.reason == of.reason && unit.quarter == quarter);
            let arms: SmallVec<[bool; 2]> = known.map(|unit| unit.treated).collect();
            if arms.iter().any(|arm| *arm != treated) {
                self.cross(&[*original], &of.reason, quarter);
            }
            if !arms.is_empty()
                || self.changed.contains_key(&(*original, of.reason.clone(), quarter))
                || disk.has_unit(*original, &of.reason, quarter)?
            {
                return Ok(());
            }
        }
        let Some(customer) = originals.first().copied() else { return Ok(()) };
        let ends = at.plus(Duration::from_secs(i64::from(drawn.within_seconds)));
        let today = self.days.day(at);
        let unit = Unit {
            customer,
            reason: of.reason.clone(),
            quarter,
            at,
            ends,
            day: self.days.day(ends),
            treated,
            experiment: Experiment { epoch: self.epoch(&of), of },
            share,
            earlier: originals.iter().map(|original| self.trail.before(*original, today)).sum(),
            contacts: 0,
            cost: 0,
            spent: 0,
            complaints: 0,
            opt_outs: 0,
            scores: Scores::default(),
            state: UnitState::Counts,
            open: true,
        };
        self.count(&unit, 1);
        self.note(&unit);
        self.keep(unit);
        if self.look.is_none() {
            self.look = self.days.end_of(at);
        }
        Ok(())
    }

    fn spend(&mut self, customer: CustomerId, time: Timestamp, cost: &Cost<'_>) {
        let Some(action) = cost.action.as_ref().filter(|_| cost.decision == "act") else { return };
        let spent = (action.cost * 1e6).round() as i64;
        if spent == 0 {
            return;
        }
        // What is done at the very lot is done for the unit.
        let counts = |unit: &Unit| {
            (unit.reason == cost.reason || unit.reason.is_empty())
                && unit.state == UnitState::Counts
                && (unit.at..=unit.ends).contains(&time)
        };
        self.change_if(&[customer], counts, |unit| unit.spent += spent);
    }

    fn change(&mut self, originals: &[CustomerId], time: Timestamp, act: impl Fn(&mut Unit)) {
        self.change_if(originals, |unit| covers(unit, time), act);
    }

    /// Changes open units, and what they add.
    pub(super) fn change_if(
        &mut self,
        originals: &[CustomerId],
        counts: impl Fn(&Unit) -> bool,
        act: impl Fn(&mut Unit),
    ) {
        for original in originals {
            let Some(mut units) = self.open.remove(original) else { continue };
            for unit in units.iter_mut().filter(|unit| counts(unit)) {
                self.count(unit, -1);
                act(unit);
                self.count(unit, 1);
                self.note(unit);
            }
            self.open.insert(*original, units);
        }
    }

    /// What a unit adds is added, so many times.
    fn count(&mut self, unit: &Unit, times: i64) {
        let cell = cell(unit);
        if cell == Cell::default() {
            return;
        }
        let of = &unit.experiment.of;
        if unit.experiment.epoch == self.epoch(of) {
            let book = self.books.entry(of.clone()).or_default();
            book.add(unit.day, unit.share, unit.treated, &cell, times);
        }
        let key = (unit.experiment.clone(), unit.share, unit.treated, unit.day);
        self.added.entry(key).or_default().add(&cell, times);
    }

    fn note(&mut self, unit: &Unit) {
        self.changed.insert((unit.customer, unit.reason.clone(), unit.quarter), unit.clone());
    }

    fn keep(&mut self, unit: Unit) {
        self.ends.insert((forgotten_after(&unit), unit.customer));
        self.open.entry(unit.customer).or_default().push(unit);
    }

    /// An entry speaks of an instant: what is over is forgotten.
    fn go_on(&mut self, time: Timestamp) {
        if time <= self.clock {
            return;
        }
        self.clock = time;
        let today = self.days.day(time);
        self.trail.go_on(today);
        while let Some((end, customer)) = self.ends.first().copied().filter(|(end, _)| *end < time) {
            self.ends.pop_first();
            let Some(mut units) = self.open.remove(&customer) else { continue };
            for unit in units.iter().filter(|unit| forgotten_after(unit) <= end) {
                self.note(&Unit { open: false, ..unit.clone() });
            }
            units.retain(|unit| forgotten_after(unit) > end);
            if !units.is_empty() {
                self.open.insert(customer, units);
            }
        }
    }
}

fn customers(originals: &[u32]) -> SmallVec<[CustomerId; 2]> {
    originals.iter().copied().map(CustomerId).collect()
}

/// The originals of a customer: themselves, unless an entry names more.
fn originals_of(customer: CustomerId, originals: &[u32]) -> SmallVec<[CustomerId; 2]> {
    if originals.is_empty() { SmallVec::from_slice(&[customer]) } else { customers(originals) }
}
