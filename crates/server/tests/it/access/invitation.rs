//! A link that lets somebody choose a password.

use serde_json::json;

use super::browser::{Browser, PASSWORD};
use crate::server::Server;

#[test]
fn who_is_invited_chooses_a_password_once() {
    let server = Server::start();
    let mut administrator = Browser::of(&server, "administrator");
    let new = json!({"name": "An Bos", "email": "an@example.org", "roles": ["agent"]});
    let invited = administrator.ask("POST", "/api/people", &new).with(201);
    administrator.ask("POST", "/api/people", &new).problem(409);
    administrator
        .ask("POST", "/api/people", &json!({"name": "", "email": "x@example.org", "roles": []}))
        .problem(422);
    administrator.ask("POST", "/api/people", &json!({"name": "x", "email": "x", "roles": []})).problem(422);
    let link = invited["link"].as_str().expect("a link").to_owned();
    assert!(link.starts_with(&format!("{}/invitation/", server.address)), "{link}");
    let path = |link: &str| format!("/api/invitations/{}", link.rsplit('/').next().expect("a token"));
    let people = administrator.get("/api/people").with(200);
    assert_eq!(
        (&people["people"][1]["invited"], &people["people"][1]["name"]),
        (&json!(true), &json!("An Bos"))
    );

    let again = format!("/api/people/{}/invitation", invited["person"]["id"]);
    let newer = administrator.ask("POST", &again, &json!(null)).with(200)["link"]
        .as_str()
        .expect("a link")
        .to_owned();
    let mut guest = Browser::new(&server);
    guest.get(&path(&link)).problem(404);
    assert_eq!(guest.get(&path(&newer)).with(200), json!({"name": "An Bos", "email": "an@example.org"}));
    guest.ask("POST", &path(&newer), &json!({"password": "short"})).problem(422);
    guest.ask("POST", &path(&newer), &json!({"password": PASSWORD})).with(200);
    guest.ask("POST", &path(&newer), &json!({"password": PASSWORD})).problem(404);
    Browser::signed_in(&server, "an@example.org").session().with(200);
}
