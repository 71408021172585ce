//! A request with a key that is sent again.

use serde_json::{Value, json};
use ureq::http::Request;

use super::browser::Browser;
use crate::server::{Answer, Server};

/// Asks as the machine, with a key.
fn ask(server: &Server, key: &str, path: &str, body: &Value) -> Answer {
    let request = Request::post(server.at(path))
        .header("authorization", format!("Bearer {}", server.token))
        .header("content-type", "application/json")
        .header("idempotency-key", key);
    server.send(request.body(body.to_string().into_bytes()).expect("a request"))
}

fn publication(note: &str) -> Value {
    let file = |name: &str| {
        std::fs::read_to_string(crate::voorzet::root().join("examples/webshop").join(name)).expect("a file")
    };
    let mut files = serde_json::Map::new();
    let mut open = vec![String::new()];
    while let Some(folder) = open.pop() {
        for path in crate::server::files(&crate::voorzet::root().join("examples/webshop").join(&folder)) {
            let name = format!("{folder}{}", path.file_name().expect("a name").to_string_lossy());
            if path.is_dir() {
                open.push(format!("{name}/"));
            } else if ["strategy.toml", "events.toml"].contains(&name.as_str()) || name.contains('/') {
                files.insert(name.clone(), json!(file(&name)));
            }
        }
    }
    json!({"files": files, "by": "An", "note": note})
}

#[test]
fn the_same_again_is_answered_as_it_was_and_something_else_is_refused() {
    let server = Server::start();
    let body = publication("first");
    let first = ask(&server, "k1", "/api/strategy", &body);
    assert_eq!(first.status, 200, "{}", first.text);
    assert_eq!(first.header("idempotency-replayed"), "");
    let again = ask(&server, "k1", "/api/strategy", &body);
    assert_eq!((again.status, &again.text), (200, &first.text), "and not that nothing has changed");
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.header("content-type"), "application/json");
    assert_eq!(ask(&server, "k2", "/api/strategy", &body).with(200)["unchanged"], true);
    ask(&server, "k1", "/api/strategy", &publication("other")).problem(422);
    ask(&server, "", "/api/strategy", &body).problem(400);
    ask(&server, &"k".repeat(256), "/api/strategy", &body).problem(400);
    // A refusal is an answer as well.
    let wrong = json!({"files": {}});
    let refused = ask(&server, "k3", "/api/strategy", &wrong);
    let again = ask(&server, "k3", "/api/strategy", &wrong);
    assert_eq!((refused.status, &refused.text), (again.status, &again.text));
    assert_eq!((again.status, again.header("idempotency-replayed")), (422, "true"));
    let (folder, key) = (server.folder(), server.key.clone());
    assert_eq!(server.stop(), Some(0));
    let server = Server::on(folder, &key, &[]);
    let again = ask(&server, "k1", "/api/strategy", &body);
    assert_eq!((again.status, &again.text), (200, &first.text), "it is on disk");
    let done = server.get("/api/audit?what=publish_strategy").with(200);
    assert_eq!(done["entries"].as_array().map(Vec::len), Some(2), "what is answered again is not done again");
}

#[test]
fn a_secret_is_shown_once_and_others_have_keys_of_their_own() {
    let server = Server::start();
    let body = json!({"name": "crm"});
    let made = ask(&server, "k", "/api/sources", &body).with(201);
    let again = ask(&server, "k", "/api/sources", &body);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert!(!again.text.contains(made["key"].as_str().expect("a key")));
    again.problem(409);
    ask(&server, "k", "/api/sources", &json!({"name": "other"})).problem(422);
    let browser = Browser::of(&server, "administrator");
    let request = browser.request("POST", "/api/sources").header("idempotency-key", "k");
    server
        .send(request.body(json!({"name": "other"}).to_string().into_bytes()).expect("a request"))
        .with(201);
    let kept = std::fs::read(server.data().join("voorzet.db-wal")).expect("a log");
    let key = made["key"].as_str().expect("a key").as_bytes();
    assert!(!kept.windows(key.len()).any(|window| window == key), "the answer is not kept");
}

#[test]
fn ten_at_once_do_it_once() {
    let server = Server::start();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let add = || {
            ask(&server, "k", "/api/people", &json!({"name": "An", "email": "an@example.org", "roles": []}))
                .status
        };
        let all: Vec<_> = (0..10).map(|_| scope.spawn(add)).collect();
        all.into_iter().map(|one| one.join().expect("an answer")).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| [201, 409].contains(status)), "{statuses:?}");
    assert_eq!(server.get("/api/people").with(200)["people"].as_array().map(Vec::len), Some(1));
}
