//! An incident that reaches an area's customers: each once, over a crash in the middle, while what happens to
//! others is decided on in the very next turn.

use std::collections::BTreeMap;

use voorzet_domain::customer::CustomerId;
use voorzet_domain::event::Event;
use voorzet_domain::time::Duration;
use voorzet_engine::deliver::{Route, Routes};
use voorzet_engine::live::{Settings, Work};
use voorzet_engine::own::kind;
use voorzet_store::entry::Mode;
use voorzet_store::reader::Filter;

use super::{Place, at, event, examples, files, incoming};

/// How many customers the area has: few in CI.
fn size() -> usize {
    if crate::is_soak() { 100_000 } else { 1_500 }
}

fn place() -> Place {
    let routes = Routes([("sms".into(), Route::log()), ("mail".into(), Route::log())].into());
    let settings =
        Settings { round_at: 500, round_portion: size() / 50, portion: 4_000, routes, ..Settings::default() };
    let mut place = Place::new(settings, at("2026-03-20T12:00:00Z"));
    let (_, folder) = examples().into_iter().find(|(name, _)| name == "webshop").expect("the web shop");
    place.publish(&files(&folder));
    place
}

#[test]
fn soak_everybody_in_the_area_is_reached_once_and_nobody_else_waits() {
    let mut place = place();
    let start = place.now;
    let installed = (0..size()).map(|number| {
        let (account, data) = (format!("c{number}"), format!(r#"{{"router":"r{number}","area":"1"}}"#));
        event(format!("i{number}"), "router.installed", start, Some(&account), &data)
    });
    let installed: Vec<Event> = installed.collect();
    for some in installed.chunks(5_000) {
        place.turn(incoming(some.iter().cloned(), Mode::Live));
    }
    place.settle();
    place.now = start.plus(Duration::from_mins(5));
    let opened = r#"{"incident":"x","assets":["area:1"],"text":"Broken","expected":"2026-03-20T15:00:00Z"}"#;
    place.turn(incoming([event("x".into(), "incident.opened", place.now, None, opened)], Mode::Live));

    let (mut turns, mut waited) = (0, 0);
    loop {
        turns += 1;
        place.now = place.now.plus(Duration::from_micros(50_000));
        if turns == 25 {
            place.open();
        }
        // Somebody whom it does not concern.
        let data = r#"{"reason":"billing","channel":"phone"}"#;
        let other = event(format!("o{turns}"), "contact.received", place.now, Some("somebody"), data);
        place.turn(incoming([other], Mode::Live));
        let turned = place.turn(Work::default());
        waited += usize::from(!turned.entries.iter().any(|entry| entry.event.kind == kind::CONTACT_COUNTED));
        if turned.reaching == 0 || turns > 1_000 {
            break;
        }
    }
    assert!((25..1_000).contains(&turns), "{turns} turns");
    assert_eq!(waited, 0, "what happened to somebody else waited for the round");
    place.settle();

    let mut reached: BTreeMap<CustomerId, usize> = BTreeMap::new();
    let filter = Filter { kinds: &[kind::DECISION_MADE], ..Filter::default() };
    let count = |entry: voorzet_store::entry::Entry| {
        if let Some(customer) = entry.own.and_then(|own| own.customer) {
            *reached.entry(customer).or_default() += 1;
        }
        Ok(true)
    };
    place.reader().each_entry(voorzet_store::entry::Position::default(), filter, count).expect("a log");
    reached.retain(|customer, _| customer.index() < size());
    assert_eq!(reached.len(), size());
    assert!(reached.values().all(|times| *times == 1));
    println!("{} customers, each once, in {turns} portions; nobody else waited", size());
}
