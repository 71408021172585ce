//! Sessions: how they begin, and that they are over when they are over.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::browser::{Browser, PASSWORD, add};
use crate::server::{ONE, Server, event};

#[test]
fn the_first_person_is_let_in_by_the_code_and_nobody_after_that() {
    let server = Server::start();
    let doors = server.get("/api/sign-in").with(200);
    assert_eq!(doors["first_run"], true);
    assert_eq!(doors["methods"], json!({"password": true, "passkey": true, "sso": []}));
    let note = std::fs::read_to_string(server.data().join("server.json")).expect("a note");
    let note: Value = serde_json::from_str(&note).expect("JSON");
    let mut browser = Browser::new(&server);
    let first =
        |code: &Value| json!({"code": code, "name": "An", "email": "An@Example.org", "password": PASSWORD});
    browser.ask("POST", "/api/first-run", &first(&json!("guess"))).problem(401);
    browser.session().problem(401);
    browser.ask("POST", "/api/first-run", &first(&note["setup"])).with(200);
    let session = browser.session().with(200);
    assert_eq!(session["person"]["roles"], json!(["administrator"]));
    assert_eq!(session["person"]["email"], "an@example.org");
    assert_eq!(session["permissions"].as_array().map(Vec::len), Some(20));
    assert_eq!(session["csrf"], browser.csrf.as_str());
    assert_eq!(session["second_factor"], false);
    Browser::new(&server).ask("POST", "/api/first-run", &first(&note["setup"])).problem(409);
    assert_eq!(server.get("/api/sign-in").with(200)["first_run"], false);
    let (folder, key) = (server.folder(), server.key.clone());
    let cookie = browser.cookie.clone();
    assert_eq!(server.stop(), Some(0));
    let server = Server::on(folder, &key, &[]);
    let browser = Browser { server: &server, cookie, csrf: String::new() };
    let mut same = browser.session().with(200);
    // Only its end is another, since it was used again.
    same["expires"] = session["expires"].clone();
    assert_eq!(same, session);
    let note = std::fs::read_to_string(server.data().join("server.json")).expect("a note");
    assert!(!note.contains("setup"), "there is somebody");
}

#[test]
fn every_sign_in_gives_a_ticket_that_nobody_has_seen() {
    let server = Server::start();
    add(&server, "an@example.org", "agent");
    let mut browser = Browser::new(&server);
    // Somebody else has put a ticket of their own in the browser.
    browser.cookie = "voorzet_session=planted".to_owned();
    let answer = browser.sign_in("an@example.org", PASSWORD);
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
    answer.with(200);
    assert!(!browser.cookie.contains("planted"));
    let old = Browser { server: &server, cookie: browser.cookie.clone(), csrf: String::new() };
    browser.sign_in("an@example.org", PASSWORD).with(200);
    assert_ne!(old.cookie, browser.cookie);
    old.session().problem(401);
    browser.session().with(200);
    let listed = browser.get("/api/me/sessions").with(200);
    assert_eq!(listed["sessions"].as_array().map(Vec::len), Some(1));
}

/// Does something and sees that the browser's session and stream are over within a second.
fn ends(browser: &mut Browser<'_>, end: impl FnOnce(&mut Browser<'_>)) {
    let mut stream = browser.listen();
    let old = Browser { server: browser.server, cookie: browser.cookie.clone(), csrf: String::new() };
    browser.server.post("/events", ONE, event(&format!("{:?}", Instant::now()))).with(202);
    assert_eq!(stream.next()["type"], "order.shipped", "it is heard");
    end(browser);
    let start = Instant::now();
    old.session().problem(401);
    old.get("/api/entries").problem(401);
    assert!(stream.is_over(), "nothing more is heard");
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

#[test]
fn who_signs_out_hears_nothing_more() {
    let server = Server::start();
    let mut browser = Browser::of(&server, "analyst");
    ends(&mut browser, |browser| {
        browser.ask("DELETE", "/api/session", &json!(null)).with(200);
    });
}

#[test]
fn who_is_disabled_or_becomes_something_else_hears_nothing_more() {
    let server = Server::start();
    let number = add(&server, "an@example.org", "analyst");
    let mut browser = Browser::signed_in(&server, "an@example.org");
    let path = format!("/api/people/{number}");
    ends(&mut browser, |_| {
        server.change("PATCH", &path, &json!({"roles": ["integrator"]})).with(200);
    });
    let mut browser = Browser::signed_in(&server, "an@example.org");
    ends(&mut browser, |_| {
        assert_eq!(server.run(&["user", "disable", "an@example.org"]).ok(), "");
    });
    Browser::new(&server).sign_in("an@example.org", PASSWORD).problem(401);
    server.change("PATCH", &path, &json!({"disabled": false})).with(200);
    Browser::signed_in(&server, "an@example.org");
}

#[test]
fn another_password_ends_every_other_session() {
    let server = Server::start();
    add(&server, "an@example.org", "analyst");
    let (mut here, mut there) =
        (Browser::signed_in(&server, "an@example.org"), Browser::signed_in(&server, "an@example.org"));
    let change = |current: &str, new: &str| json!({"current": current, "new": new});
    here.ask("POST", "/api/me/password", &change("something else", "another long one")).problem(403);
    here.ask("POST", "/api/me/password", &change(PASSWORD, "short")).problem(422);
    ends(&mut there, |_| {
        here.ask("POST", "/api/me/password", &change(PASSWORD, "another long one")).with(200);
    });
    here.session().with(200);
    Browser::new(&server).sign_in("an@example.org", PASSWORD).problem(401);
    Browser::new(&server).sign_in("AN@example.org ", "another long one").with(200);
}

#[test]
fn the_last_administrator_stays() {
    let server = Server::start();
    let number = add(&server, "an@example.org", "administrator");
    let path = format!("/api/people/{number}");
    server.change("PATCH", &path, &json!({"disabled": true})).problem(409);
    server.change("PATCH", &path, &json!({"roles": ["agent"]})).problem(409);
    add(&server, "bo@example.org", "administrator");
    server.change("PATCH", &path, &json!({"roles": ["agent"]})).with(200);
}

#[test]
fn one_sees_where_one_is_signed_in_and_can_end_it() {
    let server = Server::start();
    add(&server, "an@example.org", "analyst");
    let (mut here, mut there) =
        (Browser::signed_in(&server, "an@example.org"), Browser::signed_in(&server, "an@example.org"));
    let listed = here.get("/api/me/sessions").with(200);
    let other = listed["sessions"].as_array().expect("sessions").iter().find(|one| one["current"] == false);
    let path = format!("/api/me/sessions/{}", other.expect("another")["id"]);
    ends(&mut there, |_| {
        here.ask("DELETE", &path, &json!(null)).with(200);
    });
    here.ask("DELETE", &path, &json!(null)).problem(404);
    let changed = here.ask("PATCH", "/api/me", &json!({"name": "An Bos", "language": "nl"})).with(200);
    assert_eq!((&changed["name"], &changed["language"]), (&json!("An Bos"), &json!("nl")));
    assert_eq!(here.get("/api/me").with(200), changed);
}
