//! Files and pictures: taken for what they are, and given back to their own session alone.

use serde_json::{Value, json};

use super::visitor::{Visitor, id};
use super::{ask, begin, start};
use crate::server::{Answer, Server};

/// A whole picture of one pixel.
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";

fn send(server: &Server, token: &str, name: &str, bytes: &[u8]) -> Answer {
    ask(server, "POST", &format!("/chat/attachments?account=chat&name={name}"), token, bytes)
}

fn get(server: &Server, token: &str, hash: &str) -> Answer {
    let path = format!("/chat/attachments/{hash}?account=chat");
    let request = ureq::http::Request::get(server.at(&path))
        .header("origin", super::SHOP)
        .header("authorization", format!("Bearer {token}"));
    server.send(request.body(Vec::new()).expect("a request"))
}

fn say(visitor: &mut Visitor, number: usize, file: &Value) -> Value {
    visitor.send(&json!({ "type": "say", "id": id(number), "attachments": [file] }));
    loop {
        let frame = visitor.next();
        if frame["type"] == "said" || frame["type"] == "problem" {
            return frame;
        }
    }
}

#[test]
fn a_file_is_given_back_to_its_session_and_to_no_other() {
    let server = start("");
    let (_, token) = begin(&server, &json!({}));
    let (_, other) = begin(&server, &json!({}));
    let text = "Invoice 12 <script>alert(1)</script>";
    let kept = send(&server, &token, "..%2F..%2Finvoice.html", text.as_bytes()).with(201);
    assert_eq!(
        (&kept["name"], &kept["media"]),
        (&json!("invoice.html"), &json!("text/plain; charset=utf-8"))
    );
    let hash = kept["hash"].as_str().expect("a hash");
    assert_eq!(get(&server, &token, hash).status, 404, "nobody has said it yet");
    let mut stranger = Visitor::after(&server, &other, 0);
    assert_eq!(say(&mut stranger, 1, &kept)["kind"], "attachment", "the receipt is of another session");
    let mut visitor = Visitor::after(&server, &token, 0);
    let mut bent = kept.clone();
    bent["media"] = json!("text/html");
    assert_eq!(say(&mut visitor, 2, &bent)["kind"], "attachment");
    let said = say(&mut visitor, 3, &kept);
    assert_eq!(
        (&said["attachments"][0]["hash"], &said["attachments"][0]["name"]),
        (&kept["hash"], &kept["name"])
    );
    assert!(said["attachments"][0]["receipt"].is_null(), "a receipt is the sender's own");
    let found = get(&server, &token, hash);
    assert_eq!((found.status, found.text.as_str()), (200, text));
    assert_eq!(
        (found.header("content-type"), found.header("content-disposition")),
        ("text/plain; charset=utf-8", "attachment")
    );
    assert_eq!(
        (found.header("x-content-type-options"), found.header("content-security-policy")),
        ("nosniff", "default-src 'none'; sandbox")
    );
    assert_eq!(get(&server, &other, hash).status, 404);
    assert_eq!(get(&server, "", hash).status, 401);
}

#[test]
fn pictures_are_shown_and_what_would_burst_is_refused() {
    let server = start("");
    let (_, token) = begin(&server, &json!({}));
    let kept = send(&server, &token, "a.png", PIXEL).with(201);
    assert_eq!(kept["media"], "image/png");
    let mut visitor = Visitor::after(&server, &token, 0);
    say(&mut visitor, 1, &kept);
    let request = ureq::http::Request::get(
        server.at(&format!("/chat/attachments/{}?account=chat", kept["hash"].as_str().expect("a hash"))),
    )
    .header("origin", super::SHOP)
    .header("authorization", format!("Bearer {token}"))
    .header("accept", "image/*");
    let mut agent = ureq::agent().run(request.body(()).expect("a request")).expect("an answer");
    assert_eq!(agent.body_mut().read_to_vec().expect("bytes"), PIXEL);
    assert_eq!(agent.headers()["content-disposition"], "inline");
    let mut bomb = PIXEL.to_vec();
    bomb[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    for (bytes, status) in [
        (bomb.as_slice(), 415),
        (b"MZ\x90\0".as_slice(), 415),
        (b"PK\x03\x04\0\0", 415),
        (b"", 400),
        (&vec![b'x'; 10_000_001], 413),
    ] {
        assert_eq!(send(&server, &token, "a", bytes).status, status, "{} bytes", bytes.len());
    }
}
