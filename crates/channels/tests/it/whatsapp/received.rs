//! Webhooks become events.

use proptest::prelude::*;
use serde_json::Value;
use voorzet_channels::whatsapp::receive::{Arrived, Number, read};
use voorzet_domain::conversation::{Received, Status, Step};
use voorzet_domain::event::{Event, builtin};

use super::{MESSAGES, STATUSES, now};

const NUMBERS: [Number<'_>; 2] = [
    Number { account: "whatsapp:shop", id: "106500000000001" },
    Number { account: "whatsapp:post", id: "106500000000002" },
];

fn arrived(body: &str) -> Arrived {
    read(body.as_bytes(), "whatsapp:shop", &NUMBERS, now())
}

fn event<'a>(arrived: &'a Arrived, id: &str) -> &'a Event {
    arrived.events.iter().find(|event| event.id == id).unwrap_or_else(|| panic!("{id} is not there"))
}

fn message(arrived: &Arrived, id: &str) -> Received {
    let event = event(arrived, id);
    assert_eq!(event.kind, builtin::MESSAGE);
    serde_json::from_str(event.data.get()).expect("a message")
}

#[test]
fn every_type_of_message_is_read_and_the_unreadable_stop_nothing() {
    let arrived = arrived(MESSAGES);
    let of = |id: &str| message(&arrived, id);
    let text = of("wamid.text");
    assert_eq!((text.text.as_str(), text.channel.as_str()), ("Waar is mijn pakket?", "whatsapp"));
    assert_eq!(
        (text.account.as_str(), text.threads[0].as_str()),
        ("whatsapp:shop", "whatsapp:shop|31612345678")
    );
    assert_eq!((text.from.address.as_str(), text.from.name.as_deref()), ("+31612345678", Some("An de Boer")));
    assert_eq!(of("wamid.reply").answers.as_deref(), Some("wamid.ours"));
    let image = of("wamid.image");
    assert_eq!((image.text.as_str(), image.attachments[0].name.as_str()), ("Kapot", "image.jpg"));
    let hash = "81d3bd8a8db4868c9520ed47186e8b7c5789e61ff79f7f834be6950b808a90d3";
    assert_eq!(image.attachments[0].hash.0, hash);
    let voice = &of("wamid.voice").attachments[0];
    assert_eq!(
        (voice.name.as_str(), voice.media.as_str(), voice.hash.0.as_str()),
        ("voice.ogg", "audio/ogg", hash)
    );
    assert_eq!(of("wamid.document").attachments[0].name, "bon.pdf");
    assert_eq!(of("wamid.location").location.expect("a place").name.as_deref(), Some("Dam"));
    assert_eq!(of("wamid.contacts").text, "Buurvrouw, +31 20 123 4567");
    assert_eq!(of("wamid.button").choice.expect("a choice").id, "yes");
    assert_eq!(of("wamid.list").choice.expect("a choice").title, "Te laat");
    assert_eq!(of("wamid.quick").choice.expect("a choice").id, "MORE");
    assert_eq!(of("wamid.reaction").reaction.expect("a sign").sign, "👍");
    assert_eq!(of("wamid.back").reaction.expect("a sign").sign, "");
    assert_eq!(of("wamid.order").text, "2 × router-2, 89.50 EUR\nGraag snel");
    assert!(of("wamid.unsupported").text.starts_with("[unsupported]"));
    assert_eq!(of("wamid.future").text, "[unsupported: hologram]");
    assert!(of("wamid.system").automatic);
    let hidden = event(&arrived, "wamid.hidden");
    assert_eq!(hidden.customer[0].identity.to_string(), "social:whatsapp/nl.13491208655302741918");
    assert_eq!(of("wamid.hidden").from.name.as_deref(), Some("jo.h"));
    assert_eq!(of("wamid.other").account, "whatsapp:post");
    let problems: Vec<&str> = arrived.unreadable.iter().map(|unread| unread.problem.as_str()).collect();
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(problems[0].starts_with("`text`: "), "{problems:?}");
    assert_eq!(problems[1], "it does not say who wrote it");
    assert!(problems[2].contains("106500000000003"), "{problems:?}");
    assert_eq!(arrived.files.len(), 3);
    assert!(arrived.templates);
}

#[test]
fn who_wrote_is_suggested_by_their_number_and_proved_by_nothing() {
    let arrived = arrived(MESSAGES);
    let claim = &event(&arrived, "wamid.text").customer[0];
    assert_eq!((claim.identity.to_string().as_str(), claim.verified), ("phone:+31612345678", false));
}

#[test]
fn a_word_to_stop_takes_consent_back_beside_being_a_message() {
    let arrived = arrived(MESSAGES);
    assert_eq!(message(&arrived, "wamid.stop").text, "STOP");
    let stop = event(&arrived, "wamid.stop:stop");
    assert_eq!((stop.kind.as_str(), stop.customer.len()), (builtin::CONSENT_WITHDRAWN, 1));
    let data: Value = serde_json::from_str(stop.data.get()).expect("JSON");
    assert_eq!(data, serde_json::json!({"purpose": "marketing", "channel": "whatsapp"}));
}

#[test]
fn what_became_of_messages_has_ids_of_its_own_and_carries_our_key() {
    let arrived = arrived(STATUSES);
    let ids: Vec<&str> = arrived.events.iter().map(|event| event.id.as_str()).collect();
    let stop = "31612345678:stop:1780300907000000";
    let expected = [
        "wamid.a:read",
        "wamid.a:sent",
        "wamid.a:delivered",
        "wamid.b:failed",
        "wamid.c:failed",
        "wamid.c:stop",
        stop,
    ];
    assert_eq!(ids, expected);
    let status =
        |id: &str| -> Status { serde_json::from_str(event(&arrived, id).data.get()).expect("a status") };
    let read = status("wamid.a:read");
    assert_eq!(
        (read.step, read.key.as_deref(), read.reference.as_deref()),
        (Step::Read, Some("vz_1"), Some("wamid.a"))
    );
    let failed = status("wamid.b:failed");
    assert_eq!(failed.problem.as_deref(), Some("the 24-hour window is closed: send a template (131047)"));
    assert_eq!(arrived.unreadable.len(), 1);
    assert_eq!(arrived.troubles, [("whatsapp:shop".into(), "Too many messages (130429)".to_owned())]);
}

#[test]
fn a_body_that_is_no_webhook_is_one_thing_that_cannot_be_read() {
    for body in ["", "[]", "{\"entry\":[{\"changes\":[7]}]}", "\u{0}"] {
        let arrived = arrived(body);
        assert_eq!((arrived.events.len(), arrived.unreadable.len()), (0, 1), "{body}");
    }
}

/// Names that are looked for.
const NAMES: [&str; 11] =
    ["messages", "statuses", "type", "text", "body", "image", "id", "from", "timestamp", "errors", "value"];

/// JSON of all kinds, with the names that are looked for.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(&NAMES[..]).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(&NAMES[..]), inner), 0..6).prop_map(|fields| {
                Value::Object(fields.into_iter().map(|(name, it)| (name.to_owned(), it)).collect())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), message in json()) {
        read(&bytes, "whatsapp", &NUMBERS, now());
        let value = serde_json::json!({"metadata": {"phone_number_id": "106500000000001"}, "messages": [message.clone()], "statuses": [message]});
        let body = serde_json::json!({"entry": [{"changes": [{"field": "messages", "value": value}]}]});
        let arrived = read(body.to_string().as_bytes(), "whatsapp:shop", &NUMBERS, now());
        prop_assert!(arrived.events.len() + arrived.unreadable.len() >= 2);
    }
}
