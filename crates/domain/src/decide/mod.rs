//! `decide`: a customer's state, something that happened, the strategy and the known rates in; what came
//! of it out. Pure: the same arguments give the same outcome, live, in replay and in simulation.
//!
//! Who takes part: [`signal`] opens expectations, [`settle`] ends them, [`climb`] chooses a step for one,
//! [`closing`] tells the end of incidents,
//! [`gate`] says what is allowed, [`lot`] draws control groups, [`inbound`] chooses at a contact, and
//! [`outcome`] is what comes out.
//!
//! At one instant events come before what falls due by itself, so that what is done just in time counts
//! as done. Within one event: facts first, then what ends (contacts, `until`, `done`, `unless`), then
//! what begins (signals). A contact therefore never settles what the same event expects.

mod climb;
mod closing;
mod gate;
mod inbound;
pub mod lot;
pub mod outcome;
pub mod record;
mod settle;
mod signal;
pub mod words;

use compact_str::CompactString;
use smallvec::SmallVec;

use crate::event::AssetId;
use crate::expr::Program;
use crate::expr::env::Env;
use crate::reading::{News, Phase, Reading};
use crate::state::expectation::Expectation;
use crate::state::{CustomerState, Person, Rare, push};
use crate::strategy::model::{KeyRule, Reason, ReasonId, SignalId, Strategy};
use crate::time::Timestamp;
use crate::value::Fields;
use outcome::{Happening, Outcome};

pub(crate) use gate::{budget_until, touch};
pub use gate::{permits, permits_call, quiet_until};

/// The chances that history shows, at one moment: an immutable snapshot, by signal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rates(pub Vec<f64>);

impl Rates {
    /// The snapshot before anything is known: every chance is the strategy's assumption.
    pub fn unknown(strategy: &Strategy) -> Self {
        Self(vec![strategy.learning.prior; strategy.signals.len()])
    }

    fn of(&self, signal: SignalId, strategy: &Strategy) -> f64 {
        self.0.get(signal.index()).copied().unwrap_or(strategy.learning.prior)
    }
}

/// What `decide` is told.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// An event reached the customer.
    Event(&'a Reading),
    /// Time passed: all events up to `now` have come.
    Due,
}

/// Takes a person from one state to the next and fills `outcome` with what came of it.
///
/// `now` is the instant of deciding: the event's own time in replay, the time of arrival live. It never
/// goes back between two calls for one person. No event happened after it; a source whose clock is ahead is held
/// back with [`Reading::held_to`]. What fell due before an event must have been asked for
/// with [`Input::Due`]; what is still owed is made good first.
pub fn decide(
    person: &mut Person<'_>,
    input: Input<'_>,
    strategy: &Strategy,
    rates: &Rates,
    now: Timestamp,
    outcome: &mut Outcome,
) {
    let mut turn = Turn { person, strategy, rates, now, out: outcome, moved: SmallVec::new() };
    match input {
        Input::Due => {
            turn.fall_due(now, true);
            turn.person.originals_mut().for_each(CustomerState::trim);
        }
        Input::Event(reading) => {
            turn.fall_due(now, false);
            turn.event(reading);
        }
    }
    turn.person.originals_mut().for_each(CustomerState::settle_due);
}

/// One call of [`decide`] under way.
struct Turn<'t, 'p> {
    person: &'t mut Person<'p>,
    strategy: &'t Strategy,
    rates: &'t Rates,
    now: Timestamp,
    out: &'t mut Outcome,
    /// The expectations that signals opened or strengthened and that are still to be decided on, each with
    /// the last of those signals. Several signals of one event are one piece of news: it is decided on once.
    moved: SmallVec<[(ReasonId, CompactString, SignalId); 2]>,
}

/// Where an expectation stands: which original, and its place there.
type Place = (usize, usize);

impl Turn<'_, '_> {
    fn event(&mut self, reading: &Reading) {
        let kind = &self.strategy.types[reading.kind.index()];
        self.note_facts(reading);
        let likely = match &reading.news {
            News::Contact(contact) => self.settle_by_contact(reading, contact),
            News::Incident { phase: Phase::Closed, incident, .. } => {
                self.close_incident(incident);
                None
            }
            _ => None,
        };
        if !kind.lapses.is_empty() {
            self.lapse(reading, &kind.lapses);
        }
        if !kind.done.is_empty() {
            self.prove_done(reading, &kind.done);
        }
        if !kind.calls_off.is_empty() {
            self.call_off(reading, &kind.calls_off);
        }
        if let News::Contact(contact) = &reading.news {
            self.offer(reading, contact, likely);
        }
        for &signal in &kind.signals {
            self.hear(signal, reading);
        }
        self.decide_moved();
    }

    /// Writes down what later conditions and gates ask for. Facts go to the original they came to.
    fn note_facts(&mut self, reading: &Reading) {
        let kind = &self.strategy.types[reading.kind.index()];
        for &id in &kind.tracks {
            let track = &self.strategy.tracks[id.0 as usize];
            match track.field {
                None => self.person.own.history.record(id, reading.time, track.keep),
                Some(field) => {
                    if let Some(amount) = reading.fields.get(field).and_then(crate::value::Value::as_amount) {
                        self.person.own.history.record_amount(id, reading.time, amount, track.keep);
                    }
                }
            }
        }
        match &reading.news {
            News::Traits { traits, zone } if traits.is_empty() && zone.is_none() => {}
            News::Traits { traits, zone } => {
                let rare = self.rare();
                for (id, value) in traits {
                    match rare.traits.iter_mut().find(|(other, ..)| other == id) {
                        Some(known) if known.1 > reading.time => {}
                        Some(known) => (known.1, known.2) = (reading.time, value.clone()),
                        None => push(&mut rare.traits, (*id, reading.time, value.clone())),
                    }
                }
                if let Some(zone) = zone
                    && rare.zone.as_ref().is_none_or(|(at, _)| *at <= reading.time)
                {
                    rare.zone = Some((reading.time, zone.clone()));
                }
            }
            News::Consent(consent) => self.rare().permissions.note_consent(consent.clone()),
            News::Preference(preference) => self.rare().permissions.note_preference(preference.clone()),
            News::None | News::Contact(_) | News::Incident { .. } => {}
        }
    }

    /// What few originals have; made when it is first needed.
    fn rare(&mut self) -> &mut Rare {
        self.person.own.rare.get_or_insert_default()
    }

    /// Makes good, in order of time, what fell due before `until` (or at it, when `inclusive`).
    fn fall_due(&mut self, until: Timestamp, inclusive: bool) {
        let is_due = |at: Timestamp| at < until || (inclusive && at == until);
        // Mostly nothing is, and that is known without looking at every expectation.
        if !self.person.originals().filter_map(CustomerState::due).any(is_due) {
            return;
        }
        while let Some(at) = self.person.originals().filter_map(CustomerState::next_due).min() {
            if !is_due(at) {
                break;
            }
            let outer = std::mem::replace(&mut self.now, at);
            self.end_windows();
            self.sound_watches();
            self.advance_expectations();
            self.tell_ends();
            self.now = outer;
        }
    }

    fn env<'e>(&'e self, fields: &'e Fields, asset: Option<&'e AssetId>) -> Env<'e> {
        Env { strategy: self.strategy, event: fields, asset, person: self.person, now: self.now }
    }

    /// Whether a condition holds; one that asks for something absent does not, and is counted.
    fn holds(&mut self, condition: Option<&Program>, fields: &Fields, asset: Option<&AssetId>) -> bool {
        let Some(condition) = condition else { return true };
        let held = condition.holds(&self.env(fields, asset));
        if held.is_none() {
            self.out.absent += 1;
        }
        held == Some(true)
    }

    /// What tells the expectation that this event speaks of apart from others on the reason.
    fn key(&self, reason: &Reason, reading: &Reading) -> CompactString {
        if let News::Incident { incident, .. } = &reading.news {
            return incident.clone();
        }
        match &reason.key {
            KeyRule::Reason => CompactString::const_new(""),
            KeyRule::Asset => reading.asset.as_ref().map(|a| a.as_str().into()).unwrap_or_default(),
            KeyRule::Computed(program) => {
                program.key(&self.env(&reading.fields, reading.asset.as_ref())).unwrap_or_default()
            }
        }
    }

    /// The number of the person as a unit of control groups, the same whichever original is at hand.
    fn unit(&self) -> u64 {
        self.person.unit
    }

    fn original_mut(&mut self, original: usize) -> &mut CustomerState {
        match original {
            0 => self.person.own,
            _ => &mut self.person.linked[original - 1],
        }
    }

    fn expectation(&self, (original, index): Place) -> &Expectation {
        match original {
            0 => &self.person.own.expectations[index],
            _ => &self.person.linked[original - 1].expectations[index],
        }
    }

    fn expectation_mut(&mut self, (original, index): Place) -> &mut Expectation {
        &mut self.original_mut(original).expectations[index]
    }

    /// The open expectation of the person on this reason and key.
    fn find(&self, reason: ReasonId, key: &str) -> Option<Place> {
        let same = |expectation: &Expectation| expectation.reason == reason && expectation.key == key;
        let mut originals = self.person.originals().enumerate();
        originals.find_map(|(o, original)| Some((o, original.expectations.iter().position(same)?)))
    }

    fn tell(&mut self, happening: Happening) {
        self.out.happenings.push(happening);
    }
}
