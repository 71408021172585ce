//! Where stories are played: a [`Stage`] plans what happens to one customer, a [`Scene`] writes one line.

use super::calendar::{Calendar, Ms};
use super::customer::Customer;
use super::draw::{Draws, For};
use super::happening::{Happening, Queue, Slot, Story, What};
use super::line::{Head, Line, Name};
use super::truth::Truth;

/// One customer on one day, being planned.
pub(super) struct Stage<'a> {
    pub(super) seed: u64,
    pub(super) calendar: &'a Calendar,
    pub(super) customer: u32,
    pub(super) who: &'a Customer,
    pub(super) day: u32,
    /// How many times as likely contacts are as usual.
    pub(super) eager: f64,
    pub(super) queue: &'a mut Queue,
    pub(super) truth: &'a mut Truth,
}

impl Stage<'_> {
    /// The draws of this customer on this day for one purpose.
    pub(super) fn draws(&self, purpose: For) -> Draws {
        Draws::of(self.seed, purpose, self.customer, self.day)
    }

    /// A story that begins today.
    pub(super) fn story(&self, slot: Slot) -> Story {
        Story::new(self.day, slot)
    }

    /// Schedules a line of this customer.
    pub(super) fn push(&mut self, at: Ms, story: Story, what: What, turn: u8, value: u16) {
        let customer = self.customer;
        self.queue.push(at, Happening { of_day: 0, customer, story, what, turn, value });
    }
}

/// One line, being written.
pub(super) struct Scene<'a> {
    pub(super) seed: u64,
    pub(super) calendar: &'a Calendar,
    pub(super) who: &'a Customer,
    pub(super) happening: Happening,
    pub(super) at: Ms,
    /// What `at` is counted from, in milliseconds since 1970: the world's first midnight, or another when the
    /// line is stamped with another time.
    pub(super) epoch: i64,
    pub(super) out: &'a mut Vec<u8>,
}

impl Scene<'_> {
    /// The details of the story, the same at each of its lines.
    pub(super) fn details(&self, purpose: For) -> Draws {
        Draws::of(self.seed, purpose, self.happening.customer, self.happening.story.0)
    }

    /// Draws of this line alone.
    pub(super) fn own(&self) -> Draws {
        let Happening { customer, story, what, turn, .. } = self.happening;
        Draws::of(self.seed ^ (((what as u64) << 8) | u64::from(turn)), For::Detail, customer, story.0)
    }

    /// From the shop's web and app.
    pub(super) fn track(&mut self, event: &str) -> Line<'_> {
        let head = self.head(false);
        Line::track(self.out, &head, event)
    }

    /// A page of the shop.
    pub(super) fn page(&mut self, name: &str) -> Line<'_> {
        let head = self.head(false);
        Line::page(self.out, &head, name)
    }

    /// Who the customer is.
    pub(super) fn identify(&mut self) -> Line<'_> {
        let head = self.head(false);
        Line::identify(self.out, &head)
    }

    /// From a system behind the shop, about the customer themselves.
    pub(super) fn cloud(&mut self, source: &str, event: &str) -> Line<'_> {
        let head = self.head(false);
        Line::cloud(self.out, &head, source, event, None)
    }

    /// From a system behind the shop, about something of the customer's.
    pub(super) fn cloud_about(&mut self, source: &str, event: &str, subject: Name<'_>) -> Line<'_> {
        let head = self.head(false);
        Line::cloud(self.out, &head, source, event, Some(subject))
    }

    /// About something that is nobody's in particular.
    pub(super) fn cloud_shared(&mut self, source: &str, event: &str, subject: Name<'_>) -> Line<'_> {
        let head = self.head(true);
        Line::cloud(self.out, &head, source, event, Some(subject))
    }

    fn head(&self, shared: bool) -> Head {
        Head { happening: self.happening, at: self.at, epoch: self.epoch, shared }
    }
}
