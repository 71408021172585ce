//! By mail, with real servers: the question comes in the thread, and a score is one click away.

use serde_json::json;

use super::{invitation, look, set_address};
use crate::access::browser::{self, Browser};
use crate::delivery::{happens, start};
use crate::mail::{Dovecot, Postfix, SHOP, account};
use crate::server::until;

#[test]
fn who_wrote_a_mail_is_asked_in_its_thread_with_a_link_for_every_score() {
    let dovecot = Dovecot::start();
    let postfix = Postfix::start(&dovecot);
    let settings = account(&dovecot, &postfix, SHOP);
    let server = start(&settings);
    set_address(&server);
    let strategy = server.get("/api/strategy").with(200);
    let mut files = strategy["files"].as_object().expect("files").clone();
    let text = files["strategy.toml"].as_str().expect("text").to_owned();
    let asks = format!("quiet = false\n{text}\n[feedback]\nask = [\"nps\"]\nsettled = {{ mail = \"0s\" }}\n");
    files.insert("strategy.toml".to_owned(), asks.into());
    server.change("POST", "/api/strategy", &json!({"files": files, "by": "Ada", "note": ""})).with(200);
    happens(&server, "consent.given", "c1", r#"{"purpose":"service"}"#);
    let mail = format!(
        "From: An <an@example.com>\r\nTo: {SHOP}\r\nSubject: Mijn pakket\r\nMessage-ID: <q1@example.com>\r\n\
         Date: Tue, 3 Mar 2026 10:00:00 +0100\r\n\r\nWaar is mijn pakket? Het is nog niet bezorgd.\r\n"
    );
    dovecot.deliver([mail]);
    let id = browser::add(&server, "ada@example.org", "agent");
    assert!(id > 0);
    let ada = Browser::signed_in(&server, "ada@example.org");
    let mut case = 0;
    until("a case", || {
        let cases = server.get("/api/cases?view=all").with(200);
        case = cases["cases"][0]["id"].as_i64().unwrap_or_default();
        case > 0
    });
    let shown = server.get(&format!("/api/cases/{case}")).with(200);
    let conversation = &shown["conversations"][0];
    let reply = json!({"id": "r1", "conversation": conversation["id"], "text": "Morgen.", "seen": conversation["last_message"], "resolve": true});
    let post = |path: &str, body: &serde_json::Value| {
        let request = ada.request("POST", path).body(body.to_string().into_bytes());
        server.send(request.expect("a request"))
    };
    post(&format!("/api/cases/{case}/replies"), &reply).with(201);
    invitation(&server, 1, "asked");
    let mut mails = Vec::new();
    until("the question", || {
        mails = dovecot.mails("an@example.com", "INBOX");
        mails.iter().any(|mail| {
            mail.replace("=\r\n", "").replace("=\n", "").contains(&format!("{}/f/", server.address))
        })
    });
    let plain = |mail: &String| mail.replace("=\r\n", "").replace("=\n", "").replace("=3D", "=");
    let mail = mails.iter().map(plain).find(|mail| mail.contains("/f/")).expect("the question");
    assert!(mail.contains("Hoe hebben wij u geholpen?") && mail.contains("<q1@example.com"), "{mail}");
    assert!(!mail.contains("voorzet:f/"), "{mail}");
    let link = mail.split(&server.address).nth(10).expect("eleven links");
    let link: String = link.chars().take_while(|sign| !" \")>\r\n".contains(*sign)).collect();
    assert!(link.ends_with("?nps=9"), "{link}");
    assert_eq!(look(&server, &link).status, 200);
    let known = server.get("/api/feedback/answers/1").with(200);
    assert_eq!((&known["scores"][0]["score"], &known["scores"][0]["by"]), (&9.into(), &"click".into()));
}
