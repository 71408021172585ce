//! Visits to the shop: pages, help pages, products set side by side.

use crate::world::calendar::{MINUTE, Ms, SHOPPING, hours};
use crate::world::draw::{Draws, For};
use crate::world::happening::{Slot, Story, What};
use crate::world::occasion::Cause;
use crate::world::reason::Reason;
use crate::world::stage::{Scene, Stage};
use crate::world::words::shop::{PAGES, PRODUCTS};

/// How many of [`PAGES`] a visitor may happen upon; those after are steps of other stories.
const WANDERED: u32 = 14;

pub(super) fn plan(stage: &mut Stage) {
    let mut draws = stage.draws(For::Visit);
    let demand = stage.calendar.demand(stage.day).min(1.8);
    if !draws.chance(f64::from(stage.who.visits) * demand) {
        return;
    }
    let story = stage.story(Slot::Visit);
    let mut at = stage.calendar.moment(stage.day, &SHOPPING, &mut draws);
    for turn in 0..=draws.run(0.72, 11) as u8 {
        let page = if turn == 0 { 0 } else { draws.below(WANDERED) as u16 };
        stage.push(at, story, What::Page, turn, page);
        at += pause(&mut draws);
    }
    if draws.chance(0.025) {
        // Somebody looks something up and needs nothing: a sign of nothing.
        let topic = draws.below(Reason::ALL.len() as u32 - 2) as u16;
        stage.push(at, story, What::HelpViewed, 0, topic);
    }
    if draws.chance(0.05) {
        hesitate(stage, story, at, &mut draws);
    }
}

/// Two products side by side, more than once: here help may be welcome.
fn hesitate(stage: &mut Stage, story: Story, mut at: Ms, draws: &mut Draws) {
    let pair = draws.below(1000) as u16;
    let times = 1 + draws.run(0.45, 3) as u8;
    for turn in 0..times {
        stage.push(at, story, What::Compared, turn, pair);
        at += pause(draws);
    }
    stage.occasion(Cause {
        reason: Reason::ProductQuestion,
        story,
        nth: 0,
        at,
        until: at + hours(72.0),
        severity: 0.5 + f64::from(times),
    });
}

fn pause(draws: &mut Draws) -> Ms {
    5_000 + (draws.exponential(0.9) * MINUTE as f64) as Ms
}

pub(super) fn write(scene: &mut Scene) {
    let mut own = scene.own();
    let value = scene.happening.value;
    match scene.happening.what {
        What::Page => {
            let (name, path) = PAGES[usize::from(value) % PAGES.len()];
            let app = scene.who.app && own.chance(0.5);
            let mut line = scene.page(name);
            line.text("path", path).text("device", if app { "app" } else { "web" });
            if name == "product" {
                line.text("product", own.pick(&PRODUCTS));
            }
            line.end();
        }
        What::Compared => {
            let first = usize::from(value) % PRODUCTS.len();
            let second = (first + 1 + usize::from(value) / PRODUCTS.len()) % PRODUCTS.len();
            scene
                .track("product.compared")
                .text("first", PRODUCTS[first])
                .text("second", PRODUCTS[second])
                .end();
        }
        _ => scene.track("help.viewed").text("topic", Reason::from_code(value as u8).id()).end(),
    }
}
