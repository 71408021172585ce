//! Contacts that no event foretells: moving house, and everything else.

use crate::world::calendar::SHOPPING;
use crate::world::draw::For;
use crate::world::happening::Slot;
use crate::world::reason::Reason;
use crate::world::stage::Stage;

pub(super) fn plan(stage: &mut Stage) {
    let mut draws = stage.draws(For::Chatter);
    if !draws.chance((0.0009 * f64::from(stage.who.propensity)).min(0.02)) {
        return;
    }
    let moving = if stage.who.internet { 0.2 } else { 0.0 };
    let reason = if draws.chance(moving) { Reason::MovingHouse } else { Reason::Other };
    let at = stage.calendar.moment(stage.day, &SHOPPING, &mut draws);
    let story = stage.story(Slot::Chatter);
    stage.contact(reason, story, at);
}
