//! What programs hold.

use serde_json::json;
use ureq::http::Request;

use super::browser::{Browser, add};
use crate::server::{Answer, Server};

fn get(server: &Server, token: &str, path: &str) -> Answer {
    let request = Request::get(server.at(path)).header("authorization", format!("Bearer {token}"));
    server.send(request.body(Vec::new()).expect("a request"))
}

#[test]
fn a_token_may_no_more_than_its_maker_and_ends_with_them() {
    let server = Server::start();
    let number = add(&server, "an@example.org", "analyst");
    let mut browser = Browser::signed_in(&server, "an@example.org");
    let ask = |scopes: &[&str], expires: Option<&str>| json!({"name": "report", "scopes": scopes, "expires": expires});
    browser.ask("POST", "/api/tokens", &ask(&["outbox.read"], None)).problem(403);
    browser.ask("POST", "/api/tokens", &ask(&[], None)).problem(422);
    browser.ask("POST", "/api/tokens", &ask(&["no.such"], None)).problem(422);
    browser.ask("POST", "/api/tokens", &ask(&["events.read"], Some("2020-01-01T00:00:00Z"))).problem(422);
    let made = browser.ask(
        "POST",
        "/api/tokens",
        &ask(&["events.read", "strategy.read"], Some("2190-01-01T00:00:00Z")),
    );
    let made = made.with(201);
    let token = made["token"].as_str().expect("a token").to_owned();
    assert!(token.starts_with("vzt_"));
    get(&server, &token, "/api/entries").with(200);
    get(&server, &token, "/api/ladder").problem(403);
    get(&server, &token, "/api/session").problem(403);
    let listed = browser.get("/api/tokens").with(200);
    assert!(listed["tokens"][0]["used"].is_string() && listed["tokens"][0].get("token").is_none());

    let mut stream = server.listen_as("authorization", &format!("Bearer {token}"));
    let person = format!("/api/people/{number}");
    server.change("PATCH", &person, &json!({"roles": ["integrator"]})).with(200);
    assert!(stream.is_over(), "what it may do has changed");
    get(&server, &token, "/api/entries").with(200);
    server.change("PATCH", &person, &json!({"disabled": true})).with(200);
    get(&server, &token, "/api/entries").problem(401);
    server.change("PATCH", &person, &json!({"disabled": false, "roles": []})).with(200);
    get(&server, &token, "/api/entries").problem(403);
    server.change("PATCH", &person, &json!({"roles": ["analyst"]})).with(200);

    let (folder, key) = (server.folder(), server.key.clone());
    assert_eq!(server.stop(), Some(0));
    let server = Server::on(folder, &key, &[]);
    get(&server, &token, "/api/entries").with(200);
    let mut browser = Browser::signed_in(&server, "an@example.org");
    let mut stream = server.listen_as("authorization", &format!("Bearer {token}"));
    browser.ask("DELETE", &format!("/api/tokens/{}", made["id"]), &json!(null)).with(200);
    assert!(stream.is_over());
    get(&server, &token, "/api/entries").problem(401);
}
