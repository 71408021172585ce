//! What is offered at a contact.

use crate::written::Written;

/// Conditions of offers see the event that made the contact likely: `event.under_way` of a late delivery
/// puts a person first for who is under way.
#[test]
fn offers_know_what_made_the_contact_likely() {
    let files = [
        (
            "strategy.toml",
            "organisation = \"Test\"\nlanguages = [\"en\"]\n[queues]\norders = {}\n[measure]\nholdout = 0\n",
        ),
        ("events.toml", "[\"trip.changed\"]\nfields = { under_way = \"bool\" }\n"),
        (
            "reasons/trip.toml",
            r#"
[[signal]]
id     = "changed"
on     = "trip.changed"
chance = 0.5
[inbound]
offer = [{ use = "personal:orders", when = "event.under_way" }, "self_service:advice", "digital:orders"]
"#,
        ),
        ("answers/advice.en.md", "# Advice\n\nGo.\n"),
        (
            "history.ndjson",
            concat!(
                r#"{"type":"track","event":"trip.changed","userId":"ann","timestamp":"2026-03-02T10:00:00Z","properties":{"under_way":true}}"#,
                "\n",
                r#"{"type":"track","event":"contact.received","userId":"ann","timestamp":"2026-03-02T11:00:00Z","properties":{"reason":"trip","channel":"phone"}}"#,
                "\n",
            ),
        ),
    ];
    let decisions = Written::new(&files).decisions();
    assert_eq!(decisions.last().map(String::as_str), Some("03-02T11:00 ann act orders"));
}
