//! Whether it helped: pauses are not endings.

use serde_json::{Value, json};

use super::visitor::{Visitor, id};
use super::{again, answer, begin, entries, start};
use crate::server::until;

const SOON: &str = "ask_after = \"1s\"\n";

#[test]
fn an_answer_that_has_stood_there_is_asked_about_once_and_no_is_a_message() {
    let server = start(SOON);
    let (session, token) = begin(&server, &json!({}));
    let mut visitor = Visitor::after(&server, &token, 0);
    visitor.say(&id(1), "Where is it?");
    visitor.next_of("ack");
    let server = answer(server, SOON, &[(&session, "It comes tomorrow.")], 500);
    let mut visitor = Visitor::after(&server, &token, 0);
    visitor.next_of("ask_helped");
    visitor.send(&json!({ "type": "answer", "id": id(2), "helped": false }));
    let said = visitor.next_of("said");
    assert_eq!((&said["choice"]["id"], &said["by"]), (&json!("helped:no"), &json!("customer")));
    let entry = entries(&server, "message.received").pop().expect("an entry");
    assert_eq!(entry["data"]["choice"]["id"], "helped:no");
    assert!(entry["data"]["automatic"].is_null(), "an agent is to see it");
    // After a restart it is not asked about what the visitor said last.
    let server = again(server, SOON);
    let mut visitor = Visitor::after(&server, &token, 0);
    assert_eq!(visitor.history().len(), 3);
    visitor.next_of("state");
    visitor.say(&id(3), "Hello?");
    let next: Vec<_> = std::iter::repeat_with(|| visitor.next()["type"].clone()).take(2).collect();
    assert!(!next.contains(&json!("ask_helped")), "{next:?}");
}

#[test]
fn yes_closes_it_plainly_for_good_until_somebody_writes() {
    let server = start(SOON);
    let (session, token) = begin(&server, &json!({ "language": "nl" }));
    let mut visitor = Visitor::after(&server, &token, 0);
    visitor.say(&id(1), "Waar blijft het?");
    visitor.next_of("ack");
    let server = answer(server, SOON, &[(&session, "Morgen.")], 0);
    let mut visitor = Visitor::after(&server, &token, 0);
    visitor.next_of("ask_helped");
    // The question stands there for whoever comes back.
    let server = again(server, SOON);
    let mut visitor = Visitor::after(&server, &token, 0);
    visitor.next_of("ask_helped");
    for _ in 0..2 {
        visitor.send(&json!({ "type": "answer", "id": id(2), "helped": true }));
    }
    visitor.next_of("closed");
    let entry = entries(&server, "message.received").pop().expect("an entry");
    assert_eq!(
        (&entry["data"]["automatic"], &entry["data"]["text"]),
        (&json!(true), &json!("Ja, dit heeft geholpen"))
    );
    let thread = || server.get("/api/cases/1/messages?limit=10").with(200);
    let helped = |thread: &Value| {
        let said = thread["messages"].as_array().expect("a thread");
        said.iter().find(|message| message["text"] == "Ja, dit heeft geholpen").cloned()
    };
    until("it is shown", || helped(&thread()).is_some());
    assert_eq!(helped(&thread()).expect("it is shown")["by"], "customer", "nobody of us said that");
    let server = again(server, SOON);
    let mut visitor = Visitor::after(&server, &token, 0);
    assert_eq!(visitor.history().len(), 3);
    visitor.next_of("closed");
    visitor.say(&id(4), "Toch nog iets");
    visitor.next_of("said");
    let mut other = Visitor::after(&server, &token, 0);
    other.next_of("state");
    other.say(&id(5), "En dit");
    let frame = other.next();
    assert_ne!(frame["type"], "closed", "it goes on");
    visitor.send(&json!({ "type": "close", "id": id(6) }));
    visitor.next_of("closed");
}
