//! What order and repetition change: a repeated event nothing, the order of different customers at one
//! instant nothing, and one run after another not a byte.
//!
//! What order does matter at one instant: that of one customer's own events, and that of an event about an
//! asset and the event that ties a customer to it. They happen as they stand in the file.

use proptest::prelude::*;

use super::{CALM, event, hour, json, replay, row, strategy};

/// Learned chances, a control group, exploration, budget and quiet hours: whatever could depend on order.
const ALL: &str = "=== strategy.toml
organisation = 'Shop'
languages = ['en']
[budget]
limits = [{ max = 1, per = '2d' }]
[channels]
mail = {}
sms = {}
[value]
explore = 0.3
=== reasons/a.toml
[[signal]]
id = 'a'
on = 'seen'
when = \"count('seen', '2d') >= 2\"
lead = '1h'
within = '30h'
[[step]]
level = 'proactive'
message = 'm'
channels = ['mail', 'sms']
[measure]
holdout = 0.3
=== reasons/b.toml
[[signal]]
id = 'b'
on = 'sent'
after = '10h'
unless = ['paid']
within = '20h'
[[step]]
level = 'proactive'
message = 'm'
channels = ['sms']
replaces = true
[measure]
holdout = 0
";

#[derive(Clone, Debug)]
struct Line {
    hour: u32,
    customer: u8,
    text: String,
}

fn history() -> impl Strategy<Value = Vec<Line>> {
    let kind = prop_oneof![3 => Just(0), 1 => Just(1), 1 => Just(2), 1 => Just(3), 1 => Just(4)];
    proptest::collection::vec((0_u32..40, 0_u8..5, kind), 1..80).prop_map(|mut facts| {
        facts.sort_by_key(|fact| fact.0);
        let line = |(id, (hours, customer, kind)): (usize, (u32, u8, usize))| {
            let hours = hours * 4;
            let (kind, data) = [
                ("seen", "{}"),
                ("sent", "{}"),
                ("paid", "{}"),
                ("contact.received", r#"{"reason":"a","channel":"chat"}"#),
                ("contact.received", r#"{"reason":"b","channel":"phone"}"#),
            ][kind];
            let text = event(&id.to_string(), kind, &hour(hours), &format!("account:u{customer}"), data);
            Line { hour: hours, customer, text }
        };
        facts.into_iter().enumerate().map(line).collect()
    })
}

fn text(lines: &[Line]) -> String {
    lines.iter().map(|line| line.text.as_str()).collect()
}

fn sorted(decisions: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = decisions.lines().collect();
    lines.sort_unstable();
    lines
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fuzz_order_of_customers_at_one_instant_changes_nothing(history in history(), turn in 1_u8..5) {
        let strategy = strategy(ALL);
        let (report, decisions) = replay(&strategy, text(&history));
        // The same with the customers of each instant in another order, each one's own events as they were.
        let mut turned = history.clone();
        turned.sort_by_key(|line| (line.hour, (line.customer + turn) % 5));
        let (other, others) = replay(&strategy, text(&turned));
        prop_assert_eq!(json(&report), json(&other));
        prop_assert_eq!(sorted(&decisions), sorted(&others));
    }

    #[test]
    fn fuzz_a_repeated_event_changes_nothing(
        history in history(),
        again in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..20), 1..20),
    ) {
        let strategy = strategy(ALL);
        let (report, decisions) = replay(&strategy, text(&history));
        // A repeat stands anywhere after the first, with the time of the first: the file is sorted.
        let mut repeated = history.clone();
        for (which, after) in &again {
            let line = which.get(&history).clone();
            let first = repeated.iter().position(|other| other.text == line.text).unwrap_or_default();
            repeated.insert((first + 1 + after).min(repeated.len()), line);
        }
        let (mut other, others) = replay(&strategy, text(&repeated));
        prop_assert_eq!(other.repeated, again.len() as u64);
        other.repeated = report.repeated;
        prop_assert_eq!(json(&report), json(&other));
        prop_assert_eq!(decisions, others);
    }

    #[test]
    fn fuzz_two_runs_give_the_same_bytes(history in history()) {
        let run = || {
            let (report, decisions) = replay(&strategy(ALL), text(&history));
            (json(&report), decisions)
        };
        prop_assert_eq!(run(), run());
    }
}

#[test]
fn a_repeat_is_known_for_a_day_whatever_it_says() {
    let rules =
        strategy(&format!("{CALM}=== reasons/a.toml\n[[signal]]\nid = 'a'\non = 'seen'\nchance = 0.5\n"));
    let seen = |at: u32, customer: &str| event("1", "seen", &hour(at), customer, "{}");
    let lines = [seen(0, "account:u1"), seen(24, "account:u2"), seen(25, "account:u3")].concat();
    let (report, _) = replay(&rules, lines);
    assert_eq!((report.events, report.repeated, report.customers), (2, 1, 2));
    assert_eq!(row(&report, "a").signals, 2);
}

#[test]
fn at_one_instant_a_customers_own_events_happen_as_they_stand() {
    let rules = strategy(&format!(
        "{CALM}=== reasons/a.toml\n[[signal]]\nid = 'a'\non = 'seen'\nchance = 0.5\nuntil = ['paid']\n"
    ));
    let line = |id: &str, kind: &str| event(id, kind, &hour(1), "account:u1", "{}");
    let ends = |lines: [String; 2]| {
        let (report, _) = replay(&rules, lines.concat());
        (row(&report, "a").lapsed, row(&report, "a").open)
    };
    assert_eq!(ends([line("1", "seen"), line("2", "paid")]), (1, 0));
    assert_eq!(ends([line("2", "paid"), line("1", "seen")]), (0, 1));
}

#[test]
fn at_one_instant_a_tie_reaches_what_stands_after_it() {
    let rules = strategy(&format!(
        "{CALM}=== events.toml\n[bought]\nfields = {{ thing = 'string' }}\nlink = {{ asset = 'thing:{{thing}}' }}\n\
         [moved]\nsubject = 'thing'\n=== reasons/a.toml\n[[signal]]\nid = 'a'\non = 'moved'\nchance = 0.5\n"
    ));
    let bought = event("1", "bought", &hour(1), "account:u1", r#"{"thing":"1"}"#);
    let moved = event("2", "moved", &hour(1), "thing:1", "{}");
    let signals = |lines: [&str; 2]| row(&replay(&rules, lines.concat()).0, "a").signals;
    assert_eq!(signals([&bought, &moved]), 1);
    assert_eq!(signals([&moved, &bought]), 0);
}

#[test]
fn at_the_end_of_time_nothing_waits_for_ever() {
    let last = "2199-12-31T23:59:59.999999Z";
    for quiet in ["quiet = false", "quiet = { from = '21:00', to = '08:00' }"] {
        let rules = ALL.replace("languages = ['en']", &format!("languages = ['en']\n{quiet}"));
        let rules =
            strategy(&rules.replace("explore = 0.3", "explore = 0").replace("holdout = 0.3", "holdout = 0"));
        let seen = |id: &str, at: &str| event(id, "seen", at, "account:u1", "{}");
        let sent = |id: &str, at: &str| event(id, "sent", at, "account:u1", "{}");
        let evening = "2199-12-31T21:00:00Z";
        let lines =
            [sent("1", evening), seen("2", evening), seen("3", evening), sent("4", last), seen("5", last)];
        let (report, _) = replay(&rules, lines.concat());
        assert_eq!(row(&report, "a").signals, 2);
    }
}
