//! Customers of whom one event says that they are one.

use std::fmt::Write as _;

use crate::written::Written;

const STRATEGY: [(&str, &str); 3] = [
    (
        "strategy.toml",
        "organisation = \"A\"\nlanguages = [\"en\"]\ntimezone = \"UTC\"\nquiet = false\n\
         budget = { limits = [] }\nmeasure = { holdout = 0 }\n[queues]\nq = { name = \"Q\" }\n",
    ),
    ("events.toml", "[\"e\"]\nfields = { k = \"string\" }\n"),
    (
        "reasons/r.toml",
        "name = \"R\"\nkey = \"event.k\"\n[[signal]]\nid = \"s\"\non = \"e\"\nwithin = \"30d\"\n\
         chance = 0.5\n[[step]]\nlevel = \"digital\"\noffer = \"digital:q\"\n",
    ),
];

fn event(minute: usize, user: usize, key: &str) -> String {
    format!(
        r#"{{"type":"track","messageId":"e{minute}","event":"e","userId":"u{user}","timestamp":"2026-03-02T10:{minute:02}:00Z","properties":{{"k":"{key}"}}}}"#
    )
}

/// Two accounts, both unknown until then, in one event.
fn alias(user: usize, former: usize) -> String {
    format!(
        r#"{{"type":"alias","messageId":"a{user}","userId":"u{user}","previousId":"u{former}","timestamp":"2026-03-02T10:00:00Z"}}"#
    )
}

#[test]
fn one_event_may_bring_two_accounts() {
    let history = [alias(1, 2), event(1, 2, "a"), event(2, 1, "a"), event(3, 1, "b")].join("\n");
    let files = [&STRATEGY[..], &[("history.ndjson", &history)]].concat();
    let decisions = Written::new(&files).decisions();
    assert_eq!(
        decisions,
        ["03-02T10:01 u1 act q", "03-02T10:03 u1 act q"],
        "one person, one expectation a key"
    );
}

#[test]
fn as_many_accounts_as_one_wants_may_be_said_to_be_one() {
    let mut history = String::new();
    for user in 1..200 {
        let _ = writeln!(history, "{}", alias(user, 0));
    }
    for minute in 1..60 {
        let _ = writeln!(history, "{}", event(minute, minute * 3, &minute.to_string()));
    }
    let files = [&STRATEGY[..], &[("history.ndjson", &history)]].concat();
    assert_eq!(Written::new(&files).decisions().len(), 59);
}

#[test]
fn linked_customers_expect_no_more_than_one_does() {
    let mut history = String::new();
    for user in 1..20 {
        let _ = writeln!(history, "{}", alias(user, 0));
    }
    for n in 0..1_200 {
        let line = event(1, n % 20, &n.to_string()).replace("\"e1\"", &format!("\"n{n}\""));
        let _ = writeln!(history, "{line}");
    }
    let files = [&STRATEGY[..], &[("history.ndjson", &history)]].concat();
    assert_eq!(Written::new(&files).decisions().len(), 1_024);
}
