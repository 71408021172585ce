//! Goods that go back, and the money that should follow.

use crate::world::asset;
use crate::world::calendar::{DAY, Ms, hours};
use crate::world::draw::{Draws, For};
use crate::world::happening::{Story, What};
use crate::world::occasion::Cause;
use crate::world::reason::Reason;
use crate::world::stage::{Scene, Stage};
use crate::world::words::shop::WHY_BACK;

pub(super) fn plan(stage: &mut Stage, story: Story, delivered: Ms) {
    let mut draws = Draws::of(stage.seed, For::Return, stage.customer, story.0);
    let began = (story.began() / DAY) as u32;
    // What was bought on a whim in a campaign comes back more often.
    if !draws.chance(if stage.calendar.campaign(began) { 0.15 } else { 0.09 }) {
        return;
    }
    let requested =
        stage.calendar.awake(delivered + hours(draws.log_normal(60.0, 0.8).min(320.0)), &mut draws);
    let received = requested + hours(draws.between(40.0, 120.0));
    let slow = draws.chance(0.16);
    let refunded = received
        + hours(if slow { draws.between(150.0, 480.0) } else { draws.log_normal(40.0, 0.5).min(110.0) });
    let cents = draws.log_normal(3600.0, 0.7).clamp(495.0, 60_000.0) as u16;
    stage.push(requested, story, What::ReturnRequested, 0, cents);
    stage.push(received, story, What::ReturnReceived, 0, cents);
    stage.push(refunded, story, What::Refunded, 0, cents);
    if slow {
        stage.occasion(Cause {
            reason: Reason::RefundLate,
            story,
            nth: 0,
            at: received + 5 * DAY,
            until: refunded,
            severity: 1.2,
        });
    }
}

pub(super) fn write(scene: &mut Scene) {
    let (customer, story) = (scene.happening.customer, scene.happening.story);
    let cents = u64::from(scene.happening.value);
    let why = scene.details(For::Detail).pick(&WHY_BACK);
    let order = move |out: &mut Vec<u8>| asset::order(out, customer, story);
    match scene.happening.what {
        What::ReturnRequested => scene
            .track("return.requested")
            .written("order", |out| asset::order_name(out, customer, story))
            .hundredths("amount", cents)
            .text("why", why)
            .end(),
        What::ReturnReceived => {
            scene.cloud_about("logistics", "return.received", &order).hundredths("amount", cents).end();
        }
        _ => scene.cloud_about("billing", "return.refunded", &order).hundredths("amount", cents).end(),
    }
}
