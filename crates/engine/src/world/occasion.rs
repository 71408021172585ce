//! From a cause to a contact, or to none: plays out one occasion, plans what of it shows in the history,
//! and writes its line of truth.

use super::calendar::{DAY, HOUR, MINUTE, Ms, hours};
use super::channel::Channel;
use super::draw::{Draws, For};
use super::effect::Fate;
use super::happening::{Story, What};
use super::reason::Reason;
use super::stage::Stage;

/// The contact would come whenever it comes: nothing resolves the cause.
pub(super) const NEVER: Ms = Ms::MAX;

/// Something that may make this customer contact.
pub(super) struct Cause {
    pub(super) reason: Reason,
    pub(super) story: Story,
    /// Which one, where a story has two of the same reason.
    pub(super) nth: u8,
    /// When it begins to matter.
    pub(super) at: Ms,
    /// When it is resolved by itself: whoever has not contacted by then does not.
    pub(super) until: Ms,
    /// How bad: 1 is average.
    pub(super) severity: f64,
}

/// What follows from a cause when nobody acts.
pub(super) struct Occasion {
    pub(super) cause: Cause,
    /// The chance before anything resolved it.
    pub(super) chance: f64,
    pub(super) fate: Fate,
    /// The contact and its repeats; empty unless the fate is to contact.
    pub(super) contacts: Vec<Contact>,
}

/// One contact of an occasion.
#[derive(Clone, Copy)]
pub(super) struct Contact {
    pub(super) at: Ms,
    pub(super) channel: Channel,
    pub(super) turn: u8,
}

impl Cause {
    /// The place of this cause among those of its story: of each kind of line it may plan four.
    pub(super) const fn turn(&self, line: u8) -> u8 {
        self.reason as u8 * 8 + (self.nth & 1) * 4 + (line & 3)
    }
}

impl Stage<'_> {
    /// Plays out a cause for this customer.
    pub(super) fn occasion(&mut self, cause: Cause) {
        let readiness = libm::pow(f64::from(self.who.propensity), 0.9);
        let chance = (cause.reason.habit().chance * cause.severity * readiness * self.eager).min(0.92);
        self.play(cause, chance);
    }

    /// A contact without a cause that could be known.
    pub(super) fn contact(&mut self, reason: Reason, story: Story, at: Ms) {
        self.play(Cause { reason, story, nth: 0, at, until: NEVER, severity: 1.0 }, 1.0);
    }

    fn play(&mut self, cause: Cause, chance: f64) {
        if cause.at >= self.calendar.until() {
            return;
        }
        let (reason, habit) = (cause.reason, cause.reason.habit());
        let salt = u64::from(cause.turn(0)) << 8;
        let mut draws = Draws::of(self.seed ^ salt, For::Occasion, self.customer, cause.story.0);
        let (inclined, resistance, calm) = (draws.chance(chance), draws.unit(), draws.unit());
        let reaction = hours(draws.log_normal(2.0, 1.0).min(72.0));
        let wait = hours(draws.log_normal(habit.delay, habit.spread).min(24.0 * 20.0));
        let at = self.calendar.awake(cause.at + wait, &mut draws);
        let would = inclined && at < cause.until && (at / DAY) < i64::from(self.who.leaves);
        let mut contacts = Vec::new();
        if would {
            let mut at = at;
            for line in 0..=draws.run(habit.repeat, 2) as u8 {
                if line > 0 {
                    let gap = hours(draws.log_normal(34.0, 0.8).clamp(1.0, 24.0 * 9.0));
                    at = self.calendar.awake(at + gap, &mut draws);
                }
                let channel = Channel::choose(self.who, reason, at, self.calendar, &mut draws);
                contacts.push(Contact { at, channel, turn: cause.turn(line) });
            }
        }
        let fate = Fate { reason, would, temper: self.who.temper, resistance, calm, reaction };
        let occasion = Occasion { cause, chance, fate, contacts };
        self.show(&occasion, at, &mut draws);
        self.truth.occasion(self.customer, self.who, occasion);
    }

    /// What the history shows of an occasion: the contacts, and the help pages read before them. Some read
    /// and are helped, so that reading is a sign and no certainty.
    fn show(&mut self, occasion: &Occasion, at: Ms, draws: &mut Draws) {
        let Occasion { cause, fate, contacts, .. } = occasion;
        for contact in contacts {
            let value = u16::from(cause.reason as u8) | (contact.channel as u16) << 8;
            self.push(contact.at, cause.story, What::Contact, contact.turn, value);
        }
        let reads = if fate.would { 0.42 } else { 0.05 * cause.severity.min(1.5) };
        if matches!(cause.reason, Reason::Other | Reason::MovingHouse) || !draws.chance(reads) {
            return;
        }
        let last = at.min(cause.until.saturating_sub(MINUTE));
        for line in 0..=draws.run(0.55, 3) as u8 {
            let before = hours(draws.exponential(1.5)) + i64::from(line) * MINUTE;
            let seen = last.saturating_sub(before.min(30 * HOUR)).max(cause.at);
            self.push(seen, cause.story, What::HelpViewed, cause.turn(line), u16::from(cause.reason as u8));
        }
    }
}
