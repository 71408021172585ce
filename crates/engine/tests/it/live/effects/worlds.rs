//! Sample worlds through the live loop, looked at after every day: what is measured holds the truth, nothing is established
//! where nothing is, and harm is halted.
//!
//! The truth is known for every unit, in both arms: what the world says that acting changes, or what this test makes of a
//! message that alarms.

use std::collections::HashMap;

use serde_json::Value;
use voorzet_channels::line;
use voorzet_domain::event::Event;
use voorzet_domain::strategy::File;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_engine::effects::{Experiments, Word};
use voorzet_engine::live::Settings;
use voorzet_engine::own::kind;
use voorzet_engine::projection::day_of;
use voorzet_engine::world::effect::Treatment;
use voorzet_engine::world::live::Course;
use voorzet_engine::world::{self, World};
use voorzet_insight::draw::Draws;
use voorzet_store::entry::{Entry, Mode};

use super::super::{Place, at, event, incoming};

/// What a message does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Message {
    /// What the world says: it helps some and alarms others.
    AsItIs,
    /// Nothing.
    Nothing,
    /// It has this share of customers contact who would not have.
    Alarms(f64),
}

/// A world and what is tried in it.
#[derive(Clone, Copy, Debug)]
struct Trial {
    seed: u64,
    customers: u32,
    days: u32,
    message: Message,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default)]
struct Came {
    /// On some day an interval did not hold the truth.
    missed: bool,
    /// On some day something was avoided or caused.
    established: bool,
    /// How many more contacts there had been because of what was done, when it was halted.
    halted: Option<f64>,
    /// Units whose window had ended.
    units: u64,
}

/// A unit and its truth.
struct Known {
    ends: Timestamp,
    treated: bool,
    /// How many more contacts it has, or would have, because it is treated.
    more: i64,
}

/// How much of the world's time is one turn.
const STEP: Duration = Duration::from_hours(3);

impl Trial {
    /// What is heard of the world, and what of it the message is about.
    fn files(self) -> Vec<File> {
        let organisation = format!(
            r#"
organisation = "Voorbeeld"
languages = ["en"]
timezone = "UTC"
quiet = false
salt = "{}"
measure = {{ holdout = 0.0, within = "5d" }}

[budget]
limits = []

[value]
contact = {{ digital = 100.0, personal = 100.0 }}
annoyance = {{ base = 0.0, per_touch = 0.0 }}

[channels]
mail = {{ needs = "account" }}

[queues.desk]
name = "Desk"
"#,
            self.seed
        );
        let reason = |signals: &[&str]| {
            let signals = signals.iter().enumerate().map(|(number, on)| {
                format!("[[signal]]\nid = \"s{number}\"\non = \"{on}\"\nlead = \"0s\"\nwithin = \"3d\"\n")
            });
            let signals: String = signals.collect();
            format!(
                "name = \"Told\"\nmeasure = {{ holdout = 0.5 }}\n{signals}[proactive]\nmessage = \"told\"\n\
                 purpose = \"service\"\nchannels = [\"mail\"]\n[inbound]\noffer = [\"digital:desk\"]\n"
            )
        };
        let reasons = match self.message {
            Message::AsItIs => vec![
                ("high-bill", reason(&["invoice.sent"])),
                ("product-question", reason(&["product.compared"])),
            ],
            _ => vec![("high-bill", reason(&["invoice.sent", "order.placed"]))],
        };
        let mut files = vec![
            File::new("strategy.toml", organisation),
            File::new("messages/told.en.md", "# Told\n\nIt is so.\n"),
        ];
        files.extend(reasons.into_iter().map(|(id, text)| File::new(format!("reasons/{id}.toml"), text)));
        files
    }

    /// Which lines of the world the strategy hears.
    fn hears(self, line: &str) -> bool {
        let heard: &[&str] = match self.message {
            Message::AsItIs => &["invoice.sent", "product.compared", "contact.received"],
            _ => &["invoice.sent", "order.placed", "contact.received"],
        };
        heard.iter().any(|kind| line.contains(&format!("\"{kind}\"")))
    }

    fn run(self) -> Came {
        let start = at("2026-01-05T00:00:00Z");
        let settings = world::Settings { customers: self.customers, days: self.days, seed: self.seed, start };
        let mut course = World::new(settings).expect("a world").course(start);
        let mut place = Place::new(Settings::default(), start);
        place.publish(&self.files());
        place.settle();
        let mut told =
            Told { trial: self, units: HashMap::new(), extra: Vec::new(), random: Draws::of(self.seed) };
        let (mut came, mut today) = (Came::default(), day(start));
        let mut ahead = course.next_at();
        while let Some(next) = ahead {
            let upto = place.now.plus(STEP).max(next.plus(Duration::from_micros(1)));
            let mut lines = Vec::new();
            while let Some(at) = ahead.filter(|at| *at < upto) {
                let said = course.line(at).expect("a line");
                if self.hears(&said.text) {
                    lines.push(line::read(&said.text).expect("an event"));
                }
                ahead = course.next_at();
            }
            lines.extend(told.due(upto));
            place.now = upto;
            told.hear(&mut place, lines, &mut course);
            if day(place.now) != today {
                today = day(place.now);
                told.look(&place, today, &mut came);
            }
        }
        came
    }
}

/// What is done for the customers of a world, and what comes of it.
struct Told {
    trial: Trial,
    units: HashMap<(u32, String), Known>,
    /// Contacts that a message made, to come.
    extra: Vec<(Timestamp, Event)>,
    random: Draws,
}

impl Told {
    /// What alarmed customers say until an instant.
    fn due(&mut self, until: Timestamp) -> Vec<Event> {
        let (due, later) = std::mem::take(&mut self.extra).into_iter().partition(|(at, _)| *at < until);
        self.extra = later;
        let due: Vec<(Timestamp, Event)> = due;
        due.into_iter().map(|(_, event)| event).collect()
    }

    /// Turns until nothing is left to do now, and does what is decided.
    fn hear(&mut self, place: &mut Place, lines: Vec<Event>, course: &mut Course) {
        let mut work = incoming(lines, Mode::Live);
        loop {
            let turned = place.turn(std::mem::take(&mut work));
            assert!(turned.trouble.is_none(), "{:?}", turned.trouble);
            for entry in &turned.entries {
                self.entry(entry, course);
            }
            if turned.wake.is_none_or(|wake| wake > place.now) {
                return;
            }
        }
    }

    fn entry(&mut self, entry: &Entry, course: &mut Course) {
        let Some(customer) = entry.own.and_then(|own| own.customer) else { return };
        let read = || serde_json::from_str::<Value>(entry.event.data.get()).expect("JSON");
        match entry.event.kind.as_str() {
            kind::HOLDOUT_ASSIGNED => {
                let said = read();
                let reason = said["reason"].as_str().expect("a reason").to_owned();
                let within = said["drawn"]["within_seconds"].as_i64().expect("a window");
                let ends = entry.event.time.plus(Duration::from_secs(within));
                let treated = said["arm"] == "treated";
                self.units.entry((customer.0, reason)).or_insert(Known { ends, treated, more: 0 });
            }
            kind::DECISION_MADE => {
                let said = read();
                let acts = said["decision"] == "act";
                if acts || said["decision"] == "held_out" {
                    self.act(customer.0, &said, entry.event.time, acts, course);
                }
            }
            _ => {}
        }
    }

    /// Somebody is told, or would be.
    fn act(&mut self, customer: u32, said: &Value, now: Timestamp, acts: bool, course: &mut Course) {
        let reason = said["reason"].as_str().expect("a reason");
        let who = said["customer"].as_str().and_then(|who| who.strip_prefix("account:")).expect("an account");
        let Some(unit) = self.units.get_mut(&(customer, reason.to_owned())) else { return };
        match self.trial.message {
            Message::Nothing => {}
            Message::AsItIs => {
                if now <= unit.ends {
                    unit.more += course.difference(who, reason, Treatment::Mail, unit.ends);
                }
                if acts {
                    course.act(who, reason, Treatment::Mail);
                }
            }
            Message::Alarms(share) => {
                let comes = now.plus(Duration::from_hours(1 + (self.random.unit() * 40.0) as i64));
                if !self.random.chance(share) {
                    return;
                }
                unit.more += i64::from(comes <= unit.ends);
                if acts {
                    let id = format!("alarmed-{customer}-{}", now.as_micros());
                    let data = r#"{"reason":"other","channel":"phone"}"#;
                    self.extra.push((comes, event(id, "contact.received", comes, Some(who), data)));
                }
            }
        }
    }

    fn look(&self, place: &Place, today: i32, came: &mut Came) {
        let found = Experiments::read(&place.reader()).expect("experiments").effects(today);
        for row in &found.decisions {
            let reason = row.reason.as_deref().expect("a reason");
            let ended = self.units.iter().filter(|((_, of), unit)| of == reason && day(unit.ends) < today);
            let (mut units, mut more, mut caused) = (0_u64, 0, 0);
            for (_, unit) in ended {
                units += 1;
                more += unit.more;
            }
            for unit in self.units.iter().filter(|((_, of), unit)| of == reason && unit.treated) {
                caused += unit.1.more;
            }
            assert_eq!(row.treated.units + row.control.units, units, "{reason}: every unit is counted");
            came.units = came.units.max(units);
            let guard = row.guard.as_ref().expect("a guard");
            if guard.state == "halted" && came.halted.is_none() {
                came.halted = Some(caused as f64);
            }
            let enough = |arm: voorzet_engine::effects::Arm| arm.units >= 100 && arm.contacts >= 10;
            if !enough(row.treated) || !enough(row.control) {
                continue;
            }
            let truth = more as f64 / units as f64;
            let each = row.contacts.each.expect("units");
            came.missed |= !(each.low..=each.high).contains(&truth);
            came.established |= row.contacts.verdict != Word::NotEstablished;
        }
    }
}

fn day(at: Timestamp) -> i32 {
    day_of(at.to_jiff().to_zoned(jiff::tz::TimeZone::UTC).date())
}

/// Runs worlds, each of another seed, and says of what share of them something holds.
fn share(what: &str, worlds: u64, trial: impl Fn(u64) -> Trial, holds: impl Fn(&Came) -> bool) -> f64 {
    let (mut held, mut units) = (0, 0);
    for seed in 0..worlds {
        let came = trial(seed).run();
        held += u64::from(holds(&came));
        units += came.units;
        let run = seed + 1;
        if run == worlds || run.is_multiple_of(50) {
            let share = 100.0 * held as f64 / run as f64;
            say(&format!("{what}: {share:.1} % of {run} worlds of {} units", units / run));
        }
    }
    held as f64 / worlds as f64
}

fn say(what: &str) {
    println!("{what}");
}

fn worlds(short: u64) -> u64 {
    if crate::is_soak() { 200 } else { short }
}

/// Customers of a world in which no guard has to see anything.
fn small() -> u32 {
    if crate::is_soak() { 600 } else { 350 }
}

fn trial(seed: u64, customers: u32, message: Message) -> Trial {
    Trial { seed, customers, days: 60, message }
}

#[test]
fn soak_what_is_measured_holds_the_truth_on_every_day() {
    let as_it_is = |seed| trial(seed, small(), Message::AsItIs);
    let held = share("intervals hold the truth", worlds(6), as_it_is, |came| !came.missed);
    assert!(held >= 0.95, "{held}");
    let alarms = |seed| trial(seed, small(), Message::Alarms(0.04 + 0.01 * (seed % 12) as f64));
    let held = share("intervals hold the truth of what alarms", worlds(5), alarms, |came| !came.missed);
    assert!(held >= 0.95, "{held}");
}

#[test]
fn soak_nothing_is_established_where_nothing_is() {
    let nothing = |seed| trial(seed, small(), Message::Nothing);
    let false_alarms = share("something is established where nothing is", worlds(7), nothing, |came| {
        came.established || came.halted.is_some()
    });
    assert!(false_alarms <= 0.05, "{false_alarms}");
}

#[test]
fn soak_harm_is_halted_before_a_thousand_contacts_more() {
    // From 4 to 15 points; the small ones take more customers than there is time for every day.
    let points = |seed: u64| if crate::is_soak() { 4 + seed % 12 } else { 15 };
    let customers = if crate::is_soak() { 5_000 } else { 1_800 };
    let alarms = |seed| trial(seed, customers, Message::Alarms(points(seed) as f64 / 100.0));
    let halted = share("harm is halted in time", worlds(2), alarms, |came| {
        came.halted.is_some_and(|extra| extra < 1_000.0)
    });
    assert!(halted >= 0.95, "{halted}");
}
