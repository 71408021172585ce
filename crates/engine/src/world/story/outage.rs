//! Outages: one cause for a whole area, and the contacts of those who live there.

use crate::world::asset;
use crate::world::calendar::{Calendar, DAY, MINUTE, Ms, RUNNING, hours};
use crate::world::customer::AREAS;
use crate::world::draw::{Draws, For};
use crate::world::happening::{Happening, Queue, Slot, Story, What};
use crate::world::occasion::Cause;
use crate::world::reason::Reason;
use crate::world::stage::{Scene, Stage};
use crate::world::words::{places, shop};

struct Outage {
    began: Ms,
    detected: Ms,
    ended: Ms,
}

impl Outage {
    /// The outage that begins in an area on this day: about one a quarter.
    fn on(seed: u64, area: u32, day: u32, calendar: &Calendar) -> Option<Self> {
        let mut draws = Draws::of(seed, For::Outage, area, day);
        if !draws.chance(0.011) {
            return None;
        }
        let began = calendar.moment(day, &RUNNING, &mut draws);
        let detected = began + 6 * MINUTE + i64::from(draws.below(20 * MINUTE as u32));
        let ended = detected + hours(draws.log_normal(2.6, 0.8).clamp(0.4, 20.0));
        Some(Self { began, detected, ended })
    }
}

/// Plans today's incidents in all areas.
pub(in crate::world) fn incidents(seed: u64, day: u32, calendar: &Calendar, queue: &mut Queue) {
    let story = Story::new(day, Slot::Outage);
    for area in 0..AREAS {
        let Some(outage) = Outage::on(seed, area, day, calendar) else { continue };
        let middle = outage.detected + (outage.ended - outage.detected) / 2;
        let lines = [
            (outage.detected, What::IncidentOpened),
            (middle, What::IncidentUpdated),
            (outage.ended, What::IncidentClosed),
        ];
        for (at, what) in lines {
            let value = ((outage.ended - outage.detected) / (30 * MINUTE)) as u16;
            queue.push(at, Happening { of_day: 0, customer: area, story, what, turn: 0, value });
        }
    }
}

/// What today's outage in their area does to one customer.
pub(super) fn plan(stage: &mut Stage) {
    let area = u32::from(stage.who.area);
    let Some(outage) = Outage::on(stage.seed, area, stage.day, stage.calendar) else { return };
    let story = stage.story(Slot::Outage);
    let length = (outage.ended - outage.began) as f64 / hours(1.0) as f64;
    stage.occasion(Cause {
        reason: Reason::Outage,
        story,
        nth: 0,
        at: outage.began,
        until: outage.ended,
        severity: (0.6 + length / 5.0).min(2.5),
    });
}

pub(super) fn write(scene: &mut Scene) {
    let (area, story) = (scene.happening.customer, scene.happening.story);
    let value = scene.happening.value;
    let cause = Draws::of(scene.seed, For::Text, area, story.0).pick(&shop::OUTAGE_CAUSES);
    let town = places::town(area);
    let incident = move |out: &mut Vec<u8>| {
        out.extend_from_slice(b"incident:");
        asset::incident_name(out, area, story);
    };
    let at = scene.at;
    let what = scene.happening.what;
    let event = match what {
        What::IncidentOpened => "incident.opened",
        What::IncidentUpdated => "incident.updated",
        _ => "incident.closed",
    };
    let mut line = scene.cloud_shared("network", event, &incident);
    line.written("incident", |out| asset::incident_name(out, area, story));
    line.one("assets", |out| asset::area(out, area));
    line.written("text", |out| {
        for part in ["Storing in ", town, ": ", cause] {
            out.extend_from_slice(part.as_bytes());
        }
        if what == What::IncidentClosed {
            out.extend_from_slice(", verholpen".as_bytes());
        }
    });
    if what != What::IncidentClosed {
        let left = i64::from(value.max(1)) * 30 * MINUTE / if what == What::IncidentUpdated { 2 } else { 1 };
        line.time("expected", (at + left).min(at + DAY));
    }
    line.end();
}
