//! How effects are measured: how long contacts count, and how far what is decided is rolled out.

use jiff::tz::TimeZone;

use super::super::model::{Measure, Phase};
use super::super::read::conform::date;
use super::super::read::table::Table;
use super::super::report::Report;
use crate::time::{Duration, Timestamp};

/// How long after the lot a contact counts, where nothing is said.
const WITHIN: Duration = Duration::from_days(14);

impl Measure {
    /// What holds where nothing is said.
    pub(super) fn assumed() -> Self {
        Self { within: WITHIN, rollout: Vec::new(), orders: None }
    }
}

/// Reads the organisation's `[measure]`.
pub(super) fn read(table: Option<&Table<'_>>, zone: &TimeZone, report: &mut Report) -> Measure {
    let Some(table) = table else { return Measure::assumed() };
    let within = table.duration("within").unwrap_or(WITHIN);
    if within == Duration::ZERO {
        report.error(table.place_of("within"), "contacts need a span of time to count in, not 0s");
    }
    Measure { within, rollout: rollout(table, zone, report), orders: None }
}

/// The phases of a roll-out, in their order. It goes on, it does not go back.
pub(super) fn rollout(table: &Table<'_>, zone: &TimeZone, report: &mut Report) -> Vec<Phase> {
    let mut phases: Vec<Phase> = Vec::new();
    for phase in table.tables("rollout") {
        let day = phase.word("from").and_then(|word| date(word.text));
        let begins = day.and_then(|day| day.to_zoned(zone.clone()).ok()).map(|day| day.timestamp());
        let (Some(from), Some(share)) = (begins.map(Timestamp::from_jiff), phase.number("share")) else {
            continue;
        };
        if let Some(last) = phases.last() {
            if from <= last.from {
                report.error(phase.place_of("from"), "a phase begins after the one before it");
            }
            if share < last.share {
                let message = "a roll-out goes on: who is in stays in";
                report
                    .error(phase.place_of("share"), message)
                    .hint("take a share as large as the one before");
            }
        }
        phases.push(Phase { from, share });
    }
    phases
}
