//! Experiments whose truth is known, looked at after every day.

use voorzet_insight::draw::Draws;
use voorzet_insight::experiment::assignment::SampleRatio;
use voorzet_insight::experiment::effect::{Effect, Verdict};
use voorzet_insight::experiment::guard::{Arm, Guard, Halt, Limits, Seen};
use voorzet_insight::experiment::moments::Moments;
use voorzet_insight::experiment::pseudo_outcome::{Foreseen, pseudo_outcome};
use voorzet_insight::experiment::sequence::Sequence;

const ALPHA: f64 = 0.05;

/// A message to nine in ten of the customers of whom a contact is expected.
#[derive(Clone, Copy, Debug)]
struct World {
    /// The chance of a contact without it, of a customer who contacts as often as most.
    chance: f64,
    /// How much more with it.
    effect: f64,
    /// Customers a day.
    daily: usize,
    days: u32,
}

/// What came of a world.
#[derive(Clone, Copy, Debug, Default)]
struct Course {
    /// On some day the interval did not hold the truth.
    missed: bool,
    /// On some day something was said to be avoided or caused.
    established: bool,
    /// How many extra contacts had been caused when the guard halted it.
    halted: Option<f64>,
    /// It was halted for complaints.
    complaints: bool,
}

impl World {
    const NONE: Self = Self { chance: 0.10, effect: 0.0, daily: 250, days: 60 };

    fn run(self, seed: u64) -> Course {
        let mut random = Draws::of(seed);
        let mut seen = Seen { share: 0.9, ..Seen::default() };
        let sequence = Sequence::new(ALPHA, 5_000).expect("sound");
        let limits = Limits::new(ALPHA, 5_000).expect("sound");
        let (mut guard, mut course) = (Guard::default(), Course::default());
        // What is foreseen of a customer: what others like them did before today.
        let mut foreseen = [Moments::default(); 2];
        for _ in 0..self.days {
            let known = foreseen.map(|seen| seen.mean().unwrap_or_default());
            for _ in 0..self.daily {
                let often = random.chance(0.3);
                let treated = random.chance(seen.share);
                let chance =
                    self.chance * if often { 2.0 } else { 4.0 / 7.0 } + f64::from(treated) * self.effect;
                let contacts = f64::from(random.chance(chance));
                let (arm, harmed) = if treated {
                    (&mut seen.treated, &mut seen.harmed.treated)
                } else {
                    (&mut seen.control, &mut seen.harmed.control)
                };
                *arm = Arm { units: arm.units + 1, events: arm.events + contacts as u64 };
                *harmed += u64::from(random.chance(0.01));
                let known = known[usize::from(often)];
                let alike = Foreseen { treated: known, control: known };
                seen.effect.add(pseudo_outcome(treated, seen.share, contacts, alike));
                foreseen[usize::from(often)].add(contacts);
            }
            let before = guard;
            guard = guard.look(&seen, &limits);
            if let (true, Guard::Halted(halt)) = (before.lets_go(), guard) {
                course.halted = Some(seen.treated.units as f64 * self.effect);
                course.complaints = matches!(halt, Halt::RareHarm(_));
            }
            if seen.control.units >= limits.units && seen.control.events >= limits.events {
                let ratio = SampleRatio::of(seen.treated.units, seen.control.units, seen.share);
                let effect = Effect::of(&seen.effect, &sequence, ratio);
                let (low, high) = effect.interval.expect("units");
                course.missed |= !(low..=high).contains(&self.effect);
                course.established |= effect.verdict != Verdict::NotEstablished;
            }
        }
        course
    }
}

/// The share of worlds of which something holds; each gets its own seed, and what the seed says of it.
fn share(worlds: u64, of: impl Fn(u64) -> World, holds: impl Fn(&Course) -> bool) -> f64 {
    (0..worlds).filter(|seed| holds(&of(*seed).run(*seed))).count() as f64 / worlds as f64
}

#[expect(clippy::disallowed_macros, reason = "the long form says what it counted")]
fn say(what: &str, share: f64, worlds: u64) {
    println!("{what}: {:.2} % of {worlds} worlds", 100.0 * share);
}

fn worlds() -> u64 {
    if crate::is_soak() { 10_000 } else { 100 }
}

#[test]
fn soak_intervals_cover_the_truth_with_looks_after_every_day() {
    for effect in [-0.03, 0.0, 0.05] {
        let covered = share(worlds(), |_| World { effect, ..World::NONE }, |course| !course.missed);
        say(&format!("the intervals cover an effect of {effect} on every day"), covered, worlds());
        assert!(covered >= 0.95, "an effect of {effect}: {covered}");
    }
}

#[test]
fn soak_worlds_without_an_effect_raise_no_more_alarms_than_they_may() {
    let established = share(worlds(), |_| World::NONE, |course| course.established);
    say("something is avoided or caused where nothing is", established, worlds());
    assert!(established <= ALPHA, "{established}");
    let halted = share(worlds(), |_| World::NONE, |course| course.halted.is_some());
    say("the guard halts what does no harm", halted, worlds());
    assert!(halted <= ALPHA, "{halted}");
    let complaints = share(worlds(), |_| World::NONE, |course| course.complaints);
    say("of these for complaints", complaints, worlds());
}

#[test]
fn soak_harm_is_halted_before_a_thousand_extra_contacts() {
    // From 4 to 15 points.
    let harmful = |seed: u64| World { effect: 0.04 + 0.01 * (seed % 12) as f64, ..World::NONE };
    let in_time = |course: &Course| course.halted.is_some_and(|extra| extra < 1_000.0);
    let halted = share(worlds(), harmful, in_time);
    say("harm is halted in time", halted, worlds());
    assert!(halted >= 0.95, "{halted}");
}
