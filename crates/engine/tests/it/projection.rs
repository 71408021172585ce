//! Read models: the same rows whatever the order and the portions of folding.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use proptest::prelude::*;
use serde_json::json;
use serde_json::value::{RawValue, to_raw_value};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::event::Event;
use voorzet_domain::strategy::{self, File, model};
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_engine::projection::crowd::{Crowd, Question};
use voorzet_engine::projection::{Fold, Ladder, Wanted, rebuild, was_cut_short};
use voorzet_store::entry::{Entry, Incoming, Mode, OWN_SOURCE, Own, OwnEntry, Placed, Position};
use voorzet_store::figure::{Contact, Figures, Sum, Trait};
use voorzet_store::reader::Hashed;
use voorzet_store::turn::Turn;
use voorzet_store::{Opened, Options, Store, Writer};

/// The rows that a store would hold.
#[derive(Debug, Default, PartialEq)]
struct Rows {
    sums: BTreeMap<(i32, String, String, String, String, bool), i64>,
    contacts: BTreeMap<(i32, String, CustomerId, String, String), i64>,
    traits: BTreeMap<(CustomerId, String), (Timestamp, Position, String)>,
}

impl Rows {
    fn add(&mut self, figures: Figures) {
        for Sum { day, reason, figure, detail, segment, history, amount } in figures.sums {
            let key = (day, reason.into(), figure.into(), detail.into(), segment.into(), history);
            *self.sums.entry(key).or_default() += amount;
        }
        for Contact { day, reason, customer, channel, segment, contacts } in figures.contacts {
            let key = (day, reason.into(), customer, channel.into(), segment.into());
            *self.contacts.entry(key).or_default() += contacts;
        }
        for Trait { customer, name, at, position, value } in figures.traits {
            let row = self.traits.entry((customer, name.into())).or_default();
            if (at, position) > (row.0, row.1) {
                *row = (at, position, value);
            }
        }
    }

    fn sums(&self) -> impl Iterator<Item = Sum> + '_ {
        self.sums.iter().map(|((day, reason, figure, detail, segment, history), amount)| Sum {
            day: *day,
            reason: reason.into(),
            figure: figure.into(),
            detail: detail.into(),
            segment: segment.into(),
            history: *history,
            amount: *amount,
        })
    }
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

fn amsterdam() -> TimeZone {
    jiff::tz::TimeZoneDatabase::bundled().get("Europe/Amsterdam").expect("a zone")
}

/// A strategy with one reason.
fn small_strategy() -> model::Strategy {
    let file = |path: &str, text: &str| File { path: path.into(), text: text.into() };
    let loaded = strategy::load(&[
        file("strategy.toml", "organisation = 'Shop'\nlanguages = ['en']\ntimezone = 'Europe/Amsterdam'"),
        file("events.toml", ""),
        file("reasons/late-delivery.toml", ""),
    ]);
    loaded.strategy.unwrap_or_else(|| panic!("{:?}", loaded.errors))
}

fn event(kind: &str, time: Timestamp, data: &serde_json::Value) -> Event {
    Event {
        id: "1".into(),
        source: OWN_SOURCE.into(),
        kind: kind.into(),
        time,
        customer: smallvec::SmallVec::new(),
        asset: None,
        data: raw(data),
    }
}

fn raw(data: &serde_json::Value) -> Box<RawValue> {
    to_raw_value(data).expect("JSON")
}

fn own(kind: &str, time: Timestamp, customer: Option<u32>, data: &serde_json::Value) -> Entry {
    Entry {
        position: Position(1),
        at: time,
        mode: Mode::Live,
        own: Some(Own { cause: None, customer: customer.map(CustomerId) }),
        event: event(kind, time, data),
    }
}

#[test]
fn a_day_of_entries_becomes_the_ladder() {
    let noon = at("2026-03-10T12:00:00Z");
    let late = "late-delivery";
    let decided = |decision: &str, signal: Option<&str>, level: &str, by: &str, cost: f64| {
        let action = json!({"level": level, "step": 1, "by": by, "cost": cost});
        json!({"reason": late, "signal": signal, "decision": decision, "action": action, "why": {"en": "…"}})
    };
    let opened = json!({"reason": late, "key": "", "signal": "late"});
    let settled = |end: &str, day: &str| json!({"reason": late, "key": "", "signal": "late", "opened": at(day), "end": end});
    let entries = [
        own("expectation.opened", noon, Some(1), &opened),
        own("expectation.opened", noon, Some(2), &opened),
        own("decision.made", noon, Some(1), &decided("act", Some("late"), "proactive", "mail", 0.01)),
        own("decision.made", noon, Some(2), &decided("held_out", Some("late"), "proactive", "mail", 0.01)),
        own(
            "decision.made",
            noon,
            Some(1),
            &json!({"reason": late, "signal": "late", "decision": "refused", "by": "too_late"}),
        ),
        own("decision.made", noon, Some(1), &decided("act", None, "self_service", "track-your-parcel", 0.0)),
        own(
            "contact.counted",
            noon,
            Some(1),
            &json!({"reason": late, "channel": "phone", "lead_seconds": 7200, "segment": "home"}),
        ),
        own("contact.counted", noon, Some(1), &json!({"reason": late, "channel": "social"})),
        own("expectation.settled", noon, Some(1), &settled("met", "2026-03-10T08:00:00Z")),
        own(
            "expectation.settled",
            noon,
            Some(2),
            &json!({"reason": late, "key": "", "signal": "late", "opened": noon, "end": "lapsed", "level": "proactive"}),
        ),
        own(
            "holdout.assigned",
            noon,
            Some(2),
            &json!({"reason": late, "key": "", "opened": noon, "arm": "held_out"}),
        ),
        own("delivery.sent", noon, Some(1), &json!({"key": "k", "route": "mail", "reason": late})),
        own("decision.made", noon, Some(1), &json!({"of": "another version"})),
    ];
    let mut fold = Fold::new(&amsterdam());
    for entry in &entries {
        fold.entry(entry);
    }
    fold.heard(&event("delivery.delayed", noon, &json!({})), at("2026-03-12T12:00:00Z"), Mode::Live);
    let mut rows = Rows::default();
    rows.add(fold.take());

    let mut crowd = Crowd::default();
    for ((day, reason, customer, channel, segment), contacts) in &rows.contacts {
        crowd.add(&Contact {
            day: *day,
            reason: reason.into(),
            customer: *customer,
            channel: channel.into(),
            segment: segment.into(),
            contacts: *contacts,
        });
    }
    let all = Wanted::default();
    let counted = crowd.count(&Question { first: i32::MIN, last: i32::MAX, ..Question::default() });
    let ladder = Ladder::of(rows.sums(), &counted, 4, &small_strategy(), &all, noon);
    assert_eq!((ladder.today.as_str(), ladder.timezone.as_str()), ("2026-03-10", "Europe/Amsterdam"));
    let row = &ladder.reasons[0];
    assert_eq!((row.contacts, row.customers, row.expected_in_time), (2, 1, 1));
    assert_eq!((row.expectations, row.met, row.lapsed, row.open, row.held_out), (2, 1, 1, 0, 1));
    assert_eq!(row.decided.actions["proactive"]["mail"], 1);
    assert_eq!(row.decided.decisions.refused["too_late"], 1);
    assert_eq!((row.decided.decisions.act, row.decided.decisions.held_out), (1, 1));
    assert!((row.decided.cost - 0.01).abs() < 1e-9);
    assert_eq!(row.offers["self_service"]["track-your-parcel"], 1);
    assert_eq!(row.deliveries["sent"]["mail"], 1);
    assert_eq!(row.recall.share, Some(0.5));
    let lead = row.lead_seconds.and_then(|lead| lead.p50).expect("a lead time");
    assert!((lead / 7200.0 - 1.0).abs() < 0.03, "{lead}");
    let done: Vec<_> = ladder.levels.iter().map(|level| (level.number, level.done, level.withheld)).collect();
    assert_eq!(done, [(1, 0, 0), (2, 1, 1), (3, 1, 0), (4, 0, 0), (5, 0, 0), (0, 1, 0)]);
    assert_eq!((ladder.events["delivery.delayed"], ladder.late_events), (1, 1));
    assert_eq!(ladder.totals.customers, 1);
    let flows = ladder.flows.iter().map(|flow| (flow.level.as_str(), flow.came, flow.not_came));
    assert_eq!(flows.collect::<Vec<_>>(), [("personal", 1, 0), ("proactive", 0, 1), ("webcare", 1, 0)]);
    let concentration = &ladder.concentration;
    assert_eq!((concentration.customers, concentration.contacting, concentration.contacts), (4, 1, 2));
    assert_eq!(concentration.top[3].of_contacts, Some(0.8), "four fifths of the one who made both");
    assert_eq!((ladder.costs[1].amount, ladder.costs[1].total), (1, Some(0.01)));

    let wanted = |segment: Option<&str>, channel: Option<&str>| Wanted {
        segment: segment.map(Into::into),
        channel: channel.map(Into::into),
        ..Wanted::default()
    };
    let read = |wanted: &Wanted| {
        let counted = crowd.count(&wanted.question(&small_strategy()));
        Ladder::of(rows.sums(), &counted, 4, &small_strategy(), wanted, noon).totals
    };
    let home = read(&wanted(Some("home"), None));
    assert_eq!((home.contacts, home.customers, home.expectations), (1, 1, 0));
    let public = read(&wanted(None, Some("social")));
    assert_eq!((public.contacts, public.customers, public.expected_in_time), (1, 1, 0));
    assert_eq!(read(&wanted(Some("business"), None)).contacts, 0);
}

#[test]
fn what_was_said_last_by_its_own_time_is_kept() {
    let mut fold = Fold::new(&TimeZone::UTC);
    let said = |day: &str, data| event("identify", at(day), &data);
    let later = said("2026-03-02T00:00:00Z", json!({"name": "Noor", "language": "nl"}));
    let earlier = said("2026-03-01T00:00:00Z", json!({"name": "N.", "town": "Ede"}));
    fold.identified(&later, Position(1), CustomerId(7));
    fold.identified(&earlier, Position(2), CustomerId(7));
    let mut rows = Rows::default();
    rows.add(fold.take());
    let known: Vec<_> = rows.traits.iter().map(|((_, name), row)| (name.as_str(), row.2.as_str())).collect();
    assert_eq!(known, [("language", "\"nl\""), ("name", "\"Noor\""), ("town", "\"Ede\"")]);
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let one = (0..7_u8, 0..400_u32, 0..5_u32, 0..3_u8).prop_map(|(what, hours, customer, which)| {
        let time = at("2026-03-25T00:00:00Z").plus(Duration::from_hours(hours.into()));
        let reason = ["a", "b", "c"][usize::from(which)];
        let (kind, data) = match what {
            0 => ("expectation.opened", json!({"reason": reason, "key": "k", "signal": "s"})),
            1 => {
                ("contact.counted", json!({"reason": reason, "channel": "phone", "lead_seconds": hours * 60}))
            }
            2 => ("contact.counted", json!({"reason": reason, "channel": "chat"})),
            3 => {
                let opened = time.minus(Duration::from_hours(30));
                let end = ["met", "missed", "lapsed"][customer as usize % 3];
                (
                    "expectation.settled",
                    json!({"reason": reason, "key": "k", "signal": "s", "opened": opened, "end": end}),
                )
            }
            4 => {
                let action = json!({"level": "prevent", "step": 1, "by": "repair", "cost": 0.2});
                (
                    "decision.made",
                    json!({"reason": reason, "signal": "s", "decision": "act", "action": action}),
                )
            }
            5 => ("delivery.sent", json!({"key": "k", "route": "mail"})),
            _ => return Entry { own: None, ..own("page", time, None, &json!({})) },
        };
        own(kind, time, Some(customer), &data)
    });
    proptest::collection::vec(one, 0..60)
}

/// A store whose log was decided on by somebody who opens an expectation on every page and a contact on every
/// third, in turns that are `behind` by some events.
fn kept(folder: &std::path::Path, turns: &[u8], behind: usize) -> Opened {
    let start = at("2026-03-28T20:00:00Z");
    let options = Options { now: start, seed: 1, vfs: None };
    let mut opened = Store::open(folder, &options).expect("a store");
    let mut fold = Fold::new(&amsterdam());
    let mut number = 0;
    let mut heard: Vec<(Position, Timestamp, Event)> = Vec::new();
    for (round, arrive) in turns.iter().enumerate() {
        let now = start.plus(Duration::from_mins(round as i64 * 20));
        let mut turn = Turn { clock: now, ..Turn::default() };
        turn.through = opened.writer.read().progress().expect("progress").through;
        while heard.len() > behind {
            let (position, came, event) = heard.remove(0);
            let customer = CustomerId(position.0 as u32 % 3);
            fold.heard(&event, came, Mode::Live);
            fold.identified(&event, position, customer);
            let mut say = |kind: &'static str, data: serde_json::Value| {
                let entry = OwnEntry {
                    kind,
                    time: now,
                    mode: Mode::Live,
                    cause: Some(position),
                    customer: Some(customer),
                    data: raw(&data),
                };
                fold.said(&entry);
                turn.entries.push(entry);
            };
            if event.kind == "identify" {
                say("customer.identified", json!({}));
            } else {
                say("expectation.opened", json!({"reason": "a", "key": "", "signal": "s"}));
                if position.0 % 3 == 0 {
                    say(
                        "contact.counted",
                        json!({"reason": "a", "channel": "chat", "lead_seconds": position.0}),
                    );
                }
            }
            turn.through = position;
        }
        turn.figures = fold.take();
        let incoming: Vec<_> = (0..*arrive)
            .map(|_| {
                number += 1;
                let time = now.minus(Duration::from_hours(number % 30));
                let (kind, data) = match number % 4 {
                    0 => ("identify", json!({"name": format!("n{number}"), "language": "nl"})),
                    _ => ("page", json!({"path": "/"})),
                };
                let id = number.to_string();
                Incoming::Event {
                    event: Event { id: id.into(), source: "shop".into(), ..event(kind, time, &data) },
                    mode: Mode::Live,
                }
            })
            .collect();
        let committed = opened.writer.commit(now, &incoming, Some(&turn)).expect("a commit");
        for (incoming, placed) in incoming.into_iter().zip(committed.placed) {
            if let (Incoming::Event { event, .. }, Placed::New(position)) = (incoming, placed) {
                heard.push((position, now, event));
            }
        }
    }
    opened
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn a_rebuild_makes_the_same_rows(turns in proptest::collection::vec(0..9_u8, 1..20), behind in 0..5_usize) {
        let folder = tempfile::tempdir().expect("a folder");
        let Opened { mut writer, .. } = kept(folder.path(), &turns, behind);
        let hashes = |writer: &Writer| {
            let reader = writer.read();
            (reader.hash(Hashed::ReadModels).expect("a hash"), reader.hash(Hashed::Everything).expect("a hash"))
        };
        // Once, so that the store remembers that there was a rebuild; then again.
        let (before, _) = hashes(&writer);
        let first = rebuild(&mut writer, &amsterdam(), &mut |_, _| {}).expect("a rebuild");
        let between = hashes(&writer);
        prop_assert_eq!(before, between.0);
        prop_assert_eq!(rebuild(&mut writer, &amsterdam(), &mut |_, _| {}).expect("a rebuild"), first);
        prop_assert_eq!(between, hashes(&writer));
        prop_assert!(!was_cut_short(writer.read()).expect("an answer"));
    }
}

#[test]
fn another_calendar_makes_other_rows() {
    let folder = tempfile::tempdir().expect("a folder");
    let Opened { mut writer, .. } = kept(folder.path(), &[8, 8, 8, 0], 0);
    let before = writer.read().hash(Hashed::ReadModels).expect("a hash");
    assert!(!writer.read().sums(i32::MIN, i32::MAX).expect("sums").is_empty());
    rebuild(&mut writer, &TimeZone::UTC, &mut |_, _| {}).expect("a rebuild");
    assert_ne!(before, writer.read().hash(Hashed::ReadModels).expect("a hash"));
}

#[test]
fn a_rebuild_that_was_cut_short_is_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let Opened { mut writer, .. } = kept(folder.path(), &[3, 3, 0], 0);
    let gone = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        rebuild(&mut writer, &TimeZone::UTC, &mut |_, _| panic!("the lights go out"))
    }));
    assert!(gone.is_err());
    assert!(was_cut_short(writer.read()).expect("an answer"));
    rebuild(&mut writer, &TimeZone::UTC, &mut |_, _| {}).expect("a rebuild");
    assert!(!was_cut_short(writer.read()).expect("an answer"));
}

proptest! {
    #[test]
    fn portions_and_order_do_not_matter(
        (one, other) in entries().prop_flat_map(|entries| (Just(entries.clone()), Just(entries).prop_shuffle())),
        cut in proptest::collection::vec(any::<bool>(), 60),
    ) {
        let mut whole = Rows::default();
        let mut fold = Fold::new(&amsterdam());
        for entry in &one {
            fold.entry(entry);
        }
        whole.add(fold.take());
        let mut portions = Rows::default();
        for (entry, cut) in other.iter().zip(cut) {
            fold.entry(entry);
            if cut {
                portions.add(fold.take());
            }
        }
        portions.add(fold.take());
        prop_assert_eq!(whole, portions);
    }
}
