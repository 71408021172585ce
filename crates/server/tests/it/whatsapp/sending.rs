//! Messages go out by Meta's rules, and what it refuses is told apart.

use serde_json::json;

use super::meta::{APP_SECRET, Meta};
use super::{count, entries, happens, has_gone, outbox, phone, receiving, set_up, start, wait_for};
use crate::server::{Server, until};

fn route(server: &Server, name: &str) -> serde_json::Value {
    let routes = server.get("/api/routes").with(200);
    let found = routes["routes"].as_array().expect("a list").iter().find(|route| route["route"] == name);
    found.cloned().unwrap_or_default()
}

#[test]
fn outside_the_window_the_words_of_a_template_go_and_others_do_not() {
    let meta = Meta::start(&[]);
    let server = start(&meta, "");
    meta.write(&phone(3), &json!({"text": "Hallo"}));
    // They are known there, and wrote long ago.
    meta.write(&phone(1), &json!({"text": "Hallo"}));
    meta.write(&phone(2), &json!({"text": "Hallo"}));
    meta.orders(&json!({"forward_seconds": 90_000}));
    meta.write(&phone(3), &json!({"text": "Ben ik weer"}));
    happens(&server, "parcel.late", [1]);
    happens(&server, "order.held", [2, 3]);
    wait_for(&server, "sent", 2);
    wait_for(&server, "failed", 1);
    let template = meta.held(&phone(1)).last().cloned().expect("a message");
    assert_eq!((&template["kind"], &template["said"]["name"]), (&json!("template"), &json!("parcel_late")));
    assert_eq!(template["said"]["components"][0]["parameters"][0]["text"], "3S1");
    let free = meta.held(&phone(3)).last().cloned().expect("a message");
    assert_eq!(free["said"]["body"], "*Uw bestelling*\n\nUw bestelling wacht: geen adres.");
    let all = outbox(&server, "whatsapp");
    let failed = all.iter().find(|send| send["state"] == "failed").expect("one");
    assert_eq!(failed["to"], format!("+{}", phone(2)));
    assert_eq!(failed["problem"], "the 24-hour window is closed: send a template (131047)");
    for send in all.iter().filter(|send| has_gone(send)) {
        assert!(send["reference"].as_str().is_some_and(|id| id.starts_with("wamid.")), "{send}");
    }
}

#[test]
fn who_has_no_whatsapp_is_told_of_by_a_status() {
    let meta = Meta::start(&[]);
    let server = start(&meta, "");
    happens(&server, "parcel.late", [1]);
    until("it is told", || entries(&server, "message.status").len() == 1);
    let status = &entries(&server, "message.status")[0]["data"];
    assert_eq!((&status["step"], &status["key"]), (&json!("failed"), &outbox(&server, "whatsapp")[0]["key"]));
    assert!(status["problem"].as_str().is_some_and(|problem| problem.contains("no WhatsApp")), "{status}");
}

#[test]
fn one_who_is_written_to_too_often_waits_alone() {
    let meta = Meta::start(&["--pair", "1"]);
    let server = start(&meta, "");
    for customer in 1..=20 {
        meta.write(&phone(customer), &json!({"text": "Hallo"}));
    }
    happens(&server, "order.held", [1]);
    wait_for(&server, "sent", 1);
    happens(&server, "parcel.late", [1]);
    until("it waits", || {
        outbox(&server, "whatsapp").iter().any(|send| {
            send["state"] == "planned"
                && send["problem"].as_str().is_some_and(|problem| problem.contains("too often"))
        })
    });
    happens(&server, "order.held", 2..=20);
    wait_for(&server, "sent", 21);
    assert_eq!(meta.held(&phone(1)).iter().filter(|held| held["ours"] == true).count(), 2);
    assert!(route(&server, "whatsapp")["not_before"].is_null());
}

#[test]
fn when_meta_asks_to_be_left_alone_it_is_and_then_has_all() {
    let meta = Meta::start(&[]);
    let server = start(&meta, "");
    (1..=40).for_each(|customer| drop(meta.write(&phone(customer), &json!({"text": "Hallo"}))));
    meta.orders(&json!({"leave_alone_seconds": 4}));
    happens(&server, "order.held", [1]);
    until("it is told", || route(&server, "whatsapp")["not_before"].is_string());
    happens(&server, "order.held", 2..=40);
    wait_for(&server, "sent", 40);
    let sent = meta.sent();
    // The one that was told, and none after it.
    assert_eq!((&sent["calls"]["early"], &sent["calls"]["all"]), (&json!(1), &json!(41)));
}

#[test]
fn a_token_that_was_revoked_is_told_of_and_loses_nothing() {
    let meta = Meta::start(&[]);
    let server = start(&meta, "");
    meta.write(&phone(1), &json!({"text": "Hallo"}));
    until("it goes well", || receiving(&server, "whatsapp").0);
    meta.orders(&json!({"revoked": true}));
    happens(&server, "order.held", [1]);
    until("it is told", || route(&server, "whatsapp")["last_failure"].is_object());
    let shown = route(&server, "whatsapp");
    let problem = shown["last_failure"]["problem"].as_str().expect("a problem");
    assert!(problem.contains("the token is no longer worth anything"), "{problem}");
    assert!(shown["last_success"].is_null() && shown["waiting"] == 1, "{shown}");
    let (folder, key) = (server.folder(), server.key.clone());
    assert_eq!(server.stop(), Some(0));
    let server = crate::delivery::on(folder, &key, &meta.account("whatsapp"));
    until("it is known before anybody sends", || !receiving(&server, "whatsapp").0);
    meta.orders(&json!({"revoked": false}));
    wait_for_one(&server);
}

#[test]
fn another_token_and_another_secret_count_as_soon_as_they_stand_in_their_files() {
    let (meta, folder) = (Meta::start(&[]), tempfile::tempdir().expect("a folder"));
    let file = |name: &str| folder.path().join(name);
    let put = |name: &str, text: &str| std::fs::write(file(name), text).expect("written");
    put("token", "EAAB-of-last-year\n");
    put("secret", APP_SECRET);
    let named = |name: &str| format!("file:{}", file(name).display());
    let account = meta.account("whatsapp").replace("EAAB-token", &named("token"));
    let server = set_up(&meta, &account.replace(APP_SECRET, &named("secret")));
    until("the token is refused", || !receiving(&server, "whatsapp").0);
    meta.write(&phone(1), &json!({"text": "Hallo"}));
    happens(&server, "order.held", [1]);
    until("nothing is sent with it", || route(&server, "whatsapp")["last_failure"].is_object());
    put("token", "EAAB-token\n");
    wait_for_one(&server);
    until("it goes well", || receiving(&server, "whatsapp").0);
    put("secret", "another app's");
    meta.write(&phone(2), &json!({"text": "Hallo?"}));
    until("what is signed otherwise is not taken", || !receiving(&server, "whatsapp").0);
    put("secret", APP_SECRET);
    until("what is signed so is", || {
        meta.write(&phone(3), &json!({"text": "Hallo!"}));
        receiving(&server, "whatsapp").0
    });
}

/// Waits until the one that waits has gone; a person asks for it.
fn wait_for_one(server: &Server) {
    let key = outbox(server, "whatsapp")[0]["key"].as_str().expect("a key").to_owned();
    until("it goes", || {
        // Asked again while the route rests, which changes nothing.
        server.change("POST", &format!("/api/outbox/{key}/retry"), &serde_json::Value::Null);
        count(server, "whatsapp", "sent") == 1
    });
}

#[test]
fn an_account_that_fails_is_left_alone_and_another_does_not_notice() {
    const ALL: usize = 60;
    let (sick, well) = (Meta::start(&[]), Meta::start(&[]));
    let few = sick.account("whatsapp").replace("timeout =", "concurrency = 4\n        timeout =");
    let server = start(&sick, &well.account("post"));
    let (folder, key) = (server.folder(), server.key.clone());
    assert_eq!(server.stop(), Some(0));
    let server = crate::delivery::on(folder, &key, &format!("{few}{}", well.account("post")));
    for customer in 1..=ALL {
        sick.write(&phone(customer), &json!({"text": "Hallo"}));
        well.write(&phone(customer), &json!({"text": "Hallo"}));
    }
    sick.orders(&json!({"faults": {"share": 1.0, "kinds": ["fails"]}}));
    happens(&server, "order.held", 1..=ALL);
    happens(&server, "post.held", 1..=ALL);
    until("the other has sent all", || count(&server, "post", "sent") == ALL);
    let tried = outbox(&server, "whatsapp").iter().filter(|send| send["tries"] != 0).count();
    // Five that failed in a row, those that were under way then, and the one that shows how it is.
    assert!((1..=12).contains(&tried), "{tried} of {ALL}");
    sick.orders(&json!({"faults": {}}));
    until("what was not tried has gone", || count(&server, "whatsapp", "sent") >= ALL - tried);
}
