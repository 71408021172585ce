//! How customers were served: what counts when, told by the log alone.

use jiff::civil::{Date, date};
use voorzet_domain::conversation::case::How;
use voorzet_domain::conversation::{CaseId, MessageNumber};
use voorzet_domain::time::Duration;
use voorzet_engine::desk::{Say, Wish};
use voorzet_engine::projection::served::{Apart, ReceivedDay, ServiceRow};

use super::shop::{ADA, BOB, Shop};

/// Long after whatever happens here.
const LATER: Date = date(2100, 1, 1);

/// The row of the channel mail, as it is known long after.
fn mail(shop: &Shop) -> ServiceRow {
    let rows = ServiceRow::read(&shop.place.reader(), Apart::Channel, (None, None), (shop.place.now, LATER));
    rows.expect("a store").into_iter().find(|row| row.name == "mail").expect("a row")
}

fn resolve(shop: &mut Shop, case: u32) {
    shop.done(ADA, Wish::Resolve { case: CaseId(case), how: How::Answered });
}

#[test]
fn resolved_at_once_is_for_good_and_a_repeat_says_that_it_was_not() {
    let mut shop = Shop::new();
    let customers = ["eva@example.com", "bas@example.com", "kim@example.com"];
    for (case, customer) in (1..).zip(customers) {
        shop.mail(customer, &format!("m{case}@x"), &[], "Where is it?");
        let answer = shop.answer(&format!("a{case}"), CaseId(case), "Here.");
        shop.says(ADA, answer);
        resolve(&mut shop, case);
    }
    let row = mail(&shop);
    assert_eq!((row.resolved, row.resolved_at_once.n, row.repeats_7d.n), (3, 3, 0));
    // Eva's is opened again; Bas comes again on the same reason, five days later; Kim does so after eight.
    shop.done(BOB, Wish::Reopen(CaseId(1)));
    shop.wait(Duration::from_days(5));
    shop.mail("bas@example.com", "m8@x", &[], "Where is the other?");
    shop.wait(Duration::from_days(3));
    shop.mail("kim@example.com", "m9@x", &[], "Where is it now?");
    let row = mail(&shop);
    assert_eq!((row.resolved, row.reopened), (3, 1));
    assert_eq!((row.resolved_at_once.n, row.resolved_at_once.of), (1, 3));
    assert_eq!((row.repeats_7d.n, row.repeats_7d.of), (2, 3));
    resolve(&mut shop, 1);
    assert_eq!(mail(&shop).resolved, 3, "on the day on which that first happened");
    shop.check();
}

#[test]
fn an_answer_that_is_taken_back_never_was_nor_what_it_resolved() {
    let mut shop = Shop::new();
    shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
    let before = mail(&shop);
    shop.wait(Duration::from_mins(10));
    let answer = Say { resolve: true, ..shop.answer("a", CaseId(1), "Gone.") };
    let message = shop.says(ADA, answer);
    let said = mail(&shop);
    assert_eq!((said.answers, said.answered, said.open, said.resolved), (1, 1, 0, 1));
    let took = said.first_answer.median.expect("a median");
    assert!((560..=650).contains(&took), "{took}");
    shop.done(ADA, Wish::Unsay(message));
    assert_eq!(mail(&shop), before);
    shop.check();
}

#[test]
fn what_is_received_is_stored_and_answered_or_open_or_of_a_machine() {
    let mut shop = Shop::new();
    for number in 0..10 {
        let event = shop.mail_event("eva@example.com", &format!("m{number}@x"), &["m0@x"], "Hello?");
        // The same twice, which changes nothing.
        shop.hears(event.clone());
        shop.hears(event);
        if number == 4 {
            let say = shop.answer("a", CaseId(1), "Here.");
            shop.says(ADA, say);
        }
    }
    let days = ReceivedDay::read(&shop.place.reader(), None, None).expect("a store");
    let [day] = days.as_slice() else { panic!("{days:?}") };
    assert_eq!((day.received, day.stored, day.answered, day.open, day.automatic), (10, 10, 5, 5, 0));
    assert_eq!(shop.last_message().number, MessageNumber(11));
    let row = mail(&shop);
    assert_eq!((row.first_answer.of, row.next_answer.of), (1, 0));
    shop.check();
}
