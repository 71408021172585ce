//! The account: locked after wrong passwords, mostly unlocked by the customer.

use crate::world::calendar::{SHOPPING, hours};
use crate::world::draw::For;
use crate::world::happening::{Slot, What};
use crate::world::occasion::Cause;
use crate::world::reason::Reason;
use crate::world::stage::{Scene, Stage};

pub(super) fn plan(stage: &mut Stage) {
    let mut draws = stage.draws(For::Account);
    let forgets = [0.0006, 0.0007, 0.0012][usize::from(stage.who.age)];
    if !draws.chance(forgets) {
        return;
    }
    let story = stage.story(Slot::Account);
    let locked = stage.calendar.moment(stage.day, &SHOPPING, &mut draws);
    let alone = draws.chance(0.55);
    let unlocked =
        locked + if alone { hours(draws.log_normal(0.3, 0.9)) } else { hours(draws.between(20.0, 30.0)) };
    stage.push(locked, story, What::Locked, 0, 3 + draws.below(4) as u16);
    stage.push(unlocked, story, What::Unlocked, 0, u16::from(alone));
    stage.occasion(Cause {
        reason: Reason::AccountLocked,
        story,
        nth: 0,
        at: locked,
        until: unlocked,
        severity: 1.2,
    });
}

pub(super) fn write(scene: &mut Scene) {
    let value = scene.happening.value;
    if scene.happening.what == What::Locked {
        scene.cloud("accounts", "account.locked").int("attempts", u64::from(value)).end();
    } else {
        scene
            .cloud("accounts", "account.unlocked")
            .text("by", if value == 1 { "customer" } else { "time" })
            .end();
    }
}
