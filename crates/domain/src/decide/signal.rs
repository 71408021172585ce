//! Signals: they go off on an event, on an absence or before a moment, and open or strengthen expectations.

use compact_str::CompactString;

use super::Turn;
use super::outcome::{End, Happening};
use crate::event::AssetId;
use crate::reading::Reading;
use crate::state::expectation::{Arm, Climb, Expectation, RateWindow, Watch, can_mean};
use crate::state::{CustomerState, push};
use crate::strategy::model::{Chance, ReasonId, SignalId, Trigger};
use crate::time::Timestamp;
use crate::value::Fields;

/// The most expectations one customer has open, and the most signals they wait for, over all originals that
/// are linked. More are counted but not opened: a customer with a thousand late parcels is a business to be
/// called.
pub(crate) const MAX_OPEN: usize = 1_024;

/// What set a signal off.
struct Cause {
    /// The original whose event it was.
    home: usize,
    at: Timestamp,
    key: CompactString,
    fields: Fields,
    asset: Option<AssetId>,
}

impl Turn<'_, '_> {
    /// An event came that this signal listens to.
    pub(super) fn hear(&mut self, id: SignalId, reading: &Reading) {
        let strategy = self.strategy;
        let signal = &strategy.signals[id.index()];
        let reason = &strategy.reasons[signal.reason.index()];
        match &signal.trigger {
            Trigger::Event => {
                // Older than its own horizon, an event is history and not news.
                if self.now.since(reading.time) > signal.within {
                    return;
                }
                if self.holds(signal.when.as_ref(), &reading.fields, reading.asset.as_ref()) {
                    let key = self.key(reason, reading);
                    self.go_off(
                        id,
                        Cause {
                            home: 0,
                            at: reading.time,
                            key,
                            fields: reading.fields.clone(),
                            asset: reading.asset.clone(),
                        },
                    );
                }
            }
            Trigger::Absence { after, .. } => self.watch(id, reading, reading.time.plus(*after), None),
            Trigger::Before { at, before } => {
                let moment = at.instant(&self.env(&reading.fields, reading.asset.as_ref()));
                match moment {
                    None => self.out.absent += 1,
                    Some(moment) => self.look_forward(id, reading, moment, moment.minus(*before)),
                }
            }
        }
    }

    /// The moment of a signal before a moment is known, or has moved.
    fn look_forward(&mut self, id: SignalId, reading: &Reading, moment: Timestamp, due: Timestamp) {
        let strategy = self.strategy;
        let signal = &strategy.signals[id.index()];
        let key = self.key(&strategy.reasons[signal.reason.index()], reading);
        for original in self.person.originals_mut() {
            original.watches.retain(|watch| watch.signal != id || watch.key != key);
        }
        // What was expected of the old moment is expected no more.
        if let Some(place) = self.find(signal.reason, &key)
            && due > self.now
            && self.expectation(place).signal == id
        {
            self.settle(place, End::Lapsed);
        }
        if moment > self.now {
            self.watch(id, reading, due.max(self.now), Some(moment));
        }
    }

    fn watch(&mut self, id: SignalId, reading: &Reading, due: Timestamp, moment: Option<Timestamp>) {
        let strategy = self.strategy;
        let key = self.key(&strategy.reasons[strategy.signals[id.index()].reason.index()], reading);
        if self.held(|original| original.watches.len()) >= MAX_OPEN {
            self.tell(Happening::Crowded(id));
            return;
        }
        let (fields, asset) = (reading.fields.clone(), reading.asset.clone());
        push(&mut self.person.own.watches, Watch { signal: id, key, due, moment, fields, asset });
    }

    /// What these signals wait for has happened, so they wait no more.
    pub(super) fn call_off(&mut self, reading: &Reading, signals: &[SignalId]) {
        let strategy = self.strategy;
        for &id in signals {
            let reason = &strategy.reasons[strategy.signals[id.index()].reason.index()];
            let key = self.key(reason, reading);
            for original in self.person.originals_mut() {
                original.watches.retain(|watch| watch.signal != id || !can_mean(&watch.key, &key));
            }
        }
    }

    /// Sets off the watches that are due now.
    pub(super) fn sound_watches(&mut self) {
        let now = self.now;
        let mut due: Vec<(usize, Watch)> = Vec::new();
        for (home, original) in self.person.originals_mut().enumerate() {
            due.extend(original.watches.extract_if(.., |watch| watch.due <= now).map(|watch| (home, watch)));
        }
        for (home, watch) in due {
            let signal = &self.strategy.signals[watch.signal.index()];
            if self.holds(signal.when.as_ref(), &watch.fields, watch.asset.as_ref()) {
                let Watch { key, fields, asset, .. } = watch;
                let cause = Cause { home, at: now, key, fields, asset };
                self.go_off(watch.signal, cause);
            }
        }
        self.decide_moved();
    }

    fn note_moved(&mut self, reason: ReasonId, key: CompactString, signal: SignalId) {
        match self.moved.iter_mut().find(|(r, k, _)| *r == reason && *k == key) {
            Some(moved) => moved.2 = signal,
            None => self.moved.push((reason, key, signal)),
        }
    }

    /// Decides on what signals opened or strengthened.
    pub(super) fn decide_moved(&mut self) {
        for (reason, key, signal) in std::mem::take(&mut self.moved) {
            if let Some(place) = self.find(reason, &key) {
                self.reconsider(place, signal);
            }
        }
    }

    /// The signal holds: a new expectation, or an open one strengthened.
    fn go_off(&mut self, id: SignalId, cause: Cause) {
        self.tell(Happening::Signal(id));
        let strategy = self.strategy;
        let signal = &strategy.signals[id.index()];
        let chance = match &signal.chance {
            Chance::Given(chance) => *chance,
            Chance::Learned => self.rates.of(id, strategy),
            Chance::Computed(program) => {
                let chance = program.amount(&self.env(&cause.fields, cause.asset.as_ref()));
                if chance.is_none() {
                    self.out.absent += 1;
                }
                chance.unwrap_or(0.0).clamp(0.0, 1.0)
            }
        };
        if matches!(signal.chance, Chance::Learned) {
            self.open_window(id, &cause);
        }
        let reason = &strategy.reasons[signal.reason.index()];
        let mask = reason.bit(id);
        let deadline = cause.at.plus(signal.within);
        match self.find(signal.reason, &cause.key) {
            Some(place) => {
                let known = self.expectation_mut(place);
                known.chance = known.chance.max(chance);
                known.deadline = known.deadline.max(deadline);
                known.signals |= mask;
                known.fields = cause.fields;
                known.asset = cause.asset.or(known.asset.take());
                self.note_moved(signal.reason, cause.key, id);
            }
            None if self.held(|original| original.expectations.len()) >= MAX_OPEN => {
                self.tell(Happening::Crowded(id));
            }
            None => {
                let key = cause.key.clone();
                self.tell(Happening::Opened { signal: id, key: key.clone(), at: cause.at, deadline, chance });
                let expectation = Expectation {
                    reason: signal.reason,
                    key: cause.key,
                    opened: cause.at,
                    ready: cause.at.plus(signal.lead),
                    deadline,
                    chance,
                    signal: id,
                    signals: mask,
                    fields: cause.fields,
                    asset: cause.asset,
                    climb: Climb::Rests,
                    held_out: None,
                    taken: None,
                    repaired: false,
                    told: None,
                };
                push(&mut self.original_mut(cause.home).expectations, expectation);
                self.note_moved(signal.reason, key, id);
            }
        }
    }

    /// How many of something the person has, over all originals.
    fn held(&self, of: impl Fn(&CustomerState) -> usize) -> usize {
        self.person.originals().map(of).sum()
    }

    /// A new expectation is decided on; a strengthened one again when nothing was done about it yet, or when
    /// what was done is replaced by what is newer.
    fn reconsider(&mut self, place: super::Place, signal: SignalId) {
        let strategy = self.strategy;
        let known = self.expectation(place);
        let steps = &strategy.reasons[known.reason.index()].steps;
        match (known.climb, known.taken) {
            (Climb::Rests, None) => self.climb(place, 0, signal),
            (Climb::Rests | Climb::Waits { .. }, Some(step)) | (Climb::Deferred { step, .. }, _)
                if steps[step as usize].replaces =>
            {
                self.climb(place, step as usize, signal);
            }
            _ => {}
        }
    }

    fn open_window(&mut self, id: SignalId, cause: &Cause) {
        let signal = &self.strategy.signals[id.index()];
        let now = self.now;
        let same = |window: &RateWindow| {
            window.signal == id && window.key == cause.key && !window.hit && window.ends >= now
        };
        let about = self.find(signal.reason, &cause.key).map(|place| self.expectation(place).held_out);
        let arm = match about.flatten() {
            None => Arm::Untouched,
            Some(false) => Arm::Treated,
            Some(true) => Arm::HeldOut,
        };
        let watched = self.person.originals().flat_map(|original| &original.windows).any(same);
        if self.held(|original| original.windows.len()) < MAX_OPEN && !watched {
            let windows = &mut self.original_mut(cause.home).windows;
            let (ready, ends) = (cause.at.plus(signal.lead), cause.at.plus(signal.within));
            let key = cause.key.clone();
            push(windows, RateWindow { signal: id, key, ready, ends, hit: false, arm });
        }
    }

    /// Windows that ended tell whether a contact came.
    pub(super) fn end_windows(&mut self) {
        let now = self.now;
        for original in std::iter::once(&mut *self.person.own).chain(self.person.linked.iter_mut()) {
            for window in original.windows.extract_if(.., |window| window.ends <= now) {
                let RateWindow { signal, hit, arm, .. } = window;
                self.out.happenings.push(Happening::Window { signal, hit, arm });
            }
        }
    }
}
