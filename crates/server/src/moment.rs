//! Instants as they are given on the command line: a date, or a timestamp.

use anyhow::bail;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use voorzet_domain::time::{Duration, Timestamp};

/// The first instant that is meant: a date begins at its midnight in the organisation's zone.
pub(crate) fn start(text: &str, zone: &TimeZone) -> anyhow::Result<Timestamp> {
    match text.parse::<Date>() {
        Ok(date) if text.len() == 10 => midnight(date, zone),
        _ => instant(text),
    }
}

/// The last instant that is meant: a date ends a microsecond before the next one.
pub(crate) fn end(text: &str, zone: &TimeZone) -> anyhow::Result<Timestamp> {
    match text.parse::<Date>() {
        Ok(date) if text.len() == 10 => Ok(midnight(date.tomorrow()?, zone)?.minus(Duration::from_micros(1))),
        _ => instant(text),
    }
}

fn midnight(date: Date, zone: &TimeZone) -> anyhow::Result<Timestamp> {
    let start = zone.to_ambiguous_timestamp(date.to_datetime(Time::midnight())).compatible()?;
    Ok(Timestamp::from_jiff(start))
}

fn instant(text: &str) -> anyhow::Result<Timestamp> {
    match Timestamp::parse(text) {
        Ok(at) => Ok(at),
        Err(_) => bail!("`{text}` is no date like 2026-03-01 and no timestamp like 2026-03-01T08:15:30Z"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_whole_days_in_the_zone() {
        let zone = jiff::tz::TimeZoneDatabase::bundled().get("Europe/Amsterdam").expect("a bundled zone");
        let text = |at: anyhow::Result<Timestamp>| at.expect("a moment").to_string();
        assert_eq!(text(start("2026-03-29", &zone)), "2026-03-28T23:00:00Z");
        assert_eq!(text(end("2026-03-29", &zone)), "2026-03-29T21:59:59.999999Z");
        assert_eq!(text(end("2026-03-29T10:00:00Z", &zone)), "2026-03-29T10:00:00Z");
        assert!(start("29-3-2026", &zone).is_err());
    }
}
