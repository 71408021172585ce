//! `GET /api/stream`.

use serde_json::Value;

use crate::server::{LINES, ONE, Server, event};

fn positions(entries: &[Value]) -> Vec<i64> {
    entries.iter().map(|entry| entry["position"].as_i64().expect("a position")).collect()
}

#[test]
fn what_is_written_is_heard_in_order_without_gaps() {
    let server = Server::start();
    server.post("/events", ONE, event("before")).with(202);
    let mut live = server.listen("/api/stream");
    let mut all = server.listen("/api/stream?after=0");
    let lines =
        |from: usize, to: usize| (from..to).map(|id| event(&id.to_string())).collect::<Vec<_>>().join("\n");
    std::thread::scope(|scope| {
        for sender in 0..4 {
            let (server, lines) = (&server, &lines);
            scope.spawn(move || {
                for round in 0..10 {
                    let from = sender * 10_000 + round * 100;
                    server.post("/events", LINES, lines(from, from + 100)).with(202);
                }
            });
        }
        assert_eq!(positions(&live.take(4_000)), (2..=4_001).collect::<Vec<_>>());
        assert_eq!(positions(&all.take(4_001)), (1..=4_001).collect::<Vec<_>>());
    });
}

#[test]
fn who_comes_back_resumes_where_it_broke_off() {
    // So little is kept in memory that all of it comes from disk.
    let server = Server::with(&["--set", "stream.recent_bytes=1"]);
    let lines: Vec<String> = (1..=1_500).map(|id| event(&id.to_string())).collect();
    server.post("/events", LINES, lines.join("\n")).with(202);
    let mut listening = server.listen_from("/api/stream?after=3", Some(700));
    assert_eq!(positions(&listening.take(800)), (701..=1_500).collect::<Vec<_>>());
    server.post("/events", ONE, event("x")).with(202);
    assert_eq!(listening.next()["id"], "x");
}

#[test]
fn types_can_be_chosen() {
    let server = Server::start();
    let mut chosen = server.listen("/api/stream?type=order.returned,order.lost");
    for (id, kind) in
        [("1", "order.shipped"), ("2", "order.returned"), ("3", "order.shipped"), ("4", "order.lost")]
    {
        server.post("/events", ONE, event(id).replace("order.shipped", kind)).with(202);
    }
    assert_eq!(positions(&chosen.take(2)), [2, 4]);
}

#[test]
fn only_so_many_may_listen() {
    let server = Server::with(&["--set", "stream.listeners=1"]);
    let first = server.listen("/api/stream");
    server.get("/api/stream").problem(503);
    drop(first);
}

#[test]
fn who_does_not_read_holds_up_nobody() {
    let server = Server::start();
    let _deaf = server.listen("/api/stream");
    let lines: Vec<String> = (0..5_000).map(|id| event(&format!("{id}"))).collect();
    for round in 0..10 {
        let lines = lines.join("\n").replace("\"id\":\"", &format!("\"id\":\"{round}-"));
        server.post("/events", LINES, lines).with(202);
    }
    assert_eq!(server.get("/api/status").with(200)["last"], 50_000);
}
