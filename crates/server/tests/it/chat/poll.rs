//! Polling, for whom no socket opens: the same things come, in the same order.

use serde_json::{Value, json};

use super::visitor::{Visitor, id};
use super::{answer, ask, begin, start};
use crate::server::Server;

/// Lines without what only the socket or only polling has around them.
fn lines(frames: &[Value]) -> Vec<Value> {
    let mut lines = Vec::new();
    for frame in frames {
        match frame["type"].as_str() {
            Some("history") => lines.extend(frame["said"].as_array().expect("lines").clone()),
            Some("said") => {
                let mut line = frame.clone();
                line.as_object_mut().expect("an object").remove("type");
                lines.push(line);
            }
            _ => {}
        }
    }
    lines
}

fn poll(server: &Server, token: &str, after: i64, revision: u64) -> (Vec<Value>, u64) {
    let path = format!("/chat/poll?account=chat&after={after}&revision={revision}");
    let answer = ask(server, "GET", &path, token, "").with(200);
    (answer["frames"].as_array().expect("frames").clone(), answer["revision"].as_u64().expect("a number"))
}

fn send(server: &Server, token: &str, frames: &[Value]) -> Vec<Value> {
    let body = json!({ "account": "chat", "frames": frames }).to_string();
    ask(server, "POST", "/chat/send", token, body).with(200)["frames"].as_array().expect("frames").clone()
}

#[test]
fn who_polls_sees_what_a_socket_sees() {
    let server = start("");
    let (session, token) = begin(&server, &json!({}));
    let say = |number: usize, text: &str| json!({ "type": "say", "id": id(number), "text": text });
    let acks = send(&server, &token, &[say(1, "One"), say(2, "Two"), say(1, "One")]);
    assert_eq!(acks, [1, 2, 1].map(|number| json!({ "type": "ack", "id": id(number) })));
    let refused =
        send(&server, &token, &[say(3, ""), say(4, &"x".repeat(9_000)), json!({ "type": "dance" })]);
    let kinds: Vec<&Value> = refused.iter().map(|frame| &frame["kind"]).collect();
    assert_eq!(kinds, ["empty", "too_long", "frame"]);
    let server = answer(server, "", &[(&session, "An answer")], 1_000);
    let mut polled = Vec::new();
    let (mut after, mut revision, mut rounds) = (0, 0, 0);
    while lines(&polled).len() < 3 {
        let (frames, next) = poll(&server, &token, after, revision);
        revision = next;
        after = lines(&frames).last().map_or(after, |line| line["number"].as_i64().expect("a number"));
        polled.extend(frames);
        rounds += 1;
    }
    assert!(rounds < 20, "it waits when there is nothing: {rounds}");
    assert!(polled.iter().any(|frame| frame["type"] == "state"));
    let mut socket = Visitor::after(&server, &token, 0);
    assert_eq!(lines(&polled), socket.history());
    // And while it waits.
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| poll(&server, &token, after, revision).0);
        socket.say(&id(9), "While you wait");
        let mut found = lines(&waiting.join().expect("an answer"));
        while found.is_empty() {
            found = lines(&poll(&server, &token, after, u64::MAX).0);
        }
        assert_eq!(found[0]["text"], "While you wait");
    });
}

#[test]
fn a_poll_that_waits_ends_with_the_server() {
    let server = start("");
    let (_, token) = begin(&server, &json!({}));
    let (_, revision) = poll(&server, &token, 0, 0);
    std::thread::scope(|scope| {
        let path = format!("/chat/poll?account=chat&after=0&revision={revision}");
        let request = ureq::http::Request::get(server.at(&path))
            .header("origin", super::SHOP)
            .header("authorization", format!("Bearer {token}"));
        let request = request.body(Vec::new()).expect("a request");
        let waiting = scope.spawn(|| server.try_send(request).map(|answer| answer.status).ok());
        crate::server::signal("-TERM", server.process());
        assert!(matches!(waiting.join().expect("an answer"), Some(200 | 503) | None));
    });
    assert_eq!(server.stop_code(), Some(0));
}
