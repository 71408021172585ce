//! Cases: in views, in detail, and what is done to them.

use serde_json::json;

use super::office::{Office, number};
use crate::server::until;

#[test]
fn what_customers_write_waits_in_a_queue_and_is_taken_up() {
    let office = Office::open();
    let ann = office.agent("ann");
    office.write_about("m1", "u1", "late", "Where is my parcel?");
    let case = &office.cases("waiting", 1)[0];
    assert_eq!(
        (&case["state"], &case["channel"], &case["unread"]),
        (&json!("waiting"), &json!("portal"), &json!(true))
    );
    assert_eq!(
        case["reason"],
        json!({"id": "late", "name": {"en": "Late", "nl": "Te laat"}, "proposed": false})
    );
    assert_eq!(case["preview"], "Where is my parcel?");
    assert_eq!(case["customer"]["label"], "account:u1");
    assert!(case["waiting_since"].is_string() && case["agent"].is_null());
    let id = number(case);
    let claimed = ann.act(id, "claim", &json!({})).with(200);
    assert_eq!((&claimed["state"], &claimed["agent"]["id"]), (&json!("assigned"), &json!(ann.id)));
    assert_eq!(ann.act(id, "view", &json!({})).with(200)["unread"], false);
    let mine = ann.get("/api/cases?view=mine").with(200);
    assert_eq!(mine["cases"].as_array().map(Vec::len), Some(1));
    assert_eq!(office.cases("waiting", 0).len(), 0);
    let shown = ann.get(&format!("/api/cases/{id}")).with(200);
    assert_eq!(shown["conversations"][0]["account"], "portal");
    assert_eq!(shown["conversations"][0]["last_message"], 1);
    assert_eq!(shown["advice"]["offer"], "track");
    assert!(shown["advice"]["why"].as_str().is_some_and(|why| why.contains("Late")), "{}", shown["advice"]);
    let happened: Vec<_> = ann.happenings(id).iter().map(|line| line["event"]["kind"].clone()).collect();
    assert!(
        happened.contains(&json!("case.assigned")) && happened.contains(&json!("decision")),
        "{happened:?}"
    );
}

#[test]
fn what_was_expected_stands_beside_the_case() {
    let office = Office::open();
    let ann = office.agent("ann");
    office.happens("e1", "delivery.delayed", "u1");
    until("it is expected", || {
        let expected = office.server.get("/api/entries?type=expectation.opened").with(200);
        expected["entries"].as_array().is_some_and(|entries| entries.len() == 1)
    });
    // More than the lead of a second lies between.
    let opened = std::time::Instant::now();
    until("the lead is over", || opened.elapsed() > std::time::Duration::from_millis(1_100));
    office.write_about("m1", "u1", "late", "Where is it?");
    let case = office.case();
    let shown = ann.get(&format!("/api/cases/{case}")).with(200);
    assert_eq!(shown["expected"], true, "{shown}");
    assert_eq!(
        (&shown["expectation"]["reason"], &shown["expectation"]["signal"]),
        (&json!("late"), &json!("late"))
    );
    assert_eq!(shown["expectation"]["chance"], 0.5);
}

#[test]
fn everything_can_be_done_to_a_case_and_is_told() {
    let office = Office::open();
    let (ann, bob) = (office.agent("ann"), office.agent("bob"));
    office.write_about("m1", "u1", "late", "Where is my parcel, and what is this bill?");
    let id = office.case();
    ann.act(id, "claim", &json!({})).with(200);
    let taken = bob.act(id, "claim", &json!({})).problem(409);
    assert!(taken["type"].as_str().is_some_and(|kind| kind.ends_with(":taken")), "{taken}");
    assert_eq!(taken["agent"]["id"], ann.id);
    let moved = ann.act(id, "transfer", &json!({"agent": bob.id, "note": "you know parcels"})).with(200);
    assert_eq!(moved["agent"]["id"], bob.id);
    let rests = bob.act(id, "snooze", &json!({"until": "2100-01-01T09:00:00Z"})).with(200);
    assert_eq!(
        (&rests["state"], &rests["snoozed_until"]),
        (&json!("snoozed"), &json!("2100-01-01T09:00:00Z"))
    );
    assert_eq!(bob.act(id, "wake", &json!({})).with(200)["state"], "assigned");
    let queued = bob.act(id, "transfer", &json!({"queue": "orders"})).with(200);
    assert_eq!((&queued["queue"], &queued["state"]), (&json!("orders"), &json!("waiting")));
    assert_eq!(bob.get(&format!("/api/cases/{id}")).with(200)["position"], 1);
    let other = bob.act(id, "split", &json!({"reason": "bill"})).with(200);
    assert_ne!(number(&other), id);
    assert_eq!(other["reason"]["id"], "bill");
    let others = bob.get(&format!("/api/cases/{id}")).with(200)["others"].clone();
    assert_eq!(number(&others[0]), number(&other));
    assert_eq!(number(&bob.act(number(&other), "merge", &json!({"into": id})).with(200)), id);
    let said = bob.act(id, "reason", &json!({"reason": "bill"})).with(200);
    assert_eq!((&said["reason"]["id"], &said["reason"]["proposed"]), (&json!("bill"), &json!(false)));
    assert_eq!(bob.act(id, "assign", &json!({"agent": ann.id})).with(200)["agent"]["id"], ann.id);
    assert_eq!(bob.act(id, "assign", &json!({"agent": null})).with(200)["state"], "waiting");
    assert_eq!(bob.act(id, "resolve", &json!({"how": "no_answer_needed"})).with(200)["state"], "resolved");
    bob.act(id, "snooze", &json!({"until": "2100-01-01T09:00:00Z"})).problem(409);
    assert_ne!(bob.act(id, "reopen", &json!({})).with(200)["state"], "resolved");
    let kinds: Vec<String> = ann
        .happenings(id)
        .iter()
        .map(|line| line["event"]["kind"].as_str().expect("a kind").to_owned())
        .collect();
    for kind in [
        "case.assigned",
        "case.transferred",
        "case.snoozed",
        "case.woken",
        "case.queued",
        "case.classified",
        "case.resolved",
        "case.reopened",
    ] {
        assert!(kinds.iter().any(|known| known == kind), "{kind} is not among {kinds:?}");
    }
    let told = ann.happenings(id);
    let transferred =
        told.iter().find(|line| line["event"]["kind"] == "case.transferred").expect("it was told");
    assert_eq!(transferred["event"]["note"], "you know parcels");
    assert_eq!(transferred["event"]["to"]["id"], bob.id);
    assert_eq!(transferred["event"]["by"]["id"], ann.id);
}

#[test]
fn what_cannot_be_is_refused() {
    let office = Office::open();
    let ann = office.agent("ann");
    office.write("m1", "u1", "Hello");
    let id = office.case();
    for (deed, body) in [
        ("snooze", json!({"until": "2001-01-01T00:00:00Z"})),
        ("snooze", json!({"until": "tomorrow"})),
        ("transfer", json!({})),
        ("transfer", json!({"queue": "nowhere"})),
        ("transfer", json!({"agent": 4711})),
        ("assign", json!({"agent": 4711})),
        ("reason", json!({"reason": "nonsense"})),
        ("merge", json!({"into": id})),
        ("resolve", json!({"how": "merged"})),
        ("split", json!({"reason": "nonsense"})),
    ] {
        let refused = ann.act(id, deed, &body);
        assert_eq!(refused.status, 422, "{deed} {body}: {}", refused.text);
    }
    ann.act(987_654, "claim", &json!({})).problem(404);
    ann.get("/api/cases/987654").problem(404);
    ann.get("/api/cases/987654/messages").problem(404);
    ann.get("/api/cases?view=nothing").problem(400);
    ann.get("/api/cases?order=loudest").problem(400);
    ann.get("/api/cases?cursor=x").problem(400);
    // The machine reads, and works on nothing.
    office.server.change("POST", &format!("/api/cases/{id}/claim"), &json!({})).problem(403);
}

#[test]
fn a_view_goes_on_where_the_page_before_ended() {
    let office = Office::open();
    for customer in 0..25 {
        office.write(&format!("m{customer}"), &format!("u{customer}"), "Hello");
    }
    office.cases("all", 25);
    for order in ["due", "newest"] {
        let mut seen = Vec::new();
        let mut path = format!("/api/cases?order={order}&limit=10");
        loop {
            let page = office.server.get(&path).with(200);
            seen.extend(page["cases"].as_array().expect("cases").iter().map(number));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/api/cases?order={order}&limit=10&cursor={next}");
        }
        seen.sort_unstable();
        assert_eq!(seen, (1..=25).collect::<Vec<_>>(), "{order}");
    }
}

#[test]
fn many_cases_are_done_at_once_each_by_itself() {
    let office = Office::open();
    let (ann, bob) = (office.agent("ann"), office.agent("bob"));
    for customer in 1..=3 {
        office.write(&format!("m{customer}"), &format!("u{customer}"), "Hello");
    }
    office.cases("all", 3);
    bob.act(2, "claim", &json!({})).with(200);
    let done = ann.post("/api/cases/bulk", &json!({"cases": [1, 2, 3, 99], "do": {"do": "claim"}})).with(200);
    let problems: Vec<_> =
        done["done"].as_array().expect("all").iter().map(|one| one["problem"]["status"].clone()).collect();
    assert_eq!(problems, [json!(null), json!(409), json!(null), json!(404)]);
    let until = "2100-01-01T00:00:00Z";
    let rest = ann.post("/api/cases/bulk", &json!({"cases": [1, 3], "do": {"do": "snooze", "until": until}}));
    assert!(rest.with(200)["done"].as_array().expect("all").iter().all(|one| one["problem"].is_null()));
    assert_eq!(office.cases("snoozed", 2).len(), 2);
    ann.post("/api/cases/bulk", &json!({"cases": [], "do": {"do": "claim"}})).problem(422);
}

#[test]
fn who_looked_at_whom_is_told() {
    let office = Office::open();
    let ann = office.agent("ann");
    office.write("m1", "u1", "Hello");
    let id = office.case();
    let customer = ann.get(&format!("/api/cases/{id}")).with(200)["customer"]["id"].clone();
    ann.messages(id);
    ann.get(&format!("/api/customers/{customer}/cases")).with(200);
    ann.get("/api/cases/search?q=hello").with(200);
    for (action, object) in [
        ("get_case", format!("case {id}, customer {customer}")),
        ("list_messages", format!("case {id}, customer {customer}")),
        ("list_customer_cases", format!("customer {customer}")),
        ("search_cases", String::new()),
    ] {
        let told = office.server.get(&format!("/api/audit?what={action}")).with(200);
        assert_eq!(told["entries"][0]["object"], object, "{action}: {told}");
    }
}

#[test]
fn what_was_said_is_found_by_its_words() {
    let office = Office::open();
    let ann = office.agent("ann");
    office.write("m1", "u1", "My parcel has a dent, and the box is wet");
    office.write("m2", "u2", "The bill is wrong");
    office.cases("all", 2);
    let found = ann.get("/api/cases/search?q=Parcel+DENT").with(200);
    let hits = found["hits"].as_array().expect("hits");
    assert_eq!(hits.len(), 1, "{found}");
    assert_eq!(hits[0]["case"]["customer"]["label"], "account:u1");
    let snippet = hits[0]["snippet"].as_str().expect("text");
    assert!(snippet.contains("\u{2}parcel\u{3}") && snippet.contains("\u{2}dent\u{3}"), "{snippet:?}");
    for nothing in ["", "parcel+bill", "%22", "%22+OR+1", "*", "NEAR(a+b)"] {
        let found = ann.get(&format!("/api/cases/search?q={nothing}")).with(200);
        assert_eq!(found["hits"].as_array().map(Vec::len), Some(0), "{nothing}: {found}");
    }
    let of =
        |state: &str| ann.get(&format!("/api/cases/search?q=bill&state={state}")).with(200)["hits"].clone();
    assert_eq!(
        (of("waiting").as_array().map(Vec::len), of("resolved").as_array().map(Vec::len)),
        (Some(1), Some(0))
    );
    ann.get("/api/cases/search?q=bill&state=lost").problem(400);
}
