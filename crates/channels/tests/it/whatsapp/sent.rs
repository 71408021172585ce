//! What goes out, and what the stand-in, which holds to Meta's rules, says to it.

use serde_json::{Value, json};
use voorzet_channels::whatsapp::limit;
use voorzet_channels::whatsapp::send::file::Kind;
use voorzet_channels::whatsapp::send::{Uploaded, calls};
use voorzet_domain::conversation::{Choice, Outgoing, Template};

use super::now;
use super::standin::{NUMBER, TOKEN, standin};

fn outgoing(text: &str) -> Outgoing {
    Outgoing { conversation: Some(1), text: text.to_owned(), ..Outgoing::default() }
}

fn made(outgoing: &Outgoing, files: &[Uploaded]) -> Result<Vec<Value>, String> {
    calls(outgoing, &outgoing.text, files, "+31612345678", "vz_1")
}

fn one(outgoing: &Outgoing) -> Value {
    let mut made = made(outgoing, &[]).expect("it can be said");
    assert_eq!(made.len(), 1);
    made.remove(0)
}

fn choices(amount: usize, title: &str) -> Vec<Choice> {
    (0..amount).map(|n| Choice { id: format!("c{n}"), title: title.to_owned() }).collect()
}

fn file(kind: Kind, name: &str) -> Uploaded {
    Uploaded { id: "1".into(), kind, name: name.to_owned() }
}

#[test]
fn a_text_carries_our_key_and_what_it_answers() {
    let call = one(&Outgoing { answers: Some("wamid.1".into()), ..outgoing("Dag") });
    assert_eq!(
        call,
        json!({
            "messaging_product": "whatsapp", "recipient_type": "individual", "to": "31612345678",
            "type": "text", "text": {"preview_url": false, "body": "Dag"},
            "context": {"message_id": "wamid.1"}, "biz_opaque_callback_data": "vz_1",
        })
    );
    let hidden = calls(&outgoing("Dag"), "Dag", &[], "NL.1349", "vz_1").expect("it can be said");
    assert_eq!((&hidden[0]["recipient"], hidden[0].get("to")), (&json!("NL.1349"), None));
}

#[test]
fn the_first_file_has_the_text_beside_it_where_it_can() {
    let files = [file(Kind::Image, "a.jpg"), file(Kind::Document, "b.pdf")];
    let made_of = made(&outgoing("Hier"), &files).expect("it can be said");
    assert_eq!((made_of.len(), &made_of[0]["image"]["caption"]), (2, &json!("Hier")));
    assert_eq!(made_of[1]["document"], json!({"id": "1", "filename": "b.pdf"}));
    assert_eq!(
        (made_of[0].get("biz_opaque_callback_data"), &made_of[1]["biz_opaque_callback_data"]),
        (None, &json!("vz_1"))
    );
    let sound = made(&outgoing("Hier"), &[file(Kind::Audio, "a.ogg")]).expect("it can be said");
    assert_eq!((sound.len(), &sound[1]["text"]["body"]), (2, &json!("Hier")));
    let long = made(&outgoing(&"x".repeat(limit::CAPTION + 1)), &files[..1]).expect("it can be said");
    assert_eq!((long.len(), long[0]["image"].get("caption")), (2, None));
}

#[test]
fn what_whatsapp_does_not_take_is_not_sent() {
    let cases = [
        (outgoing(&"x".repeat(limit::TEXT + 1)), "longer than the 4096"),
        (outgoing("  "), "says nothing"),
        (Outgoing { choices: choices(11, "Ja"), ..outgoing("Kies") }, "a list of 10 rows"),
        (Outgoing { choices: choices(2, &"x".repeat(25)), ..outgoing("Kies") }, "a list of 10 rows"),
        (Outgoing { choices: choices(2, "Ja"), ..outgoing("") }, "a text of 1 to 1024"),
    ];
    for (outgoing, expected) in cases {
        let problem = made(&outgoing, &[]).expect_err("too much");
        assert!(problem.contains(expected), "{problem}");
    }
    let template = |parameter: &str| Outgoing {
        template: Some(Template {
            name: "late".into(),
            language: "nl".into(),
            parameters: vec![parameter.into()],
        }),
        ..outgoing("")
    };
    assert!(made(&template("a\nb"), &[]).expect_err("a new line").contains("parameter 1"));
    assert!(made(&template("a"), &[file(Kind::Image, "a.jpg")]).is_err());
    assert!(Kind::fitting("a.zip", "application/zip", 10).is_err());
    assert!(Kind::fitting("a.jpg", "image/jpeg", limit::IMAGE + 1).is_err());
    assert_eq!(Kind::fitting("a.jpg", "image/jpeg; x=1", limit::IMAGE), Ok(Kind::Image));
}

#[test]
fn the_stand_in_takes_all_that_we_make() {
    let mut standin = standin();
    let written = serde_json::from_value(json!({"text": "Hallo"})).expect("written");
    standin.write("31612345678", &written, now()).expect("a message");
    let template =
        Template { name: "parcel_late".into(), language: "nl".into(), parameters: vec!["3S1".into()] };
    for said in [
        outgoing(&"é".repeat(limit::TEXT)),
        Outgoing { choices: choices(3, &"é".repeat(20)), ..outgoing("Kies") },
        Outgoing { choices: choices(3, &"é".repeat(24)), ..outgoing("Kies") },
        Outgoing { choices: choices(10, "Ja"), language: Some("nl".into()), ..outgoing("Kies") },
        Outgoing { template: Some(template), ..outgoing("") },
    ] {
        let reply = standin.say(TOKEN, NUMBER, one(&said).to_string().as_bytes(), now());
        assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
    }
    assert_eq!(standin.held("31612345678").expect("known").held.len(), 6);
}
