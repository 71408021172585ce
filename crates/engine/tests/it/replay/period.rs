//! `--from`, `--to` and `--until`: what is counted, and what is seen.

use voorzet_engine::replay::Period;
use voorzet_engine::replay::report::Row;

use super::{CALM, at, event, hour, replay_in, row, strategy};

/// Seen at hours 0, 100 and 200, a contact on it at 10, 110 and 210; it is expected within 50 hours.
fn run(period: Period) -> (Row, Option<String>, Option<String>, Option<String>) {
    let rules = strategy(&format!(
        "{CALM}=== reasons/a.toml
[[signal]]
id = 'a'
on = 'seen'
chance = 0.5
within = '50h'
[[step]]
level = 'proactive'
message = 'm'
channels = ['mail']
[measure]
holdout = 0
"
    ));
    let mut lines = String::new();
    for start in [0, 100, 200] {
        let mail = "account:u1 mail:u1@post.example";
        lines += &event(&format!("s{start}"), "seen", &hour(start), mail, "{}");
        let contact = r#"{"reason":"a","channel":"chat"}"#;
        lines += &event(&format!("c{start}"), "contact.received", &hour(start + 10), mail, contact);
    }
    let (report, _) = replay_in(&rules, lines, period);
    let text = |at: Option<voorzet_domain::time::Timestamp>| at.map(|at| at.to_string());
    (row(&report, "a").clone(), text(report.from), text(report.to), text(report.until))
}

/// Contacts, expected in time, expectations, met, open, acted.
fn counts(row: &Row) -> [u64; 6] {
    [row.contacts, row.expected_in_time, row.expectations, row.met, row.open, row.decisions.act]
}

fn period(from: Option<u32>, to: Option<u32>, until: Option<u32>) -> Period {
    let instant = |at: Option<u32>| at.map(|at| super::at(&hour(at)));
    Period { from: instant(from), to: instant(to), until: instant(until) }
}

#[test]
fn without_a_period_the_history_is_its_own() {
    let (row, from, to, until) = run(Period::default());
    assert_eq!(counts(&row), [3, 3, 3, 3, 0, 3]);
    assert_eq!((from, to, until), (Some(hour(0)), Some(hour(210)), Some(hour(210))));
}

#[test]
fn what_is_before_from_builds_state_and_is_not_counted() {
    let (row, from, ..) = run(period(Some(100), None, None));
    assert_eq!(counts(&row), [2, 2, 2, 2, 0, 2]);
    assert_eq!(from, Some(hour(100)));
    // A contact that is counted can have been expected by what is not.
    let (row, ..) = run(period(Some(101), None, None));
    assert_eq!(counts(&row), [2, 2, 1, 1, 0, 1]);
}

#[test]
fn what_is_after_to_is_not_counted_but_tells_how_what_is_counted_ended() {
    let (row, _, to, _) = run(period(None, Some(100), None));
    assert_eq!(counts(&row), [1, 1, 2, 2, 0, 2]);
    assert_eq!(to, Some(hour(100)));
    let (row, ..) = run(period(None, Some(99), None));
    assert_eq!(counts(&row), [1, 1, 1, 1, 0, 1]);
}

#[test]
fn after_until_nothing_is_seen_and_what_reaches_past_it_is_open() {
    let (row, _, to, until) = run(period(None, None, Some(105)));
    assert_eq!(counts(&row), [1, 1, 2, 1, 1, 2]);
    assert_eq!((to, until), (Some(hour(105)), Some(hour(105))));
    // At the very instant it is still seen.
    let (row, ..) = run(period(None, None, Some(110)));
    assert_eq!(counts(&row), [2, 2, 2, 2, 0, 2]);
    // Time runs to the end also where no event is.
    let (row, _, to, _) = run(period(None, None, Some(500)));
    assert_eq!(counts(&row), [3, 3, 3, 3, 0, 3]);
    assert_eq!(to, Some(hour(500)));
}

#[test]
fn an_expectation_that_ends_at_the_last_instant_has_ended() {
    let rules = strategy(&format!(
        "{CALM}=== reasons/a.toml\n[[signal]]\nid = 'a'\non = 'seen'\nchance = 0.5\nwithin = '50h'\n"
    ));
    let ends = |last: u32| {
        let lines = event("1", "seen", &hour(0), "account:u1", "{}");
        let (report, _) = replay_in(&rules, lines, period(None, None, Some(last)));
        (row(&report, "a").missed, row(&report, "a").open)
    };
    assert_eq!((ends(49), ends(50)), ((0, 1), (1, 0)));
    // Without a word on it the last event is the end.
    let lines = event("1", "seen", &hour(0), "account:u1", "{}")
        + &event("2", "other", &hour(50), "account:u2", "{}");
    let (report, _) = replay_in(&rules, lines, Period::default());
    assert_eq!((row(&report, "a").missed, report.until), (1, Some(at(&hour(50)))));
}
