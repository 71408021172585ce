//! The stories: each file plans one strand of a customer's life and writes its lines.
//!
//! A story is planned on the day it begins, all of its lines at once. Its details are drawn from its own
//! name, so that they need not be kept until they are written.

mod account;
mod appointment;
mod bill;
mod browse;
mod chatter;
mod contact;
mod contract;
mod newcomer;
mod order;
pub(super) mod outage;
mod parcel;
mod returns;
pub(super) mod roster;
mod router;

use super::happening::What;
use super::stage::{Scene, Stage};

/// Plans what begins today for one customer.
pub(super) fn plan(stage: &mut Stage) {
    newcomer::plan(stage);
    if !stage.who.here(stage.day) {
        return;
    }
    browse::plan(stage);
    order::plan(stage);
    account::plan(stage);
    chatter::plan(stage);
    roster::change_mind(stage);
    if stage.who.internet {
        bill::plan(stage);
        router::plan(stage);
        outage::plan(stage);
        contract::plan(stage);
    }
}

/// Writes one line.
pub(super) fn write(scene: &mut Scene) {
    match scene.happening.what {
        What::Identify
        | What::ConsentGiven
        | What::ConsentWithdrawn
        | What::Preference
        | What::RouterInstalled
        | What::ContractStarted => roster::write(scene),
        What::Page | What::HelpViewed | What::Compared => browse::write(scene),
        What::CheckoutFailed
        | What::CheckoutCompleted
        | What::OrderPlaced
        | What::PaymentFailed
        | What::PaymentRetried => order::write(scene),
        What::Shipped
        | What::Scanned
        | What::Delayed
        | What::Rescheduled
        | What::Delivered
        | What::Damaged => parcel::write(scene),
        What::ReturnRequested | What::ReturnReceived | What::Refunded => returns::write(scene),
        What::InvoiceSent
        | What::InvoicePaid
        | What::InvoiceReminded
        | What::DebitFailed
        | What::DebitRetried => bill::write(scene),
        What::Quality | What::RouterFailed | What::RouterRepaired => router::write(scene),
        What::Booked | What::Moved | What::Visited => appointment::write(scene),
        What::ContractEnding | What::ContractRenewed | What::Churned => contract::write(scene),
        What::Locked | What::Unlocked => account::write(scene),
        What::IncidentOpened | What::IncidentUpdated | What::IncidentClosed => outage::write(scene),
        What::Contact => contact::write(scene),
    }
}
