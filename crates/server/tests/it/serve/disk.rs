//! A disk that takes nothing any more, for a while.

use crate::server::{LINES, ONE, Server, event};

#[test]
fn what_the_disk_refuses_is_not_acknowledged_and_it_recovers_by_itself() {
    let server = Server::limited(2_000);
    let mut acknowledged = 0_i64;
    let refused = (0..).find_map(|round| {
        let lines: Vec<String> = (0..200).map(|id| event(&format!("{round}-{id}"))).collect();
        let answer = server.post("/events", LINES, lines.join("\n"));
        if answer.status == 202 {
            acknowledged += 200;
            return None;
        }
        Some((round, answer))
    });
    let (round, answer) = refused.expect("the disk is full some time");
    assert!(answer.header("retry-after").parse::<u64>().is_ok());
    assert_eq!(answer.problem(503)["type"], "urn:voorzet:problem:disk");
    assert_eq!(server.get("/readyz").problem(503)["type"], "urn:voorzet:problem:disk");
    assert_eq!(server.get("/healthz").status, 200);
    assert_eq!(
        server.get("/api/status").with(200)["last"],
        acknowledged,
        "nothing of what was refused is there"
    );

    let process = server.process().to_string();
    let mut allow = std::process::Command::new("prlimit");
    assert!(
        allow.args(["--fsize=unlimited", "--pid", &process]).status().expect("prlimit is there").success()
    );
    let lines: Vec<String> = (0..200).map(|id| event(&format!("{round}-{id}"))).collect();
    crate::server::until("the disk takes something again", || {
        server.post("/events", LINES, lines.join("\n")).status == 202
    });
    assert_eq!(server.get("/api/status").with(200)["last"], acknowledged + 200);
    assert_eq!(server.get("/readyz").status, 200);
    assert_eq!(server.post("/events", ONE, event("one more")).with(202)["accepted"], 1);
}
