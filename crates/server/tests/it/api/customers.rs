//! `/api/customers` and `/api/links`: found, looked at, merged, and parted again.

use serde_json::{Value, json};

use crate::server::{Server, until};

/// A server that knows four people, two of whom share a phone.
fn people() -> Server {
    let server = Server::with(&["--strategy", "examples/webshop"]);
    let identify = |id: &str, name: &str, phone: &str| {
        json!({"type": "identify", "messageId": format!("i-{id}"), "userId": id, "traits": {
            "name": name, "email": format!("{id}@post.example"), "email_verified": true, "phone": phone,
            "segment": "home", "language": "nl"}})
    };
    let track = |id: &str, event: &str, properties: Value| json!({"type": "track", "messageId": format!("{event}-{id}"), "userId": id, "event": event, "properties": properties});
    let contact = |id: &str| {
        track(
            id,
            "contact.received",
            json!({"reason": "late-delivery", "channel": "phone", "conversation": id}),
        )
    };
    let batch = json!({"batch": [
        identify("jose", "José van der Berg", "+31612345678"),
        identify("anna", "Anna Berg", "+31687654321"),
        identify("ann", "A. Berg", "+31687654321"),
        identify("bo", "Bo Smit", "+31611111111"),
        contact("anna"),
        contact("ann"),
        track("ann", "consent.withdrawn", json!({"purpose": "service"})),
    ]});
    server.post("/v1/batch", "application/json", batch.to_string()).with(200);
    until("all is decided on", || server.get("/api/status").with(200)["behind"] == 0);
    server
}

fn found(server: &Server, typed: &str) -> Vec<Value> {
    server.get(&format!("/api/customers?q={typed}")).with(200)["customers"]
        .as_array()
        .expect("customers")
        .clone()
}

/// The number of a customer who is found alone.
fn id(server: &Server, typed: &str) -> u64 {
    let found = found(server, typed);
    assert_eq!(found.len(), 1, "{typed}: {found:?}");
    found[0]["id"].as_u64().expect("a number")
}

fn types(line: &Value) -> Vec<&str> {
    let entries = line["entries"].as_array().expect("entries");
    entries.iter().map(|entry| entry["type"].as_str().expect("a type")).collect()
}

#[test]
fn customers_are_found_by_what_people_type() {
    let server = people();
    let jose = id(&server, "jose@post.example");
    for typed in [
        "JOSE@Post.example",
        "jos%C3%A9%20van",
        "jose%20berg",
        "berg%20jose",
        "der%20berg%20j",
        "0612345678",
        "%2B31612345678",
        "account:jose",
    ] {
        assert_eq!(id(&server, typed), jose, "{typed}");
    }
    assert_eq!(found(&server, "berg").len(), 3);
    assert_eq!(found(&server, "berg")[0]["matched"]["kind"], "name");
    assert!(found(&server, "b").is_empty(), "one letter begins too much");
    assert!(found(&server, "nobody").is_empty() && found(&server, "").is_empty());
    let two = server.get("/api/customers?q=berg&limit=2").with(200);
    assert_eq!((two["customers"].as_array().map(Vec::len), &two["more"]), (Some(2), &json!(true)));
}

#[test]
fn a_new_name_takes_the_place_of_the_old() {
    let server = people();
    let bo = id(&server, "smit");
    let married = json!({"batch": [{"type": "identify", "messageId": "m", "userId": "bo", "traits": {"name": "Bo Mol"}}]});
    server.post("/v1/batch", "application/json", married.to_string()).with(200);
    until("it is known", || !found(&server, "mol").is_empty());
    assert_eq!(id(&server, "bo%20mol"), bo);
    assert!(found(&server, "smit").is_empty());
}

#[test]
fn a_customer_is_everything_that_is_known_of_them() {
    let server = people();
    let ann = id(&server, "ann@post.example");
    let known = server.get(&format!("/api/customers/{ann}")).with(200);
    assert_eq!((&known["label"], &known["name"]), (&json!("account:ann"), &json!("A. Berg")));
    assert_eq!((&known["segment"], &known["contacts"]["total"]), (&json!("home"), &json!(1)));
    let consent = &known["consents"][0];
    assert_eq!((&consent["purpose"], &consent["given"]), (&json!("service"), &json!(false)));
    assert!(known["budget"].as_array().is_some_and(|limits| limits.len() == 2));
    let kinds: Vec<&str> = known["identities"]
        .as_array()
        .expect("identities")
        .iter()
        .filter_map(|held| held["kind"].as_str())
        .collect();
    assert!(kinds.contains(&"account") && kinds.contains(&"mail"), "{kinds:?}");
    assert_eq!(known["suggestions"][0]["why"], "weak", "they share a phone");
    let line = server.get(&format!("/api/customers/{ann}/timeline")).with(200);
    for kind in ["identify", "contact.received", "contact.counted", "decision.made", "consent.withdrawn"] {
        assert!(types(&line).contains(&kind), "{kind}: {:?}", types(&line));
    }
    let contacts = server.get(&format!("/api/customers/{ann}/timeline?kinds=contact.*")).with(200);
    assert_eq!(types(&contacts), ["contact.counted", "contact.received"]);
    server.get("/api/customers/999").problem(404);
    server.get("/api/customers/999/timeline").problem(404);
    server.get("/api/customers/x").problem(404);
}

#[test]
fn a_timeline_is_the_same_in_pages_of_any_size() {
    let server = people();
    let (anna, ann) = (id(&server, "anna@post.example"), id(&server, "ann@post.example"));
    server.change("POST", &format!("/api/customers/{anna}/links"), &json!({"other": ann})).with(200);
    until("they are one", || server.get(&format!("/api/customers/{ann}")).with(200)["id"] == anna);
    let whole = server.get(&format!("/api/customers/{anna}/timeline")).with(200);
    assert_eq!(whole["next"], Value::Null);
    let positions = |line: &Value| -> Vec<i64> {
        line["entries"]
            .as_array()
            .expect("entries")
            .iter()
            .filter_map(|entry| entry["position"].as_i64())
            .collect()
    };
    let all = positions(&whole);
    assert!(all.len() > 8 && all.is_sorted_by(|one, next| one > next), "{all:?}");
    for size in 1..=all.len() {
        let (mut read, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/api/customers/{anna}/timeline?limit={size}{cursor}");
            let page = server.get(&path).with(200);
            read.extend(positions(&page));
            match page["next"].as_i64() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(read, all, "{size} at a time");
    }
}

#[test]
fn two_are_merged_and_parted_again_without_a_trace() {
    let server = people();
    let (anna, ann) = (id(&server, "anna@post.example"), id(&server, "ann@post.example"));
    let look = |customer: u64| server.get(&format!("/api/customers/{customer}")).with(200);
    let customers = || server.get("/api/ladder").with(200)["totals"]["customers"].clone();
    let (anna_before, ann_before) = (look(anna), look(ann));
    assert_eq!(customers(), 2);

    let merge = format!("/api/customers/{anna}/links");
    server.change("POST", &merge, &json!({"other": ann, "note": "said so on the phone"})).with(200);
    until("they are one", || look(ann)["id"] == anna);
    let one = look(anna);
    assert_eq!(
        (&one["originals"], &one["name"]),
        (&json!([anna, ann]), &json!("Anna Berg")),
        "the one who stays"
    );
    assert_eq!((&one["contacts"]["total"], customers()), (&json!(2), json!(1)));
    assert_eq!(one["suggestions"], json!([]));
    let link = &one["links"][0];
    assert_eq!((&link["because"], &link["undone_at"]), (&json!("person"), &Value::Null));
    assert_eq!(found(&server, "berg").len(), 2);
    server.change("POST", &merge, &json!({"other": ann})).problem(409);
    server.change("POST", &merge, &json!({"other": 999})).problem(404);
    server.change("POST", "/api/customers/999/links", &json!({"other": ann})).problem(404);

    let number = &link["number"];
    server.change("DELETE", &format!("/api/links/{number}"), &Value::Null).with(200);
    until("they are two", || look(ann)["id"] == ann);
    let without = |mut known: Value| {
        known.as_object_mut().expect("an object").remove("links");
        known
    };
    assert_eq!(without(look(anna)), without(anna_before));
    assert_eq!(without(look(ann)), without(ann_before));
    assert_eq!(customers(), 2);
    assert!(look(anna)["links"][0]["undone_at"].is_string(), "that it was is remembered");
    server.change("DELETE", &format!("/api/links/{number}"), &Value::Null).problem(409);
    server.change("DELETE", "/api/links/999", &Value::Null).problem(404);

    // What people said of who is who is in the log, and comes out the same from it.
    let line = server.get(&format!("/api/customers/{anna}/timeline?kinds=customers.*")).with(200);
    assert_eq!(types(&line), ["customers.parted", "customers.merged"]);
    let folder = server.folder();
    server.stop();
    let server = Server::on(folder, "", &[]);
    until("it decides", || server.get("/readyz").status == 200);
    assert_eq!(server.get(&format!("/api/customers/{ann}")).with(200)["id"], ann);
}

fn place(entry: &Value) -> i64 {
    entry["position"].as_i64().expect("a position")
}

fn places(entries: &Value) -> Vec<i64> {
    entries.as_array().expect("entries").iter().map(place).collect()
}

#[test]
fn the_log_can_be_asked_for_what_concerns_one_of_them() {
    let server = people();
    let ann = id(&server, "ann@post.example");
    let (anna, bo) = (id(&server, "anna@post.example"), id(&server, "bo@post.example"));
    let mut heard = server.listen(&format!("/api/stream?customer={ann}&after=0"));
    let line = server.get(&format!("/api/customers/{ann}/timeline?limit=1000")).with(200);
    let mut all = places(&line["entries"]);
    let ask =
        |rest: &str| server.get(&format!("/api/entries?customer={ann}{rest}")).with(200)["entries"].clone();
    assert_eq!(places(&ask("")), all, "newest first");
    assert!(all.len() > 3, "{all:?}");
    assert_eq!(places(&ask(&format!("&before={}&limit=1", all[0]))), all[1..2]);
    assert!(ask("&type=contact.received").as_array().is_some_and(|found| found.len() == 1));
    let live = server.get(&format!("/api/live?customer={ann}")).with(200);
    assert_eq!(places(&live["entries"]), all);
    all.reverse();
    assert_eq!(places(&ask("&after=0")), all, "oldest first");
    assert_eq!(places(&ask(&format!("&after={}&limit=2", all[0]))), all[1..3]);
    assert_eq!(places(&Value::Array(heard.take(all.len()))), all);
    assert!(
        server.get("/api/entries?customer=9999").with(200)["entries"].as_array().is_some_and(Vec::is_empty)
    );

    // Of what comes while somebody listens they hear what concerns the customer, and nothing else.
    for (number, customer) in ["bo", "ann", "bo", "ann"].into_iter().enumerate() {
        let call = json!({"userId": customer, "event": "contact.received", "messageId": format!("new-{number}"),
            "properties": {"reason": "late-delivery", "channel": "phone", "conversation": format!("c-{number}")}});
        server.post("/v1/track", "application/json", call.to_string()).with(200);
    }
    let mut new = Vec::new();
    while new.len() < 2 {
        let entry = heard.next();
        assert_ne!(entry["customer"], json!(["account:bo"]));
        assert_ne!(entry["about"], json!(bo));
        if entry["type"] == "contact.received" {
            new.push(entry["id"].clone());
        }
    }
    assert_eq!(new, [json!("new-1"), json!("new-3")]);

    // Two who are one have one log.
    let merge = json!({"other": anna});
    server.change("POST", &format!("/api/customers/{ann}/links"), &merge).with(200);
    until("they are one", || places(&ask("")).len() > all.len() + 3);
    assert_eq!(
        places(&ask("")),
        places(&server.get(&format!("/api/entries?customer={anna}")).with(200)["entries"])
    );
}
