//! The link by which a purpose is no longer allowed.

use std::fs;

use serde_json::json;
use ureq::http::Request;

use super::postfix::Postfix;
use super::{Dovecot, SHOP, account, wait_for};
use crate::delivery::{happens, newest_is, on, outbox, start};
use crate::server::{Answer, Server, until};

fn call(server: &Server, method: &str, path: &str, body: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(server.at(path))
        .header("content-type", "application/x-www-form-urlencoded");
    server.send(request.body(body.as_bytes().to_vec()).expect("a request"))
}

/// A server whose messages need consent.
fn with_consent(settings: &str) -> Server {
    let server = start("");
    let (folder, key) = (server.folder(), server.key.clone());
    assert_eq!(server.stop(), Some(0));
    let strategy = folder.path().join("strategy/strategy.toml");
    let text = fs::read_to_string(&strategy)
        .expect("a strategy")
        .replace("basis = \"contract\"", "basis = \"consent\"");
    fs::write(&strategy, text).expect("written");
    on(folder, &key, settings)
}

#[test]
fn one_click_stops_a_purpose_and_looking_does_not() {
    let dovecot = Dovecot::start();
    let postfix = Postfix::start(&dovecot);
    let settings = account(&dovecot, &postfix, SHOP);
    let server = with_consent(&settings);
    happens(&server, "consent.given", "c1", r#"{"purpose":"service"}"#);
    happens(&server, "order.held", "e1", r#"{"why":"x"}"#);
    // Without an address to put in the link it waits, and says why.
    until("it waits", || {
        let problem = outbox(&server).first().map(|send| send["problem"].clone()).unwrap_or_default();
        problem.as_str().is_some_and(|problem| problem.contains("address with https"))
    });
    let set = server.get("/api/settings").with(200);
    let sign_in = json!({"password": true, "second_factor": "optional", "sso": []});
    let address = "https://desk.shop.example";
    let set = json!({"organisation": "Shop", "address": address, "sign_in": sign_in, "session_hours": set["session_hours"]});
    server.change("PUT", "/api/settings", &set).with(200);
    let key = outbox(&server)[0]["key"].as_str().expect("a key").to_owned();
    server.change("POST", &format!("/api/outbox/{key}/retry"), &json!({})).with(200);
    newest_is(&server, "sent");
    let mut mails = Vec::new();
    until("it arrives", || {
        mails = dovecot.mails("an@example.com", "INBOX");
        mails.len() == 1
    });
    let unfolded = mails[0].replace("\r\n\t", "").replace("\n\t", "");
    assert!(unfolded.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{unfolded}");
    let link = unfolded
        .split_once("List-Unsubscribe: <https://desk.shop.example")
        .and_then(|(_, rest)| rest.split_once('>'))
        .expect("a link")
        .0
        .to_owned();
    let token = link.strip_prefix("/unsubscribe/").expect("a token").to_owned();
    let by_mail = format!("<mailto:{SHOP}?subject=unsubscribe%20{token}>");
    assert!(unfolded.replace([' ', '\r', '\n', '\t'], "").contains(&by_mail), "{unfolded}");
    let page = call(&server, "GET", &link, "");
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(
        page.text.contains("<form method=\"post\"><button>")
            && page.header("content-security-policy").contains("default-src 'none'")
    );
    assert_eq!(call(&server, "HEAD", &link, "").status, 200);
    assert!(crate::mail::received(&server, "consent.withdrawn").is_empty(), "looking changes nothing");
    let forged = format!("{}x", &link[..link.len() - 1]);
    assert_eq!(
        (call(&server, "GET", &forged, "").status, call(&server, "POST", &forged, "").status),
        (404, 404)
    );
    // As a mail program does it: no cookie, no page of ours.
    assert_eq!(call(&server, "POST", &link, "List-Unsubscribe=One-Click").status, 200);
    let withdrawn = wait_for(&server, "consent.withdrawn", 1);
    assert_eq!(withdrawn[0]["data"], json!({"purpose": "service", "channel": "mail"}));
    happens(&server, "order.held", "e2", r#"{"why":"y"}"#);
    until("it is decided", || server.get("/api/status").with(200)["behind"] == 0);
    assert_eq!(outbox(&server).len(), 1, "nothing more goes out for it");
    // By mail it is the same, whatever the program made of a word this long; what somebody made up is a mail as any.
    let (begin, end) = token.split_at(60);
    let written = |number: u32, subject: &str| {
        format!(
            "From: An <an@example.com>\r\nTo: {SHOP}\r\nSubject: {subject}\r\nMessage-ID: <u{number}@example.com>\r\n\r\n"
        )
    };
    dovecot.deliver([
        written(1, &format!("unsubscribe {begin}\r\n {end}")),
        written(2, &format!("unsubscribe {end}{begin}")),
    ]);
    let withdrawn = wait_for(&server, "consent.withdrawn", 2);
    assert_eq!(withdrawn[1]["data"], withdrawn[0]["data"]);
    let mails = wait_for(&server, "message.received", 1);
    assert!(mails.len() == 1 && mails[0]["data"]["subject"].as_str().is_some_and(|said| said.contains(end)));
    // Again changes nothing more, and is no mistake.
    assert_eq!(call(&server, "POST", &link, "List-Unsubscribe=One-Click").status, 200);
}
