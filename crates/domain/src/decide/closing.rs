//! The end of an incident: what it made likely is expected no more, and who was told of it is told so, by
//! the same channel, when that is allowed and not in their quiet hours. They are told also when they
//! contacted us in the meantime, or when the contact was expected no longer.

use smallvec::smallvec;

use super::climb::{Bars, thread};
use super::outcome::{Candidate, Decision, Deed, End, Means, Verdict};
use super::{Turn, gate};
use crate::state::expectation::Expectation;
use crate::state::{Told, Touch};
use crate::strategy::model::{Builtin, ChannelId, MessageId, SignalId, Step};

/// The most incidents of which an original is remembered to have been told; the oldest is forgotten.
const MOST: usize = 64;

impl Turn<'_, '_> {
    /// An expectation ended; whether its customer is to be told the end of what it was about.
    pub(super) fn remember_told(&mut self, original: usize, ended: &Expectation) {
        if self.closing(ended).is_none() {
            return;
        }
        let told = &mut self.original_mut(original).rare.get_or_insert_default().told;
        told.retain(|known| known.about.reason != ended.reason || known.about.key != ended.key);
        if told.len() >= MOST {
            told.remove(0);
        }
        told.push(Told { about: ended.clone(), due: None });
    }

    /// An incident is over.
    pub(super) fn close_incident(&mut self, incident: &str) {
        let strategy = self.strategy;
        let of_incidents = |id: &SignalId| {
            let mut on = strategy.signals[id.index()].on.iter();
            on.any(|kind| {
                let builtin = strategy.types[kind.index()].builtin;
                matches!(builtin, Some(Builtin::IncidentOpened | Builtin::IncidentUpdated))
            })
        };
        let opened_by_it = |known: &Expectation| {
            known.key == incident && strategy.reasons[known.reason.index()].signals.iter().any(of_incidents)
        };
        while let Some(place) = self.first_where(opened_by_it) {
            self.settle(place, End::Lapsed);
        }
        let now = self.now;
        for original in self.person.originals_mut() {
            for told in original.rare.iter_mut().flat_map(|rare| &mut rare.told) {
                if told.about.key == incident {
                    told.due = Some(now);
                }
            }
        }
        self.tell_ends();
    }

    /// Tells the ends that are due.
    pub(super) fn tell_ends(&mut self) {
        let now = self.now;
        let mut due: Vec<(usize, Told)> = Vec::new();
        for (home, original) in self.person.originals_mut().enumerate() {
            let Some(rare) = &mut original.rare else { continue };
            let ripe = rare.told.extract_if(.., |told| told.due.is_some_and(|at| at <= now));
            for told in ripe {
                // Originals that turned out to be one person may each have been told; its end is told once.
                let same = |(_, known): &(usize, Told)| {
                    known.about.reason == told.about.reason && known.about.key == told.about.key
                };
                if let Some(place) = due.iter().position(same) {
                    if due[place].1.about.opened > told.about.opened {
                        continue;
                    }
                    due.remove(place);
                }
                due.push((home, told));
            }
        }
        for (home, told) in due {
            self.tell_end(home, told);
        }
    }

    fn tell_end(&mut self, home: usize, mut told: Told) {
        let Some((number, channel, message)) = self.closing(&told.about) else { return };
        let reason = &self.strategy.reasons[told.about.reason.index()];
        let step = &reason.steps[number as usize];
        let means = Means::Message(channel, message);
        let mut candidate = Candidate { step: number, means, score: None, out: None };
        let forbidden = gate::permits(self.person, self.strategy, step.purpose, channel).err();
        let bars = match forbidden {
            None => self.bars(&told.about, reason, step),
            Some(_) => Bars::default(),
        };
        let verdict = if let Some(by) = forbidden {
            candidate.out = Some(by);
            Verdict::Refused { by }
        } else if let Some((until, by)) = bars.barred {
            candidate.out = Some(by);
            if until.is_last() {
                Verdict::Refused { by }
            } else {
                told.due = Some(until);
                Verdict::Deferred { until, by }
            }
        } else {
            let thread = thread(reason, &told.about.key);
            gate::touch(self.person, self.strategy, Touch { at: self.now, kind: reason.kind, thread });
            let cost = self.cost(means);
            Verdict::Act(Deed { level: step.level, step: number, means, cost, replaces: true })
        };
        let urgent = bars.urgent && verdict.deed().is_some();
        let about = Decision::about(&told.about, self.now, verdict, smallvec![candidate], self.strategy);
        self.decided(Decision { deadline: None, urgent, closing: true, ..about });
        if matches!(verdict, Verdict::Deferred { .. }) {
            self.original_mut(home).rare.get_or_insert_default().told.push(told);
        }
    }

    /// The step that told the customer, the channel it went by and the message that tells its end.
    fn closing(&self, about: &Expectation) -> Option<(u8, ChannelId, MessageId)> {
        let (step, channel) = (about.taken?, about.told?);
        let steps: &[Step] = &self.strategy.reasons[about.reason.index()].steps;
        Some((step, channel, steps.get(step as usize)?.closing?))
    }
}
