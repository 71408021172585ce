//! A span of a day by the wall clock, and the days of the week, as people write them.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

const DAY: u16 = 24 * 60;

/// The days of the week as they are written, Monday first.
pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// From a minute of the day until another, which may lie in the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Minutes after midnight: 0..1440.
    from: u16,
    /// Minutes after the same midnight: past 1440 when it runs over the next. At most a day after `from`.
    to: u16,
}

impl Span {
    /// Reads `08:00-22:00`; `22:00-06:00` runs over midnight, `00:00-24:00` is the whole day.
    ///
    /// None when it is not written so, or begins and ends at the same minute.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once(['-', '–'])?;
        let (from, to) = (minute(from.trim())?, minute(to.trim())?);
        match from {
            DAY => None,
            _ if to == from => None,
            _ if to > from => Some(Self { from, to }),
            _ => Some(Self { from, to: to + DAY }),
        }
    }

    /// Whether two spans of one day have a minute in common.
    pub const fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }

    /// What the clock shows at its begin, for the span of a date.
    pub(super) fn begin(self, date: Date) -> Option<DateTime> {
        date.at(0, 0, 0, 0).checked_add(i64::from(self.from).minutes()).ok()
    }

    /// The same at its end.
    pub(super) fn end(self, date: Date) -> Option<DateTime> {
        date.at(0, 0, 0, 0).checked_add(i64::from(self.to).minutes()).ok()
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = if self.to > DAY { self.to - DAY } else { self.to };
        write!(f, "{:02}:{:02}-{:02}:{:02}", self.from / 60, self.from % 60, to / 60, to % 60)
    }
}

/// Minutes after midnight of `HH:MM`, `24:00` being the last.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str| -> Option<u16> {
        let sound = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        sound.then(|| part.parse().ok())?
    };
    let (hour, minute) = (digits(hour)?, digits(minute)?);
    (minute < 60 && (hour < 24 || (hour, minute) == (24, 0))).then_some(hour * 60 + minute)
}

/// The days of the week that `mon`, `mon-fri` or `sat-mon` names, Monday being 0. None when it names none.
pub fn days(text: &str) -> Option<Vec<usize>> {
    let day = |word: &str| DAYS.iter().position(|day| *day == word.trim());
    match text.split_once(['-', '–']) {
        None => Some(vec![day(text)?]),
        Some((first, last)) => {
            let (first, last) = (day(first)?, day(last)?);
            let length = (last + 7 - first) % 7;
            Some((first..=first + length).map(|day| day % 7).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_as_they_are_written() {
        for text in ["08:00-22:00", "22:00-06:00", "00:00-24:00", "23:59-00:01", "00:00-00:01"] {
            assert_eq!(Span::parse(text).expect("a span").to_string(), text);
        }
        assert_eq!(Span::parse("22:00-00:00"), Span::parse("22:00-24:00"));
        assert_eq!(Span::parse(" 08:00 – 12:30 "), Span::parse("08:00-12:30"));
        for text in
            ["", "8:00-12:00", "08:00", "08:00-08:00", "24:00-08:00", "08:60-09:00", "08:00-24:01", "a-b"]
        {
            assert_eq!(Span::parse(text), None, "{text}");
        }
    }

    #[test]
    fn days_go_round() {
        assert_eq!(days("mon-fri"), Some(vec![0, 1, 2, 3, 4]));
        assert_eq!(days("sat-mon"), Some(vec![5, 6, 0]));
        assert_eq!(days("wed"), Some(vec![2]));
        assert_eq!(days("sun-sun"), Some(vec![6]));
        assert_eq!((days("monday"), days(""), days("mon-")), (None, None, None));
    }
}
