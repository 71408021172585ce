//! Macros, articles, templates and agents: what the work is made of.

use serde_json::json;

use super::office::Office;

#[test]
fn macros_are_changed_by_revision_and_outlive_a_restart() {
    let office = Office::open();
    let (lead, ann) = (office.person("lea", "manager"), office.agent("ann"));
    let body = json!({"name": "On its way", "text": "It is on its way.", "actions": [{"do": "resolve"}]});
    ann.post("/api/macros", &body).problem(403);
    let made = lead.post("/api/macros", &body).with(201);
    assert_eq!(made["revision"], 1);
    let path = format!("/api/macros/{}", made["id"].as_str().expect("an id"));
    let put = |revision: &str, body: &serde_json::Value| {
        let request = lead.browser.request("PUT", &path).header("if-match", revision);
        lead.browser.server.send(request.body(body.to_string().into_bytes()).expect("a request"))
    };
    let changed = json!({"name": "Underway", "text": "It is under way."});
    lead.send("PUT", &path, &changed).problem(428);
    assert_eq!(put("\"1\"", &changed).with(200)["revision"], 2);
    let stale = put("\"1\"", &changed).problem(412);
    assert_eq!((&stale["newer"]["revision"], &stale["newer"]["by"]), (&json!(2), &json!("Somebody")));
    assert_eq!(ann.get("/api/macros").with(200)["macros"][0]["name"], "Underway");
    for wrong in [json!({"name": ""}), json!({"name": "x"}), json!({"name": "x", "text": " ", "actions": []})]
    {
        lead.post("/api/macros", &wrong).problem(422);
    }
    lead.post("/api/macros", &json!({"name": "x", "actions": [{"do": "explode"}]})).problem(422);
    let (folder, key) = (office.server.folder(), office.server.key.clone());
    drop((lead, ann));
    let Office { server, .. } = office;
    assert_eq!(server.stop(), Some(0));
    let server = crate::server::Server::on(folder, &key, &[]);
    assert_eq!(server.get("/api/macros").with(200)["macros"][0]["revision"], 2);
    server.change("DELETE", &path, &json!({})).with(200);
    server.change("DELETE", &path, &json!({})).problem(404);
    assert_eq!(server.get("/api/macros").with(200)["macros"], json!([]));
}

#[test]
fn articles_come_with_the_reasons_at_which_they_are_offered() {
    let office = Office::open();
    let ann = office.agent("ann");
    let answers = ann.get("/api/answers?language=nl").with(200);
    let track = &answers["answers"][0];
    assert_eq!((&track["name"], &track["title"]), (&json!("track"), &json!("Track your parcel")));
    assert_eq!((&track["language"], &track["reasons"]), (&json!("en"), &json!(["late"])));
    assert_eq!(ann.get("/api/templates").with(200), json!({"templates": []}));
}

#[test]
fn agents_say_whether_they_are_there_and_managers_what_they_can() {
    let office = Office::open();
    let (ann, lead) = (office.agent("ann"), office.person("lea", "manager"));
    let desk = ann.post("/api/desk/status", &json!({"status": "away"})).with(200);
    assert_eq!((&desk["me"]["status"], &desk["me"]["agent"]), (&json!("away"), &json!(ann.id)));
    let path = format!("/api/agents/{}", ann.id);
    let profile =
        json!({"skills": ["parcels", "parcels"], "languages": ["nl"], "capacity": {"total": 5, "chat": 2}});
    ann.send("PUT", &path, &profile).problem(403);
    let changed = lead.send("PUT", &path, &profile).with(200);
    assert_eq!((&changed["skills"], &changed["capacity"]["chat"]), (&json!(["parcels"]), &json!(2)));
    assert_eq!(changed["status"], "away", "what they can does not say whether they are there");
    lead.send("PUT", "/api/agents/987654", &profile).problem(404);
    let wrong = json!({"skills": [""], "languages": [], "capacity": {}});
    lead.send("PUT", &path, &wrong).problem(422);
    let agents = lead.get("/api/agents").with(200);
    assert_eq!(agents["agents"].as_array().map(Vec::len), Some(2), "who may answer: {agents}");
    assert_eq!(ann.get("/api/desk").with(200)["me"]["capacity"], 5);
}
