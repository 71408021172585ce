//! The sample world through its public door.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::Value;
use voorzet_domain::time::Timestamp;
use voorzet_engine::world::effect::Treatment;
use voorzet_engine::world::live::Reaction;
use voorzet_engine::world::{Progress, Settings, SettingsError, World};

fn settings(customers: u32, days: u32) -> Settings {
    let start = Timestamp::parse("2026-01-05T10:30:00Z").expect("a timestamp");
    Settings { customers, days, seed: 11, start }
}

/// The lines of a world and of its truth.
struct Written {
    events: String,
    truth: String,
    done: Progress,
}

fn written(settings: Settings) -> Written {
    let (mut events, mut truth) = (Vec::new(), Vec::new());
    let mut world = World::new(settings).expect("a world");
    let done = world.write(&mut events, Some(&mut truth), &mut |_| {}).expect("memory takes all");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Written { events: text(events), truth: text(truth), done }
}

/// The truth alone, for many customers.
fn truth(settings: Settings) -> (Value, Vec<Value>) {
    let mut truth = Vec::new();
    let mut world = World::new(settings).expect("a world");
    world.write(&mut std::io::sink(), Some(&mut truth), &mut |_| {}).expect("memory takes all");
    let mut lines = truth.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let mut next = || lines.next().map(|line| serde_json::from_slice::<Value>(line).expect("JSON"));
    let header = next().expect("a header");
    (header, std::iter::from_fn(next).collect())
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// Every contact of an occasion: the first and its repeats.
fn contacts(occasion: &Value) -> Vec<&Value> {
    let first = &occasion["without"];
    let repeats = first["repeats"].as_array().into_iter().flatten();
    (!first.is_null()).then_some(first).into_iter().chain(repeats).collect()
}

#[test]
fn the_same_seed_writes_the_same_bytes_with_truth_or_without() {
    let first = written(settings(300, 40));
    let mut again = Vec::new();
    let mut world = World::new(settings(300, 40)).expect("a world");
    for _ in 0..2 {
        again.clear();
        world.write(&mut again, None, &mut |_| {}).expect("memory takes all");
        assert!(first.events.as_bytes() == again, "the events differ");
    }
    let other = written(Settings { seed: 12, ..settings(300, 40) });
    assert_ne!(first.events, other.events);
}

#[test]
fn every_line_is_an_event_that_the_channels_read_in_order_and_once() {
    let world = written(settings(400, 70));
    let from = Timestamp::parse("2026-01-05T00:00:00Z").expect("a timestamp");
    let until = Timestamp::parse("2026-03-16T00:00:00Z").expect("a timestamp");
    let (mut last, mut ids, mut kinds) = (from, HashSet::new(), BTreeSet::new());
    let (mut count, mut contacts) = (0, 0);
    for line in world.events.lines() {
        let event = if line.contains("\"specversion\"") {
            voorzet_channels::cloudevents::read(line).expect("readable").expect("a CloudEvent")
        } else {
            voorzet_channels::segment::read(line).expect("readable")
        };
        assert!(event.time >= last && event.time < until, "{line}");
        assert!(!event.customer.is_empty() || event.kind.starts_with("incident."), "{line}");
        last = event.time;
        count += 1;
        contacts += u64::from(event.kind == "contact.received");
        kinds.insert(event.kind.to_string());
        assert!(ids.insert(event.id), "{line}");
    }
    assert_eq!((count, contacts), (world.done.events, world.done.contacts));
    assert_eq!(world.events.len() as u64, world.done.bytes);
    assert!(kinds.len() >= 38, "{kinds:?}");
}

#[test]
fn a_customer_lives_the_same_life_in_a_larger_world() {
    let (small, large) = (written(settings(60, 45)), written(settings(240, 45)));
    let of_small = |line: &&str| {
        let named = line.split("\"userId\":\"u").nth(1).or_else(|| line.split("account:u").nth(1));
        named.is_none_or(|rest| rest[..6].parse::<u32>().expect("a number") < 60)
    };
    let shared: Vec<&str> = large.events.lines().filter(of_small).collect();
    let all: Vec<&str> = small.events.lines().collect();
    assert!(all == shared, "{} lines against {}", all.len(), shared.len());
}

#[test]
fn the_truth_tells_of_every_contact_and_of_none_besides() {
    let world = written(settings(900, 60));
    let mut lines = world.truth.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let header = lines.next().expect("a header");
    let (mut told, mut causes) = (HashMap::new(), HashSet::new());
    for occasion in lines {
        assert!(causes.insert(text(&occasion, "cause").to_owned()), "{occasion}");
        let customer = format!("account:{}", text(&occasion, "customer"));
        for contact in contacts(&occasion) {
            assert!(text(contact, "at") >= text(&occasion, "at"), "{occasion}");
            if text(contact, "at") < text(&header, "until") {
                let facts =
                    (customer.clone(), text(contact, "at").to_owned(), text(contact, "channel").to_owned());
                assert!(told.insert(text(contact, "id").to_owned(), facts).is_none(), "{occasion}");
            }
        }
    }
    let mut happened = HashMap::new();
    for line in world.events.lines().filter(|line| line.contains("\"contact.received\"")) {
        let event: Value = serde_json::from_str(line).expect("JSON");
        let facts = (text(&event, "subject"), text(&event, "time"), text(&event["data"], "channel"));
        let facts = (facts.0.to_owned(), facts.1.to_owned(), facts.2.to_owned());
        happened.insert(text(&event, "id").to_owned(), facts);
    }
    assert!(happened.len() > 100 && happened == told, "{} happened, {} told", happened.len(), told.len());
}

#[test]
fn contacts_are_as_many_and_as_concentrated_as_in_practice() {
    let customers = 4_000;
    let (header, occasions) = truth(settings(customers, 91));
    let mut per_customer: HashMap<&str, u32> = HashMap::new();
    let mut per_reason: BTreeMap<&str, u32> = BTreeMap::new();
    for occasion in &occasions {
        for contact in contacts(occasion) {
            if text(contact, "at") < text(&header, "until") {
                *per_customer.entry(text(occasion, "customer")).or_default() += 1;
                *per_reason.entry(text(occasion, "reason")).or_default() += 1;
            }
        }
    }
    let total: u32 = per_customer.values().sum();
    let rate = f64::from(total) / f64::from(customers);
    assert!((0.3..0.6).contains(&rate), "{rate} contacts a customer");
    let mut counts: Vec<u32> = per_customer.into_values().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let top: u32 = counts.iter().take(customers as usize / 5).sum();
    let share = f64::from(top) / f64::from(total);
    assert!((0.75..0.97).contains(&share), "the top fifth makes {share} of the contacts");
    assert_eq!(per_reason.len(), 17, "{per_reason:?}");
    let largest = per_reason.values().max().copied().unwrap_or_default();
    assert!(largest * 3 < total, "no reason is more than a third: {per_reason:?}");
}

#[test]
fn treatments_change_what_the_header_says_they_change() {
    let (header, occasions) = truth(settings(12_000, 60));
    // Per reason and treatment: would contact and how many of them do not; would not, and how many do.
    let mut counts: HashMap<(&str, &str), [f64; 4]> = HashMap::new();
    for occasion in &occasions {
        let would = !occasion["without"].is_null();
        for (treatment, outcome) in occasion["with"].as_object().into_iter().flatten() {
            let count = counts.entry((text(occasion, "reason"), treatment.as_str())).or_default();
            let changed = outcome.as_bool() != Some(would);
            count[if would { 0 } else { 2 }] += 1.0;
            count[if would { 1 } else { 3 }] += f64::from(changed);
        }
    }
    let effects = header["effects"].as_array().expect("a list");
    assert!(effects.len() > 60);
    let mut tested = 0;
    for effect in effects {
        let key = (text(effect, "reason"), text(effect, "treatment"));
        let [would, avoided, would_not, induced] = counts[&key];
        for (name, of, changed) in [("avoids", would, avoided), ("induces", would_not, induced)] {
            let share = effect[name].as_f64().expect("a number");
            // Four standard errors, and one event for the discreteness of small counts.
            let margin = 4.0 * (of * share * (1.0 - share)).sqrt() + 1.0;
            assert!((changed - of * share).abs() <= margin, "{key:?} {name} {share}: {changed} of {of}");
            tested += u32::from(of >= 30.0);
        }
    }
    assert!(tested > 120, "{tested} shares had enough occasions");
}

#[test]
fn signs_foretell_contacts_without_settling_them() {
    let world = written(settings(2_500, 80));
    let mut announced = HashSet::new();
    let mut asked: HashSet<String> = HashSet::new();
    for line in world.events.lines() {
        if line.contains("\"delivery.delayed\"") {
            let event: Value = serde_json::from_str(line).expect("JSON");
            announced.insert(text(&event, "subject").to_owned());
        } else if line.contains("\"contact.received\"") && line.contains("\"late-delivery\"") {
            let event: Value = serde_json::from_str(line).expect("JSON");
            asked.insert(text(&event["data"], "key").to_owned());
        }
    }
    asked.remove("");
    let both = asked.intersection(&announced).count() as f64;
    let (recall, precision) = (both / asked.len() as f64, both / announced.len() as f64);
    assert!((0.6..0.97).contains(&recall), "{recall} of the late parcels asked about were announced");
    assert!((0.05..0.6).contains(&precision), "{precision} of the announced were asked about");
}

#[test]
fn progress_is_told_every_day_and_settings_have_limits() {
    let mut world = World::new(settings(5, 9)).expect("a world");
    let mut days = Vec::new();
    world.write(&mut std::io::sink(), None, &mut |done| days.push(done.day)).expect("a sink takes all");
    assert_eq!(days, (1..=9).collect::<Vec<u32>>());
    assert_eq!(World::new(settings(0, 9)).err(), Some(SettingsError::Customers));
    assert_eq!(World::new(settings(5, 0)).err(), Some(SettingsError::Days));
}

/// The lines of a world from an instant on, each stamped with its own time.
fn went_on(settings: Settings, from: Timestamp) -> Vec<String> {
    let mut course = World::new(settings).expect("a world").course(from);
    let mut lines = Vec::new();
    while let Some(at) = course.next_at() {
        let line = course.line(at).expect("it was announced");
        assert_eq!(line.at, at);
        assert_eq!(line.contact, line.text.contains("\"contact.received\""));
        lines.push(line.text);
    }
    lines
}

#[test]
fn a_history_that_ends_and_the_world_that_goes_on_are_the_whole() {
    let settings = settings(300, 25);
    let cut = Timestamp::parse("2026-01-20T14:25:10.5Z").expect("a timestamp");
    let whole = written(settings).events;
    let mut history = Vec::new();
    let mut world = World::new(settings).expect("a world");
    world.end_at(cut);
    let done = world.write(&mut history, None, &mut |_| {}).expect("memory takes all");
    let history = String::from_utf8(history).expect("UTF-8");
    assert_eq!(done.events, history.lines().count() as u64);
    let rest = went_on(settings, cut);
    assert!(rest.len() > 100 && done.events > 1_000);
    let both: Vec<&str> = history.lines().chain(rest.iter().map(String::as_str)).collect();
    assert!(whole.lines().eq(both), "a line is lost, doubled or moved");
}

#[test]
fn a_line_can_be_stamped_with_another_time_and_keeps_its_distances() {
    let cut = Timestamp::parse("2026-01-12T00:00:00Z").expect("a timestamp");
    let stamp = Timestamp::parse("2030-06-01T12:00:00Z").expect("a timestamp");
    let later = stamp.as_micros() - cut.as_micros();
    let (mut own, mut other) = (
        World::new(settings(200, 20)).expect("a world").course(cut),
        World::new(settings(200, 20)).expect("a world").course(cut),
    );
    let parse = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    let instant = |value: &Value| Timestamp::parse(value.as_str().unwrap_or_default()).ok();
    let mut compared = 0;
    while let Some(at) = own.next_at() {
        let moved = Timestamp::from_micros(at.as_micros() + later).expect("an instant");
        let (own, other) = (own.line(at).expect("a line"), other.line(moved).expect("a line"));
        let (own, other) = (parse(&own.text), parse(&other.text));
        let promised = |event: &Value| instant(&event["data"]["promised"]);
        for (own, other) in [
            (instant(&own["time"]), instant(&other["time"])),
            (instant(&own["timestamp"]), instant(&other["timestamp"])),
            (promised(&own), promised(&other)),
        ] {
            let moved = own.map(|own| own.as_micros() + later);
            assert_eq!(moved, other.map(Timestamp::as_micros));
            compared += usize::from(moved.is_some());
        }
    }
    assert!(compared > 500);
}

#[test]
fn acting_changes_the_course_as_the_truth_says() {
    let settings = settings(3_000, 8);
    let world = written(settings);
    let cut = Timestamp::parse("2026-01-06T00:00:00Z").expect("a timestamp");
    let (mut avoided, mut induced, mut unmoved) = (0, 0, 0);
    let parse = |line| serde_json::from_str::<Value>(line).expect("JSON");
    let mut occasions: Vec<Value> = world.truth.lines().skip(1).map(parse).collect();
    occasions.sort_by_key(|occasion| text(occasion, "at").to_owned());
    // One occasion of a customer and reason, so that it is known on which one is acted.
    let name = |occasion: &Value| format!("{} {}", text(occasion, "customer"), text(occasion, "reason"));
    let mut often: HashMap<String, u32> = HashMap::new();
    for occasion in &occasions {
        *often.entry(name(occasion)).or_default() += 1;
    }
    let mut course = World::new(settings).expect("a world").course(cut);
    let (mut gone, mut came) = (HashSet::new(), Vec::new());
    for occasion in &occasions {
        let (customer, reason) = (text(occasion, "customer"), text(occasion, "reason"));
        let begins = Timestamp::parse(text(occasion, "at")).expect("an instant");
        let first = occasion["without"]["at"].as_str().map(|at| Timestamp::parse(at).expect("an instant"));
        let would = &occasion["with"][Treatment::Mail.id()];
        if would.is_null() || begins < cut || often[&name(occasion)] > 1 {
            continue;
        }
        while let Some(at) = course.next_at().filter(|at| *at < begins) {
            came.extend(course.line(at).filter(|line| line.contact));
        }
        if first.is_some_and(|first| first < course.next_at().unwrap_or(begins)) {
            continue;
        }
        let reaction = course.act(customer, reason, Treatment::Mail);
        let expected = match (first.is_some(), would.as_bool()) {
            (true, Some(false)) => Reaction::Avoided,
            (false, Some(true)) => Reaction::Induced,
            _ => Reaction::Unmoved,
        };
        assert_eq!(reaction, expected, "{occasion}");
        assert_eq!(course.act(customer, "no-such-reason", Treatment::Mail), Reaction::Unmoved);
        match reaction {
            Reaction::Avoided => {
                avoided += 1;
                gone.extend(contacts(occasion).iter().map(|contact| text(contact, "id").to_owned()));
            }
            Reaction::Induced => induced += 1,
            Reaction::Unmoved => unmoved += 1,
        }
    }
    assert!(avoided > 10 && induced > 10 && unmoved > 100, "{avoided} {induced} {unmoved}");
    while let Some(at) = course.next_at() {
        came.extend(course.line(at).filter(|line| line.contact));
    }
    assert!(came.len() > 50, "{}", came.len());
    for contact in came {
        let event = serde_json::from_str::<Value>(&contact.text).expect("JSON");
        assert!(!gone.contains(text(&event, "id")), "{event}");
    }
    assert_eq!(course.act("u999999", "outage", Treatment::Mail), Reaction::Unmoved);
    assert_eq!(course.act("nobody", "outage", Treatment::Mail), Reaction::Unmoved);
}

#[test]
fn what_a_repair_repairs_happens_soon() {
    let settings = settings(2_000, 20);
    let from = Timestamp::parse("2026-01-12T00:00:00Z").expect("a timestamp");
    let mut course = World::new(settings).expect("a world").course(from);
    let mut done = 0;
    while let Some(at) = course.next_at() {
        let event: Value = serde_json::from_str(&course.line(at).expect("a line").text).expect("JSON");
        if text(&event, "type") != "delivery.delayed" {
            continue;
        }
        let customer = text(&event, "customer").trim_start_matches("account:").to_owned();
        if course.act(&customer, "late-delivery", Treatment::Prevent) != Reaction::Avoided {
            continue;
        }
        let soon = Timestamp::from_micros(at.as_micros() + 7 * 60_000_000).expect("an instant");
        let mut repaired = false;
        while course.next_at().is_some_and(|next| next <= soon) {
            let next = course.next_at().and_then(|next| course.line(next)).expect("a line");
            let next: Value = serde_json::from_str(&next.text).expect("JSON");
            repaired |= text(&next, "type") == "delivery.rescheduled" && next["subject"] == event["subject"];
        }
        assert!(repaired, "{event}");
        done += 1;
    }
    assert!(done > 3, "{done}");
}
