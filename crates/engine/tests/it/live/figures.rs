//! The read models of a log that the core wrote: the same as a replay's report, and the same after a rebuild.

use std::collections::BTreeMap;
use std::sync::Arc;

use voorzet_domain::event::Event;
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;
use voorzet_engine::live::Settings;
use voorzet_engine::projection::crowd::Crowd;
use voorzet_engine::projection::{Book, Ladder, Row, Wanted, rebuild};
use voorzet_engine::replay::{Period, Replay, prepare, report};
use voorzet_engine::world::{self, World};
use voorzet_store::Reader;
use voorzet_store::entry::Mode;
use voorzet_store::reader::Hashed;

use super::{Place, at, events, examples, files, incoming, read, strategy};

fn replayed(strategy: &Arc<Strategy>, events: &[Event]) -> report::Report {
    let mut replay = Replay::new(Arc::clone(strategy), Period::default(), None);
    for event in events {
        replay.take(event.time, &prepare(event.clone(), strategy)).expect("nothing is written");
    }
    replay.finish(0).expect("nothing is written")
}

/// What a row and a replay's row have in common, by name.
fn compare(name: &str, row: &Row, replayed: &report::Row) {
    let name = format!("{name}, {}", replayed.reason);
    let counts = |row: [u64; 9]| row;
    assert_eq!(
        counts([
            row.contacts,
            row.customers,
            row.expected_in_time,
            row.expectations,
            row.met,
            row.too_late,
            row.missed,
            row.lapsed,
            row.open,
        ]),
        counts([
            replayed.contacts,
            replayed.customers,
            replayed.expected_in_time,
            replayed.expectations,
            replayed.met,
            replayed.too_late,
            replayed.missed,
            replayed.lapsed,
            replayed.open,
        ]),
        "{name}"
    );
    assert_eq!(row.held_out, replayed.held_out, "{name}");
    assert_eq!(
        (row.recall.share, row.recall.interval),
        (replayed.recall, replayed.recall_interval),
        "{name}"
    );
    let precision = (replayed.precision, replayed.precision_interval);
    assert_eq!((row.precision.share, row.precision.interval), precision, "{name}");
    book(&name, &row.decided, &replayed.decisions, &replayed.actions, replayed.cost);
    let other = &replayed.if_not_fixed;
    book(&name, &row.if_not_fixed, &other.decisions, &other.actions, other.cost);
    assert_eq!(row.offers, replayed.offers, "{name}");
    let leads = row.lead_seconds.map(|lead| [lead.p25, lead.p50, lead.p75]).unwrap_or_default();
    let exact = [replayed.lead_seconds.p25, replayed.lead_seconds.p50, replayed.lead_seconds.p75];
    assert_eq!(leads.map(|lead| lead.is_some()), exact.map(|lead| lead.is_some()), "{name}");
    // Where many contacts were expected the steps tell nearly as well as the lead times themselves; of a few the
    // quartile lies anywhere between two of them.
    if replayed.expected_in_time >= 100 {
        for (lead, exact) in leads.into_iter().flatten().zip(exact.into_iter().flatten()) {
            assert!((lead / exact - 1.0).abs() < 0.1, "{name}: {lead} for {exact}");
        }
    }
}

fn book(
    name: &str,
    book: &Book,
    decisions: &report::Decisions,
    actions: &BTreeMap<String, BTreeMap<String, u64>>,
    cost: f64,
) {
    assert_eq!(&book.decisions, decisions, "{name}");
    assert_eq!(&book.actions, actions, "{name}");
    assert!((book.cost - cost).abs() < 1e-3, "{name}: {} for {cost}", book.cost);
}

/// The ladder over all there is.
pub(super) fn ladder(reader: &Reader, strategy: &Strategy, now: Timestamp) -> Ladder {
    let (crowd, _) = Crowd::read(reader).expect("contacts");
    Ladder::read(reader, &crowd, strategy, &Wanted::default(), now).expect("a ladder")
}

/// Imports a history in batches of some size, and compares.
fn check(name: &str, place: &mut Place, events: &[Event], strategy: &Arc<Strategy>, batch: usize) {
    for batch in events.chunks(batch) {
        place.turn(incoming(batch.to_vec(), Mode::History));
    }
    place.core().end_history();
    place.settle();

    let report = replayed(strategy, events);
    let reader = place.reader();
    let ladder = ladder(&reader, strategy, place.now);
    assert_eq!(ladder.reasons.len(), report.reasons.len());
    for (row, replayed) in ladder.reasons.iter().zip(&report.reasons) {
        assert_eq!((&row.reason, &row.name), (&replayed.reason, &replayed.name));
        compare(name, row, replayed);
    }
    compare(name, &ladder.totals, &report.totals);
    for level in ladder.levels.iter().filter(|level| level.number > 0) {
        let sum = |actions: &BTreeMap<String, BTreeMap<String, u64>>| -> u64 {
            actions.get(level.level).into_iter().flat_map(BTreeMap::values).sum()
        };
        let would = sum(&report.totals.actions) + sum(&report.totals.offers);
        assert_eq!(level.in_history, would, "{name}: what would have been done on level {}", level.number);
    }
    assert!(ladder.levels.iter().all(|level| level.done == 0), "{name}: nothing is done in a history");

    let before = reader.hash(Hashed::ReadModels).expect("a hash");
    let mut told = 0;
    let tell = &mut |_, _| told += 1;
    let rebuilt = rebuild(place.core().writer(), &strategy.zone, tell).expect("a rebuild");
    assert_eq!(rebuilt.last, reader.last().expect("a log").0);
    assert!(told > 0, "progress is told");
    assert_eq!(
        before,
        reader.hash(Hashed::ReadModels).expect("a hash"),
        "{name}: a rebuild makes other rows"
    );
}

fn history(portion: usize) -> Settings {
    Settings { history: true, portion, ..Settings::default() }
}

#[test]
fn the_ladder_of_an_imported_history_is_that_of_its_replay_and_a_rebuild_keeps_it() {
    for (name, folder) in examples() {
        let files = files(&folder);
        let (strategy, events) = (strategy(&files), events(&folder));
        for (portion, batch) in [(3, 5), (1_000, 400)] {
            let mut place = Place::new(history(portion), at("2027-01-01T00:00:00Z"));
            place.publish(&files);
            check(&name, &mut place, &events, &strategy, batch);
        }
    }
}

#[test]
fn so_is_that_of_a_sample_world() {
    let settings = world::Settings { customers: 150, days: 30, seed: 4, start: at("2026-03-10T00:00:00Z") };
    let mut lines = Vec::new();
    let mut world = World::new(settings).expect("a world");
    world.write(&mut lines, None, &mut |_| {}).expect("memory takes all");
    let events = read(voorzet_engine::history::Source::new("world.ndjson", std::io::Cursor::new(lines)));
    let (_, folder) = examples().into_iter().find(|(name, _)| name == "webshop").expect("the webshop");
    let files = files(&folder);
    let mut place = Place::new(history(500), at("2027-01-01T00:00:00Z"));
    place.publish(&files);
    check("world", &mut place, &events, &strategy(&files), 700);
    let reader = place.reader();
    let named = |customer| reader.traits(voorzet_domain::customer::CustomerId(customer)).expect("traits");
    assert!((0..150).any(|customer| named(customer).iter().any(|said| said.name == "name")));
}

#[test]
fn customers_who_turn_out_to_be_one_count_once() {
    let (_, folder) = examples().into_iter().find(|(name, _)| name == "webshop").expect("the webshop");
    let files = files(&folder);
    let line = |id: u32, body: &str| {
        format!("{{\"messageId\":\"{id}\",\"timestamp\":\"2026-03-10T12:00:0{id}Z\",{body}}}\n")
    };
    let contact =
        r#""type":"track","event":"contact.received","properties":{"reason":"outage","channel":"phone"}"#;
    let lines = [
        line(1, &format!(r#""userId":"a",{contact}"#)),
        line(2, &format!(r#""anonymousId":"phone-1",{contact}"#)),
        line(3, r#""type":"identify","userId":"a","anonymousId":"phone-1","traits":{}"#),
        line(4, &format!(r#""userId":"b",{contact}"#)),
    ];
    let source = std::io::Cursor::new(lines.concat().into_bytes());
    let events = read(voorzet_engine::history::Source::new("some.ndjson", source));
    let mut place = Place::new(history(10), at("2027-01-01T00:00:00Z"));
    place.publish(&files);
    check("linked", &mut place, &events, &strategy(&files), 10);
    assert_eq!(ladder(&place.reader(), &strategy(&files), place.now).totals.customers, 2);
}
