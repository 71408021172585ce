//! Control groups and exploration: shares, constancy, and probabilities that are true.

use std::collections::BTreeMap;

use super::story::{Story, strategy};
use voorzet_domain::strategy::model::Strategy;

const MANY: u64 = 10_000;

fn rules(value: &str, kind: &str, share: &str, steps: &str) -> Strategy {
    strategy(&format!(
        "=== strategy.toml
organisation = 'Shop'
languages = ['en']
quiet = false
[budget]
limits = []
[webhooks]
fix = {{ url = 'https://fix.example/' }}
[value]
annoyance = {{ base = 0, per_touch = 0 }}
{value}
[measure]
holdout = {share}
=== reasons/a.toml
kind = '{kind}'
[[signal]]
id = 'a'
on = 'seen'
chance = 0.5
within = '2h'
{steps}
"
    ))
}

const MAIL: &str = "
[[step]]
level = 'proactive'
message = 'm'
purpose = 'service'
channels = ['mail']
";

/// Stable numbers of customers, spread as hashes are.
fn key(customer: u64) -> u64 {
    (customer + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn story(strategy: &Strategy, customer: u64) -> Story {
    let mut story = Story::of(strategy.clone(), 1);
    story.originals[0].key = key(customer);
    story
}

fn withheld(strategy: &Strategy, customer: u64, events: &str) -> usize {
    story(strategy, customer).play(events).lines("withhold").len()
}

#[test]
fn a_tenth_of_the_customers_is_held_out_and_the_same_all_quarter() {
    let strategy = rules("", "service", "0", &format!("{MAIL}[measure]\nholdout = 0.1\n"));
    let (mut spring, mut changed) = (0, 0);
    for customer in 0..MANY {
        let april = withheld(&strategy, customer, "04-01 10:00 seen");
        // The quarter is the organisation's: on 30 June at 22:00 UTC it is July here.
        let june = withheld(&strategy, customer, "06-30 21:59 seen");
        let july = withheld(&strategy, customer, "06-30 22:00 seen");
        assert_eq!(april, june);
        spring += april;
        changed += usize::from(june != july);
    }
    assert!((900..1_100).contains(&spring), "{spring}");
    // Two independent draws of a tenth differ in 18 of 100.
    assert!((1_650..1_950).contains(&changed), "{changed}");
}

#[test]
fn the_group_of_all_reasons_adds_to_that_of_one() {
    let strategy = rules("", "service", "0.02", &format!("{MAIL}[measure]\nholdout = 0.1\n"));
    let share: usize = (0..MANY).map(|customer| withheld(&strategy, customer, "04-01 10:00 seen")).sum();
    // 1 − 0.98 × 0.90.
    assert!((1_080..1_280).contains(&share), "{share}");
}

#[test]
fn what_must_be_told_is_never_withheld_and_the_rest_is_at_every_step() {
    for kind in ["safety", "legal", "incident"] {
        let told = story(&rules("", kind, "1", MAIL), 1).play("04-01 10:00 seen").told.clone();
        assert!(told.contains("act proactive mail"), "{told}");
    }
    let fix = "[[step]]\nlevel = 'prevent'\ncall = 'fix'\nwait = '30m'\ndone = ['fixed']\n";
    let strategy = rules("", "service", "0", &format!("{fix}{MAIL}[measure]\nholdout = 1\n"));
    story(&strategy, 1).play("06-01 10:00 seen\n06-01 12:00 -").told(
        "06-01 10:00 signal a
         06-01 10:00 opened by a
         06-01 10:00 held out of a
         06-01 10:00 a: withhold prevent fix for 0.2 [fix 3.6400]
         06-01 10:30 a: withhold proactive mail for 0.01 [mail 1.4300]
         06-01 12:00 a of 06-01 10:00 missed",
    );
}

#[test]
fn a_person_is_never_withheld() {
    let desk = "[[step]]\nlevel = 'digital'\noffer = 'digital:desk'\n[measure]\nholdout = 1\n";
    let mut text = rules_text_with_desk(desk);
    text.push_str("[inbound]\noffer = ['digital:desk']\n");
    let mut story = Story::of(strategy(&text), 1);
    story.play("06-01 10:00 seen\n06-01 11:00 contact.received {\"reason\": \"a\", \"channel\": \"chat\"}");
    assert_eq!(
        (story.lines("withhold").len(), story.lines("act digital desk").len()),
        (0, 2),
        "{}",
        story.told
    );
}

fn rules_text_with_desk(steps: &str) -> String {
    format!(
        "=== strategy.toml
organisation = 'Shop'
languages = ['en']
[measure]
holdout = 1
[queues]
desk = {{}}
=== reasons/a.toml
[[signal]]
id = 'a'
on = 'seen'
chance = 0.5
{steps}"
    )
}

/// What was chosen for every customer, with the probability it says it was taken with.
fn chosen(strategy: &Strategy) -> BTreeMap<String, (f64, f64)> {
    let mut seen: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for customer in 0..MANY {
        let told = story(strategy, customer).play("06-01 10:00 seen").told.clone();
        let line = told.lines().find(|line| line.contains("a: ")).expect("a decision");
        let choice = line.split("a: ").nth(1).and_then(|rest| rest.split(" [").next()).expect("a choice");
        let (name, probability) = match choice.split_once(", drawn with ") {
            Some((name, probability)) => (name, probability.parse().expect("a number")),
            None => (choice, 1.0),
        };
        let entry = seen.entry(name.to_owned()).or_insert((0.0, probability));
        entry.0 += 1.0 / MANY as f64;
        assert!((entry.1 - probability).abs() < 1e-9, "{name} has one probability");
    }
    seen
}

#[track_caller]
fn check_drawn(strategy: &Strategy, expected: &[(&str, f64)]) {
    let seen = chosen(strategy);
    let total: f64 = seen.values().map(|(_, probability)| probability).sum();
    assert!((total - 1.0).abs() < 1e-6, "{seen:?}");
    assert_eq!(
        seen.keys().map(String::as_str).collect::<Vec<_>>(),
        expected.iter().map(|e| e.0).collect::<Vec<_>>()
    );
    for (name, probability) in expected {
        let (share, said) = seen[*name];
        assert!((said - probability).abs() < 1e-4, "{name} says {said} and not {probability}");
        // Four standard errors.
        let margin = 1e-9 + 4.0 * (probability * (1.0 - probability) / MANY as f64).sqrt();
        assert!((share - probability).abs() < margin, "{name} came with {share} and not {probability}");
    }
}

#[test]
fn exploring_tells_the_probability_of_every_option() {
    let three = MAIL.replace("['mail']", "['mail', 'sms', 'push']");
    let strategy = rules("explore = 0.4", "service", "0", &format!("{three}[measure]\nholdout = 0\n"));
    check_drawn(
        &strategy,
        &[
            ("act proactive mail for 0.01", 0.1),
            ("act proactive push for 0.001", 0.7),
            ("act proactive sms for 0.08", 0.1),
            ("nothing", 0.1),
        ],
    );
}

#[test]
fn exploring_what_is_not_worth_it_leaves_the_rest_to_the_next_step() {
    let dear = "explore = 0.4\naction = { sms = 9 }";
    let sms = MAIL.replace("'mail'", "'sms'");
    let none = "[measure]\nholdout = 0\n";
    let strategy = rules(dear, "service", "0", &format!("{sms}{MAIL}{none}"));
    check_drawn(&strategy, &[("act proactive mail for 0.01", 0.8), ("act proactive sms for 9", 0.2)]);
    let strategy = rules(dear, "service", "0", &format!("{sms}{none}"));
    check_drawn(&strategy, &[("act proactive sms for 9", 0.2), ("nothing", 0.8)]);
}

#[test]
fn what_is_forbidden_is_never_explored_and_what_must_be_told_is_never_drawn() {
    let strategy = rules(
        "explore = 1",
        "service",
        "0",
        &format!("{}[measure]\nholdout = 0\n", MAIL.replace("['mail']", "['mail', 'whatsapp']")),
    );
    check_drawn(&strategy, &[("act proactive mail for 0.01", 0.5), ("nothing", 0.5)]);
    let strategy = rules("explore = 1", "safety", "0", MAIL);
    check_drawn(&strategy, &[("act proactive mail for 0.01", 1.0)]);
}

#[test]
fn whoever_draws_nothing_is_told_what_was_passed_by() {
    let strategy = rules("explore = 1", "service", "0", &format!("{MAIL}[measure]\nholdout = 0\n"));
    let mut told = (0..MANY).map(|customer| story(&strategy, customer).play("06-01 10:00 seen").told.clone());
    let nothing = told.find(|told| told.contains("nothing")).expect("one of them");
    assert!(nothing.contains("nothing, drawn with 0.5000 [mail 1.4300 outranked]"), "{nothing}");
}
