//! Opening hours: when a queue is worked, in the time zone of the place where it is worked.
//!
//! A [`Span`] is by the wall clock: from eight to ten is from eight to ten in summer and in winter. On the night
//! when the clock goes forward, what opens at an hour that does not exist opens when the clock jumps. On the night
//! when it goes back, what opens at an hour that comes twice opens the first time and closes the second: a place
//! does not close for half an hour because its clock is set back.
//!
//! Promises are counted in [open time](Hours::open_between): a mail of Friday evening that is promised within four
//! hours is due on Monday at noon.

mod meter;
mod opening;
mod span;

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::time::{Duration, Timestamp};
pub use meter::Meter;
pub use opening::Opening;
use opening::Openings;
pub use span::{DAYS, Span, days};

/// How far ahead [`Hours::closing`] looks: whoever is open longer than this is always open.
const AHEAD: Duration = Duration::from_days(370);

/// When a queue is worked.
#[derive(Clone, Debug, PartialEq)]
pub struct Hours {
    zone: TimeZone,
    week: [Vec<Span>; 7],
    dates: BTreeMap<Date, Vec<Span>>,
}

impl Hours {
    /// Hours with the spans that begin on each day of the week, Monday first, and those of dates on which it is
    /// otherwise: none for a holiday.
    ///
    /// A span over midnight belongs to the day on which it begins, and runs to its end whatever the next day is.
    pub fn new(zone: TimeZone, mut week: [Vec<Span>; 7], mut dates: BTreeMap<Date, Vec<Span>>) -> Self {
        for spans in week.iter_mut().chain(dates.values_mut()) {
            spans.sort_unstable();
        }
        Self { zone, week, dates }
    }

    /// The time zone of the place.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Whether it is open at an instant.
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.openings(at).next().is_some_and(|opening| opening.from <= at)
    }

    /// The first open instant from `at` on: `at` itself when it is open. None when it never opens again.
    pub fn next_opening(&self, at: Timestamp) -> Option<Timestamp> {
        self.openings(at).next().map(|opening| opening.from.max(at))
    }

    /// When the opening ends that `at` lies in. None when it is closed then, or stays open for more than a year.
    pub fn closing(&self, at: Timestamp) -> Option<Timestamp> {
        let mut openings = self.openings(at);
        let mut end = openings.next().filter(|opening| opening.from <= at)?.to;
        for opening in openings {
            if opening.from > end {
                return Some(end);
            }
            end = opening.to;
            if end.since(at) > AHEAD {
                return None;
            }
        }
        Some(end)
    }

    /// How long it is open between two instants; nothing when `to` is not after `from`.
    pub fn open_between(&self, from: Timestamp, to: Timestamp) -> Duration {
        let openings = self.openings(from).take_while(|opening| opening.from < to);
        let open = openings.map(|opening| opening.to.min(to).since(opening.from.max(from)).as_micros());
        Duration::from_micros(open.sum())
    }

    /// Counts open time within a stretch many times over: it costs what one counting of the whole does, and then
    /// little.
    pub fn meter(&self, from: Timestamp, to: Timestamp) -> Meter {
        Meter::new(self.openings(from).take_while(|opening| opening.from < to))
    }

    /// The first instant by which it has been open for so long since `from`. None when that never comes.
    pub fn add_open(&self, from: Timestamp, open: Duration) -> Option<Timestamp> {
        let mut left = open;
        if left == Duration::ZERO {
            return Some(from);
        }
        for opening in self.openings(from) {
            let begin = opening.from.max(from);
            let length = opening.to.since(begin);
            if length >= left {
                return Some(begin.plus(left));
            }
            left = Duration::from_micros(left.as_micros() - length.as_micros());
        }
        None
    }

    /// The openings that end after an instant, in order and without overlap; two may touch. The first is whole, also
    /// when it began before that instant.
    pub fn openings(&self, after: Timestamp) -> impl Iterator<Item = Opening> + '_ {
        let today = after.to_jiff().to_zoned(self.zone.clone()).date();
        // What began yesterday may run over midnight.
        Openings::new(self, today.checked_sub(1.day()).unwrap_or(Date::MIN), after)
    }

    /// The spans that begin on a date.
    fn spans(&self, date: Date) -> &[Span] {
        let usual = || &self.week[date.weekday().to_monday_zero_offset() as usize];
        self.dates.get(&date).unwrap_or_else(usual)
    }

    /// The first date from this one on which a span begins.
    fn working_day(&self, mut date: Date) -> Option<Date> {
        if self.week.iter().all(Vec::is_empty) {
            let open = |(_, spans): &(&Date, &Vec<Span>)| !spans.is_empty();
            return self.dates.range(date..).find(open).map(|(date, _)| *date);
        }
        while self.spans(date).is_empty() {
            date = date.tomorrow().ok()?;
        }
        Some(date)
    }
}
