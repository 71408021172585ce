//! Which conversation a message belongs to.

use voorzet_domain::conversation::received::Reaction;
use voorzet_domain::conversation::{CaseId, ConversationId, MessageNumber, Received};
use voorzet_domain::time::Duration;
use voorzet_engine::live::Work;
use voorzet_store::desk::MessageKind;
use voorzet_store::entry::{Incoming, Mode};

use super::shop::{ADA, Shop, body, mail_claim, written};

#[test]
fn a_mail_is_answered_over_restarts_and_its_thread_goes_on_by_what_it_answers_or_carries() {
    let mut shop = Shop::new();
    let first = shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
    assert_eq!((first.conversation, first.kind), (ConversationId(1), MessageKind::Customer));
    shop.crash();
    let say = shop.answer("a", CaseId(1), "On its way.");
    shop.says(ADA, say);
    shop.crash();
    shop.wait(Duration::from_secs(10));
    let sent = body(&shop.sent[0]);
    assert_eq!(sent.answers.as_deref(), Some("m1@x"));
    assert_eq!(sent.thread, ["m1@x"]);
    shop.crash();
    let second = shop.mail("eva@example.com", "m2@x", &["m1@x"], "Thanks");
    let carried = format!("mail|t:{}", sent.token.expect("a token"));
    let other =
        Received { threads: vec![carried], text: "And?".into(), ..written("mail", "mail", "e@work.example") };
    let event = shop.message("m3@x", mail_claim("e@work.example"), &other);
    shop.hears(event);
    let third = shop.last_message();
    assert_eq!((second.conversation, third.conversation), (ConversationId(1), ConversationId(1)));
    assert_eq!(shop.mail("eva@example.com", "m9@x", &[], "Else").conversation, ConversationId(2));
    assert_eq!(shop.case(CaseId(1)).unread, 3, "one of them came in another thread");
    shop.check();
}

#[test]
fn what_comes_twice_or_in_another_order_is_one_message_of_one_thread() {
    let mut shop = Shop::new();
    // The answer comes before what it answers.
    let late = shop.mail_event("eva@example.com", "m2@x", &["m1@x"], "And?");
    let early = shop.mail_event("eva@example.com", "m1@x", &[], "Where is it?");
    let incoming = [&late, &early, &late, &early];
    let incoming = incoming.map(|event| Incoming::Event { event: event.clone(), mode: Mode::Live }).to_vec();
    shop.place.turn(Work { incoming, ..Work::default() });
    shop.settle();
    shop.hears(late);
    let messages = shop.messages();
    assert_eq!(messages.len(), 2);
    assert!(messages.iter().all(|row| row.conversation == ConversationId(1)));
    assert_eq!(shop.cases().len(), 1);
    shop.check();
}

#[test]
fn a_hint_counts_for_the_same_customer_and_for_some_days() {
    let mut shop = Shop::new();
    let hint = || "mail|s:eva@example.com|parcel".to_owned();
    let mail = |shop: &mut Shop, from: &str, id: &str| {
        let received = Received {
            threads: vec![format!("mail|{id}")],
            hints: vec![hint()],
            text: "?".into(),
            ..written("mail", "mail", from)
        };
        let event = shop.message(id, mail_claim(from), &received);
        shop.hears(event);
        shop.last_message().conversation.0
    };
    assert_eq!(mail(&mut shop, "eva@example.com", "1@x"), 1);
    assert_eq!(mail(&mut shop, "eva@example.com", "2@x"), 1);
    assert_eq!(mail(&mut shop, "mallory@example.com", "3@x"), 2, "it is somebody else");
    assert_eq!(mail(&mut shop, "eva@example.com", "4@x"), 3, "the hint is another's by now");
    shop.wait(Duration::from_days(8));
    assert_eq!(mail(&mut shop, "eva@example.com", "5@x"), 4, "that is long ago");
    shop.check();
}

#[test]
fn machines_and_signs_are_shown_and_count_for_nothing() {
    let mut shop = Shop::new();
    shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
    let say = shop.answer("a", CaseId(1), "On its way.");
    shop.says(ADA, say);
    let absent = Received {
        threads: vec!["mail|m1@x".into()],
        automatic: true,
        text: "I am away".into(),
        ..written("mail", "mail", "eva@example.com")
    };
    let event = shop.message("auto@x", mail_claim("eva@example.com"), &absent);
    shop.hears(event);
    let sign = Received {
        threads: vec!["mail|m1@x".into()],
        reaction: Some(Reaction { to: "say:1:a".into(), sign: "👍".into() }),
        ..written("mail", "mail", "eva@example.com")
    };
    let event = shop.message("sign@x", mail_claim("eva@example.com"), &sign);
    shop.hears(event);
    let case = shop.case(CaseId(1));
    assert_eq!((shop.cases().len(), case.waiting_since, shop.contacts("other")), (1, None, 1));
    let reactions = shop.place.reader().reactions_to(MessageNumber(2)).expect("reactions");
    assert_eq!(reactions.len(), 1);
    let shown = shop.place.reader().messages_of(&case, MessageNumber(u32::MAX), 10).expect("messages");
    let kinds: Vec<_> = shown.iter().map(|shown| shown.row.kind).collect();
    assert_eq!(kinds, [MessageKind::Automatic, MessageKind::Agent, MessageKind::Customer]);
    shop.check();
}

#[test]
fn what_was_said_is_found_by_its_words() {
    let mut shop = Shop::new();
    shop.mail("eva@example.com", "m1@x", &[], "Mijn pakket is zoek, \"echt\"");
    let say = shop.answer("a", CaseId(1), "Wij zoeken het pakket");
    shop.says(ADA, say);
    let find = |shop: &Shop, words: &str| {
        let found = shop.place.reader().search(words, MessageNumber(u32::MAX), 9).expect("found");
        found.iter().map(|number| number.0).collect::<Vec<_>>()
    };
    assert_eq!(find(&shop, "pakket"), [2, 1]);
    assert_eq!(find(&shop, "pakket echt"), [1]);
    assert_eq!(find(&shop, "zoek"), [2, 1], "whatever its form");
    assert_eq!(find(&shop, "zoek*"), [2, 1]);
    assert!(find(&shop, "OR NOT \" *").is_empty());
    shop.check();
    assert_eq!(find(&shop, "pakket"), [2, 1], "also when it was made again");
}
