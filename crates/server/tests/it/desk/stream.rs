//! `GET /api/desk/stream`: what was told, put together, is what is there.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};

use serde_json::{Value, json};

use super::office::{Agent, Office, number};
use crate::server::until;

/// Somebody who watches the desk.
struct Watching {
    lines: Box<dyn BufRead + Send>,
    /// The position that was told last.
    last: i64,
}

impl Watching {
    fn of(agent: &Agent<'_>, after: i64) -> Self {
        let answer = agent.browser.open(&format!("/api/desk/stream?after={after}"));
        assert_eq!(answer.status().as_u16(), 200);
        Self { lines: Box::new(BufReader::new(answer.into_body().into_reader())), last: after }
    }

    /// The next event; none when the stream is over.
    fn next(&mut self) -> Option<(String, Value)> {
        let mut name = String::new();
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if let Some(id) = line.strip_prefix("id: ") {
                self.last = id.trim().parse().expect("a position");
            } else if let Some(event) = line.strip_prefix("event: ") {
                event.trim().clone_into(&mut name);
            } else if let Some(data) = line.strip_prefix("data: ") {
                return Some((name, serde_json::from_str(data).expect("JSON")));
            }
        }
    }

    /// The next event of a name.
    fn until(&mut self, wanted: &str) -> Value {
        loop {
            let (name, data) = self.next().expect("the stream goes on");
            if name == wanted {
                return data;
            }
        }
    }
}

#[test]
fn what_was_told_put_together_is_what_is_there() {
    let office = Office::open();
    let (ann, bob) = (office.agent("ann"), office.agent("bob"));
    office.write("m0", "u0", "Hello");
    let before = office.cases("all", 1);
    let sequence = ann.get("/api/cases").with(200)["sequence"].as_i64().expect("a position");
    let mut told: BTreeMap<i64, Value> = before.into_iter().map(|case| (number(&case), case)).collect();
    let mut watching = Watching::of(&ann, sequence);
    for customer in 1..=5 {
        office.write(&format!("m{customer}"), &format!("u{customer}"), "Hello");
    }
    office.cases("all", 6);
    ann.act(1, "claim", &json!({})).with(200);
    bob.act(2, "claim", &json!({})).with(200);
    bob.act(3, "resolve", &json!({"how": "no_answer_needed"})).with(200);
    bob.reply(2, "r", "Hi").with(201);
    bob.act(4, "snooze", &json!({"until": "2100-01-01T00:00:00Z"})).with(200);
    ann.act(1, "notes", &json!({"id": "n", "text": "look", "mentions": [ann.id]})).with(201);
    let mut messages = Vec::new();
    let there = |told: &BTreeMap<i64, Value>| {
        let mut all =
            ann.get("/api/cases?view=all&limit=200").with(200)["cases"].as_array().expect("cases").clone();
        all.extend(ann.get("/api/cases?view=resolved").with(200)["cases"].as_array().expect("cases").clone());
        let all: BTreeMap<i64, Value> = all.into_iter().map(|case| (number(&case), case)).collect();
        all == *told
    };
    while !there(&told) {
        match watching.next().expect("the stream goes on") {
            (name, data) if name == "case" => {
                told.insert(number(&data), data);
            }
            (name, data) if name == "message" => messages.push(data["number"].as_i64().expect("a number")),
            (name, _) => assert!(["counts", "me", "presence"].contains(&name.as_str()), "{name}"),
        }
    }
    assert!(told[&1]["mentioned"].as_bool() == Some(true), "mentions are whose they are");
    while messages.iter().copied().collect::<std::collections::BTreeSet<_>>().len() < 7 {
        messages.push(watching.until("message")["number"].as_i64().expect("a number"));
    }
}

#[test]
fn counts_follow_and_are_those_of_the_desk() {
    let office = Office::open();
    let ann = office.agent("ann");
    let mut watching = Watching::of(&ann, 0);
    office.write("m1", "u1", "Hello");
    office.case();
    ann.act(1, "claim", &json!({})).with(200);
    loop {
        let counts = watching.until("counts");
        let desk = ann.get("/api/desk").with(200);
        let without = |mut desk: Value| {
            desk["sequence"] = json!(0);
            for queue in desk["queues"].as_array_mut().expect("queues") {
                queue["longest_seconds"] = json!(0);
            }
            desk
        };
        assert_eq!(counts["me"]["agent"], ann.id);
        if counts["me"]["load"] == 1 {
            assert_eq!(without(counts), without(desk));
            break;
        }
    }
}

#[test]
fn who_was_away_too_long_is_told_to_read_anew() {
    let office = Office::open();
    let ann = office.agent("ann");
    office.write("m1", "u1", "Hello");
    office.case();
    // Nobody listened, so nothing of that is kept.
    let mut watching = Watching::of(&ann, 0);
    assert_eq!(watching.until("reload"), json!({}));
    assert!(watching.last > 0);
    let head = watching.last;
    office.write("m2", "u2", "Hello");
    assert_eq!(watching.until("case")["id"], 2);
    // Who comes back is told what came since, and nothing twice.
    let mut back = Watching::of(&ann, head);
    assert_eq!(back.until("case")["id"], 2);
}

#[test]
fn who_is_at_a_case_is_seen_by_others() {
    let office = Office::open();
    let (ann, bob) = (office.agent("ann"), office.agent("bob"));
    office.write("m1", "u1", "Hello");
    let case = office.case();
    let mut watching = Watching::of(&ann, 0);
    let at = bob.act(case, "presence", &json!({"typing": true})).with(200);
    assert_eq!(at["presence"], json!([{"agent": bob.id, "name": "Somebody", "typing": true}]));
    assert_eq!(watching.until("presence"), json!({"case": case, "presence": at["presence"]}));
    assert_eq!(ann.get(&format!("/api/cases/{case}")).with(200)["presence"], at["presence"]);
    bob.act(case, "presence", &json!({"left": true})).with(200);
    assert_eq!(watching.until("presence")["presence"], json!([]));
    bob.act(987_654, "presence", &json!({"typing": true})).problem(404);
    let told = office.server.get("/api/audit?what=be_at_case").with(200);
    assert_eq!(told["entries"], json!([]), "that is told nowhere");
}

#[test]
fn who_signs_out_takes_no_work_any_more() {
    let office = Office::open();
    let (mut ann, lead) = (office.agent("ann"), office.person("lea", "manager"));
    let mut watching = Watching::of(&ann, 0);
    ann.post("/api/desk/status", &json!({"status": "available"})).with(200);
    let status = |id: i64| {
        let agents = lead.get("/api/agents").with(200);
        let all = agents["agents"].as_array().expect("agents").clone();
        all.into_iter().find(|agent| agent["id"] == id).expect("an agent")["status"].clone()
    };
    assert_eq!(status(ann.id), "available");
    ann.browser.ask("DELETE", "/api/session", &json!({}));
    while watching.next().is_some() {}
    until("offline", || status(ann.id) == "offline");
    let said = office.server.get("/api/entries?type=agent.status").with(200);
    assert!(said.to_string().contains("signed_out"), "{said}");
}

#[test]
fn only_who_may_read_watches_and_only_so_many() {
    let office = Office::with(&["--set", "stream.listeners=1"]);
    let (ann, ivo) = (office.agent("ann"), office.person("ivo", "integrator"));
    ivo.get("/api/desk/stream").problem(403);
    let _first = Watching::of(&ann, 0);
    ann.get("/api/desk/stream").problem(503);
}
