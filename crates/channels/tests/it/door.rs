//! What comes in over HTTP.

use voorzet_channels::cloudevents::{Binary, batch};
use voorzet_channels::door::{self, Arrived, Door, stated_by};
use voorzet_channels::{Unreadable, segment};
use voorzet_domain::conversation::Received;
use voorzet_domain::event::Event;
use voorzet_domain::time::Timestamp;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

/// The event that comes in.
fn read(
    door: Door,
    by: &str,
    text: &str,
    sent: Option<&str>,
    arrived: Timestamp,
) -> Result<Event, Unreadable> {
    door::read(door, by, text, sent, arrived).map(|arrived| arrived.event)
}

const CALL: &str = r#"{"type":"track","event":"e","userId":"u","timestamp":"2026-01-01T10:00:00Z"}"#;

#[test]
fn a_door_is_known_by_its_path() {
    let calls = ["v1/track", "v1/identify", "v1/page", "v1/screen", "v1/group", "v1/alias", "v1/batch"];
    for name in ["events", "messages"].into_iter().chain(calls) {
        assert_eq!(Door::from_name(name).map(Door::name).as_deref(), Some(name));
    }
    for name in ["", "v1", "v1/", "v1/trace", "track", "events/", "history.ndjson"] {
        assert_eq!(Door::from_name(name), None, "{name}");
    }
}

#[test]
fn sources_of_two_keys_are_never_the_same() {
    assert_eq!(stated_by("shop", "/orders"), "shop:/orders");
    let names = ["a", "ab", "a.b", "b"];
    let stated = ["", ":", "b", "b:c", "a:b", "voorzet"];
    for (one, other) in names.iter().flat_map(|one| names.iter().map(move |other| (one, other))) {
        for (x, y) in stated.iter().flat_map(|x| stated.iter().map(move |y| (x, y))) {
            assert_eq!(stated_by(one, x) == stated_by(other, y), one == other && x == y);
        }
    }
}

#[test]
fn what_is_missing_of_the_time_is_the_arrival() {
    let arrived = at("2026-01-02T00:00:00Z");
    let cloud = r#"{"specversion":"1.0","id":"1","source":"/s","type":"t"}"#;
    let event = read(Door::Events, "shop", cloud, None, arrived).expect("an event");
    assert_eq!((event.time, event.source.as_str()), (arrived, "shop:/s"));
    let timeless = CALL.replace(r#","timestamp":"2026-01-01T10:00:00Z""#, "");
    let first = read(Door::Events, "shop", &timeless, None, arrived).expect("an event");
    assert_eq!((first.time, first.source.as_str()), (arrived, "shop"));
    let later = read(Door::Events, "shop", &timeless, None, at("2026-01-02T00:00:01Z")).expect("an event");
    assert_ne!(first.id, later.id, "another call like it");
    let named = timeless.replace('{', r#"{"messageId":"m","#);
    assert_eq!(read(Door::Events, "shop", &named, None, arrived).expect("an event").id, "m");
}

#[test]
fn the_senders_clock_is_put_right() {
    let time = |sent: Option<&str>| {
        read(Door::Segment("track"), "s", CALL, sent, at("2026-01-01T08:00:05Z")).map(|event| event.time)
    };
    assert_eq!(time(None), Ok(at("2026-01-01T10:00:00Z")));
    assert_eq!(time(Some("2026-01-01T10:00:05Z")), Ok(at("2026-01-01T08:00:00Z")));
    assert!(time(Some("yesterday")).is_err());
    let own = CALL.replace('{', r#"{"sentAt":"2026-01-01T10:00:15Z","receivedAt":"1999-01-01T00:00:00Z","#);
    let event =
        read(Door::Segment("batch"), "s", &own, Some("2026-01-01T11:00:00Z"), at("2026-01-01T10:00:20Z"));
    assert_eq!(event.expect("an event").time, at("2026-01-01T10:00:05Z"), "the receiver says when it came");
}

#[test]
fn the_path_says_what_a_call_is() {
    let bare = r#"{"userId":"u","traits":{"email":"a@b.nl"}}"#;
    let event =
        read(Door::Segment("identify"), "s", bare, None, at("2026-01-01T00:00:00Z")).expect("an event");
    assert_eq!((event.kind.as_str(), event.customer.len()), ("identify", 2));
    assert!(read(Door::Segment("batch"), "s", bare, None, at("2026-01-01T00:00:00Z")).is_err());
}

#[test]
fn batches_come_apart() {
    assert_eq!(batch("[1, {\"a\": [2]} ]").expect("a batch").len(), 2);
    assert!(batch("{}").is_err() && batch("[1,").is_err());
    let whole = r#"{"batch":[{},7],"sentAt":"now","writeKey":"k","context":{},"other":1}"#;
    let parts = segment::batch(whole).expect("a batch");
    assert_eq!(
        (parts.calls.len(), parts.sent_at.as_deref(), parts.write_key.as_deref()),
        (2, Some("now"), Some("k"))
    );
    assert_eq!(segment::batch("{}").expect_err("no batch").place(), Some("batch"));
    assert_eq!(segment::write_key(r#"{"a":1,"writeKey":"k"}"#).as_deref(), Some("k"));
    assert_eq!(segment::write_key(r#"{"a":{"writeKey":"k"}}"#), None);
}

#[test]
fn a_body_cannot_pass_for_attributes() {
    let binary =
        Binary { id: Some("1".into()), body: r#"{},"customer":"mail:x@y.nl""#.into(), ..Binary::default() };
    let (text, problem) = binary.structured();
    assert!(problem.is_some_and(|problem| problem.to_string().contains("JSON")));
    let kept: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(kept, serde_json::json!({"id": "1", "data": r#"{},"customer":"mail:x@y.nl""#}));
}

#[test]
fn only_channels_say_what_customers_wrote_and_what_became_of_ours() {
    let arrived = at("2026-01-02T00:00:00Z");
    for kind in ["message.received", "message.status", "message.bounced"] {
        let cloud = format!(r#"{{"specversion":"1.0","id":"1","source":"/s","type":"{kind}"}}"#);
        let segment = CALL.replace("\"e\"", &format!("\"{kind}\""));
        for text in [cloud, segment] {
            let problem = read(Door::Events, "mail", &text, None, arrived).expect_err(&text);
            assert!(problem.to_string().contains("POST /messages"), "{problem}");
        }
    }
}

const MESSAGE: &str = r#"{"id":"m1","from":{"address":"An@Example.org","name":"An"},"text":"Where is it?"}"#;

fn message(text: &str) -> Result<(Event, Received, usize), Unreadable> {
    let arrived = at("2026-01-02T00:00:00Z");
    let Arrived { event, blobs } = door::read(Door::Messages, "portal", text, None, arrived)?;
    let received = serde_json::from_str(event.data.get()).expect("a message");
    Ok((event, received, blobs.len()))
}

#[test]
fn a_message_speaks_for_its_source_alone() {
    let (event, received, _) = message(MESSAGE).expect("a message");
    assert_eq!((event.source.as_str(), event.kind.as_str()), ("portal", "message.received"));
    assert_eq!((received.account.as_str(), received.channel.as_str()), ("portal", "portal"));
    assert_eq!(received.threads, ["portal|An@Example.org"]);
    assert_eq!(event.customer[0].identity.to_string(), "mail:an@example.org");
    assert!(!event.customer[0].verified, "nobody proved it");
    let more = MESSAGE.replacen('{', r#"{"account":"app","thread":"t9","customer":"u7","#, 1);
    let (event, received, _) = message(&more).expect("a message");
    assert_eq!((event.source.as_str(), received.threads[0].as_str()), ("portal:app", "portal:app|t:t9"));
    assert_eq!(event.customer[0].identity.to_string(), "account:u7");
    for wrong in [
        r#"{"from":{"address":"a"},"text":"x"}"#,
        r#"{"id":" ","from":{"address":"a"}}"#,
        r#"{"id":"1","from":{"address":""}}"#,
        r#"{"id":"1","from":{"address":"a"},"account":"../mail"}"#,
        r#"{"id":"1","from":{"address":"a"},"html":"<script>"}"#,
        r#"{"id":"1","from":{"address":"a"},"attachments":[{"data":"%"}]}"#,
        "[]",
        "",
    ] {
        assert!(message(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn what_is_attached_is_named_by_its_hash() {
    let file = r#","attachments":[{"name":"../box.jpg","media":"image/jpeg","data":"aGVsbG8="}]}"#;
    let (_, received, blobs) = message(&MESSAGE.replace("?\"}", &format!("?\"{file}"))).expect("a message");
    let one = &received.attachments[0];
    assert_eq!((one.name.as_str(), one.bytes, blobs), ("box.jpg", 5, 1));
    assert_eq!(one.hash.0, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
}
