//! How a server stops.

use crate::server::{LINES, Server, event, signal};

#[test]
fn what_is_under_way_is_answered_and_nothing_is_left_behind() {
    let server = Server::start();
    let mut listening = server.listen("/api/stream");
    let (data, folder, key) = (server.data(), server.folder(), server.key.clone());
    let process = server.process();
    let acknowledged = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..4)
            .map(|sender| {
                let server = &server;
                scope.spawn(move || {
                    let mut acknowledged = 0;
                    for round in 0.. {
                        let lines: Vec<String> =
                            (0..50).map(|id| event(&format!("{sender}-{round}-{id}"))).collect();
                        let request = ureq::http::Request::post(server.at("/events"))
                            .header("authorization", format!("Bearer {}", server.key))
                            .header("content-type", LINES)
                            .body(lines.join("\n").into_bytes())
                            .expect("a request");
                        match server.try_send(request) {
                            Ok(answer) if answer.status == 202 => acknowledged += 50,
                            _ => break,
                        }
                    }
                    acknowledged
                })
            })
            .collect();
        listening.take(500);
        signal("-TERM", process);
        senders.into_iter().map(|sender| sender.join().expect("a sender")).sum::<i64>()
    });
    assert_eq!(server.stop_code(), Some(0));
    assert!(!data.join("server.json").exists());
    assert!(!data.join("voorzet.db-wal").exists(), "everything is folded in");
    let server = Server::on(folder, &key, &[]);
    assert!(acknowledged >= 500);
    let events = server.get("/api/status").with(200)["last"].as_i64().expect("a position");
    assert!(events >= acknowledged, "{events} in the log, {acknowledged} acknowledged");
}
