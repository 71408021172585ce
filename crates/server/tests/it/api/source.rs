//! `/api/sources`, and `voorzet source`.

use serde_json::{Value, json};

use crate::server::{LINES, ONE, Server, event};
use crate::voorzet::run;

#[test]
fn a_key_is_shown_once_and_worth_nothing_after_its_source_is_gone() {
    let server = Server::start();
    let made = server.run(&["source", "add", "crm", "--events-per-second", "5", "--strict", "--json"]).json();
    let key = made["key"].as_str().expect("a key").to_owned();
    assert_eq!(server.post_as(&key, "/events", ONE, event("1")).with(202)["accepted"], 1);
    let [default, crm] = [source(&server, "default"), source(&server, "crm")];
    assert_eq!((&default["events_per_second"], &default["strict"]), (&Value::Null, &Value::Null));
    assert_eq!((&crm["events_per_second"], &crm["strict"]), (&json!(5), &json!(true)));
    assert!(crm["at"].is_string(), "{crm}");
    assert_eq!(server.run(&["source", "list"]).ok(), "default\ncrm  5 events a second  strict\n");
    server.post_as(&key, "/events", ONE, "garbage").problem(400);
    assert!(server.run(&["source", "add", "crm"]).fails(1).contains("there is a source `crm` already"));
    assert!(server.run(&["source", "add", "voorzet"]).fails(1).contains("voorzet"));
    server.change("POST", "/api/sources", &json!({"name": "a b"})).problem(409);

    server.run(&["source", "remove", "crm"]).ok();
    server.post_as(&key, "/events", ONE, event("2")).problem(401);
    server.run(&["source", "remove", "crm"]).fails(1);
    server.change("DELETE", "/api/sources/crm", &json!(null)).problem(404);

    let (folder, first) = (server.folder(), server.key.clone());
    assert_eq!(server.stop(), Some(0));
    let server = Server::on(folder, &first, &[]);
    assert_eq!(server.key, first, "no other key is made");
    server.post("/events", ONE, event("3")).with(202);
}

#[test]
fn sources_are_made_before_there_is_a_server() {
    let folder = std::sync::Arc::new(tempfile::tempdir().expect("a folder"));
    let data = folder.path().join("data");
    let data = data.to_str().expect("UTF-8");
    let key = run(["source", "add", "shop", "--data", data]).ok().trim().to_owned();
    run(["source", "add", "crm", "--data", data]).ok();
    run(["source", "remove", "crm", "--data", data]).ok();
    run(["source", "remove", "crm", "--data", data]).fails(1);
    let server = Server::on(folder, &key, &[]);
    assert_eq!(server.key, key, "there is a source already");
    assert_eq!(server.post("/events", ONE, event("1")).with(202)["accepted"], 1);
    assert_eq!(server.get("/api/entries/1").with(200)["entry"]["source"], "shop:/shop");
}

/// What is told of a source.
fn source(server: &Server, name: &str) -> Value {
    let sources = server.get("/api/sources").with(200)["sources"].clone();
    let found = sources.as_array().expect("a list").iter().find(|source| source["name"] == name);
    found.cloned().unwrap_or_default()
}

#[test]
fn a_source_is_known_by_what_really_came_of_it() {
    let server = Server::start();
    let before = source(&server, "default");
    assert_eq!((&before["events"], &before["total"]), (&json!(0), &json!(0)));
    assert_eq!((&before["last_event"], &before["last_failure"]), (&Value::Null, &Value::Null));

    let lines = [event("1"), event("2"), event("2"), "garbage".to_owned()].join("\n");
    server.post("/events", LINES, lines).with(202);
    let known = source(&server, "default");
    assert_eq!(
        (&known["events"], &known["events_before"], &known["total"]),
        (&json!(2), &json!(0), &json!(2))
    );
    assert_eq!((&known["quarantined"], &known["refused"]), (&json!(1), &json!(0)));
    assert!(known["last_event"].is_string(), "{known}");
    assert_eq!(known["last_type"], "order.shipped");
    assert!(known["last_failure"]["problem"].as_str().is_some_and(|why| !why.is_empty()), "{known}");

    let refused = |status: u16, path: &str, kind: &str, body: Vec<u8>| {
        let answer = server.post(path, kind, body).problem(status);
        let failure = source(&server, "default")["last_failure"].clone();
        let said = failure["problem"].as_str().expect("a problem");
        assert!(said.starts_with(answer["detail"].as_str().expect("a detail")), "{failure}, {answer}");
    };
    refused(400, "/events?strict=true", LINES, b"garbage\ngarbage".to_vec());
    refused(413, "/events", ONE, vec![b'x'; 1_000_000]);
    refused(415, "/events", "text/html", b"x".to_vec());
    refused(400, "/v1/batch", "application/json", b"[".to_vec());
    assert_eq!(source(&server, "default")["refused"], 5);
    server.post_as("vzk_nobody", "/events", ONE, event("9")).problem(401);
    assert_eq!(source(&server, "default")["refused"], 5);

    let known = source(&server, "default");
    let (folder, key) = (server.folder(), server.key.clone());
    assert_eq!(server.stop(), Some(0));
    let server = Server::on(folder, &key, &[]);
    assert_eq!(source(&server, "default"), known, "a restart forgets nothing");
    server.post("/events", ONE, event("3")).with(202);
    let folder = server.folder();
    server.kill();
    let server = Server::on(folder, &key, &[]);
    let after = source(&server, "default");
    assert_eq!((&after["events"], &after["total"]), (&json!(3), &json!(3)), "nor does a crash forget events");
    server.change("DELETE", "/api/sources/default", &json!(null)).with(200);
    server.change("POST", "/api/sources", &json!({"name": "default"})).with(201);
    assert_eq!(source(&server, "default")["total"], 0, "another of the same name");
}

#[test]
fn what_comes_too_fast_is_a_failure_too() {
    let server = Server::start();
    let made =
        server.change("POST", "/api/sources", &json!({"name": "crm", "events_per_second": 1})).with(201);
    let key = made["key"].as_str().expect("a key");
    let lines: Vec<String> = (0..500).map(|id| event(&id.to_string())).collect();
    server.post_as(key, "/events", LINES, lines.join("\n")).with(202);
    server.post_as(key, "/events", ONE, event("x")).problem(429);
    let crm = source(&server, "crm");
    assert_eq!((&crm["events"], &crm["refused"]), (&json!(500), &json!(1)));
    assert_eq!(crm["last_failure"]["problem"], "this source sends faster than it may");
}
