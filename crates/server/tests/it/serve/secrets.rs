//! What is in events and keys is not in the server's log.

use serde_json::json;
use ureq::http::Request;

use crate::server::{BATCH, LINES, ONE, Server, event};

/// Planted in everything that comes in.
const PLANTED: [&str; 5] =
    ["hunter2secret", "An.Bos@example.nl", "an.bos@example.nl", "+31612345678", "0612345678"];

#[test]
fn nothing_that_comes_in_is_told() {
    let server = Server::start();
    let personal = format!("{{\"password\":\"{}\",\"phone\":\"{}\"}}", PLANTED[0], PLANTED[3]);
    let sound =
        event("1").replace("{\"n\":1}", &personal).replace("\"u1\"", &format!("\"mail:{}\"", PLANTED[1]));
    server.post("/events", ONE, sound.clone()).with(202);
    server.post("/events", ONE, sound.replace("1.0", PLANTED[0])).with(202);
    server.post("/events", ONE, format!("{sound}{}", PLANTED[1])).with(202);
    server.post("/events", BATCH, format!("[{sound},{}", PLANTED[4])).problem(400);
    server.post("/events", LINES, format!("{}\n{}", PLANTED[0], PLANTED[4])).with(202);
    server.post("/events?strict=true", ONE, sound.replace("mail:", "telegram ")).with(202);
    server.post("/events", PLANTED[0], sound).problem(415);
    let traits =
        json!({"userId": "u1", "traits": {"email": PLANTED[1], "phone": PLANTED[3], "password": PLANTED[0]}});
    server.post("/v1/identify", "application/json", traits.to_string()).with(200);
    server.post_as(PLANTED[0], "/events", ONE, event("2")).problem(401);
    server.get(&format!("/nowhere?password={}", PLANTED[0])).problem(404);
    server.get(&format!("/{}", PLANTED[2])).problem(404);
    server.get(&format!("/api/entries?limit={}", PLANTED[0])).problem(400);
    let strange =
        Request::get(server.at("/api/status")).header("authorization", format!("Bearer {}", PLANTED[0]));
    server.send(strange.body(Vec::new()).expect("a request")).problem(401);
    let made = server.run(&["source", "add", "crm", "--json"]).json();
    let (first, token) = (server.key.clone(), server.token.clone());
    let keys = [made["key"].as_str().expect("a key").to_owned(), first, token];
    let folder = server.folder();
    assert_eq!(server.stop(), Some(0));
    let log = std::fs::read_to_string(folder.path().join("log")).expect("a log");
    assert!(log.contains("stopping"), "it tells what happens: {log}");
    for planted in PLANTED.into_iter().chain(keys.iter().map(String::as_str)) {
        assert!(!log.contains(planted), "{planted} is in the log:\n{log}");
    }
    let kept = std::fs::read(folder.path().join("data/voorzet.db")).expect("a store");
    let holds = |text: &str| kept.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("hunter2secret"), "what came in is kept");
    assert!(keys.iter().all(|key| !holds(key)), "keys are kept as hashes");
}
