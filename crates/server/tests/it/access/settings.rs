//! What is set for the whole organisation.

use serde_json::json;

use super::browser::{Browser, PASSWORD, add};
use crate::server::Server;

#[test]
fn what_cannot_be_is_refused_and_secrets_are_never_shown() {
    let server = Server::start();
    let old = server.get("/api/settings").with(200);
    assert_eq!((&old["session_hours"], &old["sign_in"]["second_factor"]), (&json!(12), &json!("optional")));
    let refused = |pointer: &str, value: serde_json::Value| {
        let mut new = old.clone();
        *new.pointer_mut(pointer).expect("a setting") = value;
        server.change("PUT", "/api/settings", &new).problem(422);
    };
    refused("/address", json!("https://voorzet.example.com/path"));
    refused("/address", json!("voorzet.example.com"));
    refused("/session_hours", json!(0));
    refused("/sign_in/password", json!(false));
    let provider = |issuer: &str| json!([{"id": "work", "name": "Work", "issuer": issuer, "client_id": "c", "client_secret": "planted"}]);
    refused("/sign_in/sso", provider("http://login.example.com"));
    refused(
        "/sign_in/sso",
        json!([{"id": "A b", "name": "x", "issuer": "https://x.example", "client_id": "c"}]),
    );
    let mut new = old.clone();
    new["organisation"] = json!("Bos & Co");
    new["sign_in"]["sso"] = provider("https://login.example.com");
    let shown = server.change("PUT", "/api/settings", &new);
    assert!(!shown.text.contains("planted"));
    assert_eq!(shown.with(200)["sign_in"]["sso"][0]["secret_set"], true);
    let doors = server.get("/api/sign-in").with(200);
    assert_eq!(doors["methods"]["sso"], json!([{"id": "work", "name": "Work"}]));
    assert_eq!(doors["organisation"], "Bos & Co");
}

#[test]
fn under_https_the_cookie_is_nobody_elses() {
    let server = Server::start();
    add(&server, "an@example.org", "agent");
    let mut settings = server.get("/api/settings").with(200);
    settings["address"] = json!("https://voorzet.example.com");
    server.change("PUT", "/api/settings", &settings).with(200);
    let answer = Browser::new(&server).sign_in("an@example.org", PASSWORD);
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-voorzet="), "{cookie}");
    assert!(
        cookie.contains("; Path=/; HttpOnly; SameSite=Lax; ") && cookie.ends_with("; Secure"),
        "{cookie}"
    );
}
