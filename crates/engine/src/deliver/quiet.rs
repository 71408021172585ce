//! Hours in which a receiver is left alone, as they travel with what is sent: `21:00-08:00 Europe/Amsterdam`.

use compact_str::{CompactString, format_compact};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use voorzet_domain::decide::quiet_until;
use voorzet_domain::strategy::model::{Quiet, Strategy};
use voorzet_domain::time::Timestamp;

use super::plan::Recipient;

/// Writes quiet hours in a zone. None when the zone has no name, which no strategy can bring about.
pub(super) fn write(quiet: Quiet, zone: &TimeZone) -> Option<CompactString> {
    let (from, to, zone) = (quiet.from, quiet.to, zone.iana_name()?);
    Some(format_compact!("{:02}:{:02}-{:02}:{:02} {zone}", from / 60, from % 60, to / 60, to % 60))
}

/// The quiet hours of a recipient, as they travel with what is sent to them.
pub(crate) fn hours(strategy: &Strategy, recipient: &Recipient) -> Option<CompactString> {
    let zone = recipient.zone(&TimeZoneDatabase::bundled());
    write(strategy.quiet?, zone.as_ref().unwrap_or(&strategy.zone))
}

/// Reads quiet hours, knowing the zones.
#[derive(Debug)]
pub(super) struct Hours {
    zones: TimeZoneDatabase,
}

impl Default for Hours {
    fn default() -> Self {
        Self { zones: TimeZoneDatabase::bundled() }
    }
}

impl Hours {
    /// When it is quiet no longer, if it is now. What cannot be read is never quiet.
    pub(super) fn until(&self, text: &str, now: Timestamp) -> Option<Timestamp> {
        let (hours, zone) = text.split_once(' ')?;
        let (from, to) = hours.split_once('-')?;
        let minutes = |text: &str| -> Option<u16> {
            let (hours, minutes) = text.split_once(':')?;
            Some(hours.parse::<u16>().ok()? * 60 + minutes.parse::<u16>().ok()?)
        };
        let quiet = Quiet { from: minutes(from)?, to: minutes(to)? };
        quiet_until(Some(quiet), &self.zones.get(zone).ok()?, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let hours = Hours::default();
        let zone = hours.zones.get("Europe/Amsterdam").expect("a zone");
        let text = write(Quiet { from: 21 * 60, to: 8 * 60 + 30 }, &zone).expect("a named zone");
        assert_eq!(text, "21:00-08:30 Europe/Amsterdam");
        let at = |text| Timestamp::parse(text).expect("an instant");
        assert_eq!(hours.until(&text, at("2026-06-01T19:00:00Z")), Some(at("2026-06-02T06:30:00Z")));
        assert_eq!(hours.until(&text, at("2026-06-01T18:59:59Z")), None);
        assert_eq!(hours.until("", at("2026-06-01T19:00:00Z")), None);
        assert_eq!(hours.until("99-1 Mars/Olympus", at("2026-06-01T19:00:00Z")), None);
    }
}
