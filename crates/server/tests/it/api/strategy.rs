//! `/api/strategy`, `voorzet publish`, and what is decided under it.

use serde_json::{Value, json};

use crate::server::{LINES, Server, until};
use crate::voorzet::run;

const WEBSHOP: &str = "examples/webshop";

/// A customer whose parcel is late.
fn late(id: &str) -> String {
    let now = jiff::Timestamp::now();
    let lines = [
        json!({"type": "identify", "userId": id, "messageId": format!("{id}-1"),
               "traits": {"email": format!("{id}@post.example"), "email_verified": true}}),
        json!({"type": "track", "event": "order.shipped", "userId": id, "messageId": format!("{id}-2"),
               "timestamp": now.to_string(), "properties": {"parcel": format!("3S{id}")}}),
        json!({"specversion": "1.0", "id": format!("{id}-3"), "source": "/carrier", "type": "delivery.delayed",
               "subject": format!("parcel:3S{id}"), "data": {"delay_hours": 9.5, "carrier": "other"}}),
    ];
    lines.map(|line| line.to_string()).join("\n")
}

#[test]
fn a_late_parcel_is_decided_on_and_says_why() {
    let server = Server::with(&["--strategy", WEBSHOP]);
    assert_eq!(server.get("/api/strategy").with(200)["number"], 1);
    let mut decisions = server.listen("/api/stream?type=decision.made");
    let placed = server.post("/events", LINES, late("anna")).with(202);
    let cause = placed["events"][2]["position"].as_i64().expect("a position");
    let decision = decisions.next();
    assert_eq!((&decision["cause"], &decision["source"]), (&json!(cause), &json!("voorzet")));
    assert_eq!(decision["data"]["reason"], "late-delivery");
    let entry = server.get(&format!("/api/entries/{cause}")).with(200);
    let caused = entry["caused"].as_array().expect("a list");
    assert!(caused.iter().any(|caused| caused["position"] == decision["position"]), "{entry}");
    until("all of it is decided on", || server.get("/api/status").with(200)["behind"] == 0);

    let ladder = server.get("/api/ladder").with(200);
    let late: &Value = ladder["reasons"]
        .as_array()
        .and_then(|rows| rows.iter().find(|row| row["reason"] == "late-delivery"))
        .expect("its row");
    assert_eq!((&late["expectations"], &ladder["events"]["delivery.delayed"]), (&json!(1), &json!(1)));
    let today = ladder["today"].as_str().expect("a date");
    let one_day = server.get(&format!("/api/ladder?from={today}&to={today}&history=false")).with(200);
    assert_eq!(one_day["totals"]["expectations"], 1);
    server.get("/api/ladder?from=yesterday").problem(400);
    assert!(server.get("/metrics").text.contains("voorzet_decisions_total{verdict="));
}

#[test]
fn what_came_before_the_strategy_is_decided_on_when_there_is_one() {
    let server = Server::start();
    server.get("/api/strategy").problem(404);
    assert_eq!(server.get("/api/ladder").with(200)["totals"]["expectations"], 0);
    server.post("/events", LINES, late("bram")).with(202);
    let mut decisions = server.listen("/api/stream?type=decision.made");
    let published = server.run(&["publish", WEBSHOP, "--note", "the first", "--json"]).json();
    assert_eq!((&published["number"], &published["unchanged"]), (&json!(1), &json!(false)));
    assert_eq!(decisions.next()["data"]["reason"], "late-delivery");
    assert_eq!(server.get("/api/strategy").with(200)["note"], "the first");
    assert_eq!(server.run(&["publish", WEBSHOP]).ok(), "it is in force already\n");

    let (folder, key, data) = (server.folder(), server.key.clone(), server.data());
    assert_eq!(server.stop(), Some(0));
    let data = data.to_str().expect("UTF-8");
    assert_eq!(run(["publish", WEBSHOP, "--data", data]).ok(), "it is in force already\n");
    let provider = "examples/internet-provider";
    assert!(run(["publish", provider, "--data", data]).ok().starts_with("publication 2, version "));
    let server = Server::on(folder, &key, &["--strategy", provider]);
    assert_eq!(server.get("/api/strategy").with(200)["number"], 2);
}

#[test]
fn a_strategy_with_errors_is_refused_with_their_places() {
    let server = Server::start();
    let files = json!({"strategy.toml": "organisation = \"x\"\nlanguges = [\"nl\"]\n"});
    let problem = server.change("POST", "/api/strategy", &json!({"files": files})).problem(422);
    assert_eq!(problem["errors"][0]["field"], "strategy.toml:2:1", "{problem}");
    server.get("/api/strategy").problem(404);
    let told = server.run(&["publish", "examples"]).fails(1);
    assert!(told.contains("no strategy folder"), "{told}");
    server.change("POST", "/api/strategy", &json!({"file": 1})).problem(422);
}
