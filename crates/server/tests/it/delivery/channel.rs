//! Messages to customers.

use super::{happens, newest_is, on, outbox, route, start};
use crate::server::until;

const LOG: &str = "[channels.mail]\nprovider = \"log\"\n";

#[test]
fn a_message_becomes_a_line_in_the_log() {
    let server = start(LOG);
    happens(&server, "order.held", "e1", r#"{"why":"a missing number"}"#);
    let send = newest_is(&server, "delivered");
    assert_eq!((&send["route"], &send["to"]), (&"mail".into(), &"an@example.com".into()));
    let key = send["key"].as_str().expect("a key");
    let shown = server.get(&format!("/api/outbox/{key}")).with(200);
    assert_eq!(shown["body"]["text"], "Because of a missing number.");
    let log = server.folder().path().join("log");
    let mut line = String::new();
    until("the line", || {
        let text = std::fs::read_to_string(&log).expect("the log");
        line = text.lines().find(|line| line.contains("Your order waits, An")).unwrap_or_default().to_owned();
        !line.is_empty()
    });
    assert!(line.contains("mail") && line.contains("account:u1"), "{line}");
    assert!(!line.contains("an@example.com") && !line.contains("missing number"), "{line}");
}

#[test]
fn what_has_no_provider_waits_for_one_and_goes_when_it_comes() {
    let server = start("");
    happens(&server, "order.held", "e1", r#"{"why":"x"}"#);
    let send = newest_is(&server, "planned");
    let problem = send["problem"].as_str().expect("a problem");
    assert!(problem.contains("[channels.mail]"), "{problem}");
    let waits = route(&server, "mail");
    assert_eq!(waits["waiting"], 1);
    assert!(waits["missing"].as_str().is_some_and(|missing| missing.contains("[channels.mail]")));
    let (folder, key) = (server.folder(), server.key.clone());
    assert_eq!(server.stop(), Some(0));
    let server = on(folder, &key, LOG);
    newest_is(&server, "delivered");
    assert_eq!(outbox(&server).len(), 1);
}

#[test]
fn an_objection_calls_off_what_waits() {
    let server = start("");
    happens(&server, "order.held", "e1", r#"{"why":"x"}"#);
    newest_is(&server, "planned");
    happens(&server, "consent.withdrawn", "e2", r#"{"purpose":"service"}"#);
    let send = newest_is(&server, "cancelled");
    assert_eq!(send["problem"], "the customer does not want it any more");
}
