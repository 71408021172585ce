//! Killed during intake: what was acknowledged is there.

use std::collections::BTreeSet;
use std::sync::Mutex;

use serde_json::Value;
use ureq::http::Request;

use crate::server::{LINES, Server, event};

/// How often in a test run; the long form says so by the environment.
fn cycles() -> usize {
    std::env::var("VOORZET_BENCH_CYCLES").ok().and_then(|text| text.parse().ok()).unwrap_or(10)
}

#[test]
fn nothing_acknowledged_is_lost_when_it_is_killed() {
    let mut server = Server::start();
    let key = server.key.clone();
    let acknowledged = Mutex::new(BTreeSet::new());
    for cycle in 0..cycles() {
        let before = acknowledged.lock().expect("whole").len();
        let process = server.process();
        std::thread::scope(|scope| {
            for sender in 0..3 {
                let (server, acknowledged) = (&server, &acknowledged);
                scope.spawn(move || {
                    for round in 0.. {
                        let ids: Vec<String> =
                            (0..7).map(|id| format!("{cycle}-{sender}-{round}-{id}")).collect();
                        let lines: Vec<String> = ids.iter().map(|id| event(id)).collect();
                        let request = Request::post(server.at("/events"))
                            .header("authorization", format!("Bearer {}", server.key))
                            .header("content-type", LINES)
                            .body(lines.join("\n").into_bytes())
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
            let enough = || acknowledged.lock().expect("whole").len() >= before + 200 + cycle * 13;
            crate::server::until("events are acknowledged", enough);
            crate::server::signal("-KILL", process);
        });
        let folder = server.folder();
        drop(server);
        server = Server::on(folder, &key, &[]);
    }
    let mut there = BTreeSet::new();
    let mut after = 0;
    loop {
        let page = server.get(&format!("/api/entries?limit=1000&after={after}")).with(200);
        let entries = page["entries"].as_array().expect("entries");
        for entry in entries.iter().filter(|entry| entry["source"] != "voorzet") {
            assert!(there.insert(entry["id"].as_str().expect("an id").to_owned()), "twice: {entry}");
        }
        match page["next"].as_i64() {
            Some(next) => after = next,
            None => break,
        }
    }
    let acknowledged = acknowledged.into_inner().expect("whole");
    let lost: Vec<_> = acknowledged.difference(&there).collect();
    assert!(lost.is_empty(), "{} of {} are lost: {:?}", lost.len(), acknowledged.len(), lost.first());
    let again: Value = {
        let id = acknowledged.first().expect("one");
        server.post("/events", LINES, event(id)).with(202)
    };
    assert_eq!(again["repeated"], 1);
}
