//! The same log and the same instants give the same: however it is divided into turns, wherever the process ends
//! and begins again, whatever fits in memory.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::value::RawValue;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::event::Event;
use voorzet_domain::identity::{Claim, Identity, IdentityKind};
use voorzet_domain::strategy::File;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_engine::history::Source;
use voorzet_engine::live::{Settings, Work};
use voorzet_engine::world::{self, World};
use voorzet_store::entry::{Entry, Mode, Position};

use super::{Place, at, examples, files, incoming, read};

/// Numbers that look drawn.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed ^ 0x9e37_79b9_7f4a_7c15)
    }

    /// Below a bound.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

/// What comes in, and when: several things can come at one instant.
pub(super) struct Story {
    pub(super) files: Vec<File>,
    pub(super) arrivals: Vec<(Timestamp, Vec<Event>)>,
}

impl Story {
    /// The strategy that takes over half-way: one reason more, which comes before the others and so gives all of
    /// them other numbers, and one fewer.
    fn later(&self) -> Vec<File> {
        let mut files = self.files.clone();
        files.retain(|file| file.path != "reasons/moving-house.toml");
        let early =
            "name = { nl = 'Vroeg', en = 'Early' }\n[[signal]]\nid = 'looks'\non = 'page'\nwithin = '1d'\n";
        files.push(File::new("reasons/aaa.toml", early));
        files
    }
}

/// Some weeks of a few customers of the web shop.
pub(super) fn story(seed: u64, customers: u32, days: u32) -> Story {
    let (_, folder) = examples().into_iter().find(|(name, _)| name == "webshop").expect("the web shop");
    let start = at("2026-03-20T00:00:00Z");
    let mut lines = Vec::new();
    let mut world = World::new(world::Settings { customers, days, seed, start }).expect("a world");
    world.write(&mut lines, None, &mut |_| {}).expect("memory takes all");
    let mut dice = Dice::new(seed);
    let mut events = read(Source::new("world", std::io::Cursor::new(lines)));
    events.extend(more(&mut dice, &events, start, days));
    let mut arrivals: BTreeMap<Timestamp, Vec<Event>> = BTreeMap::new();
    for event in events {
        // Mostly within a minute, sometimes within a day; on a grid, so that some come together.
        let late = if dice.below(10) == 0 { dice.below(86_400) } else { dice.below(60) };
        let seconds = event.time.as_micros() / 1_000_000 + late as i64;
        let arrival = Timestamp::from_micros((seconds / 300 + 1) * 300_000_000).expect("a time");
        arrivals.entry(arrival).or_default().push(event);
    }
    Story { files: files(&folder), arrivals: arrivals.into_iter().collect() }
}

/// What a small world has too little of: everybody lives in one area, which fails now and then; customers turn out
/// to be one; and they object.
fn more(dice: &mut Dice, events: &[Event], start: Timestamp, days: u32) -> Vec<Event> {
    let accounts: BTreeSet<String> = events
        .iter()
        .flat_map(|event| &event.customer)
        .filter(|claim| claim.identity.kind == IdentityKind::Account)
        .map(|claim| claim.identity.value.to_string())
        .collect();
    let accounts: Vec<String> = accounts.into_iter().collect();
    let mut more = Vec::new();
    let mut add = |kind: &str, time: Timestamp, whose: &[&String], data: String| {
        let claim = |account: &&String| Claim {
            identity: Identity::account(account).expect("an account"),
            verified: true,
        };
        more.push(Event {
            id: format!("more-{}", more.len()).into(),
            source: "more".into(),
            kind: kind.into(),
            time,
            customer: whose.iter().map(claim).collect(),
            asset: None,
            data: RawValue::from_string(data).expect("JSON"),
        });
    };
    let hour = |hour: u64| start.plus(Duration::from_hours(hour as i64));
    for account in &accounts {
        let installed = hour(dice.below(48));
        add("router.installed", installed, &[account], format!(r#"{{"router":"r{account}","area":"1"}}"#));
    }
    let hours = u64::from(days) * 24;
    for number in 0..3 {
        let opened = 24 + dice.below(hours - 48);
        let said = |expected| {
            format!(
                r#"{{"incident":"i{number}","assets":["area:1"],"text":"Broken","expected":"{expected}"}}"#
            )
        };
        add("incident.opened", hour(opened), &[], said(hour(opened + 3)));
        add("incident.updated", hour(opened + 2), &[], said(hour(opened + 9)));
        add("incident.closed", hour(opened + 6), &[], format!(r#"{{"incident":"i{number}"}}"#));
    }
    for _ in 0..accounts.len() / 4 {
        let mut one = || &accounts[dice.below(accounts.len() as u64) as usize];
        let (first, second) = (one(), one());
        add("alias", hour(dice.below(hours)), &[first, second], "{}".to_owned());
        add(
            "contact.received",
            hour(dice.below(hours)),
            &[second],
            r#"{"reason":"outage","channel":"chat"}"#.to_owned(),
        );
        add("consent.withdrawn", hour(dice.below(hours)), &[first], r#"{"purpose":"service"}"#.to_owned());
        add("consent.given", hour(dice.below(hours)), &[first], r#"{"purpose":"unknown"}"#.to_owned());
    }
    more
}

/// What a log says, apart from how it was divided: per customer in order, and what is about nobody by type.
pub(super) fn said(log: &[Entry]) -> BTreeMap<(Option<CustomerId>, String), Vec<String>> {
    let name = |position: Position| {
        let entry = &log[position.0 as usize - 1];
        if entry.own.is_some() { entry.event.kind.to_string() } else { entry.event.id.to_string() }
    };
    let mut said: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for entry in log {
        let Some(own) = entry.own else {
            let line = format!("{} {}", entry.event.id, entry.at);
            said.entry((None, "outside".to_owned())).or_default().push(line);
            continue;
        };
        let of = if own.customer.is_some() { String::new() } else { entry.event.kind.to_string() };
        let event = &entry.event;
        let cause = own.cause.map(name).unwrap_or_default();
        // A send key is made from the place of what led to it, among other things.
        let data = event
            .data
            .get()
            .split("vz_")
            .map(|part| part.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
        let data: String = data.collect();
        let line = format!("{} {} {:?} {cause} {data}", event.kind, event.time, entry.mode);
        said.entry((own.customer, of)).or_default().push(line);
    }
    said
}

/// The states of everybody, as they are kept, and the timers.
pub(super) fn states(place: &Place, customers: u32) -> Vec<Option<Vec<u8>>> {
    let reader = place.reader();
    let all = reader.customers((0..customers).map(CustomerId)).expect("states");
    let mut states = vec![None; customers as usize];
    for record in all {
        states[record.customer.index()] = Some(record.state);
    }
    states
}

/// How a story is divided into turns.
struct Division {
    settings: Settings,
    dice: Option<Dice>,
}

fn tell(story: &Story, division: Division) -> Place {
    let Division { settings, mut dice } = division;
    let start = story.arrivals[0].0.minus(Duration::from_hours(1));
    let mut place = Place::new(settings, start);
    place.publish(&story.files);
    for (number, (arrival, events)) in story.arrivals.iter().enumerate() {
        let publishes = number == story.arrivals.len() / 2;
        let Some(dice) = &mut dice else {
            place.now = *arrival;
            if publishes {
                place.publish(&story.later());
            }
            place.turn(incoming(events.clone(), Mode::Live));
            place.settle();
            continue;
        };
        if dice.below(4) == 0 {
            // The clock ticks in between.
            let between = arrival.since(place.now).as_micros() as u64;
            place.now = place.now.plus(Duration::from_micros(dice.below(between.max(1)) as i64));
            place.turn(Work::default());
        }
        place.now = *arrival;
        if publishes {
            place.publish(&story.later());
        }
        let mut rest = events.as_slice();
        while !rest.is_empty() {
            if dice.below(12) == 0 {
                place.open();
            }
            let (some, others) = rest.split_at(1 + dice.below(rest.len() as u64) as usize);
            place.turn(incoming(some.to_vec(), Mode::Live));
            rest = others;
        }
    }
    // Some days later everything that was expected has come to its end.
    place.now = place.now.plus(Duration::from_days(40));
    place.settle();
    place
}

fn settings(dice: &mut Dice) -> Settings {
    Settings {
        cache: 1 + dice.below(60) as usize,
        portion: 1 + dice.below(40) as usize,
        round_portion: 1 + dice.below(5) as usize,
        round_at: 3,
        ..Settings::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_log_gives_the_same(seed in any::<u64>(), division in any::<u64>()) {
        let story = story(seed, 16, 8);
        let whole = tell(&story, Division {
            settings: Settings { round_at: 3, ..Settings::default() },
            dice: None,
        });
        let mut dice = Dice::new(division);
        let settings = settings(&mut dice);
        let parts = tell(&story, Division { settings, dice: Some(dice) });
        let (expected, found) = (said(&whole.log()), said(&parts.log()));
        prop_assert!(expected.values().flatten().any(|line| line.starts_with("decision.made")));
        for (of, expected) in &expected {
            let found = found.get(of).map_or(&[][..], Vec::as_slice);
            for (number, expected) in expected.iter().enumerate() {
                prop_assert_eq!(Some(expected), found.get(number), "{:?}, number {}", of, number);
            }
            prop_assert_eq!(expected.len(), found.len(), "{:?}", of);
        }
        prop_assert_eq!(expected.len(), found.len());
        prop_assert_eq!(states(&whole, 200), states(&parts, 200));
    }
}

/// The kinds of entries in a log, counted.
#[test]
fn a_story_has_everything_in_it() {
    let story = story(3, 30, 20);
    let place =
        tell(&story, Division { settings: Settings { round_at: 3, ..Settings::default() }, dice: None });
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for entry in place.log().iter().filter(|entry| entry.own.is_some()) {
        *kinds.entry(entry.event.kind.to_string()).or_default() += 1;
    }
    for kind in [
        "decision.made",
        "contact.counted",
        "expectation.opened",
        "expectation.settled",
        "round.begun",
        "event.quarantined",
        "holdout.assigned",
        "rates.learned",
    ] {
        assert!(kinds.contains_key(kind), "{kind} is not among {kinds:?}");
    }
    assert_eq!(kinds.get("round.begun"), kinds.get("round.ended"), "{kinds:?}");
}
