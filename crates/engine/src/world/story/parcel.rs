//! The parcel: shipped, scanned, late or not, delivered, sometimes damaged.

use super::returns;
use crate::world::asset;
use crate::world::calendar::{DAY, HOUR, Ms, WORKING, hours};
use crate::world::carrier::Carrier;
use crate::world::draw::{Draws, For};
use crate::world::happening::{Story, What};
use crate::world::occasion::{Cause, NEVER};
use crate::world::reason::Reason;
use crate::world::stage::{Scene, Stage};
use crate::world::words::shop::DEPOTS;

/// Parcels are promised for the end of the delivery day, local time.
const PROMISED_HOUR: i64 = 18;

/// A parcel on its way as far as it is known beforehand.
struct Route {
    story: Story,
    carrier: &'static Carrier,
    shipped: Ms,
    promised: Ms,
}

pub(super) fn plan(stage: &mut Stage, story: Story, paid: Ms) {
    let mut draws = Draws::of(stage.seed, For::Parcel, stage.customer, story.0);
    let carrier = Carrier::draw(&mut draws);
    let pick_up = stage.calendar.delivery_day((paid / DAY) as u32 + 1);
    let shipped = stage.calendar.moment(pick_up, &WORKING, &mut draws).max(paid + HOUR);
    let due = stage.calendar.delivery_day((shipped / DAY) as u32 + 1);
    let route = Route { story, carrier, shipped, promised: stage.calendar.local(due, PROMISED_HOUR) };
    stage.push(shipped, story, What::Shipped, 0, due as u16);
    stage.push(shipped + 3 * HOUR + i64::from(draws.below(HOUR as u32)), story, What::Scanned, 0, 0);
    let late = draws.chance(carrier.late_on(stage.seed, due, stage.calendar));
    let delivered =
        if late { late_parcel(stage, &route, &mut draws) } else { on_time(stage, &route, &mut draws) };
    stage.push(delivered - 2 * HOUR - i64::from(draws.below(HOUR as u32)), story, What::Scanned, 1, 0);
    stage.push(delivered, story, What::Delivered, 0, u16::from(late));
    damage(stage, story, delivered, &mut draws);
    returns::plan(stage, story, delivered);
}

/// Comes in the course of the promised day. A few are announced as late and are not: a false alarm, of
/// which the customer knows nothing unless somebody tells them.
fn on_time(stage: &mut Stage, route: &Route, draws: &mut Draws) -> Ms {
    if draws.chance(0.012) {
        let at = route.promised - hours(draws.between(6.0, 10.0));
        stage.push(at, route.story, What::Delayed, 0, delay(6.0, false));
        stage.occasion(Cause {
            reason: Reason::LateDelivery,
            story: route.story,
            nth: 0,
            at,
            until: route.promised,
            severity: 0.05,
        });
    }
    let earliest = route.shipped + 8 * HOUR;
    (route.promised - hours(draws.between(0.2, 8.5))).max(earliest)
}

fn late_parcel(stage: &mut Stage, route: &Route, draws: &mut Draws) -> Ms {
    let by = 2.0 + draws.exponential(22.0).min(200.0);
    let mut delivered = route.promised + hours(by);
    if stage.calendar.hour(delivered) < 8 {
        delivered += 8 * HOUR;
    }
    if draws.chance(route.carrier.announces) {
        let first = (route.promised - hours(draws.between(0.5, 7.0))).max(route.shipped + HOUR);
        let under_way = draws.chance(0.35);
        stage.push(first, route.story, What::Delayed, 0, delay(by * draws.between(0.6, 1.1), under_way));
        if by > 20.0 && draws.chance(0.4) {
            let second = first + hours(draws.between(6.0, 14.0));
            stage.push(second, route.story, What::Delayed, 1, delay(by, false));
        }
        if draws.chance(0.2) {
            let day = (delivered / DAY - route.story.began() / DAY) as u16;
            stage.push(first + 40 * 60_000, route.story, What::Rescheduled, 0, day);
        }
    }
    stage.occasion(Cause {
        reason: Reason::LateDelivery,
        story: route.story,
        nth: 1,
        at: route.promised,
        until: delivered,
        severity: (0.7 + by / 24.0).min(2.6),
    });
    delivered
}

/// Half-hours of delay and whether the parcel is already in the van.
fn delay(hours: f64, under_way: bool) -> u16 {
    ((hours * 2.0) as u16).max(1) << 1 | u16::from(under_way)
}

fn damage(stage: &mut Stage, story: Story, delivered: Ms, draws: &mut Draws) {
    if !draws.chance(0.018) {
        return;
    }
    let wrong = draws.chance(0.35);
    if draws.chance(if wrong { 0.25 } else { 0.6 }) {
        let at = delivered - hours(draws.between(0.5, 6.0));
        stage.push(at, story, What::Damaged, 0, u16::from(wrong));
    }
    stage.occasion(Cause {
        reason: Reason::DamagedItem,
        story,
        nth: 0,
        at: delivered + HOUR,
        until: NEVER,
        severity: 1.0,
    });
}

pub(super) fn write(scene: &mut Scene) {
    let (customer, story) = (scene.happening.customer, scene.happening.story);
    let value = scene.happening.value;
    let carrier = Carrier::draw(&mut scene.details(For::Parcel)).id;
    let parcel = move |out: &mut Vec<u8>| asset::parcel(out, customer, story);
    let depot = scene.own().pick(&DEPOTS);
    let calendar = scene.calendar;
    let at = scene.at;
    match scene.happening.what {
        What::Shipped => scene
            .cloud("logistics", "order.shipped")
            .written("order", |out| asset::order_name(out, customer, story))
            .written("parcel", |out| asset::parcel_name(out, customer, story))
            .text("carrier", carrier)
            .time("promised", calendar.local(u32::from(value), PROMISED_HOUR))
            .end(),
        What::Scanned => {
            let stage = if scene.happening.turn == 0 { "sorted" } else { "in-van" };
            let mut line = scene.cloud_about("logistics", "parcel.scanned", &parcel);
            line.text("depot", depot).text("stage", stage).end();
        }
        What::Delayed => {
            let half_hours = u64::from(value >> 1);
            scene
                .cloud_about("logistics", "delivery.delayed", &parcel)
                .hundredths("delay_hours", half_hours * 50)
                .text("carrier", carrier)
                .flag("under_way", value & 1 == 1)
                .time("expected", at + half_hours as Ms * HOUR / 2)
                .end();
        }
        What::Rescheduled => {
            let day = (story.began() / DAY) as u32 + u32::from(value);
            scene
                .cloud_about("logistics", "delivery.rescheduled", &parcel)
                .text("carrier", carrier)
                .time("expected", calendar.local(day, PROMISED_HOUR))
                .end();
        }
        What::Damaged => scene
            .cloud_about("logistics", "delivery.damaged", &parcel)
            .text("carrier", carrier)
            .text("kind", if value == 1 { "wrong-item" } else { "damaged" })
            .end(),
        _ => scene
            .cloud_about("logistics", "delivery.completed", &parcel)
            .text("carrier", carrier)
            .flag("late", value == 1)
            .end(),
    }
}
