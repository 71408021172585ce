//! Instants and durations. Both count whole microseconds; neither reads a clock.
//!
//! A [`Timestamp`] is an instant in UTC, a [`Duration`] a length of time. A duration is written the same
//! way everywhere in Voorzet: a whole number and a unit, repeated, largest unit first: `30m`, `24h`,
//! `14d`, `1d12h`. A day is 24 hours and a week 7 days; what must follow the calendar (quiet hours,
//! midnight) goes through a time zone instead.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// An instant: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The earliest instant an event may carry: 1900-01-01T00:00:00Z.
    pub const MIN: Self = Self(-2_208_988_800 * SECOND);
    /// The first instant an event may no longer carry: 2200-01-01T00:00:00Z.
    pub const MAX: Self = Self(7_258_118_400 * SECOND);

    /// The instant this many microseconds after 1970, unless it lies outside `MIN..MAX`.
    pub const fn from_micros(micros: i64) -> Option<Self> {
        if micros >= Self::MIN.0 && micros < Self::MAX.0 { Some(Self(micros)) } else { None }
    }

    /// The last instant there is, standing for "never".
    pub const LAST: Self = Self(Self::MAX.0 - 1);

    /// Whether this stands for "never".
    pub const fn is_last(self) -> bool {
        self.0 == Self::LAST.0
    }

    /// Microseconds since 1970.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Reads an RFC 3339 timestamp such as `2026-03-01T08:15:30.250+01:00`.
    ///
    /// A date that does not exist, a missing offset, or a year outside 1900–2199 is an error that says so.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        if let Some(instant) = parse_utc(text.as_bytes()) {
            return Ok(instant);
        }
        let instant: jiff::Timestamp = text.parse().map_err(|_| TimeError::NotATimestamp(clip(text)))?;
        Self::from_micros(instant.as_microsecond()).ok_or(TimeError::OutOfRange)
    }

    /// The same instant for calendar arithmetic in a time zone.
    pub fn to_jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }

    /// Back from calendar arithmetic, held within `MIN..MAX`.
    pub fn from_jiff(instant: jiff::Timestamp) -> Self {
        Self(instant.as_microsecond().clamp(Self::MIN.0, Self::MAX.0 - 1))
    }

    /// This instant and `by` more, held within `MIN..MAX`.
    #[must_use]
    pub const fn plus(self, by: Duration) -> Self {
        let sum = self.0.saturating_add(by.0);
        if sum >= Self::MAX.0 { Self(Self::MAX.0 - 1) } else { Self(sum) }
    }

    /// This instant less `by`, held within `MIN..MAX`.
    #[must_use]
    pub const fn minus(self, by: Duration) -> Self {
        let difference = self.0.saturating_sub(by.0);
        if difference < Self::MIN.0 { Self::MIN } else { Self(difference) }
    }

    /// How long after `earlier` this instant lies; zero when it lies before.
    pub const fn since(self, earlier: Self) -> Duration {
        let gone = self.0.saturating_sub(earlier.0);
        Duration(if gone < 0 { 0 } else { gone })
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_jiff())
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

/// The common shape `YYYY-MM-DDTHH:MM:SS[.fraction]Z`, read without the general parser, which costs four
/// times as much; anything else is left to it.
fn parse_utc(text: &[u8]) -> Option<Timestamp> {
    let digits = |from: usize, to: usize| -> Option<i64> {
        text.get(from..to)?
            .iter()
            .try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + i64::from(byte - b'0')))
    };
    let shape = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if shape.iter().any(|&(at, mark)| text.get(at) != Some(&mark)) || text.last() != Some(&b'Z') {
        return None;
    }
    let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
    let (hour, minute, second) = (digits(11, 13)?, digits(14, 16)?, digits(17, 19)?);
    let micros = match text.len() {
        20 => 0,
        length @ 22..=27 if text[19] == b'.' => digits(20, length - 1)? * 10_i64.pow(27 - length as u32),
        _ => return None,
    };
    let date = (1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month);
    if !date || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = days_from_epoch(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
    Timestamp::from_micros(seconds * SECOND + micros)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar, by counting years from March so that the
/// leap day comes last.
fn days_from_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// A length of time in microseconds, never negative.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Duration(i64);

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// The longest duration: about 300 years.
    pub const MAX: Self = Self(Timestamp::MAX.0 - Timestamp::MIN.0);

    /// This many microseconds; negative counts as none.
    pub const fn from_micros(micros: i64) -> Self {
        Self(if micros < 0 { 0 } else { micros })
    }
    /// This many seconds.
    pub const fn from_secs(seconds: i64) -> Self {
        Self::from_micros(seconds.saturating_mul(SECOND))
    }
    /// This many minutes.
    pub const fn from_mins(minutes: i64) -> Self {
        Self::from_micros(minutes.saturating_mul(MINUTE))
    }
    /// This many hours.
    pub const fn from_hours(hours: i64) -> Self {
        Self::from_micros(hours.saturating_mul(HOUR))
    }
    /// This many periods of 24 hours.
    pub const fn from_days(days: i64) -> Self {
        Self::from_micros(days.saturating_mul(DAY))
    }

    /// Length in microseconds.
    pub const fn as_micros(self) -> i64 {
        self.0
    }
    /// Length in seconds, fractions dropped.
    pub const fn as_secs(self) -> i64 {
        self.0 / SECOND
    }

    /// Reads the strategy's grammar: whole numbers with units `w d h m s ms`, largest first: `1d12h`.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let wrong = || TimeError::NotADuration(clip(text));
        let mut rest = text;
        let mut total: i64 = 0;
        let mut last = usize::MAX;
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let number: i64 = rest[..digits].parse().map_err(|_| wrong())?;
            rest = &rest[digits..];
            let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            let rank = UNITS.iter().position(|(unit, _)| *unit == &rest[..letters]).ok_or_else(wrong)?;
            if last != usize::MAX && rank <= last {
                return Err(wrong());
            }
            last = rank;
            rest = &rest[letters..];
            total = number
                .checked_mul(UNITS[rank].1)
                .and_then(|part| total.checked_add(part))
                .filter(|sum| *sum <= Self::MAX.0)
                .ok_or_else(wrong)?;
        }
        if last == usize::MAX { Err(wrong()) } else { Ok(Self(total)) }
    }
}

const UNITS: [(&str, i64); 6] =
    [("w", 7 * DAY), ("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", SECOND), ("ms", 1_000)];

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        let mut empty = true;
        for (unit, size) in &UNITS[1..] {
            let number = rest / size;
            rest %= size;
            if number > 0 {
                write!(f, "{number}{unit}")?;
                empty = false;
            }
        }
        if empty { f.write_str("0s") } else { Ok(()) }
    }
}

impl fmt::Debug for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is no time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Not RFC 3339, or a date that does not exist.
    #[error("`{0}` is not a date and time like 2026-03-01T08:15:30Z")]
    NotATimestamp(String),
    /// Outside the years that can be kept.
    #[error("the year lies outside 1900 to 2199")]
    OutOfRange,
    /// Not a duration of the strategy's grammar.
    #[error("`{0}` is not a duration like 30m, 24h or 14d")]
    NotADuration(String),
}

/// Enough of a foreign text to recognise it in an error.
fn clip(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_read_alike_by_either_parser() {
        for text in [
            "1970-01-01T00:00:00Z",
            "2024-02-29T23:59:59.999999Z",
            "2026-11-21T10:00:00.5Z",
            "1900-03-01T00:00:00Z",
            "2199-12-31T23:59:59Z",
            "2000-02-29T12:00:00.123Z",
        ] {
            let slow: jiff::Timestamp = text.parse().expect("a timestamp");
            assert_eq!(Timestamp::parse(text), Ok(Timestamp(slow.as_microsecond())), "{text}");
            assert!(parse_utc(text.as_bytes()).is_some(), "{text} takes the fast path");
        }
        assert_eq!(
            Timestamp::parse("2026-03-01T08:15:30.250+01:00"),
            Timestamp::parse("2026-03-01T07:15:30.250Z")
        );
    }

    #[test]
    fn times_that_do_not_exist_are_refused() {
        for text in ["2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01", "", "gisteren"] {
            assert!(matches!(Timestamp::parse(text), Err(TimeError::NotATimestamp(_))), "{text}");
        }
        assert_eq!(Timestamp::parse("2300-01-01T00:00:00Z"), Err(TimeError::OutOfRange));
    }

    #[test]
    fn durations_have_one_grammar() {
        assert_eq!(Duration::parse("30m"), Ok(Duration::from_mins(30)));
        assert_eq!(Duration::parse("1d12h"), Ok(Duration::from_hours(36)));
        assert_eq!(Duration::parse("2w"), Ok(Duration::from_days(14)));
        for text in ["", "h", "5", "12h1d", "1h1h", "-3d", "1.5h", "3 d", "99999999999999999999d", "500y"] {
            assert!(Duration::parse(text).is_err(), "{text}");
        }
        assert_eq!(Duration::from_hours(36).to_string(), "1d12h");
        assert_eq!(Duration::ZERO.to_string(), "0s");
    }
}
