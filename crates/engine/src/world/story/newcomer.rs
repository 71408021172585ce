//! The first weeks: who joins, gets a router, and asks how it works.

use super::{appointment, roster};
use crate::world::calendar::{DAY, HOUR, SHOPPING};
use crate::world::draw::For;
use crate::world::happening::{Slot, What};
use crate::world::occasion::Cause;
use crate::world::reason::Reason;
use crate::world::stage::Stage;

pub(super) fn plan(stage: &mut Stage) {
    if stage.who.joined != stage.day as i32 {
        return;
    }
    let mut draws = stage.draws(For::Newcomer);
    let story = stage.story(Slot::Newcomer);
    let joined = stage.calendar.moment(stage.day, &SHOPPING, &mut draws);
    for (what, turn, value) in roster::lines(stage.seed, stage.customer, stage.who) {
        if what != What::RouterInstalled {
            stage.push(joined, story, what, turn, value);
        }
    }
    let mut starts = joined + HOUR;
    if stage.who.internet {
        stage.push(joined, story, What::ContractStarted, 0, 0);
        let booked = joined + HOUR / 2;
        let day = stage.day + 3 + draws.below(8);
        starts = appointment::plan(stage, story, booked, day, &mut draws);
        stage.push(starts, story, What::RouterInstalled, 0, 0);
    }
    stage.occasion(Cause {
        reason: Reason::GettingStarted,
        story,
        nth: 0,
        at: starts + HOUR,
        until: starts + 21 * DAY,
        severity: if stage.who.internet { 1.0 } else { 0.25 },
    });
}
