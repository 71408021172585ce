//! Who the customers are, as the sources state it: traits, consents, preferences, what they have.

use crate::world::asset;
use crate::world::calendar::{DAY, SHOPPING};
use crate::world::customer::Customer;
use crate::world::draw::{Draws, For};
use crate::world::happening::{Slot, What};
use crate::world::stage::{Scene, Stage};
use crate::world::words::{names, places};

/// A consent: purpose and channel.
const CONSENTS: [(&str, &str); 3] = [("marketing", "mail"), ("service", "whatsapp"), ("telemetry", "device")];
const CHANNELS: [&str; 4] = ["mail", "whatsapp", "sms", "push"];

/// The lines that introduce a customer: kind, turn, value.
pub(in crate::world) fn lines(
    seed: u64,
    number: u32,
    who: &Customer,
) -> impl Iterator<Item = (What, u8, u16)> {
    let mut draws = Draws::of(seed, For::Consent, number, 0);
    let telemetry = who.internet && draws.chance(0.9);
    let prefers = draws.chance(0.24).then(|| match draws.weighted(&[0.35, 0.35, 0.15, 0.15]) {
        1 if !who.whatsapp => 0,
        3 if !who.app => 0,
        place => place as u16,
    });
    [
        Some((What::Identify, 0, 0)),
        who.internet.then_some((What::RouterInstalled, 0, 0)),
        who.marketing.then_some((What::ConsentGiven, 0, 0)),
        who.whatsapp.then_some((What::ConsentGiven, 1, 1)),
        telemetry.then_some((What::ConsentGiven, 2, 2)),
        prefers.map(|channel| (What::Preference, 0, channel)),
    ]
    .into_iter()
    .flatten()
}

/// A consent is taken back, or another channel preferred, now and then.
pub(super) fn change_mind(stage: &mut Stage) {
    let mut draws = stage.draws(For::Consent);
    if !draws.chance(0.0006) {
        return;
    }
    let at = stage.calendar.moment(stage.day, &SHOPPING, &mut draws);
    let story = stage.story(Slot::Consent);
    if stage.who.marketing && draws.chance(0.5) {
        stage.push(at, story, What::ConsentWithdrawn, 0, 0);
    } else if stage.who.whatsapp && draws.chance(0.3) {
        stage.push(at, story, What::ConsentWithdrawn, 1, 1);
    } else {
        let channel = draws.below(if stage.who.whatsapp { 3 } else { 1 }) as u16;
        stage.push(at, story, What::Preference, 0, channel);
    }
}

pub(super) fn write(scene: &mut Scene) {
    let number = scene.happening.customer;
    let value = usize::from(scene.happening.value);
    let who = scene.who;
    match scene.happening.what {
        What::Identify => identify(scene),
        What::ContractStarted => {
            scene
                .cloud_about("billing", "contract.started", &|out| asset::contract(out, number))
                .hundredths("monthly", u64::from(who.fee))
                .end();
        }
        What::RouterInstalled => scene
            .cloud("network", "router.installed")
            .written("router", |out| asset::router_name(out, number))
            .written("area", |out| crate::world::line::number(out, u64::from(who.area)))
            .end(),
        What::Preference => {
            scene.track("preference.set").text("channel", CHANNELS[value % CHANNELS.len()]).end();
        }
        what => {
            let given = what == What::ConsentGiven;
            let event = if given { "consent.given" } else { "consent.withdrawn" };
            let (purpose, channel) = CONSENTS[value % CONSENTS.len()];
            let mut line = scene.track(event);
            line.text("purpose", purpose);
            // Consent to read the device is for no channel.
            if channel != "device" {
                line.text("channel", channel);
            }
            line.end();
        }
    }
}

fn identify(scene: &mut Scene) {
    let number = scene.happening.customer;
    let who = scene.who;
    let name = names::Name::of(scene.seed, number);
    let phone = names::phone(number);
    let segment = if who.business {
        "business"
    } else if who.orders > 0.05 {
        "family"
    } else {
        "home"
    };
    scene
        .identify()
        .written("name", |out| name.write(out))
        .written("email", |out| name.mail(out, number))
        .flag("email_verified", !number.is_multiple_of(16))
        .written("phone", |out| out.extend_from_slice(phone.as_bytes()))
        .text("town", places::town(u32::from(who.area)))
        .text("language", who.language())
        .text("segment", segment)
        .time("since", i64::from(who.joined) * DAY)
        .flag("app", who.app)
        .flag("internet", who.internet)
        .end();
}
