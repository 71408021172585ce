//! A page of another site can change nothing, whatever cookie its visitor has.

use serde_json::json;
use ureq::http::Request;

use super::browser::Browser;
use super::matrix::{concrete, is_of_a_channel};
use crate::server::Server;

#[test]
fn every_change_needs_our_page_and_its_proof() {
    let server = Server::with(&["--set", "access.requests_per_second=0"]);
    let mut browser = Browser::of(&server, "administrator");
    let document = server.get("/api/openapi.json").with(200);
    let mut changes = 0;
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for method in operations.as_object().expect("operations").keys().filter(|method| *method != "get") {
            if ["/events", "/messages", "/v1/{call}"].contains(&path.as_str()) || is_of_a_channel(path) {
                continue;
            }
            // Who has the link may, from wherever: a mail program is no page, and no cookie counts there.
            if path.starts_with("/unsubscribe/") || path.starts_with("/f/") {
                continue;
            }
            changes += 1;
            let send = |headers: &[(&str, &str)]| {
                let mut request = Request::builder()
                    .method(method.to_uppercase().as_str())
                    .uri(server.at(&concrete(path)))
                    .header("cookie", &browser.cookie)
                    .header("content-type", "application/json");
                for (name, value) in headers {
                    request = request.header(*name, *value);
                }
                let answer = server.send(request.body(b"{}".to_vec()).expect("a request"));
                (answer.status, answer.json()["type"].as_str().unwrap_or_default().to_owned())
            };
            let (csrf, own) = (browser.csrf.as_str(), server.address.as_str());
            let origin = (403, "urn:voorzet:problem:origin".to_owned());
            let proof = (403, "urn:voorzet:problem:csrf".to_owned());
            let what = format!("{method} {path}");
            assert_eq!(send(&[("x-csrf-token", csrf)]), origin, "{what}: no page is named");
            for foreign in ["https://evil.example", "null", "http://127.0.0.1.evil.example"] {
                assert_eq!(send(&[("origin", foreign), ("x-csrf-token", csrf)]), origin, "{what}: {foreign}");
            }
            for site in ["cross-site", "same-site", "none"] {
                assert_eq!(
                    send(&[("origin", own), ("sec-fetch-site", site), ("x-csrf-token", csrf)]),
                    origin,
                    "{what}: {site}"
                );
            }
            // Who is not signed in yet has no proof to show; that it is our page is all there is.
            let public = path.starts_with("/api/session/")
                || path.starts_with("/api/invitations")
                || path == "/api/first-run";
            if public || (path == "/api/session" && method == "post") {
                continue;
            }
            for wrong in [None, Some(""), Some("guess"), Some(browser.cookie.as_str())] {
                let mut headers = vec![("origin", own), ("sec-fetch-site", "same-origin")];
                headers.extend(wrong.map(|wrong| ("x-csrf-token", wrong)));
                assert_eq!(send(&headers), proof, "{what}: {wrong:?}");
            }
        }
    }
    assert!(changes > 25, "{changes}");
    browser.session().with(200);
    let entries = browser.get("/api/audit").with(200);
    let done = entries["entries"].as_array().expect("entries").iter().map(|entry| entry["action"].clone());
    assert_eq!(
        done.collect::<Vec<_>>(),
        [json!("sign_in"), json!("accept_invitation"), json!("invite_person")]
    );
    browser.ask("PATCH", "/api/me", &json!({"name": "An"})).with(200);
}

#[test]
fn a_proof_is_worth_nothing_in_another_session() {
    let server = Server::start();
    let mut one = Browser::of(&server, "agent");
    let other = Browser::of(&server, "analyst");
    one.csrf = other.csrf;
    let problem = one.ask("PATCH", "/api/me", &json!({"name": "An"})).problem(403);
    assert_eq!(problem["type"], "urn:voorzet:problem:csrf");
}
