//! Incidents: who is told that one is over, and when.

use crate::written::Written;

const STRATEGY: &str = r#"
organisation = "Test"
languages = ["en"]
timezone = "UTC"
quiet = { from = "21:00", to = "08:00" }
[channels]
app = {}
"#;

const EVENTS: &str = r#"
["line.saved"]
fields = { line = "string" }
link   = { asset = "line:{line}", until = ["line.removed"] }
["line.removed"]
"#;

const OUTAGE: &str = r#"
name = "Outage"
kind = "incident"
[[signal]]
id     = "affected"
on     = ["incident.opened", "incident.updated"]
within = "1d"
chance = 0.5
[[step]]
level    = "proactive"
message  = "outage"
channels = ["app"]
replaces = true
closing  = "over"
"#;

/// What is decided over a history of lines `time type attributes data`.
fn told(lines: &[(&str, &str, &str, &str)]) -> Vec<String> {
    let history: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(id, (time, kind, about, data))| {
            let about = if about.is_empty() { String::new() } else { format!("{about},") };
            format!(
                r#"{{"specversion":"1.0","id":"{id}","source":"t","type":"{kind}","time":"2026-03-{time}:00Z",{about}"data":{data}}}"#
            )
        })
        .collect();
    let history = history.join("\n") + "\n";
    let files = [
        ("strategy.toml", STRATEGY),
        ("events.toml", EVENTS),
        ("reasons/outage.toml", OUTAGE),
        ("messages/outage.en.md", "# Outage\n\nSorry.\n"),
        ("messages/over.en.md", "# Over\n\nThank you.\n"),
        ("history.ndjson", &history),
    ];
    Written::new(&files).decisions()
}

const ANN: &str = r#""subject":"account:ann""#;
const BOB: &str = r#""subject":"account:bob""#;
const SAVED: &str = r#"{"line":"1"}"#;
const INCIDENT: &str = r#"{"incident":"I","assets":["line:1"],"text":"Blocked"}"#;

#[test]
fn who_was_told_is_told_that_it_is_over() {
    let told = told(&[
        ("01T10:00", "line.saved", ANN, SAVED),
        ("02T10:00", "incident.opened", "", INCIDENT),
        ("02T12:00", "incident.closed", "", INCIDENT),
    ]);
    assert_eq!(told, ["03-02T10:00 ann act app outage", "03-02T12:00 ann act app over"]);
}

#[test]
fn who_was_told_and_then_called_is_told_that_it_is_over() {
    let told = told(&[
        ("01T10:00", "line.saved", ANN, SAVED),
        ("02T10:00", "incident.opened", "", INCIDENT),
        ("02T11:00", "contact.received", ANN, r#"{"reason":"outage","channel":"phone"}"#),
        ("02T12:00", "incident.closed", "", INCIDENT),
    ]);
    assert_eq!(told, ["03-02T10:00 ann act app outage", "03-02T12:00 ann act app over"]);
}

#[test]
fn who_was_told_days_ago_is_told_that_it_is_over() {
    let told = told(&[
        ("01T10:00", "line.saved", ANN, SAVED),
        ("02T10:00", "incident.opened", "", INCIDENT),
        ("04T12:00", "incident.closed", "", INCIDENT),
    ]);
    assert_eq!(told, ["03-02T10:00 ann act app outage", "03-04T12:00 ann act app over"]);
}

#[test]
fn that_it_is_over_wakes_nobody() {
    let told = told(&[
        ("01T10:00", "line.saved", ANN, SAVED),
        ("02T20:00", "incident.opened", "", INCIDENT),
        ("02T23:00", "incident.closed", "", INCIDENT),
        ("03T12:00", "line.saved", ANN, SAVED),
    ]);
    assert_eq!(told.first().map(String::as_str), Some("03-02T20:00 ann act app outage"));
    assert_eq!(told.last().map(String::as_str), Some("03-03T08:00 ann act app over"));
}

#[test]
fn an_update_that_moves_only_the_expected_end_is_news() {
    let until =
        |end: &str| format!(r#"{{"incident":"I","assets":["line:1"],"text":"Blocked","end":"{end}"}}"#);
    let told = told(&[
        ("01T10:00", "line.saved", ANN, SAVED),
        ("02T10:00", "incident.opened", "", &until("12:00")),
        ("02T11:00", "incident.updated", "", &until("15:00")),
    ]);
    assert_eq!(told, ["03-02T10:00 ann act app outage", "03-02T11:00 ann act app outage"]);
}

#[test]
fn who_removes_a_line_removes_it_for_nobody_else() {
    let told = told(&[
        ("01T10:00", "line.saved", ANN, SAVED),
        ("01T10:00", "line.saved", BOB, SAVED),
        ("01T12:00", "line.removed", r#""subject":"line:1","customer":"account:bob""#, "{}"),
        ("02T10:00", "incident.opened", "", INCIDENT),
    ]);
    assert_eq!(told, ["03-02T10:00 ann act app outage"]);
}
