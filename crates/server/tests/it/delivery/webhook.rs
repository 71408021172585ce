//! Webhooks: to systems that repair a cause, and to those who want to be told.

use std::time::Duration;

use super::receiver::{Receiver, Says};
use super::{OTHER, SECRET, happens, newest_is, on, outbox, route, start, webhook};
use crate::server::{ONE, until};

#[test]
fn a_repair_is_asked_for_signed_and_once() {
    let receiver = Receiver::start(SECRET, Says::Fine);
    let server = start(&webhook("webhooks.repair", &receiver.url, ""));
    happens(&server, "line.down", "e1", r#"{"code":"E7"}"#);
    let send = newest_is(&server, "delivered");
    let taken = receiver.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0]["type"], "prevent.requested");
    let data = &taken[0]["data"];
    assert_eq!((&data["webhook"], &data["reason"]), (&"repair".into(), &"no-internet".into()));
    assert_eq!(data["customer"]["identities"][1]["value"], "an@example.com");
    assert_eq!(receiver.calls(), [send["key"].as_str().expect("a key")]);
    let said = server.get("/api/entries?type=delivery.delivered").with(200);
    assert_eq!(said["entries"].as_array().map(Vec::len), Some(1), "{said}");
    let repair = route(&server, "webhook:repair");
    assert_eq!(repair["counts"], serde_json::json!({"delivered": 1}));
    assert!(repair["last_success"].is_string() && repair["last_failure"].is_null(), "{repair}");
    let by =
        |asked: &str| server.get(&format!("/api/outbox?{asked}")).with(200)["sends"].as_array().map(Vec::len);
    assert_eq!(by("route=webhook:repair"), Some(1));
    assert_eq!(by("route=webhook:repair&state=delivered"), Some(1));
    assert_eq!(by("route=webhook:repair&state=failed"), Some(0));
    assert_eq!(by("route=mail"), Some(0));
}

#[test]
fn while_secrets_rotate_a_receiver_may_know_the_old_one() {
    let receiver = Receiver::start(SECRET, Says::Fine);
    let routes = format!(
        "[webhooks.repair]\nurl = \"{}\"\nsecrets = [\"{OTHER}\", \"{SECRET}\"]\nallow_private = true\n",
        receiver.url
    );
    let server = start(&routes);
    happens(&server, "line.down", "e1", "{}");
    newest_is(&server, "delivered");
    assert_eq!(receiver.refused(), Vec::<String>::new());
}

#[test]
fn a_secret_that_is_wrong_loses_nothing() {
    let receiver = Receiver::start(OTHER, Says::Fine);
    let server = start(&webhook("webhooks.repair", &receiver.url, ""));
    happens(&server, "line.down", "e1", "{}");
    until("it is not believed", || !receiver.refused().is_empty());
    let send = newest_is(&server, "planned");
    assert_eq!(send["problem"], "answered 401");
    let repair = route(&server, "webhook:repair");
    assert_eq!(repair["last_failure"]["problem"], "answered 401");
    assert!(repair["last_failure"]["at"].is_string() && repair["last_success"].is_null(), "{repair}");
    let (folder, key) = (server.folder(), server.key.clone());
    assert_eq!(server.stop(), Some(0));
    let server = on(folder, &key, &webhook("webhooks.repair", &receiver.url, ""));
    assert_eq!(route(&server, "webhook:repair")["last_failure"]["problem"], "answered 401");
}

#[test]
fn a_private_address_is_called_only_when_that_is_allowed() {
    let receiver = Receiver::start(SECRET, Says::Fine);
    let url = receiver.url.replace("http://", "https://");
    let server = start(&format!("[webhooks.repair]\nurl = \"{url}\"\nsecrets = [\"{SECRET}\"]\n"));
    happens(&server, "line.down", "e1", "{}");
    let send = newest_is(&server, "failed");
    assert!(send["problem"].as_str().is_some_and(|problem| problem.contains("private")), "{send}");
    assert!(receiver.calls().is_empty());
}

#[test]
fn subscribers_are_told_what_they_ask_for_with_its_place_in_the_log() {
    let receiver = Receiver::start(SECRET, Says::Fine);
    let server = start(&webhook("subscribers.crm", &receiver.url, "types = [\"decision.made\"]"));
    happens(&server, "order.held", "e1", r#"{"why":"x"}"#);
    until("it is told", || !receiver.taken().is_empty());
    let told = &receiver.taken()[0];
    assert_eq!((&told["type"], &told["customer"]), (&"decision.made".into(), &"account:u1".into()));
    let entry = server.get(&format!("/api/entries/{}", told["id"])).with(200)["entry"].clone();
    assert_eq!(entry["type"], "decision.made");
    assert_eq!(entry["data"], told["data"]);
}

#[test]
fn a_receiver_that_is_gone_is_told_nothing_until_it_is_there_again() {
    let receiver = Receiver::start(SECRET, Says::No(410));
    let server = start(&webhook("subscribers.crm", &receiver.url, "types = [\"decision.made\"]"));
    happens(&server, "order.held", "e1", r#"{"why":"x"}"#);
    until("it is gone", || route(&server, "subscriber:crm")["gone"] == "answered 410");
    let (folder, key) = (server.folder(), server.key.clone());
    assert_eq!(server.stop(), Some(0));
    receiver.say(Says::Fine);
    let server = on(folder, &key, &webhook("subscribers.crm", &receiver.url, "types = [\"decision.made\"]"));
    happens(&server, "line.down", "e2", "{}");
    until("it is decided on", || outbox(&server).iter().any(|send| send["route"] == "webhook:repair"));
    assert_eq!(receiver.calls().len(), 1, "not even after a restart");
    assert!(server.run(&["outbox", "revive", "subscriber:crm"]).ok().is_empty());
    assert!(route(&server, "subscriber:crm")["gone"].is_null());
    let other =
        r#"{"specversion":"1.0","id":"e3","source":"/shop","type":"line.down","subject":"u2","data":{}}"#;
    assert_eq!(server.post("/events", ONE, other).status, 202);
    until("it is told again", || !receiver.taken().is_empty());
    assert_eq!(receiver.taken()[0]["customer"], "account:u2");
    server.change("POST", "/api/routes/subscriber:crm/revive", &serde_json::Value::Null).problem(404);
}

#[test]
fn a_receiver_that_asks_to_be_left_alone_is() {
    let pause = Duration::from_secs(3);
    let receiver = Receiver::start(SECRET, Says::Later(pause));
    let server = start(&webhook(
        "subscribers.crm",
        &receiver.url,
        "types = [\"expectation.opened\", \"decision.made\"]",
    ));
    happens(&server, "line.down", "e1", "{}");
    happens(&server, "order.held", "e2", r#"{"why":"x"}"#);
    until("all are told", || receiver.taken().len() >= 4);
    assert_eq!(receiver.early(), 0);
}

#[test]
fn a_power_cut_in_the_middle_of_a_call_makes_no_second_one_of_it() {
    let receiver = Receiver::start(SECRET, Says::Nothing);
    let routes = webhook("webhooks.repair", &receiver.url, "");
    let server = start(&routes);
    happens(&server, "line.down", "e1", "{}");
    until("it is called", || receiver.calls().len() == 1);
    assert_eq!(outbox(&server)[0]["state"], "sending");
    let (folder, key) = (server.folder(), server.key.clone());
    server.kill();
    receiver.say(Says::Fine);
    let server = on(folder, &key, &routes);
    let send = newest_is(&server, "delivered");
    assert_eq!((outbox(&server).len(), receiver.taken().len()), (1, 1));
    let key = send["key"].as_str().expect("a key");
    assert_eq!(receiver.calls(), [key, key], "again under the same number");
}

#[test]
fn an_answer_that_was_lost_is_asked_for_again_under_the_same_number() {
    let receiver = Receiver::start(SECRET, Says::Mum);
    let server = start(&webhook("webhooks.repair", &receiver.url, ""));
    happens(&server, "line.down", "e1", "{}");
    until("it waits for the next try", || {
        outbox(&server).first().is_some_and(|send| send["state"] == "planned" && send["tries"] == 1)
    });
    receiver.say(Says::Fine);
    newest_is(&server, "delivered");
    assert_eq!((receiver.calls().len(), receiver.taken().len()), (2, 1));
}

#[test]
fn one_that_hangs_holds_up_nobody_else() {
    let (hangs, well) = (Receiver::start(SECRET, Says::Nothing), Receiver::start(SECRET, Says::Fine));
    let server = start(&format!(
        "{}{}",
        webhook("subscribers.slow", &hangs.url, "types = [\"decision.made\"]\nconcurrency = 1"),
        webhook("subscribers.well", &well.url, "types = [\"decision.made\"]"),
    ));
    happens(&server, "line.down", "e1", "{}");
    until("the one hangs", || hangs.calls().len() == 1);
    happens(&server, "order.held", "e2", r#"{"why":"x"}"#);
    until("the other is told of both", || well.taken().len() == 2);
    assert_eq!(hangs.calls().len(), 1);
    // It is asked to stop, and does not wait for the one that hangs for longer than it may.
    assert_eq!(server.stop(), Some(0));
}
