//! A source that sends more than it may.

use serde_json::json;

use crate::server::{LINES, ONE, Server, event, until};

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

#[test]
fn when_too_much_waits_to_be_decided_on_nothing_more_is_taken_until_it_does_not() {
    let server = Server::with(&["--set", "intake.most_behind=100"]);
    let lines: Vec<String> = (0..500).map(|id| event(&id.to_string())).collect();
    server.post("/events", LINES, lines.join("\n")).with(202);
    assert_eq!(server.get("/api/status").with(200)["behind"], 500);
    server.post("/events", ONE, event("x")).with(202);
    server.run(&["publish", "examples/webshop"]).ok();
    until("it has caught up", || server.post("/events", ONE, event("y")).status == 202);

    let busy =
        ["--strategy", "examples/webshop", "--set", "intake.most_behind=0", "--set", "engine.portion=1"];
    let server = Server::with(&busy);
    let told: Vec<u16> = std::thread::scope(|scope| {
        let callers: Vec<_> = (0..4)
            .map(|caller| {
                let (server, lines) = (&server, lines.join("\n"));
                let lines = lines.replace("\"id\":\"", &format!("\"id\":\"{caller}-"));
                scope.spawn(move || -> Vec<u16> {
                    (0..10).map(|_| server.post("/events", LINES, lines.clone()).status).collect()
                })
            })
            .collect();
        callers.into_iter().flat_map(|caller| caller.join().expect("answers")).collect()
    });
    assert!(told.contains(&202) && told.contains(&503), "{told:?}");
    assert!(told.iter().all(|status| [202, 503].contains(status)), "{told:?}");
    until("it has caught up", || server.post("/events", ONE, event("z")).status == 202);
}
