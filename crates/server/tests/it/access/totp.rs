//! An app that counts, as a second factor.

use std::time::SystemTime;

use serde_json::json;
use totp_rs::{Builder, Secret};

use super::browser::{Browser, PASSWORD, add};
use crate::server::Server;

/// The code of an app, so many steps from now.
pub(super) fn code(secret: &str, ahead: u64) -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_secs();
    let secret = Secret::try_from_base32(secret).expect("base 32");
    let app = Builder::new().with_secret(secret).build().expect("an app");
    app.generate(now + ahead * 30).to_string()
}

/// Sets up an app: its secret, and the recovery codes.
pub(super) fn set_up(browser: &mut Browser<'_>) -> (String, Vec<String>) {
    let new = browser.ask("POST", "/api/me/totp", &json!({})).with(200);
    let secret = new["secret"].as_str().expect("a secret").to_owned();
    assert!(new["svg"].as_str().is_some_and(|svg| svg.contains("<svg")));
    assert!(new["uri"].as_str().is_some_and(|uri| uri.contains(&secret)));
    browser.ask("POST", "/api/me/totp/confirm", &json!({"code": "000000"})).problem(403);
    let shown = json!({"code": code(&secret, 0)});
    let confirmed = browser.ask("POST", "/api/me/totp/confirm", &shown).with(200);
    (secret, serde_json::from_value(confirmed["recovery_codes"].clone()).expect("codes"))
}

fn half(server: &Server) -> Browser<'_> {
    let mut half = Browser::new(server);
    let said = half.sign_in("an@example.org", PASSWORD).with(200);
    assert_eq!(said, json!({"state": "second_factor", "methods": ["totp"]}));
    half
}

#[test]
fn a_code_is_used_once_and_half_a_sign_in_is_none() {
    let server = Server::start();
    add(&server, "an@example.org", "manager");
    let mut browser = Browser::signed_in(&server, "an@example.org");
    let before = browser.cookie.clone();
    assert_eq!(browser.get("/api/me").with(200)["totp"], json!(null));
    let (secret, recovery) = set_up(&mut browser);
    let totp = browser.get("/api/me").with(200)["totp"].clone();
    assert!(totp["at"].is_string() && totp["recovery_left"] == 10, "{totp}");
    assert_ne!(browser.cookie, before, "a new ticket after the second factor");
    assert_eq!(browser.session().with(200)["second_factor"], true);
    browser.ask("POST", "/api/me/totp", &json!({})).problem(409);

    let mut one = half(&server);
    let first = one.cookie.clone();
    one.session().problem(401);
    one.get("/api/entries").problem(401);
    let second = |browser: &mut Browser<'_>, code: &str| {
        browser.ask("POST", "/api/session/second-factor", &json!({"code": code}))
    };
    second(&mut one, "000000").problem(401);
    // The one that confirmed the app was used by that; the next is near enough.
    let next = code(&secret, 1);
    second(&mut one, &next).with(200);
    assert_ne!(one.cookie, first);
    one.session().with(200);
    let mut two = half(&server);
    second(&mut two, &next).problem(401);
    second(&mut two, &recovery[0].to_uppercase()).with(200);
    let mut three = half(&server);
    second(&mut three, &recovery[0]).problem(401);
    second(&mut three, &recovery[1]).with(200);
    assert_eq!(recovery.len(), 10);
    assert_eq!(three.get("/api/me").with(200)["totp"]["recovery_left"], 8);

    three.ask("DELETE", "/api/me/totp", &json!({"password": "something else"})).problem(403);
    three.ask("DELETE", "/api/me/totp", &json!({"password": PASSWORD})).with(200);
    one.session().problem(401);
    Browser::signed_in(&server, "an@example.org").session().with(200);
}

#[test]
fn where_everybody_needs_one_who_has_none_can_do_nothing_else() {
    let server = Server::start();
    add(&server, "an@example.org", "manager");
    let mut settings = server.get("/api/settings").with(200);
    settings["sign_in"]["second_factor"] = json!("required");
    server.change("PUT", "/api/settings", &settings).with(200);
    let mut browser = Browser::new(&server);
    let said = browser.sign_in("an@example.org", PASSWORD).with(200);
    assert_eq!((&said["state"], &said["session"]["permissions"]), (&json!("signed_in"), &json!([])));
    assert_eq!(browser.session().with(200)["permissions"], json!([]));
    assert!(
        browser.get("/api/strategy").problem(403)["detail"]
            .as_str()
            .is_some_and(|why| why.contains("second factor"))
    );
    set_up(&mut browser);
    assert_eq!(browser.session().with(200)["permissions"].as_array().map(Vec::len), Some(17));
}
