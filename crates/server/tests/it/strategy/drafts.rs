//! `/api/drafts` and `/api/strategy/publications`: several people, one strategy.

use serde_json::{Value, json};
use ureq::http::Request;

use super::files;
use crate::server::{Answer, Server};

const WEBSHOP: &[&str] = &["--strategy", "examples/webshop"];

/// Saves a draft, having changed a revision of it.
fn save(server: &Server, id: &str, revision: Option<&str>, body: &Value) -> Answer {
    let mut request = Request::put(server.at(&format!("/api/drafts/{id}")))
        .header("authorization", format!("Bearer {}", server.token))
        .header("content-type", "application/json");
    if let Some(revision) = revision {
        request = request.header("if-match", revision);
    }
    server.send(request.body(body.to_string().into_bytes()).expect("a request"))
}

fn begin(server: &Server, body: &Value) -> Value {
    server.change("POST", "/api/drafts", body).with(201)
}

fn id(draft: &Value) -> &str {
    draft["id"].as_str().expect("an id")
}

#[test]
fn of_two_who_save_the_second_is_told_of_the_first() {
    let server = Server::with(WEBSHOP);
    let begun = server.change("POST", "/api/drafts", &json!({"name": "Spring", "by": "Anna"}));
    assert_eq!(begun.header("etag"), "\"1\"");
    let draft = begun.with(201);
    assert_eq!(
        (&draft["revision"], &draft["based_on"], &draft["by"]),
        (&json!(1), &json!(1), &json!("Anna"))
    );
    assert_eq!(draft["files"], json!(files("webshop")));

    let mut changed = draft["files"].clone();
    changed["reasons/late-delivery.toml"] = json!("name = \"Late\"\n");
    let body = json!({"name": "Spring", "files": changed, "by": "Bram"});
    let saved = save(&server, id(&draft), Some("\"1\""), &body);
    assert_eq!(saved.header("etag"), "\"2\"");
    assert_eq!(saved.with(200)["revision"], 2);

    let late = save(&server, id(&draft), Some("\"1\""), &json!({"name": "Mine", "files": {}, "by": "Anna"}));
    let problem = late.problem(412);
    assert_eq!((&problem["newer"]["revision"], &problem["newer"]["by"]), (&json!(2), &json!("Bram")));
    save(&server, id(&draft), None, &body).problem(428);
    save(&server, id(&draft), Some("*"), &body).problem(400);
    save(&server, "nobody's", Some("\"1\""), &body).problem(404);

    let kept = server.get(&format!("/api/drafts/{}", id(&draft))).with(200);
    assert_eq!((&kept["name"], &kept["files"]), (&json!("Spring"), &changed));
    let listed = server.get("/api/drafts").with(200);
    assert_eq!(listed["drafts"].as_array().map(Vec::len), Some(1));
    assert!(listed["drafts"][0]["files"].is_null(), "{listed}");

    let (folder, key) = (server.folder(), server.key.clone());
    server.kill();
    let server = Server::on(folder, &key, &[]);
    assert_eq!(server.get(&format!("/api/drafts/{}", id(&draft))).with(200), kept);
    let path = format!("/api/drafts/{}", id(&draft));
    server.change("DELETE", &path, &Value::Null).with(200);
    server.change("DELETE", &path, &Value::Null).problem(404);
    server.get(&path).problem(404);
}

#[test]
fn many_who_save_at_once_never_lose_what_another_saved() {
    let server = Server::start();
    let draft = begin(&server, &json!({"name": "All of us", "files": {}}));
    let saves = |who: usize| {
        let body = json!({"name": "All of us", "files": {"strategy.toml": format!("# {who}")}});
        let once = |_: &i32| {
            let now = server.get(&format!("/api/drafts/{}", id(&draft))).with(200);
            let answer = save(&server, id(&draft), Some(&format!("\"{}\"", now["revision"])), &body);
            answer.status == 200 || answer.problem(412).is_null()
        };
        (0..20).filter(once).count()
    };
    let saves = &saves;
    let saved: usize = std::thread::scope(|scope| {
        let people: Vec<_> = (0..4).map(|who| scope.spawn(move || saves(who))).collect();
        people.into_iter().map(|person| person.join().expect("they save")).sum()
    });
    let revision = server.get(&format!("/api/drafts/{}", id(&draft))).with(200)["revision"].as_u64();
    assert_eq!(revision, Some(1 + saved as u64));
}

#[test]
fn a_draft_is_published_over_what_it_is_based_on_and_over_nothing_else() {
    let server = Server::with(WEBSHOP);
    let (mine, yours) = (begin(&server, &json!({"name": "Mine"})), begin(&server, &json!({"name": "Yours"})));
    for (draft, holdout) in [(&mine, "0.2"), (&yours, "0.3")] {
        let mut files = draft["files"].clone();
        let text = files["reasons/late-delivery.toml"].as_str().expect("text").to_owned();
        files["reasons/late-delivery.toml"] = json!(format!("# {holdout}\n{text}"));
        save(&server, id(draft), Some("\"1\""), &json!({"name": "x", "files": files})).with(200);
    }
    let publish = |draft: &Value, body: &Value| {
        server.change("POST", &format!("/api/drafts/{}/publish", id(draft)), body)
    };
    publish(&mine, &json!({"revision": 1, "note": "old"})).problem(412);
    let published = publish(&mine, &json!({"revision": 2, "note": "mine", "by": "Anna"})).with(200);
    assert_eq!(published["number"], 2);
    let problem = publish(&yours, &json!({"revision": 2})).problem(409);
    assert_eq!((&problem["newer"]["publication"], &problem["newer"]["by"]), (&json!(2), &json!("Anna")));
    publish(&yours, &json!({"revision": 2, "over": 1})).problem(409);
    let over = publish(&yours, &json!({"revision": 2, "over": 2, "note": "yours"})).with(200);
    assert_eq!(over["number"], 3);
    let again = server.get(&format!("/api/drafts/{}", id(&yours))).with(200);
    assert_eq!((&again["based_on"], &again["revision"]), (&json!(3), &json!(2)));
    assert_eq!(publish(&yours, &json!({"revision": 2})).with(200)["unchanged"], true);

    let listed = server.get("/api/strategy/publications").with(200);
    let numbers: Vec<_> =
        listed["publications"].as_array().expect("a list").iter().map(|it| &it["number"]).collect();
    assert_eq!(numbers, [3, 2, 1]);
    assert_eq!(listed["publications"][1]["note"], "mine");
    let second = server.get("/api/strategy/publications/2").with(200);
    assert!(
        second["files"]["reasons/late-delivery.toml"].as_str().is_some_and(|text| text.starts_with("# 0.2"))
    );
    let restored =
        server.change("POST", "/api/strategy/publications/2/restore", &json!({"note": "back"})).with(200);
    assert_eq!(restored["number"], 4);
    let now = server.get("/api/strategy").with(200);
    assert_eq!((&now["files"], &now["note"]), (&second["files"], &json!("back")));
    server.change("POST", "/api/strategy/publications/9/restore", &json!({})).problem(404);
    server.get("/api/strategy/publications/9").problem(404);
}

#[test]
fn the_first_draft_is_based_on_nothing() {
    let server = Server::start();
    let draft = begin(&server, &json!({"name": "The first"}));
    assert_eq!((&draft["based_on"], &draft["files"]), (&Value::Null, &json!({})));
    let publish = format!("/api/drafts/{}/publish", id(&draft));
    server.change("POST", &publish, &json!({"revision": 1})).problem(422);
    save(&server, id(&draft), Some("\"1\""), &json!({"name": "The first", "files": files("webshop")}))
        .with(200);
    assert_eq!(server.change("POST", &publish, &json!({"revision": 2})).with(200)["number"], 1);
}

#[test]
fn a_draft_has_a_name_and_a_size() {
    let server = Server::start();
    for (body, status) in [
        (json!({"name": " "}), 422),
        (json!({"name": "x".repeat(300)}), 422),
        (json!({"name": "x", "files": {"../etc": ""}}), 422),
        (json!({"name": "x", "files": {"/strategy.toml": ""}}), 422),
        (json!({"name": "x", "files": {"strategy.toml": "x".repeat(1_000_001)}}), 413),
    ] {
        server.change("POST", "/api/drafts", &body).problem(status);
    }
    for number in 0..200 {
        begin(&server, &json!({"name": number.to_string(), "files": {}}));
    }
    server.change("POST", "/api/drafts", &json!({"name": "one more", "files": {}})).problem(409);
}
