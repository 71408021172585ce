//! Answers and notes: said once, taken back, and never over what was not seen.

use serde_json::json;

use super::office::Office;
use crate::server::until;

#[test]
fn an_answer_is_said_once_and_sent() {
    let office = Office::open();
    let ann = office.agent("ann");
    office.write("m1", "u1", "Where is my parcel?");
    let case = office.case();
    let said = ann.reply(case, "r-1", "It is on its way.").with(201);
    assert_eq!((&said["by"], &said["text"]), (&json!("agent"), &json!("It is on its way.")));
    assert_eq!(said["author"]["id"], ann.id);
    assert_eq!((&said["state"], said["undo_until"].is_string()), (&json!("undoable"), true));
    let again = ann.reply(case, "r-1", "It is on its way.").with(201);
    assert_eq!(again["number"], said["number"], "the same id is the same message");
    assert_eq!(ann.messages(case).len(), 2);
    until("it is sent", || {
        ["sent", "delivered"].contains(&ann.messages(case)[1]["state"].as_str().unwrap_or_default())
    });
    let sends = office.server.get("/api/outbox").with(200);
    assert_eq!(sends["sends"].as_array().map(Vec::len), Some(1));
    assert_eq!((&sends["sends"][0]["route"], &sends["sends"][0]["to"]), (&json!("portal"), &json!("u1")));
    let row = ann.get(&format!("/api/cases/{case}")).with(200);
    assert_eq!((&row["last_by"], &row["waiting_since"]), (&json!("us"), &json!(null)));
}

#[test]
fn what_is_taken_back_in_time_never_goes() {
    let office = Office::open();
    let ann = office.agent("ann");
    office.write("m1", "u1", "Where is my parcel?");
    let case = office.case();
    let said = ann.reply(case, "r-1", "I do not know.").with(201);
    let path = format!("/api/messages/{}/undo", said["number"]);
    assert_eq!(ann.post(&path, &json!({})).with(200)["state"], "unsaid");
    let row = ann.get(&format!("/api/cases/{case}")).with(200);
    assert!(row["waiting_since"].is_string(), "the customer waits again: {row}");
    until("it is called off", || {
        let sends = office.server.get("/api/outbox").with(200);
        sends["sends"][0]["state"] == "cancelled"
    });
    ann.post("/api/messages/987654/undo", &json!({})).problem(404);
    ann.post("/api/messages/987654/retry", &json!({})).problem(404);
    ann.post("/api/messages/1/undo", &json!({})).problem(404);
    // What the customer wrote has no page of HTML here.
    ann.get("/api/messages/1/html").problem(404);
}

#[test]
fn nobody_answers_over_what_they_have_not_seen() {
    let office = Office::open();
    let ann = office.agent("ann");
    office.write("m1", "u1", "Where is my parcel?");
    let case = office.case();
    let conversation = ann.get(&format!("/api/cases/{case}")).with(200)["conversations"][0]["id"].clone();
    office.write("m2", "u1", "It has come, thank you");
    until("it is there", || ann.messages(case).len() == 2);
    let body = json!({"id": "r-1", "conversation": conversation, "text": "I look", "seen": 1});
    let changed = ann.act(case, "replies", &body).problem(409);
    assert!(changed["type"].as_str().is_some_and(|kind| kind.ends_with(":changed")));
    assert_eq!(changed["messages"][0]["text"], "It has come, thank you");
    assert_eq!(ann.messages(case).len(), 2, "nothing was said");
    let body =
        json!({"id": "r-1", "conversation": conversation, "text": "Good!", "seen": 2, "resolve": true});
    ann.act(case, "replies", &body).with(201);
    assert_eq!(office.cases("resolved", 1)[0]["id"], case);
}

#[test]
fn of_two_who_answer_at_once_one_is_told_what_the_other_said() {
    let office = Office::open();
    let agents = [office.agent("ann"), office.agent("bob")];
    office.write("m1", "u1", "Where is my parcel?");
    let case = office.case();
    let answers: Vec<_> = std::thread::scope(|scope| {
        let answers = agents.iter().enumerate().map(|(index, agent)| {
            let body = json!({"id": format!("r-{index}"), "conversation": 1, "text": "Soon", "seen": 1});
            scope.spawn(move || agent.act(case, "replies", &body))
        });
        let answers: Vec<_> = answers.collect();
        answers.into_iter().map(|one| one.join().expect("an answer")).collect()
    });
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let late = answers.into_iter().find(|answer| answer.status == 409).expect("one").problem(409);
    assert_eq!((&late["messages"][0]["text"], &late["messages"][0]["by"]), (&json!("Soon"), &json!("agent")));
    assert_eq!(agents[0].messages(case).len(), 2);
    // Who said it may go on before they have seen that it is there.
    let author = agents[0].messages(case)[1]["author"]["id"].clone();
    let again = agents.iter().find(|agent| author == agent.id).expect("an agent");
    let body = json!({"id": "r-9", "conversation": 1, "text": "Very soon", "seen": 1});
    again.act(case, "replies", &body).with(201);
}

#[test]
fn a_note_is_for_colleagues_and_asks_them_to_look() {
    let office = Office::open();
    let (ann, bob) = (office.agent("ann"), office.agent("bob"));
    office.write("m1", "u1", "Where is my parcel?");
    let case = office.case();
    let body = json!({"id": "n-1", "text": "Bob, do you know this one?", "mentions": [bob.id]});
    let note = ann.act(case, "notes", &body).with(201);
    assert_eq!((&note["by"], &note["mentions"]), (&json!("note"), &json!([bob.id])));
    assert_eq!(ann.act(case, "notes", &body).with(201)["number"], note["number"]);
    let asked = bob.get("/api/cases?view=mentions").with(200);
    assert_eq!(asked["cases"][0]["mentioned"], true);
    assert_eq!(ann.get("/api/cases?view=mentions").with(200)["cases"].as_array().map(Vec::len), Some(0));
    let desk = bob.get("/api/desk").with(200);
    let mentions = desk["views"].as_array().expect("views").iter().find(|view| view["id"] == "mentions");
    assert_eq!(mentions.expect("a view")["count"], 1);
    bob.act(case, "view", &json!({})).with(200);
    assert_eq!(bob.get("/api/cases?view=mentions").with(200)["cases"].as_array().map(Vec::len), Some(0));
    let sends = office.server.get("/api/outbox").with(200);
    assert_eq!(sends["sends"].as_array().map(Vec::len), Some(0), "nothing goes out");
}

#[test]
fn what_says_nothing_or_has_no_name_is_no_answer() {
    let office = Office::open();
    let ann = office.agent("ann");
    office.write("m1", "u1", "Where is my parcel?");
    let case = office.case();
    let body = |change: serde_json::Value| {
        let mut body = json!({"id": "r-1", "conversation": 1, "text": "Hi", "seen": 1});
        for (name, value) in change.as_object().expect("fields") {
            body[name] = value.clone();
        }
        body
    };
    for wrong in [
        body(json!({"text": "  "})),
        body(json!({"id": ""})),
        body(json!({"id": "a b\n"})),
        body(json!({"id": "x".repeat(101)})),
        body(json!({"cases": [99]})),
        body(json!({"attachments": [{"hash": "ab"}]})),
        body(json!({"attachments": [{"hash": "0".repeat(64)}]})),
        body(json!({"text": "x".repeat(100_001)})),
    ] {
        let refused = ann.act(case, "replies", &wrong);
        assert_eq!(refused.status, 422, "{}", refused.text);
    }
    ann.act(case, "notes", &json!({"id": "n", "text": " "})).problem(422);
    ann.act(987_654, "notes", &json!({"id": "n", "text": "x"})).problem(404);
    assert_eq!(ann.messages(case).len(), 1);
}
