//! Whether somebody is there, and when one may be called.
//!
//! The strategy's queues will say so; until then it is open unless the account is set to be closed, and calls are made
//! on working days from nine to five, by the organisation's clock.

use jiff::civil::{Date, Weekday, time};
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};
use serde::Serialize;
use utoipa::ToSchema;
use voorzet_domain::time::{Duration, Timestamp};

use super::Chat;
use crate::api::period;
use crate::api::problem::Problem;
use crate::serve::app::App;

/// The hours between which calls are made.
const CALLS: std::ops::Range<i8> = 9..17;

/// How many hours one may choose at once.
const SLOT: i8 = 2;

/// On how many days ahead one may be called.
const DAYS: usize = 3;

/// How soon, at the soonest.
const LEAD: Duration = Duration::from_mins(30);

/// Whether somebody is there.
pub(super) struct Opening {
    /// Whether there is.
    pub(super) open: bool,
    /// When there will be.
    pub(super) opens: Option<Timestamp>,
    /// When one may be called.
    pub(super) slots: Vec<Slot>,
}

/// A time in which one may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ChatSlot)]
pub(super) struct Slot {
    /// From when.
    #[schema(value_type = String)]
    pub(super) from: Timestamp,
    /// Until when.
    #[schema(value_type = String)]
    pub(super) until: Timestamp,
}

/// Whether somebody is there now, by the account alone.
pub(super) fn is_open(chat: &Chat) -> bool {
    !chat.settings.closed
}

/// Whether somebody is there now, and when one may be called.
pub(super) async fn of(app: &App, chat: &Chat, now: Timestamp) -> Result<Opening, Problem> {
    let zone = period::strategy(app).await?.zone.clone();
    let slots = slots(&zone, now);
    Ok(Opening { open: is_open(chat), opens: None, slots })
}

/// The times of the next working days in which one may be called.
fn slots(zone: &TimeZone, now: Timestamp) -> Vec<Slot> {
    let soonest = now.plus(LEAD);
    let today = Zoned::new(now.to_jiff(), zone.clone()).date();
    let days = std::iter::successors(Some(today), |day: &Date| day.checked_add(1.day()).ok());
    let working = days.filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday));
    let of_day = |day: Date| -> Vec<Slot> {
        let at = |hour: i8| {
            let zoned = day.to_datetime(time(hour, 0, 0, 0)).to_zoned(zone.clone()).ok()?;
            Some(Timestamp::from_jiff(zoned.timestamp()))
        };
        let begins = CALLS.step_by(SLOT.unsigned_abs().into());
        let slot = |hour: i8| Some(Slot { from: at(hour)?.max(soonest), until: at(hour + SLOT)? });
        begins.filter_map(slot).filter(|slot| slot.until.minus(LEAD) >= slot.from).collect()
    };
    // A day that is over counts for none.
    working.map(of_day).filter(|slots| !slots.is_empty()).take(DAYS).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    #[test]
    fn calls_are_made_on_working_days_by_the_organisations_clock() {
        let zone = TimeZone::get("Europe/Amsterdam").expect("a zone");
        // A Friday afternoon in summer, two hours ahead of UTC.
        let found = slots(&zone, at("2026-06-05T11:40:00Z"));
        assert_eq!(found[0], Slot { from: at("2026-06-05T12:10:00Z"), until: at("2026-06-05T13:00:00Z") });
        assert_eq!(found[1], Slot { from: at("2026-06-05T13:00:00Z"), until: at("2026-06-05T15:00:00Z") });
        assert_eq!(found[2].from, at("2026-06-08T07:00:00Z"), "nobody calls in the weekend");
        assert_eq!(found.len(), 2 + 4 + 4);
        let late = slots(&zone, at("2026-06-05T20:00:00Z"));
        assert_eq!(
            (late[0].from, late.len()),
            (at("2026-06-08T07:00:00Z"), 12),
            "an evening counts for no day"
        );
    }
}
