//! How the times in a column are written, found from some of them.

use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;
use voorzet_domain::time::Timestamp;

/// The formats that are tried; of those that read as many, the first.
const FORMATS: [&str; 41] = [
    "rfc3339",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M:%S %z",
    "%Y-%m-%dT%H:%M:%S%z",
    "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%d-%m-%y %H:%M",
    "%d-%m-%y",
    "%d/%m/%y %H:%M",
    "%d/%m/%y",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y",
    "%m-%d-%Y %H:%M",
    "%m-%d-%Y",
    "%m/%d/%y %H:%M",
    "%m/%d/%y",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%d %b %Y %H:%M:%S",
    "%d %b %Y %H:%M",
    "%d %b %Y",
    "%d-%b-%Y",
    "unix",
    "unix_ms",
];

/// The share of times that a format must read.
const ENOUGH: f64 = 0.9;

/// A format of times, as `[time]` of a map names it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Written {
    /// The format.
    pub format: &'static str,
    /// The share of the times that it reads.
    pub share: f64,
    /// Whether the month first would read as many: what was taken is the day first.
    pub either: bool,
}

/// How most of these texts are written as times; none when they are no times.
pub fn written(texts: &[&str]) -> Option<Written> {
    let reads = |format: &str| texts.iter().filter(|text| instant(format, text).is_some()).count();
    let read: Vec<usize> = FORMATS.iter().map(|format| reads(format)).collect();
    let most = read.iter().copied().max().filter(|most| *most > 0)?;
    let format = FORMATS[read.iter().position(|read| *read == most)?];
    let share = most as f64 / texts.len() as f64;
    let swapped = format.replace("%d", "%_").replace("%m", "%d").replace("%_", "%m");
    let other = FORMATS.iter().position(|format| *format == swapped);
    let either =
        swapped != format && format.starts_with("%d") && other.is_some_and(|other| read[other] == most);
    (share >= ENOUGH).then_some(Written { format, share, either })
}

/// The instant between 1990 and 2100 that a text is in a format, taken as UTC where it does not say otherwise. A number
/// that could be one by chance is none.
pub fn instant(format: &str, text: &str) -> Option<Timestamp> {
    let (least, most) = (631_152_000_i64, 4_102_444_800_i64);
    let text = text.trim();
    let seconds = match format {
        "rfc3339" => Timestamp::parse(text).ok()?.as_micros() / 1_000_000,
        "unix" if text.len() == 10 => text.parse().ok()?,
        "unix_ms" if text.len() == 13 => text.parse::<i64>().ok()? / 1_000,
        "unix" | "unix_ms" => return None,
        pattern => {
            let civil = BrokenDownTime::parse(pattern, text).ok()?.to_datetime().ok()?;
            civil.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second()
        }
    };
    let sound = (least..most).contains(&seconds);
    sound.then(|| Timestamp::from_micros(seconds * 1_000_000)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(texts: &[&str]) -> Option<&'static str> {
        written(texts).map(|written| written.format)
    }

    #[test]
    fn formats_are_told_apart() {
        assert_eq!(found(&["29/2/2016 01:16", "5/3/2016 12:00"]), Some("%d/%m/%Y %H:%M"));
        assert_eq!(found(&["2/29/2016 01:16", "5/3/2016 12:00"]), Some("%m/%d/%Y %H:%M"));
        assert_eq!(found(&["2026-03-01T08:00:00Z"]), Some("rfc3339"));
        assert_eq!(found(&["2026-03-01 08:00"]), Some("%Y-%m-%d %H:%M"));
        assert_eq!(found(&["01-03-2026", "31-12-2026"]), Some("%d-%m-%Y"));
        assert_eq!(found(&["3/1/2026 1:15 PM"]), Some("%m/%d/%Y %I:%M %p"));
        assert_eq!(found(&["1772352000"]), Some("unix"));
        assert_eq!(found(&["0000045", "2403", "Phone", "170"]), None);
        assert_eq!(found(&[]), None);
    }

    #[test]
    fn what_can_be_read_both_ways_is_said() {
        let ambiguous = written(&["1/2/2026", "3/4/2026"]).expect("times");
        assert_eq!((ambiguous.format, ambiguous.either), ("%d/%m/%Y", true));
        assert!(!written(&["13/2/2026", "3/4/2026"]).expect("times").either);
    }
}
