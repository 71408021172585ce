//! A visitor and an agent, over HTTP alone: each sees that the other types, reads and answers.

use serde_json::json;

use super::visitor::{Visitor, id};
use super::{begin, start};
use crate::access::browser::{self, Browser};
use crate::server::{Server, until};

/// A visitor asks something; where their case is.
fn opens_a_case(visitor: &mut Visitor, server: &Server) -> String {
    visitor.say(&id(1), "Where is my parcel?");
    visitor.next_of("ack");
    let mut case = json!(null);
    until("there is a case", || {
        case = server.get("/api/cases").with(200)["cases"][0].clone();
        case.is_object()
    });
    format!("/api/cases/{}", case["id"])
}

/// An agent, signed in.
fn ann(server: &Server) -> Browser<'_> {
    browser::add(server, "ann@example.org", "agent");
    Browser::signed_in(server, "ann@example.org")
}

#[test]
fn each_sees_what_the_other_does() {
    let server = start("");
    let (_, token) = begin(&server, &json!({}));
    let mut visitor = Visitor::after(&server, &token, 0);
    let path = opens_a_case(&mut visitor, &server);
    let mut ann = ann(&server);
    // The place in the queue, until somebody answers.
    while visitor.next_of("state")["waiting"] != 1 {}
    visitor.send(&json!({ "type": "typing", "on": true }));
    until("the agent sees that the visitor types", || {
        let presence = server.get(&path).with(200)["presence"].clone();
        presence[0]["typing"] == true && presence[0]["agent"].is_null()
    });
    visitor.send(&json!({ "type": "typing", "on": false }));
    until("and that they stopped", || server.get(&path).with(200)["presence"] == json!([]));
    ann.ask("POST", &format!("{path}/claim"), &json!({})).with(200);
    while visitor.next_of("state")["agent"] != "Somebody" {}
    ann.ask("POST", &format!("{path}/view"), &json!({})).with(200);
    visitor.next_of("read");
    ann.ask("POST", &format!("{path}/presence"), &json!({"typing": true})).with(200);
    let typing = visitor.next_of("typing");
    assert_eq!((&typing["name"], &typing["on"]), (&json!("Somebody"), &json!(true)));
    let shown = ann.get(&path).with(200);
    let conversation = &shown["conversations"][0];
    let seen = conversation["last_message"].clone();
    let body = json!({"id": "r-1", "conversation": conversation["id"], "text": "On its way.", "seen": seen});
    let said = ann.ask("POST", &format!("{path}/replies"), &body).with(201);
    assert_eq!(visitor.next_of("said")["text"], "On its way.");
    until("it is known to have gone", || {
        let thread = ann.get(&format!("{path}/messages")).with(200);
        let all = thread["messages"].as_array().expect("messages").clone();
        let one = all.into_iter().find(|one| one["number"] == said["number"]).expect("the answer");
        ["sent", "delivered", "read"].contains(&one["state"].as_str().unwrap_or_default())
    });
}

#[test]
fn what_the_visitor_says_became_of_it_is_seen_in_the_inbox() {
    let server = start("");
    let (_, token) = begin(&server, &json!({}));
    let mut visitor = Visitor::after(&server, &token, 0);
    let path = opens_a_case(&mut visitor, &server);
    let mut ann = ann(&server);
    let is = |state: &str| until(state, || server.get(&path).with(200)["state"] == state);
    let answer = |ann: &mut Browser<'_>, number: usize| {
        let conversation = ann.get(&path).with(200)["conversations"][0].clone();
        let body = json!({"id": format!("r-{number}"), "conversation": conversation["id"], "text": "Tomorrow.",
            "seen": conversation["last_message"], "resolve": number == 1});
        ann.ask("POST", &format!("{path}/replies"), &body).with(201);
    };
    // An answer that resolves it, as the agent thinks; the visitor does not.
    answer(&mut ann, 1);
    is("resolved");
    visitor.next_of("ask_helped");
    visitor.send(&json!({ "type": "answer", "id": id(2), "helped": false }));
    visitor.next_of("ack");
    until("it is open again", || server.get(&path).with(200)["state"] != "resolved");
    answer(&mut ann, 2);
    visitor.next_of("said");
    visitor.send(&json!({ "type": "answer", "id": id(3), "helped": true }));
    visitor.next_of("closed");
    is("resolved");
    let resolved = |ann: &Browser<'_>, how: &str| {
        let thread = ann.get(&format!("{path}/messages")).with(200);
        let all = thread["messages"].as_array().expect("messages").clone();
        all.iter().any(|one| one["event"]["kind"] == "case.resolved" && one["event"]["how"] == how)
    };
    assert!(resolved(&ann, "customer_says_solved") && !resolved(&ann, "closed_plainly"));
    let shown = ann.get("/api/cases?view=resolved").with(200);
    assert_eq!(format!("/api/cases/{}", shown["cases"][0]["id"]), path);
    // Who writes again goes on in the same case, and leaves.
    visitor.say(&id(4), "One more thing");
    visitor.next_of("ack");
    until("it goes on", || server.get(&path).with(200)["state"] != "resolved");
    visitor.send(&json!({ "type": "close", "id": id(5) }));
    visitor.next_of("closed");
    is("resolved");
    assert!(resolved(&ann, "closed_plainly"));
    assert_eq!(server.get("/api/cases?view=all").with(200)["cases"], json!([]));
}
