//! How expectations end: met by a contact, too late for a message, lapsed with their cause, or missed.

use compact_str::CompactString;
use smallvec::SmallVec;

use super::outcome::{Barrier, Decision, End, Happening, Verdict};
use super::{Place, Turn};
use crate::event::AssetId;
use crate::reading::{Contact, Reading};
use crate::state::expectation::{Climb, Expectation, can_mean};
use crate::strategy::model::{ReasonId, SignalId};
use crate::time::Timestamp;
use crate::value::Fields;

impl Turn<'_, '_> {
    /// A contact settles every expectation on its reason, or on one that its reason is a kind of, whose
    /// key it can mean.
    ///
    /// Gives the fields and the asset of what made the contact likely: of the latest opened of them.
    pub(super) fn settle_by_contact(
        &mut self,
        reading: &Reading,
        contact: &Contact,
    ) -> Option<(Fields, Option<AssetId>)> {
        let strategy = self.strategy;
        let line = &strategy.reasons[contact.reason.index()].line;
        let at = reading.time;
        let keyed = |id: &ReasonId| (*id, self.contact_key(*id, reading, contact));
        let keys: SmallVec<[(ReasonId, CompactString); 4]> = line.iter().map(keyed).collect();
        let key_of = |reason: ReasonId| keys.iter().find(|(id, _)| *id == reason).map(|(_, key)| key);
        for original in self.person.originals_mut() {
            for window in &mut original.windows {
                let reason = strategy.signals[window.signal.index()].reason;
                let means = key_of(reason).is_some_and(|key| can_mean(&window.key, key));
                window.hit |= means && at > window.ready && at <= window.ends;
            }
        }
        let mut earliest = None;
        let mut latest: Option<(Timestamp, Fields, Option<AssetId>)> = None;
        let about = |known: &Expectation| key_of(known.reason).is_some_and(|key| known.matches(key));
        while let Some(place) = self.first_where(about) {
            let known = self.expectation(place);
            if latest.as_ref().is_none_or(|(opened, ..)| known.opened >= *opened) {
                latest = Some((known.opened, known.fields.clone(), known.asset.clone()));
            }
            let end = if at > known.ready { End::Met } else { End::TooLate };
            if end == End::Met {
                let lead = at.since(known.opened);
                earliest = earliest.max(Some(lead));
            }
            self.settle(place, end);
        }
        self.tell(Happening::Contact {
            reason: contact.reason,
            channel: contact.channel.clone(),
            expected: earliest,
        });
        latest.map(|(_, fields, asset)| (fields, asset))
    }

    /// The key of a contact among expectations on a reason: what it states, else it is made in the same way
    /// as theirs. (That it is about an asset is no statement on a reason that is not keyed by assets.)
    fn contact_key(&self, reason: ReasonId, reading: &Reading, contact: &Contact) -> CompactString {
        let from_asset = reading.asset.as_ref().is_some_and(|asset| contact.key == asset.as_str());
        if contact.key.is_empty() || from_asset {
            self.key(&self.strategy.reasons[reason.index()], reading)
        } else {
            contact.key.clone()
        }
    }

    /// Something happened that takes the cause away.
    pub(super) fn lapse(&mut self, reading: &Reading, signals: &[SignalId]) {
        let strategy = self.strategy;
        for &id in signals {
            let reason_id = strategy.signals[id.index()].reason;
            let reason = &strategy.reasons[reason_id.index()];
            let key = self.key(reason, reading);
            let bit = reason.bit(id);
            let ended = |known: &Expectation| {
                known.reason == reason_id && known.signals & bit != 0 && known.matches(&key)
            };
            while let Some(place) = self.first_where(ended) {
                self.settle(place, End::Lapsed);
            }
            // What it would have been expected from is over as well.
            for original in self.person.originals_mut() {
                original.watches.retain(|watch| watch.signal != id || !can_mean(&watch.key, &key));
            }
        }
    }

    /// A step is proved done: what it was for is expected no more.
    pub(super) fn prove_done(&mut self, reading: &Reading, steps: &[(ReasonId, usize)]) {
        let strategy = self.strategy;
        for &(reason_id, step) in steps {
            let key = self.key(&strategy.reasons[reason_id.index()], reading);
            let done = |known: &Expectation| {
                known.reason == reason_id
                    && known.taken.is_some_and(|taken| taken as usize >= step)
                    && known.matches(&key)
            };
            while let Some(place) = self.first_where(done) {
                self.settle(place, End::Lapsed);
            }
        }
    }

    /// Ends an expectation; what was still to be done about it is too late.
    pub(super) fn settle(&mut self, (original, index): Place, end: End) {
        let ended = self.original_mut(original).expectations.remove(index);
        self.remember_told(original, &ended);
        if let Climb::Deferred { .. } | Climb::Announced { .. } = ended.climb {
            let refused = Verdict::Refused { by: Barrier::TooLate };
            let none = SmallVec::new();
            self.decided(Decision::about(&ended, self.now, refused, none, self.strategy));
        }
        let steps = &self.strategy.reasons[ended.reason.index()].steps;
        let level = ended.done(steps).map(|step| step.level);
        let Expectation { reason, key, signal, opened, .. } = ended;
        self.tell(Happening::Settled { reason, key, signal, opened, end, level });
    }

    /// Takes every expectation on that is due now: missed, tried again, or a step further.
    pub(super) fn advance_expectations(&mut self) {
        let now = self.now;
        while let Some(place) = self.first_where(|known| known.next_due() <= now) {
            let known = self.expectation(place);
            let signal = known.signal;
            match known.climb {
                // At one instant what is due about an open expectation comes before its end.
                Climb::Deferred { step, until } if until <= now => {
                    self.expectation_mut(place).climb = Climb::Rests;
                    self.climb(place, step as usize, signal);
                }
                Climb::Waits { step, until } if until <= now => {
                    self.expectation_mut(place).climb = Climb::Rests;
                    self.climb(place, step as usize + 1, signal);
                }
                Climb::Announced { step, until } if until <= now => {
                    self.expectation_mut(place).climb = Climb::Rests;
                    self.alert_announced(place, step as usize);
                }
                _ => self.settle(place, End::Missed),
            }
        }
    }

    pub(super) fn first_where(&self, wanted: impl Fn(&Expectation) -> bool) -> Option<Place> {
        let mut originals = self.person.originals().enumerate();
        originals.find_map(|(o, original)| Some((o, original.expectations.iter().position(&wanted)?)))
    }
}
