//! Nothing of what people show or are is in the server's log, even when it tells everything.

use serde_json::json;

use super::authenticator::Authenticator;
use super::browser::{Browser, PASSWORD, add};
use super::totp::{code, set_up};
use crate::server::{ONE, Server, event};

#[test]
fn what_people_show_is_not_told() {
    let server = Server::with(&["--set", "log.level=trace"]);
    let mut secrets: Vec<String> =
        vec![PASSWORD.into(), "planted-guess-1".into(), "an.bos@example.org".into()];
    add(&server, "an.bos@example.org", "administrator");
    let mut browser = Browser::signed_in(&server, "an.bos@example.org");
    browser.sign_in("an.bos@example.org", "planted-guess-1").problem(401);
    browser.sign_in("planted-guess-1", "planted-guess-1").problem(401);
    let mut browser = Browser::signed_in(&server, "an.bos@example.org");
    let keep = |browser: &Browser<'_>, secrets: &mut Vec<String>| {
        secrets.push(browser.cookie.trim_start_matches("voorzet_session=").to_owned());
        secrets.push(browser.csrf.clone());
    };
    keep(&browser, &mut secrets);
    let made = browser.ask("POST", "/api/tokens", &json!({"name": "x", "scopes": ["events.read"]})).with(201);
    secrets.push(made["token"].as_str().expect("a token").to_owned());
    let source = browser.ask("POST", "/api/sources", &json!({"name": "crm"})).with(201);
    secrets.push(source["key"].as_str().expect("a key").to_owned());
    let invited = json!({"name": "Planted Name", "email": "planted@example.org", "roles": []});
    let invited = browser.ask("POST", "/api/people", &invited).with(201);
    let token =
        invited["link"].as_str().and_then(|link| link.rsplit('/').next()).expect("a token").to_owned();
    browser.get(&format!("/api/invitations/{token}")).with(200);
    secrets.extend([token, "Planted Name".to_owned(), "planted@example.org".to_owned()]);
    let mut passkey = Authenticator::new(true);
    passkey.register(&mut browser, "key").with(201);
    let (secret, recovery) = set_up(&mut browser);
    keep(&browser, &mut secrets);
    let mut half = Browser::new(&server);
    half.sign_in("an.bos@example.org", PASSWORD).with(200);
    keep(&half, &mut secrets);
    half.ask("POST", "/api/session/second-factor", &json!({"code": code(&secret, 1)})).with(200);
    passkey.sign_in(&mut Browser::new(&server)).with(200);
    secrets.push(secret);
    secrets.extend(recovery);
    let sent = event("1").replace("\"u1\"", "\"mail:planted.customer@example.org\"");
    server.post("/events", ONE, sent).with(202);
    secrets.push("planted.customer@example.org".to_owned());
    secrets.extend([server.token.clone(), server.key.clone()]);
    secrets.retain(|secret| !secret.is_empty());
    let folder = server.folder();
    assert_eq!(server.stop(), Some(0));
    let log = std::fs::read_to_string(folder.path().join("log")).expect("a log");
    assert!(log.contains("stopping"), "it tells what happens");
    for secret in &secrets {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    // Tickets, tokens and passwords are kept as hashes alone.
    let kept = std::fs::read(folder.path().join("data/voorzet.db")).expect("a store");
    let holds = |text: &str| kept.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("an.bos@example.org"));
    for secret in secrets.iter().filter(|secret| secret.len() >= 19 && !secret.contains('@')) {
        // The app's secret is needed to count as it does.
        assert!(!holds(secret) || secret.len() == 32, "{secret} is in the store");
    }
}
