//! `POST /events`.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use ureq::http::Request;

use crate::server::{BATCH, LINES, ONE, Server, event};

#[test]
fn every_form_is_taken_and_a_repeat_is_a_success() {
    let server = Server::start();
    let first = server.post("/events", ONE, event("1")).with(202);
    assert_eq!(
        first,
        json!({"accepted": 1, "repeated": 0, "quarantined": 0, "events": [{"id": "1", "position": 1}]})
    );
    let again = server.post("/events", ONE, event("1")).with(202);
    assert_eq!(again, json!({"accepted": 0, "repeated": 1, "quarantined": 0, "events": [{"id": "1"}]}));

    let batch = server.post("/events", BATCH, format!("[{},{}]", event("1"), event("2"))).with(202);
    assert_eq!(batch["events"], json!([{"id": "1"}, {"id": "2", "position": 2}]));

    let segment =
        r#"{"type":"track","event":"e","messageId":"m","userId":"u","timestamp":"2026-01-01T00:00:00Z"}"#;
    let lines = server.post("/events", LINES, format!("{}\n\n{segment}\r\n", event("3"))).with(202);
    assert_eq!(lines["accepted"], 2);

    let plain = server.post("/events", "application/json; charset=utf-8", event("4")).with(202);
    assert_eq!(plain["accepted"], 1);
    let array = server.post("/events", "application/json", format!(" [{}]", event("5"))).with(202);
    assert_eq!(array["accepted"], 1);
    assert_eq!(server.post("/events", BATCH, "[]").with(202)["accepted"], 0);

    let shown = server.get("/api/entries/4").with(200);
    assert_eq!((&shown["entry"]["source"], &shown["entry"]["id"]), (&json!("default"), &json!("m")));
    assert_eq!(server.get("/api/entries/1").with(200)["entry"]["source"], "default:/shop");
}

#[test]
fn attributes_may_stand_in_headers() {
    let server = Server::start();
    let request = Request::post(server.at("/events"))
        .header("authorization", format!("Bearer {}", server.key))
        .header("ce-specversion", "1.0")
        .header("ce-id", "caf%C3%A9 1")
        .header("ce-source", "/shop")
        .header("ce-type", "delivery.delayed")
        .header("ce-subject", "parcel:3S1")
        .header("ce-customer", "account:u1")
        .header("ce-time", "2026-01-01T00:00:00Z")
        .header("content-type", "application/json");
    let answer = server.send(request.body(br#"{"delay_hours": 5}"#.to_vec()).expect("a request")).with(202);
    assert_eq!(answer["events"], json!([{"id": "café 1", "position": 1}]));
    let entry = &server.get("/api/entries/1").with(200)["entry"];
    assert_eq!(
        (&entry["type"], &entry["asset"], &entry["customer"], &entry["time"], &entry["data"]),
        (
            &json!("delivery.delayed"),
            &json!("parcel:3S1"),
            &json!(["account:u1"]),
            &json!("2026-01-01T00:00:00Z"),
            &json!({"delay_hours": 5})
        )
    );
    let xml = Request::post(server.at("/events"))
        .header("authorization", format!("Bearer {}", server.key))
        .header("ce-specversion", "1.0")
        .header("ce-id", "2")
        .header("ce-source", "/shop")
        .header("ce-type", "t")
        .header("content-type", "text/xml");
    let answer = server.send(xml.body(b"<a/>".to_vec()).expect("a request")).with(202);
    assert_eq!(answer["quarantined"], 1);
    let kept = server.get("/api/quarantine/1").with(200);
    assert!(kept["body"].as_str().is_some_and(|body| body.contains("<a/>") && body.contains("text/xml")));
}

#[test]
fn an_event_without_a_time_happened_when_it_arrived() {
    let server = Server::start();
    server.post("/events", ONE, event("1")).with(202);
    let entry = &server.get("/api/entries/1").with(200)["entry"];
    let micros = |name: &str| {
        let text = entry[name].as_str().expect("a time");
        text.parse::<jiff::Timestamp>().expect("a time").as_microsecond()
    };
    assert!(micros("time") <= micros("at") && micros("at") - micros("time") < 60_000_000);
}

#[test]
fn one_source_cannot_state_an_event_of_anothers() {
    let server = Server::start();
    let added = server.change("POST", "/api/sources", &json!({"name": "crm"})).with(201);
    let crm = added["key"].as_str().expect("a key");
    assert_eq!(server.post_as(crm, "/events", ONE, event("1")).with(202)["accepted"], 1);
    assert_eq!(
        server.post("/events", ONE, event("1")).with(202)["accepted"],
        1,
        "the same id, another source"
    );
    let ours = event("7").replace("/shop", "voorzet").replace("order.shipped", "decision.made");
    assert_eq!(server.post("/events", ONE, ours).with(202)["accepted"], 1);
    assert_eq!(server.get("/api/entries/3").with(200)["entry"]["source"], "default:voorzet");
}

#[test]
fn what_cannot_be_read_takes_nothing_with_it() {
    let server = Server::start();
    let batch = format!(r#"[{},{{"specversion":"1.0","id":"x"}},7,{}]"#, event("1"), event("2"));
    let answer = server.post("/events", BATCH, batch.clone()).with(202);
    assert_eq!((&answer["accepted"], &answer["quarantined"]), (&json!(2), &json!(2)));
    assert_eq!(answer["events"][1], json!({"quarantined": 1}));

    for strictly in ["/events?strict=true", "/events"] {
        let request = Request::post(server.at(strictly))
            .header("authorization", format!("Bearer {}", server.key))
            .header("prefer", if strictly == "/events" { "handling=strict" } else { "respond-async" })
            .header("content-type", BATCH);
        let batch = batch.replace(r#""id":"1""#, r#""id":"3""#).into_bytes();
        let problem = server.send(request.body(batch).expect("a request")).problem(400);
        assert_eq!(problem["errors"][0]["index"], 1);
        assert_eq!(problem["errors"][0]["field"], "source");
        assert_eq!(problem["errors"][0]["reason"], "`source` is missing");
        assert_eq!(problem["errors"][1]["index"], 2);
    }
    let status = server.get("/api/status").with(200);
    assert_eq!((&status["last"], &status["quarantined"]), (&json!(2), &json!(2)), "nothing of it was taken");

    let one = server.post("/events", ONE, "garbage").with(202);
    assert_eq!(one["quarantined"], 1, "one event, whatever it is");
    let cut = server.post("/events", BATCH, &batch.as_bytes()[..batch.len() - 9]).problem(400);
    assert_eq!(cut["type"], "urn:voorzet:problem:broken-body");
    let bytes = [event("9").as_bytes(), b"\n\xff\xfe\n"].concat();
    let lines = server.post("/events", LINES, bytes).with(202);
    assert_eq!((&lines["accepted"], &lines["quarantined"]), (&json!(1), &json!(1)));
}

#[test]
fn sizes_are_bounded_packed_or_not() {
    let server = Server::start();
    let large =
        |id: &str, size: usize| event(id).replace("\"n\":1", &format!("\"n\":\"{}\"", "x".repeat(size)));
    server.post("/events", ONE, large("1", 32_000)).with(202);
    server.post("/events", ONE, large("2", 33_000)).problem(413);
    let batch = server.post("/events", BATCH, format!("[{},{}]", large("3", 33_000), event("4"))).with(202);
    assert_eq!((&batch["accepted"], &batch["quarantined"]), (&json!(1), &json!(1)), "one is too large");
    server.post("/events", BATCH, format!("[{}]", large("5", 1_000_000))).problem(413);

    let packed = |bytes: &[u8], encoding: &str| {
        let request = Request::post(server.at("/events"))
            .header("authorization", format!("Bearer {}", server.key))
            .header("content-type", LINES)
            .header("content-encoding", encoding);
        server.send(request.body(bytes.to_vec()).expect("a request"))
    };
    let gzip = |bytes: &[u8]| {
        let mut packer = GzEncoder::new(Vec::new(), Compression::best());
        packer.write_all(bytes).expect("memory takes it");
        packer.finish().expect("memory takes it")
    };
    let sound = gzip(event("6").as_bytes());
    assert_eq!(packed(&sound, "gzip").with(202)["accepted"], 1);
    let bomb = gzip(&vec![b' '; 200_000_000]);
    assert!(bomb.len() < 1_000_000);
    packed(&bomb, "gzip").problem(413);
    packed(&sound[..sound.len() / 2], "gzip").problem(400);
    packed(b"no gzip", "gzip").problem(400);
    packed(&sound, "br").problem(415);
}

#[test]
fn only_who_holds_a_key_may_send() {
    let server = Server::start();
    for key in
        ["", "vzk_", "vzk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &server.token, &server.key[..20]]
    {
        let problem = server.post_as(key, "/events", ONE, event("1"));
        assert!(problem.header("www-authenticate").contains("Bearer"));
        problem.problem(401);
    }
    let bare = Request::post(server.at("/events")).header("content-type", ONE);
    server.send(bare.body(event("1").into_bytes()).expect("a request")).problem(401);
    assert_eq!(server.get("/api/status").with(200)["last"], 0);
}

#[test]
fn the_same_request_ten_times_at_once_is_one_change() {
    let server = Server::start();
    for round in 0..5 {
        let body = format!("[{},{}]", event(&format!("a{round}")), event(&format!("b{round}")));
        let answers: Vec<_> = std::thread::scope(|scope| {
            let callers: Vec<_> = (0..10)
                .map(|_| scope.spawn(|| server.post("/events", BATCH, body.clone()).with(202)))
                .collect();
            callers.into_iter().map(|caller| caller.join().expect("an answer")).collect()
        });
        let sum =
            |name: &str| answers.iter().map(|answer| answer[name].as_u64().expect("a count")).sum::<u64>();
        assert_eq!((sum("accepted"), sum("repeated")), (2, 18));
    }
    assert_eq!(server.get("/api/entries").with(200)["entries"].as_array().map(Vec::len), Some(10));
}
