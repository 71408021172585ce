//! Cut lines, reloads, repeats and restarts: nothing is lost, nothing doubled, and everything keeps its order.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::visitor::{Visitor, id};
use super::{again, answer, begin, entries, start};
use crate::server::{signal, until};

/// What was said, in order.
fn texts(lines: &BTreeMap<i64, Value>) -> Vec<String> {
    lines.values().map(|line| line["text"].as_str().expect("a text").to_owned()).collect()
}

#[test]
fn what_is_said_is_in_the_log_with_who_and_where() {
    let server = start("");
    let (session, token) = begin(&server, &json!({ "language": "nl" }));
    let mut visitor = Visitor::after(&server, &token, 0);
    let welcome = visitor.next();
    assert_eq!((&welcome["type"], &welcome["session"]), (&json!("welcome"), &json!(session)));
    assert_eq!(visitor.history(), [] as [Value; 0]);
    assert_eq!(visitor.next_of("state")["open"], true);
    visitor.send(
        &json!({ "type": "say", "id": id(1), "text": "Waar is mijn pakket? 📦", "reason": "no-internet" }),
    );
    let (mut acked, mut said) = (false, Value::Null);
    while !acked || said.is_null() {
        let frame = visitor.next();
        acked |= frame["type"] == "ack" && frame["id"] == id(1);
        if frame["type"] == "said" {
            said = frame;
        }
    }
    assert_eq!(
        (&said["by"], &said["id"], &said["text"]),
        (&json!("customer"), &json!(id(1)), &json!("Waar is mijn pakket? 📦"))
    );
    let entry = entries(&server, "message.received").pop().expect("an entry");
    assert_eq!((&entry["source"], &entry["id"]), (&json!("chat"), &json!(format!("{session}:{}", id(1)))));
    let data = &entry["data"];
    assert_eq!(
        (&data["channel"], &data["account"], &data["language"]),
        (&json!("chat"), &json!("chat"), &json!("nl"))
    );
    assert_eq!(
        (&data["threads"], &data["from"]["address"]),
        (&json!([format!("chat|{session}")]), &json!(session))
    );
    assert_eq!(data["reason"], "no-internet");
}

#[test]
fn a_line_may_be_cut_between_any_two_messages_and_in_the_middle_of_each() {
    const AMOUNT: usize = 12;
    let server = start("");
    for cut in 0..AMOUNT {
        let (_, token) = begin(&server, &json!({}));
        let mut known = BTreeMap::new();
        let mut waiting: Vec<usize> = (0..AMOUNT).collect();
        // Says all of it, hears of `cut` of them that they are kept, and is cut off.
        let mut visitor = Visitor::after(&server, &token, 0);
        for number in &waiting {
            visitor.say(&id(*number), &number.to_string());
        }
        for _ in 0..cut {
            let acked = visitor.next_of("ack")["id"].as_str().expect("an id").to_owned();
            waiting.retain(|number| id(*number) != acked);
        }
        drop(visitor);
        // Comes back after a reload, as who has seen nothing; then again, as who has seen all.
        let mut visitor = Visitor::after(&server, &token, 0);
        for number in &waiting {
            visitor.say(&id(*number), &number.to_string());
        }
        visitor.gather(&mut known, AMOUNT);
        let in_order: Vec<String> = (0..AMOUNT).map(|number| number.to_string()).collect();
        assert_eq!(texts(&known), in_order, "cut after {cut}");
        let last = *known.keys().next_back().expect("lines");
        for line in known.keys() {
            let mut visitor = Visitor::after(&server, &token, *line);
            let rest = visitor.history();
            assert_eq!(rest.len(), known.range(line + 1..).count(), "after {line}");
        }
        let mut visitor = Visitor::after(&server, &token, last);
        visitor.say(&id(3), "3");
        visitor.next_of("ack");
        visitor.say(&id(99), "the end");
        let next = visitor.next_of("said");
        assert_eq!(next["text"], "the end", "a repeat is acknowledged and not said again");
    }
}

#[test]
fn a_server_that_is_killed_in_the_middle_loses_and_doubles_nothing() {
    const AMOUNT: usize = 20;
    let mut server = start("");
    let (_, token) = begin(&server, &json!({}));
    let mut acked = std::collections::BTreeSet::new();
    let mut known = BTreeMap::new();
    for round in 0..4 {
        let mut visitor = Visitor::after(&server, &token, 0);
        let until = (round + 1) * AMOUNT / 4;
        let mut waiting: Vec<usize> = (0..AMOUNT).filter(|number| !acked.contains(&id(*number))).collect();
        waiting.truncate(until + 3);
        for number in &waiting {
            if !visitor.try_send(&json!({ "type": "say", "id": id(*number), "text": number.to_string() })) {
                break;
            }
        }
        while acked.len() < until {
            let frame = visitor.next();
            if frame["type"] == "ack" {
                acked.insert(frame["id"].as_str().expect("an id").to_owned());
            }
        }
        signal("-KILL", server.process());
        server = again(server, "");
    }
    let mut visitor = Visitor::after(&server, &token, 0);
    for number in 0..AMOUNT {
        visitor.say(&id(number), &number.to_string());
    }
    visitor.gather(&mut known, AMOUNT);
    let in_order: Vec<String> = (0..AMOUNT).map(|number| number.to_string()).collect();
    assert_eq!(texts(&known), in_order);
    assert_eq!(entries(&server, "message.received").len(), AMOUNT);
}

#[test]
fn answers_come_in_the_same_order_live_and_afterwards_and_are_told_to_be_read() {
    let server = start("");
    let (session, token) = begin(&server, &json!({}));
    let mut visitor = Visitor::after(&server, &token, 0);
    visitor.say(&id(1), "Hello?");
    visitor.next_of("ack");
    let answers = [(session.as_str(), "First"), (&session, "Second"), ("nobody-there", "Third")];
    let server = answer(server, "", &answers, 1_500);
    let mut known = BTreeMap::new();
    let mut live = Visitor::after(&server, &token, 0);
    assert_eq!(live.history().len(), 1);
    live.gather(&mut known, 2);
    let mut later = BTreeMap::new();
    let mut reloaded = Visitor::after(&server, &token, 0);
    reloaded.gather(&mut later, 3);
    let said: Vec<&Value> = later.values().skip(1).collect();
    assert_eq!(
        known.values().map(|line| &line["number"]).collect::<Vec<_>>(),
        said.iter().map(|line| &line["number"]).collect::<Vec<_>>()
    );
    let mut texts = said.iter().map(|line| line["text"].as_str().expect("a text")).collect::<Vec<_>>();
    texts.sort_unstable();
    assert_eq!(texts, ["First", "Second"]);
    assert!(said.iter().all(|line| line["by"] == "agent" && line["name"] == "Noor"));
    let outbox = server.get("/api/outbox?state=failed").with(200);
    assert!(
        outbox["sends"][0]["problem"].as_str().is_some_and(|problem| problem.contains("nobody has written"))
    );
    let last = *later.keys().next_back().expect("lines");
    for _ in 0..2 {
        reloaded.send(&json!({ "type": "read", "up_to": last }));
    }
    until("it is known what was read", || entries(&server, "message.status").len() >= 2);
    reloaded.say(&id(2), "Thanks");
    reloaded.next_of("ack");
    let read = entries(&server, "message.status");
    let mut keys: Vec<&str> =
        read.iter().map(|entry| entry["data"]["key"].as_str().expect("a key")).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["answer-0", "answer-1"], "once each");
    assert!(read.iter().all(|entry| entry["data"]["step"] == "read"));
    assert_eq!(server.stop(), Some(0));
    while reloaded.try_next().is_some() {}
}
