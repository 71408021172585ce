//! The choice of a step for one expectation: steps in order, and the first that applies, is allowed and is
//! worth it. Within a step, scores rank the channels.

use smallvec::SmallVec;
use xxhash_rust::xxh3::xxh3_64;

use super::outcome::{Barrier, Candidate, Decision, Deed, Happening, Means, Verdict};
use super::{Place, Turn, gate, lot};
use crate::state::Touch;
use crate::state::expectation::{Arm, Climb, Expectation};
use crate::strategy::model::{Act, ChannelId, Level, Quadrant, Reason, SignalId, Step, Target};
use crate::time::Timestamp;

/// What trying one step came to.
enum Tried {
    /// It is not for this expectation; the next may be.
    Passed,
    /// This candidate is the best there is; worth it when its score is above nothing.
    Best {
        best: usize,
        /// Whether quiet hours do not apply to it.
        urgent: bool,
    },
    /// Something stands in the way for now.
    Wait(Timestamp, Barrier),
}

/// What stands in the way of an approach.
#[derive(Default)]
pub(super) struct Bars {
    /// Until when, and what it is.
    pub(super) barred: Option<(Timestamp, Barrier)>,
    /// Whether quiet hours do not stand in the way, whenever it is.
    pub(super) urgent: bool,
}

impl Turn<'_, '_> {
    /// Decides on the steps from `from` on.
    pub(super) fn climb(&mut self, place: Place, from: usize, signal: SignalId) {
        let strategy = self.strategy;
        let known = self.expectation(place).clone();
        let reason = &strategy.reasons[known.reason.index()];
        if from > 0 && from >= reason.steps.len() {
            return;
        }
        let mut candidates: SmallVec<[Candidate; 2]> = SmallVec::new();
        let mut probability = 1.0;
        let mut explored = false;
        let mut withheld = false;
        let mut urgent = false;
        let mut verdict = Verdict::Nothing;
        for (index, step) in reason.steps.iter().enumerate().skip(from) {
            let first = candidates.len();
            let tried = self.try_step(&known, reason, index, step, &mut candidates);
            let mut best = match tried {
                Tried::Passed => continue,
                Tried::Wait(until, by) => {
                    verdict = Verdict::Deferred { until, by };
                    break;
                }
                Tried::Best { best, urgent: now } => {
                    urgent = now;
                    Some(best).filter(|best| candidates[*best].score > Some(0.0))
                }
            };
            let explore = strategy.economics.explore;
            if explore > 0.0 && !explored && !reason.kind.never_withheld() {
                explored = true;
                // What is allowed, and doing nothing.
                let open: SmallVec<[usize; 4]> = (first..candidates.len())
                    .filter(|at| candidates[*at].out.is_none_or(|by| by == Barrier::Value))
                    .collect();
                let options = open.len() as f64 + 1.0;
                let (whether, which) = lot::exploration(self.unit(), reason, &known, index);
                let drawn =
                    if whether < explore { open.get((which * options) as usize).copied() } else { best };
                let greedy = if drawn == best { 1.0 - explore } else { 0.0 };
                probability = greedy + explore / options;
                // Where the best is to pass this step by, drawing nothing is to pass it by, too.
                withheld = best.is_some() && drawn.is_none();
                best = drawn;
            }
            for (at, candidate) in candidates.iter_mut().enumerate().skip(first) {
                if Some(at) == best {
                    candidate.out = None;
                } else if candidate.out.is_none() {
                    let worth = candidate.score > Some(0.0);
                    candidate.out = Some(if worth { Barrier::Outranked } else { Barrier::Value });
                }
            }
            if let Some(best) = best
                && strategy.is_halted(&reason.id, step.level, candidates[best].means.name(strategy))
            {
                candidates[best].out = Some(Barrier::Halted);
                verdict = Verdict::Refused { by: Barrier::Halted };
                break;
            }
            if let Some(best) = best {
                let replaces = known.taken == Some(index as u8) && step.replaces && known.told.is_some();
                let means = candidates[best].means;
                let cost = self.cost(means);
                let deed = Deed { level: step.level, step: index as u8, means, cost, replaces };
                verdict = self.take(place, reason, step, deed);
            }
            if best.is_some() || withheld {
                break;
            }
        }
        match verdict {
            Verdict::Nothing if !withheld => {
                let forbidden = candidates.iter().find_map(|c| c.out.filter(|by| by.forbids()));
                if let Some(by) = forbidden {
                    verdict = Verdict::Refused { by };
                }
            }
            Verdict::Deferred { until, .. } => {
                let step = candidates.last().map_or(from, |last| last.step as usize) as u8;
                self.expectation_mut(place).climb = Climb::Deferred { step, until };
            }
            _ => {}
        }
        let urgent = urgent && verdict.deed().is_some();
        let about = Decision::about(&known, self.now, verdict, candidates, strategy);
        self.decided(Decision { signal: Some(signal), probability, urgent, ..about });
    }

    /// Weighs everything a step can do, and says what it came to.
    fn try_step(
        &mut self,
        known: &Expectation,
        reason: &Reason,
        index: usize,
        step: &Step,
        candidates: &mut SmallVec<[Candidate; 2]>,
    ) -> Tried {
        let first = candidates.len();
        let applies = self.holds(step.when.as_ref(), &known.fields, known.asset.as_ref());
        let mut add = |means, out| candidates.push(Candidate { step: index as u8, means, score: None, out });
        match &step.act {
            Act::Call(webhook) => add(Means::Webhook(*webhook), None),
            Act::Alert { queue, announce: None } => add(Means::Alert(*queue), None),
            Act::Offer(Target::Answer(answer)) => add(Means::Answer(*answer), None),
            Act::Offer(Target::Queue(queue)) => add(Means::Queue(*queue), None),
            Act::Send { message, channels } => {
                for choice in channels {
                    let open =
                        applies && self.holds(choice.when.as_ref(), &known.fields, known.asset.as_ref());
                    let out = if open { None } else { Some(Barrier::Condition) };
                    add(Means::Message(choice.channel, *message), out);
                }
            }
            Act::Alert { announce: Some(announce), .. } => {
                for channel in &announce.channels {
                    add(Means::Announcement(*channel, announce.message), None);
                }
            }
        }
        for candidate in &mut candidates[first..] {
            if !applies {
                candidate.out = Some(Barrier::Condition);
            }
            if candidate.out.is_none()
                && let Some(channel) = candidate.means.channel()
            {
                candidate.out = gate::permits(self.person, self.strategy, step.purpose, channel).err();
            }
            if candidate.out.is_none() && matches!(candidate.means, Means::Alert(_) | Means::Announcement(..))
            {
                candidate.out = gate::permits_call(self.person, self.strategy, step.purpose).err();
            }
        }
        if candidates[first..].iter().all(|candidate| candidate.out.is_some()) {
            return Tried::Passed;
        }
        let worth = self.worth(known, reason, step);
        let annoyance = self.annoyance(step);
        let score = |candidate: &Candidate| worth - self.cost(candidate.means) - annoyance;
        // What is not worth it now has nothing to wait for.
        let worthwhile = candidates[first..].iter().any(|known| known.out.is_none() && score(known) > 0.0);
        let Bars { barred, urgent } = self.bars(known, reason, step);
        if let Some((until, by)) = barred
            && worthwhile
        {
            for candidate in &mut candidates[first..] {
                candidate.out = candidate.out.or(Some(by));
            }
            // What would wait for the end of time, or beyond it, does not.
            return if until.is_last() { Tried::Passed } else { Tried::Wait(until, by) };
        }
        for candidate in &mut candidates[first..] {
            if candidate.out.is_none() {
                let cost = self.cost(candidate.means);
                candidate.score = Some(worth - cost - annoyance);
            }
        }
        if barred.is_some() {
            // Nor is it to be explored now.
            for candidate in &mut candidates[first..] {
                candidate.out = candidate.out.or(Some(Barrier::Value));
            }
            return Tried::Passed;
        }
        let preferred = self.preferred(known);
        let best = (first..candidates.len()).filter(|at| candidates[*at].out.is_none()).max_by(|a, b| {
            let liked = |at: usize| {
                let candidate = &candidates[at];
                candidate.score > Some(0.0) && preferred.is_some() && candidate.means.channel() == preferred
            };
            let score = |at: usize| candidates[at].score.unwrap_or(f64::NEG_INFINITY);
            // Of equals the one named first.
            liked(*a).cmp(&liked(*b)).then(score(*a).total_cmp(&score(*b))).then(b.cmp(a))
        });
        best.map_or(Tried::Passed, |best| Tried::Best { best, urgent })
    }

    /// What stands in the way of approaching the customer now.
    pub(super) fn bars(&mut self, known: &Expectation, reason: &Reason, step: &Step) -> Bars {
        if !step.approaches() {
            return Bars::default();
        }
        let thread = thread(reason, &known.key);
        let budget = gate::budget_until(self.person, self.strategy, reason.kind, thread, self.now);
        let urgent =
            step.urgent.is_some() && self.holds(step.urgent.as_ref(), &known.fields, known.asset.as_ref());
        let quiet = if urgent {
            None
        } else {
            let env = self.env(&known.fields, known.asset.as_ref());
            gate::quiet_until(self.strategy.quiet, env.zone(), self.now)
        };
        let barred = match (budget, quiet) {
            (Some(budget), quiet) if Some(budget) >= quiet => Some((budget, Barrier::Budget)),
            (_, Some(quiet)) => Some((quiet, Barrier::Quiet)),
            (Some(budget), None) => Some((budget, Barrier::Budget)),
            (None, None) => None,
        };
        Bars { barred, urgent }
    }

    /// p·u·C: what acting is expected to be worth.
    fn worth(&mut self, known: &Expectation, reason: &Reason, step: &Step) -> f64 {
        let money = &self.strategy.economics;
        let handling = match (reason.quadrant(), reason.handled) {
            // What both sides value is not to be avoided: no saving counts.
            (Quadrant::Leverage, _) => 0.0,
            (_, Level::Digital) => money.digital * (1.0 + money.repeat) + money.effort,
            _ => money.personal * (1.0 + money.repeat) + money.effort,
        };
        let stake = reason.worth.as_ref().map_or(0.0, |program| {
            program.amount(&self.env(&known.fields, known.asset.as_ref())).unwrap_or_else(|| {
                self.out.absent += 1;
                0.0
            })
        });
        let uplift = match step.level {
            Level::Prevent => money.uplift_prevent,
            _ => money.uplift_proactive,
        };
        known.chance * uplift * (handling + stake)
    }

    /// A: what approaching the customer costs in annoyance.
    fn annoyance(&self, step: &Step) -> f64 {
        if !step.approaches() {
            return 0.0;
        }
        let money = &self.strategy.economics;
        let touches = match money.annoyance_per_touch {
            0.0 => 0,
            _ => gate::recent_touches(self.person, self.now),
        };
        money.annoyance + money.annoyance_per_touch * touches as f64
    }

    /// K: what doing it costs.
    pub(super) fn cost(&self, means: Means) -> f64 {
        match means {
            Means::Webhook(_) => self.strategy.economics.prevent,
            Means::Message(channel, _) => self.strategy.channels[channel.index()].cost,
            Means::Announcement(channel, _) => {
                self.strategy.channels[channel.index()].cost + self.strategy.economics.alert
            }
            Means::Alert(_) => self.strategy.economics.alert,
            Means::Answer(_) | Means::Queue(_) => 0.0,
        }
    }

    /// The channel the customer prefers for this asset, else in general: the latest word of any original.
    fn preferred(&self, known: &Expectation) -> Option<ChannelId> {
        let stated = self.person.originals().filter_map(|original| original.rare.as_ref());
        let stated = stated.flat_map(|rare| &rare.permissions.preferences);
        let live = stated.filter(|preference| preference.until.is_none_or(|until| until > self.now));
        let about = live.filter(|preference| preference.asset.is_none() || preference.asset == known.asset);
        about
            .max_by_key(|preference| (preference.asset.is_some(), preference.at, preference.channel))
            .map(|preference| preference.channel)
    }

    /// Takes a step: assigns the control group, remembers the touch, and sets what comes next.
    fn take(&mut self, place: Place, reason: &Reason, step: &Step, deed: Deed) -> Verdict {
        let (now, strategy) = (self.now, self.strategy);
        let key = self.unit();
        let withholdable = matches!(step.level, Level::Prevent | Level::Proactive);
        let known = self.expectation_mut(place);
        let (opened, asked) = (known.opened, known.held_out);
        let lot = match asked {
            None if withholdable => lot::draw_for(key, reason, strategy, now),
            _ => None,
        };
        let held_out = withholdable && asked.or(lot.map(|lot| lot.held_out)) == Some(true);
        let call = match &step.act {
            Act::Alert { announce: Some(announce), .. } => Some(self.after_quiet(now.plus(announce.lead))),
            _ => None,
        };
        let known = self.expectation_mut(place);
        if withholdable {
            known.held_out = Some(held_out);
        }
        known.taken = Some(deed.step);
        known.climb = match (step.wait, call) {
            (_, Some(until)) => Climb::Announced { step: deed.step, until },
            (Some(wait), None) => Climb::Waits { step: deed.step, until: now.plus(wait) },
            (None, None) => Climb::Rests,
        };
        known.repaired |= matches!(deed.means, Means::Webhook(_)) && !held_out;
        if !held_out && let Some(channel) = deed.means.channel() {
            known.told = Some(channel);
        }
        if step.approaches() {
            let thread = thread(reason, &self.expectation(place).key);
            // The control group is touched in the books, so that both arms have the same left to spend.
            gate::touch(self.person, strategy, Touch { at: now, kind: reason.kind, thread });
        }
        if withholdable {
            self.touch_windows(place, if held_out { Arm::HeldOut } else { Arm::Treated });
        }
        let known = self.expectation(place);
        let reason = known.reason;
        if let Some(lot) = lot {
            let key = known.key.clone();
            self.tell(Happening::Assigned { reason, key, opened, lot, deed });
        }
        if held_out {
            if asked.is_none() {
                self.tell(Happening::HeldOut { reason, opened });
            }
            Verdict::HeldOut(deed)
        } else {
            Verdict::Act(deed)
        }
    }

    /// What is done about an expectation, or withheld, is done about every window that still watches for its
    /// contact.
    fn touch_windows(&mut self, place: Place, arm: Arm) {
        let strategy = self.strategy;
        let known = self.expectation(place);
        let (reason, key) = (known.reason, known.key.clone());
        for window in self.person.originals_mut().flat_map(|original| &mut original.windows) {
            let same = strategy.signals[window.signal.index()].reason == reason && window.key == key;
            if same && !window.hit {
                window.arm = arm;
            }
        }
    }

    /// The instant itself, or the end of the customer's quiet hours that it falls in.
    fn after_quiet(&self, at: Timestamp) -> Timestamp {
        let zone = self.person.zone().unwrap_or(&self.strategy.zone);
        gate::quiet_until(self.strategy.quiet, zone, at).unwrap_or(at)
    }

    /// The announced call is due: the agent is asked now.
    pub(super) fn alert_announced(&mut self, place: Place, index: usize) {
        let known = self.expectation(place).clone();
        let step = &self.strategy.reasons[known.reason.index()].steps[index];
        let Act::Alert { queue, .. } = step.act else { return };
        let means = Means::Alert(queue);
        // Its cost was counted when it was announced.
        let deed = Deed { level: step.level, step: index as u8, means, cost: 0.0, replaces: false };
        let held_out = known.held_out == Some(true);
        let verdict = if held_out { Verdict::HeldOut(deed) } else { Verdict::Act(deed) };
        if let Some(wait) = step.wait {
            let until = self.now.plus(wait);
            self.expectation_mut(place).climb = Climb::Waits { step: index as u8, until };
        }
        let chosen = Candidate { step: index as u8, means, score: None, out: None };
        let candidates = smallvec::smallvec![chosen];
        self.decided(Decision::about(&known, self.now, verdict, candidates, self.strategy));
    }

    pub(super) fn decided(&mut self, decision: Decision) {
        self.tell(Happening::Decision(Box::new(decision)));
    }
}

impl Means {
    /// The channel it goes by, when it is a message.
    pub fn channel(&self) -> Option<ChannelId> {
        match self {
            Self::Message(channel, _) | Self::Announcement(channel, _) => Some(*channel),
            Self::Webhook(_) | Self::Alert(_) | Self::Answer(_) | Self::Queue(_) => None,
        }
    }
}

impl Step {
    /// Whether it approaches the customer, and so needs room in the budget and the right hour.
    pub fn approaches(&self) -> bool {
        matches!(self.act, Act::Send { .. } | Act::Alert { .. })
    }
}

/// The thread that a message about this belongs to.
pub(super) fn thread(reason: &Reason, key: &str) -> u32 {
    let mut text = reason.id.to_string();
    text.push('\n');
    text.push_str(key);
    xxh3_64(text.as_bytes()) as u32
}
