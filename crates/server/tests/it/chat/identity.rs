//! Who a visitor is, as the organisation's site signs it.

use serde_json::{Value, json};
use voorzet_channels::chat::{Identity, Key};

use super::visitor::{Visitor, id};
use super::{begin, entries, start, try_begin};
use crate::server::{Server, until};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn signed(account: &str, secret: &str) -> String {
    let now = jiff::Timestamp::now().as_second();
    let identity = Identity {
        account: account.to_owned(),
        name: Some(format!("Name of {account}")),
        mail: Some(format!("{account}@example.com")),
        expires: now + 3_600,
    };
    identity.sign(&Key::new(secret.as_bytes()).expect("long enough")).expect("JSON")
}

/// Says something in a session; what the log has of it.
fn said(server: &Server, token: &str, number: usize) -> Value {
    let mut visitor = Visitor::after(server, token, 0);
    visitor.say(&id(number), "Hi");
    visitor.next_of("ack");
    entries(server, "message.received").pop().expect("an entry")
}

#[test]
fn who_is_signed_is_known_and_who_is_forged_is_refused() {
    let server = start(&format!("identity_secret = \"{SECRET}\"\n"));
    for forged in [
        "x".to_owned(),
        signed("u1", "another secret of 32 characters!"),
        format!("{}x", signed("u1", SECRET)),
    ] {
        let answer = try_begin(&server, &json!({ "identity": forged }));
        assert_eq!((answer.status, answer.text.contains("problem:identity")), (403, true));
    }
    let (_, stranger) = begin(&server, &json!({}));
    let unknown = said(&server, &stranger, 1);
    assert!(!unknown.to_string().contains("account:"), "{unknown}");
    let (_, token) = begin(&server, &json!({ "identity": signed("u1", SECRET), "before": stranger }));
    let known = said(&server, &token, 2);
    assert_eq!(known["data"]["from"]["name"], "Name of u1");
    let customers = || server.get("/api/customers?q=u1%40example.com").with(200);
    until("the customer is known", || customers().to_string().contains("account:u1"));
    // The browser was somebody's before they signed in: both are one now.
    let customer = customers()["customers"][0]["id"].clone();
    let shown = server.get(&format!("/api/customers/{customer}")).with(200).to_string();
    assert!(shown.contains("chat-"), "{shown}");
}

#[test]
fn another_account_on_the_same_browser_is_another_visitor() {
    let server = start(&format!("identity_secret = \"{SECRET}\"\n"));
    let (first_session, first) = begin(&server, &json!({ "identity": signed("u1", SECRET) }));
    let (session, second) = begin(&server, &json!({ "identity": signed("u2", SECRET), "before": first }));
    assert_ne!(session, first_session);
    let (_, nobody) = begin(&server, &json!({ "before": first }));
    let (_, same) = begin(&server, &json!({ "identity": signed("u1", SECRET), "before": first }));
    let visitor = |token: &str, number: usize| {
        let entry = said(&server, token, number);
        let text = entry.to_string();
        let at = text.find("chat-").expect("a device");
        text[at..at + 41].to_owned()
    };
    let known = visitor(&first, 1);
    assert_ne!(visitor(&second, 2), known);
    assert_ne!(visitor(&nobody, 3), known);
    assert_eq!(visitor(&same, 4), known);
}

#[test]
fn without_a_secret_nobody_is_known_by_a_token() {
    let server = start("");
    let answer = try_begin(&server, &json!({ "identity": signed("u1", SECRET) }));
    assert_eq!(answer.status, 403);
}
