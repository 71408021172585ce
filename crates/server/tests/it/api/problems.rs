//! What a stranger is told, and what a stranger may not ask.

use serde_json::json;
use ureq::http::Request;

use crate::server::{Server, event};

#[test]
fn every_refusal_is_a_problem() {
    let server = Server::start();
    server.get("/nowhere").problem(404);
    server.get("/events").problem(405);
    server.post("/api/status", "application/json", "{}").problem(405);
    server.post("/events", "text/plain", event("1")).problem(415);
    server.post("/events?strict=perhaps", "application/json", event("1")).problem(400);
    server.change("POST", "/api/sources", &json!({"nome": "x"})).problem(422);
    let broken = Request::post(server.at("/api/sources"))
        .header("authorization", format!("Bearer {}", server.token))
        .header("content-type", "application/json");
    server.send(broken.body(b"{".to_vec()).expect("a request")).problem(400);
    let plain =
        Request::post(server.at("/api/sources")).header("authorization", format!("Bearer {}", server.token));
    server.send(plain.body(b"{}".to_vec()).expect("a request")).problem(415);
}

#[test]
fn changes_are_for_who_has_the_token_and_reading_for_this_machine() {
    let server = Server::start();
    let changes = [
        ("POST", "/api/sources"),
        ("DELETE", "/api/sources/default"),
        ("POST", "/api/strategy"),
        ("POST", "/api/outbox/x/retry"),
        ("POST", "/api/outbox/x/cancel"),
        ("POST", "/api/quarantine/1/retry"),
        ("DELETE", "/api/quarantine/1"),
        ("POST", "/api/undecided/1/retry"),
    ];
    for (method, path) in changes {
        for key in ["", "Bearer wrong", &format!("Bearer {}", server.key)] {
            let request = Request::builder().method(method).uri(server.at(path)).header("authorization", key);
            let request =
                request.header("content-type", "application/json").body(b"{\"name\":\"x\"}".to_vec());
            server.send(request.expect("a request")).problem(401);
        }
    }
    for path in ["/api/status", "/api/entries", "/api/stream", "/api/outbox", "/api/quarantine", "/metrics"] {
        let foreign = |token: Option<&str>| {
            let mut request = Request::get(server.at(path)).header("host", "evil.example");
            if let Some(token) = token {
                request = request.header("authorization", format!("Bearer {token}"));
            }
            request.body(Vec::new()).expect("a request")
        };
        server.send(foreign(None)).problem(401);
        if path != "/api/stream" {
            assert_eq!(server.send(foreign(Some(&server.token))).status, 200, "{path}");
        }
    }
}
