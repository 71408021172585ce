//! Whether somebody is there, and when one may be called: by the opening hours of the queue that the chat leads to.
//!
//! Which queue that is, goes by the reason that the page is about; a page that says none leads to the queue of what no
//! reason says. Somebody is there as well while a queue that follows it is open. Calls are made within the hours of the
//! queue itself, as one who follows it may be awake at night; of a queue without hours, from nine to five on working
//! days by the organisation's clock.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::tz::TimeZone;
use serde::Serialize;
use utoipa::ToSchema;
use voorzet_domain::hours::{Hours, Span};
use voorzet_domain::routing::worked_from;
use voorzet_domain::strategy::model::{Queue, QueueId, Strategy};
use voorzet_domain::time::{Duration, Timestamp};

use super::Chat;
use super::room::Room;
use crate::api::period;
use crate::api::problem::Problem;
use crate::serve::app::App;
use crate::serve::clock;

/// When calls are made on working days where no hours say it.
const CALLS: &str = "09:00-17:00";

/// How long a time in which one may be called is at most.
const SLOT: Duration = Duration::from_hours(2);

/// On how many days ahead one may be called.
const DAYS: usize = 3;

/// As many openings are looked at for these days.
const OPENINGS: usize = 100;

/// How soon, at the soonest; and how long such a time is at least.
const LEAD: Duration = Duration::from_mins(30);

/// Whether somebody is there.
pub(super) struct Opening {
    /// Whether there is.
    pub(super) open: bool,
    /// When there will be, when there is not.
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

/// Whether somebody is there for who writes about a reason, or says none; and when one may be called.
pub(super) async fn of(
    app: &App,
    chat: &Chat,
    about: Option<&str>,
    now: Timestamp,
) -> Result<Opening, Problem> {
    let strategy = period::strategy(app).await?;
    let queue = leads_to(&strategy, about);
    let (open, opens) = standing(&strategy, queue, chat.settings.stated, now);
    let own = queue.map(|queue| &strategy.queues[queue.index()]);
    Ok(Opening { open, opens, slots: slots(own, &strategy.zone, now) })
}

impl Chat {
    /// Tells a session whether somebody is there, when that is news.
    pub(super) async fn show_opening(&self, app: &App, room: &Room) {
        match period::strategy(app).await {
            Ok(strategy) => {
                let queue = leads_to(&strategy, room.about().as_deref());
                show(room, standing(&strategy, queue, self.settings.stated, clock::now()));
            }
            // Who is told nothing asks again, and the next look comes soon.
            Err(problem) => tracing::warn!(account = %self.name, %problem, "opening hours cannot be read"),
        }
    }

    /// The same for all that somebody listens to.
    pub(super) async fn show_openings(&self, app: &App) {
        let rooms = self.rooms.all();
        if rooms.is_empty() {
            return;
        }
        let strategy = match period::strategy(app).await {
            Ok(strategy) => strategy,
            Err(problem) => {
                return tracing::warn!(account = %self.name, %problem, "opening hours cannot be read");
            }
        };
        let (now, stated) = (clock::now(), self.settings.stated);
        let mut known: BTreeMap<Option<QueueId>, (bool, Option<Timestamp>)> = BTreeMap::new();
        for room in rooms {
            let queue = leads_to(&strategy, room.about().as_deref());
            let now = known.entry(queue).or_insert_with(|| standing(&strategy, queue, stated, now));
            show(&room, *now);
        }
    }
}

fn show(room: &Room, (open, opens): (bool, Option<Timestamp>)) {
    room.set_state(|state| (state.open, state.opens) = (open, opens));
}

/// The queue of those who write about a reason, or say none.
fn leads_to(strategy: &Strategy, about: Option<&str>) -> Option<QueueId> {
    let reason = about.and_then(|reason| strategy.reason_id(reason));
    strategy.queue_of(reason.unwrap_or(strategy.other()))
}

/// Whether a queue is worked now, and when it will be, unless the account states that somebody is there or nobody.
fn standing(
    strategy: &Strategy,
    queue: Option<QueueId>,
    stated: Option<bool>,
    now: Timestamp,
) -> (bool, Option<Timestamp>) {
    if let Some(stated) = stated {
        return (stated, None);
    }
    let Some(queue) = queue else { return (true, None) };
    let from = worked_from(queue, &strategy.queues, now);
    (from == Some(now), from.filter(|from| *from > now))
}

/// The times of the next days on which it is open in which one may be called.
fn slots(queue: Option<&Queue>, zone: &TimeZone, now: Timestamp) -> Vec<Slot> {
    let own = queue.and_then(|queue| queue.hours.clone());
    let hours = own.unwrap_or_else(|| office(zone));
    let soonest = now.plus(LEAD);
    let day = |at: Timestamp| at.to_jiff().to_zoned(hours.zone().clone()).date();
    let (mut slots, mut days) = (Vec::new(), BTreeSet::new());
    for opening in hours.openings(soonest).take(OPENINGS) {
        let mut from = opening.from;
        while from < opening.to {
            let until = from.plus(SLOT).min(opening.to);
            let slot = Slot { from: from.max(soonest), until };
            from = until;
            if slot.from.plus(LEAD) > until {
                continue;
            }
            days.insert(day(slot.from));
            // A day that is as good as over counts for none.
            if days.len() > DAYS {
                return slots;
            }
            slots.push(slot);
        }
    }
    slots
}

/// Working days, where nothing is said of them.
fn office(zone: &TimeZone) -> Arc<Hours> {
    let day = || Span::parse(CALLS).into_iter().collect::<Vec<Span>>();
    let week = [day(), day(), day(), day(), day(), Vec::new(), Vec::new()];
    Arc::new(Hours::new(zone.clone(), week, BTreeMap::new()))
}

#[cfg(test)]
mod tests {
    use voorzet_domain::strategy::{File, load};

    use super::*;

    const STRATEGY: &str = r#"
organisation = "Shop"
timezone = "Europe/Amsterdam"
default_queue = "general"
[queues.general]
name = "General"
[queues.orders]
name = "Orders"
hours = "shop"
[queues.bills]
name = "Bills"
hours = "office"
follow = ["orders"]
[hours.shop]
zone = "Europe/Lisbon"
week = { mon-fri = "09:00-12:00", sat = ["10:00-10:20", "14:00-15:00"] }
closed = ["2026-06-08"]
open = { 2026-06-09 = "11:00-16:00" }
[hours.office]
week = { mon = "09:00-17:00" }
"#;

    fn strategy() -> Strategy {
        let reason = |queue: &str| format!("name = \"x\"\n[inbound]\noffer = [\"digital:{queue}\"]\n");
        let files = [
            File::new("strategy.toml", STRATEGY),
            File::new("reasons/late.toml", reason("orders")),
            File::new("reasons/bill.toml", reason("bills")),
        ];
        let loaded = load(&files);
        loaded.strategy.unwrap_or_else(|| panic!("{:?}", loaded.errors))
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    /// Whether it is open, and when it will be; from when until when one may be called.
    type Seen = ((bool, Option<Timestamp>), Vec<(Timestamp, Timestamp)>);

    /// Of who writes about a reason: when somebody is there, and when one may be called.
    fn seen(about: Option<&str>, now: &str) -> Seen {
        let (strategy, now) = (strategy(), at(now));
        let queue = leads_to(&strategy, about);
        let own = queue.map(|queue| &strategy.queues[queue.index()]);
        let slots = slots(own, &strategy.zone, now).into_iter().map(|slot| (slot.from, slot.until));
        (standing(&strategy, queue, None, now), slots.collect())
    }

    #[test]
    fn the_hours_of_the_queue_that_the_reason_leads_to_count_in_their_zone_with_holidays() {
        // A Friday in summer, when Lisbon is an hour ahead of UTC.
        let (standing, slots) = seen(Some("late"), "2026-06-05T09:15:00Z");
        assert_eq!(standing, (true, None));
        let day = |day: u8, from: &str, to: &str| {
            (at(&format!("2026-06-0{day}T{from}:00Z")), at(&format!("2026-06-0{day}T{to}:00Z")))
        };
        assert_eq!(
            slots,
            [
                day(5, "10:00", "11:00"),
                // Twenty minutes are no time to be called in, Sunday is free and Monday a holiday.
                day(6, "13:00", "14:00"),
                day(9, "10:00", "12:00"),
                day(9, "12:00", "14:00"),
                day(9, "14:00", "15:00"),
            ]
        );
        let (standing, _) = seen(Some("late"), "2026-06-06T20:00:00Z");
        assert_eq!(standing, (false, Some(at("2026-06-09T10:00:00Z"))), "Monday is a holiday");
    }

    #[test]
    fn somebody_is_there_while_a_queue_that_follows_is_open_and_calls_within_its_own_hours() {
        let (standing, slots) = seen(Some("bill"), "2026-06-05T09:15:00Z");
        assert_eq!(standing, (true, None), "the other queue is open");
        assert_eq!(slots[0].0, at("2026-06-08T07:00:00Z"), "on Monday, in its own zone");
        let (standing, _) = seen(Some("bill"), "2026-06-07T09:15:00Z");
        assert_eq!(standing, (false, Some(at("2026-06-08T07:00:00Z"))));
    }

    #[test]
    fn a_queue_without_hours_is_always_open_and_calls_on_working_days_by_the_organisations_clock() {
        for about in [None, Some("unknown")] {
            let (standing, slots) = seen(about, "2026-06-05T11:40:00Z");
            assert_eq!(standing, (true, None));
            assert_eq!(slots[0], (at("2026-06-05T12:10:00Z"), at("2026-06-05T13:00:00Z")));
            assert_eq!(slots[1], (at("2026-06-05T13:00:00Z"), at("2026-06-05T15:00:00Z")));
            assert_eq!(slots[2].0, at("2026-06-08T07:00:00Z"), "nobody calls in the weekend");
            assert_eq!(slots.len(), 2 + 4 + 4);
        }
        let (_, late) = seen(None, "2026-06-05T20:00:00Z");
        let first = at("2026-06-08T07:00:00Z");
        assert_eq!((late[0].0, late.len()), (first, 12), "an evening counts for no day");
    }

    #[test]
    fn what_the_account_states_counts_before_all_hours() {
        let (strategy, now) = (strategy(), at("2026-06-05T09:15:00Z"));
        let late = leads_to(&strategy, Some("late"));
        for stated in [true, false] {
            assert_eq!(standing(&strategy, late, Some(stated), now), (stated, None));
        }
        assert_eq!(standing(&strategy, None, None, now), (true, None));
    }
}
