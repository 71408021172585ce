//! What goes out.

use serde_json::Value;

use super::postfix::Postfix;
use super::silent::Silent;
use super::{Dovecot, PASSWORD, SHOP, wait_for};
use crate::delivery::{happens, newest_is, on, outbox, start};
use crate::server::until;

fn account(dovecot: &Dovecot, smtp: &str, more: &str) -> String {
    format!(
        "[channels.mail]\nprovider = \"mail\"\naddress = \"{SHOP}\"\nname = \"Voorbeeldwinkel\"\n{smtp}\n{}\npassword = \"{PASSWORD}\"\nreply_tokens = \"plus\"\n{more}\n",
        dovecot.imaps()
    )
}

#[test]
fn a_message_goes_out_its_copy_is_kept_and_the_answer_knows_what_it_answers() {
    let dovecot = Dovecot::start();
    let postfix = Postfix::start(&dovecot);
    let server = start(&account(&dovecot, &postfix.smtps(), "sent = \"Sent\""));
    happens(&server, "order.held", "e1", r#"{"why":"een missend nummer – €5"}"#);
    let send = newest_is(&server, "sent");
    let reference = send["reference"].as_str().expect("its id").to_owned();
    let key = send["key"].as_str().expect("a key");
    assert_eq!(reference, format!("vz-{key}@shop.example"));
    let mut mails = Vec::new();
    until("it arrives", || {
        mails = dovecot.mails("an@example.com", "INBOX");
        mails.len() == 1
    });
    for part in [
        "From: \"Voorbeeldwinkel\" <service@shop.example>",
        "Auto-Submitted: auto-generated",
        "multipart/alternative",
        &reference,
    ] {
        assert!(mails[0].contains(part), "{part} in {}", mails[0]);
    }
    let copies = dovecot.mails(SHOP, "Sent");
    assert!(copies.len() == 1 && copies[0].contains(&reference), "{copies:?}");
    let answer = format!(
        "From: An <an@example.com>\r\nTo: {SHOP}\r\nSubject: Re: Your order waits, An\r\nIn-Reply-To: <{reference}>\r\nReferences: <{reference}>\r\nMessage-ID: <a1@example.com>\r\n\r\nIk wacht.\r\n"
    );
    dovecot.deliver([answer]);
    let received = wait_for(&server, "message.received", 1);
    let threads = received[0]["data"]["threads"].as_array().expect("keys");
    assert_eq!(threads[0], format!("mail|<{reference}>").as_str());
}

#[test]
fn an_address_that_there_is_not_is_told_at_once() {
    let dovecot = Dovecot::start();
    let postfix = Postfix::start(&dovecot);
    // Without TLS, for who says so; and by asking for it.
    for scheme in ["smtp", "smtp+starttls"] {
        let port = postfix.smtp;
        let server = start(&account(
            &dovecot,
            &format!("smtp = \"{scheme}://127.0.0.1:{port}\""),
            "allow_plain = true",
        ));
        let identify =
            r#"{"userId":"u2","traits":{"name":"Nobody","email":"weg@example.com"},"messageId":"i2"}"#;
        assert_eq!(server.post("/v1/identify", "application/json", identify).status, 200);
        let event = r#"{"specversion":"1.0","id":"e9","source":"/shop","type":"order.held","subject":"u2","data":{"why":"x"}}"#;
        assert_eq!(server.post("/events", crate::server::ONE, event).status, 202);
        let send = newest_is(&server, "failed");
        assert!(send["problem"].as_str().is_some_and(|problem| problem.starts_with("550 5.1.1")), "{send}");
        let bounced = &wait_for(&server, "message.bounced", 1)[0]["data"];
        assert_eq!(
            (&bounced["address"], &bounced["hard"], &bounced["key"]),
            (&"weg@example.com".into(), &Value::Bool(true), &send["key"])
        );
    }
}

/// Killed between the last dot and the answer: nobody knows, and nothing goes out twice.
#[test]
fn what_may_have_gone_is_looked_up_and_never_sent_blindly_again() {
    for kept in [true, false] {
        let dovecot = Dovecot::start();
        let silent = Silent::start();
        let settings = account(
            &dovecot,
            &format!("smtp = \"smtp://127.0.0.1:{}\"", silent.port),
            "allow_plain = true\nsent = \"Sent\"",
        );
        let server = start(&settings);
        happens(&server, "order.held", "e1", r#"{"why":"x"}"#);
        let (mail, connection) = silent.mail();
        let (folder, key) = (server.folder(), server.key.clone());
        server.kill();
        drop(connection);
        if kept {
            dovecot.put("Sent", &mail);
        }
        let server = on(folder, &key, &settings);
        let send = newest_is(&server, if kept { "sent" } else { "unsure" });
        assert_eq!(outbox(&server).len(), 1);
        assert!(silent.has_no_more(), "it went once: {send}");
        if kept {
            assert!(mail.contains(send["reference"].as_str().expect("its id")));
        }
    }
}

#[test]
fn a_connection_that_is_lost_after_the_last_dot_leaves_it_unsure() {
    let dovecot = Dovecot::start();
    let silent = Silent::start();
    let server = start(&account(
        &dovecot,
        &format!("smtp = \"smtp://127.0.0.1:{}\"", silent.port),
        "allow_plain = true",
    ));
    happens(&server, "order.held", "e1", r#"{"why":"x"}"#);
    drop(silent.mail());
    let send = newest_is(&server, "unsure");
    assert!(
        send["problem"].as_str().is_some_and(|problem| problem.contains("after the whole mail was sent")),
        "{send}"
    );
    assert!(silent.has_no_more());
}

#[test]
fn a_server_that_is_not_there_is_tried_again() {
    let dovecot = Dovecot::start();
    let server = start(&account(&dovecot, "smtp = \"smtps://127.0.0.1:9\"", ""));
    happens(&server, "order.held", "e1", r#"{"why":"x"}"#);
    until("it was tried", || {
        let send = outbox(&server).first().cloned().unwrap_or_default();
        send["state"] == "planned" && send["tries"] == 1
    });
    let problem = outbox(&server)[0]["problem"].as_str().expect("a problem").to_owned();
    assert!(problem.contains("127.0.0.1:9 cannot be reached"), "{problem}");
}
