//! What was put aside, read once more.

use serde_json::json;

use super::{Dovecot, PASSWORD, SHOP, numbered, wait_for};
use crate::delivery::start;
use crate::server::until;

#[test]
fn a_mail_that_was_put_aside_is_read_again_when_a_person_mended_it() {
    let dovecot = Dovecot::start();
    let broken = numbered(0).replace("From: An <an0@example.com>", "From: An");
    dovecot.deliver([broken.clone(), numbered(1)]);
    let server = start(&format!(
        "[channels.mail]\nprovider = \"mail\"\naddress = \"{SHOP}\"\nsmtp = \"smtps://127.0.0.1:9\"\n{}\npassword = \"{PASSWORD}\"\n",
        dovecot.imaps()
    ));
    wait_for(&server, "message.received", 1);
    let aside = server.get("/api/quarantine").with(200);
    let number = aside["items"][0]["number"].as_i64().expect("a number");
    let retry = format!("/api/quarantine/{number}/retry");
    let refused = server.change("POST", &retry, &json!(null)).problem(409);
    assert!(refused["detail"].as_str().is_some_and(|detail| detail.contains("no sender")), "{refused}");
    let whole = server.get(&format!("/api/quarantine/{number}")).with(200);
    let kept = whole["body"].as_str().expect("a text");
    assert!(kept.contains("Waar is pakket 0?"), "{kept}");
    let still = server.change("POST", &retry, &json!({"body": kept.replace("Vraag", "Vraagje")}));
    assert_eq!(still.status, 409, "{}", still.text);
    let mended = kept.replace("From: An", "From: An <an0@example.com>");
    server.change("POST", &retry, &json!({"body": mended})).with(200);
    let entries = wait_for(&server, "message.received", 2);
    assert_eq!((&entries[1]["source"], &entries[1]["data"]["subject"]), (&"mail".into(), &"Vraag 0".into()));
    until("it left", || {
        server.get("/api/quarantine").with(200)["items"].as_array().is_some_and(Vec::is_empty)
    });
}
