//! What cannot be decided on: set aside after five tries, in order, and nobody else waits for long.

use voorzet_domain::customer::CustomerId;
use voorzet_domain::event::Event;
use voorzet_domain::time::Duration;
use voorzet_engine::live::{Settings, Work};
use voorzet_engine::own::{Quarantined, kind};
use voorzet_store::Store;
use voorzet_store::entry::{Mode, Position};
use voorzet_store::turn::{CustomerRecord, Turn};

use super::{Place, at, event, examples, files, incoming};

fn contact(id: &str, account: &str, place: &Place) -> Event {
    let data = r#"{"reason":"billing","channel":"phone"}"#;
    event(id.to_owned(), "contact.received", place.now, Some(account), data)
}

/// A customer's record as a failing disk may leave it: bytes that mean nothing.
fn damage(place: &mut Place, customer: CustomerId) {
    exchange(place, customer, vec![1, 0xff, 0xff]);
}

/// Has a customer's record hold other bytes; gives those that it held.
pub(super) fn exchange(place: &mut Place, customer: CustomerId, bytes: Vec<u8>) -> Vec<u8> {
    place.core = None;
    let options = voorzet_store::Options { now: place.now, seed: 7, vfs: None };
    let mut writer = Store::open(place.folder.path(), &options).expect("a store").writer;
    let progress = writer.read().progress().expect("progress");
    let mut record = writer.read().customers([customer]).expect("states").pop().expect("a state");
    let before = std::mem::replace(&mut record.state, bytes);
    let customers = vec![CustomerRecord { ..record }];
    let turn = Turn { through: progress.through, clock: progress.clock, customers, ..Turn::default() };
    writer.commit(place.now, &[], Some(&turn)).expect("a commit");
    drop(writer);
    place.open();
    before
}

#[test]
fn what_cannot_be_decided_on_is_set_aside_after_five_tries_and_the_rest_goes_on() {
    let mut place = Place::new(Settings::default(), at("2026-03-20T12:00:00Z"));
    let (_, folder) = examples().into_iter().find(|(name, _)| name == "webshop").expect("the web shop");
    place.publish(&files(&folder));
    // A failed payment is expected to make a contact, so that there is a timer, too.
    let data = r#"{"about":"order","reference":"1"}"#;
    let failed = event("a0".to_owned(), "payment.failed", place.now, Some("a"), data);
    place.turn(incoming([failed, contact("b0", "b", &place)], Mode::Live));
    place.settle();
    damage(&mut place, CustomerId(0));

    let few = [("a1", "a"), ("b1", "b"), ("a2", "a"), ("b2", "b")];
    place.now = place.now.plus(Duration::from_mins(1));
    let events: Vec<Event> = few.iter().map(|(id, account)| contact(id, account, &place)).collect();
    place.turn(incoming(events, Mode::Live));
    let mut turns = 0;
    while place.turn(Work::default()).behind > 0 {
        turns += 1;
        assert!(turns < 50, "it never comes to an end");
    }
    // Both of the damaged customer's, five tries each.
    assert!(turns <= 12, "{turns} turns");

    // Nor does what falls due for them hold up anybody.
    place.now = place.now.plus(Duration::from_days(60));
    place.settle();

    let log = place.log();
    let name = |position: Position| log[position.0 as usize - 1].event.id.to_string();
    let aside = log.iter().filter(|entry| entry.event.kind == kind::EVENT_QUARANTINED);
    let aside: Vec<(String, u32)> = aside
        .map(|entry| {
            let said: Quarantined<'_> = serde_json::from_str(entry.event.data.get()).expect("JSON");
            assert!(said.problem.contains("customer 0 cannot be read"), "{}", said.problem);
            (entry.own.and_then(|own| own.cause).map(name).unwrap_or_default(), said.tries)
        })
        .collect();
    let timers = aside.len() - 2;
    assert_eq!(aside[..2], [("a1".to_owned(), 5), ("a2".to_owned(), 5)]);
    assert!(
        timers >= 1 && aside[2..].iter().all(|(cause, tries)| cause.is_empty() && *tries == 5),
        "{aside:?}"
    );
    let counted = log.iter().filter(|entry| entry.event.kind == kind::CONTACT_COUNTED);
    let counted: Vec<String> = counted.filter_map(|entry| entry.own?.cause).map(name).collect();
    assert_eq!(counted, ["b0", "b1", "b2"]);
}
