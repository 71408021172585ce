//! The rhythm of days: local time, weekdays, seasons, campaigns, paydays.
//!
//! World time is milliseconds since the world's first midnight (UTC). Rhythms are those of Amsterdam: an
//! hour is drawn in local time and set back by the day's offset, wrapping within the UTC day, so that no
//! day of the world is longer than another when the clocks change.

use jiff::{ToSpan, civil, tz::TimeZone};
use voorzet_domain::time::Timestamp;

use super::draw::{Draws, For};

/// Milliseconds since the world's first midnight, or a length of time.
pub(super) type Ms = i64;
pub(super) const MINUTE: Ms = 60_000;
pub(super) const HOUR: Ms = 60 * MINUTE;
pub(super) const DAY: Ms = 24 * HOUR;

/// Stories reach at most this many days past the day on which they are planned.
pub(super) const REACH: u32 = 100;

/// Hours as milliseconds.
pub(super) fn hours(count: f64) -> Ms {
    (count * HOUR as f64) as Ms
}

/// One day's facts, shared by everybody.
#[derive(Clone, Copy)]
struct Facts {
    offset: i32,
    weekday: u8,
    month: u16,
    day: u8,
    demand: f32,
    campaign: bool,
}

/// The days of a world and [`REACH`] more.
pub(super) struct Calendar {
    /// The world's first midnight, in milliseconds since 1970.
    pub(super) epoch: i64,
    /// How many days the history lasts.
    pub(super) days: u32,
    facts: Vec<Facts>,
}

/// Relative weight of each local hour.
pub(super) type Rhythm = [u8; 24];

/// When people shop: some at lunch, most in the evening.
pub(super) const SHOPPING: Rhythm =
    [3, 1, 1, 0, 0, 1, 3, 6, 9, 12, 14, 14, 15, 14, 13, 13, 13, 14, 15, 20, 26, 26, 18, 8];
/// When offices and depots work.
pub(super) const WORKING: Rhythm =
    [0, 0, 0, 0, 0, 0, 2, 8, 14, 16, 16, 14, 10, 14, 16, 14, 10, 6, 2, 1, 0, 0, 0, 0];
/// When machines report and break: at any hour, a little more when they are used.
pub(super) const RUNNING: Rhythm =
    [6, 5, 5, 5, 5, 6, 7, 8, 9, 9, 9, 9, 9, 9, 9, 9, 10, 11, 12, 13, 13, 12, 10, 8];

/// Orders by month, January first: quiet summers, a full November and December.
const SEASON: [f32; 12] = [1.0, 0.92, 0.94, 0.96, 0.98, 0.95, 0.86, 0.88, 0.98, 1.02, 1.28, 1.32];
/// Orders by weekday, Monday first.
const WEEK: [f32; 7] = [1.12, 1.02, 1.0, 0.98, 0.9, 0.88, 1.1];

impl Calendar {
    pub(super) fn new(seed: u64, start: Timestamp, days: u32) -> Self {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC);
        let first = start.to_jiff().to_zoned(TimeZone::UTC).date();
        let epoch = start.as_micros().div_euclid(86_400_000_000) * DAY;
        let facts = (0..days + REACH)
            .map(|day| {
                let date = first.saturating_add(i64::from(day).days());
                let noon = jiff::Timestamp::from_millisecond(epoch + i64::from(day) * DAY + DAY / 2)
                    .unwrap_or(jiff::Timestamp::UNIX_EPOCH);
                let weekday = date.weekday().to_monday_zero_offset() as u8;
                let month = date.month() as u8;
                let months = date.year() as u16 * 12 + u16::from(month) - 1;
                let campaign = in_campaign(seed, date);
                let lift = if campaign { 2.4 } else { 1.0 };
                Facts {
                    offset: zone.to_offset(noon).seconds() * 1000,
                    weekday,
                    month: months,
                    day: date.day() as u8,
                    demand: SEASON[usize::from(month) - 1] * WEEK[usize::from(weekday)] * lift,
                    campaign,
                }
            })
            .collect();
        Self { epoch, days, facts }
    }

    /// The end of the history: nothing at or after it is written.
    pub(super) fn until(&self) -> Ms {
        i64::from(self.days) * DAY
    }

    /// Orders relative to an average day.
    pub(super) fn demand(&self, day: u32) -> f64 {
        f64::from(self.facts(day).demand)
    }

    pub(super) fn campaign(&self, day: u32) -> bool {
        self.facts(day).campaign
    }

    /// The month, counted from the year 0, and the day of the month from 1.
    pub(super) fn date(&self, day: u32) -> (u32, u8) {
        let facts = self.facts(day);
        (u32::from(facts.month), facts.day)
    }

    /// The first day from `day` on that is no Sunday: parcels are not handed over then.
    pub(super) fn delivery_day(&self, day: u32) -> u32 {
        if self.facts(day).weekday == 6 { day + 1 } else { day }
    }

    /// A moment of `day` in a rhythm of local hours.
    pub(super) fn moment(&self, day: u32, rhythm: &Rhythm, draws: &mut Draws) -> Ms {
        let total: u32 = rhythm.iter().map(|weight| u32::from(*weight)).sum();
        let mut rest = draws.below(total);
        let mut hour = 0;
        while rest >= u32::from(rhythm[hour as usize]) {
            rest -= u32::from(rhythm[hour as usize]);
            hour += 1;
        }
        self.local(day, hour) + i64::from(draws.below(HOUR as u32))
    }

    /// The instant of a local hour of `day`.
    pub(super) fn local(&self, day: u32, hour: i64) -> Ms {
        let of_day = (hour * HOUR - i64::from(self.facts(day).offset)).rem_euclid(DAY);
        i64::from(day) * DAY + of_day
    }

    /// The local hour of an instant.
    pub(super) fn hour(&self, at: Ms) -> i64 {
        let offset = i64::from(self.facts((at / DAY) as u32).offset);
        (at + offset).rem_euclid(DAY) / HOUR
    }

    /// `at`, or a moment of the next day, sooner rather than later, when people sleep then.
    pub(super) fn awake(&self, at: Ms, draws: &mut Draws) -> Ms {
        let to_seven = match self.hour(at) {
            hour @ 0..7 => 7 - hour,
            23 => 8,
            _ => return at,
        };
        at - at % HOUR + to_seven * HOUR + hours(draws.exponential(3.0).min(11.0))
    }

    /// Whether the phone is answered: Monday to Saturday from 8 to 21.
    pub(super) fn phone_open(&self, at: Ms) -> bool {
        let weekday = self.facts((at / DAY) as u32).weekday;
        weekday < 6 && (8..21).contains(&self.hour(at))
    }

    fn facts(&self, day: u32) -> &Facts {
        &self.facts[(day as usize).min(self.facts.len() - 1)]
    }
}

/// Two campaigns of three days a month, and the week that ends on Black Friday.
fn in_campaign(seed: u64, date: civil::Date) -> bool {
    let month = date.year() as u32 * 12 + date.month() as u32;
    let mut draws = Draws::of(seed, For::Campaign, month, 0);
    let starts = [1 + draws.below(12), 15 + draws.below(12)];
    let day = date.day() as u32;
    let black_week = date.month() == 11 && (23..=29).contains(&day);
    black_week || starts.iter().any(|start| (*start..start + 3).contains(&day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_hours_hold_on_both_sides_of_a_clock_change() {
        let start = Timestamp::parse("2026-03-20T00:00:00Z").expect("a timestamp");
        let calendar = Calendar::new(1, start, 30);
        for day in 0..30 {
            assert_eq!(calendar.hour(calendar.local(day, 9)), 9, "day {day}");
            let mut draws = Draws::of(1, For::Visit, 1, day);
            let at = calendar.moment(day, &WORKING, &mut draws);
            assert!((6..20).contains(&calendar.hour(at)));
            let night = calendar.local(day, 3);
            assert!((7..19).contains(&calendar.hour(calendar.awake(night, &mut draws))));
        }
        assert_eq!(calendar.local(2, 9) % DAY, 8 * HOUR, "winter time");
        assert_eq!(calendar.local(12, 9) % DAY, 7 * HOUR, "summer time");
    }
}
