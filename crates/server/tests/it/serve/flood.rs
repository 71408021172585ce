//! A source that sends more than it may.

use serde_json::json;

use crate::server::{LINES, ONE, Server, event};

#[test]
fn a_source_that_sends_too_fast_is_told_to_wait_and_others_are_not() {
    let server = Server::with(&["--set", "intake.burst_seconds=1"]);
    let added =
        server.change("POST", "/api/sources", &json!({"name": "flood", "events_per_second": 10})).with(201);
    let flood = added["key"].as_str().expect("a key");
    let lines: Vec<String> = (0..100).map(|id| event(&id.to_string())).collect();
    let first = server.post_as(flood, "/events", LINES, lines.join("\n"));
    assert_eq!(first.header("ratelimit-policy"), "\"events\";q=10;w=1");
    assert!(first.header("ratelimit").starts_with("\"events\";r=0;t="));
    first.with(202);
    for _ in 0..20 {
        let told = server.post_as(flood, "/events", ONE, event("x"));
        let wait: u64 = told.header("retry-after").parse().expect("seconds");
        assert!((1..=10).contains(&wait), "{wait}");
        assert_eq!(told.problem(429)["type"], "urn:voorzet:problem:too-fast");
        assert_eq!(server.post("/events", ONE, event("y")).status, 202);
    }
    let metrics = server.get("/metrics").text;
    assert!(metrics.contains("voorzet_requests_refused_total{source=\"flood\"} 20"), "{metrics}");
}
