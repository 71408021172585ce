//! From spans of the wall clock to instants.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, AmbiguousTimestamp, TimeZone};

use super::{Hours, Span};
use crate::time::Timestamp;

/// Open from an instant until another, which is closed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The first open instant.
    pub from: Timestamp,
    /// The first that is open no longer.
    pub to: Timestamp,
}

/// The openings that end after an instant, one after the other.
pub(super) struct Openings<'a> {
    hours: &'a Hours,
    date: Option<Date>,
    spans: &'a [Span],
    /// What was said so far ends here: whatever overlaps it begins here.
    told: Timestamp,
}

impl<'a> Openings<'a> {
    /// From a date on, those that end after an instant.
    pub(super) fn new(hours: &'a Hours, date: Date, after: Timestamp) -> Self {
        let date = hours.working_day(date);
        let spans = date.map_or(&[][..], |date| hours.spans(date));
        let mut openings = Self { hours, date, spans, told: Timestamp::MIN };
        // The first is cut nowhere: whoever asks may want to know since when it is open.
        loop {
            let before = (openings.date, openings.spans);
            match openings.advance() {
                Some(opening) if opening.to <= after => {}
                _ => {
                    (openings.date, openings.spans) = before;
                    return openings;
                }
            }
        }
    }

    /// The next span as instants, whatever came before it. None when there is no more, or none that an event
    /// could lie in.
    fn advance(&mut self) -> Option<Opening> {
        while self.spans.is_empty() {
            self.date = self.hours.working_day(self.date?.tomorrow().ok()?);
            self.spans = self.hours.spans(self.date?);
        }
        let (span, rest) = self.spans.split_first()?;
        self.spans = rest;
        let date = self.date?;
        let from = first_at(&self.hours.zone, span.begin(date)?);
        let to = last_at(&self.hours.zone, span.end(date)?);
        (from < Timestamp::LAST).then_some(Opening { from, to })
    }
}

impl Iterator for Openings<'_> {
    type Item = Opening;

    fn next(&mut self) -> Option<Opening> {
        loop {
            let Opening { from, to } = self.advance()?;
            let from = from.max(self.told);
            // A span that lies whole in hours that do not exist, or in what was told already.
            if from < to {
                self.told = to;
                return Some(Opening { from, to });
            }
        }
    }
}

/// The first instant at which the clock shows this time; when it never does, the instant at which it jumps past.
fn first_at(zone: &TimeZone, shown: DateTime) -> Timestamp {
    match zone.to_ambiguous_timestamp(shown) {
        never if matches!(never.offset(), AmbiguousOffset::Gap { .. }) => jump(zone, &never),
        known => held(known.earlier()),
    }
}

/// The instant from which on the clock shows no time before this one any more. Where it goes back to exactly this
/// time, it shows none before already from the first on.
fn last_at(zone: &TimeZone, shown: DateTime) -> Timestamp {
    let twice = |shown| matches!(zone.to_ambiguous_timestamp(shown).offset(), AmbiguousOffset::Fold { .. });
    match zone.to_ambiguous_timestamp(shown) {
        never if matches!(never.offset(), AmbiguousOffset::Gap { .. }) => jump(zone, &never),
        known if shown.checked_sub(1.nanosecond()).is_ok_and(twice) => held(known.later()),
        known => held(known.earlier()),
    }
}

/// The instant at which the clock jumps over a time.
fn jump(zone: &TimeZone, never: &AmbiguousTimestamp) -> Timestamp {
    // As if the clock had not jumped, it comes after the jump by as much as it lies in the gap: perhaps nothing.
    let past = never.later().and_then(|past| past.checked_add(1.nanosecond()));
    let jump = past.ok().and_then(|past| zone.preceding(past).next());
    jump.map_or(Timestamp::LAST, |transition| Timestamp::from_jiff(transition.timestamp()))
}

/// An instant, or the last when it lies past every calendar.
fn held(instant: Result<jiff::Timestamp, jiff::Error>) -> Timestamp {
    instant.map_or(Timestamp::LAST, Timestamp::from_jiff)
}
