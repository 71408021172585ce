//! The monthly bill: sent, paid, sometimes much higher than the one before, sometimes not paid.

use crate::world::asset;
use crate::world::calendar::{DAY, HOUR, Ms, hours};
use crate::world::customer::Payer;
use crate::world::draw::{Draws, For};
use crate::world::happening::{Slot, Story, What};
use crate::world::occasion::Cause;
use crate::world::reason::Reason;
use crate::world::stage::{Scene, Stage};

/// Days between the bill and the day it is due.
const TERM: Ms = 14 * DAY;
/// Wages come on the 25th of the month.
const PAYDAY: u8 = 25;

pub(super) fn plan(stage: &mut Stage) {
    let (month, day) = stage.calendar.date(stage.day);
    if day != stage.who.bill_day || stage.who.age_in_days(stage.day) < 20 {
        return;
    }
    let story = stage.story(Slot::Bill);
    let mut draws = stage.draws(For::Bill);
    let sent = stage.calendar.local(stage.day, 4) + i64::from(draws.below(2 * HOUR as u32));
    let percent = percent(stage.seed, stage.customer, month);
    stage.push(sent, story, What::InvoiceSent, 0, percent);
    stage.occasion(Cause {
        reason: Reason::HighBill,
        story,
        nth: 0,
        at: sent + HOUR,
        until: sent + 25 * DAY,
        severity: if percent > 120 { (f64::from(percent) - 100.0) / 55.0 } else { 0.07 },
    });
    let due = sent + TERM;
    let paid = match stage.who.payer {
        Payer::Debit => return debit(stage, story, due, percent, &mut draws),
        Payer::Prompt => sent + hours(draws.log_normal(40.0, 0.8).min(300.0)),
        Payer::Payday => payday(stage, sent, &mut draws),
        Payer::Forgetful if draws.chance(0.45) => due + hours(draws.exponential(210.0).min(900.0)),
        Payer::Forgetful => due - hours(draws.between(1.0, 200.0)),
    };
    let paid = stage.calendar.awake(paid, &mut draws);
    stage.push(paid, story, What::InvoicePaid, 0, percent);
    for (nth, late) in [DAY, 15 * DAY].into_iter().enumerate() {
        let reminded = due + late;
        if paid > reminded {
            stage.push(reminded, story, What::InvoiceReminded, nth as u8, percent);
            stage.occasion(Cause {
                reason: Reason::UnpaidBill,
                story,
                nth: nth as u8,
                at: reminded,
                until: paid,
                severity: 0.8 + 0.7 * nth as f64,
            });
        }
    }
}

/// Collected on the day it is due; the bank refuses some and is asked again.
fn debit(stage: &mut Stage, story: Story, due: Ms, percent: u16, draws: &mut Draws) {
    if !draws.chance(0.025) {
        stage.push(due, story, What::InvoicePaid, 0, percent);
        return;
    }
    let retried = due + hours(draws.between(48.0, 150.0));
    stage.push(due, story, What::DebitFailed, 0, percent);
    stage.push(retried, story, What::DebitRetried, 0, percent);
    stage.push(retried + HOUR, story, What::InvoicePaid, 0, percent);
    stage.occasion(Cause {
        reason: Reason::PaymentFailed,
        story,
        nth: 0,
        at: due,
        until: retried,
        severity: 1.1,
    });
}

/// When the wages are in.
fn payday(stage: &Stage, sent: Ms, draws: &mut Draws) -> Ms {
    let days = (0..32).find(|ahead| stage.calendar.date(stage.day + ahead).1 == PAYDAY).unwrap_or(0);
    sent + i64::from(days) * DAY + hours(draws.between(4.0, 40.0))
}

/// This month's bill as a percentage of the fee: a high one in sixteen, by calls abroad or a changed
/// contract. A function of the month, so that the next bill knows the one before.
fn percent(seed: u64, customer: u32, month: u32) -> u16 {
    let mut draws = Draws::of(seed ^ 0xb111, For::Bill, customer, month);
    if draws.chance(0.06) {
        (128.0 + draws.exponential(45.0)).min(420.0) as u16
    } else {
        98 + draws.below(6) as u16
    }
}

pub(super) fn write(scene: &mut Scene) {
    let (customer, story) = (scene.happening.customer, scene.happening.story);
    let fee = u64::from(scene.who.fee);
    let cents = fee * u64::from(scene.happening.value) / 100;
    let invoice = move |out: &mut Vec<u8>| asset::invoice(out, customer, story);
    let at = scene.at;
    match scene.happening.what {
        What::InvoiceSent => {
            let (month, _) = scene.calendar.date((story.began() / DAY) as u32);
            let previous = fee * u64::from(percent(scene.seed, customer, month - 1)) / 100;
            let debit = scene.who.payer == Payer::Debit;
            scene
                .cloud_about("billing", "invoice.sent", &invoice)
                .hundredths("amount", cents)
                .hundredths("previous_amount", previous)
                .time("due", at + TERM)
                .flag("direct_debit", debit)
                .end();
        }
        What::InvoicePaid => {
            scene.cloud_about("billing", "invoice.paid", &invoice).hundredths("amount", cents).end();
        }
        What::InvoiceReminded => {
            let reminder = u64::from(scene.happening.turn) + 1;
            scene
                .cloud_about("billing", "invoice.reminded", &invoice)
                .hundredths("amount", cents)
                .int("reminder", reminder)
                .end();
        }
        what => {
            let event = if what == What::DebitFailed { "payment.failed" } else { "payment.completed" };
            scene
                .cloud("billing", event)
                .text("about", "invoice")
                .written("reference", invoice)
                .hundredths("amount", cents)
                .text("method", "debit")
                .end();
        }
    }
}
