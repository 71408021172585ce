//! Opening hours: the clock that jumps, holidays, nights, and counting in open time.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{ToSpan, Zoned};
use proptest::prelude::*;
use voorzet_domain::hours::{Hours, Span, days};
use voorzet_domain::time::{Duration, Timestamp};

fn zone(name: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).expect("a zone")
}

/// Hours of a week and of dates, as a strategy writes them.
fn hours(zone_name: &str, week: &[(&str, &[&str])], dates: &[(&str, &[&str])]) -> Hours {
    let spans = |spans: &[&str]| spans.iter().map(|span| Span::parse(span).expect("a span")).collect();
    let mut by_day: [Vec<Span>; 7] = Default::default();
    for (names, written) in week {
        for day in days(names).expect("days") {
            by_day[day] = spans(written);
        }
    }
    let dates: BTreeMap<Date, Vec<Span>> =
        dates.iter().map(|(date, written)| (date.parse().expect("a date"), spans(written))).collect();
    Hours::new(zone(zone_name), by_day, dates)
}

fn shop() -> Hours {
    let week: &[(&str, &[&str])] = &[("mon-fri", &["08:00-22:00"]), ("sat", &["13:00-17:00", "09:00-12:30"])];
    hours("Europe/Amsterdam", week, &[("2026-12-25", &[]), ("2026-12-24", &["08:00-16:00"])])
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("an instant")
}

#[test]
fn a_week_with_a_holiday_and_a_short_day() {
    let shop = shop();
    // Thursday 24 December: until four. Friday is Christmas, Saturday until half past twelve.
    assert!(shop.is_open(at("2026-12-24T14:59:59+01:00")));
    assert!(!shop.is_open(at("2026-12-24T16:00:00+01:00")));
    assert_eq!(shop.next_opening(at("2026-12-24T16:00:00+01:00")), Some(at("2026-12-26T09:00:00+01:00")));
    assert_eq!(shop.closing(at("2026-12-26T09:00:00+01:00")), Some(at("2026-12-26T12:30:00+01:00")));
    assert_eq!(shop.closing(at("2026-12-25T12:00:00+01:00")), None);
    let over = shop.open_between(at("2026-12-24T15:00:00+01:00"), at("2026-12-28T09:00:00+01:00"));
    assert_eq!(over, Duration::from_mins(60 + 210 + 240 + 60));
    // Four hours promised on Friday at nine in the evening: an hour of Friday, three of Saturday.
    let due = shop.add_open(at("2026-11-20T21:00:00+01:00"), Duration::from_hours(4));
    assert_eq!(due, Some(at("2026-11-21T12:00:00+01:00")));
    // What just fits ends at the closing, not at the next opening.
    let fits = shop.add_open(at("2026-11-20T21:00:00+01:00"), Duration::from_hours(1));
    assert_eq!(fits, Some(at("2026-11-20T22:00:00+01:00")));
}

#[test]
fn nights_belong_to_the_day_on_which_they_begin() {
    let night = hours(
        "Europe/Amsterdam",
        &[("mon-fri", &["22:00-06:00"])],
        &[("2026-12-25", &[]), ("2026-12-26", &["20:00-24:00"])],
    );
    // The night of Christmas Eve runs into Christmas, which has none of its own.
    assert!(night.is_open(at("2026-12-25T05:59:00+01:00")));
    assert_eq!(night.closing(at("2026-12-24T23:00:00+01:00")), Some(at("2026-12-25T06:00:00+01:00")));
    assert_eq!(night.next_opening(at("2026-12-25T06:00:00+01:00")), Some(at("2026-12-26T20:00:00+01:00")));
    // Friday's night is Saturday's morning; Sunday's there is none.
    assert!(night.is_open(at("2026-11-21T03:00:00+01:00")));
    assert!(!night.is_open(at("2026-11-22T03:00:00+01:00")));
}

#[test]
fn always_and_never() {
    let always = hours("Pacific/Auckland", &[("mon-sun", &["00:00-24:00"])], &[]);
    let now = at("2026-11-22T12:00:00Z");
    assert!(always.is_open(now));
    assert_eq!((always.next_opening(now), always.closing(now)), (Some(now), None));
    assert_eq!(always.open_between(now, now.plus(Duration::from_days(30))), Duration::from_days(30));
    assert_eq!(always.add_open(now, Duration::from_days(400)), Some(now.plus(Duration::from_days(400))));

    let never = hours("Europe/Amsterdam", &[], &[("2026-12-24", &["08:00-16:00"])]);
    assert_eq!(never.next_opening(now), Some(at("2026-12-24T08:00:00+01:00")));
    assert_eq!(never.next_opening(at("2026-12-24T16:00:00+01:00")), None);
    assert_eq!(never.add_open(now, Duration::from_hours(8)), Some(at("2026-12-24T16:00:00+01:00")));
    assert_eq!(never.add_open(now, Duration::from_hours(9)), None);
    assert_eq!(never.add_open(now, Duration::ZERO), Some(now));
}

#[test]
fn at_the_end_of_time_there_is_an_end() {
    for hours in [shop(), hours("Asia/Tokyo", &[("mon-sun", &["00:00-24:00"])], &[])] {
        assert_eq!(hours.add_open(at("2199-12-30T00:00:00Z"), Duration::MAX), None);
        assert!(hours.open_between(Timestamp::MIN, Timestamp::LAST) > Duration::from_days(365 * 80));
        let _ = (
            hours.is_open(Timestamp::LAST),
            hours.closing(Timestamp::LAST),
            hours.next_opening(Timestamp::MIN),
        );
    }
}

/// How long the openings of a day come to, by zone and date.
#[test]
fn the_clock_is_changed_in_march_and_in_october() {
    let cases: [(&str, &str, &str, i64); 14] = [
        // The clock jumps from two to three: an hour less.
        ("Europe/Amsterdam", "2026-03-29", "00:00-24:00", 23 * 60),
        ("Europe/Amsterdam", "2026-03-29", "01:00-04:00", 2 * 60),
        ("Europe/Amsterdam", "2026-03-29", "02:00-04:00", 60),
        ("Europe/Amsterdam", "2026-03-29", "02:30-04:00", 60),
        ("Europe/Amsterdam", "2026-03-29", "01:00-02:30", 60),
        ("Europe/Amsterdam", "2026-03-29", "02:10-02:40", 0),
        // It goes back from three to two: an hour more.
        ("Europe/Amsterdam", "2026-10-25", "00:00-24:00", 25 * 60),
        ("Europe/Amsterdam", "2026-10-25", "02:10-02:40", 90),
        ("Europe/Amsterdam", "2026-10-25", "08:00-22:00", 14 * 60),
        ("Europe/Amsterdam", "2026-10-24", "20:00-02:00", 6 * 60),
        ("Europe/Amsterdam", "2026-10-25", "02:00-03:00", 2 * 60),
        ("America/New_York", "2026-03-08", "00:00-06:00", 5 * 60),
        // By half an hour, and at midnight.
        ("Australia/Lord_Howe", "2026-10-04", "00:00-24:00", 23 * 60 + 30),
        ("Africa/Cairo", "2026-04-24", "00:00-08:00", 7 * 60),
    ];
    for (name, date, span, minutes) in cases {
        let hours = hours(name, &[], &[(date, &[span])]);
        let noon: Date = date.parse().expect("a date");
        let noon = noon.at(12, 0, 0, 0).to_zoned(zone(name)).expect("noon").timestamp();
        let noon = Timestamp::from_jiff(noon);
        let (before, after) = (noon.minus(Duration::from_days(3)), noon.plus(Duration::from_days(3)));
        assert_eq!(hours.open_between(before, after), Duration::from_mins(minutes), "{name} {date} {span}");
    }
}

#[test]
fn a_promise_over_the_change_of_the_clock_counts_open_hours() {
    let shop = hours("Europe/Amsterdam", &[("mon-sun", &["00:00-24:00"])], &[]);
    let evening = at("2026-10-24T22:00:00+02:00");
    assert_eq!(shop.add_open(evening, Duration::from_hours(8)), Some(at("2026-10-25T05:00:00+01:00")));
    let shop = hours("Europe/Amsterdam", &[("mon-sun", &["08:00-20:00"])], &[]);
    for (evening, due) in [
        ("2026-03-28T19:00:00+01:00", "2026-03-29T11:00:00+02:00"),
        ("2026-10-24T19:00:00+02:00", "2026-10-25T11:00:00+01:00"),
    ] {
        assert_eq!(shop.add_open(at(evening), Duration::from_hours(4)), Some(at(due)));
    }
}

/// The minutes of some days that are open, by looking at the clock every minute: from the first at which it shows a
/// time of the span until the last.
fn oracle(zone: &TimeZone, begin: Timestamp, spans: &BTreeMap<Date, Vec<(u16, u16)>>) -> Vec<bool> {
    const MINUTES: i64 = 8 * 24 * 60;
    let shown: Vec<DateTime> = (0..MINUTES)
        .map(|minute| Zoned::new(begin.plus(Duration::from_mins(minute)).to_jiff(), zone.clone()).datetime())
        .collect();
    let mut open = vec![false; shown.len()];
    for (date, spans) in spans {
        for (from, to) in spans {
            let midnight = date.at(0, 0, 0, 0);
            let (from, to) = (midnight + i64::from(*from).minutes(), midnight + i64::from(*to).minutes());
            let within = |shown: &DateTime| (from..to).contains(shown);
            let (first, last) = (shown.iter().position(within), shown.iter().rposition(within));
            if let (Some(first), Some(last)) = (first, last) {
                open[first..=last].fill(true);
            }
        }
    }
    open
}

const ZONES: [(&str, &str); 6] = [
    ("Europe/Amsterdam", "2026-03-26"),
    ("Europe/Amsterdam", "2026-10-22"),
    ("America/St_Johns", "2026-03-05"),
    ("Australia/Lord_Howe", "2026-04-02"),
    ("Asia/Kolkata", "2026-11-22"),
    ("Pacific/Auckland", "2026-09-24"),
];

/// Spans of eight days from a date on: minutes from midnight, and how long.
fn spans() -> impl Strategy<Value = Vec<Vec<(u16, u16)>>> {
    let span = (0..1440_u16, 1..1440_u16).prop_map(|(from, length)| (from, from + length));
    prop::collection::vec(prop::collection::vec(span, 0..3), 6)
}

fn written((from, to): (u16, u16)) -> Span {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let to = if to > 1440 { to - 1440 } else { to };
    Span::parse(&format!("{}-{}", clock(from), clock(to))).expect("a span")
}

proptest! {
    #[test]
    fn as_if_somebody_looked_at_the_clock_every_minute(place in 0..ZONES.len(), days in spans(), a in 0..11_520_i64, b in 0..11_520_i64) {
        let (name, first) = ZONES[place];
        let zone = zone(name);
        let first: Date = first.parse().expect("a date");
        let begin = Timestamp::from_jiff(first.at(0, 0, 0, 0).to_zoned(zone.clone()).expect("midnight").timestamp());
        let dates: BTreeMap<Date, Vec<(u16, u16)>> =
            days.into_iter().enumerate().map(|(day, spans)| (first + (day as i64).days(), spans)).collect();
        let open = oracle(&zone, begin, &dates);
        let as_spans = dates.iter().map(|(date, spans)| (*date, spans.iter().copied().map(written).collect()));
        let hours = Hours::new(zone, Default::default(), as_spans.collect());

        let minute = |minute: i64| begin.plus(Duration::from_mins(minute));
        let (a, b) = (a.min(b), a.max(b));
        let (from, to) = (a as usize, b as usize);
        prop_assert_eq!(hours.is_open(minute(a)), open[from]);
        let counted = open[from..to].iter().filter(|open| **open).count();
        prop_assert_eq!(hours.open_between(minute(a), minute(b)), Duration::from_mins(counted as i64));
        let meter = hours.meter(minute(0), minute(11_520));
        prop_assert_eq!(meter.open_between(minute(a), minute(b)), Duration::from_mins(counted as i64));
        prop_assert_eq!(meter.open_between(minute(b), minute(a)), Duration::ZERO);
        let next = open[from..].iter().position(|open| *open).map(|ahead| minute(a + ahead as i64));
        prop_assert_eq!(hours.next_opening(minute(a)), next);
        let closing = open[from..].iter().position(|open| !open).map(|ahead| minute(a + ahead as i64));
        prop_assert_eq!(hours.closing(minute(a)), closing.filter(|_| open[from]));
    }

    #[test]
    fn adding_open_time_and_counting_it_are_inverse(place in 0..ZONES.len(), week in spans(), start in 0..400_000_i64, open in 1..20_000_i64, more in 1..500_i64) {
        let (name, first) = ZONES[place];
        let mut by_day: [Vec<Span>; 7] = Default::default();
        for (day, spans) in week.into_iter().enumerate() {
            by_day[day] = spans.into_iter().map(written).collect();
        }
        let hours = Hours::new(zone(name), by_day, BTreeMap::new());
        let first: Date = first.parse().expect("a date");
        let from = first.at(0, 0, 0, 0).to_zoned(zone(name)).expect("midnight").timestamp();
        let from = Timestamp::from_jiff(from).plus(Duration::from_secs(start));
        let (open, longer) = (Duration::from_mins(open), Duration::from_mins(open + more));
        let Some(due) = hours.add_open(from, open) else {
            prop_assert_eq!(hours.next_opening(from), None);
            return Ok(());
        };
        prop_assert_eq!(hours.open_between(from, due), open);
        // The earliest such instant: a moment before, it is less.
        let before = due.minus(Duration::from_micros(1));
        prop_assert!(hours.open_between(from, before) < open);
        prop_assert!(hours.add_open(from, longer) > Some(due));
        prop_assert!(hours.add_open(from.plus(Duration::from_mins(more)), open) >= Some(due));
    }
}
