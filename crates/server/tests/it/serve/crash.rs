//! Killed during intake: what was acknowledged is there, decided on once, and what is sent belongs to a decision.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;
use ureq::http::Request;

use crate::delivery::{on, start};
use crate::server::{LINES, Server, until};

const ROUTES: &str = "[channels.mail]\nprovider = \"log\"\n";

/// How often: ten times, and in soak five hundred.
fn cycles() -> usize {
    if std::env::var_os("VOORZET_SOAK").is_some() { 500 } else { 10 }
}

#[test]
fn soak_nothing_acknowledged_is_lost_or_torn_when_it_is_killed() {
    let mut server = start(ROUTES);
    let key = server.key.clone();
    let acknowledged = Mutex::new(BTreeSet::new());
    let mut slowest = Duration::ZERO;
    for cycle in 0..cycles() {
        flood_until_killed(&server, cycle, &acknowledged);
        let folder = server.folder();
        drop(server);
        let begun = Instant::now();
        server = on(folder, &key, ROUTES);
        slowest = slowest.max(begun.elapsed());
    }
    until("all is decided on", || server.get("/api/status").with(200)["behind"] == 0);
    let acknowledged = acknowledged.into_inner().expect("whole");
    let (events, decided) = log(&server);
    let lost: Vec<_> = acknowledged.iter().filter(|id| !events.contains_key(*id)).collect();
    assert!(lost.is_empty(), "{} of {} are lost: {:?}", lost.len(), acknowledged.len(), lost.first());
    whole(&server, &events, &decided);
    let id = acknowledged.first().expect("one");
    let again: Value = server.post("/events", LINES, lines(std::slice::from_ref(id))).with(202);
    assert_eq!(again["repeated"], 2);
    println!(
        "{} kills, {} events acknowledged, none lost or torn; the slowest start took {slowest:?}",
        cycles(),
        acknowledged.len()
    );
}

/// Two lines an event: who it is, and that an order of theirs is held.
fn lines(ids: &[String]) -> Vec<u8> {
    let both = |id: &String| {
        format!(
            r#"{{"type":"identify","messageId":"i-{id}","userId":"{id}","traits":{{"name":"N","email":"{id}@example.com"}}}}
{{"specversion":"1.0","id":"{id}","source":"/shop","type":"order.held","subject":"{id}","data":{{"why":"x"}}}}"#
        )
    };
    ids.iter().map(both).collect::<Vec<_>>().join("\n").into_bytes()
}

/// Sends from three sides, and kills the server in the middle of it.
fn flood_until_killed(server: &Server, cycle: usize, acknowledged: &Mutex<BTreeSet<String>>) {
    let before = acknowledged.lock().expect("whole").len();
    std::thread::scope(|scope| {
        for sender in 0..3 {
            scope.spawn(move || {
                for round in 0.. {
                    let ids: Vec<String> =
                        (0..7).map(|id| format!("u{cycle}-{sender}-{round}-{id}")).collect();
                    let request = Request::post(server.at("/events"))
                        .header("authorization", format!("Bearer {}", server.key))
                        .header("content-type", LINES)
                        .body(lines(&ids))
                        .expect("a request");
                    match server.try_send(request) {
                        Ok(answer) if answer.status == 202 => {
                            acknowledged.lock().expect("whole").extend(ids);
                        }
                        _ => return,
                    }
                }
            });
        }
        let enough = 50 + cycle % 40 * 7;
        until("events are acknowledged", || acknowledged.lock().expect("whole").len() >= before + enough);
        crate::server::signal("-KILL", server.process());
    });
}

/// The events by their ids, with their places; and by these, the decisions.
fn log(server: &Server) -> (BTreeMap<String, i64>, BTreeMap<i64, Vec<Value>>) {
    let (mut events, mut decided) = (BTreeMap::new(), BTreeMap::<i64, Vec<Value>>::new());
    let mut after = 0;
    loop {
        let page = server
            .get(&format!("/api/entries?limit=1000&after={after}&type=order.held,decision.made"))
            .with(200);
        for entry in page["entries"].as_array().expect("entries") {
            if entry["type"] == "decision.made" {
                decided.entry(entry["cause"].as_i64().expect("a cause")).or_default().push(entry.clone());
            } else {
                let id = entry["id"].as_str().expect("an id").to_owned();
                let place = entry["position"].as_i64().expect("a position");
                assert_eq!(events.insert(id, place), None, "twice: {entry}");
            }
        }
        match page["next"].as_i64() {
            Some(next) => after = next,
            None => return (events, decided),
        }
    }
}

/// Every event has its decision, every decision to send one thing to send, and nothing else is sent.
fn whole(server: &Server, events: &BTreeMap<String, i64>, decided: &BTreeMap<i64, Vec<Value>>) {
    for (id, place) in events {
        let made = decided.get(place).map_or(0, Vec::len);
        assert_eq!(made, 1, "{id} at {place} was decided on {made} times");
    }
    let acts = decided.values().flatten().filter(|entry| entry["data"]["decision"] == "act");
    let mut acts: BTreeSet<i64> = acts.map(|entry| entry["cause"].as_i64().expect("a cause")).collect();
    assert_eq!(acts.len(), events.len());
    let mut before = String::new();
    loop {
        let page = server.get(&format!("/api/outbox?limit=1000{before}")).with(200);
        for send in page["sends"].as_array().expect("sends") {
            let cause = send["cause"].as_i64().expect("a cause");
            assert!(acts.remove(&cause), "sent twice or without a decision: {send}");
        }
        match page["next"].as_i64() {
            Some(next) => before = format!("&before={next}"),
            None => break,
        }
    }
    assert!(acts.is_empty(), "{} decisions have nothing to send", acts.len());
}
