//! `voorzet import`.

use std::process::Stdio;
use std::sync::Arc;

use serde_json::json;

use crate::server::{LINES, Server, until};
use crate::voorzet::{command, root, run};

const WEBSHOP: &str = "examples/webshop";
const HISTORY: &str = "examples/webshop/history.ndjson";

#[test]
fn a_history_is_decided_on_and_nothing_of_it_is_sent() {
    let folder = Arc::new(tempfile::tempdir().expect("a folder"));
    let data = folder.path().join("data");
    let data = data.to_str().expect("UTF-8");
    let lines = std::fs::read_to_string(root().join(HISTORY)).expect("a history");
    let events = lines.lines().filter(|line| !line.is_empty()).count();
    let came = run(["import", HISTORY, "--strategy", WEBSHOP, "--json", "--data", data]).json();
    let all = json!({"read": events, "new": events, "repeated": 0, "quarantined": 0, "problems": []});
    assert_eq!(came, all);
    let again = run(["import", HISTORY, "--data", data]).ok();
    assert_eq!(again, format!("{events} read: 0 new, {events} repeated, 0 quarantined\n"));
    assert_eq!(run(["outbox", "--json", "--data", data]).json()["sends"], json!([]));

    let server = Server::on(folder.clone(), "", &[]);
    until("nothing is left to decide on", || server.get("/api/status").with(200)["behind"] == 0);
    let ladder = server.get("/api/ladder?history=true").with(200);
    let replayed = run(["replay", "--strategy", WEBSHOP, HISTORY, "--json"]).json();
    for figure in
        ["contacts", "expectations", "met", "missed", "lapsed", "too_late", "expected_in_time", "customers"]
    {
        assert_eq!(ladder["totals"][figure], replayed["totals"][figure], "{figure}");
    }
    assert_eq!(server.get("/api/ladder?history=false").with(200)["totals"]["expectations"], 0);
    let told = run(["import", HISTORY, "--data", data]).fails(1);
    assert!(told.contains("stop the server first"), "{told}");
}

#[test]
fn what_cannot_be_read_is_listed_and_quarantined() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("broken.ndjson");
    let sound = r#"{"type":"track","event":"e","userId":"u","timestamp":"2026-01-01T00:00:00Z"}"#;
    std::fs::write(&file, format!("{sound}\ngarbage\n{sound}\n{{}}\n")).expect("a file");
    let (file, data) = (file.to_str().expect("UTF-8"), folder.path().join("data"));
    let data = data.to_str().expect("UTF-8");
    let came = run(["import", file, "--json", "--data", data]).json();
    assert_eq!(
        (&came["read"], &came["new"], &came["repeated"], &came["quarantined"]),
        (&json!(4), &json!(1), &json!(1), &json!(2))
    );
    assert_eq!(came["problems"][0]["line"], 2);
    assert_eq!(came["problems"][1], json!({"line": 4, "reason": "`type` is missing"}));
    let listed = run(["quarantine", "--json", "--data", data]).json();
    assert_eq!(listed["items"][0]["problem"], "line 4: `type` is missing");
}

#[test]
fn a_line_of_a_file_that_is_mended_becomes_history() {
    let folder = Arc::new(tempfile::tempdir().expect("a folder"));
    let data = folder.path().join("data");
    let data = data.to_str().expect("UTF-8");
    let file = folder.path().join("broken.ndjson");
    let line = r#"{"type":"track","event":"order.held","userId":"eva","messageId":"m1","timestamp":"soon"}"#;
    std::fs::write(&file, line).expect("a file");
    run(["import", file.to_str().expect("UTF-8"), "--strategy", WEBSHOP, "--data", data]).ok();

    let server = Server::on(folder.clone(), "", &[]);
    let item = server.get("/api/quarantine/1").with(200);
    assert_eq!(item["body"], line);
    server.change("POST", "/api/quarantine/1/retry", &json!(null)).problem(409);
    let mended = line.replace("soon", "2026-01-01T00:00:00Z");
    server.change("POST", "/api/quarantine/1/retry", &json!({"body": mended})).with(200);
    server.get("/api/quarantine/1").problem(404);
    let told = server.get("/api/entries?type=order.held").with(200)["entries"].clone();
    assert_eq!((told[0]["id"].as_str(), told.as_array().map(Vec::len)), (Some("m1"), Some(1)), "{told}");
    until("it is decided on", || server.get("/api/status").with(200)["behind"] == 0);
    assert_eq!(server.get("/api/ladder?history=false").with(200)["totals"]["expectations"], 0);
    assert_eq!(server.get("/api/outbox").with(200)["sends"], json!([]), "nothing of a past is sent");
    let came = server.post("/events", LINES, mended).with(202);
    assert_eq!(came["repeated"], 1, "{came} {told}");
}

#[test]
fn a_broken_off_import_goes_on_without_repeats() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("long.ndjson");
    let line = |number: usize| {
        format!(
            r#"{{"type":"track","event":"order.shipped","userId":"u{}","messageId":"m{number}","timestamp":"2026-01-01T00:{:02}:{:02}Z","properties":{{"parcel":"3S{number}"}}}}"#,
            number % 97,
            number / 1_000 % 60,
            number / 17 % 60
        )
    };
    let lines: Vec<String> = (0..40_000).map(line).collect();
    std::fs::write(&file, lines.join("\n")).expect("a file");
    let (file, data) = (file.to_str().expect("UTF-8"), folder.path().join("data"));
    let data = data.to_str().expect("UTF-8");
    let args = ["import", file, "--strategy", WEBSHOP, "--json", "--data", data];
    let mut child = command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let last = || {
        let reader = run(["rebuild", "--check", "--json", "--data", data]);
        serde_json::from_str::<serde_json::Value>(&reader.stdout)
            .map_or(0, |came| came["entries"].as_u64().unwrap_or(0))
    };
    until("some of it is in the store", || last() > 2_000);
    child.kill().expect("it runs");
    child.wait().expect("its end");
    let came = run(args).json();
    assert_eq!(came, json!({"read": 40_000, "new": 40_000, "repeated": 0, "quarantined": 0, "problems": []}));
}

#[test]
fn what_was_imported_and_comes_again_is_a_repeat() {
    let folder = Arc::new(tempfile::tempdir().expect("a folder"));
    let data = folder.path().join("data");
    let data = data.to_str().expect("UTF-8");
    let sound =
        r#"{"type":"track","event":"e","userId":"u","messageId":"m","timestamp":"2026-01-01T00:00:00Z"}"#;
    let cloud = r#"{"specversion":"1.0","id":"1","source":"/s","type":"t","time":"2026-01-01T00:00:00Z"}"#;
    let file = folder.path().join("history.ndjson");
    let lines = format!("{sound}\n{cloud}\n");
    std::fs::write(&file, &lines).expect("a file");
    run(["import", file.to_str().expect("UTF-8"), "--data", data]).ok();
    let server = Server::on(folder, "", &[]);
    assert_eq!(server.post("/events", LINES, lines).with(202)["repeated"], 2);
}
