//! What agents say: once, with all that was said seen, inside the channel's rules, and taken back while it waits.

use voorzet_domain::conversation::case::State;
use voorzet_domain::conversation::{CaseId, ConversationId, MessageNumber, Template};
use voorzet_domain::time::Duration;
use voorzet_engine::desk::{Say, Wish};
use voorzet_engine::live::CommandError;
use voorzet_store::outbox::SendState;

use super::shop::{ADA, BOB, Shop, body};

fn say(say: Say) -> Wish {
    Wish::Say(Box::new(say))
}

#[test]
fn the_same_id_is_said_once_also_after_a_restart() {
    let mut shop = Shop::new();
    shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
    let answer = shop.answer("a", CaseId(1), "On its way.");
    let twice = vec![(ADA, say(answer.clone())), (ADA, say(answer.clone()))];
    let answers = shop.ask_all(twice);
    assert_eq!(answers[0], answers[1]);
    shop.crash();
    assert_eq!(shop.ask(ADA, say(answer)), answers[0]);
    shop.wait(Duration::from_secs(10));
    assert_eq!((shop.sent.len(), shop.messages().len()), (1, 2));
    let case = shop.case(CaseId(1));
    assert_eq!((case.state, case.agent, case.waiting_since), (State::Assigned, Some(ADA), None));
    shop.check();
}

#[test]
fn what_the_customer_said_meanwhile_is_read_first() {
    let mut shop = Shop::new();
    shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
    let answer = shop.answer("a", CaseId(1), "On its way.");
    let last = shop.mail("eva@example.com", "m2@x", &["m1@x"], "It is here!").number;
    assert_eq!(shop.ask(ADA, say(answer.clone())), Err(CommandError::Changed { last }));
    assert!(shop.entries("conversation.said").is_empty());
    shop.says(ADA, Say { seen: last, ..answer });
    shop.check();
}

#[test]
fn what_waits_is_taken_back_and_the_customer_waits_again() {
    let mut shop = Shop::new();
    shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
    let waiting = shop.case(CaseId(1)).waiting_since;
    let answer = Say { resolve: true, ..shop.answer("a", CaseId(1), "Gone.") };
    let message = shop.says(ADA, answer);
    assert_eq!(shop.case(CaseId(1)).state, State::Resolved);
    shop.wait(Duration::from_secs(9));
    shop.done(ADA, Wish::Unsay(message));
    let case = shop.case(CaseId(1));
    assert_eq!((case.state, case.waiting_since, case.first_answer), (State::Assigned, waiting, None));
    shop.wait(Duration::from_mins(1));
    assert!(shop.sent.is_empty());
    assert_eq!(shop.send("a", ConversationId(1)).state, SendState::Cancelled);
    let answer = shop.answer("b", CaseId(1), "On its way.");
    let message = shop.says(ADA, answer);
    shop.wait(Duration::from_secs(11));
    assert_eq!(shop.ask(ADA, Wish::Unsay(message)), Err(CommandError::Past("sent")));
    assert_eq!(shop.ask(ADA, Wish::Unsay(MessageNumber(99))), Err(CommandError::Unknown));
    shop.check();
}

#[test]
fn a_word_said_and_taken_back_in_one_turn_never_goes() {
    let mut shop = Shop::new();
    shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
    let answer = shop.answer("a", CaseId(1), "Gone.");
    shop.ask_all(vec![(ADA, say(answer)), (ADA, Wish::Unsay(MessageNumber(2)))]);
    shop.wait(Duration::from_mins(1));
    assert!(shop.sent.is_empty());
    assert!(shop.messages()[1].unsaid);
    shop.check();
}

#[test]
fn after_the_window_only_a_template_goes() {
    let mut shop = Shop::new();
    shop.whatsapp("+31612345678", None, "w1", "Hello?");
    let answer = shop.answer("a", CaseId(1), "Hello!");
    shop.says(ADA, answer);
    shop.wait(Duration::from_secs(5));
    let until = body(&shop.sent[0]).window.expect("a window");
    assert_eq!(until, shop.case(CaseId(1)).opened.plus(Duration::from_hours(24)));
    assert_eq!(shop.send("a", ConversationId(1)).planned.not_after, Some(until));
    shop.wait(Duration::from_hours(24));
    let late = shop.answer("b", CaseId(1), "Are you there?");
    assert_eq!(shop.ask(ADA, say(late.clone())), Err(CommandError::Window));
    let template = Template { name: "hello".into(), language: "en".into(), parameters: Vec::new() };
    shop.says(ADA, Say { template: Some(template), ..late });
    shop.wait(Duration::from_secs(5));
    assert_eq!(shop.sent.len(), 2);
    shop.check();
}

#[test]
fn notes_are_for_colleagues_and_name_them() {
    let mut shop = Shop::new();
    shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
    let note = voorzet_engine::desk::Note {
        id: "n".into(),
        case: CaseId(1),
        author: Some("Ada".into()),
        text: "Bob, do you know?".into(),
        mentions: vec![BOB],
    };
    let first = shop.done(ADA, Wish::Note(note.clone()));
    assert_eq!(shop.done(ADA, Wish::Note(note)), first);
    assert_eq!(shop.place.reader().count_mentions(BOB).expect("a count"), 1);
    shop.wait(Duration::from_mins(1));
    assert!(shop.sent.is_empty());
    shop.done(BOB, Wish::View(CaseId(1)));
    assert_eq!(shop.place.reader().count_mentions(BOB).expect("a count"), 0);
    // What nobody talks about yet has notes, too.
    shop.happens("risk.found", "bob@example.com");
    let note = voorzet_engine::desk::Note {
        id: "n".into(),
        case: CaseId(2),
        author: None,
        text: "No answer".into(),
        mentions: Vec::new(),
    };
    shop.done(ADA, Wish::Note(note));
    assert_eq!(shop.last_message().cases, [CaseId(2)]);
    shop.check();
}
