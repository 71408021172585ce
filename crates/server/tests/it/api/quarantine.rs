//! `/api/quarantine`, and `voorzet quarantine`.

use serde_json::json;

use crate::server::{ONE, Server, event};

#[test]
fn what_cannot_be_read_is_seen_and_put_away() {
    let server = Server::start();
    let long = format!("{{\"specversion\":\"1.0\",\"data\":\"{}\"}}", "x".repeat(1_000));
    server.post("/events", ONE, long.clone()).with(202);
    server.post("/v1/track", "application/json", "{\"userId\":1}").with(200);
    let list = server.get("/api/quarantine?limit=1").with(200);
    let item = &list["items"][0];
    assert_eq!(
        (&item["number"], &item["door"], &item["source"]),
        (&json!(2), &json!("v1/track"), &json!("default"))
    );
    assert_eq!((&item["problem"], &list["next"]), (&json!("`event` is missing"), &json!(2)));
    let rest = server.get("/api/quarantine?before=2").with(200);
    assert_eq!(rest["items"][0]["body"].as_str().map(str::len), Some(200));
    assert_eq!(server.get("/api/quarantine/1").with(200)["body"], long);

    let again = server.change("POST", "/api/quarantine/1/retry", &json!(null)).problem(409);
    assert_eq!(again["detail"], "`id` is missing");
    assert_eq!(server.get("/api/quarantine/1").with(200)["tries"], 2);
    server.change("DELETE", "/api/quarantine/1", &json!(null)).with(200);
    for path in ["/api/quarantine/1", "/api/quarantine/99"] {
        server.get(path).problem(404);
        server.change("DELETE", path, &json!(null)).problem(404);
        server.change("POST", &format!("{path}/retry"), &json!(null)).problem(404);
    }
    server.change("POST", "/api/undecided/1/retry", &json!(null)).problem(404);
}

#[test]
fn the_command_line_does_the_same_with_and_without_a_server() {
    let server = Server::start();
    for id in ["1", "2"] {
        server.post("/events", ONE, event(id).replace("1.0", "9.9")).with(202);
    }
    let listed = server.run(&["quarantine", "list", "--json"]).json();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(2));
    assert!(server.run(&["quarantine"]).ok().contains("is not 1.x"));
    assert!(server.run(&["quarantine", "retry", "1"]).fails(1).contains("is not 1.x"));
    assert_eq!(server.run(&["quarantine", "drop", "1", "--json"]).json(), json!({"done": true}));
    let folder = server.folder();
    let data = server.data();
    let data = data.to_str().expect("UTF-8");
    assert_eq!(server.stop(), Some(0));
    let run = |args: &[&str]| crate::voorzet::run(args.iter().copied().chain(["--data", data]));
    assert_eq!(run(&["quarantine", "show", "2"]).json()["tries"], 1);
    assert!(run(&["quarantine", "retry", "2"]).fails(1).contains("is not 1.x"));
    run(&["quarantine", "drop", "2"]).ok();
    assert!(run(&["quarantine", "drop", "2"]).fails(1).contains("nothing is in quarantine under 2"));
    drop(folder);
}

#[test]
fn what_is_corrected_is_read_by_the_same_door_and_never_lost() {
    let server = Server::start();
    let sent = event("1").replace("1.0", "9.9");
    server.post("/events", ONE, sent.clone()).with(202);
    let path = "/api/quarantine/1/retry";
    let worse = event("1").replace("\"id\"", "\"ident\"");
    let again = server.change("POST", path, &json!({"body": worse})).problem(409);
    assert_eq!(again["detail"], "`id` is missing");
    let item = server.get("/api/quarantine/1").with(200);
    assert_eq!((&item["problem"], &item["tries"]), (&json!("`id` is missing"), &json!(2)));
    assert_eq!((&item["body"], &item["sent"]), (&json!(worse), &json!(sent)));
    let worse_still = format!("{worse} ");
    server.change("POST", path, &json!({"body": worse_still})).problem(409);
    let item = server.get("/api/quarantine/1").with(200);
    assert_eq!((&item["body"], &item["sent"]), (&json!(worse_still), &json!(sent)), "what came in stays");
    server.change("POST", path, &json!({"body": "x".repeat(100_000)})).problem(413);
    server.change("POST", path, &json!({"text": "x"})).problem(422);
    assert_eq!(server.get("/api/quarantine/1").with(200)["tries"], 3);

    assert_eq!(server.change("POST", path, &json!({"body": event("1")})).with(200), json!({"done": true}));
    server.get("/api/quarantine/1").problem(404);
    let entry = server.get("/api/entries/1").with(200)["entry"].clone();
    assert_eq!((&entry["id"], &entry["source"]), (&json!("1"), &json!("default:/shop")));
    let audit = server.get("/api/audit").with(200);
    let told: Vec<_> = audit["entries"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|entry| entry["action"] == "retry_quarantined")
        .map(|entry| (entry["object"].clone(), entry["detail"].clone()))
        .collect();
    let still = (json!("quarantine 1"), json!("corrected; it still cannot be read"));
    assert_eq!(told, [(json!("quarantine 1"), json!("corrected")), still.clone(), still], "{audit}");
}
