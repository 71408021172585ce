//! How customers were served: what is counted is what was sent.

use serde_json::{Value, json};

use super::office::Office;
use crate::server::until;

fn row(office: &Office, by: &str, name: &str) -> Value {
    let service = office.server.get(&format!("/api/service?by={by}")).with(200);
    let rows = service["rows"].as_array().expect("rows");
    rows.iter()
        .find(|row| row["name"] == name)
        .unwrap_or_else(|| panic!("{name} is not in {service}"))
        .clone()
}

#[test]
fn received_is_stored_is_answered_and_open_and_automatic() {
    let office = Office::open();
    let ann = office.agent("ann");
    // Forty messages of twenty customers, each sent three times, some by a machine, with garbage between.
    for number in 0..40 {
        let customer = format!("u{}", number % 20);
        let message = json!({"id": format!("m{number}"), "customer": customer, "text": "Hello",
            "automatic": number % 10 == 9});
        for _ in 0..3 {
            office.hand_over(&message);
        }
        office.post(r#"{"id":"","from":{}}"#);
    }
    // Of a machine alone there is no case.
    office.cases("all", 18);
    for case in 1..=5 {
        ann.reply(case, &format!("r{case}"), "Here it is").with(201);
    }
    ann.act(6, "resolve", &json!({"how": "no_answer_needed"})).with(200);
    let undone = ann.reply(7, "r7", "Oh").with(201);
    ann.post(&format!("/api/messages/{}/undo", undone["number"]), &json!({})).with(200);
    let days = office.server.get("/api/service/received").with(200);
    let sum = |name: &str| -> i64 {
        days["days"].as_array().expect("days").iter().map(|day| day[name].as_i64().expect("a number")).sum()
    };
    assert_eq!((sum("received"), sum("stored")), (40, 40), "{days}");
    assert_eq!(sum("automatic"), 4);
    assert_eq!(sum("answered") + sum("open") + sum("automatic"), sum("received"));
    assert_eq!(sum("answered"), 12, "two of each customer of whom one case was answered or closed: {days}");
    let portal = row(&office, "channel", "portal");
    for name in ["received", "stored", "answered", "open", "automatic"] {
        assert_eq!(portal[name], sum(name), "{name}");
    }
    assert_eq!((&portal["first_answer"]["of"], &portal["resolved"]), (&json!(5), &json!(1)), "{portal}");
    let own = row(&office, "agent", &ann.id.to_string());
    assert_eq!(own["first_answer"]["of"], 5, "what was taken back never was: {own}");
    let service = office.server.get("/api/service").with(200);
    assert!(
        service["definitions"]
            .as_array()
            .expect("definitions")
            .iter()
            .all(|one| one["text"]["nl"].is_string())
    );
    // Folded again from the log, it is the same.
    let before = (days, office.server.get("/api/service?by=queue").with(200));
    let (folder, key) = (office.server.folder(), office.server.key.clone());
    drop(ann);
    let Office { server, .. } = office;
    assert_eq!(server.stop(), Some(0));
    let data = folder.path().join("data");
    crate::voorzet::run(["rebuild", "--data", data.to_str().expect("UTF-8")]).ok();
    let server = crate::server::Server::on(folder, &key, &[]);
    let after =
        (server.get("/api/service/received").with(200), server.get("/api/service?by=queue").with(200));
    assert_eq!(after, before);
}

#[test]
fn what_is_done_to_cases_is_counted_for_who_did_it() {
    let office = Office::open();
    let (ann, bob) = (office.agent("ann"), office.agent("bob"));
    office.write_about("m1", "u1", "late", "Where is it?");
    let case = office.case();
    ann.act(case, "claim", &json!({})).with(200);
    ann.act(case, "transfer", &json!({"agent": bob.id, "note": "yours"})).with(200);
    bob.reply(case, "r1", "Here").with(201);
    bob.act(case, "resolve", &json!({"how": "answered"})).with(200);
    let of = |agent: i64| row(&office, "agent", &agent.to_string());
    assert_eq!(of(ann.id)["handed_over"], 1);
    // Nobody knows yet whether the customer comes again: that takes seven days.
    let nobody_knows = json!({"n": 0, "of": 0});
    assert_eq!((&of(bob.id)["resolved"], &of(bob.id)["resolved_at_once"]), (&json!(1), &nobody_knows));
    bob.act(case, "reopen", &json!({})).with(200);
    assert_eq!(row(&office, "channel", "portal")["reopened"], 1);
    bob.act(case, "resolve", &json!({"how": "customer_says_solved"})).with(200);
    assert_eq!(of(bob.id)["resolved"], 1, "a case is resolved once");
    let day = bob.get("/api/desk/day").with(200);
    assert_eq!(
        (&day["answered"], &day["resolved"], &day["open"]),
        (&json!(1), &json!(1), &json!(0)),
        "{day}"
    );
    assert_eq!(ann.get("/api/desk/day").with(200)["handed_over"], 1);
    until("it is stored", || row(&office, "channel", "portal")["stored"] == 1);
    office.server.get("/api/service?by=mood").problem(400);
    office.server.get("/api/service?from=yesterday").problem(400);
}
