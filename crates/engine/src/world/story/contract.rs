//! The end of the internet contract: announced, renewed, left to run, or the end of the customer.

use crate::world::asset;
use crate::world::calendar::{DAY, HOUR, hours};
use crate::world::draw::For;
use crate::world::happening::{Slot, What};
use crate::world::occasion::Cause;
use crate::world::reason::Reason;
use crate::world::stage::{Scene, Stage};
use crate::world::words::shop::CANCEL_PAGE;

/// The end is announced this many days before.
const NOTICE: i32 = 42;

pub(super) fn plan(stage: &mut Stage) {
    let who = stage.who;
    let (day, ends) = (stage.day as i32, who.contract_end);
    let announced = ends - NOTICE;
    if day != announced.max(0) || ends < day {
        return;
    }
    let story = stage.story(Slot::Contract);
    let mut draws = stage.draws(For::Contract);
    let at = stage.calendar.local(stage.day, 9) + i64::from(draws.below(2 * HOUR as u32));
    let end = i64::from(ends) * DAY + 12 * HOUR;
    let notice = (ends - day) as u16;
    let leaves = who.leaves == ends;
    let left = (end - at) as f64 / HOUR as f64;
    let renewed =
        if !leaves && draws.chance(0.55) { at + hours(draws.between(0.1, 0.95) * left) } else { end };
    if leaves {
        stage.push(end, story, What::Churned, 0, 0);
    } else {
        stage.push(renewed, story, What::ContractRenewed, 0, u16::from(renewed < end));
    }
    if announced < 0 {
        // Announced before the history begins: only what comes of it is in it.
        return;
    }
    stage.push(at, story, What::ContractEnding, 0, notice);
    // Who thinks of leaving looks at how to; so do some who stay.
    if draws.chance(if leaves { 0.7 } else { 0.07 }) {
        for turn in 0..=draws.run(0.5, 3) as u8 {
            stage.push(at + hours(draws.between(0.1, 0.9) * left), story, What::Page, turn, CANCEL_PAGE);
        }
    }
    stage.occasion(Cause {
        reason: Reason::ContractEnding,
        story,
        nth: 0,
        at,
        until: renewed.min(end - DAY),
        severity: if leaves { 2.4 } else { 0.9 },
    });
}

pub(super) fn write(scene: &mut Scene) {
    let (customer, story) = (scene.happening.customer, scene.happening.story);
    let value = scene.happening.value;
    let fee = u64::from(scene.who.fee);
    let contract = move |out: &mut Vec<u8>| asset::contract(out, customer);
    match scene.happening.what {
        What::ContractEnding => scene
            .cloud_about("billing", "contract.ending", &contract)
            .time("end", story.began() + i64::from(value) * DAY + 12 * HOUR)
            .hundredths("monthly", fee)
            .end(),
        What::ContractRenewed => scene
            .cloud_about("billing", "contract.renewed", &contract)
            .text("term", if value == 1 { "year" } else { "month" })
            .hundredths("monthly", fee)
            .end(),
        _ => scene.cloud_about("billing", "subscription.churned", &contract).hundredths("monthly", fee).end(),
    }
}
