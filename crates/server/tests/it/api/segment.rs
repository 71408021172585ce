//! `POST /v1/{call}`.

use serde_json::{Value, json};
use ureq::http::Request;

use crate::server::Server;

const JSON: &str = "application/json";

fn entry(server: &Server, position: i64) -> Value {
    server.get(&format!("/api/entries/{position}")).with(200)["entry"].clone()
}

#[test]
fn the_path_says_what_a_call_is() {
    let server = Server::start();
    for (call, body, kind) in [
        ("track", json!({"event": "checkout_failed", "userId": "u1"}), "checkout_failed"),
        ("identify", json!({"userId": "u1", "traits": {"email": "a@b.nl"}}), "identify"),
        ("page", json!({"userId": "u1", "name": "Prices"}), "page"),
        ("screen", json!({"userId": "u1", "name": "Home"}), "screen"),
        ("group", json!({"userId": "u1", "groupId": "g1"}), "group"),
        ("alias", json!({"userId": "u1", "previousId": "d1"}), "alias"),
    ] {
        let answer = server.post(&format!("/v1/{call}"), JSON, body.to_string()).with(200);
        assert_eq!(answer, json!({"success": true}), "{call}");
        let last = server.get("/api/status").with(200)["last"].as_i64().expect("a position");
        let entry = entry(&server, last);
        assert_eq!((&entry["type"], &entry["source"]), (&json!(kind), &json!("default")));
    }
    server.post("/v1/trace", JSON, "{}").problem(404);
    server.post("/v1/track/more", JSON, "{}").problem(404);
}

#[test]
fn the_key_stands_where_segments_clients_put_it() {
    let server = Server::start();
    let body = json!({"event": "e", "userId": "u"}).to_string();
    let send = |header: Option<String>, body: String| {
        let mut request = Request::post(server.at("/v1/track")).header("content-type", "text/plain");
        if let Some(header) = header {
            request = request.header("authorization", header);
        }
        server.send(request.body(body.into_bytes()).expect("a request"))
    };
    let base64 = |text: &str| {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(text)
    };
    send(Some(format!("Basic {}", base64(&format!("{}:", server.key)))), body.clone()).with(200);
    send(Some(format!("Bearer {}", server.key)), body.clone()).with(200);
    let keyed = json!({"event": "e", "userId": "u", "writeKey": server.key}).to_string();
    send(None, keyed.clone()).with(200);
    send(None, body).problem(401);
    send(Some("Bearer wrong".to_owned()), keyed).problem(401);
    let batch = json!({"batch": [{"type": "track", "event": "e", "userId": "u"}], "writeKey": server.key});
    let request = Request::post(server.at("/v1/batch")).body(batch.to_string().into_bytes());
    server.send(request.expect("a request")).with(200);
}

#[test]
fn a_batch_is_read_call_by_call() {
    let server = Server::start();
    let batch = json!({"batch": [
        {"type": "track", "event": "a", "userId": "u", "messageId": "1"},
        {"type": "trak"},
        {"type": "track", "event": "b", "userId": "u", "messageId": "2"},
    ]});
    let answer = server.post("/v1/batch", JSON, batch.to_string()).with(200);
    assert_eq!(answer, json!({"success": true, "quarantined": 1}));
    assert_eq!(server.get("/api/status").with(200)["last"], 2);
    let problem = server.post("/v1/batch?strict=true", JSON, batch.to_string()).problem(400);
    assert_eq!(problem["errors"][0]["index"], 1);
    assert_eq!(problem["errors"][0]["field"], "type");
    server.post("/v1/batch", JSON, "{}").problem(400);
    server.post("/v1/batch", JSON, "{\"batch\":[").problem(400);
    server.post("/v1/batch", JSON, format!("{{\"batch\":[\"{}\"]}}", "x".repeat(500_000))).problem(413);
}

#[test]
fn the_senders_clock_is_put_right_by_when_it_sent() {
    let server = Server::start();
    let now = jiff::Timestamp::now();
    // A clock that is a day ahead; the event happened ten minutes before it was sent.
    let (sent, stated) =
        (now + jiff::SignedDuration::from_hours(24), now + jiff::SignedDuration::from_mins(1_430));
    let batch = json!({"sentAt": sent.to_string(), "batch": [
        {"type": "track", "event": "a", "userId": "u", "timestamp": stated.to_string()},
        {"type": "track", "event": "b", "userId": "u", "timestamp": stated.to_string(), "sentAt": stated.to_string()},
    ]});
    server.post("/v1/batch", JSON, batch.to_string()).with(200);
    let ago = |position| {
        let time: jiff::Timestamp =
            entry(&server, position)["time"].as_str().expect("a time").parse().expect("a time");
        now.duration_since(time).as_secs()
    };
    assert!((540..=600).contains(&ago(1)), "{} seconds ago", ago(1));
    assert!((-60..=0).contains(&ago(2)), "its own `sentAt` counts: {} seconds ago", ago(2));
}

#[test]
fn calls_that_cannot_be_told_apart_are_events_of_their_own() {
    let server = Server::start();
    let bare = json!({"event": "e", "userId": "u"}).to_string();
    server.post("/v1/track", JSON, bare.clone()).with(200);
    server.post("/v1/track", JSON, bare).with(200);
    assert_eq!(server.get("/api/status").with(200)["last"], 2);
    let timed = json!({"event": "e", "userId": "u", "timestamp": "2026-01-01T00:00:00Z"}).to_string();
    server.post("/v1/track", JSON, timed.clone()).with(200);
    server.post("/v1/track", JSON, timed).with(200);
    assert_eq!(server.get("/api/status").with(200)["last"], 3, "the same call twice");
}
