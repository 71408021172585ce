//! A storm of mails that come back: true ones, forged ones, and ones that nobody can tell what they are about.

use std::time::Instant;

use serde_json::json;

use super::postfix::Postfix;
use super::{AN, Dovecot, SHOP, account, received};
use crate::chat::load::Crowd;
use crate::chat::{CHAT, begin};
use crate::delivery::{happens, newest_is, outbox, start};
use crate::server::{Server, until};

/// A report that a mail with this key did not reach an address, and never will.
fn report(number: usize, address: &str, key: &str) -> String {
    format!(
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx{number}.example\r\nTo: {SHOP}\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         Message-ID: <b{number}@mx.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\n\r\nIt could not be delivered.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 User unknown\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n\
         X-Voorzet-Key: {key}\r\n\r\n--b--\r\n"
    )
}

/// What so many of a hundred did not wait longer than, in milliseconds.
fn waited(waits: &mut [f64], percent: usize) -> f64 {
    waits.sort_unstable_by(f64::total_cmp);
    waits[waits.len() * percent / 100] * 1_000.0
}

fn suppressed(server: &Server) -> Vec<String> {
    let entries = received(server, "address.suppressed");
    entries.iter().map(|entry| entry["data"]["address"].as_str().expect("an address").to_owned()).collect()
}

/// So many reports, the first of them true, beside so many visitors who write a hundred messages a second for so long, and
/// half as long before and after, which is the calm; says how it went.
fn storm(amount: usize, visitors: usize, seconds: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let dovecot = Dovecot::start();
    let postfix = Postfix::start(&dovecot);
    let server = start(&(CHAT.to_owned() + &account(&dovecot, &postfix, SHOP)));
    happens(&server, "order.held", "e1", r#"{"why":"x"}"#);
    let sent = newest_is(&server, "sent");
    let key = sent["key"].as_str().expect("a key").to_owned();
    let sessions: Vec<(String, String)> =
        (0..visitors).map(|number| begin(&server, &json!({"visitor": format!("v{number}")}))).collect();
    let mut crowd = runtime.block_on(Crowd::open(&server, &sessions));
    // What An's mail was sent under tells nothing of Eva, and what nobody sent tells nothing of anybody.
    let forged = (1..amount).map(|number| match number % 3 {
        0 => report(number, "eva@example.com", &key),
        1 => report(number, AN, &format!("vz_{number:032x}")),
        _ => report(number, &format!("c{number}@example.com"), ""),
    });
    let forged = dovecot.lay_ready(forged);
    let mut calm = runtime.block_on(crowd.write(seconds.div_ceil(2)));
    let cases = |server: &Server| {
        server.get("/api/cases?view=all&limit=100").with(200)["cases"].as_array().expect("a list").len()
    };
    let before = cases(&server);
    let begun = Instant::now();
    // It is a mailbox from the first mail on.
    dovecot.deliver_to(SHOP, "", [report(0, AN, &key)]);
    dovecot.pour(&forged);
    let arrived = begun.elapsed();
    until("the true one is believed", || !suppressed(&server).is_empty());
    let known = begun.elapsed();
    let mut beside = runtime.block_on(crowd.write(seconds));
    until("all are in", || {
        let last = server.get("/api/entries?type=message.bounced&limit=1").with(200);
        let all = server.get("/api/status").with(200)["behind"] == 0;
        all && last["entries"][0]["position"].as_i64().is_some_and(|position| position > amount as i64)
            && received_amount(&server) >= amount
    });
    let took = begun.elapsed();
    calm.extend(runtime.block_on(crowd.write(seconds.div_ceil(2))));
    assert_eq!(suppressed(&server), [AN], "the forged ones are not believed");
    assert_eq!(cases(&server), before, "none opens anything");
    assert_eq!(received(&server, "message.received").len(), crowd.said(), "none is a message");
    assert_eq!(outbox(&server).iter().filter(|send| send["route"] == "mail").count(), 1, "none is answered");
    let [half, most] = [50, 99].map(|percent| (waited(&mut calm, percent), waited(&mut beside, percent)));
    println!(
        "{amount} reports in {:.1} s (in the mailbox within {:.1} s): the true one was believed after {:.2} s, 0 of {} forged ones, 0 cases; \
         {visitors} visitors' p99 {:.2} ms in calm, {:.2} ms beside: {:.2}× (p50 {:.2} and {:.2} ms)",
        took.as_secs_f64(),
        arrived.as_secs_f64(),
        known.as_secs_f64(),
        amount - 1,
        most.0,
        most.1,
        most.1 / most.0,
        half.0,
        half.1
    );
}

/// How many reports came in.
fn received_amount(server: &Server) -> usize {
    received(server, "message.bounced").len()
}

#[test]
fn reports_that_somebody_forged_shut_nobody_off_and_open_nothing() {
    storm(600, 50, 1);
}

/// `ulimit -n 20000; cargo nextest run --release -p voorzet-server --run-ignored only mail::storm --no-capture`
#[test]
#[ignore = "measures; it is run by hand"]
fn a_hundred_thousand_reports() {
    storm(100_000, 500, 60);
}

#[test]
#[ignore = "measures; it is run by hand"]
fn a_hundred_thousand_reports_beside_five_thousand_visitors() {
    storm(100_000, 5_000, 60);
}
