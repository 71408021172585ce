//! The world goes on: what happens after the history, one line at a time, stamped with whatever time it is
//! shown at, and changed by what is done for its customers.
//!
//! A contact that a message avoids does not come, one that it induces does: by the customer's
//! [`Fate`](super::effect::Fate), which was fixed before anybody acted. What a repair repairs happens soon after
//! it.

use std::collections::BTreeSet;

use hashbrown::{HashMap, HashSet};
use voorzet_domain::time::Timestamp;

use super::World;
use super::calendar::{DAY, MINUTE, Ms};
use super::channel::Channel;
use super::draw::{Draws, For};
use super::effect::Treatment;
use super::happening::{Happening, Queue, Story, What};
use super::line::account;
use super::occasion::Occasion;
use super::reason::Reason;
use super::truth::Truth;

/// How long a repair takes.
const REPAIR: Ms = 6 * MINUTE;

/// A world from some instant on.
pub struct Course {
    world: World,
    queue: Queue,
    truth: Truth,
    /// What happens on the days that were planned and have begun, and what was added to later ones.
    soon: BTreeSet<(Ms, Happening)>,
    /// The first day that is not among it yet.
    day: u32,
    /// When the last line happened.
    now: Ms,
    /// Occasions that nobody acted on, by customer.
    open: HashMap<u32, Vec<Occasion>>,
    /// Contacts that do not come.
    avoided: HashSet<(u32, Story, u8)>,
}

/// One line of the world going on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When it happens, in the world's own time.
    pub at: Timestamp,
    /// Whether it is a contact.
    pub contact: bool,
    /// The event: a Segment call or a `CloudEvent`.
    pub text: String,
}

/// What came of acting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// The contact comes as it would have, or does not come as it would not have.
    Unmoved,
    /// A contact that would have come does not.
    Avoided,
    /// A contact that would not have come does.
    Induced,
}

impl World {
    /// What happens from an instant on. Everything before it is as in the history that ends there.
    pub fn course(self, from: Timestamp) -> Course {
        let from = self.ms(from).max(0);
        let (queue, truth) = (Queue::new(self.calendar.until()), Truth::kept(&self.calendar));
        let mut course = Course {
            world: self,
            queue,
            truth,
            soon: BTreeSet::new(),
            day: 0,
            now: from,
            open: HashMap::new(),
            avoided: HashSet::new(),
        };
        while Ms::from(course.day) * DAY <= from && course.plan() {}
        course.soon = course.soon.split_off(&(from, FIRST));
        course
    }
}

/// What comes before every happening at one instant.
const FIRST: Happening =
    Happening { of_day: 0, customer: 0, story: Story(0), what: What::Identify, turn: 0, value: 0 };

impl Course {
    /// When the next line happens, in the world's time; none when the world ends.
    pub fn next_at(&mut self) -> Option<Timestamp> {
        self.next_ms().and_then(|at| self.timestamp(at))
    }

    /// The next line, stamped as if it happened at `stamp`; times in it keep their distance to it.
    pub fn line(&mut self, stamp: Timestamp) -> Option<Line> {
        let at = self.next_ms()?;
        let (_, happening) = self.soon.pop_first()?;
        self.now = at;
        let mut text = Vec::new();
        let epoch = stamp.as_micros().div_euclid(1000) - at;
        self.world.line(happening, at, epoch, &mut text);
        while text.last() == Some(&b'\n') {
            text.pop();
        }
        let contact = happening.what == What::Contact;
        Some(Line { at: self.timestamp(at)?, contact, text: String::from_utf8(text).ok()? })
    }

    /// Somebody acts on what a customer (`u000123`) would contact about.
    pub fn act(&mut self, customer: &str, reason: &str, treatment: Treatment) -> Reaction {
        let Some((customer, reason)) = self.number(customer).zip(Reason::from_id(reason)) else {
            return Reaction::Unmoved;
        };
        let Some(occasion) = self.acted_on(customer, reason) else { return Reaction::Unmoved };
        let fate = occasion.fate;
        let untold = occasion.contacts.first().map(|contact| contact.at);
        let contacts = fate.when(untold, treatment, self.now);
        if treatment == Treatment::Prevent && contacts.is_none() {
            self.repair(customer, &occasion);
        }
        match (untold, contacts) {
            (Some(_), None) => {
                let (story, turns) = (occasion.cause.story, occasion.contacts.iter());
                self.avoided.extend(turns.map(|contact| (customer, story, contact.turn)));
                Reaction::Avoided
            }
            (None, Some(at)) => {
                self.induce(customer, &occasion, at);
                Reaction::Induced
            }
            _ => Reaction::Unmoved,
        }
    }

    /// How many more contacts of a customer there would be until an instant if somebody acted now on what they would contact
    /// about; below nought fewer. Nothing is done: it is the truth that no real history can show.
    pub fn difference(&self, customer: &str, reason: &str, treatment: Treatment, until: Timestamp) -> i64 {
        let Some((customer, reason)) = self.number(customer).zip(Reason::from_id(reason)) else { return 0 };
        let occasions = self.open.get(&customer).into_iter().flatten();
        let wanted = occasions.filter(|one| one.cause.reason == reason && is_open(one, self.now));
        let Some(occasion) = wanted.min_by_key(|one| one.cause.at) else { return 0 };
        let untold = occasion.contacts.first().map(|contact| contact.at);
        let until = self.world.ms(until);
        match (untold, occasion.fate.when(untold, treatment, self.now)) {
            (Some(_), None) => {
                -(occasion.contacts.iter().filter(|contact| contact.at <= until).count() as i64)
            }
            (None, Some(at)) => i64::from(at <= until),
            _ => 0,
        }
    }

    /// Brings another day among what is soon; false when there is none.
    fn plan(&mut self) -> bool {
        let day = self.day;
        if day >= self.world.settings.days {
            return false;
        }
        self.world.plan(day, &mut self.queue, &mut self.truth);
        let midnight = Ms::from(day) * DAY;
        let today = self.queue.pop_day().into_iter();
        self.soon.extend(today.map(|happening| (midnight + Ms::from(happening.of_day), happening)));
        for (customer, occasion) in self.truth.occasions() {
            self.open.entry(customer).or_default().push(occasion);
        }
        let now = self.now;
        self.open.retain(|_, occasions| {
            occasions.retain(|occasion| is_open(occasion, now));
            !occasions.is_empty()
        });
        self.day += 1;
        true
    }

    fn next_ms(&mut self) -> Option<Ms> {
        loop {
            while let Some((at, happening)) = self.soon.first() {
                if *at >= Ms::from(self.day) * DAY {
                    break;
                }
                let Happening { customer, story, turn, .. } = *happening;
                if happening.what != What::Contact || !self.avoided.remove(&(customer, story, turn)) {
                    return Some(*at);
                }
                self.soon.pop_first();
            }
            if !self.plan() {
                return None;
            }
        }
    }

    /// The first occasion of a customer for this reason that nobody acted on; it is acted on now.
    fn acted_on(&mut self, customer: u32, reason: Reason) -> Option<Occasion> {
        let (now, occasions) = (self.now, self.open.get_mut(&customer)?);
        let wanted = |occasion: &Occasion| occasion.cause.reason == reason && is_open(occasion, now);
        let first = (0..occasions.len())
            .filter(|index| wanted(&occasions[*index]))
            .min_by_key(|index| occasions[*index].cause.at)?;
        Some(occasions.swap_remove(first))
    }

    fn induce(&mut self, customer: u32, occasion: &Occasion, at: Ms) {
        let cause = &occasion.cause;
        let who = &self.world.customers[customer as usize];
        let mut draws = Draws::of(self.world.settings.seed, For::Detail, customer, cause.story.0);
        let at = self.world.calendar.awake(at, &mut draws);
        let channel = Channel::choose(who, cause.reason, at, &self.world.calendar, &mut draws);
        let value = u16::from(cause.reason as u8) | (channel as u16) << 8;
        let turn = cause.turn(0);
        self.add(at, Happening { of_day: 0, customer, story: cause.story, what: What::Contact, turn, value });
    }

    /// What would have repaired it anyway, some day, happens soon.
    fn repair(&mut self, customer: u32, occasion: &Occasion) {
        let story = occasion.cause.story;
        let whats: &[What] = match occasion.cause.reason {
            Reason::LateDelivery => &[What::Rescheduled],
            Reason::RefundLate => &[What::Refunded],
            Reason::PaymentFailed => &[What::PaymentRetried, What::DebitRetried],
            Reason::AccountLocked => &[What::Unlocked],
            Reason::RouterFailing => &[What::RouterRepaired],
            _ => return,
        };
        let repairs = |happening: &Happening| {
            happening.customer == customer && happening.story == story && whats.contains(&happening.what)
        };
        let soon = self.soon.iter().find(|(_, happening)| repairs(happening)).copied();
        if let Some(planned) = soon {
            self.soon.remove(&planned);
        }
        let later = soon.map(|(_, happening)| happening).or_else(|| self.queue.take(repairs));
        // A parcel can always come another day.
        let tomorrow = (self.now / DAY + 1 - story.began() / DAY) as u16;
        let parcel =
            Happening { customer, story, what: What::Rescheduled, turn: 1, value: tomorrow, ..FIRST };
        let is_parcel = occasion.cause.reason == Reason::LateDelivery;
        if let Some(happening) = later.or(is_parcel.then_some(parcel)) {
            self.add(self.now + REPAIR, happening);
        }
    }

    fn add(&mut self, at: Ms, mut happening: Happening) {
        if at < self.world.calendar.until() {
            happening.of_day = (at % DAY) as u32;
            self.soon.insert((at, happening));
        }
    }

    /// The world that goes on.
    pub(super) fn world(&self) -> &World {
        &self.world
    }

    /// The customer of an account.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        let number: u32 = name.strip_prefix('u')?.parse().ok()?;
        let mut written = Vec::new();
        account(&mut written, number);
        let known = (number as usize) < self.world.customers.len() && written == name.as_bytes();
        known.then_some(number)
    }

    fn timestamp(&self, at: Ms) -> Option<Timestamp> {
        Timestamp::from_micros((self.world.calendar.epoch + at) * 1000)
    }
}

/// Whether acting now could still change something: the cause is there, and the customer has not contacted.
fn is_open(occasion: &Occasion, now: Ms) -> bool {
    occasion.cause.until > now && occasion.contacts.first().is_none_or(|contact| contact.at > now)
}
