//! What the live system asks of a decision beside the choice: what a message may say and until when it is of
//! use, into which arm an expectation came, and what learning may count.

use proptest::prelude::*;
use voorzet_domain::decide::outcome::{Barrier, Decision, End, Happening, Verdict};
use voorzet_domain::decide::permits;
use voorzet_domain::decide::record::{Owned, Record};
use voorzet_domain::event::{AssetId, Event};
use voorzet_domain::reading::{News, Reading, read, read_to_say};
use voorzet_domain::state::Person;
use voorzet_domain::state::expectation::Arm;
use voorzet_domain::strategy::model;
use voorzet_domain::time::Duration;
use voorzet_domain::value::{FieldType, Value};

use super::story::{CALM, Story, at, strategy};

const LATE: &str = "
=== events.toml
['delayed']
fields = { hours = 'int', carrier = 'string', weather = 'string' }
=== messages/late.en.md
# Late

{{ event.carrier }} is {{ event.hours }} hours late.
=== reasons/late.toml
key = 'asset'
[[signal]]
id = 'late'
on = 'delayed'
when = 'event.hours > 1'
lead = '30m'
within = '2d'
until = 'delivered'
[[step]]
level = 'proactive'
message = 'late'
purpose = 'service'
channels = ['mail']
urgent = 'event.hours > 8'
";

/// With this share of customers withheld.
fn late(holdout: &str) -> Story {
    Story::new(&format!("{LATE}[measure]\nholdout = {holdout}\n"))
}

fn decisions(story: &Story) -> Vec<&Decision> {
    fn decision(happening: &Happening) -> Option<&Decision> {
        match happening {
            Happening::Decision(decision) => Some(decision),
            _ => None,
        }
    }
    story.happened.iter().filter_map(decision).collect()
}

fn arms(story: &Story) -> Vec<Arm> {
    let arm = |happening: &Happening| match happening {
        Happening::Window { arm, .. } => Some(*arm),
        _ => None,
    };
    story.happened.iter().filter_map(arm).collect()
}

#[test]
fn a_decision_says_what_it_is_about_and_until_when_it_is_of_use() {
    let mut story = late("0");
    story.play(r#"06-01 10:00 delayed box:1 {"hours": 9}"#);
    let strategy = story.strategy.clone();
    let [decision] = decisions(&story)[..] else { panic!("{}", story.told) };
    assert_eq!((decision.opened, decision.deadline), (Some(at("06-01 10:00")), Some(at("06-03 10:00"))));
    let hours = strategy.field_named("hours", FieldType::Int).expect("declared");
    assert_eq!(decision.fields.get(hours), Some(&Value::Int(9)));
    assert_eq!(decision.purpose, strategy.purpose_named("service"));
    assert!(decision.urgent && !decision.closing);

    let mut story = late("0");
    story.play(r#"06-01 10:00 delayed box:1 {"hours": 2}"#);
    assert!(!decisions(&story)[0].urgent);
}

#[test]
fn what_is_not_done_has_no_purpose_and_no_hurry() {
    let mut story = late("0");
    story.originals[0].identities = 0;
    story.play(r#"06-01 10:00 delayed box:1 {"hours": 9}"#);
    let [decision] = decisions(&story)[..] else { panic!("{}", story.told) };
    assert_eq!((decision.purpose, decision.urgent), (None, false));
}

#[test]
fn at_a_contact_nothing_was_opened_and_the_fields_are_both_events() {
    let mut story = Story::new(&format!(
        "{CALM}[queues]\ndesk = {{}}\n{}[inbound]\noffer = ['digital:desk']\n",
        LATE.replace("urgent = 'event.hours > 8'", "")
    ));
    story.play(
        r#"06-01 10:00 delayed box:1 {"hours": 3}
           06-01 12:00 contact.received box:1 {"reason": "late", "channel": "chat"}"#,
    );
    let decision = *decisions(&story).last().expect("an offer");
    assert_eq!((decision.signal, decision.opened, decision.deadline), (None, None, None));
    let hours = story.strategy.field_named("hours", FieldType::Int).expect("declared");
    assert_eq!(decision.fields.get(hours), Some(&Value::Int(3)));
}

#[test]
fn the_end_of_an_incident_has_no_deadline() {
    let mut story = Story::new(
        "
=== messages/over.en.md
# It is over

Text.
=== reasons/outage.toml
kind = 'incident'
[[signal]]
id = 'out'
on = 'incident.opened'
within = '2h'
chance = 0.5
[[step]]
level = 'proactive'
message = 'm'
channels = ['mail']
closing = 'over'
",
    );
    story.play(
        r#"06-01 10:00 incident.opened {"incident": "I1", "assets": []}
           06-01 15:00 incident.closed {"incident": "I1"}"#,
    );
    let [told, over] = decisions(&story)[..] else { panic!("{}", story.told) };
    assert!(!told.closing && told.deadline == Some(at("06-01 12:00")));
    assert!(over.closing && over.deadline.is_none() && over.opened == Some(at("06-01 10:00")));
}

#[test]
fn what_is_opened_and_settled_says_which() {
    let mut story = late("0");
    story.play(
        r#"06-01 10:00 delayed box:1 {"hours": 2}
           06-01 11:00 delivered box:1"#,
    );
    let signal = voorzet_domain::strategy::model::SignalId(0);
    assert!(story.happened.iter().any(|happening| matches!(happening,
        Happening::Opened { signal: s, key, at: opened, deadline, chance }
            if *s == signal && key == "box:1" && *opened == at("06-01 10:00")
                && *deadline == at("06-03 10:00") && (*chance - 0.1).abs() < 1e-9)));
    assert!(story.happened.iter().any(|happening| matches!(happening,
        Happening::Settled { signal: s, key, end: End::Lapsed, .. } if *s == signal && key == "box:1")));
}

/// Which expectations came into which arm, in order.
fn assigned(story: &Story) -> Vec<(&str, bool)> {
    fn assigned(happening: &Happening) -> Option<(&str, bool)> {
        match happening {
            Happening::Assigned { key, lot, .. } => Some((key, lot.held_out)),
            _ => None,
        }
    }
    story.happened.iter().filter_map(assigned).collect()
}

#[test]
fn both_arms_are_told_of_once_and_only_where_there_is_a_lot() {
    let twice = r#"06-01 10:00 delayed box:1 {"hours": 2}
                   06-01 11:00 delayed box:1 {"hours": 3}
                   06-01 12:00 delayed box:2 {"hours": 3}"#;
    let replacing = |holdout: &str| {
        let text = LATE.replace("purpose =", "replaces = true\npurpose =");
        let mut story = Story::new(&format!("{text}[measure]\nholdout = {holdout}\n"));
        story.play(twice);
        story
    };
    let out = replacing("1");
    assert_eq!(out.lines("withhold").len(), 3, "{}", out.told);
    assert_eq!(assigned(&out), [("box:1", true), ("box:2", true)]);
    let half = |key: u64| {
        let mut story = late("0.5");
        story.originals[0].key = key << 32;
        story.play(twice);
        story
    };
    let treated = (0..100).map(half).find(|story| story.lines("withhold").is_empty()).expect("one of them");
    assert_eq!(assigned(&treated), [("box:1", false), ("box:2", false)]);
    assert_eq!(assigned(&replacing("0")), []);
}

#[test]
fn a_window_knows_what_was_done_about_it() {
    let play = |holdout: &str, events: &str| {
        let mut story = late(holdout);
        story.play(events);
        arms(&story)
    };
    let one = "06-01 10:00 delayed box:1 {\"hours\": 2}\n06-09 10:00 -";
    assert_eq!(play("0", one), [Arm::Treated]);
    assert_eq!(play("1", one), [Arm::HeldOut]);
    let mut unreachable = late("1");
    unreachable.originals[0].identities = 0;
    unreachable.play(one);
    assert_eq!(arms(&unreachable), [Arm::Untouched], "no lot was drawn");
}

/// Two signals on one reason: the second one's window opens after something was done.
#[test]
fn a_window_that_opens_afterwards_is_of_the_same_arm() {
    let text = LATE.replace("[[step]]", "[[signal]]\nid = 'looked'\non = 'looked'\nwithin = '1d'\n[[step]]");
    let mut story = Story::new(&format!("{text}[measure]\nholdout = 1\n"));
    story
        .play("06-01 10:00 delayed box:1 {\"hours\": 2}\n06-01 11:00 looked box:1\n06-01 12:00 looked box:2");
    story.play("06-09 10:00 -");
    assert_eq!(arms(&story), [Arm::HeldOut, Arm::HeldOut, Arm::HeldOut]);
    // What had its contact before anything was done keeps that.
    let mut story = late("0");
    story.originals[0].identities = 0;
    story.play(
        r#"06-01 10:00 delayed box:1 {"hours": 2}
           06-01 12:00 contact.received box:1 {"reason": "late", "channel": "chat"}"#,
    );
    story.originals[0].identities = 0xff;
    story.play("06-01 13:00 delayed box:1 {\"hours\": 2}\n06-09 10:00 -");
    assert_eq!(arms(&story), [Arm::Untouched, Arm::Treated]);
}

#[test]
fn what_waits_to_be_sent_is_asked_again_after_a_withdrawal() {
    let mut story = late("0");
    let purpose = story.strategy.purpose_named("service");
    let mail = story.strategy.channel_named("mail").expect("a channel");
    let sms = story.strategy.channel_named("sms").expect("a channel");
    let ask = |story: &mut Story, channel| {
        let (own, linked) = story.originals.split_first_mut().expect("an original");
        permits(&Person { own, linked, unit: 1 }, &story.strategy, purpose, channel)
    };
    assert_eq!(ask(&mut story, mail), Ok(()));
    story.play(r#"06-01 10:00 consent.withdrawn {"purpose": "service", "channel": "mail"}"#);
    assert_eq!((ask(&mut story, mail), ask(&mut story, sms)), (Err(Barrier::ConsentRefused), Ok(())));
}

fn event(kind: &str, asset: &str, data: &str) -> Event {
    Event {
        id: "1".into(),
        source: "test".into(),
        kind: kind.into(),
        time: at("06-01 10:00"),
        customer: smallvec::SmallVec::new(),
        asset: AssetId::parse(asset),
        data: serde_json::value::RawValue::from_string(data.to_owned()).expect("JSON"),
    }
}

#[test]
fn a_message_can_say_what_no_condition_asks_for() {
    let strategy: model::Strategy = strategy(&format!("{LATE}[measure]\nholdout = 0\n"));
    let event = event("delayed", "box:1", r#"{"hours": 2, "carrier": "post", "weather": "snow"}"#);
    let names = |reading: Reading| {
        let names = reading.fields.iter().map(|(id, _)| strategy.fields[id.0 as usize].name.to_string());
        names.collect::<std::collections::BTreeSet<String>>().into_iter().collect::<Vec<String>>()
    };
    let read =
        |read: fn(&Event, &model::Strategy) -> _| -> Result<Option<Reading>, _> { read(&event, &strategy) };
    assert_eq!(names(read(self::read).expect("usable").expect("of use")), ["hours"]);
    assert_eq!(names(read(read_to_say).expect("usable").expect("of use")), ["carrier", "hours"]);
}

#[test]
fn nothing_was_said_in_the_future() {
    let strategy = strategy(LATE);
    let consent = event("consent.given", "", r#"{"purpose": "service"}"#);
    let reading = read(&consent, &strategy).expect("usable").expect("of use");
    let early = at("06-01 10:00").minus(Duration::from_hours(1));
    let held = reading.clone().held_to(early);
    let News::Consent(said) = &held.news else { panic!("{held:?}") };
    assert_eq!((held.time, said.at), (early, early));
    let late = at("06-01 10:00").plus(Duration::from_hours(1));
    assert_eq!(reading.held_to(late).time, at("06-01 10:00"), "what happened earlier stays so");
}

#[test]
fn a_decision_is_written_read_and_written_again() {
    let mut story = late("0");
    story.play(
        r#"06-01 10:00 delayed box:1 {"hours": 9}
           06-01 11:00 consent.withdrawn {"purpose": "service"}
           06-01 12:00 delayed {"hours": 9}
           06-01 12:00 contact.received {"reason": "late", "channel": "\"chat\""}"#,
    );
    let all = decisions(&story);
    assert_eq!(all.len(), 2, "{}", story.told);
    for decision in all {
        let printed = serde_json::to_string(&Record::of(decision, "account:u1", &story.strategy)).unwrap();
        let logged =
            serde_json::to_string(&Record::for_log(decision, "account:u1", &story.strategy)).unwrap();
        assert!(!printed.contains("opened") && logged.contains(r#""opened":"2026-06-01T1"#), "{logged}");
        for text in [printed, logged] {
            let read: Owned = serde_json::from_str(&text).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
        }
    }
}

proptest! {
    /// Amounts are written so that reading them gives the same again.
    #[test]
    fn amounts_are_read_as_they_were_written(cost in 0.0..1e6_f64, score in -1e6..1e6_f64, chance in 0.0..1.0_f64) {
        let mut story = late("0");
        story.play(r#"06-01 10:00 delayed box:1 {"hours": 9}"#);
        let mut decision = decisions(&story)[0].clone();
        let Verdict::Act(mut deed) = decision.verdict else { panic!("{}", story.told) };
        deed.cost = cost;
        decision.verdict = Verdict::Act(deed);
        (decision.chance, decision.probability) = (chance, chance / 3.0);
        decision.candidates[0].score = Some(score);
        let text = serde_json::to_string(&Record::for_log(&decision, "mail:an@bos.nl", &story.strategy)).unwrap();
        let read: Owned = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }
}
