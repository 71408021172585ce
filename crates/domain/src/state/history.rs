//! What a strategy still needs to know of a customer's past: per track, when it happened and how much.
//!
//! A *track* is one event type (and possibly one of its fields) that some condition counts or adds up.
//! Times are packed with their track into one number, so that a customer's whole past is one sorted
//! list of eight bytes an event and a window is two binary searches.

use crate::strategy::renumber::Renumbering;
use crate::time::{Duration, Timestamp};

/// A track's place in the strategy's table of tracks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackId(pub u16);

/// The number of tracks a strategy may have.
pub const MAX_TRACKS: usize = 512;

/// The most events one track keeps of one customer. A count stops there: what happens four thousand
/// times in a window is a machine, and may not take the memory of a thousand customers.
pub const MAX_PER_TRACK: usize = 4_096;

const TIME_BITS: u32 = 54;
const TIME_MASK: u64 = (1 << TIME_BITS) - 1;

/// One customer's past, as far as conditions look back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    pub(super) moments: Vec<u64>,
    pub(super) amounts: Vec<(u64, f64)>,
}

impl History {
    /// Notes that something happened, and forgets what lies further back than `keep` before it; the
    /// latest of a track is never forgotten. Late events find their place.
    pub fn record(&mut self, track: TrackId, at: Timestamp, keep: Duration) {
        let range = self.range(track);
        let entry = pack(track, at);
        let place = if self.moments[range.clone()].last().is_none_or(|last| *last <= entry) {
            range.end
        } else {
            range.start + self.moments[range.clone()].partition_point(|moment| *moment <= entry)
        };
        if self.moments.len() == self.moments.capacity() {
            // Millions of these lists exist; room grows by a quarter.
            self.moments.reserve_exact(2 + self.moments.len() / 4);
        }
        self.moments.insert(place, entry);
        let newest = unpack(self.moments[range.end]);
        let floor = pack(track, newest.minus(keep));
        let stale = self.moments[range.start..=range.end].partition_point(|moment| *moment <= floor);
        let surplus = (range.len() + 1).saturating_sub(MAX_PER_TRACK);
        let forget = stale.max(surplus).min(range.len());
        if forget > 0 {
            self.moments.drain(range.start..range.start + forget);
        }
    }

    /// Notes an amount beside the moment, for sums and maxima.
    pub fn record_amount(&mut self, track: TrackId, at: Timestamp, amount: f64, keep: Duration) {
        let range = self.amount_range(track);
        let entry = pack(track, at);
        let place = range.start + self.amounts[range.clone()].partition_point(|(moment, _)| *moment <= entry);
        self.amounts.insert(place, (entry, amount));
        let newest = unpack(self.amounts[range.end].0);
        let floor = pack(track, newest.minus(keep));
        let stale = self.amounts[range.start..=range.end].partition_point(|(moment, _)| *moment <= floor);
        let surplus = (range.len() + 1).saturating_sub(MAX_PER_TRACK);
        let forget = stale.max(surplus).min(range.len());
        if forget > 0 {
            self.amounts.drain(range.start..range.start + forget);
        }
    }

    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.moments.last().is_none_or(|moment| *moment == 0) && self.amounts.is_empty()
    }

    /// How often it happened in `(now - within, now]`, at most [`MAX_PER_TRACK`].
    pub fn count(&self, track: TrackId, within: Duration, now: Timestamp) -> usize {
        let after = pack(track, now.minus(within));
        let upto = pack(track, now);
        let end = self.moments.partition_point(|moment| *moment <= upto);
        self.moments[..end].len() - self.moments[..end].partition_point(|moment| *moment <= after)
    }

    /// When it last happened, at or before `now`.
    pub fn last(&self, track: TrackId, now: Timestamp) -> Option<Timestamp> {
        let end = self.moments.partition_point(|moment| *moment <= pack(track, now));
        let moment = *self.moments[..end].last()?;
        (moment >> TIME_BITS == u64::from(track.0)).then(|| unpack(moment))
    }

    /// The amounts in `(now - within, now]`, earliest first.
    pub fn amounts(
        &self,
        track: TrackId,
        within: Duration,
        now: Timestamp,
    ) -> impl Iterator<Item = f64> + '_ {
        let after = pack(track, now.minus(within));
        let upto = pack(track, now);
        let start = self.amounts.partition_point(|(moment, _)| *moment <= after);
        let end = self.amounts.partition_point(|(moment, _)| *moment <= upto);
        self.amounts[start.min(end)..end].iter().map(|(_, amount)| *amount)
    }

    /// Goes over to other numbers of tracks; a track that has none is forgotten.
    pub(super) fn renumber(&mut self, by: &Renumbering) {
        let moved = |moment: u64| {
            let track = by.track(TrackId((moment >> TIME_BITS) as u16))?;
            Some(u64::from(track.0) << TIME_BITS | moment & TIME_MASK)
        };
        self.moments = self.moments.iter().filter_map(|moment| moved(*moment)).collect();
        self.moments.sort_unstable();
        let amounts = self.amounts.iter();
        self.amounts = amounts.filter_map(|(moment, amount)| Some((moved(*moment)?, *amount))).collect();
        // Amounts of one instant stay in the order in which they came.
        self.amounts.sort_by_key(|(moment, _)| *moment);
    }

    fn range(&self, track: TrackId) -> std::ops::Range<usize> {
        let (from, to) = bounds(track);
        let end = match self.moments.last() {
            Some(last) if *last < to => self.moments.len(),
            _ => self.moments.partition_point(|moment| *moment < to),
        };
        let start = match self.moments.first() {
            Some(first) if *first >= from => 0,
            _ => self.moments[..end].partition_point(|moment| *moment < from),
        };
        start..end
    }

    fn amount_range(&self, track: TrackId) -> std::ops::Range<usize> {
        let (from, to) = bounds(track);
        let start = self.amounts.partition_point(|(moment, _)| *moment < from);
        let end = self.amounts.partition_point(|(moment, _)| *moment < to);
        start..end
    }
}

const fn bounds(track: TrackId) -> (u64, u64) {
    ((track.0 as u64) << TIME_BITS, (track.0 as u64 + 1) << TIME_BITS)
}

/// The track in the high bits, the time since 1900 in the low: sorts by track, then by time. The range
/// of [`Timestamp`] needs 53 bits and a half.
const fn pack(track: TrackId, at: Timestamp) -> u64 {
    let time = at.as_micros() - Timestamp::MIN.as_micros();
    ((track.0 as u64) << TIME_BITS) | time as u64
}

const fn unpack(moment: u64) -> Timestamp {
    let time = (moment & TIME_MASK) as i64;
    match Timestamp::from_micros(time + Timestamp::MIN.as_micros()) {
        Some(at) => at,
        None => Timestamp::MIN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: TrackId = TrackId(0);
    const B: TrackId = TrackId(511);

    fn at(hours: i64) -> Timestamp {
        Timestamp::default().plus(Duration::from_hours(hours))
    }

    #[test]
    fn windows_are_open_at_the_start_and_closed_at_the_end() {
        let mut past = History::default();
        for hour in [10, 0, 5, 10] {
            past.record(A, at(hour), Duration::from_days(7));
            past.record(B, at(hour), Duration::from_hours(6));
        }
        assert_eq!(past.count(A, Duration::from_hours(10), at(10)), 3, "the one at 0 is just out");
        assert_eq!(past.count(A, Duration::from_hours(11), at(10)), 4);
        assert_eq!(past.count(A, Duration::from_hours(11), at(9)), 2, "what lies ahead does not count");
        assert_eq!(past.count(B, Duration::from_days(7), at(10)), 3, "older than the track keeps");
        assert_eq!(past.last(B, at(9)), Some(at(5)));
        assert_eq!(past.last(TrackId(3), at(9)), None);
    }

    #[test]
    fn the_last_is_never_forgotten_and_a_flood_is_bounded() {
        let mut past = History::default();
        past.record(A, at(1), Duration::ZERO);
        past.record(A, at(2), Duration::ZERO);
        assert_eq!(past.last(A, at(100)), Some(at(2)));
        for i in 0..(2 * MAX_PER_TRACK as i64) {
            past.record(B, at(i), Duration::from_days(9_999));
        }
        assert_eq!(past.count(B, Duration::from_days(9_999), at(99_999)), MAX_PER_TRACK);
    }

    #[test]
    fn the_ends_of_time_fit() {
        let end = Timestamp::MAX.minus(Duration::from_micros(1));
        let mut past = History::default();
        for time in [Timestamp::MIN, end] {
            past.record(B, time, Duration::MAX);
            assert_eq!(past.last(B, end), Some(time));
        }
        assert_eq!(past.count(B, Duration::MAX, end), 1, "the window is open at its start");
    }

    #[test]
    fn amounts_come_by_time() {
        let mut past = History::default();
        for (hour, amount) in [(3, 3.0), (1, 1.0), (2, 2.0)] {
            past.record_amount(A, at(hour), amount, Duration::from_days(1));
        }
        assert_eq!(past.amounts(A, Duration::from_hours(2), at(3)).collect::<Vec<_>>(), [2.0, 3.0]);
    }
}
