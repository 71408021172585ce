//! Which pages may open it, and with what.

use serde_json::json;
use ureq::http::Request;

use super::visitor::{Visitor, connect};
use super::{SHOP, ask, begin, start};
use crate::server::Server;

/// Pages that are none of the organisation's.
const FOREIGN: [Option<&str>; 9] = [
    None,
    Some(""),
    Some("null"),
    Some("https://evil.example"),
    Some("http://shop.example"),
    Some("https://shop.example.evil.example"),
    Some("https://evilshop.example"),
    Some("https://shop.example:444"),
    Some("https://SHOP.example"),
];

/// Everything that a page may ask.
const ASKED: [(&str, &str); 6] = [
    ("GET", "/chat/settings?account=chat"),
    ("POST", "/chat/sessions"),
    ("GET", "/chat/poll?account=chat"),
    ("POST", "/chat/send"),
    ("POST", "/chat/attachments?account=chat&name=a.txt"),
    ("GET", "/chat/attachments/abc?account=chat"),
];

fn from(server: &Server, origin: Option<&str>, method: &str, path: &str, token: &str) -> (u16, String) {
    let mut request = Request::builder()
        .method(method)
        .uri(server.at(path))
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {token}"));
    if let Some(origin) = origin {
        request = request.header("origin", origin);
    }
    let body = json!({ "account": "chat", "frames": [] }).to_string().into_bytes();
    let body = if method == "GET" { Vec::new() } else { body };
    let answer = server.send(request.body(body).expect("a request"));
    (answer.status, answer.header("access-control-allow-origin").to_owned())
}

#[test]
fn a_page_of_somebody_else_is_refused_whatever_it_asks_and_holds() {
    let server = start("");
    let (_, token) = begin(&server, &json!({}));
    for origin in FOREIGN {
        for (method, path) in ASKED {
            let (status, shared) = from(&server, origin, method, path, &token);
            assert_eq!((status, shared.as_str()), (403, ""), "{method} {path} from {origin:?}");
        }
        assert_eq!(connect(&server, origin).err(), Some(403), "a socket from {origin:?}");
        let (status, shared) = from(&server, origin, "OPTIONS", "/chat/send", "");
        assert_eq!((status, shared.as_str()), (403, ""), "a question before from {origin:?}");
    }
    for (method, path) in ASKED.into_iter().filter(|(_, path)| !path.contains("poll")) {
        let (status, shared) = from(&server, Some(SHOP), method, path, &token);
        assert!(matches!(status, 200 | 201 | 404), "{method} {path}: {status}");
        assert_eq!(shared, SHOP, "{method} {path}");
    }
    let (status, shared) = from(&server, Some(SHOP), "OPTIONS", "/chat/send", "");
    assert_eq!((status, shared.as_str()), (204, SHOP));
    assert!(connect(&server, Some(SHOP)).is_ok());
}

#[test]
fn without_its_token_a_session_is_closed_to_everybody() {
    let server = start("");
    let (session, token) = begin(&server, &json!({}));
    let body = json!({ "account": "chat", "frames": [] }).to_string();
    let forged = ["", "x", &session, &token[..token.len() - 5], &format!("A{}", &token[1..]), &server.token];
    for wrong in forged {
        assert_eq!(ask(&server, "GET", "/chat/poll?account=chat", wrong, "").status, 401, "{wrong}");
        assert_eq!(ask(&server, "POST", "/chat/send", wrong, body.as_str()).status, 401, "{wrong}");
        let attachments = "/chat/attachments?account=chat&name=a.txt";
        assert_eq!(ask(&server, "POST", attachments, wrong, "text").status, 401, "{wrong}");
        let mut visitor = Visitor::after(&server, wrong, 0);
        assert_eq!(visitor.next()["kind"], "session", "{wrong}");
        assert_eq!(visitor.try_next(), None, "and it is closed");
    }
    for first in [
        json!({ "type": "say", "id": "12345678", "text": "Hi" }),
        json!({ "type": "hello", "v": 2, "token": token }),
    ] {
        let mut visitor = Visitor::after(&server, "", 0);
        visitor.try_next();
        let mut socket = connect(&server, Some(SHOP)).expect("a socket");
        socket.send(tungstenite::Message::text(first.to_string())).expect("sent");
        let said = socket.read().expect("a frame").into_text().expect("text");
        assert!(said.contains("\"hello\""), "{said}");
    }
    assert_eq!(ask(&server, "GET", "/chat/poll?account=chat", &token, "").status, 200);
    assert_eq!(ask(&server, "GET", "/chat/poll?account=mail", &token, "").status, 404);
}

#[test]
fn as_many_sockets_are_open_as_may_and_a_flood_is_told_so() {
    let server = start("sockets = 2\n");
    let (_, token) = begin(&server, &json!({}));
    let mut first = Visitor::after(&server, &token, 0);
    first.next_of("state");
    let second = Visitor::after(&server, &token, 0);
    assert_eq!(connect(&server, Some(SHOP)).err(), Some(503));
    drop(second);
    crate::server::until("there is room again", || connect(&server, Some(SHOP)).is_ok());
    for number in 0..40 {
        first.say(&super::visitor::id(number), "x");
    }
    let refused =
        std::iter::from_fn(|| first.try_next()).find(|frame| frame["type"] == "problem").expect("a problem");
    assert_eq!((&refused["kind"], refused["retry_after"].as_u64()), (&json!("too_fast"), Some(2)));
}

#[test]
fn one_address_may_ask_only_so_fast() {
    let server = crate::delivery::start(
        "[channels.chat]\nprovider = \"chat\"\norigins = [\"https://shop.example\"]\nper_address = 1\n",
    );
    let settings = || ask(&server, "GET", "/chat/settings?account=chat", "", "");
    let refused =
        std::iter::repeat_with(settings).take(60).find(|answer| answer.status != 200).expect("too fast");
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds >= 1));
}
