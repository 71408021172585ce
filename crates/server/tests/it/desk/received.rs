//! `POST /messages`: what customers wrote by any other system, and who may say so.

use serde_json::json;

use super::office::Office;
use crate::server::{ONE, Server, until};

#[test]
fn a_message_that_comes_ten_times_is_there_once() {
    let office = Office::open();
    let ann = office.agent("ann");
    let body = json!({"id": "m1", "customer": "u1", "from": {"address": "u1"}, "text": "Hi"}).to_string();
    std::thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| office.post(&body).with(202));
        }
    });
    assert_eq!(office.post(&body).with(202)["repeated"], 1);
    let case = office.case();
    assert_eq!(ann.messages(case).len(), 1);
}

#[test]
fn what_cannot_be_read_is_in_quarantine_and_can_be_mended() {
    let office = Office::open();
    let wrong =
        office.post(r#"[{"id":"m1","text":"no sender"},{"id":"m2","from":{"address":"u2"},"text":"fine"}]"#);
    let wrong = wrong.with(202);
    assert_eq!((&wrong["accepted"], &wrong["quarantined"]), (&json!(1), &json!(1)));
    let number = wrong["events"][0]["quarantined"].as_i64().expect("a number");
    let kept = office.server.get(&format!("/api/quarantine/{number}")).with(200);
    assert_eq!((&kept["door"], &kept["source"]), (&json!("messages"), &json!("portal")));
    let mended = json!({"body": r#"{"id":"m1","from":{"address":"u1"},"text":"now"}"#});
    office.server.change("POST", &format!("/api/quarantine/{number}/retry"), &mended).with(200);
    office.cases("all", 2);
    office.post("not JSON").problem(400);
    office.server.post_as("wrong", "/messages", "application/json", "{}").problem(401);
}

#[test]
fn no_source_puts_words_in_a_customers_mouth() {
    let office = Office::open();
    let data = r#"{"channel":"portal","account":"portal","threads":["portal|u1"],"from":{"address":"u1"},"text":"x"}"#;
    for (id, kind) in ["message.received", "message.status", "message.bounced"].into_iter().enumerate() {
        let event = format!(
            r#"{{"specversion":"1.0","id":"{id}","source":"/x","type":"{kind}","subject":"u1","data":{data}}}"#
        );
        let receipt = office.server.post("/events", ONE, event).with(202);
        assert_eq!((&receipt["accepted"], &receipt["quarantined"]), (&json!(0), &json!(1)), "{kind}");
        let call = format!(r#"{{"userId":"u1","event":"{kind}","properties":{data}}}"#);
        office.server.post("/v1/track", "application/json", call);
    }
    let kept = office.server.get("/api/quarantine").with(200);
    let items = kept["items"].as_array().expect("items");
    assert_eq!(items.len(), 6, "{kept}");
    assert!(
        items.iter().all(|item| item["problem"].as_str().is_some_and(|why| why.contains("POST /messages")))
    );
    assert_eq!(office.server.get("/api/cases").with(200)["cases"], json!([]));
}

#[test]
fn a_system_outside_may_also_come_without_a_strategy() {
    let server = Server::start();
    let body = json!({"id": "m1", "from": {"address": "an@example.org"}, "text": "Hi"}).to_string();
    server.post("/messages", "application/json", body).with(202);
    until("it is in the log", || server.get("/api/status").with(200)["last"] == 1);
}
