//! Customers in a replay: one person however many identities, also when that turns out in the middle.

use super::{CALM, event, hour, replay, row, strategy};

const A: &str = "=== reasons/a.toml
[[signal]]
id = 'a'
on = 'seen'
when = \"count('seen', '7d') >= 2\"
chance = 0.5
[[step]]
level = 'proactive'
message = 'm'
channels = ['mail']
[measure]
holdout = 0
";

const CONTACT: &str = r#"{"reason":"a","channel":"chat"}"#;

#[test]
fn a_merge_in_the_middle_counts_the_customer_once_and_sees_both_pasts() {
    let rules = strategy(&format!("{CALM}{A}"));
    let before = [
        event("1", "seen", &hour(1), "device:d1", "{}"),
        event("2", "contact.received", &hour(2), "device:d1", CONTACT),
        event("3", "seen", &hour(3), "account:u1", "{}"),
    ]
    .concat();
    let (report, _) = replay(&rules, before.clone());
    assert_eq!((report.customers, row(&report, "a").signals), (2, 0));
    let identify = event("4", "identify", &hour(4), "account:u1 device:d1", "{}");
    let after = [
        event("5", "contact.received", &hour(5), "account:u1", CONTACT),
        event("6", "seen", &hour(6), "device:d1", "{}"),
        event("7", "contact.received", &hour(7), "account:u1", CONTACT),
    ]
    .concat();
    let (report, decisions) = replay(&rules, format!("{before}{identify}{after}"));
    let row = row(&report, "a");
    assert_eq!((report.customers, row.customers, row.contacts), (1, 1, 3));
    assert_eq!((row.signals, row.met, row.expected_in_time), (1, 1, 1));
    assert!(decisions.lines().all(|line| line.contains(r#""customer":"account:u1""#)), "{decisions}");
    // Who only looks alike stays two.
    let (report, _) = replay(&rules, format!("{before}{after}"));
    assert_eq!((report.customers, super::row(&report, "a").customers), (2, 2));
}

#[test]
fn an_expectation_of_before_is_met_by_a_contact_after_the_merge() {
    let rules = strategy(&format!("{CALM}{A}"));
    let lines = [
        event("1", "seen", &hour(1), "device:d1", "{}"),
        event("2", "seen", &hour(2), "device:d1", "{}"),
        event("3", "seen", &hour(3), "account:u1", "{}"),
        event("4", "identify", &hour(4), "account:u1 device:d1", "{}"),
        event("5", "contact.received", &hour(9), "account:u1", CONTACT),
    ];
    let (report, _) = replay(&rules, lines.concat());
    let row = row(&report, "a");
    assert_eq!((row.expectations, row.met, row.open), (1, 1, 0));
    assert_eq!(row.lead_seconds.p50, Some(7.0 * 3_600.0));
}

#[test]
fn an_asset_of_two_originals_reaches_the_person_once() {
    let rules = strategy(&format!(
        "{CALM}=== events.toml\n[bought]\nfields = {{ thing = 'string' }}\nlink = {{ asset = 'thing:{{thing}}' }}\n\
         [moved]\nsubject = 'thing'\n=== reasons/a.toml\n[[signal]]\nid = 'a'\non = 'moved'\nchance = 0.5\n"
    ));
    let thing = r#"{"thing":"1"}"#;
    let lines = [
        event("1", "bought", &hour(1), "device:d1", thing),
        event("2", "bought", &hour(2), "account:u1", thing),
        event("3", "bought", &hour(2), "account:u2", thing),
        event("4", "identify", &hour(3), "account:u1 device:d1", "{}"),
        event("5", "moved", &hour(4), "thing:1", "{}"),
    ];
    let (report, _) = replay(&rules, lines.concat());
    assert_eq!((report.customers, row(&report, "a").signals), (2, 2));
}

#[test]
fn what_is_about_nobody_is_listed_and_an_unknown_reason_is_other() {
    let rules = strategy(&format!("{CALM}{A}"));
    let lines = [
        event("1", "seen", &hour(1), "thing:1", "{}"),
        event("2", "contact.received", &hour(2), "account:u1", r#"{"reason":"weather","channel":"chat"}"#),
        event("3", "contact.received", &hour(3), "account:u1", "{}"),
    ];
    let (report, _) = replay(&rules, lines.concat());
    assert_eq!((report.events, report.unreadable), (3, 1));
    assert_eq!(report.problems.values().sum::<u64>(), 1, "{:?}", report.problems);
    assert_eq!((row(&report, "other").contacts, report.totals.contacts), (2, 2));
}

#[test]
fn an_event_of_two_accounts_is_about_one_person() {
    let rules = strategy(&format!("{CALM}{A}"));
    let lines = [
        event("1", "seen", &hour(1), "account:u1 account:u2", "{}"),
        event("2", "seen", &hour(2), "account:u2", "{}"),
        event("3", "contact.received", &hour(3), "account:u1", CONTACT),
    ];
    let (report, _) = replay(&rules, lines.concat());
    assert_eq!((report.customers, row(&report, "a").signals, row(&report, "a").met), (1, 1, 1));
}
