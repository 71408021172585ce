//! Events that come in late and out of order: what is known of customers in the end is what it would be had they
//! come in order; and those that come more than a day late are counted.

use std::collections::BTreeMap;
use std::io::Cursor;

use voorzet_domain::customer::CustomerId;
use voorzet_domain::event::Event;
use voorzet_domain::state::consent::Permissions;
use voorzet_domain::state::{CustomerState, Person, record};
use voorzet_domain::strategy::model::{Strategy, TraitId};
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_engine::history::Source;
use voorzet_engine::live::{Settings, Work};
use voorzet_engine::world::{self, World};
use voorzet_store::entry::Mode;

use super::same::Dice;
use super::{Place, at, examples, files, incoming, read, strategy};

const STEP: Duration = Duration::from_mins(10);

/// How many customers, over how many days: few in CI, a million events in soak.
fn size() -> (u32, u32) {
    if crate::is_soak() { (37_000, 25) } else { (40, 20) }
}

#[test]
fn soak_what_is_known_does_not_depend_on_the_order_of_a_day() {
    let (customers, days) = size();
    let events = town(customers, days);
    let (_, folder) = examples().into_iter().find(|(name, _)| name == "webshop").expect("the web shop");
    let files = files(&folder);
    let strategy = strategy(&files);
    let told = |late: Option<u64>| {
        let place = tell(&files, &events, late);
        (known(&place, &strategy, events[events.len() - 1].time), late_ones(&place, &strategy))
    };
    let (expected, none) = told(None);
    let (found, late) = told(Some(24));
    assert_eq!((none, late), (0, 0));
    assert!(expected.len() > customers as usize / 2, "{}", expected.len());
    assert_eq!(expected.len(), found.len());
    for (who, facts) in &expected {
        assert_eq!(Some(facts), found.get(who), "{who:?}");
    }
    println!("{} events of {} customers, the same in any order", events.len(), expected.len());
}

#[test]
fn what_comes_more_than_a_day_late_is_counted() {
    let (_, folder) = examples().into_iter().find(|(name, _)| name == "webshop").expect("the web shop");
    let files = files(&folder);
    let events = town(20, 10);
    let expected = arrivals(&events, Some(36)).filter(|(late, _)| *late > Duration::from_hours(24)).count();
    assert!(expected > 10);
    let place = tell(&files, &events, Some(36));
    assert_eq!(late_ones(&place, &strategy(&files)), expected as u64);
}

fn town(customers: u32, days: u32) -> Vec<Event> {
    let mut lines = Vec::new();
    let start = at("2026-03-20T00:00:00Z");
    let mut world = World::new(world::Settings { customers, days, seed: 5, start }).expect("a world");
    world.write(&mut lines, None, &mut |_| {}).expect("memory takes all");
    read(Source::new("world", Cursor::new(lines)))
}

/// How late each event comes, up to so many hours; at most two days, as the story is told in steps.
fn arrivals(events: &[Event], hours: Option<u64>) -> impl Iterator<Item = (Duration, &Event)> {
    let mut dice = Dice::new(11);
    let most = hours.map_or(0, |hours| hours * 3_600 - STEP.as_micros() as u64 / 1_000_000);
    events.iter().map(move |event| {
        let late = if most == 0 { 0 } else { dice.below(most) };
        // It is taken in at the end of a step.
        let came = event.time.plus(Duration::from_secs(late as i64)).as_micros();
        let step = STEP.as_micros();
        let taken = Timestamp::from_micros((came / step + 1) * step).expect("a time");
        (taken.since(event.time), event)
    })
}

/// Tells the story, in the order in which it comes in.
fn tell(files: &[voorzet_domain::strategy::File], events: &[Event], hours: Option<u64>) -> Place {
    let mut steps: BTreeMap<Timestamp, Vec<(u64, &Event)>> = BTreeMap::new();
    let mut dice = Dice::new(12);
    for (late, event) in arrivals(events, hours) {
        let place = if hours.is_some() { dice.below(u64::MAX) } else { 0 };
        steps.entry(event.time.plus(late)).or_default().push((place, event));
    }
    let start = events[0].time.minus(Duration::from_days(1));
    let mut place = Place::new(Settings { portion: 4_000, ..Settings::default() }, start);
    place.publish(files);
    for (now, mut some) in steps {
        some.sort_by_key(|(place, _)| *place);
        place.now = now;
        place.turn(incoming(some.into_iter().map(|(_, event)| event.clone()), Mode::Live));
        while place.turn(Work::default()).behind > 0 {}
    }
    place.settle();
    place
}

fn late_ones(place: &Place, strategy: &Strategy) -> u64 {
    let reader = place.reader();
    super::figures::ladder(&reader, strategy, place.now).late_events
}

/// What is known of each person, by all identities: as conditions see it, at the end and each six hours before.
fn known(place: &Place, strategy: &Strategy, end: Timestamp) -> BTreeMap<Vec<String>, String> {
    let reader = place.reader();
    let directory = reader.directory(7).expect("a directory");
    let all = (0..directory.len() as u32).map(CustomerId);
    let mut states: BTreeMap<CustomerId, CustomerState> = BTreeMap::new();
    for kept in reader.customers(all.clone()).expect("states") {
        states.insert(kept.customer, record::read(&kept.state).expect("a state"));
    }
    let mut known = BTreeMap::new();
    for customer in all.filter(|customer| directory.survivor(*customer) == *customer) {
        let group = directory.group(customer);
        let mut who: Vec<String> = group
            .iter()
            .flat_map(|one| directory.identities(*one))
            .map(|held| format!("{:?} {}", held.identity, held.verified))
            .collect();
        who.sort();
        let mut originals: Vec<CustomerState> =
            group.iter().map(|one| states.remove(one).unwrap_or_default()).collect();
        let (own, linked) = originals.split_first_mut().expect("a survivor");
        let unit = own.key;
        let facts = facts(&Person { own, linked, unit }, strategy, end);
        known.insert(who, facts);
    }
    known
}

fn facts(person: &Person<'_>, strategy: &Strategy, end: Timestamp) -> String {
    use std::fmt::Write as _;
    let mut facts = String::new();
    let quarter = Duration::from_hours(6);
    for track in 0..strategy.tracks.len() as u16 {
        let track = voorzet_domain::state::history::TrackId(track);
        let (mut counts, mut amounts) = (Vec::new(), Vec::new());
        for back in 0..32 {
            let now = end.minus(Duration::from_hours(6 * back));
            let originals = person.originals();
            counts.push(originals.clone().map(|one| one.history.count(track, quarter, now)).sum::<usize>());
            amounts
                .extend(originals.flat_map(|one| one.history.amounts(track, quarter, now)).map(f64::to_bits));
        }
        amounts.sort_unstable();
        let last = person.originals().filter_map(|one| one.history.last(track, end)).max();
        writeln!(facts, "{track:?} {counts:?} {amounts:?} {last:?}").expect("memory");
    }
    for number in 0..64 {
        if let Some(value) = person.trait_value(TraitId(number)) {
            writeln!(facts, "trait {number} {value:?}").expect("memory");
        }
    }
    let mut together = Permissions::default();
    for said in person.originals().filter_map(|one| one.rare.as_ref()).map(|rare| &rare.permissions) {
        said.consents.iter().for_each(|one| together.note_consent(one.clone()));
        said.preferences.iter().for_each(|one| together.note_preference(one.clone()));
    }
    together.consents.sort_by_key(|one| (one.purpose.0, one.channel.map(|channel| channel.0)));
    together.preferences.sort_by_key(|one| format!("{:?}", one.asset));
    writeln!(facts, "{together:?} {:?}", person.zone()).expect("memory");
    facts
}
