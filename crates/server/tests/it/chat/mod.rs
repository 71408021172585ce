//! The web chat, as a widget and a page of the organisation see it.

mod ask;
mod attachment;
mod call_back;
mod desk;
mod identity;
#[cfg(target_os = "linux")]
pub(crate) mod load;
mod origin;
mod poll;
mod resume;
mod slow;
pub(crate) mod visitor;

use serde_json::{Value, json};
use ureq::http::Request;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::outbox::{Planned, SendKey};
use voorzet_store::turn::Turn;
use voorzet_store::{Options, Store};

use crate::delivery;
use crate::server::{Answer, Server};

/// The organisation's page.
const SHOP: &str = "https://shop.example";

/// An account, as fast as tests are.
pub(crate) const CHAT: &str =
    "[channels.chat]\nprovider = \"chat\"\norigins = [\"https://shop.example\"]\nper_address = 100000\n";

/// A server with an account of the chat, and more settings of it.
fn start(more: &str) -> Server {
    delivery::start(&format!("{CHAT}{more}"))
}

/// The same again on the same folder.
fn again(server: Server, more: &str) -> Server {
    let (folder, key) = (server.folder(), server.key.clone());
    drop(server);
    delivery::on(folder, &key, &format!("{CHAT}{more}"))
}

/// Asks as a page of the organisation does, with a session's token where it has one.
fn ask(server: &Server, method: &str, path: &str, token: &str, body: impl Into<Vec<u8>>) -> Answer {
    let mut request = Request::builder()
        .method(method)
        .uri(server.at(path))
        .header("origin", SHOP)
        .header("content-type", "application/json");
    if !token.is_empty() {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    server.send(request.body(body.into()).expect("a request"))
}

/// Begins a session, once the account is ready for it: its name and token.
pub(crate) fn begin(server: &Server, more: &Value) -> (String, String) {
    let begun = try_begin(server, more).with(201);
    let text = |name: &str| begun[name].as_str().expect("a text").to_owned();
    (text("session"), text("token"))
}

fn try_begin(server: &Server, more: &Value) -> Answer {
    let mut body = json!({ "account": "chat", "language": "en" });
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    let mut answer = ask(server, "POST", "/chat/sessions", "", body.to_string());
    crate::server::until("the account is ready", || {
        if answer.status == 503 {
            answer = ask(server, "POST", "/chat/sessions", "", body.to_string());
        }
        answer.status != 503
    });
    answer
}

/// Entries of a type, oldest first.
fn entries(server: &Server, kind: &str) -> Vec<Value> {
    let found = server.get(&format!("/api/entries?type={kind}&limit=1000")).with(200);
    let mut entries = found["entries"].as_array().expect("a list").clone();
    entries.sort_by_key(|entry| entry["position"].as_i64());
    entries
}

/// An agent's answers, planned for so many milliseconds from now while no server runs, so that it sends them when it
/// does: a session and a text each.
fn answer(server: Server, more: &str, answers: &[(&str, &str)], wait: i64) -> Server {
    answer_paced(server, more, answers, wait, 0)
}

/// The same, each so many milliseconds after the one before.
fn answer_paced(server: Server, more: &str, answers: &[(&str, &str)], wait: i64, gap: i64) -> Server {
    let folder = server.folder();
    let key = server.key.clone();
    assert_eq!(server.stop(), Some(0));
    let now = Timestamp::from_jiff(jiff::Timestamp::now());
    let opened =
        Store::open(&folder.path().join("data"), &Options { now, seed: 1, vfs: None }).expect("a store");
    let mut writer = opened.writer;
    let (at, count) =
        (writer.read().progress().expect("progress"), writer.read().sends(None, i64::MAX, 10_000));
    let count = count.expect("sends").len();
    let planned = |(index, (session, text)): (usize, &(&str, &str))| Planned {
        key: SendKey(format!("answer-{}", count + index).into()),
        route: "chat".into(),
        customer: None,
        to: (*session).into(),
        purpose: None,
        channel: Some("chat".into()),
        thread: (count + index) as i64,
        body: serde_json::value::to_raw_value(&json!({ "text": text, "author": "Noor" })).expect("JSON"),
        cause: None,
        at: now,
        not_before: now.plus(Duration::from_micros((wait + gap * index as i64) * 1_000)),
        not_after: None,
        quiet: None,
    };
    let turn = Turn {
        through: at.through,
        clock: at.clock,
        planned: answers.iter().enumerate().map(planned).collect(),
        ..Turn::default()
    };
    writer.commit(now, &[], Some(&turn)).expect("written");
    drop(writer);
    delivery::on(folder, &key, &format!("{CHAT}{more}"))
}
