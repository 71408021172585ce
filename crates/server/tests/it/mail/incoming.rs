//! What comes in.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Instant;

use serde_json::Value;

use super::{Dovecot, PASSWORD, SHOP, health, numbered, received, wait_for};
use crate::delivery::{on, start};
use crate::server::{Server, until};

fn account(dovecot: &Dovecot, more: &str) -> String {
    format!(
        "[channels.mail]\nprovider = \"mail\"\naddress = \"{SHOP}\"\nsmtp = \"smtps://127.0.0.1:9\"\n{}\n{more}\n",
        dovecot.imaps()
    )
}

fn sound(dovecot: &Dovecot) -> String {
    account(dovecot, &format!("password = \"{PASSWORD}\""))
}

fn subjects(entries: &[Value]) -> Vec<String> {
    entries.iter().map(|entry| entry["data"]["subject"].as_str().expect("a subject").to_owned()).collect()
}

fn expected(numbers: std::ops::Range<usize>) -> Vec<String> {
    numbers.map(|number| format!("Vraag {number}")).collect()
}

/// The server is killed in the middle, twice; what came is there once, in the order in which it came.
#[test]
fn a_thousand_mails_arrive_once_each_and_in_order_though_it_is_killed() {
    let dovecot = Dovecot::start();
    dovecot.deliver((0..600).map(numbered));
    let settings = sound(&dovecot);
    let mut server = start(&settings);
    let key = server.key.clone();
    for amount in [1, 300] {
        wait_for(&server, "message.received", amount);
        let folder = server.folder();
        server.kill();
        server = on(folder, &key, &settings);
    }
    wait_for(&server, "message.received", 600);
    // It waits now, and is told of what comes.
    dovecot.deliver((600..1_000).map(numbered));
    let entries = wait_for(&server, "message.received", 1_000);
    assert_eq!(subjects(&entries), dovecot.subjects());
    let distinct = |subjects: Vec<String>| subjects.into_iter().collect::<BTreeSet<_>>();
    assert_eq!(distinct(subjects(&entries)), distinct(expected(0..1_000)));
    let first = &entries[0];
    assert_eq!(
        (&first["source"], &first["data"]["from"]["address"]),
        (&"mail".into(), &"an0@example.com".into())
    );
    assert_eq!(first["data"]["text"], "Waar is pakket 0?");
    let (folder, seen) = (server.folder(), received(&server, "message.received").len());
    assert_eq!(server.stop(), Some(0));
    let server = on(folder, &key, &settings);
    dovecot.deliver([numbered(1_000)]);
    wait_for(&server, "message.received", 1_001);
    assert_eq!(seen, 1_000, "nothing is read twice after a stop");
    assert_eq!(received(&server, "message.received").len(), 1_001);
    assert!(health(&server)["last_failure"].is_null(), "{}", health(&server));
}

#[test]
fn what_cannot_be_read_is_put_aside_and_the_next_goes_on() {
    let dovecot = Dovecot::start();
    let looping =
        format!("{}{}", "Received: from a by b; Tue, 3 Mar 2026 10:00:00 +0100\r\n".repeat(101), numbered(1));
    let mut nested = String::from("From: an@example.com\r\n");
    for depth in 0..300 {
        write!(nested, "Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n")
            .expect("text");
    }
    dovecot.deliver([numbered(0), looping, nested, numbered(2)]);
    let server = start(&sound(&dovecot));
    let entries = wait_for(&server, "message.received", 2);
    assert_eq!(subjects(&entries), ["Vraag 0", "Vraag 2"]);
    let aside = server.get("/api/quarantine").with(200);
    let problems: BTreeSet<&str> = aside["items"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|item| item["problem"].as_str())
        .collect();
    assert_eq!(problems.len(), 2, "{aside}");
    assert!(problems.iter().any(|problem| problem.contains("loop")), "{aside}");
    assert!(problems.iter().any(|problem| problem.contains("parts")), "{aside}");
}

#[test]
fn what_is_wrong_with_reading_is_told_and_goes_away_when_it_is_mended() {
    let mut dovecot = Dovecot::start();
    dovecot.deliver([numbered(0)]);
    let server = start(&account(&dovecot, "password = \"wrong\""));
    let failure = |server: &Server, part: &str| {
        until(part, || {
            health(server)["last_failure"]["problem"].as_str().is_some_and(|problem| problem.contains(part))
        });
    };
    failure(&server, "user name and password");
    assert!(health(&server)["last_success"].is_null());
    let (folder, key) = (server.folder(), server.key.clone());
    assert_eq!(server.stop(), Some(0));
    // Who is not known to the machine is trusted by nobody who does not say so.
    let strange =
        sound(&dovecot).lines().filter(|line| !line.starts_with("ca = ")).collect::<Vec<_>>().join("\n");
    let server = on(folder, &key, &strange);
    failure(&server, "TLS with 127.0.0.1 fails");
    let folder = server.folder();
    assert_eq!(server.stop(), Some(0));
    let server = on(folder, &key, &sound(&dovecot));
    wait_for(&server, "message.received", 1);
    until("it is well", || !health(&server)["last_success"].is_null());
    dovecot.stop();
    until("it is not", || {
        let health = health(&server);
        health["last_failure"]["at"].as_str() > health["last_success"].as_str()
    });
    dovecot.run();
    dovecot.deliver([numbered(1)]);
    wait_for(&server, "message.received", 2);
}

#[test]
fn mails_whose_numbers_change_are_not_read_twice() {
    let dovecot = Dovecot::start();
    dovecot.deliver((0..5).map(numbered));
    let server = start(&sound(&dovecot));
    wait_for(&server, "message.received", 5);
    let (folder, key) = (server.folder(), server.key.clone());
    assert_eq!(server.stop(), Some(0));
    dovecot.renumber();
    dovecot.deliver([numbered(5)]);
    let server = on(folder, &key, &sound(&dovecot));
    let entries = wait_for(&server, "message.received", 6);
    assert_eq!(subjects(&entries), expected(0..6));
    dovecot.deliver([numbered(6)]);
    assert_eq!(subjects(&wait_for(&server, "message.received", 7)), expected(0..7));
}

#[test]
fn what_was_read_before_we_came_is_left_and_what_we_read_is_marked_when_asked() {
    let dovecot = Dovecot::start();
    dovecot.put("INBOX", &numbered(0));
    dovecot.see();
    dovecot.deliver([numbered(1)]);
    let server = start(&account(&dovecot, &format!("password = \"{PASSWORD}\"\nseen = true")));
    dovecot.deliver([numbered(2)]);
    assert_eq!(subjects(&wait_for(&server, "message.received", 2)), expected(1..3));
    until("all are marked", || dovecot.unseen() == 0);
    assert_eq!(dovecot.mails(SHOP, "INBOX").len(), 3, "nothing is deleted");
}

/// Prints how fast mail comes in: `cargo nextest run -p voorzet-server --run-ignored only rate_of_mail --no-capture`.
#[test]
#[ignore = "measures; it is run by hand"]
fn rate_of_mail() {
    let dovecot = Dovecot::start();
    let body = "Waar blijft mijn pakket? Ik wacht al dagen.\r\n".repeat(60);
    let mail = |number| format!("{}{body}", numbered(number));
    dovecot.deliver((0..5_000).map(mail));
    let server = start(&sound(&dovecot));
    let begun = Instant::now();
    until("all", || {
        let last = server.get("/api/entries?type=message.received&limit=1").with(200);
        last["entries"][0]["data"]["subject"] == "Vraag 4999"
    });
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "5000 mails of {} bytes in {seconds:.1} s from an IMAP server: {:.0} a second, durable",
        mail(0).len(),
        5_000.0 / seconds
    );
}
