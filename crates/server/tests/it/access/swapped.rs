//! What belongs to somebody else looks like what is not there.

use serde_json::json;

use super::authenticator::Authenticator;
use super::browser::{Browser, PASSWORD, ROLES, add};
use crate::server::Server;

#[test]
fn ids_of_others_are_ids_of_nothing() {
    let server = Server::start();
    let server = &server;
    add(server, "owner@example.org", "manager");
    let mut owner = Browser::signed_in(server, "owner@example.org");
    let token = owner.ask("POST", "/api/tokens", &json!({"name": "x", "scopes": ["events.read"]})).with(201);
    let session = owner.get("/api/me/sessions").with(200)["sessions"][0]["id"].clone();
    let passkey = Authenticator::new(true).register(&mut owner, "key").with(201)["id"].clone();
    let own = [
        format!("/api/tokens/{}", token["id"]),
        format!("/api/me/passkeys/{passkey}"),
        format!("/api/me/sessions/{session}"),
    ];
    for role in ROLES {
        let mut other = Browser::of(server, role);
        for path in &own {
            let nothing = format!("{}/987654", path.rsplit_once('/').expect("a path").0);
            let (theirs, nothing) =
                (other.ask("DELETE", path, &json!(null)), other.ask("DELETE", &nothing, &json!(null)));
            assert_eq!(theirs.text, nothing.text, "{role}: {path}");
            theirs.problem(404);
        }
        for list in ["/api/tokens", "/api/me/passkeys"] {
            let listed = other.get(list).with(200);
            assert!(listed.as_object().is_some_and(|lists| lists.values().all(|list| list == &json!([]))));
        }
    }
    for path in own {
        owner.ask("DELETE", &path, &json!(null)).with(200);
    }
    Browser::new(server).sign_in("owner@example.org", PASSWORD).with(200);
}
