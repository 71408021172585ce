//! Segment calls.

use serde_json::json;

use crate::{event, refused};

fn account(value: &str) -> serde_json::Value {
    json!({"identity": {"kind": "account", "value": value}, "verified": true})
}

fn claim(kind: &str, value: &str, verified: bool) -> serde_json::Value {
    json!({"identity": {"kind": kind, "value": value}, "verified": verified})
}

#[test]
fn a_track_call_is_an_event_of_its_own_name() {
    let read = event(
        r#"{"messageId":"m-1","type":"track","event":"checkout_failed","userId":"u1","anonymousId":"d1",
            "timestamp":"2025-10-09T08:53:23.248Z","properties":{"amount":906.62},
            "context":{"ip":"203.0.113.7"},"integrations":{"All":true}}"#,
    );
    let expected = json!({
        "id": "m-1", "source": "segment", "type": "checkout_failed", "time": "2025-10-09T08:53:23.248Z",
        "customer": [account("u1"), claim("device", "d1", false)], "data": {"amount": 906.62},
    });
    assert_eq!(read, expected);
}

#[test]
fn an_identify_call_claims_the_identities_among_the_traits() {
    let read = event(
        r#"{"messageId":"m","type":"identify","userId":42,"timestamp":"2026-01-01T00:00:00Z",
            "traits":{"email":"Anna@Example.NL","email_verified":true,"phone":"+31 6 12345678","name":"Anna"}}"#,
    );
    let customer =
        json!(
            [account("42"), claim("mail", "anna@example.nl", true), claim("phone", "+31612345678", false),]
        );
    assert_eq!((&read["type"], &read["customer"]), (&json!("identify"), &customer));
    assert_eq!(read["data"]["name"], "Anna");
    let unverified = event(
        r#"{"type":"identify","timestamp":"2026-01-01T00:00:00Z","traits":{"email":"a@b.nl","email_verified":"true"}}"#,
    );
    assert_eq!(unverified["customer"], json!([claim("mail", "a@b.nl", false)]), "only `true` is true");
}

#[test]
fn an_alias_claims_both() {
    let read = event(
        r#"{"messageId":"m","type":"alias","previousId":"old","userId":"new","timestamp":"2026-01-01T00:00:00Z"}"#,
    );
    assert_eq!(read["customer"], json!([account("new"), account("old")]));
    let device = event(
        r#"{"type":"alias","previousId":"d","anonymousId":"d","userId":"u","timestamp":"2026-01-01T00:00:00Z"}"#,
    );
    assert_eq!(device["customer"], json!([account("u"), claim("device", "d", false)]));
}

#[test]
fn pages_screens_and_groups_keep_their_names() {
    let at = r#""userId":"u","timestamp":"2026-01-01T00:00:00Z""#;
    let page = event(&format!(
        r#"{{"type":"page","name":"Prices","category":"Shop","properties":{{"url":"/p"}},{at}}}"#
    ));
    assert_eq!(
        (&page["type"], &page["data"]),
        (&json!("page"), &json!({"name":"Prices","category":"Shop","url":"/p"}))
    );
    let screen = event(&format!(r#"{{"type":"screen","properties":{{"name":"Own"}},{at}}}"#));
    assert_eq!(screen["data"], json!({"name": "Own"}));
    let group = event(&format!(r#"{{"type":"group","groupId":"g1","traits":{{"plan":"pro"}},{at}}}"#));
    assert_eq!(group["data"], json!({"group": "g1", "plan": "pro"}));
}

#[test]
fn assets_stand_in_the_context_or_the_properties() {
    let track =
        |rest: &str| format!(r#"{{"type":"track","event":"e","timestamp":"2026-01-01T00:00:00Z",{rest}}}"#);
    assert_eq!(event(&track(r#""context":{"asset":"parcel:3S1"}"#))["asset"], "parcel:3S1");
    assert_eq!(event(&track(r#""properties":{"asset":"router:88:1"}"#))["asset"], "router:88:1");
    assert!(event(&track(r#""properties":{"asset":"logo.png","n":1}"#)).get("asset").is_none());
    assert!(event(&track(r#""properties":{"deep":{"asset":"a:b"}}"#)).get("asset").is_none());
    assert!(refused(&track(r#""context":{"asset":"3S1"}"#)).contains("kind:name"));
}

#[test]
fn the_senders_clock_is_corrected_by_the_receivers() {
    let read = |times: &str| {
        event(&format!(r#"{{"type":"track","event":"e","userId":"u",{times}}}"#))["time"].clone()
    };
    let skewed = r#""sentAt":"2026-01-01T10:00:10Z","receivedAt":"2026-01-01T09:00:10Z""#;
    assert_eq!(read(&format!(r#""timestamp":"2026-01-01T10:00:00Z",{skewed}"#)), "2026-01-01T09:00:00Z");
    assert_eq!(
        read(&format!(r#""originalTimestamp":"2026-01-01T10:00:00Z",{skewed}"#)),
        "2026-01-01T09:00:00Z"
    );
    assert_eq!(read(r#""originalTimestamp":"2026-01-01T10:00:00Z""#), "2026-01-01T10:00:00Z");
    assert_eq!(read(skewed), "2026-01-01T10:00:10Z", "nothing to correct");
    assert_eq!(read(r#""receivedAt":"2026-01-01T10:00:00Z""#), "2026-01-01T10:00:00Z");
}

#[test]
fn a_line_without_an_id_has_that_of_its_text() {
    let line = r#"{"type":"track","event":"e","userId":"u","timestamp":"2026-01-01T00:00:00Z"}"#;
    assert_eq!(event(line)["id"], event(line)["id"]);
    assert_ne!(event(line)["id"], event(&line.replace("\"e\"", "\"f\""))["id"]);
}

#[test]
fn what_is_wrong_is_said() {
    let cases = [
        ("garbage", "Segment"),
        ("{}", "`type` is missing"),
        (r#"{"type":"trak","timestamp":"2026-01-01T00:00:00Z"}"#, "is `track` meant?"),
        (r#"{"type":"track","timestamp":"2026-01-01T00:00:00Z"}"#, "`event` is missing"),
        (r#"{"type":"track","event":"e"}"#, "`timestamp` is missing"),
        (r#"{"type":"track","event":"e","timestamp":"2026-02-30T00:00:00Z"}"#, "2026-02-30T00:00:00Z"),
        (
            r#"{"type":"track","event":"e","timestamp":"2026-01-01T00:00:00Z","properties":[]}"#,
            "not an object",
        ),
        (r#"{"type":"alias","userId":"u","timestamp":"2026-01-01T00:00:00Z"}"#, "`previousId` is missing"),
    ];
    for (line, expected) in cases {
        let reason = refused(line);
        assert!(reason.contains(expected), "{line}: {reason}");
    }
}
