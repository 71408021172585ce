//! `/api/sources`, and `voorzet source`.

use serde_json::json;

use crate::server::{ONE, Server, event};
use crate::voorzet::run;

#[test]
fn a_key_is_shown_once_and_worth_nothing_after_its_source_is_gone() {
    let server = Server::start();
    let made = server.run(&["source", "add", "crm", "--events-per-second", "5", "--strict", "--json"]).json();
    let key = made["key"].as_str().expect("a key").to_owned();
    assert_eq!(server.post_as(&key, "/events", ONE, event("1")).with(202)["accepted"], 1);
    assert_eq!(
        server.get("/api/sources").with(200),
        json!({"sources": [{"name": "default"}, {"name": "crm", "events_per_second": 5, "strict": true}]})
    );
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
