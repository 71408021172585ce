//! `/api/entries`.

use serde_json::{Value, json};

use crate::server::{LINES, Server, event};

fn ids(answer: &Value) -> Vec<&str> {
    answer["entries"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|entry| entry["id"].as_str().expect("an id"))
        .collect()
}

#[test]
fn the_log_is_read_from_both_ends_in_pages() {
    let server = Server::start();
    let lines: Vec<String> = (1..=5).map(|id| event(&id.to_string())).collect();
    server.post("/events", LINES, lines.join("\n")).with(202);
    let newest = server.get("/api/entries?limit=2").with(200);
    assert_eq!((ids(&newest), &newest["next"]), (vec!["5", "4"], &json!(4)));
    let older = server.get("/api/entries?limit=3&before=4").with(200);
    assert_eq!((ids(&older), &older["next"]), (vec!["3", "2", "1"], &Value::Null));
    let after = server.get("/api/entries?after=2&limit=2").with(200);
    assert_eq!((ids(&after), &after["next"]), (vec!["3", "4"], &json!(4)));
    assert_eq!(ids(&server.get("/api/entries?type=nothing,else").with(200)), Vec::<&str>::new());
    assert_eq!(ids(&server.get("/api/entries?type=order.shipped&limit=1").with(200)), ["5"]);
    let one = server.get("/api/entries/3").with(200);
    assert_eq!(one["entry"]["id"], "3");
    assert!(one["caused"].as_array().is_some());
    server.get("/api/entries/99").problem(404);
    server.get("/api/entries/three").problem(404);
    server.get("/api/entries?limit=many").problem(400);
}
