//! What is said, as JSON.

use serde_json::{Value, json};
use voorzet_channels::chat::frame::{By, HELPED, Line, State};
use voorzet_channels::chat::{FromServer, FromVisitor};
use voorzet_domain::time::Timestamp;

fn read(frame: &Value) -> Result<FromVisitor, String> {
    FromVisitor::read(&frame.to_string())
}

/// The frames of `docs/chat.md`, so that it cannot say anything else than the code.
fn documented(direction: &str) -> Vec<Value> {
    let text = include_str!("../../../../../docs/chat.md");
    let section = text.split_once(&format!("### {direction}\n")).expect("a section").1;
    let block = section.split_once("```json\n").expect("frames").1.split_once("```").expect("an end").0;
    block
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

#[test]
fn every_documented_frame_is_read_and_written_as_it_stands() {
    let said = documented("What the widget says");
    assert_eq!(said.len(), 7);
    for frame in said {
        let read: FromVisitor =
            serde_json::from_value(frame.clone()).unwrap_or_else(|error| panic!("{error}: {frame}"));
        assert_eq!(serde_json::to_value(read).expect("JSON"), frame);
    }
    let told = documented("What the server says");
    assert_eq!(told.len(), 11);
    for frame in told {
        let read: FromServer =
            serde_json::from_value(frame.clone()).unwrap_or_else(|error| panic!("{error}: {frame}"));
        assert_eq!(serde_json::to_value(read).expect("JSON"), frame);
    }
}

#[test]
fn what_has_no_sound_id_is_refused() {
    let say = |id: &str| read(&json!({ "type": "say", "id": id, "text": "Hi" }));
    assert!(say("0198c7a1-3f64-7c1e-9c53-0f6d6a1f7a10").is_ok());
    for wrong in ["", "short", &"a".repeat(65), "a:b:c:d:e:f", "één lange naam"] {
        assert!(say(wrong).is_err_and(|why| why.contains("`id`")), "{wrong}");
    }
    for wrong in [
        json!({}),
        json!([]),
        json!({ "type": "dance" }),
        json!({ "type": "say" }),
        json!({ "type": "read" }),
    ] {
        assert!(read(&wrong).is_err(), "{wrong}");
    }
    assert!(FromVisitor::read("{").is_err());
}

#[test]
fn what_is_not_said_is_not_sent() {
    let line = Line {
        number: 3,
        id: "k1".to_owned(),
        at: Timestamp::parse("2026-03-01T08:00:00Z").expect("an instant"),
        by: By::Agent,
        name: None,
        text: "Hi".to_owned(),
        attachments: Vec::new(),
        choices: Vec::new(),
        choice: None,
        call_back: None,
    };
    let said = r#"{"type":"said","number":3,"id":"k1","at":"2026-03-01T08:00:00Z","by":"agent","text":"Hi"}"#;
    assert_eq!(FromServer::Said(line).text(), said);
    assert_eq!(FromServer::AskHelped.text(), r#"{"type":"ask_helped"}"#);
    assert_eq!(FromServer::State(State::default()).text(), r#"{"type":"state","open":false}"#);
    assert_eq!(HELPED, "helped:yes");
}
