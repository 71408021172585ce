//! What becomes of what was sent, in whatever order that is told; and addresses that take nothing.

use compact_str::CompactString;
use voorzet_domain::conversation::{CaseId, ConversationId, Step};
use voorzet_domain::time::Duration;
use voorzet_engine::deliver::{Came, Report};
use voorzet_engine::desk::Wish;
use voorzet_engine::live::Work;
use voorzet_store::outbox::SendState;

use super::shop::{ADA, Shop, settings};

/// A shop whose first answer was handed to its channel, of which nothing is known yet.
fn under_way() -> Shop {
    let mut shop = Shop::new();
    shop.carries = false;
    shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
    let answer = shop.answer("a", CaseId(1), "On its way.");
    shop.says(ADA, answer);
    shop.wait(Duration::from_secs(10));
    shop
}

#[test]
fn the_furthest_counts_in_whatever_order_they_come() {
    use Step::{Delivered, Read, Sent};
    for steps in
        [[Sent, Delivered, Read], [Read, Delivered, Sent], [Delivered, Read, Sent], [Read, Sent, Delivered]]
    {
        let mut shop = Shop::new();
        shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
        let answer = shop.answer("a", CaseId(1), "On its way.");
        shop.says(ADA, answer);
        shop.wait(Duration::from_secs(10));
        for step in steps {
            shop.told("p-1", step);
            shop.told("p-1", step);
        }
        assert_eq!(shop.send("a", ConversationId(1)).state, SendState::Read, "{steps:?}");
        assert_eq!(shop.entries("delivery.read").len(), 1, "{steps:?}");
        shop.check();
    }
}

#[test]
fn what_is_told_before_we_know_that_it_went_is_not_lost() {
    let mut shop = under_way();
    shop.told("p-early", Step::Delivered);
    assert_eq!(shop.send("a", ConversationId(1)).state, SendState::Sending);
    let outcome = Came::Sent { reference: Some(CompactString::from("p-early")) };
    let report = Report { key: shop.sent[0].key.clone(), outcome, at: shop.place.now };
    shop.place.turn(Work { reports: vec![report], ..Work::default() });
    shop.settle();
    assert_eq!(shop.send("a", ConversationId(1)).state, SendState::Delivered);
    shop.check();
}

/// The status comes first; the process ends; nobody ever hears what came of the call.
#[test]
fn what_is_told_by_our_key_survives_a_crash_before_it_is_recorded_that_it_went() {
    for (step, state) in [
        (Step::Sent, SendState::Sent),
        (Step::Delivered, SendState::Delivered),
        (Step::Read, SendState::Read),
        (Step::Failed, SendState::Failed),
    ] {
        let mut shop = under_way();
        let key = shop.sent[0].key.clone();
        shop.told_of(Some(&key), "p-1", step);
        shop.told_of(Some(&key), "p-1", Step::Sent);
        shop.crash();
        assert_eq!((shop.send("a", ConversationId(1)).state, shop.sent.len()), (state, 1), "{step:?}");
        assert_eq!(shop.entries(&format!("delivery.{}", state.name())).len(), 1, "it is said once");
        assert!(shop.entries("delivery.unsure").is_empty());
        shop.check();
    }
}

#[test]
fn what_is_told_while_it_is_under_way_is_said_once_and_keeps_the_providers_number() {
    let mut shop = under_way();
    let key = shop.sent[0].key.clone();
    shop.told_of(Some(&key), "p-1", Step::Sent);
    let outcome = Came::Sent { reference: Some(CompactString::from("p-1")) };
    let report = Report { key: key.clone(), outcome, at: shop.place.now };
    shop.place.turn(Work { reports: vec![report], ..Work::default() });
    shop.settle();
    let send = shop.send("a", ConversationId(1));
    assert_eq!((send.state, send.reference.as_deref()), (SendState::Sent, Some("p-1")));
    shop.told("p-1", Step::Read);
    assert_eq!(shop.send("a", ConversationId(1)).state, SendState::Read);
    assert_eq!((shop.entries("delivery.sent").len(), shop.entries("delivery.read").len()), (1, 1));
    shop.check();
}

#[test]
fn what_is_told_by_a_number_that_nobody_knows_yet_survives_a_crash_too() {
    let mut settings = settings();
    for route in settings.routes.0.values_mut() {
        route.knows_keys = true;
    }
    let mut shop = Shop::with(settings);
    shop.carries = false;
    shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
    let answer = shop.answer("a", CaseId(1), "On its way.");
    shop.says(ADA, answer);
    shop.wait(Duration::from_secs(10));
    shop.told("p-early", Step::Read);
    shop.crash();
    assert_eq!(shop.sent.len(), 2, "again, under the same key, and its provider says the same number");
    let outcome = Came::Sent { reference: Some(CompactString::from("p-early")) };
    let report = Report { key: shop.sent[1].key.clone(), outcome, at: shop.place.now };
    shop.place.turn(Work { reports: vec![report], ..Work::default() });
    shop.settle();
    assert_eq!(shop.send("a", ConversationId(1)).state, SendState::Read);
    shop.check();
}

#[test]
fn an_address_that_takes_nothing_is_sent_nothing_more_and_opens_no_case() {
    let mut shop = Shop::new();
    shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
    let answer = shop.answer("a", CaseId(1), "On its way.");
    shop.says(ADA, answer);
    shop.bounced("eva@example.com");
    assert_eq!(shop.send("a", ConversationId(1)).state, SendState::Failed);
    let later = shop.answer("b", CaseId(1), "Again.");
    shop.says(ADA, later);
    shop.wait(Duration::from_mins(1));
    let send = shop.send("b", ConversationId(1));
    assert_eq!(send.state, SendState::Failed);
    assert!(send.problem.is_some_and(|problem| problem.contains("5.1.1")));
    assert!(shop.sent.is_empty());
    assert_eq!(shop.cases().len(), 1);
    shop.check();
}

/// The process ends before the message is handed over, after it, and before that is recorded.
#[test]
fn a_crash_sends_nothing_twice_blindly_and_hides_nothing() {
    for (account, knows_keys) in [("mail", false), ("chat", true)] {
        let mut settings = settings();
        for route in settings.routes.0.values_mut() {
            route.knows_keys = knows_keys;
        }
        for end in 0..3 {
            let mut shop = Shop::with(settings.clone());
            shop.carries = false;
            shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
            let answer = shop.answer("a", CaseId(1), "On its way.");
            shop.done(ADA, Wish::Say(Box::new(answer)));
            if end == 0 {
                shop.place.open();
            }
            shop.wait(Duration::from_secs(10));
            assert_eq!(shop.sent.len(), 1);
            if end > 0 {
                // Handed over, and nobody hears what came of it: it went, or it did not.
                shop.place.open();
                shop.settle();
            }
            let state = shop.send("a", ConversationId(1)).state;
            match (end, knows_keys) {
                (0, _) => assert_eq!((state, shop.sent.len()), (SendState::Sending, 1), "{account}"),
                (_, true) => {
                    assert_eq!(shop.sent.len(), 2, "again, under the same key");
                    assert_eq!(shop.sent[0].key, shop.sent[1].key);
                    assert!(shop.sent[1].again);
                }
                (_, false) => {
                    assert_eq!((state, shop.sent.len()), (SendState::Unsure, 1), "a person looks");
                }
            }
        }
    }
}

#[test]
fn a_bounce_is_believed_of_the_address_to_which_what_it_names_went_and_of_no_other() {
    let mut shop = Shop::new();
    shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
    let answer = shop.answer("a", CaseId(1), "On its way.");
    shop.says(ADA, answer);
    let key = "say:1:a";
    // It waits still: nothing that goes out could have come back.
    shop.bounced_as("eva@example.com", Some(key));
    shop.wait(Duration::from_secs(10));
    assert_eq!(shop.send("a", ConversationId(1)).state, SendState::Sent);
    for (address, key) in [
        ("tom@example.com", key),
        ("eva@example.com", "say:1:b"),
        ("eva@example.com", "vz_00000000000000000000000000000000"),
        ("eva@example.com", ""),
    ] {
        shop.bounced_as(address, Some(key));
        assert_eq!(shop.entries("address.suppressed").len(), 0, "{address} by {key}");
    }
    shop.bounced_as("Eva@example.com", Some(key));
    assert_eq!(shop.entries("address.suppressed").len(), 1);
    assert_eq!(shop.send("a", ConversationId(1)).state, SendState::Failed);
    shop.check();
}
