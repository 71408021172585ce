//! What a stranger is told.

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
