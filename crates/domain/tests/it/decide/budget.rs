//! The one contact budget: limits, reserve, what is exempt, threads, and waiting for room.

use super::story::{Story, check};

fn rules(budget: &str, reasons: &[(&str, &str, &str)]) -> String {
    let mut text = format!(
        "=== strategy.toml
organisation = 'Shop'
languages = ['en']
quiet = false
[measure]
holdout = 0
[purposes]
service = {{ basis = 'contract' }}
marketing = {{ basis = 'contract' }}
[value]
annoyance = {{ base = 0, per_touch = 0 }}
[budget]
{budget}
"
    );
    for (name, kind, more) in reasons {
        text.push_str(&format!(
            "=== reasons/{name}.toml
kind = '{kind}'
[[signal]]
id = '{name}'
on = '{name}'
chance = 0.5
within = '3d'
until = ['over']
[[step]]
level = 'proactive'
message = 'm'
channels = ['mail']
{more}
[measure]
holdout = 0
"
        ));
    }
    text
}

/// The lines of decisions, without what was considered.
fn decisions(rules: &str, story: &str) -> Vec<String> {
    let mut told = Story::new(rules);
    told.play(story);
    let lines = told.told.lines().filter(|line| line.contains(": "));
    lines.map(|line| line.split(" [").next().unwrap_or_default().to_owned()).collect()
}

const ONE_A_DAY: &str = "limits = [{ max = 1, per = '1d' }]";

#[test]
fn what_does_not_fit_waits_until_there_is_room_and_is_decided_again() {
    check(
        &rules(ONE_A_DAY, &[("a", "service", ""), ("b", "service", "")]),
        "06-01 10:00 a
         06-01 12:00 b
         06-05 10:00 -",
        "06-01 10:00 signal a
         06-01 10:00 opened by a
         06-01 10:00 a: act proactive mail for 0.01 [mail 1.4300]
         06-01 12:00 signal b
         06-01 12:00 opened by b
         06-01 12:00 b: wait until 06-02 10:00 for budget [mail budget]
         06-02 10:00 b: act proactive mail for 0.01 [mail 1.4300]
         06-04 10:00 a of 06-01 10:00 missed
         06-04 12:00 b of 06-01 12:00 missed",
    );
}

#[test]
fn what_ends_while_it_waits_is_refused_as_too_late() {
    let rules = rules("limits = [{ max = 1, per = '7d' }]", &[("a", "service", ""), ("b", "service", "")]);
    let waits = "06-01 10:00 signal a
         06-01 10:00 opened by a
         06-01 10:00 a: act proactive mail for 0.01 [mail 1.4300]
         06-01 12:00 signal b
         06-01 12:00 opened by b
         06-01 12:00 b: wait until 06-08 10:00 for budget [mail budget]\n";
    let ends = [
        (
            "06-04 12:00 -",
            "06-04 10:00 a of 06-01 10:00 missed
             06-04 12:00 b: refuse for too_late
             06-04 12:00 b of 06-01 12:00 missed",
        ),
        (
            r#"06-01 13:00 contact.received {"reason": "b", "channel": "chat"}"#,
            "06-01 13:00 b: refuse for too_late
             06-01 13:00 b of 06-01 12:00 met
             06-01 13:00 contact b by chat, expected 1h before",
        ),
        (
            "06-01 13:00 over",
            "06-01 13:00 a of 06-01 10:00 lapsed
             06-01 13:00 b: refuse for too_late
             06-01 13:00 b of 06-01 12:00 lapsed",
        ),
    ];
    for (end, expected) in ends {
        check(&rules, &format!("06-01 10:00 a\n06-01 12:00 b\n{end}"), &format!("{waits}{expected}"));
    }
}

#[test]
fn every_limit_must_hold_and_the_last_to_free_says_when() {
    let rules = rules(
        "limits = [{ max = 2, per = '1d' }, { max = 3, per = '2d' }]",
        &[("a", "service", ""), ("b", "service", ""), ("c", "service", ""), ("d", "service", "")],
    );
    assert_eq!(
        decisions(&rules, "06-01 10:00 a\n06-01 11:00 b\n06-01 12:00 c\n06-02 10:30 d\n06-03 11:00 -"),
        [
            "06-01 10:00 a: act proactive mail for 0.01",
            "06-01 11:00 b: act proactive mail for 0.01",
            "06-01 12:00 c: wait until 06-02 10:00 for budget",
            "06-02 10:00 c: act proactive mail for 0.01",
            "06-02 10:30 d: wait until 06-03 10:00 for budget",
            "06-03 10:00 d: act proactive mail for 0.01",
        ]
    );
}

#[test]
fn the_last_touch_is_kept_for_what_ranks_higher() {
    let rules = rules(
        "limits = [{ max = 2, per = '1d' }]\nreserve = { service = 1 }",
        &[("sale", "marketing", ""), ("ask", "survey", ""), ("late", "service", "")],
    );
    assert_eq!(
        decisions(&rules, "06-01 10:00 sale\n06-01 11:00 ask\n06-01 12:00 late\n06-02 12:00 -"),
        [
            "06-01 10:00 sale: act proactive mail for 0.01",
            "06-01 11:00 ask: wait until 06-02 10:00 for budget",
            "06-01 12:00 late: act proactive mail for 0.01",
            // The touch of noon still counts when the other leaves the window.
            "06-02 10:00 ask: wait until 06-02 12:00 for budget",
            "06-02 12:00 ask: act proactive mail for 0.01",
        ]
    );
}

#[test]
fn what_is_exempt_is_counted_and_never_held_back() {
    let rules = rules(ONE_A_DAY, &[("gas", "safety", ""), ("out", "incident", ""), ("a", "service", "")]);
    assert_eq!(
        decisions(&rules, "06-01 10:00 gas\n06-01 11:00 out\n06-01 12:00 a"),
        [
            "06-01 10:00 gas: act proactive mail for 0.01",
            "06-01 11:00 out: act proactive mail for 0.01",
            "06-01 12:00 a: wait until 06-02 11:00 for budget",
        ]
    );
}

#[test]
fn updates_of_one_thread_within_a_day_are_one_touch() {
    let rules = rules(
        "limits = [{ max = 1, per = '12h' }]",
        &[("a", "service", "replaces = true"), ("b", "service", "")],
    );
    assert_eq!(
        decisions(&rules, "06-01 10:00 a x:1\n06-01 11:00 a x:1\n06-01 12:00 a x:2\n06-01 22:00 b\n"),
        [
            "06-01 10:00 a: x:1 act proactive mail for 0.01",
            "06-01 11:00 a: x:1 act again proactive mail for 0.01",
            "06-01 12:00 a: x:2 wait until 06-01 22:00 for budget",
            // An event comes before what falls due at the same time.
            "06-01 22:00 b: act proactive mail for 0.01",
        ]
    );
    // A day after its first message a thread begins anew.
    assert_eq!(
        decisions(&rules, "06-01 10:00 a\n06-02 09:00 b\n06-02 09:59:59 a\n06-02 10:00 a"),
        [
            "06-01 10:00 a: act proactive mail for 0.01",
            "06-02 09:00 b: act proactive mail for 0.01",
            "06-02 09:59:59 a: act again proactive mail for 0.01",
            "06-02 10:00 a: wait until 06-02 21:00 for budget",
        ]
    );
}

#[test]
fn the_control_group_is_touched_in_the_books() {
    let rules = rules(ONE_A_DAY, &[("a", "service", ""), ("b", "service", "")]);
    let rules =
        rules.replacen("[measure]\nholdout = 0\n=== reasons/b", "[measure]\nholdout = 1\n=== reasons/b", 1);
    assert_eq!(
        decisions(&rules, "06-01 10:00 a\n06-01 11:00 b"),
        [
            "06-01 10:00 a: withhold proactive mail for 0.01",
            "06-01 11:00 b: wait until 06-02 10:00 for budget"
        ]
    );
}

#[test]
fn what_is_not_worth_it_does_not_wait() {
    let dear = rules(ONE_A_DAY, &[("a", "service", ""), ("b", "service", "")])
        .replace("per_touch = 0 }", "per_touch = 0 }\naction = { sms = 9 }")
        .replace("[budget]", "[queues]\ndesk = {}\n[budget]");
    let (first, second) = dear.split_once("=== reasons/b").expect("two reasons");
    let next = "channels = ['sms']\n[[step]]\nlevel = 'digital'\noffer = 'digital:desk'";
    let text = format!("{first}=== reasons/b{}", second.replace("channels = ['mail']", next));
    assert_eq!(
        decisions(&text, "06-01 10:00 a\n06-01 11:00 b"),
        ["06-01 10:00 a: act proactive mail for 0.01", "06-01 11:00 b: act digital desk for 0"]
    );
    let text = format!("{first}=== reasons/b{}", second.replace("['mail']", "['sms']"));
    assert_eq!(
        decisions(&text, "06-01 10:00 a\n06-01 11:00 b"),
        ["06-01 10:00 a: act proactive mail for 0.01", "06-01 11:00 b: nothing"]
    );
}

#[test]
fn quiet_hours_and_budget_together_wait_for_the_later() {
    let rules =
        rules(ONE_A_DAY, &[("a", "service", ""), ("b", "service", "")]).replace("quiet = false\n", "");
    assert_eq!(
        // Quiet from 19:00 to 06:00 UTC.
        decisions(&rules, "06-01 12:00 a\n06-01 20:00 b\n06-02 12:00 -"),
        [
            "06-01 12:00 a: act proactive mail for 0.01",
            "06-01 20:00 b: wait until 06-02 12:00 for budget",
            "06-02 12:00 b: act proactive mail for 0.01",
        ]
    );
    assert_eq!(
        decisions(&rules, "06-01 05:00 a\n06-01 18:30 b\n06-02 06:00 -"),
        [
            "06-01 05:00 a: wait until 06-01 06:00 for quiet_hours",
            "06-01 06:00 a: act proactive mail for 0.01",
            "06-01 18:30 b: wait until 06-02 06:00 for budget",
            "06-02 06:00 b: act proactive mail for 0.01",
        ]
    );
}
