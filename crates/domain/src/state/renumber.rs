//! A customer's state from the numbers of one strategy to those of another.
//!
//! What the new strategy does not know is dropped, except what the customer said of being approached: that is
//! kept by name, and counts again when its purpose and channel come back.

use super::consent::{Consent, Permissions, Shelved};
use super::expectation::{Climb, Expectation, RateWindow, Watch};
use super::{CustomerState, Rare};
use crate::strategy::renumber::{Renumbering, Successor, Waits};
use crate::value::Fields;

impl CustomerState {
    /// Goes over to the numbers of another strategy.
    pub fn renumber(&mut self, by: &Renumbering) {
        if by.is_identity() {
            return;
        }
        self.history.renumber(by);
        keep(&mut self.expectations, |known| renumber_expectation(known, by));
        keep(&mut self.watches, |watch| renumber_watch(watch, by));
        keep(&mut self.windows, |window| renumber_window(window, by));
        if let Some(rare) = &mut self.rare {
            renumber_rare(rare, by);
        }
        self.trim();
        self.settle_due();
    }
}

/// Changes what stays, and drops the rest.
fn keep<T>(list: &mut Vec<T>, mut change: impl FnMut(&mut T) -> Option<()>) {
    list.retain_mut(|item| change(item).is_some());
}

fn renumber_expectation(known: &mut Expectation, by: &Renumbering) -> Option<()> {
    let reason = by.reason(known.reason)?;
    let signal = by.signal(known.signal);
    known.reason = reason.id;
    known.signals = reason.bits(known.signals);
    known.signal = signal.or_else(|| reason.stand_in(known.signals))?;
    renumber_fields(&mut known.fields, by);
    known.told = known.told.and_then(|channel| by.channel(channel));
    known.climb = climb(known.climb, reason);
    known.taken = known.taken.and_then(|step| reason.taken(step));
    Some(())
}

/// Where it stands on the new steps: what was done stays done, what was promised stays promised where the new
/// steps can keep it, and what was to come next comes at the same time.
fn climb(climb: Climb, reason: &Successor) -> Climb {
    let go_on = |step, until| match reason.next(step) {
        Some(step) => Climb::Deferred { step, until },
        None => Climb::Rests,
    };
    match climb {
        Climb::Rests => Climb::Rests,
        Climb::Deferred { step, until } => go_on(step, until),
        Climb::Waits { step, until } => match reason.taken(step) {
            Some(step) => Climb::Waits { step, until },
            None => go_on(step, until),
        },
        Climb::Announced { step, until } => match reason.alert(step) {
            Some(step) => Climb::Announced { step, until },
            None => go_on(step, until),
        },
    }
}

fn renumber_watch(watch: &mut Watch, by: &Renumbering) -> Option<()> {
    watch.signal = by.signal(watch.signal)?;
    let waits = if watch.moment.is_some() { Waits::Moment } else { Waits::Absence };
    if by.waits(watch.signal) != waits {
        return None;
    }
    renumber_fields(&mut watch.fields, by);
    Some(())
}

fn renumber_window(window: &mut RateWindow, by: &Renumbering) -> Option<()> {
    window.signal = by.signal(window.signal)?;
    Some(())
}

fn renumber_fields(fields: &mut Fields, by: &Renumbering) {
    let kept = fields.iter().filter_map(|(id, value)| Some((by.field(*id)?, value.clone())));
    *fields = Fields::new(kept.collect());
}

fn renumber_rare(rare: &mut Rare, by: &Renumbering) {
    keep(&mut rare.traits, |known| {
        known.0 = by.trait_id(known.0)?;
        Some(())
    });
    let Permissions { consents, preferences, shelved } = &mut rare.permissions;
    keep(preferences, |preference| {
        preference.channel = by.channel(preference.channel)?;
        Some(())
    });
    let (before, mut waiting) = (std::mem::take(consents), std::mem::take(shelved));
    waiting.extend(before.into_iter().filter_map(|consent| named(&consent, by)));
    for said in waiting {
        match known(&said, by) {
            Some(consent) => rare.permissions.note_consent(consent),
            None => rare.permissions.shelved.push(said),
        }
    }
    keep(&mut rare.told, |told| renumber_expectation(&mut told.about, by));
}

/// A statement by the names that its purpose and channel had.
fn named(consent: &Consent, by: &Renumbering) -> Option<Shelved> {
    let channel = match consent.channel {
        Some(channel) => Some(by.old_channel(channel)?.clone()),
        None => None,
    };
    let purpose = by.old_purpose(consent.purpose)?.clone();
    Some(Shelved { purpose, channel, given: consent.given, at: consent.at })
}

/// A statement by the numbers that its purpose and channel have, when they are known.
fn known(said: &Shelved, by: &Renumbering) -> Option<Consent> {
    let channel = match &said.channel {
        Some(channel) => Some(by.new_channel(channel)?),
        None => None,
    };
    Some(Consent { purpose: by.new_purpose(&said.purpose)?, channel, given: said.given, at: said.at })
}
