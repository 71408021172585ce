//! One entry of the log → what it adds to the read models.

use std::borrow::Cow;
use std::collections::BTreeMap;

use compact_str::{CompactString, ToCompactString, format_compact};
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::value::RawValue;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::event::{Event, builtin};
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::entry::{Entry, Mode, OwnEntry, Position};
use voorzet_store::figure::{Contact, Figures, Sum, Trait};
use voorzet_store::service::{ServiceChanges, ServicePlace, ServiceSum};

use super::day::Days;
use super::service::{self, Served};
use super::{figure, lead};
use crate::feedback::count::Counted;
use crate::feedback::silence::Silent;
use crate::own::{self, Arm, kind};

/// After this long, what an event says can no longer be put in order with what came earlier.
const LATENESS: Duration = Duration::from_hours(24);

/// The most that is kept of one trait, in bytes of JSON. What is longer is no name and no language.
const TRAIT_LIMIT: usize = 2_048;

/// How much of a name from outside stands in a figure.
const NAME_LIMIT: usize = 64;

/// Gathers what entries add to the read models, until it is taken away to be committed.
///
/// It holds nothing but a calendar and what was gathered: an entry always adds the same, whatever came before
/// it. Whose traits an `identify` states is said by the `customer.identified` that it causes.
#[derive(Debug)]
pub struct Fold {
    days: Days,
    sums: BTreeMap<Key, i64>,
    contacts: BTreeMap<ContactKey, i64>,
    traits: Vec<Trait>,
    /// What counts of how customers were served.
    served: Vec<Served>,
    /// What counts of what they were asked and said.
    counted: Vec<Counted>,
    /// For how long they were silent.
    silences: Vec<Silent>,
    /// Messages that came in, by day and channel.
    received: BTreeMap<(i32, CompactString), i64>,
}

/// `message.received`, as far as figures ask.
#[derive(Deserialize)]
struct Came<'a> {
    #[serde(borrow)]
    channel: Cow<'a, str>,
}

/// Day, reason, figure, detail, segment, and whether it was history.
type Key = (i32, CompactString, &'static str, CompactString, CompactString, bool);

/// Day, reason, customer, channel and segment.
type ContactKey = (i32, CompactString, CustomerId, CompactString, CompactString);

/// When something counts, whether it was history, and in which segment.
#[derive(Clone, Copy)]
struct Day<'a> {
    number: i32,
    history: bool,
    segment: &'a str,
}

impl<'a> Day<'a> {
    fn in_segment(self, segment: Option<&'a Cow<'_, str>>) -> Self {
        let segment = segment.map_or("", |segment| clipped(segment));
        Self { segment, ..self }
    }
}

impl Fold {
    /// A fold whose days are those of a time zone.
    pub fn new(zone: &TimeZone) -> Self {
        Self {
            days: Days::of(zone),
            sums: BTreeMap::new(),
            contacts: BTreeMap::new(),
            traits: Vec::new(),
            served: Vec::new(),
            counted: Vec::new(),
            silences: Vec::new(),
            received: BTreeMap::new(),
        }
    }

    /// Takes another calendar from here on. What was counted before stays where it is until a rebuild.
    pub fn set_zone(&mut self, zone: &TimeZone) {
        self.days = Days::of(zone);
    }

    /// Folds an entry from outside when it has been decided on, or set aside; `at` is when it came.
    pub fn heard(&mut self, event: &Event, at: Timestamp, mode: Mode) {
        let day = self.day(event.time, mode);
        self.add(day, "", figure::EVENTS, clip(&event.kind), 1);
        if event.kind == builtin::MESSAGE {
            self.receive(event, at);
        }
        if mode == Mode::Live && at.since(event.time) > LATENESS {
            self.add(day, "", figure::LATE, CompactString::default(), 1);
        }
    }

    /// A message came in. It counts on the day on which it did, as what becomes of it does.
    fn receive(&mut self, event: &Event, at: Timestamp) {
        let Ok(Came { channel }) = serde_json::from_str(event.data.get()) else { return };
        *self.received.entry((self.days.day(at), clip(&channel))).or_default() += 1;
    }

    /// Folds what counts of what happened to cases and messages.
    pub(crate) fn serve(&mut self, served: Vec<Served>) {
        self.served.extend(served);
    }

    /// Folds what counts of what customers were asked and said, and for how long they were silent.
    pub(crate) fn listen(&mut self, counted: Vec<Counted>, silences: Vec<Silent>) {
        self.counted.extend(counted);
        self.silences.extend(silences);
    }

    /// The day of an instant, from 1970-01-01.
    pub(crate) fn day_of(&mut self, at: Timestamp) -> i32 {
        self.days.day(at)
    }

    fn take_service(&mut self) -> ServiceChanges {
        let served = std::mem::take(&mut self.served);
        let mut changes = service::rows(served, &mut self.days);
        for ((day, channel), amount) in std::mem::take(&mut self.received) {
            let place = ServicePlace { day, channel, ..ServicePlace::default() };
            let figure = CompactString::const_new(service::name::RECEIVED);
            changes.sums.push(ServiceSum { place, figure, step: 0, amount });
        }
        changes
    }

    /// Folds the traits that an `identify` states of a customer: what `customer.identified` refers to.
    pub fn identified(&mut self, event: &Event, position: Position, customer: CustomerId) {
        if event.kind != builtin::IDENTIFY {
            return;
        }
        let Ok(said) = serde_json::from_str::<BTreeMap<CompactString, &RawValue>>(event.data.get()) else {
            return;
        };
        let kept = said.into_iter().filter(|(name, value)| {
            !name.is_empty() && name.len() <= NAME_LIMIT && value.get().len() <= TRAIT_LIMIT
        });
        self.traits.extend(kept.map(|(name, value)| Trait {
            customer,
            name,
            at: event.time,
            position,
            value: value.get().to_owned(),
        }));
    }

    /// The traits of a customer that were gathered, and so are in no row yet.
    pub fn traits_of(&self, customer: CustomerId) -> impl Iterator<Item = &Trait> {
        self.traits.iter().filter(move |known| known.customer == customer)
    }

    /// Folds an entry of our own that is about to be written.
    pub fn said(&mut self, entry: &OwnEntry) {
        self.own(entry.kind, entry.time, entry.mode, entry.customer, entry.data.get());
    }

    /// Folds an entry that the log holds, ours or not. The traits of an `identify` are not among what it adds.
    pub fn entry(&mut self, entry: &Entry) {
        match entry.own {
            None => self.heard(&entry.event, entry.at, entry.mode),
            Some(own) => {
                let event = &entry.event;
                self.own(&event.kind, event.time, entry.mode, own.customer, event.data.get());
            }
        }
    }

    /// What was gathered since the last time, in order; nothing of it is left here.
    pub fn take(&mut self) -> Figures {
        let sums = std::mem::take(&mut self.sums).into_iter();
        let sums = sums.map(|((day, reason, figure, detail, segment, history), amount)| Sum {
            day,
            reason,
            figure: CompactString::const_new(figure),
            detail,
            segment,
            history,
            amount,
        });
        let contacts = std::mem::take(&mut self.contacts).into_iter();
        let contacts = contacts.map(|((day, reason, customer, channel, segment), contacts)| Contact {
            day,
            reason,
            customer,
            channel,
            segment,
            contacts,
        });
        let (counted, silences) = (std::mem::take(&mut self.counted), std::mem::take(&mut self.silences));
        let days = &mut self.days;
        let feedback = counted.into_iter().map(|one| one.row(days)).collect();
        let silences = silences.into_iter().map(|one| one.row(days)).collect();
        Figures {
            feedback,
            silences,
            sums: sums.collect(),
            contacts: contacts.collect(),
            traits: std::mem::take(&mut self.traits),
            service: self.take_service(),
            ..Figures::default()
        }
    }

    /// An entry that does not read as its type says is one of another version, and adds nothing.
    fn own(&mut self, kind: &str, time: Timestamp, mode: Mode, customer: Option<CustomerId>, data: &str) {
        let day = self.day(time, mode);
        match kind {
            kind::DECISION_MADE => {
                if let Ok(decision) = serde_json::from_str(data) {
                    self.decision(day, &decision);
                }
            }
            kind::CONTACT_COUNTED => {
                if let Ok(contact) = serde_json::from_str(data) {
                    self.contact(day, customer, &contact);
                }
            }
            kind::EXPECTATION_OPENED => {
                if let Ok(own::Opened { reason, segment, .. }) = serde_json::from_str(data) {
                    let day = day.in_segment(segment.as_ref());
                    self.add(day, &reason, figure::OPENED, CompactString::default(), 1);
                }
            }
            kind::EXPECTATION_SETTLED => {
                if let Ok(settled) = serde_json::from_str(data) {
                    let own::Settled { reason, opened, end, level, segment, .. } = settled;
                    let day = self.day(opened, mode).in_segment(segment.as_ref());
                    self.add(day, &reason, figure::SETTLED, end.as_ref().into(), 1);
                    if let Some(level) = level.filter(|_| matches!(end.as_ref(), "missed" | "lapsed")) {
                        self.add(day, &reason, figure::NOT_CAME, level.into(), 1);
                    }
                }
            }
            kind::HOLDOUT_ASSIGNED => {
                if let Ok(own::Assigned { reason, opened, arm, segment, .. }) = serde_json::from_str(data) {
                    let day = self.day(opened, mode).in_segment(segment.as_ref());
                    let arm = match arm {
                        Arm::Treated => "treated",
                        Arm::HeldOut => "held_out",
                    };
                    self.add(day, &reason, figure::ASSIGNED, CompactString::const_new(arm), 1);
                }
            }
            _ => {
                if let Some(state) = kind.strip_prefix("delivery.")
                    && let Ok(own::Delivery { route, reason, .. }) = serde_json::from_str(data)
                {
                    let reason = reason.unwrap_or_default();
                    self.add(day, &reason, figure::DELIVERY, format_compact!("{state}/{route}"), 1);
                }
            }
        }
    }

    fn decision(&mut self, day: Day<'_>, decision: &own::Decided<'_>) {
        let day = day.in_segment(decision.segment.as_ref());
        let names = match (&decision.signal, decision.if_not_fixed) {
            (None, _) => &figure::OFFERED,
            (Some(_), true) => &figure::IF_NOT_FIXED,
            (Some(_), false) => &figure::DECIDED,
        };
        let reason = decision.reason.as_ref();
        if decision.decision == "refused" {
            let by = decision.by.as_deref().unwrap_or_default();
            return self.add(day, reason, names.refused, by.into(), 1);
        }
        self.add(day, reason, names.verdict, decision.decision.as_ref().into(), 1);
        let Some(action) = &decision.action else { return };
        let by = format_compact!("{}/{}", action.level, action.by);
        match decision.decision.as_ref() {
            "act" => {
                self.add(day, reason, names.action, by, 1);
                let cost = (action.cost * 1e6).round() as i64;
                if cost != 0 {
                    self.add(day, reason, names.cost, action.level.as_ref().into(), cost);
                }
            }
            "held_out" => self.add(day, reason, names.withheld, by, 1),
            _ => {}
        }
    }

    fn contact(&mut self, day: Day<'_>, customer: Option<CustomerId>, contact: &own::Contact<'_>) {
        let day = day.in_segment(contact.segment.as_ref());
        self.count(day, customer, &contact.reason, contact, 1);
        if let Some(before) = &contact.instead_of {
            // An agent corrected the reason: it was one of these, and never one of those.
            self.count(day, customer, before, contact, -1);
        }
    }

    fn count(
        &mut self,
        day: Day<'_>,
        customer: Option<CustomerId>,
        reason: &str,
        contact: &own::Contact<'_>,
        amount: i64,
    ) {
        let channel = clip(&contact.channel);
        self.add(day, reason, figure::CONTACTS, channel.clone(), amount);
        if let Some(seconds) = contact.lead_seconds {
            self.add(day, reason, figure::EXPECTED, channel.clone(), amount);
            self.add(day, reason, figure::LEAD, lead::step(seconds).to_compact_string(), amount);
        }
        if let Some(customer) = customer {
            let key = (day.number, reason.into(), customer, channel, day.segment.into());
            *self.contacts.entry(key).or_default() += amount;
        }
    }

    fn day(&mut self, at: Timestamp, mode: Mode) -> Day<'static> {
        Day { number: self.days.day(at), history: mode == Mode::History, segment: "" }
    }

    fn add(&mut self, at: Day<'_>, reason: &str, figure: &'static str, detail: CompactString, amount: i64) {
        let key = (at.number, reason.into(), figure, detail, at.segment.into(), at.history);
        *self.sums.entry(key).or_default() += amount;
    }
}

/// A name from outside, as far as it may stand in a figure.
fn clip(name: &str) -> CompactString {
    clipped(name).into()
}

fn clipped(name: &str) -> &str {
    &name[..name.floor_char_boundary(NAME_LIMIT)]
}
