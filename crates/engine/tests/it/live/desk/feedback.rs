//! Customers are asked once what was resolved has settled, and what they say is done something about.

use std::path::Path;

use voorzet_domain::conversation::case::{How, Kind};
use voorzet_domain::conversation::received::Outcome;
use voorzet_domain::conversation::{CaseId, Choice, Received};
use voorzet_domain::feedback::invitation::{By, State, Why};
use voorzet_domain::feedback::voice::{Status, Theme};
use voorzet_domain::feedback::{Invitation, InvitationId, Question, VoiceId};
use voorzet_domain::strategy::File;
use voorzet_domain::time::Duration;
use voorzet_engine::desk::Wish;
use voorzet_engine::feedback::command::Source;
use voorzet_engine::feedback::{FeedbackCommand, FeedbackWish};
use voorzet_engine::live::{Answer, Command, CommandError, Settings, Work};
use voorzet_store::outbox::{SendKey, SendState};

use super::shop::{ADA, Shop, body, mail_claim, settings, written};
use crate::live::files;

const EVA: &str = "eva@example.com";

/// A shop that asks.
pub(super) fn asking(feedback: &str) -> Shop {
    asking_by(feedback, settings())
}

/// The same, with other settings.
pub(super) fn asking_by(feedback: &str, settings: Settings) -> Shop {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/live/desk/strategy");
    let mut files = files(Path::new(folder));
    for file in &mut files {
        if file.path == "strategy.toml" {
            let text = format!("quiet = false\n{}\n[feedback]\n{feedback}\n", file.text);
            *file = File::new("strategy.toml", text);
        }
    }
    Shop::of(&files, settings)
}

pub(super) const ALL: &str =
    "ask = [\"nps\", \"solved\"]\nreview = true\nqueue = \"calls\"\ndue = \"4h\"\nspare = [\"billing\"]";

impl Shop {
    /// A customer writes, is answered, and that resolves it.
    fn helps(&mut self, from: &str, id: &str) -> CaseId {
        self.mail(from, id, &[], "Where is my parcel?");
        let case = self.cases().last().expect("a case").id;
        let answer = voorzet_engine::desk::Say { resolve: true, ..self.answer(id, case, "On its way.") };
        self.says(ADA, answer);
        self.wait(Duration::from_mins(1));
        case
    }

    fn invitation(&self, id: u32) -> Invitation {
        self.place.reader().invitation(InvitationId(id)).expect("a store").expect("an invitation")
    }

    fn feedback(&mut self, command: FeedbackCommand) -> Result<Answer, CommandError> {
        let commands = vec![Command::Feedback(command)];
        let turned = self.place.turn(Work { commands, ..Work::default() });
        self.sent.extend(turned.dispatches.iter().cloned());
        turned.answers.into_iter().next().expect("an answer")
    }

    pub(super) fn gives(
        &mut self,
        id: u32,
        question: Question,
        score: u8,
        by: By,
    ) -> Result<Answer, CommandError> {
        self.feedback(FeedbackCommand::Answer {
            invitation: InvitationId(id),
            scores: vec![(question, score)],
            text: String::new(),
            by,
        })
    }

    /// What a figure of feedback sums up to.
    fn sum(&self, figure: &str, score: i16) -> i64 {
        let sums = self.place.reader().feedback_sums(i32::MIN, i32::MAX).expect("sums");
        let of = sums.iter().filter(|sum| sum.figure == figure && sum.score == score);
        of.map(|sum| sum.amount).sum()
    }
}

#[test]
fn who_was_helped_by_mail_is_asked_when_it_has_settled_and_the_first_answer_counts() {
    let mut shop = asking(ALL);
    shop.helps(EVA, "m1@x");
    assert_eq!(shop.invitation(1).state, State::Planned);
    shop.wait(Duration::from_hours(71));
    assert_eq!(shop.sent.len(), 1, "not yet");
    shop.crash();
    shop.wait(Duration::from_hours(2));
    assert_eq!(shop.sent.len(), 2);
    let (asked, sent) = (shop.invitation(1), &shop.sent[1]);
    assert_eq!((asked.state, sent.key.0.as_str(), sent.to.as_str()), (State::Asked, "feedback:1", EVA));
    let mail = body(sent);
    assert!(mail.text.contains("[9](voorzet:f/1?nps=9)") && mail.automatic, "{}", mail.text);
    assert_eq!(mail.thread, ["m1@x"], "in the thread that it is about");
    assert_eq!(shop.gives(1, Question::Nps, 9, By::Click), Ok(Answer::Done));
    assert_eq!(shop.gives(1, Question::Nps, 9, By::Click), Ok(Answer::Done));
    assert_eq!(shop.entries("feedback.answered").len(), 1, "the same again is nothing");
    assert_eq!((shop.sum("asked", -1), shop.sum("answered", -1), shop.sum("nps", 9)), (1, 1, 1));
    assert_eq!(shop.gives(1, Question::Csat, 1, By::Page), Err(CommandError::Unknown));
    assert_eq!(shop.gives(9, Question::Nps, 1, By::Page), Err(CommandError::Unknown));
    shop.gives(1, Question::Nps, 7, By::Page).expect("corrected");
    assert_eq!((shop.sum("answered", -1), shop.sum("nps", 9), shop.sum("nps", 7)), (1, 0, 1));
    shop.check();
    shop.wait(Duration::from_days(31));
    assert_eq!(shop.gives(1, Question::Nps, 1, By::Page), Err(CommandError::Past("expired")));
}

#[test]
fn who_is_back_is_not_asked_whether_it_was_planned_or_on_its_way() {
    let mut shop = asking(ALL);
    shop.helps(EVA, "m1@x");
    shop.wait(Duration::from_hours(24));
    shop.mail(EVA, "m2@x", &["m1@x"], "It is still not here!");
    assert_eq!(shop.invitation(1).dropped, Some(Why::Back));
    shop.wait(Duration::from_hours(72));
    assert_eq!(shop.sent.len(), 1);
    // Resolved again, and it goes out while nothing can be sent.
    let answer = voorzet_engine::desk::Say { resolve: true, ..shop.answer("b", CaseId(1), "Now it is.") };
    shop.says(ADA, answer);
    shop.wait(Duration::from_mins(1));
    shop.place.core().configure(voorzet_engine::deliver::Routes::default());
    shop.wait(Duration::from_hours(73));
    let key = SendKey("feedback:2".into());
    // Without its route it is not asked there.
    assert!(
        shop.place.reader().send(&key).expect("a store").is_none_or(|send| send.state != SendState::Sent)
    );
    shop.check();
}

#[test]
fn what_is_on_its_way_is_called_off_and_they_may_be_asked_another_time() {
    let mut shop = asking(&format!("{ALL}\n"));
    // Asked at night: it waits for the morning.
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/live/desk/strategy");
    let mut night = files(Path::new(folder));
    for file in &mut night {
        if file.path == "strategy.toml" {
            let quiet = "quiet = { from = \"00:00\", to = \"23:59\" }";
            *file = File::new("strategy.toml", format!("{quiet}\n{}\n[feedback]\n{ALL}\n", file.text));
        }
    }
    shop.place.publish(&night);
    shop.settle();
    shop.helps(EVA, "m1@x");
    shop.wait(Duration::from_hours(73));
    let key = SendKey("feedback:1".into());
    let send = |shop: &Shop| shop.place.reader().send(&key).expect("a store").expect("a send").state;
    assert_eq!((shop.invitation(1).state, send(&shop)), (State::Asked, SendState::Planned));
    shop.mail(EVA, "m2@x", &["m1@x"], "And another thing");
    assert_eq!((shop.invitation(1).dropped, send(&shop)), (Some(Why::Back), SendState::Cancelled));
    assert_eq!((shop.sum("asked", -1), shop.sum("dropped/back", -1)), (0, 1));
    let last = shop.cases().last().expect("a case").id;
    let answer = voorzet_engine::desk::Say { resolve: true, ..shop.answer("b", last, "Done.") };
    shop.says(ADA, answer);
    shop.wait(Duration::from_hours(73));
    let second = shop.invitation(2);
    assert_eq!((second.state, second.dropped), (State::Asked, None), "they were not asked yet");
    shop.check();
}

#[test]
fn nobody_is_asked_twice_in_thirty_days_over_all_channels_nor_after_what_is_spared() {
    let mut shop = asking(ALL);
    shop.helps(EVA, "m1@x");
    shop.wait(Duration::from_hours(73));
    assert_eq!(shop.invitation(1).state, State::Asked);
    shop.whatsapp("+31612345678", mail_claim(EVA), "w1", "Where is my other parcel?");
    let case = shop.cases().last().expect("a case").id;
    let answer = voorzet_engine::desk::Say { resolve: true, ..shop.answer("w", case, "Here.") };
    shop.says(ADA, answer);
    shop.wait(Duration::from_hours(25));
    assert_eq!(shop.invitation(2).dropped, Some(Why::Recently));
    shop.mail("bob@example.com", "b1@x", &[], "A bill");
    let case = shop.cases().last().expect("a case").id;
    shop.done(ADA, Wish::Classify { case, reason: "billing".into() });
    let answer = voorzet_engine::desk::Say { resolve: true, ..shop.answer("b", case, "Paid.") };
    shop.says(ADA, answer);
    shop.wait(Duration::from_hours(73));
    assert_eq!(shop.invitation(3).dropped, Some(Why::Spared));
    shop.wait(Duration::from_days(30));
    shop.helps(EVA, "m9@x");
    shop.wait(Duration::from_hours(73));
    assert_eq!(shop.invitation(4).state, State::Asked, "thirty days later");
    shop.check();
}

#[test]
fn a_bad_score_is_called_back_with_its_story_and_the_outcome_is_asked_once() {
    let mut shop = asking(ALL);
    shop.helps(EVA, "m1@x");
    shop.wait(Duration::from_hours(73));
    shop.feedback(FeedbackCommand::Answer {
        invitation: InvitationId(1),
        scores: vec![(Question::Nps, 2), (Question::Solved, 0)],
        text: "Nobody called me.".to_owned(),
        by: By::Page,
    })
    .expect("an answer");
    shop.wait(Duration::from_secs(1));
    let case = shop.cases().last().expect("a case").clone();
    assert_eq!((case.kind, case.queue.as_str()), (Kind::CallBack, "calls"));
    assert_eq!(case.subject, "NPS 2, not solved: “Nobody called me.”");
    assert_eq!(case.due, Some(case.opened.plus(Duration::from_hours(4))));
    assert_eq!(shop.invitation(1).called_back, Some(case.id));
    shop.crash();
    shop.done(ADA, Wish::Claim(case.id));
    shop.done(ADA, Wish::Resolve { case: case.id, how: How::Answered });
    shop.wait(Duration::from_secs(1));
    let again = shop.invitation(2);
    assert_eq!((again.state, again.again), (State::Asked, Some(InvitationId(1))), "thirty days or not");
    assert!(body(shop.sent.last().expect("a mail")).text.contains("We called you back"));
    shop.gives(2, Question::Solved, 0, By::Page).expect("an answer");
    shop.wait(Duration::from_secs(1));
    let second = shop.cases().last().expect("a case").id;
    assert!(second > case.id, "somebody calls once more");
    shop.done(ADA, Wish::Resolve { case: second, how: How::Answered });
    shop.wait(Duration::from_days(2));
    assert_eq!(
        shop.place.reader().last_invitation().expect("a number"),
        InvitationId(2),
        "and does not ask again"
    );
    assert_eq!((shop.sum("asked", -1), shop.sum("again/asked", -1), shop.sum("again/solved", 0)), (1, 1, 1));
    shop.check();
}

#[test]
fn the_outcome_of_a_call_back_is_asked_first_and_in_their_language() {
    let mut shop = asking(&format!("{ALL}\nsettled = {{ mail = \"0s\" }}"));
    shop.mail(
        EVA,
        "m1@x",
        &[],
        "Waar blijft mijn pakket? Het zou gisteren komen, en ik heb nog steeds niets gekregen.",
    );
    let answer = voorzet_engine::desk::Say { resolve: true, ..shop.answer("a", CaseId(1), "Onderweg.") };
    shop.says(ADA, answer);
    shop.wait(Duration::from_mins(1));
    let keys: Vec<&str> = shop.sent.iter().map(|sent| sent.key.0.as_str()).collect();
    assert_eq!((keys.len(), keys[1]), (2, "feedback:1"), "what can be undone goes before it is asked about");
    assert!(body(&shop.sent[1]).text.contains("Is uw vraag opgelost?"));
    shop.gives(1, Question::Solved, 0, By::Page).expect("an answer");
    shop.wait(Duration::from_secs(1));
    let case = shop.cases().last().expect("a case").clone();
    assert_eq!((case.kind, case.subject.as_str()), (Kind::CallBack, "not solved"));
    shop.done(ADA, Wish::Claim(case.id));
    shop.done(ADA, Wish::Resolve { case: case.id, how: How::Answered });
    shop.wait(Duration::from_mins(1));
    let text = &body(shop.sent.last().expect("a mail")).text;
    assert!(text.contains("Wij hebben u teruggebeld"), "{text}");
    assert!(text.find("opgelost?") < text.find("Hoe waarschijnlijk"), "{text}");
    shop.check();
}

#[test]
fn a_bad_click_waits_for_a_correction_and_a_machine_calls_nobody() {
    let mut shop = asking(ALL);
    shop.helps(EVA, "m1@x");
    shop.wait(Duration::from_hours(73));
    for score in 0..=10 {
        shop.gives(1, Question::Nps, score, By::Click).expect("taken");
    }
    shop.wait(Duration::from_mins(11));
    assert_eq!((shop.cases().len(), shop.sum("answered", -1), shop.sum("machine", -1)), (1, 0, 1));
    shop.helps("bob@example.com", "b1@x");
    shop.wait(Duration::from_hours(73));
    shop.gives(2, Question::Nps, 3, By::Click).expect("taken");
    shop.wait(Duration::from_mins(9));
    assert_eq!(shop.cases().len(), 2);
    shop.wait(Duration::from_mins(2));
    assert_eq!(shop.cases().last().map(|case| case.kind), Some(Kind::CallBack));
    shop.check();
}

#[test]
fn in_whatsapp_a_list_or_a_number_answers_and_opens_no_contact() {
    let mut shop = asking("ask = [\"nps\", \"csat\"]\n");
    shop.whatsapp("+31612345678", mail_claim(EVA), "w1", "Where is it?");
    let answer = voorzet_engine::desk::Say { resolve: true, ..shop.answer("a", CaseId(1), "Here.") };
    shop.says(ADA, answer);
    shop.wait(Duration::from_hours(22));
    assert_eq!(shop.invitation(1).state, State::Planned);
    shop.wait(Duration::from_mins(65));
    let asked = body(shop.sent.last().expect("a question"));
    assert!(asked.choices.is_empty() && asked.text.contains("from 0"), "eleven are more than a list takes");
    shop.whatsapp("+31612345678", mail_claim(EVA), "w2", " 8 ");
    assert_eq!(
        shop.invitation(1).score(Question::Nps).map(|given| (given.score, given.by)),
        Some((8, By::Whatsapp))
    );
    let next = body(shop.sent.last().expect("a question"));
    assert_eq!(next.choices.len(), 5);
    let choice = next.choices[4].clone();
    let received = Received {
        threads: vec!["whatsapp:shop|+31612345678".to_owned()],
        text: choice.title.clone(),
        choice: Some(choice),
        ..written("whatsapp", "whatsapp:shop", "+31612345678")
    };
    let event = shop.message("w3", mail_claim(EVA), &received);
    shop.hears(event);
    assert_eq!(shop.invitation(1).score(Question::Csat).map(|given| given.score), Some(5));
    // What is said next is no answer any more, a number or not.
    let link = "voorzet:f/1";
    let thanks = body(shop.sent.last().expect("thanks"));
    assert!(thanks.text.contains(link), "the customer can say more: {}", thanks.text);
    let said = shop.entries("conversation.said");
    assert!(
        said.iter().all(|entry| !entry.event.data.get().contains(link)),
        "the link is the customer's alone"
    );
    shop.whatsapp("+31612345678", mail_claim(EVA), "w4", "7");
    assert!(shop.case(CaseId(1)).is_open(), "it is the customer who is back");
    shop.check();
}

#[test]
fn when_whatsapp_takes_no_free_text_any_more_a_mail_asks() {
    let mut shop = asking("ask = [\"csat\"]\n");
    shop.whatsapp("+31612345678", mail_claim(EVA), "w1", "Where is it?");
    shop.wait(Duration::from_hours(23));
    let answer = voorzet_engine::desk::Say { resolve: true, ..shop.answer("a", CaseId(1), "Here.") };
    shop.says(ADA, answer);
    shop.wait(Duration::from_hours(25));
    assert_eq!(shop.invitation(1).asked.map(|way| way.route), Some("mail".into()));
    shop.check();
}

#[test]
fn in_the_chat_choices_are_offered_one_question_after_the_other() {
    let mut shop = asking("ask = [\"csat\", \"solved\"]\n");
    let chat = |shop: &Shop, id: &str, text: &str, choice: Option<Choice>| {
        let received = Received {
            threads: vec!["chat|s1".to_owned()],
            text: text.to_owned(),
            choice,
            ..written("chat", "chat", "s1")
        };
        shop.message(id, mail_claim(EVA), &received)
    };
    let event = chat(&shop, "c1", "Where is it?", None);
    shop.hears(event);
    let answer = voorzet_engine::desk::Say { resolve: true, ..shop.answer("a", CaseId(1), "Here.") };
    shop.says(ADA, answer);
    shop.wait(Duration::from_mins(16));
    let asked = body(shop.sent.last().expect("a question"));
    assert_eq!(asked.choices.len(), 5);
    assert_eq!(asked.choices[3].title, "4 Satisfied");
    let event = chat(&shop, "c2", "4 Satisfied", Some(asked.choices[3].clone()));
    shop.hears(event);
    let next = body(shop.sent.last().expect("a question"));
    assert_eq!(next.choices.iter().map(|choice| choice.title.as_str()).collect::<Vec<_>>(), ["No", "Yes"]);
    let event = chat(&shop, "c3", "Yes", Some(next.choices[1].clone()));
    shop.hears(event);
    let thanks = body(shop.sent.last().expect("thanks"));
    assert!(thanks.choices.is_empty() && thanks.text.starts_with("Thank you"), "{}", thanks.text);
    let known = shop.invitation(1);
    assert_eq!(known.score(Question::Csat).map(|given| (given.score, given.by)), Some((4, By::Chat)));
    assert_eq!(known.score(Question::Solved).map(|given| given.score), Some(1));
    assert_eq!((shop.cases().len(), shop.contacts("other")), (1, 1), "an answer is no contact");
    // What is another's is no answer.
    let event = chat(&shop, "c4", "x", Some(Choice { id: "feedback:9:csat:1".into(), title: "x".into() }));
    shop.hears(event);
    shop.check();
}

/// A visitor of the chat who wrote, and was answered and resolved by that.
fn chatted(shop: &mut Shop) {
    chats(shop, "c1", None);
    let answer = voorzet_engine::desk::Say { resolve: true, ..shop.answer("a", CaseId(1), "Here.") };
    shop.says(ADA, answer);
}

/// They write, or say by themselves whether it helped.
fn chats(shop: &mut Shop, id: &str, outcome: Option<Outcome>) {
    let received = Received {
        threads: vec!["chat|s1".to_owned()],
        text: "Where is it?".to_owned(),
        outcome,
        automatic: outcome == Some(Outcome::Solved),
        ..written("chat", "chat", "s1")
    };
    let event = shop.message(id, mail_claim(EVA), &received);
    shop.hears(event);
}

#[test]
fn who_says_in_the_chat_that_it_helped_is_not_asked_that_again_and_it_counts() {
    let mut shop = asking("ask = [\"solved\", \"csat\"]\n");
    chatted(&mut shop);
    chats(&mut shop, "c2", Some(Outcome::Solved));
    let known = shop.invitation(1);
    assert_eq!((known.state, known.answered), (State::Planned, None), "they are not asked yet");
    assert_eq!((shop.sum("solved", 1), shop.sum("answered", -1)), (0, 0));
    shop.crash();
    shop.wait(Duration::from_mins(16));
    let asked = body(shop.sent.last().expect("a question"));
    assert_eq!(asked.choices.len(), 5, "how satisfied they are, and nothing else: {}", asked.text);
    let known = shop.invitation(1);
    assert_eq!(known.score(Question::Solved).map(|given| (given.score, given.by)), Some((1, By::Chat)));
    assert_eq!((shop.sum("asked", -1), shop.sum("answered", -1), shop.sum("solved", 1)), (1, 1, 1));
    // Asked already, the chat's own question still counts, and a change of mind too.
    chats(&mut shop, "c3", Some(Outcome::Unsolved));
    assert_eq!((shop.sum("solved", 1), shop.sum("solved", 0)), (0, 1));
    assert!(shop.case(CaseId(1)).is_open(), "they are helped further");
    shop.wait(Duration::from_mins(30));
    assert!(shop.cases().iter().all(|case| case.kind == Kind::Contact), "and nobody calls them for it");
    shop.check();
}

#[test]
fn when_nothing_is_left_to_ask_nothing_is_sent_and_who_is_back_does_not_count() {
    let mut shop = asking("ask = [\"solved\"]\nqueue = \"calls\"\n");
    chatted(&mut shop);
    chats(&mut shop, "c2", Some(Outcome::Solved));
    let sent = shop.sent.len();
    shop.wait(Duration::from_mins(16));
    assert_eq!((shop.sent.len(), shop.sum("asked", -1), shop.sum("solved", 1)), (sent, 1, 1));
    chats(&mut shop, "c3", None);
    assert_eq!(shop.invitation(1).state, State::Answered, "what was said stays said");
    shop.check();

    let mut shop = asking("ask = [\"solved\"]\n");
    chatted(&mut shop);
    chats(&mut shop, "c2", Some(Outcome::Solved));
    chats(&mut shop, "c3", None);
    shop.wait(Duration::from_mins(16));
    assert_eq!(shop.invitation(1).dropped, Some(Why::Back));
    assert_eq!((shop.sum("asked", -1), shop.sum("solved", 1)), (0, 0));
    shop.check();
}

#[test]
fn what_customers_suggest_is_listed_once_for_each_and_they_are_told_once() {
    let mut shop = asking(ALL);
    for (from, id) in [(EVA, "m1@x"), ("bob@example.com", "b1@x")] {
        shop.helps(from, id);
    }
    shop.wait(Duration::from_hours(73));
    let wish = |shop: &mut Shop, wish| shop.feedback(FeedbackCommand::Wish { by: ADA, wish });
    let said = vec![Source::Invitation(InvitationId(1)), Source::Case(CaseId(2)), Source::Case(CaseId(1))];
    let raise = FeedbackWish::Raise {
        theme: Theme::Suggestion,
        title: "Deliver in the evening".to_owned(),
        reason: "late".into(),
        said,
    };
    assert_eq!(wish(&mut shop, raise), Ok(Answer::Voice(VoiceId(1))));
    let voice = |shop: &Shop| shop.place.reader().voice(VoiceId(1)).expect("a store").expect("a voice");
    assert_eq!(voice(&shop).echoes.len(), 2, "each customer once");
    let title = "Deliver in the evening".to_owned();
    let done = FeedbackWish::Change { voice: VoiceId(1), title, owner: Some(ADA), status: Status::Done };
    wish(&mut shop, done).expect("done");
    let sent = shop.sent.len();
    let tell = FeedbackWish::Tell { voice: VoiceId(1), text: "We deliver until ten now.".to_owned() };
    wish(&mut shop, tell.clone()).expect("told");
    shop.settle();
    assert_eq!(shop.sent.len(), sent + 2);
    wish(&mut shop, tell).expect("told");
    shop.settle();
    assert_eq!(shop.sent.len(), sent + 2, "once");
    assert!(voice(&shop).echoes.iter().all(|echo| echo.told.is_some()));
    shop.check();
}
