//! Days on the organisation's calendar.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use voorzet_domain::time::Timestamp;

/// Tells on which day an instant falls. Most instants fall on the day of the one before, which costs two
/// comparisons.
#[derive(Clone, Debug)]
pub struct Days {
    zone: TimeZone,
    last: Option<(Timestamp, Timestamp, i32)>,
}

impl Days {
    /// The calendar of a time zone.
    pub fn of(zone: &TimeZone) -> Self {
        Self { zone: zone.clone(), last: None }
    }

    /// The day of an instant, in days since 1970-01-01.
    pub fn day(&mut self, at: Timestamp) -> i32 {
        if let Some((from, until, day)) = self.last
            && (from..until).contains(&at)
        {
            return day;
        }
        let date = self.zone.to_datetime(at.to_jiff()).date();
        let day = day_of(date);
        let start = |date: Date| {
            let midnight = self.zone.to_ambiguous_timestamp(date.to_datetime(jiff::civil::Time::midnight()));
            midnight.compatible().ok().map(Timestamp::from_jiff)
        };
        if let (Some(from), Some(until)) = (start(date), date.tomorrow().ok().and_then(start)) {
            self.last = Some((from, until, day));
        }
        day
    }

    /// When the day of an instant is over.
    pub fn end_of(&mut self, at: Timestamp) -> Option<Timestamp> {
        self.day(at);
        self.last.map(|(_, until, _)| until)
    }
}

/// A date in days since 1970-01-01.
pub fn day_of(date: Date) -> i32 {
    const EPOCH: Date = jiff::civil::date(1970, 1, 1);
    (date - EPOCH).get_days()
}

/// The date of a day, in days since 1970-01-01.
pub fn date_of(day: i32) -> Date {
    const EPOCH: Date = jiff::civil::date(1970, 1, 1);
    EPOCH.saturating_add(jiff::Span::new().days(i64::from(day).clamp(-719_162, 2_932_896)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_change_at_midnight_in_the_zone_also_around_daylight_saving() {
        let zone = jiff::tz::TimeZoneDatabase::bundled().get("Europe/Amsterdam").expect("a zone");
        let mut days = Days::of(&zone);
        let mut day = |text: &str| days.day(Timestamp::parse(text).expect("a time"));
        assert_eq!(day("1970-01-01T12:00:00Z"), 0);
        let monday = day("2026-03-30T12:00:00Z");
        assert_eq!(day("2026-03-29T21:59:59.999999Z"), monday - 1, "summer time began that night");
        assert_eq!(day("2026-03-29T22:00:00Z"), monday);
        assert_eq!(day("2026-03-28T22:59:59Z"), monday - 2);
        assert_eq!(day("2026-03-28T23:00:00Z"), monday - 1);
        assert_eq!(day("2026-03-29T00:30:00Z"), monday - 1);
    }
}
