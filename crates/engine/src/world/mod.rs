//! The sample world: a seeded simulator of a Dutch web shop that also provides internet.
//!
//! It writes what such an organisation's systems would have sent: parcels, routers, bills, contracts, visits
//! to the shop, and the contacts of customers. Why they contact is known, and so is what acting would have
//! changed ([`effect`]): beside the history it writes the truth, which no real history can show.
//!
//! * [`World::write`] plans each customer's day (`story/`), keeps what is to come in a calendar queue
//!   (`happening`) and writes a day when it is over. Memory holds a small record per customer and what is
//!   still to come, never the history.
//! * Every number is drawn from the seed and from what it is drawn for (`draw`): the same seed gives the
//!   same bytes, and a customer lives the same life in a world of any size.
//! * A cause becomes an `occasion`: contact or not, when, by which channel, after reading which help pages;
//!   and what each treatment would have made of it.
//!
//! docs/world.md describes the world for its users.

mod asset;
mod calendar;
mod carrier;
mod channel;
mod customer;
mod draw;
pub mod effect;
mod happening;
mod line;
pub mod live;
mod occasion;
pub mod opinion;
pub mod person;
mod reason;
mod stage;
mod story;
mod truth;
pub mod visitor;
mod words;

use std::io::{self, Write};

use voorzet_domain::time::Timestamp;

pub use reason::Reason;

use calendar::{Calendar, DAY, Ms};
use customer::Customer;
use happening::{Happening, Queue, Slot, Story, What};
use stage::{Scene, Stage};
use truth::Truth;

/// Output is handed on in pieces of about this many bytes.
const PIECE: usize = 1 << 18;

/// What a world is made from. Equal settings give equal bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many customers, joining ones included: 1 to [`Settings::MAX_CUSTOMERS`].
    pub customers: u32,
    /// How many days the history lasts: 1 to [`Settings::MAX_DAYS`].
    pub days: u32,
    /// Another seed, another world.
    pub seed: u64,
    /// The history begins at midnight (UTC) of this instant's day.
    pub start: Timestamp,
}

impl Settings {
    /// More customers than this would need the same telephone number twice.
    pub const MAX_CUSTOMERS: u32 = 20_000_000;
    /// Ten years.
    pub const MAX_DAYS: u32 = 3_660;
}

/// Why a world cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// No customers, or too many.
    #[error("a world has 1 to {} customers", Settings::MAX_CUSTOMERS)]
    Customers,
    /// No days, or too many.
    #[error("a world lasts 1 to {} days", Settings::MAX_DAYS)]
    Days,
}

/// How far the writing is, told after every day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Days written.
    pub day: u32,
    /// Days to write.
    pub days: u32,
    /// Events written.
    pub events: u64,
    /// Contacts among them.
    pub contacts: u64,
    /// Bytes of events written.
    pub bytes: u64,
}

/// A world, ready to be written.
pub struct World {
    settings: Settings,
    calendar: Calendar,
    customers: Vec<Customer>,
    /// Nothing at or after this is written.
    end: Ms,
    /// Only who there is and what they contact about is written, so many times as often.
    helpdesk: Option<f64>,
}

impl World {
    /// Makes the customers; about 48 bytes each.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        if !(1..=Settings::MAX_CUSTOMERS).contains(&settings.customers) {
            return Err(SettingsError::Customers);
        }
        if !(1..=Settings::MAX_DAYS).contains(&settings.days) {
            return Err(SettingsError::Days);
        }
        let calendar = Calendar::new(settings.seed, settings.start, settings.days);
        let customers =
            (0..settings.customers).map(|number| Customer::new(settings.seed, number, &calendar)).collect();
        let end = calendar.until();
        Ok(Self { settings, calendar, customers, end, helpdesk: None })
    }

    /// Ends the history at an instant: what comes at it or later is not written. The world goes on after it, as
    /// [`live::Course`] shows.
    pub fn end_at(&mut self, end: Timestamp) {
        self.end = self.ms(end).clamp(0, self.calendar.until());
    }

    /// Writes only who the customers are and what they contact about, and makes that so many times as likely: what a
    /// large help desk has to export. Its truth is that of the busier world.
    pub fn as_helpdesk(&mut self, times: f64) {
        self.helpdesk = Some(times);
    }

    /// An instant in world time.
    fn ms(&self, at: Timestamp) -> Ms {
        at.as_micros().div_euclid(1000) - self.calendar.epoch
    }

    /// Writes the history in ascending order of time, one event a line, and the truth beside it when asked
    /// for. Writing again writes the same.
    ///
    /// Errors are those of the writers.
    pub fn write(
        &mut self,
        events: &mut dyn Write,
        mut truth: Option<&mut dyn Write>,
        progress: &mut dyn FnMut(Progress),
    ) -> io::Result<Progress> {
        let mut known = Truth::new(truth.is_some(), &self.settings, &self.calendar);
        let mut queue = Queue::new(self.calendar.until());
        let mut roster = Roster { next: 0, introduced: Vec::new() };
        let mut done = Progress { days: self.settings.days, ..Progress::default() };
        let mut out = Vec::with_capacity(PIECE + 4096);
        for day in 0..self.settings.days {
            self.plan(day, &mut queue, &mut known);
            if let (Some(file), Some(lines)) = (truth.as_mut(), known.lines()) {
                file.write_all(lines)?;
                lines.clear();
            }
            let happenings = queue.pop_day();
            let midnight = Ms::from(day) * DAY;
            if midnight >= self.end {
                break;
            }
            for happening in &happenings {
                let at = midnight + Ms::from(happening.of_day);
                while let Some(line) = roster.before(self, at) {
                    self.write_line(line, Ms::from(line.of_day), &mut out, &mut done, events)?;
                }
                self.write_line(*happening, at, &mut out, &mut done, events)?;
            }
            while let Some(line) = roster.before(self, midnight + DAY) {
                self.write_line(line, Ms::from(line.of_day), &mut out, &mut done, events)?;
            }
            done.day = day + 1;
            progress(done);
        }
        hand_on(&mut out, &mut done, events)?;
        events.flush()?;
        if let Some(file) = truth {
            file.flush()?;
        }
        Ok(done)
    }

    fn plan(&self, day: u32, queue: &mut Queue, truth: &mut Truth) {
        let seed = self.settings.seed;
        story::outage::incidents(seed, day, &self.calendar, queue);
        for (customer, who) in (0..).zip(&self.customers) {
            let eager = self.helpdesk.unwrap_or(1.0);
            story::plan(&mut Stage {
                seed,
                calendar: &self.calendar,
                customer,
                who,
                day,
                eager,
                queue,
                truth,
            });
        }
    }

    fn write_line(
        &self,
        happening: Happening,
        at: Ms,
        out: &mut Vec<u8>,
        done: &mut Progress,
        events: &mut dyn Write,
    ) -> io::Result<()> {
        let is_helpdesks = matches!(happening.what, What::Contact | What::Identify);
        if at >= self.end || (self.helpdesk.is_some() && !is_helpdesks) {
            return Ok(());
        }
        self.line(happening, at, self.calendar.epoch, out);
        done.events += 1;
        done.contacts += u64::from(happening.what == What::Contact);
        if out.len() >= PIECE { hand_on(out, done, events) } else { Ok(()) }
    }

    /// Writes one line; `epoch` is what its times are counted from.
    fn line(&self, happening: Happening, at: Ms, epoch: i64, out: &mut Vec<u8>) {
        // An area's number may be higher than the last customer's; its lines do not ask who.
        let who = &self.customers[happening.customer as usize % self.customers.len()];
        let (seed, calendar) = (self.settings.seed, &self.calendar);
        story::write(&mut Scene { seed, calendar, who, happening, at, epoch, out });
    }
}

fn hand_on(out: &mut Vec<u8>, done: &mut Progress, events: &mut dyn Write) -> io::Result<()> {
    events.write_all(out)?;
    done.bytes += out.len() as u64;
    out.clear();
    Ok(())
}

/// Introduces the customers who were there before: one after the other from the first midnight on, a
/// millisecond each, so that they need no place in the queue.
struct Roster {
    next: u32,
    introduced: Vec<Happening>,
}

impl Roster {
    fn before(&mut self, world: &World, at: Ms) -> Option<Happening> {
        loop {
            if let Some(line) = self.introduced.last() {
                return if Ms::from(line.of_day) <= at { self.introduced.pop() } else { None };
            }
            let who = world.customers.get(self.next as usize)?;
            if who.joined < 0 {
                let (customer, story) = (self.next, Story::new(0, Slot::Roster));
                self.introduced.extend(story::roster::lines(world.settings.seed, customer, who).map(
                    |(what, turn, value)| Happening { of_day: customer, customer, story, what, turn, value },
                ));
                self.introduced.reverse();
            }
            self.next += 1;
        }
    }
}
