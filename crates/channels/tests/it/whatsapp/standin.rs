//! The stand-in holds to the rules.

use serde_json::{Value, json};
use voorzet_channels::whatsapp::send::file::form;
use voorzet_channels::whatsapp::standin::{Settings, Standin};
use voorzet_channels::whatsapp::template::Category;
use voorzet_channels::whatsapp::{Approved, Secret, verify};
use voorzet_domain::time::{Duration, Timestamp};

use super::now;

pub(crate) const TOKEN: &str = "Bearer token";
pub(crate) const NUMBER: &str = "106500000000001";

const AN: &str = "31612345678";

pub(crate) fn standin() -> Standin {
    let template = |name: &str, category| Approved {
        name: name.to_owned(),
        language: "nl".into(),
        category,
        text: "Uw pakket {{1}} komt morgen.".into(),
        parameters: 1,
    };
    Standin::new(Settings {
        token: Secret::new("token").expect("a secret"),
        app_secret: Secret::new("app").expect("a secret"),
        number: NUMBER.into(),
        business: "1".into(),
        templates: vec![template("parcel_late", Category::Utility), template("sale", Category::Marketing)],
        per_second: 20,
        pair: 10,
    })
}

fn wrote(standin: &mut Standin, written: Value, at: Timestamp) -> String {
    standin.write(AN, &serde_json::from_value(written).expect("written"), at).expect("a message")
}

fn text(to: &str, body: &str) -> Value {
    json!({"messaging_product": "whatsapp", "to": to, "type": "text", "text": {"body": body}, "biz_opaque_callback_data": "k"})
}

fn template(name: &str, parameters: &[&str]) -> Value {
    let parameters: Vec<Value> =
        parameters.iter().map(|text| json!({"type": "text", "text": text})).collect();
    let components = json!([{"type": "body", "parameters": parameters}]);
    json!({"messaging_product": "whatsapp", "to": AN, "type": "template",
        "template": {"name": name, "language": {"code": "nl"}, "components": components}})
}

/// The code with which something is refused; 0 when it is taken.
fn code(standin: &mut Standin, said: &Value, at: Timestamp) -> i64 {
    let reply = standin.say(TOKEN, NUMBER, said.to_string().as_bytes(), at);
    let body: Value = serde_json::from_slice(&reply.body).expect("JSON");
    assert_eq!(reply.status == 200, body["error"].is_null(), "{body}");
    body["error"]["code"].as_i64().unwrap_or_default()
}

fn later(seconds: i64) -> Timestamp {
    now().plus(Duration::from_secs(seconds))
}

#[test]
fn free_text_goes_for_a_day_after_a_customer_wrote_and_templates_at_any_time() {
    let mut standin = standin();
    standin.customer(AN);
    assert_eq!(code(&mut standin, &text(AN, "Dag"), now()), 131_047);
    assert_eq!(code(&mut standin, &template("parcel_late", &["3S1"]), now()), 0);
    wrote(&mut standin, json!({"text": "Hallo"}), now());
    assert_eq!(code(&mut standin, &text(AN, "Dag"), later(86_399)), 0);
    assert_eq!(code(&mut standin, &text(AN, "Dag"), later(86_400)), 131_047);
    let forward = serde_json::from_value(json!({"forward_seconds": 90_000})).expect("orders");
    wrote(&mut standin, json!({"text": "Hallo"}), now());
    standin.obey(forward, now());
    assert_eq!(code(&mut standin, &text(AN, "Dag"), later(1)), 131_047, "by its own clock");
}

#[test]
fn templates_texts_and_callers_are_checked() {
    let mut standin = standin();
    wrote(&mut standin, json!({"text": "Hallo"}), now());
    assert_eq!(code(&mut standin, &template("unknown", &[]), now()), 132_001);
    assert_eq!(code(&mut standin, &template("parcel_late", &[]), now()), 132_000);
    assert_eq!(code(&mut standin, &template("parcel_late", &["a\tb"]), now()), 132_018);
    assert_eq!(code(&mut standin, &text(AN, ""), now()), 131_008);
    assert_eq!(code(&mut standin, &text(AN, &"x".repeat(4_097)), now()), 131_009);
    let strange = json!({"messaging_product": "whatsapp", "to": AN, "type": "hologram"});
    assert_eq!(code(&mut standin, &strange, now()), 131_051);
    wrote(&mut standin, json!({"stop_marketing": true}), now());
    assert_eq!(code(&mut standin, &template("sale", &["x"]), now()), 131_050);
    assert_eq!(standin.say("Bearer other", NUMBER, b"{}", now()).status, 401);
    standin.obey(serde_json::from_value(json!({"revoked": true})).expect("orders"), now());
    assert_eq!(code(&mut standin, &text(AN, "Dag"), now()), 190);
}

#[test]
fn more_than_may_be_sent_is_not_taken() {
    let mut standin = standin();
    wrote(&mut standin, json!({"text": "Hallo"}), now());
    let codes: Vec<i64> = (0..11).map(|n| code(&mut standin, &text(AN, "Dag"), later(n))).collect();
    assert_eq!(codes.iter().filter(|code| **code == 0).count(), 11, "one came back after six seconds");
    assert_eq!(code(&mut standin, &text(AN, "Dag"), later(11)), 131_056);
    let others: Vec<i64> =
        (0..25).map(|n| code(&mut standin, &text(&format!("316000000{n:02}"), "Dag"), later(100))).collect();
    assert_eq!(others.iter().filter(|code| **code == 130_429).count(), 5, "20 a second: {others:?}");
    standin.obey(serde_json::from_value(json!({"leave_alone_seconds": 30})).expect("orders"), later(200));
    let reply = standin.say(TOKEN, NUMBER, text(AN, "Dag").to_string().as_bytes(), later(210));
    assert_eq!((reply.status, reply.retry_after), (429, Some(20)));
    assert_eq!(standin.calls().early, 1);
}

#[test]
fn webhooks_are_signed_and_come_as_they_are_told_to() {
    let mut standin = standin();
    let orders = json!({"hooks": {"statuses": ["read", "sent", "delivered"], "times": 2}, "forged": 1});
    standin.obey(serde_json::from_value(orders).expect("orders"), now());
    wrote(&mut standin, json!({"text": "Hallo"}), now());
    assert_eq!(code(&mut standin, &text(AN, "Dag"), now()), 0);
    assert_eq!(code(&mut standin, &template("parcel_late", &["x"]), now()), 0);
    let hooks = standin.hooks();
    let app = Secret::new("app").expect("a secret");
    let believed = hooks.iter().filter(|hook| verify(&app, &hook.body, &hook.signature)).count();
    assert_eq!((hooks.len(), believed), (1 + 2 + 6 + 6, 2 + 6 + 6));
    let orders = serde_json::from_value(json!({"again": 3})).expect("orders");
    standin.obey(orders, now());
    assert_eq!(standin.hooks().len(), 3);
}

#[test]
fn whoever_has_no_whatsapp_is_told_of_afterwards() {
    let mut standin = standin();
    let said = template("parcel_late", &["x"]);
    assert_eq!(code(&mut standin, &said, now()), 0);
    let hooks = standin.hooks();
    let body: Value = serde_json::from_slice(&hooks[0].body).expect("JSON");
    let status = &body["entry"][0]["changes"][0]["value"]["statuses"][0];
    assert_eq!((&status["status"], &status["errors"][0]["code"]), (&json!("failed"), &json!(131_026)));
}

#[test]
fn files_are_handed_over_and_fetched_with_the_token() {
    let mut standin = standin();
    let bytes = b"\xff\xd8 --voorzet-00000000 \r\n\r\n jpeg";
    let (kind, body) = form("a \"b\".jpg", "image/jpeg", bytes);
    let reply = standin.take_file(TOKEN, NUMBER, &kind, &body, now());
    let id =
        serde_json::from_slice::<Value>(&reply.body).expect("JSON")["id"].as_str().expect("an id").to_owned();
    assert_eq!(standin.file(TOKEN, &id).body, bytes);
    assert_eq!(standin.file("", &id).status, 401);
    let found = standin.find(TOKEN, &id, "http://here", now());
    let found: Value = serde_json::from_slice(&found.body).expect("JSON");
    assert_eq!((&found["mime_type"], &found["file_size"]), (&json!("image/jpeg"), &json!(bytes.len())));
    let (kind, body) = form("a.zip", "application/zip", bytes);
    assert_eq!(standin.take_file(TOKEN, NUMBER, &kind, &body, now()).status, 400);
    wrote(&mut standin, json!({"text": "Hallo"}), now());
    let image =
        |kind: &str| json!({"messaging_product": "whatsapp", "to": AN, "type": kind, (kind): {"id": id}});
    assert_eq!(code(&mut standin, &image("image"), now()), 0);
    assert_eq!(code(&mut standin, &image("video"), now()), 131_053);
}

#[test]
fn customers_choose_of_what_they_were_offered_and_put_signs() {
    let mut standin = standin();
    wrote(&mut standin, json!({"text": "Hallo", "name": "An"}), now());
    let button = json!({"type": "reply", "reply": {"id": "yes", "title": "Ja"}});
    let offered = json!({"messaging_product": "whatsapp", "to": AN, "type": "interactive",
        "interactive": {"type": "button", "body": {"text": "Goed?"}, "action": {"buttons": [button]}}});
    assert_eq!(code(&mut standin, &offered, now()), 0);
    wrote(&mut standin, json!({"choose": "yes"}), now());
    wrote(&mut standin, json!({"react": "👍"}), now());
    let held = &standin.held(AN).expect("known").held;
    assert_eq!(held[2].said, json!({"type": "button_reply", "button_reply": {"id": "yes", "title": "Ja"}}));
    assert_eq!(held[3].said, json!({"message_id": held[1].id, "emoji": "👍"}));
    let none = serde_json::from_value(json!({"choose": "no"})).expect("written");
    assert!(standin.write(AN, &none, now()).is_err());
}
