//! What Meta tells us: set up, signed, repeated, out of order, and partly of types that nobody knows.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use ureq::http::Request;
use voorzet_channels::whatsapp::{SIGNATURE, Secret, sign};

use super::meta::{APP_SECRET, Meta, WORD};
use super::{count, entries, happens, phone, receiving, start, wait_for};
use crate::server::{Answer, Server, until};

fn post(server: &Server, account: &str, body: &[u8], signature: &str) -> Answer {
    let request = Request::post(server.at(&format!("/channels/whatsapp/{account}")))
        .header("content-type", "application/json")
        .header(SIGNATURE, signature);
    server.send(request.body(body.to_vec()).expect("a request"))
}

fn signed(server: &Server, body: &Value) -> Answer {
    let body = body.to_string().into_bytes();
    let signature = sign(&Secret::new(APP_SECRET).expect("a secret"), &body);
    post(server, "whatsapp", &body, &signature)
}

fn webhook(messages: &Value) -> Value {
    let value = json!({"messaging_product": "whatsapp", "messages": messages,
        "metadata": {"display_phone_number": "31850000001", "phone_number_id": "106500000000001"}});
    json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]})
}

fn text(id: &str, body: &str) -> Value {
    json!({"id": id, "from": phone(1), "timestamp": "1780300800", "type": "text", "text": {"body": body}})
}

#[test]
fn a_webhook_is_set_up_by_who_knows_the_word() {
    let meta = Meta::start(&[]);
    let server = start(&meta, "");
    let ask = |account: &str, mode: &str, word: &str| {
        let word = word.replace(' ', "%20");
        let path = format!(
            "/channels/whatsapp/{account}?hub.mode={mode}&hub.verify_token={word}&hub.challenge=1158"
        );
        server.get(&path)
    };
    let right = ask("whatsapp", "subscribe", WORD);
    assert_eq!((right.status, right.text.as_str()), (200, "1158"));
    for (account, mode, word, status) in [
        ("whatsapp", "subscribe", "another", 403),
        ("whatsapp", "subscribe", "", 403),
        ("whatsapp", "unsubscribe", WORD, 403),
        ("other", "subscribe", WORD, 404),
    ] {
        ask(account, mode, word).problem(status);
    }
    server.get("/channels/whatsapp/whatsapp").problem(403);
}

#[test]
fn a_message_that_comes_ten_times_at_once_and_again_later_is_one() {
    let meta = Meta::start(&[]);
    let server = start(&meta, "");
    meta.orders(&json!({"hooks": {"times": 10}}));
    let id = meta.write(&phone(1), &json!({"text": "Waar is mijn pakket?", "name": "An"}));
    meta.orders(&json!({"hooks": {"times": 1}}));
    let last = meta.write(&phone(1), &json!({"text": "Hallo?"}));
    until("both are there", || entries(&server, "message.received").len() >= 2);
    meta.orders(&json!({"again": 11}));
    let (folder, key) = (server.folder(), server.key.clone());
    assert_eq!(server.stop(), Some(0));
    let server = crate::delivery::on(folder, &key, &meta.account("whatsapp"));
    meta.tell("whatsapp", &server);
    meta.orders(&json!({"again": 22}));
    let end = meta.write(&phone(1), &json!({"text": "Einde"}));
    until("the last is there", || {
        entries(&server, "message.received").iter().any(|entry| entry["id"] == end.as_str())
    });
    let all = entries(&server, "message.received");
    let ids: Vec<&str> = all.iter().filter_map(|entry| entry["id"].as_str()).collect();
    assert_eq!(ids.len(), 3, "{ids:?}");
    for id in [&id, &last, &end] {
        assert!(ids.contains(&id.as_str()), "{ids:?}");
    }
    let first = all.iter().find(|entry| entry["id"] == id.as_str()).expect("the first");
    assert_eq!((&first["source"], &first["data"]["from"]["name"]), (&json!("whatsapp"), &json!("An")));
    assert!(receiving(&server, "whatsapp").0);
}

#[test]
fn what_nobody_knows_stops_nothing_and_waits_in_quarantine() {
    let meta = Meta::start(&[]);
    let server = start(&meta, "");
    let hologram =
        json!({"id": "wamid.2", "from": phone(1), "timestamp": "1", "type": "hologram", "hologram": {}});
    let broken = json!({"id": "wamid.3", "from": phone(1), "timestamp": "when", "type": "text", "text": {"body": "?"}});
    let body = webhook(&json!([text("wamid.1", "eerst"), hologram, broken, text("wamid.4", "laatst")]));
    assert_eq!(signed(&server, &body).status, 200);
    let texts: Vec<Value> =
        entries(&server, "message.received").iter().map(|entry| entry["data"]["text"].clone()).collect();
    assert_eq!(texts.len(), 3);
    for text in ["eerst", "[unsupported: hologram]", "laatst"] {
        assert!(texts.contains(&json!(text)), "{texts:?}");
    }
    let kept = server.get("/api/quarantine").with(200);
    let item = &kept["items"][0];
    assert_eq!((&item["source"], &item["door"]), (&json!("whatsapp"), &json!("whatsapp")), "{kept}");
    assert!(item["problem"].as_str().is_some_and(|problem| problem.contains("timestamp")), "{kept}");
    let number = item["number"].as_i64().expect("a number");
    let mended = broken.to_string().replace("when", "1772000000");
    let retry = format!("/api/quarantine/{number}/retry");
    assert_eq!(server.change("POST", &retry, &json!({"body": broken.to_string()})).status, 409);
    server.change("POST", &retry, &json!({"body": mended})).with(200);
    let read = entries(&server, "message.received");
    assert!(read.iter().any(|entry| entry["id"] == "wamid.3" && entry["data"]["text"] == "?"), "{read:?}");
    // What is no webhook at all is kept as well, and not asked for again.
    assert_eq!(signed(&server, &json!([1])).status, 200);
}

#[test]
fn what_meta_did_not_sign_is_not_taken() {
    let meta = Meta::start(&[]);
    let server = start(&meta, "");
    let body = webhook(&json!([text("wamid.1", "Hallo")])).to_string();
    let right = sign(&Secret::new(APP_SECRET).expect("a secret"), body.as_bytes());
    let other = sign(&Secret::new("another").expect("a secret"), body.as_bytes());
    let again =
        serde_json::to_string_pretty(&serde_json::from_str::<Value>(&body).expect("JSON")).expect("JSON");
    let cut = &right[..right.len() - 2];
    for (body, signature) in [
        (body.as_str(), other.as_str()),
        (&body, cut),
        (&body, ""),
        (&again, &right),
        (&body[..body.len() - 1], &right),
    ] {
        post(&server, "whatsapp", body.as_bytes(), signature).problem(401);
    }
    post(&server, "other", body.as_bytes(), &right).problem(404);
    meta.orders(&json!({"forged": 50}));
    assert_eq!(entries(&server, "message.received").len(), 0);
    until("it is told", || receiving(&server, "whatsapp").1.is_some());
    let problem = receiving(&server, "whatsapp").1.expect("a problem");
    assert!(problem.contains("Meta did not sign"), "{problem}");
    assert_eq!(post(&server, "whatsapp", body.as_bytes(), &right).status, 200);
    until("they were delivered, and it goes well again", || {
        meta.write(&phone(2), &json!({"text": "na de rest"}));
        entries(&server, "message.received").len() > 1 && receiving(&server, "whatsapp").0
    });
    assert_eq!(meta.sent()["forged"], 0);
}

#[test]
fn statuses_come_in_any_order_and_twice_with_our_key() {
    let meta = Meta::start(&[]);
    let server = start(&meta, "");
    let statuses = json!({"statuses": ["read", "sent", "sent", "delivered", "read"], "times": 3});
    meta.orders(&json!({"hooks": statuses}));
    meta.write(&phone(1), &json!({"text": "Hallo"}));
    happens(&server, "order.held", [1]);
    until("all three are told", || entries(&server, "message.status").len() == 3);
    let key = super::outbox(&server, "whatsapp")[0]["key"].clone();
    let mut steps: Vec<String> = Vec::new();
    for entry in entries(&server, "message.status") {
        assert_eq!((&entry["data"]["key"], &entry["data"]["account"]), (&key, &json!("whatsapp")));
        steps.push(entry["data"]["step"].as_str().expect("a step").to_owned());
    }
    steps.sort();
    assert_eq!(steps, ["delivered", "read", "sent"]);
}

#[test]
fn a_word_to_stop_is_consent_taken_back() {
    let meta = Meta::start(&[]);
    let server = start(&meta, "");
    meta.write(&phone(1), &json!({"text": "Afmelden."}));
    meta.write(&phone(2), &json!({"stop_marketing": true}));
    until("both take it back", || entries(&server, "consent.withdrawn").len() == 2);
    for entry in entries(&server, "consent.withdrawn") {
        assert_eq!(entry["data"], json!({"purpose": "marketing", "channel": "whatsapp"}));
    }
    assert_eq!(entries(&server, "message.received").len(), 1);
}

/// Printed and not judged: the machine is shared.
#[test]
fn how_soon_a_webhook_is_acknowledged() {
    let meta = Meta::start(&[]);
    let server = start(&meta, "");
    let mut took: Vec<Duration> = (0..300)
        .map(|n| {
            let body = webhook(&json!([text(&format!("wamid.{n}"), "Waar is mijn pakket?")]));
            let begun = Instant::now();
            assert_eq!(signed(&server, &body).status, 200);
            begun.elapsed()
        })
        .collect();
    took.sort_unstable();
    println!("acknowledged after {:?} at the median, {:?} at the 99th percentile", took[150], took[297]);
    assert_eq!(entries(&server, "message.received").len(), 300);
    wait_for(&server, "sent", 0);
    assert_eq!(count(&server, "whatsapp", "unsure"), 0);
}
