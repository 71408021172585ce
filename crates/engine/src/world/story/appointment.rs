//! A visit by an engineer: booked, sometimes moved, done.

use crate::world::asset;
use crate::world::calendar::{DAY, HOUR, Ms, hours};
use crate::world::draw::Draws;
use crate::world::happening::{Story, What};
use crate::world::occasion::Cause;
use crate::world::reason::Reason;
use crate::world::stage::{Scene, Stage};

/// Visits begin at these local hours.
const HOURS: [i64; 5] = [8, 10, 13, 15, 17];

/// Plans a visit on `day`; the instant at which it is over.
pub(super) fn plan(stage: &mut Stage, story: Story, booked: Ms, day: u32, draws: &mut Draws) -> Ms {
    let day = stage.calendar.delivery_day(day);
    let mut start = stage.calendar.local(day, draws.pick(&HOURS));
    stage.push(booked, story, What::Booked, 0, slot(story, start));
    if draws.chance(0.16) {
        let moved = booked + hours(draws.between(0.5, 20.0));
        let later = stage.calendar.delivery_day(day + 1 + draws.below(3));
        if moved < start {
            start = stage.calendar.local(later, draws.pick(&HOURS));
            stage.push(moved, story, What::Moved, 0, slot(story, start));
        }
    }
    let asked = (start - 2 * DAY).max(booked + HOUR);
    if asked < start {
        stage.occasion(Cause {
            reason: Reason::Appointment,
            story,
            nth: 0,
            at: asked,
            until: start,
            severity: 1.0,
        });
    }
    let over = start + hours(draws.between(0.4, 2.0));
    stage.push(over, story, What::Visited, 0, u16::from(draws.chance(0.94)));
    over
}

/// A visit's beginning as whole hours since its story's first instant.
fn slot(story: Story, start: Ms) -> u16 {
    ((start - story.began()) / HOUR) as u16
}

pub(super) fn write(scene: &mut Scene) {
    let (customer, story) = (scene.happening.customer, scene.happening.story);
    let value = scene.happening.value;
    let appointment = move |out: &mut Vec<u8>| asset::appointment(out, customer, story);
    let start = story.began() + i64::from(value) * HOUR;
    match scene.happening.what {
        What::Booked => scene
            .cloud_about("planning", "appointment.booked", &appointment)
            .time("start", start)
            .text("work", "engineer")
            .end(),
        What::Moved => {
            scene.cloud_about("planning", "appointment.moved", &appointment).time("start", start).end();
        }
        _ => {
            let met = value == 1;
            scene.cloud_about("planning", "appointment.completed", &appointment).flag("met", met).end();
        }
    }
}
