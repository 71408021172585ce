//! Two of us that tell whoever writes to them that it arrived, and write to each other.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::postfix::Postfix;
use super::{AN, Dovecot, SHOP, account, wait_for};
use crate::access::browser::Browser;
use crate::delivery::{on, outbox, start};
use crate::server::{Server, until};

/// A mail server that takes away every sign by which a machine's mail is known.
const BARE: &str = "/^(Auto-Submitted|X-Auto-Response-Suppress|Precedence):/ IGNORE\n\
                    /^Subject: Automatic reply: (.*)/ REPLACE Subject: ${1}\n";

fn mail(from: &str, number: u32, fields: &str) -> String {
    format!(
        "From: {from}\r\nTo: you\r\nSubject: Question {number}\r\nMessage-ID: <n{number}@{from}>\r\n{fields}\r\nWhere is my order?\r\n"
    )
}

/// Waits until so many came in and all of it is decided on.
fn all_decided(server: &Server, amount: usize) -> Vec<Value> {
    let came = wait_for(server, "message.received", amount);
    until("all is decided on", || server.get("/api/status").with(200)["behind"] == 0);
    came
}

#[test]
fn two_that_answer_each_other_stop_at_once_and_nothing_goes_to_nobody() {
    for changes in ["", BARE] {
        let dovecot = Dovecot::start();
        let postfix = Postfix::that(&dovecot, changes);
        let of = |address| account(&dovecot, &postfix, address) + "acknowledge = true\n";
        let (of_shop, of_an) = (of(SHOP), of(AN));
        let (shop, an) = (start(&of_shop), start(&of_an));
        dovecot.deliver_to(SHOP, AN, (0..5).map(|number| mail(AN, number, "")));
        dovecot.deliver_to(AN, SHOP, (0..5).map(|number| mail(SHOP, number, "")));
        // Each hears the other's five, and its answer.
        all_decided(&shop, 6);
        all_decided(&an, 6);
        assert_eq!((outbox(&shop).len(), outbox(&an).len()), (1, 1), "one answer each");
        // It is known what was said over a crash, and a case that begins again is no reason to say it again.
        Browser::of(&shop, "agent")
            .ask("POST", "/api/cases/1/resolve", &json!({"how": "answered"}))
            .with(200);
        let (folder, key) = (shop.folder(), shop.key.clone());
        shop.kill();
        let shop = on(folder, &key, &of_shop);
        dovecot.deliver_to(SHOP, AN, [mail(AN, 5, "")]);
        all_decided(&shop, 7);
        // To nobody, to lists, to what was sent by itself.
        let mut asks = 7;
        for (sender, fields) in [
            ("", ""),
            ("bulk@example.net", "Precedence: bulk\r\n"),
            ("list@example.net", "List-Id: <news.example.net>\r\n"),
            ("away@example.net", "Auto-Submitted: auto-replied\r\n"),
        ] {
            let mut from = String::from("person@example.net");
            write!(from, "{asks}").expect("text");
            dovecot.deliver_to(SHOP, sender, [mail(&from, 100 + asks, fields)]);
            asks += 1;
        }
        let came = all_decided(&shop, asks as usize);
        let sends = outbox(&shop);
        let automatic = came.iter().filter(|entry| entry["data"]["automatic"] == true).count();
        assert_eq!(sends.len(), 1, "{sends:?}");
        assert_eq!((&sends[0]["to"], &sends[0]["state"]), (&AN.into(), &"sent".into()));
        assert_eq!(automatic, if changes.is_empty() { 5 } else { 4 });
        let answers: Vec<String> =
            dovecot.mails(AN, "INBOX").into_iter().filter(|mail| mail.contains("We have received")).collect();
        assert_eq!(answers.len(), 1);
        assert!(answers[0].contains("In-Reply-To: <n"), "{}", answers[0]);
        assert_eq!(answers[0].contains("Auto-Submitted: auto-replied"), changes.is_empty(), "{}", answers[0]);
        println!(
            "marks {}: 1 automatic answer each to 6 and 5 mails of the other, over a crash; 0 to {automatic} automatic ones, lists and the null sender",
            if changes.is_empty() { "kept" } else { "taken away on the way" },
        );
    }
}
