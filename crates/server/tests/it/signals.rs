//! Signals of one reason that go off together.

use crate::written::Written;

const STRATEGY: &str = r#"
organisation = "Test"
languages = ["en"]
quiet = false
[measure]
holdout = 0
[channels]
app = {}
"#;

const LATE: &str = r#"
[[signal]]
id     = "late"
on     = "parcel.late"
chance = 0.5
[[signal]]
id     = "late-again"
on     = "parcel.late"
when   = "count('parcel.late', '2d') >= 2"
chance = 0.6
[[step]]
level    = "proactive"
message  = "late"
channels = ["app"]
replaces = true
[measure]
holdout = 0
"#;

/// The second event sets off both signals of one expectation: that is one thing to decide about, and one
/// message.
#[test]
fn one_event_is_one_decision_however_many_signals_it_sets_off() {
    let late = |id: u8, time: &str| {
        format!(
            r#"{{"type":"track","messageId":"{id}","event":"parcel.late","userId":"ann","timestamp":"2026-03-02T{time}:00Z"}}"#
        )
    };
    let history = format!("{}\n{}\n", late(1, "10:00"), late(2, "12:00"));
    let files = [
        ("strategy.toml", STRATEGY),
        ("events.toml", "[\"parcel.late\"]\n"),
        ("reasons/late.toml", LATE),
        ("messages/late.en.md", "# Late\n\nSorry.\n"),
        ("history.ndjson", history.as_str()),
    ];
    let decisions = Written::new(&files).decisions();
    assert_eq!(decisions, ["03-02T10:00 ann act app late", "03-02T12:00 ann act app late"]);
}
