//! From the cart to the order: checkout, its failures, payment. Then the parcel goes its way.

use super::parcel;
use crate::world::asset;
use crate::world::calendar::{DAY, HOUR, MINUTE, Ms, SHOPPING, hours};
use crate::world::draw::{Draws, For};
use crate::world::happening::{Slot, Story, What};
use crate::world::occasion::{Cause, NEVER};
use crate::world::reason::Reason;
use crate::world::stage::{Scene, Stage};
use crate::world::words::shop::{CART_PAGE, CHECKOUT_PAGE, ERRORS, METHODS, PRODUCT_PAGE};

pub(super) fn plan(stage: &mut Stage) {
    let mut draws = stage.draws(For::Order);
    if !draws.chance(f64::from(stage.who.orders) * stage.calendar.demand(stage.day)) {
        return;
    }
    let story = stage.story(Slot::Order);
    let mut at = stage.calendar.moment(stage.day, &SHOPPING, &mut draws);
    for (turn, page) in [PRODUCT_PAGE, CART_PAGE, CHECKOUT_PAGE].into_iter().enumerate() {
        stage.push(at, story, What::Page, turn as u8, page);
        at += MINUTE + i64::from(draws.below(90_000));
    }
    let cents = draws.log_normal(4200.0, 0.8).clamp(495.0, 64_900.0) as u16;
    let Some(at) = checkout(stage, story, at, cents, &mut draws) else { return };
    stage.push(at, story, What::CheckoutCompleted, 0, cents);
    stage.push(at + 400, story, What::OrderPlaced, 0, cents);
    let paid = pay(stage, story, at + 20_000, cents, &mut draws);
    parcel::plan(stage, story, paid);
}

/// Tries to check out; none when the customer gives up.
fn checkout(stage: &mut Stage, story: Story, mut at: Ms, cents: u16, draws: &mut Draws) -> Option<Ms> {
    let broken = if till_trouble(stage.seed, at) { 0.6 } else { 0.05 };
    let failures = if draws.chance(broken) { 1 + draws.run(0.5, 4) as u8 } else { 0 };
    for turn in 0..failures {
        stage.push(at, story, What::CheckoutFailed, turn, cents);
        at += 20_000 + i64::from(draws.below(120_000));
    }
    if failures == 0 {
        return Some(at);
    }
    let gives_up = draws.chance(0.2 + 0.12 * f64::from(failures));
    stage.occasion(Cause {
        reason: Reason::CheckoutProblem,
        story,
        nth: 0,
        at,
        until: NEVER,
        severity: f64::from(failures) * if gives_up { 0.8 } else { 0.3 },
    });
    (!gives_up).then_some(at)
}

/// Pays; the instant at which the money is there.
fn pay(stage: &mut Stage, story: Story, at: Ms, cents: u16, draws: &mut Draws) -> Ms {
    if !draws.chance(0.02) {
        return at;
    }
    let retried = at + hours(draws.log_normal(5.0, 1.2).min(96.0));
    stage.push(at, story, What::PaymentFailed, 0, cents);
    stage.push(retried, story, What::PaymentRetried, 0, cents);
    stage.occasion(Cause { reason: Reason::PaymentFailed, story, nth: 0, at, until: retried, severity: 1.0 });
    retried
}

/// Whether the till is in trouble at this moment: shared by all, a few hours on one day in twenty-five.
fn till_trouble(seed: u64, at: Ms) -> bool {
    let mut draws = Draws::of(seed, For::Till, 0, (at / DAY) as u32);
    if !draws.chance(0.04) {
        return false;
    }
    let from = Ms::from(draws.below(20)) * HOUR;
    (from..from + 3 * HOUR).contains(&(at % DAY))
}

pub(super) fn write(scene: &mut Scene) {
    let (customer, story) = (scene.happening.customer, scene.happening.story);
    let cents = u64::from(scene.happening.value);
    let (mut own, mut details) = (scene.own(), scene.details(For::Detail));
    let method = details.pick(&METHODS);
    let device = if scene.who.app && details.chance(0.5) { "app" } else { "web" };
    let items = 1 + u64::from(details.run(0.4, 5));
    match scene.happening.what {
        What::CheckoutFailed => {
            let error = own.pick(&ERRORS);
            scene
                .track("checkout_failed")
                .hundredths("amount", cents)
                .text("error", error)
                .text("device", device)
                .end();
        }
        What::CheckoutCompleted => {
            scene.track("checkout.completed").hundredths("amount", cents).text("method", method).end();
        }
        What::OrderPlaced => scene
            .track("order.placed")
            .written("order", |out| asset::order_name(out, customer, story))
            .hundredths("amount", cents)
            .int("items", items)
            .text("device", device)
            .end(),
        what => {
            let event = if what == What::PaymentFailed { "payment.failed" } else { "payment.completed" };
            scene
                .cloud("billing", event)
                .text("about", "order")
                .written("reference", |out| asset::order(out, customer, story))
                .hundredths("amount", cents)
                .text("method", method)
                .end();
        }
    }
}
