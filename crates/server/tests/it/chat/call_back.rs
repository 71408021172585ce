//! Nobody is there: a wish to be called.

use serde_json::{Value, json};

use super::visitor::{Visitor, id};
use super::{again, ask, begin, entries, start};
use crate::server::{Server, until};

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

/// A server whose chat leads to a queue that is open on one morning, far ahead; about held orders, to one that always
/// is.
fn far_ahead() -> Server {
    let server = start("");
    let strategy = server.folder().path().join("strategy");
    let change = |path: &str, before: &str, after: &str| {
        let path = strategy.join(path);
        let text = std::fs::read_to_string(&path).expect("a file");
        std::fs::write(path, format!("{before}\n{text}\n{after}")).expect("written");
    };
    change(
        "strategy.toml",
        "default_queue = \"desk\"",
        "[queues.desk]\nname = \"Desk\"\nhours = \"desk\"\n[queues.orders]\nname = \"Orders\"\n\
        [hours.desk]\nzone = \"America/New_York\"\nweek = {}\nopen = { 2099-01-05 = \"09:00-12:00\" }\n",
    );
    change("reasons/held.toml", "", "[inbound]\noffer = [\"digital:orders\"]\n");
    again(server, "")
}

#[test]
fn the_hours_of_the_queue_count_and_a_call_within_them_is_a_case_due_then() {
    let server = far_ahead();
    let settings = ask(&server, "GET", "/chat/settings?account=chat", "", "").with(200);
    let (opens, noon) = ("2099-01-05T14:00:00Z", "2099-01-05T17:00:00Z");
    assert_eq!((&settings["open"], &settings["opens"]), (&json!(false), &json!(opens)));
    let last = json!({ "from": "2099-01-05T16:00:00Z", "until": noon });
    assert_eq!(
        settings["slots"],
        json!([{ "from": opens, "until": "2099-01-05T16:00:00Z" }, last]),
        "nine to noon in New York"
    );
    let held = ask(&server, "GET", "/chat/settings?account=chat&reason=held", "", "").with(200);
    assert_eq!((&held["open"], &held["opens"]), (&json!(true), &json!(null)), "another queue, always open");
    let (_, token) = begin(&server, &json!({}));
    let mut visitor = Visitor::after(&server, &token, 0);
    let state = visitor.next_of("state");
    assert_eq!((&state["open"], &state["opens"]), (&json!(false), &json!(opens)));
    let polled = |reason: &str| {
        let path = format!("/chat/poll?account=chat{reason}");
        let frames = ask(&server, "GET", &path, &token, "").with(200)["frames"].clone();
        frames.as_array().expect("frames").iter().find(|one| one["type"] == "state").expect("a state").clone()
    };
    assert_eq!(polled("&reason=held")["open"], true);
    // The page is another by now.
    while visitor.next_of("state")["open"] != true {}
    let wish = |number: usize, reason: Option<&str>| json!({ "type": "call_back", "id": id(number), "phone": "06 12345678", "from": last["from"], "until": noon, "text": "My parcel", "reason": reason });
    visitor.send(&wish(1, Some("held")));
    assert_eq!(visitor.next_of("problem")["kind"], "slot", "that queue's calls are of the next days");
    visitor.send(&wish(2, None));
    visitor.next_of("ack");
    let mut case = json!(null);
    until("there is a case", || {
        case = server.get("/api/cases").with(200)["cases"][0].clone();
        case.is_object()
    });
    assert_eq!(
        (&case["kind"], &case["queue"], &case["due"], &case["phone"]),
        (&json!("call_back"), &json!("desk"), &last["from"], &json!("+31612345678"))
    );
}
