//! The contact itself, as the help desk registers it.

use crate::world::asset;
use crate::world::channel::Channel;
use crate::world::reason::Reason;
use crate::world::stage::Scene;
use crate::world::words::message;

pub(super) fn write(scene: &mut Scene) {
    let (customer, story) = (scene.happening.customer, scene.happening.story);
    let reason = Reason::from_code(scene.happening.value as u8);
    let channel = Channel::from_code((scene.happening.value >> 8) as u8);
    let (mut own, who) = (scene.own(), scene.who);
    // Agents in a hurry write down the parent, and do not always ask for the number.
    let registered = if own.chance(0.05) { reason.parent() } else { reason.id() };
    let keyed = own.chance(0.7);
    let again = scene.happening.turn & 3 > 0;
    let mut line = scene.cloud("helpdesk", "contact.received");
    line.text("reason", registered).text("channel", channel.id()).text("language", who.language());
    line.written("text", |out| message::write(out, reason, who.english, again, customer, story, &mut own));
    if keyed {
        match reason {
            Reason::LateDelivery | Reason::DamagedItem => {
                line.written("key", |out| asset::parcel(out, customer, story));
            }
            Reason::RefundLate => {
                line.written("key", |out| asset::order(out, customer, story));
            }
            Reason::RouterFailing | Reason::SlowInternet => {
                line.written("key", |out| asset::router(out, customer));
            }
            Reason::HighBill | Reason::UnpaidBill => {
                line.written("key", |out| asset::invoice(out, customer, story));
            }
            Reason::Appointment => {
                line.written("key", |out| asset::appointment(out, customer, story));
            }
            _ => {}
        }
    }
    line.end();
}
