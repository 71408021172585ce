//! What is told of what somebody did.

use serde_json::{Value, json};

use super::browser::{Browser, add};
use crate::server::Server;

#[test]
fn every_change_is_told_with_who_and_where_and_pages_go_on() {
    let server = Server::start();
    let number = add(&server, "an@example.org", "administrator");
    let mut browser = Browser::signed_in(&server, "an@example.org");
    Browser::new(&server).sign_in("an@example.org", "a wrong guess").problem(401);
    browser.ask("POST", "/api/sources", &json!({"name": "crm"})).with(201);
    browser.ask("POST", "/api/sources", &json!({"name": "crm"})).problem(409);
    let made =
        browser.ask("POST", "/api/tokens", &json!({"name": "ci", "scopes": ["sources.change"]})).with(201);
    let bearer = format!("Bearer {}", made["token"].as_str().expect("a token"));
    let request = ureq::http::Request::delete(server.at("/api/sources/crm")).header("authorization", bearer);
    server.send(request.body(Vec::new()).expect("a request")).with(200);
    let told = browser.get("/api/audit").with(200);
    let short =
        |entry: &Value| (entry["action"].clone(), entry["object"].clone(), entry["who"]["name"].clone());
    let told: Vec<_> = told["entries"].as_array().expect("entries").iter().map(short).collect();
    let expected = [
        ("remove_source", "/api/sources/crm", "Somebody (token ci)"),
        ("make_token", "token 1", "Somebody"),
        ("add_source", "source crm", "Somebody"),
        ("sign_in_failed", "", "Somebody"),
        ("sign_in", "", "Somebody"),
        ("accept_invitation", "", "Somebody"),
        ("invite_person", "person 1", "this machine"),
    ];
    assert_eq!(told, expected.map(|(action, object, who)| (json!(action), json!(object), json!(who))));
    let first = browser.get("/api/audit?limit=3").with(200);
    assert_eq!(first["entries"][0]["address"], "127.0.0.1");
    let rest = browser.get(&format!("/api/audit?limit=1000&cursor={}", first["next"])).with(200);
    assert_eq!((rest["entries"].as_array().map(Vec::len), &rest["next"]), (Some(4), &Value::Null));
    let own = browser.get(&format!("/api/audit?who={number}&what=sign_in")).with(200);
    assert_eq!(own["entries"].as_array().map(Vec::len), Some(1));
}
