//! The router: readings of line quality, decline, failure, repair.

use super::appointment;
use crate::world::asset;
use crate::world::calendar::{DAY, HOUR, RUNNING, hours};
use crate::world::draw::{Draws, For};
use crate::world::happening::{Slot, What};
use crate::world::occasion::Cause;
use crate::world::reason::Reason;
use crate::world::stage::{Scene, Stage};

/// No decline lasts this many days.
const LONGEST: u32 = 12;

/// Something wrong with a router, from the day it begins.
struct Fault {
    /// Days of falling quality; none when it fails out of the blue.
    decline: u32,
    /// Whether it ends in a failure; else the line recovers, and the decline was a false sign.
    fails: bool,
}

impl Fault {
    /// The fault that begins with this customer's router on this day.
    fn on(seed: u64, customer: u32, day: u32) -> Option<Self> {
        let mut draws = Draws::of(seed, For::Fault, customer, day);
        draws.chance(0.0011).then(|| {
            let sudden = draws.chance(0.27);
            let decline = if sudden { 0 } else { 4 + draws.below(LONGEST - 4) };
            Self { decline, fails: sudden || draws.chance(0.68) }
        })
    }

    /// How far a decline that includes `day` has gone, from 0 to 1.
    fn progress(seed: u64, customer: u32, day: u32) -> Option<f64> {
        (0..LONGEST.min(day + 1)).find_map(|gone| {
            let fault = Self::on(seed, customer, day - gone)?;
            (gone < fault.decline).then(|| {
                let depth = if fault.fails { 1.0 } else { 0.6 };
                depth * f64::from(gone + 1) / f64::from(fault.decline)
            })
        })
    }
}

pub(super) fn plan(stage: &mut Stage) {
    readings(stage);
    let Some(fault) = Fault::on(stage.seed, stage.customer, stage.day) else { return };
    let story = stage.story(Slot::Fault);
    let mut draws = stage.draws(For::Router);
    let ends = stage.calendar.moment(stage.day + fault.decline, &RUNNING, &mut draws);
    for gone in 0..fault.decline {
        let at = stage.calendar.moment(stage.day + gone, &RUNNING, &mut draws);
        stage.push(at.min(ends), story, What::Quality, gone as u8, 0);
    }
    if fault.decline > 0 {
        let middle = stage.day + fault.decline / 2;
        stage.occasion(Cause {
            reason: Reason::SlowInternet,
            story,
            nth: 0,
            at: stage.calendar.local(middle, 12).min(ends),
            until: ends,
            severity: if fault.fails { 1.5 } else { 0.8 },
        });
    }
    if fault.fails {
        fail(stage, ends, &mut draws);
    }
}

fn fail(stage: &mut Stage, failed: i64, draws: &mut Draws) {
    let story = stage.story(Slot::Fault);
    let engineer = draws.chance(0.4);
    let mut repaired = failed + hours(draws.log_normal(7.0, 1.0).clamp(0.3, 90.0));
    if engineer {
        let booked = failed + hours(draws.between(1.0, 8.0));
        let day = (booked / DAY) as u32 + 1 + draws.below(3);
        repaired = appointment::plan(stage, story, booked, day, draws);
    }
    stage.push(failed, story, What::RouterFailed, 0, 0);
    stage.push(repaired, story, What::RouterRepaired, 0, u16::from(engineer));
    stage.occasion(Cause {
        reason: Reason::RouterFailing,
        story,
        nth: 0,
        at: failed + HOUR / 6,
        until: repaired,
        severity: 1.0,
    });
}

/// Twice a week a reading; daily while something is wrong, which the fault's own story plans.
fn readings(stage: &mut Stage) {
    let mut draws = stage.draws(For::Quality);
    if draws.chance(0.28) && Fault::progress(stage.seed, stage.customer, stage.day).is_none() {
        let at = stage.calendar.moment(stage.day, &RUNNING, &mut draws);
        let story = stage.story(Slot::Quality);
        stage.push(at, story, What::Quality, 0, 0);
    }
}

pub(super) fn write(scene: &mut Scene) {
    let customer = scene.happening.customer;
    let router = move |out: &mut Vec<u8>| asset::router(out, customer);
    match scene.happening.what {
        What::Quality => {
            let day = (scene.at / DAY) as u32;
            let progress = Fault::progress(scene.seed, customer, day).unwrap_or(0.0);
            let usual = 0.84 + Draws::of(scene.seed, For::Router, customer, u32::MAX).unit() * 0.13;
            let mut own = scene.own();
            // A bad evening that means nothing.
            let dip = if own.chance(0.015) { own.between(0.1, 0.35) } else { 0.0 };
            let quality = (usual - 0.58 * progress - dip + 0.025 * own.normal()).clamp(0.02, 1.0);
            let errors = own.exponential(2.0 + 60.0 * (1.0 - quality)) as u64;
            scene
                .cloud_about("network", "router.quality", &router)
                .hundredths("quality", (quality * 100.0) as u64)
                .int("errors", errors)
                .end();
        }
        What::RouterFailed => {
            let code = scene.own().pick(&["no-sync", "no-power", "no-address"]);
            scene.cloud_about("network", "router.failed", &router).text("code", code).end();
        }
        _ => {
            let engineer = scene.happening.value == 1;
            scene.cloud_about("network", "router.repaired", &router).flag("engineer", engineer).end();
        }
    }
}
