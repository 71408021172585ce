//! `/api/status`, `/healthz`, `/readyz`, `/metrics`.

use serde_json::json;

use crate::server::{ONE, Server, event, until};

#[test]
fn the_server_says_how_it_is() {
    let server = Server::start();
    assert_eq!(server.get("/healthz").with(200), json!({"status": "ok"}));
    until("it becomes ready", || server.get("/readyz").status == 200);
    server.post("/events", ONE, event("1")).with(202);
    server.post("/events", ONE, event("1")).with(202);
    server.post("/events", ONE, "garbage").with(202);
    let status = server.get("/api/status").with(200);
    assert_eq!((&status["disk_refuses"], &status["quarantined"]), (&json!(false), &json!(1)));
    let metrics = server.get("/metrics");
    assert!(metrics.header("content-type").starts_with("application/openmetrics-text"));
    for line in [
        "voorzet_events_accepted_total{source=\"default\"} 1",
        "voorzet_events_repeated_total{source=\"default\"} 1",
        "voorzet_events_quarantined_total{source=\"default\"} 1",
        "voorzet_acknowledge_seconds_count 3",
        "# TYPE voorzet_turn_seconds histogram",
        "# EOF",
    ] {
        assert!(metrics.text.contains(line), "{line} is not in\n{}", metrics.text);
    }
}
