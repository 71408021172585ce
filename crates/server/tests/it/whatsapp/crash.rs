//! Killed while Meta has a call and has not answered: nothing is sent a second time, and all of which nobody knows is
//! listed. A thousand crashes at each point are in the engine's tests; these are real ones.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::meta::Meta;
use super::{count, happens, has_gone, outbox, phone, start};
use crate::server::until;

/// How often: ten times, and in soak two hundred.
fn cycles() -> usize {
    if std::env::var_os("VOORZET_SOAK").is_some() { 200 } else { 10 }
}

#[test]
fn soak_killed_in_the_middle_of_calls_nothing_is_sent_twice() {
    const EACH: usize = 6;
    let meta = Meta::start(&[]);
    let mut server = start(&meta, "");
    let key = server.key.clone();
    let all = cycles() * EACH;
    (0..all).for_each(|customer| drop(meta.write(&phone(customer), &json!({"text": "Hallo"}))));
    for cycle in 0..cycles() {
        // Half is done and not answered, of the other half some hang before anything is done.
        let kinds = if cycle % 2 == 0 { json!(["mute"]) } else { json!(["hangs", "mute"]) };
        meta.orders(&json!({"faults": {"share": 0.5, "kinds": kinds}}));
        let before = meta.calls();
        happens(&server, "order.held", cycle * EACH..(cycle + 1) * EACH);
        let sent = count(&server, "whatsapp", "sent");
        until("some are called, and one has gone", || {
            meta.calls() >= before + 3 && count(&server, "whatsapp", "sent") > sent
        });
        let folder = server.folder();
        server.kill();
        meta.orders(&json!({"faults": {}}));
        server = crate::delivery::on(folder, &key, &meta.account("whatsapp"));
        meta.tell("whatsapp", &server);
    }
    until("each has gone, or nobody knows", || {
        let sends = outbox(&server, "whatsapp");
        sends.len() == all && sends.iter().all(|send| has_gone(send) || send["state"] == "unsure")
    });
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    for sent in meta.sent()["sent"].as_array().expect("a list") {
        *times.entry(sent["key"].as_str().expect("a key").to_owned()).or_default() += 1;
    }
    let key = |send: &Value| send["key"].as_str().expect("a key").to_owned();
    let sends = outbox(&server, "whatsapp");
    let (sent, unsure): (Vec<&Value>, Vec<&Value>) = sends.iter().partition(|send| has_gone(send));
    println!(
        "{} kills: {} sent, {} unsure, {} sent twice",
        cycles(),
        sent.len(),
        unsure.len(),
        times.values().filter(|times| **times > 1).count()
    );
    assert!(times.values().all(|times| *times == 1), "nothing is sent twice");
    assert!(sent.iter().all(|send| times.contains_key(&key(send))));
    assert!(!unsure.is_empty(), "what nobody knows of is listed for a person");
}
