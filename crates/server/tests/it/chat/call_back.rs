//! Nobody is there: a wish to be called.

use serde_json::{Value, json};

use super::visitor::{Visitor, id};
use super::{ask, begin, entries, start};

#[test]
fn a_call_is_asked_for_at_a_time_that_is_offered_and_on_a_number_that_exists() {
    let server = start("closed = true\ncolour = \"#ffd400\"\nname = \"Hulp\"\n");
    let settings = ask(&server, "GET", "/chat/settings?account=chat", "", "").with(200);
    assert_eq!(
        (&settings["open"], &settings["name"]["nl"], &settings["ink"]),
        (&json!(false), &json!("Hulp"), &json!("#000000"))
    );
    let slots = settings["slots"].as_array().expect("slots");
    let slot = slots.last().expect("a slot").clone();
    let (_, token) = begin(&server, &json!({ "language": "nl" }));
    let mut visitor = Visitor::after(&server, &token, 0);
    let wish = |number: usize, phone: &str, from: &Value, until: &Value| json!({ "type": "call_back", "id": id(number), "phone": phone, "from": from, "until": until, "name": " An ", "text": "Mijn pakket" });
    let (from, until) = (&slot["from"], &slot["until"]);
    visitor.next_of("state");
    for (number, (wrong, kind)) in [
        (wish(1, "12", from, until), "phone"),
        (wish(2, "06 12345678", until, from), "slot"),
        (wish(3, "06 12345678", &json!("2020-03-01T08:00:00Z"), &json!("2020-03-01T10:00:00Z")), "slot"),
        (wish(4, "06 12345678", from, &json!("2100-03-01T10:00:00Z")), "slot"),
    ]
    .into_iter()
    .enumerate()
    {
        visitor.send(&wrong);
        let problem = visitor.next();
        assert_eq!((&problem["kind"], &problem["id"]), (&json!(kind), &json!(id(number + 1))), "{problem}");
        assert!(problem["retry_after"].is_null());
    }
    visitor.send(&wish(5, "06 12345678", from, until));
    let said = visitor.next_of("said");
    assert_eq!((&said["call_back"]["phone"], &said["call_back"]["from"]), (&json!("+31612345678"), from));
    let entry = entries(&server, "message.received").pop().expect("an entry");
    assert_eq!((&entry["data"]["from"]["name"], &entry["data"]["call_back"]["until"]), (&json!("An"), until));
    assert!(entry.to_string().contains("phone:+31612345678") || entry.to_string().contains("+31612345678"));
}
