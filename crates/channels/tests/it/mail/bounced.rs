//! What comes back.

use serde_json::{Value, json};
use voorzet_channels::mail::{Read, read};

use super::{arrived, mailbox};

const POSTFIX: &str = include_str!("../../fixtures/mail/bounce-postfix.eml");
const EXIM: &str = include_str!("../../fixtures/mail/bounce-exim.eml");
const QMAIL: &str = include_str!("../../fixtures/mail/bounce-qmail.eml");

fn bounced(raw: &str) -> Vec<Value> {
    match read(raw.as_bytes(), &mailbox(), arrived()).expect("readable") {
        Read::Bounced(events) => {
            assert!(events.iter().all(|event| event.kind == "message.bounced" && event.customer.is_empty()));
            events.iter().map(|event| serde_json::from_str(event.data.get()).expect("JSON")).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn is_hard(status: &str, said: &str) -> bool {
    let raw = POSTFIX.replace("5.1.1", status).replace("550 <nobody@example.com> User unknown", said);
    bounced(&raw)[0]["hard"] == true
}

#[test]
fn a_delivery_report_names_the_address_and_what_was_sent() {
    let expected = json!({
        "account": "mail", "address": "nobody@example.com", "hard": true, "key": "vz_0f1e2d",
        "problem": "5.1.1 550 <nobody@example.com> User unknown",
    });
    assert_eq!(bounced(POSTFIX), [expected]);
}

#[test]
fn only_what_is_wrong_with_the_address_is_for_good() {
    assert!(is_hard("5.1.10", "x") && is_hard("5.2.1", "x") && is_hard("5.4.4", "x"));
    assert!(is_hard("5.0.0", "550 no such user here") && is_hard("5.5.0", "mailbox does not exist"));
    for (status, said) in [
        ("5.2.2", "552 mailbox full"),
        ("5.7.1", "554 rejected as spam"),
        ("5.7.1", "550 user unknown to this filter"),
        ("5.0.0", "554 try later"),
        ("4.4.1", "timed out: no such user"),
        ("5.3.4", "too large"),
        ("", ""),
    ] {
        assert!(!is_hard(status, said), "{status} {said}");
    }
}

#[test]
fn without_a_key_of_ours_nobody_shuts_off_an_address() {
    let raw = POSTFIX.replace("vz-vz_0f1e2d", "abc").replace("X-Voorzet-Key: vz_0f1e2d\r\n", "");
    let bounced = bounced(&raw);
    assert_eq!((&bounced[0]["hard"], &bounced[0]["key"]), (&json!(false), &Value::Null));
}

#[test]
fn what_is_only_late_did_not_come_back() {
    let raw = POSTFIX.replace("Action: failed", "Action: delayed");
    let Ok(Read::Message(event, _)) = read(raw.as_bytes(), &mailbox(), arrived()) else {
        panic!("a message")
    };
    assert!(event.data.get().contains("\"automatic\":true"));
}

#[test]
fn plainer_servers_are_guessed_at() {
    let exim = &bounced(EXIM)[0];
    assert_eq!(
        (&exim["address"], &exim["hard"], &exim["key"]),
        (&json!("weg@example.org"), &json!(false), &json!("vz_77"))
    );
    let qmail = &bounced(QMAIL)[0];
    assert_eq!((&qmail["address"], &qmail["hard"]), (&json!("weg@example.net"), &json!(false)));
    assert!(qmail["problem"].as_str().is_some_and(|problem| problem.contains("no mailbox here")));
}

#[test]
fn one_report_may_name_many() {
    let group = "\r\nFinal-Recipient: rfc822; two@example.com\nAction: failed\nStatus: 5.1.1\n";
    let raw = POSTFIX.replace(
        "Diagnostic-Code: smtp; 550 <nobody@example.com> User unknown\r\n",
        &format!("Diagnostic-Code: smtp; 550 x\r\n{group}"),
    );
    let addresses: Vec<Value> = bounced(&raw).into_iter().map(|one| one["address"].clone()).collect();
    assert_eq!(addresses, ["nobody@example.com", "two@example.com"]);
}
