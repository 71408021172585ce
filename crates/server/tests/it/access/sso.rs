//! Signing in at another provider.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use ureq::http::Request;

use super::browser::{Browser, add};
use super::provider::{CLIENT, Provider, SECRET, Signs};
use crate::server::{Answer, Server};

/// A server at which one may sign in by a provider.
fn with(provider: &Provider, newcomers: &[&str]) -> Server {
    let server = Server::with(&["--set", "access.requests_per_second=0"]);
    let mut settings = server.get("/api/settings").with(200);
    settings["sign_in"]["sso"] = json!([{
        "id": "work", "name": "Work", "issuer": provider.issuer, "client_id": CLIENT, "client_secret": SECRET, "newcomers": newcomers,
    }]);
    server.change("PUT", "/api/settings", &settings).with(200);
    server
}

/// Goes to the provider: its address, and the cookie of the visit.
fn go(server: &Server) -> (String, String) {
    let answer = server.send(plain(server, "/api/session/sso/work", ""));
    assert_eq!(answer.status, 302, "{}", answer.text);
    let cookie = answer.header("set-cookie").split(';').next().expect("a pair").to_owned();
    (answer.header("location").to_owned(), cookie)
}

fn plain(server: &Server, path: &str, cookie: &str) -> Request<Vec<u8>> {
    Request::get(server.at(path)).header("cookie", cookie).body(Vec::new()).expect("a request")
}

/// Comes back.
fn back(server: &Server, with: &BTreeMap<String, String>, cookie: &str) -> Answer {
    let query = format!("state={}&code={}", with["state"], with["code"].replace(' ', "%20"));
    server.send(plain(server, &format!("/api/session/sso/work/callback?{query}"), cookie))
}

/// Goes, is let in there, and comes back: whether one is in.
fn visit(server: &Server, provider: &Provider) -> bool {
    let (url, cookie) = go(server);
    let answer = back(server, &provider.let_in(&url), &cookie);
    assert_eq!(answer.status, 302, "{}", answer.text);
    let mut browser = Browser::new(server);
    browser.take(&answer);
    let session = browser.session();
    match answer.header("location") {
        "/" => session.with(200)["person"]["email"] == "an@example.org",
        other => {
            assert_eq!(other, "/?sign_in=refused");
            session.problem(401);
            false
        }
    }
}

#[test]
fn who_is_known_there_and_here_is_let_in() {
    let provider = Provider::start();
    let server = with(&provider, &[]);
    assert!(!visit(&server, &provider), "nobody has this mail address");
    add(&server, "an@example.org", "manager");
    assert!(visit(&server, &provider));
    provider.say(json!({"email": "AN@example.org", "email_verified": "true"}), Signs::Well);
    assert!(visit(&server, &provider));
    server.run(&["user", "add", "Bo", "bo@example.org", "--role", "administrator"]).ok();
    server.run(&["user", "disable", "an@example.org"]).ok();
    assert!(!visit(&server, &provider), "disabled here");
    server.send(plain(&server, "/api/session/sso/other", "")).problem(404);
}

#[test]
fn what_is_not_sound_lets_nobody_in() {
    let provider = Provider::start();
    let server = with(&provider, &[]);
    add(&server, "an@example.org", "manager");
    let wrong: [(Value, Signs); 11] = [
        (json!({"email_verified": false}), Signs::Well),
        (json!({"email_verified": null}), Signs::Well),
        (json!({"nonce": "another"}), Signs::Well),
        (json!({"iss": "https://evil.example"}), Signs::Well),
        (json!({"aud": "another"}), Signs::Well),
        (json!({"aud": [CLIENT, "another"], "azp": "another"}), Signs::Well),
        (json!({"exp": 1_000_000_000}), Signs::Well),
        (json!({"nbf": 4_000_000_000_u64}), Signs::Well),
        (json!({}), Signs::Other),
        (json!({}), Signs::Not),
        (json!({}), Signs::Shared),
    ];
    for (says, signs) in wrong {
        provider.say(says.clone(), signs);
        assert!(!visit(&server, &provider), "{says} {signs:?}");
    }
    provider.say(json!({}), Signs::Well);
    assert!(visit(&server, &provider));
    // Another's visit, no visit, and the same twice.
    let exchanges = provider.exchanges();
    let ((one, cookie), (other, _)) = (go(&server), go(&server));
    let (one, other) = (provider.let_in(&one), provider.let_in(&other));
    for (with, cookie) in
        [(&other, cookie.as_str()), (&one, cookie.as_str()), (&one, ""), (&one, "voorzet_sso=x")]
    {
        assert_eq!(back(&server, with, cookie).header("location"), "/?sign_in=refused");
    }
    assert_eq!(provider.exchanges(), exchanges, "no code was exchanged");
    let (url, cookie) = go(&server);
    let with = provider.let_in(&url);
    assert_eq!(back(&server, &with, &cookie).header("location"), "/");
    assert_eq!(back(&server, &with, &cookie).header("location"), "/?sign_in=refused");
}

#[test]
fn who_is_new_is_let_in_where_that_is_set() {
    let provider = Provider::start();
    let server = with(&provider, &["agent"]);
    assert!(!visit(&server, &provider), "the first person comes by the set-up code");
    add(&server, "bo@example.org", "administrator");
    assert!(visit(&server, &provider));
    let people = server.get("/api/people").with(200);
    assert_eq!(
        (&people["people"][1]["name"], &people["people"][1]["roles"]),
        (&json!("An Bos"), &json!(["agent"]))
    );
    assert!(visit(&server, &provider));
    assert_eq!(server.get("/api/people").with(200)["people"].as_array().map(Vec::len), Some(2));
}
