//! Times as foreign files write them, and what to do where the clock was changed.

use jiff::civil::DateTime;
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use voorzet_domain::problem::nearest;
use voorzet_domain::time::Timestamp;

use super::form::{self, Form, Page, Value};

/// How the times of a file, or of one column, are written.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    formats: Vec<Format>,
    zone: Option<TimeZone>,
    repeated: Policy,
    skipped: Policy,
}

#[derive(Clone, Debug)]
enum Format {
    /// RFC 3339, with its offset.
    Rfc3339,
    /// Seconds since 1970, possibly with a fraction.
    Unix,
    /// Milliseconds since 1970.
    UnixMillis,
    /// A pattern of `strptime`; `zoned` when the text itself says which zone or offset.
    Pattern { pattern: String, zoned: bool },
}

/// What a time of the clock means that daylight saving repeats or skips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Policy {
    Earlier,
    Later,
    Reject,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            formats: vec![Format::Rfc3339],
            zone: None,
            repeated: Policy::Earlier,
            skipped: Policy::Reject,
        }
    }
}

impl Clock {
    /// Reads `format`, `zone`, `repeated` and `skipped`; what a table leaves out is as in `basis`.
    pub(super) fn read(form: &Form<'_, '_>, basis: &Self) -> Self {
        let given = form.each("format");
        let formats = given.into_iter().filter_map(|value| format(form.page, value)).collect::<Vec<_>>();
        let zone = form.text("zone").and_then(|(name, at)| {
            let zone = TimeZone::get(name).ok();
            if zone.is_none() {
                let message = format!("`{name}` is no time zone");
                let known: Vec<String> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
                match nearest(name, known.iter().map(String::as_str)) {
                    Some(near) => form.page.wrong_with(&at, message, format!("did you mean `{near}`?")),
                    None => form.page.wrong_with(&at, message, "write it like `Europe/Amsterdam`"),
                }
            }
            zone
        });
        Self {
            formats: if formats.is_empty() { basis.formats.clone() } else { formats },
            zone: zone.or_else(|| basis.zone.clone()),
            repeated: policy(form, "repeated").unwrap_or(basis.repeated),
            skipped: policy(form, "skipped").unwrap_or(basis.skipped),
        }
    }

    /// Whether a format says neither zone nor offset while no zone is given.
    pub(super) fn lacks_zone(&self) -> bool {
        let zoned = |format: &Format| !matches!(format, Format::Pattern { zoned: false, .. });
        self.zone.is_none() && !self.formats.iter().all(zoned)
    }

    /// The instant that a text means, or why it means none.
    pub(super) fn instant(&self, text: &str) -> Result<Timestamp, String> {
        let text = text.trim();
        let mut refused = None;
        for format in &self.formats {
            match self.by(format, text) {
                Ok(instant) => return Ok(instant),
                Err(reason) => refused = refused.or(reason),
            }
        }
        Err(refused.unwrap_or_else(|| {
            let known: Vec<String> =
                self.formats.iter().map(|format| format!("`{}`", format.name())).collect();
            format!("`{}` is not a time written as {}", clip(text), known.join(" or "))
        }))
    }

    /// By one format; an error with a reason when the text is of the format and yet no instant.
    fn by(&self, format: &Format, text: &str) -> Result<Timestamp, Option<String>> {
        let outside = || Some(format!("`{}` lies outside the years 1900 to 2199", clip(text)));
        let micros = |micros: Option<i64>| micros.and_then(Timestamp::from_micros).ok_or_else(outside);
        match format {
            Format::Rfc3339 => Timestamp::parse(text).map_err(|_| None),
            Format::Unix => {
                let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
                let seconds: i64 = whole.parse().map_err(|_| None)?;
                if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(None);
                }
                let mut digits = fraction.to_owned();
                digits.push_str("000000");
                let fraction: i64 = digits[..6].parse().map_err(|_| None)?;
                let fraction = if whole.starts_with('-') { -fraction } else { fraction };
                micros(seconds.checked_mul(1_000_000).and_then(|whole| whole.checked_add(fraction)))
            }
            Format::UnixMillis => {
                let millis: i64 = text.parse().map_err(|_| None)?;
                micros(millis.checked_mul(1_000))
            }
            Format::Pattern { pattern, zoned } => {
                let read = BrokenDownTime::parse(pattern, text).map_err(|_| None)?;
                let impossible = |_| Some(format!("`{}` is a date or time that does not exist", clip(text)));
                if *zoned {
                    let instant = read.to_timestamp().map_err(impossible)?;
                    return micros(Some(instant.as_microsecond()));
                }
                let civil = read.to_datetime().map_err(impossible)?;
                micros(Some(self.in_zone(civil)?.as_microsecond()))
            }
        }
    }

    /// The instant at which the zone's clocks show a time.
    fn in_zone(&self, civil: DateTime) -> Result<jiff::Timestamp, Option<String>> {
        let utc = TimeZone::UTC;
        let zone = self.zone.as_ref().unwrap_or(&utc);
        let ambiguous = zone.to_ambiguous_timestamp(civil);
        let (policy, what) = match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => (Policy::Earlier, ""),
            AmbiguousOffset::Fold { .. } => (self.repeated, "happened twice"),
            AmbiguousOffset::Gap { .. } => (self.skipped, "was skipped"),
        };
        let instant = match policy {
            Policy::Earlier => ambiguous.earlier(),
            Policy::Later => ambiguous.later(),
            Policy::Reject => {
                let zone = zone.iana_name().unwrap_or("this zone");
                return Err(Some(format!("{civil} {what} in {zone} when the clocks changed")));
            }
        };
        instant.map_err(|_| Some(format!("{civil} lies outside the years 1900 to 2199")))
    }
}

impl Format {
    fn name(&self) -> &str {
        match self {
            Self::Rfc3339 => "rfc3339",
            Self::Unix => "unix",
            Self::UnixMillis => "unix_ms",
            Self::Pattern { pattern, .. } => pattern,
        }
    }
}

fn format(page: &Page<'_>, value: &Value<'_>) -> Option<Format> {
    let name = form::text(page, value, "a time's format")?;
    match name {
        "rfc3339" => Some(Format::Rfc3339),
        "unix" => Some(Format::Unix),
        "unix_ms" => Some(Format::UnixMillis),
        pattern if pattern.contains('%') => self::pattern(page, value, pattern),
        other => {
            page.not_one_of(
                &value.span(),
                "format of times",
                other,
                &["rfc3339", "unix", "unix_ms", "%Y-%m-%d %H:%M:%S"],
            );
            None
        }
    }
}

/// A pattern proves itself by reading back a time that it wrote.
fn pattern(page: &Page<'_>, value: &Value<'_>, pattern: &str) -> Option<Format> {
    let wrong =
        |message: String| page.wrong_with(&value.span(), message, "`%d/%m/%Y %H:%M` reads 31/1/2026 09:30");
    let sample = DateTime::constant(2021, 3, 4, 5, 6, 7, 0).to_zoned(TimeZone::UTC).ok()?;
    let written = match strtime::format(pattern, &sample) {
        Ok(written) => written,
        Err(error) => {
            wrong(format!("`{pattern}` is no format of times: {error}"));
            return None;
        }
    };
    let read = match BrokenDownTime::parse(pattern, &written) {
        Ok(read) => read,
        Err(error) => {
            wrong(format!("`{pattern}` cannot be read: {error}"));
            return None;
        }
    };
    let zoned = read.to_timestamp().is_ok();
    if !zoned && read.to_datetime().is_err() {
        wrong(format!("`{pattern}` does not hold a whole date"));
        return None;
    }
    Some(Format::Pattern { pattern: pattern.to_owned(), zoned })
}

fn policy(form: &Form<'_, '_>, key: &'static str) -> Option<Policy> {
    let (word, at) = form.text(key)?;
    match word {
        "earlier" => Some(Policy::Earlier),
        "later" => Some(Policy::Later),
        "reject" => Some(Policy::Reject),
        other => {
            form.page.not_one_of(&at, "answer here", other, &["earlier", "later", "reject"]);
            None
        }
    }
}

/// Enough of a foreign text to recognise it in an error.
fn clip(text: &str) -> String {
    text.chars().take(40).collect()
}
