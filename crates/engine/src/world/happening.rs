//! What is going to happen, and the calendar queue that holds it until its day comes.

use std::collections::VecDeque;

use super::calendar::{DAY, Ms};
use super::line;

/// A line to be written: when, about whom, in which story. Small, because about three wait per customer;
/// everything else about it is drawn again when it is written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Happening {
    /// Milliseconds into its day.
    pub(super) of_day: u32,
    /// The customer's number; the area's for an incident.
    pub(super) customer: u32,
    pub(super) story: Story,
    pub(super) what: What,
    /// Which one, where a story has several of the kind.
    pub(super) turn: u8,
    /// A value that the story drew, in the unit its writer knows.
    pub(super) value: u16,
}

impl Happening {
    /// Writes the id of its line: customer, story, kind and turn, which together come once.
    pub(super) fn id(&self, out: &mut Vec<u8>) {
        out.push(b'e');
        line::number(out, u64::from(self.customer));
        for part in [self.story.0, self.what as u32, u32::from(self.turn)] {
            out.push(b'-');
            line::number(out, u64::from(part));
        }
    }
}

/// Names one story of one customer: the day it began and a slot within that day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Story(pub(super) u32);

impl Story {
    pub(super) const fn new(day: u32, slot: Slot) -> Self {
        Self(day * 100 + slot as u32)
    }

    /// The first instant of the day on which it began.
    pub(super) const fn began(self) -> Ms {
        (self.0 / 100) as Ms * DAY
    }
}

/// The kinds of story. At most one of a kind begins on a day, and there are fewer than a hundred.
#[derive(Clone, Copy)]
#[repr(u8)]
pub(super) enum Slot {
    Roster = 1,
    Visit,
    Order,
    Bill,
    Fault,
    Outage,
    Contract,
    Account,
    Newcomer,
    Chatter,
    Consent,
    Quality,
}

/// The kinds of line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum What {
    Identify = 1,
    ContractStarted,
    RouterInstalled,
    ConsentGiven,
    ConsentWithdrawn,
    Preference,
    Page,
    HelpViewed,
    Compared,
    CheckoutFailed,
    CheckoutCompleted,
    OrderPlaced,
    PaymentFailed,
    PaymentRetried,
    Shipped,
    Scanned,
    Delayed,
    Rescheduled,
    Delivered,
    Damaged,
    ReturnRequested,
    ReturnReceived,
    Refunded,
    InvoiceSent,
    InvoicePaid,
    InvoiceReminded,
    DebitFailed,
    DebitRetried,
    Quality,
    RouterFailed,
    RouterRepaired,
    Booked,
    Moved,
    Visited,
    ContractEnding,
    ContractRenewed,
    Churned,
    Locked,
    Unlocked,
    IncidentOpened,
    IncidentUpdated,
    IncidentClosed,
    Contact,
}

/// A calendar queue: one heap of happenings per day to come, put in order when its day begins. Nothing is
/// ever scheduled for a day that has begun to be written.
pub(super) struct Queue {
    today: u32,
    until: Ms,
    days: VecDeque<Vec<Happening>>,
}

impl Queue {
    pub(super) fn new(until: Ms) -> Self {
        Self { today: 0, until, days: VecDeque::new() }
    }

    /// Schedules a happening, unless the history is over by then.
    pub(super) fn push(&mut self, at: Ms, mut happening: Happening) {
        if at >= self.until {
            return;
        }
        debug_assert!(at >= Ms::from(self.today) * DAY, "{:?} lies before its day", happening.what);
        let ahead = ((at / DAY) as usize).saturating_sub(self.today as usize);
        while self.days.len() <= ahead {
            self.days.push_back(Vec::new());
        }
        happening.of_day = (at % DAY) as u32;
        self.days[ahead].push(happening);
    }

    /// Takes the first happening that is wanted from a day that has not begun.
    pub(super) fn take(&mut self, wanted: impl Fn(&Happening) -> bool) -> Option<Happening> {
        self.days.iter_mut().find_map(|day| {
            let place = day.iter().position(&wanted)?;
            Some(day.swap_remove(place))
        })
    }

    /// The happenings of the current day, in order; the next day becomes the current one. Their memory is
    /// not used again: a day far ahead needs a tenth of it and would keep the rest from everybody.
    pub(super) fn pop_day(&mut self) -> Vec<Happening> {
        self.today += 1;
        let mut day = self.days.pop_front().unwrap_or_default();
        day.sort_unstable();
        day
    }
}
