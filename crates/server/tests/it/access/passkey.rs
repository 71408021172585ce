//! Passkeys, with an authenticator in software.

use serde_json::json;

use super::authenticator::{Authenticator, ask_at_home};
use super::browser::{Browser, PASSWORD, add};
use super::totp::{code, set_up};
use crate::server::Server;

#[test]
fn a_passkey_is_made_and_signs_in_alone() {
    let server = Server::start();
    for (p256, email) in [(true, "an@example.org"), (false, "bo@example.org")] {
        add(&server, email, "manager");
        let mut browser = Browser::signed_in(&server, email);
        let mut authenticator = Authenticator::new(p256);
        authenticator.register(&mut browser, "telephone").with(201);
        authenticator.register(&mut browser, "again").problem(409);
        assert_eq!(browser.get("/api/me/passkeys").with(200)["passkeys"][0]["name"], "telephone");
        let mut other = Browser::new(&server);
        let signed_in = authenticator.sign_in(&mut other).with(200);
        assert_eq!(signed_in["session"]["person"]["email"], email);
        assert_eq!(signed_in["session"]["second_factor"], true);
        other.session().with(200);
        server.run(&["user", "disable", email]).ok();
        authenticator.sign_in(&mut Browser::new(&server)).problem(401);
    }
}

#[test]
fn what_proves_nothing_lets_nobody_in() {
    let server = Server::start();
    add(&server, "an@example.org", "manager");
    let mut browser = Browser::signed_in(&server, "an@example.org");
    let mut key = Authenticator::new(true);
    // Made for another site, or on another's page.
    key.site = "evil.example".to_owned();
    key.register(&mut browser, "x").problem(422);
    key.site = "localhost".to_owned();
    key.origin = Some("https://evil.example".to_owned());
    key.register(&mut browser, "x").problem(422);
    key.origin = None;
    key.register(&mut browser, "x").with(201);
    let mut stranger = Browser::new(&server);
    key.sign_in(&mut stranger).with(200);

    key.origin = Some("https://evil.example".to_owned());
    key.sign_in(&mut stranger).problem(401);
    key.origin = None;
    key.site = "evil.example".to_owned();
    key.sign_in(&mut stranger).problem(401);
    key.site = "localhost".to_owned();
    key.verifies = false;
    key.sign_in(&mut stranger).problem(401);
    key.verifies = true;
    // A copy lags behind.
    let counter = std::mem::replace(&mut key.counter, 0);
    key.sign_in(&mut stranger).problem(401);
    key.counter = counter;
    // Another key under the same name.
    Authenticator::new(true).sign_in(&mut stranger).problem(401);
    // What is shown twice.
    let options = ask_at_home(&mut stranger, "/api/session/passkey/challenge", &json!({})).with(200);
    let credential = json!({"credential": key.show(&options, &stranger)});
    ask_at_home(&mut stranger, "/api/session/passkey", &credential).with(200);
    ask_at_home(&mut stranger, "/api/session/passkey", &credential).problem(401);
    // A question that we never asked.
    let options = json!({"challenge": "AAAA"});
    let credential = json!({"credential": key.show(&options, &stranger)});
    ask_at_home(&mut stranger, "/api/session/passkey", &credential).problem(401);
    // A question about adding one, answered by showing one.
    let options = ask_at_home(&mut browser, "/api/me/passkeys/challenge", &json!({})).with(200);
    let credential = json!({"credential": key.show(&options, &stranger)});
    ask_at_home(&mut stranger, "/api/session/passkey", &credential).problem(401);
}

#[test]
fn a_passkey_is_a_second_factor_for_its_owner_alone() {
    let server = Server::start();
    add(&server, "an@example.org", "manager");
    add(&server, "bo@example.org", "manager");
    let mut browser = Browser::signed_in(&server, "an@example.org");
    let (mut own, mut other) = (Authenticator::new(true), Authenticator::new(true));
    (own.verifies, other.verifies) = (false, false);
    own.register(&mut browser, "key").with(201);
    let (secret, _) = set_up(&mut browser);
    other.register(&mut Browser::signed_in(&server, "bo@example.org"), "key").with(201);
    let mut half = Browser::new(&server);
    let said =
        ask_at_home(&mut half, "/api/session", &json!({"email": "an@example.org", "password": PASSWORD}));
    assert_eq!(said.with(200), json!({"state": "second_factor", "methods": ["totp", "passkey"]}));
    half.session().problem(401);
    other.sign_in(&mut half).problem(401);
    own.sign_in(&mut half).with(200);
    half.session().with(200);
    drop(code(&secret, 0));
}
