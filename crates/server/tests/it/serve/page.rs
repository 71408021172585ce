//! The page at `/`, and the first event that it and the README tell to send.

use serde_json::Value;

use crate::server::{Server, until};
use crate::voorzet::{root, run};

/// A server that decides by the web shop's strategy.
fn shop() -> Server {
    Server::with(&["--strategy", "examples/webshop"])
}

#[test]
fn the_workspace_is_served_at_every_address_that_is_nobody_elses() {
    let server = Server::start();
    let ask = |path: &str, accept: &str| {
        let request = ureq::http::Request::get(server.at(path)).header("accept", accept);
        server.send(request.body(Vec::new()).expect("a request"))
    };
    for path in ["/", "/ladder", "/customers/12?from=2026-03-01"] {
        let page = ask(path, "text/html,*/*");
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
        assert_eq!(page.header("x-content-type-options"), "nosniff");
    }
    for nothing in ["/assets/", "/assets/nothing.js", "/assets/../../Cargo.toml", "/api/nothing"] {
        assert_eq!(ask(nothing, "text/html").status, 404, "{nothing}");
    }
    assert_eq!(ask("/ladder", "application/json").status, 404, "programs are told that there is nothing");
}

/// The body between the quotes of the `curl` in a text.
fn taught(text: &str) -> &str {
    let command = text.split_once("/v1/batch").expect("the command").1;
    command.split_once("-d '").and_then(|(_, rest)| rest.split_once('\'')).expect("a body").0
}

#[test]
fn the_first_event_of_the_readme_is_decided_on_and_seen() {
    let server = shop();
    let mut stream = server.listen("/api/stream?after=0");
    let readme = std::fs::read_to_string(root().join("README.md")).expect("the README");
    let answer = server.post("/v1/batch", "application/x-www-form-urlencoded", taught(&readme));
    assert_eq!(answer.with(200)["success"], true);
    let decision = loop {
        let entry = stream.next();
        if entry["type"] == "decision.made" {
            break entry;
        }
    };
    assert_eq!(decision["data"]["customer"], "account:sam");
    assert_eq!(decision["data"]["reason"], "payment-failed");
    for language in ["nl", "en"] {
        assert!(decision["data"]["why"][language].as_str().is_some_and(|why| why.contains("payment.failed")));
    }
    let cause = server.get(&format!("/api/entries/{}", decision["cause"])).with(200);
    assert_eq!(cause["entry"]["type"], "payment.failed");
    let caused: Vec<&Value> = cause["caused"].as_array().into_iter().flatten().collect();
    assert!(caused.iter().any(|entry| entry["position"] == decision["position"]));
}

#[test]
fn the_sample_world_goes_on_in_a_server() {
    let server = shop();
    let mut stream = server.listen("/api/stream?after=0&type=decision.made");
    let went = run([
        "world",
        "--live",
        "--customers",
        "400",
        "--days",
        "30",
        "--start",
        "2026-03-01T00:00:00Z",
        "--from",
        "2026-03-10T09:00:00Z",
        "--speed",
        "1000000",
        "--events",
        "1500",
        "--to",
        &server.address,
        "--key",
        &server.key,
    ]);
    assert!(went.stderr.starts_with("1500 events sent"), "{}", went.stderr);
    went.ok();
    let decision = stream.next();
    assert!(
        decision["data"]["customer"].as_str().is_some_and(|customer| customer.starts_with("account:u000"))
    );
    assert!(!decision["history"].as_bool().unwrap_or_default(), "it is news");
    until("all is decided on", || server.get("/api/status").with(200)["behind"] == 0);
    let ladder = server.get("/api/ladder").with(200);
    assert!(ladder["events"]["page"].as_u64().is_some_and(|pages| pages > 500), "{}", ladder["events"]);
    assert_eq!(ladder["late_events"], 0, "they are stamped with the present");
    let status = server.get("/api/status").with(200);
    assert_eq!(status["quarantined"], 0);
}
