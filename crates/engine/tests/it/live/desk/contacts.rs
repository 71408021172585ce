//! Contacts: counted once for each customer and reason, whatever the channel.

use voorzet_domain::conversation::case::{How, Kind, State};
use voorzet_domain::conversation::happening::Because;
use voorzet_domain::conversation::received::{CallBack, Outcome};
use voorzet_domain::conversation::{Case, CaseId, Received};
use voorzet_domain::strategy::File;
use voorzet_domain::time::Duration;
use voorzet_engine::desk::Wish;
use voorzet_engine::history::Gathering;
use voorzet_engine::live::CommandError;
use voorzet_engine::own::kind;
use voorzet_engine::projection::crowd::{Crowd, Question};
use voorzet_engine::replay::Period;
use voorzet_engine::report::contacts::{Report, read_store};
use voorzet_store::entry::Position;

use super::shop::{ADA, BOB, Shop, later, mail_claim, settings, written};
use crate::live::at;

fn about(reason: &str, channel: &str, account: &str, from: &str) -> Received {
    let thread = format!("{account}|{from}|{channel}");
    Received {
        threads: vec![thread],
        reason: Some(reason.into()),
        text: "It is late".into(),
        ..written(channel, account, from)
    }
}

#[test]
fn four_channels_about_one_thing_are_one_case_and_one_contact() {
    let mut shop = Shop::new();
    let accounts = [("mail", "mail"), ("chat", "chat"), ("whatsapp", "whatsapp:shop"), ("sms", "sms")];
    for (index, (channel, account)) in accounts.into_iter().enumerate() {
        let received = about("late", channel, account, "eva");
        let event = shop.message(&index.to_string(), mail_claim("eva@example.com"), &received);
        shop.hears(event);
        shop.wait(Duration::from_mins(1));
    }
    let cases = shop.cases();
    assert_eq!(cases.len(), 1);
    assert_eq!(cases[0].channels, ["mail", "chat", "whatsapp", "sms"]);
    assert_eq!((cases[0].conversations.len(), cases[0].queue.as_str()), (4, "orders"));
    assert_eq!((shop.contacts("late"), shop.entries("contact.received").len()), (1, 1));
    shop.check();
}

#[test]
fn what_was_resolved_is_the_same_contact_until_it_has_settled() {
    let mut shop = Shop::new();
    shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
    shop.done(ADA, Wish::Resolve { case: CaseId(1), how: How::NoAnswerNeeded });
    shop.wait(Duration::from_hours(71));
    shop.mail("eva@example.com", "m2@x", &["m1@x"], "Still not there");
    let case = shop.case(CaseId(1));
    assert_eq!((case.state, case.reopened, shop.contacts("other")), (State::Waiting, 1, 1));
    shop.done(ADA, Wish::Resolve { case: CaseId(1), how: How::NoAnswerNeeded });
    shop.wait(Duration::from_hours(73));
    let late = shop.mail("eva@example.com", "m3@x", &["m2@x"], "Again");
    assert_eq!((late.conversation.0, late.cases), (1, vec![CaseId(2)]));
    assert_eq!(shop.contacts("other"), 2);
    shop.check();
}

/// A visitor of the chat says what became of it.
fn says(shop: &mut Shop, id: &str, outcome: Outcome) {
    let automatic = outcome != Outcome::Unsolved;
    let received = about("late", "chat", "chat", "eva");
    let received = Received { outcome: Some(outcome), automatic, reason: None, ..received };
    let event = shop.message(id, mail_claim("eva@example.com"), &received);
    shop.hears(event);
}

#[test]
fn a_customer_says_that_it_is_solved_or_is_not_or_leaves() {
    let mut shop = Shop::new();
    let event = shop.message("1", mail_claim("eva@example.com"), &about("late", "chat", "chat", "eva"));
    shop.hears(event);
    shop.done(ADA, Wish::Claim(CaseId(1)));
    let answer = shop.answer("a", CaseId(1), "Tomorrow.");
    shop.says(ADA, answer);
    says(&mut shop, "2", Outcome::Unsolved);
    let case = shop.case(CaseId(1));
    assert_eq!((case.state, case.agent), (State::Assigned, Some(ADA)), "it stays with who had it");
    assert!(case.waiting_since.is_some());
    says(&mut shop, "3", Outcome::Solved);
    let resolved = |shop: &Shop| shop.case(CaseId(1)).resolved.map(|(_, how)| how);
    assert_eq!(resolved(&shop), Some(How::CustomerSaysSolved));
    // Long after it has settled.
    shop.wait(Duration::from_hours(20));
    says(&mut shop, "4", Outcome::Unsolved);
    assert_eq!((shop.case(CaseId(1)).state, shop.cases().len()), (State::Waiting, 1));
    says(&mut shop, "5", Outcome::Closed);
    assert_eq!(resolved(&shop), Some(How::ClosedPlainly));
    assert_eq!((shop.contacts("late"), shop.case(CaseId(1)).reopened), (1, 1));
    says(&mut shop, "6", Outcome::Solved);
    assert_eq!(resolved(&shop), Some(How::ClosedPlainly), "what is resolved stays as it was resolved");
    shop.check();
}

#[test]
fn who_leaves_a_chat_still_waits_for_a_mail_and_for_a_call() {
    let mut shop = Shop::new();
    let from = shop.place.now.plus(Duration::from_hours(4));
    let call = CallBack { phone: "+31612345678".into(), from, until: from.plus(Duration::from_hours(1)) };
    for (index, (channel, call_back)) in
        [("mail", None), ("chat", None), ("chat", Some(call))].into_iter().enumerate()
    {
        let received = Received { call_back, ..about("late", channel, channel, "eva") };
        let event = shop.message(&index.to_string(), mail_claim("eva@example.com"), &received);
        shop.hears(event);
    }
    says(&mut shop, "closed", Outcome::Closed);
    assert!(shop.cases().iter().all(Case::is_open), "{:?}", shop.cases());
    says(&mut shop, "helped", Outcome::Solved);
    let open: Vec<_> = shop.cases().into_iter().filter(Case::is_open).map(|case| case.kind).collect();
    assert_eq!(open, [Kind::CallBack]);
    shop.check();
}

#[test]
fn a_corrected_reason_leads_to_its_queue_what_nobody_has() {
    let mut shop = Shop::new();
    shop.mail("eva@example.com", "m1@x", &[], "Hello");
    assert_eq!(shop.case(CaseId(1)).queue, "general");
    shop.done(ADA, Wish::Classify { case: CaseId(1), reason: "billing".into() });
    let case = shop.case(CaseId(1));
    assert_eq!(
        (case.queue.as_str(), case.state, case.queued),
        ("billing", State::Waiting, Because::Classified)
    );
    let queued = shop.entries("case.queued");
    assert!(queued[0].event.data.get().contains("\"because\":\"classified\""));
    let until = later(shop.place.now, 60);
    shop.done(ADA, Wish::Snooze { case: CaseId(1), until });
    shop.done(ADA, Wish::Classify { case: CaseId(1), reason: "late".into() });
    let case = shop.case(CaseId(1));
    assert_eq!(
        (case.queue.as_str(), case.state, case.snoozed_until),
        ("orders", State::Snoozed, Some(until))
    );
    shop.done(ADA, Wish::Claim(CaseId(1)));
    shop.done(ADA, Wish::Classify { case: CaseId(1), reason: "billing".into() });
    let case = shop.case(CaseId(1));
    assert_eq!((case.queue.as_str(), case.agent), ("orders", Some(ADA)), "what somebody has stays theirs");
    assert_eq!((shop.contacts("billing"), shop.contacts("late"), shop.contacts("other")), (1, 0, 0));
    shop.check();
}

#[test]
fn a_repeat_is_counted_from_when_the_case_was_closed() {
    let mut shop = Shop::new();
    let writes = |shop: &mut Shop, id: &str| {
        let event = shop.message(id, mail_claim("eva@example.com"), &about("late", "mail", "mail", "eva"));
        shop.hears(event);
    };
    writes(&mut shop, "1");
    shop.wait(Duration::from_days(6));
    shop.done(ADA, Wish::Resolve { case: CaseId(1), how: How::NoAnswerNeeded });
    // Ten days after the first, four after it was closed.
    shop.wait(Duration::from_days(4));
    writes(&mut shop, "2");
    assert_eq!(shop.contacts("late"), 2);
    let repeats = |shop: &Shop, days| {
        let contacts = read_store(&shop.place.reader(), None).expect("contacts");
        let until = Some(shop.place.now.plus(Duration::from_days(days)));
        let report = Report::of(&contacts, Period { until, ..Period::default() }, None);
        let week = report.repeats.into_iter().find(|repeat| repeat.days == 7).expect("a week");
        (week.judged, week.followed)
    };
    assert_eq!(repeats(&shop, 2), (0, 0), "closed six days before");
    assert_eq!(repeats(&shop, 4), (1, 1));
    assert_eq!(repeats(&shop, 300), (1, 1), "the second is open still");
    shop.done(ADA, Wish::Resolve { case: CaseId(2), how: How::NoAnswerNeeded });
    assert_eq!(repeats(&shop, 300), (2, 1));
    shop.done(ADA, Wish::Classify { case: CaseId(1), reason: "billing".into() });
    assert_eq!(repeats(&shop, 300), (2, 0), "it was about something else");
}

#[test]
fn a_call_waits_where_somebody_is_at_work_at_that_time() {
    let strategy = "organisation = 'Shop'\ntimezone = 'Europe/Amsterdam'\ndefault_queue = 'general'\n\
        [queues]\ngeneral = { name = 'General' }\norders = { name = 'Orders', hours = 'shop' }\n\
        [hours.shop]\nweek = { mon-fri = '09:00-17:00' }\nclosed = ['2026-03-04']\n";
    let late = "name = 'Late'\n[inbound]\noffer = ['digital:orders']\n";
    let files = [File::new("strategy.toml", strategy), File::new("reasons/late.toml", late)];
    let mut shop = Shop::of(&files, settings());
    for (index, from) in ["2026-03-03T13:00:00Z", "2026-03-04T13:00:00Z"].into_iter().enumerate() {
        let from = at(from);
        let call = CallBack { phone: "+31612345678".into(), from, until: from.plus(Duration::from_hours(1)) };
        let received =
            Received { call_back: Some(call), ..about("late", "chat", "chat", &format!("visitor-{index}")) };
        let event = shop.message(&index.to_string(), mail_claim(&format!("v{index}@example.com")), &received);
        shop.hears(event);
        let case = shop.case(CaseId(index as u32 + 1));
        assert_eq!((case.kind, case.due), (Kind::CallBack, Some(from)));
        assert_eq!(case.queue, ["orders", "general"][index], "the fourth is a holiday");
    }
    shop.check();
}

#[test]
fn a_contact_that_was_expected_is_recognised() {
    let mut shop = Shop::new();
    shop.happens("delivery.delayed", "eva@example.com");
    shop.wait(Duration::from_hours(2));
    let received = about("late", "mail", "mail", "eva@example.com");
    let event = shop.message("1", mail_claim("eva@example.com"), &received);
    shop.hears(event);
    let case = shop.case(CaseId(1));
    assert!(case.expected);
    assert_eq!(case.contact.expect("it was counted").lead_seconds, Some(7_200));
    let settled = shop.entries(kind::EXPECTATION_SETTLED);
    assert!(settled[0].event.data.get().contains("\"end\":\"met\""));
    shop.check();
}

#[test]
fn a_correction_moves_the_count_and_is_kept() {
    let mut shop = Shop::new();
    shop.mail("eva@example.com", "m1@x", &[], "The bill is wrong");
    let (mut crowd, _) = Crowd::read(&shop.place.reader()).expect("a crowd");
    let everything = Question { first: i32::MIN, last: i32::MAX, ..Question::default() };
    assert_eq!(crowd.count(&everything).contacts_by_reason["other"], 1);
    let command = Wish::Classify { case: CaseId(1), reason: "billing".into() };
    let asked =
        voorzet_engine::live::Command::Desk(voorzet_engine::desk::DeskCommand { by: ADA, wish: command });
    let work = voorzet_engine::live::Work { commands: vec![asked], ..voorzet_engine::live::Work::default() };
    for contact in shop.place.turn(work).contacts {
        crowd.add(&contact);
    }
    shop.settle();
    assert_eq!((shop.contacts("other"), shop.contacts("billing")), (0, 1));
    let counted = crowd.count(&everything);
    assert_eq!((counted.contacts_by_reason["other"], counted.contacts_by_reason["billing"]), (0, 1));
    assert_eq!((counted.reasons["other"], counted.customers, counted.contacts), (0, 1, 1));
    let labels = shop.entries("case.classified");
    assert!(labels[0].event.data.get().contains(r#""from":"other","to":"billing""#));
    assert_eq!(
        shop.ask(ADA, Wish::Classify { case: CaseId(1), reason: "none".into() }),
        Err(CommandError::Unknown)
    );
    shop.check();
}

#[test]
fn two_reasons_in_one_mail_are_two_cases_that_one_answer_answers() {
    let mut shop = Shop::new();
    shop.mail("eva@example.com", "m1@x", &[], "It is late, and the bill is wrong");
    shop.done(ADA, Wish::Classify { case: CaseId(1), reason: "late".into() });
    let split = Wish::Split { case: CaseId(1), reason: "billing".into(), note: "the bill".into() };
    let (new, _) = shop.done(ADA, split.clone());
    assert_eq!(new, Some(CaseId(2)));
    assert_eq!(shop.ask(BOB, split), Err(CommandError::Past("open")));
    assert_eq!((shop.contacts("late"), shop.contacts("billing")), (1, 1));
    let mut say = shop.answer("a", CaseId(1), "Both are solved.");
    say.cases.push(CaseId(2));
    say.resolve = true;
    shop.says(ADA, say);
    shop.wait(Duration::from_secs(10));
    assert_eq!(shop.sent.len(), 1);
    for case in shop.cases() {
        assert_eq!((case.state, case.waiting_since), (State::Resolved, None));
        assert!(case.first_answer.is_some());
    }
    assert_eq!(shop.cases()[1].queue, "billing");
    shop.check();
}

#[test]
fn a_wish_to_be_called_and_an_alert_are_items_of_the_queue() {
    let mut shop = Shop::new();
    let from = later(shop.place.now, 60);
    let call = CallBack { phone: "+31612345678".into(), from, until: later(from, 60) };
    shop.call_back("eva@example.com", "1", call);
    let case = shop.case(CaseId(1));
    assert_eq!(
        (case.kind, case.due, case.phone.as_deref()),
        (Kind::CallBack, Some(from), Some("+31612345678"))
    );
    assert_eq!(shop.contacts("other"), 1);
    shop.happens("risk.found", "bob@example.com");
    let alert = shop.case(CaseId(2));
    assert_eq!((alert.kind, alert.queue.as_str(), alert.reason.as_str()), (Kind::Alert, "calls", "risk"));
    assert_eq!(shop.contacts("risk"), 0, "nobody contacted us");
    shop.check();
}

#[test]
fn what_is_replayed_over_the_log_counts_what_customers_wrote() {
    let mut shop = Shop::new();
    shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
    shop.mail("bob@example.com", "m2@x", &[], "Where is it?");
    let reader = shop.place.reader();
    let mut gathering = Gathering::new(1 << 20, &std::env::temp_dir());
    for entry in Gathering::read(&reader, Position(0), 1_000).expect("entries") {
        gathering.take(entry).expect("room");
    }
    let events = gathering.in_order().expect("room").map(|event| event.expect("an event"));
    let contacts: Vec<_> = events.filter(|event| event.kind == "contact.received").collect();
    assert_eq!(contacts.len(), 2);
    assert!(contacts.iter().all(|event| event.customer.len() == 1));
}

#[test]
fn history_makes_conversations_and_leaves_no_work() {
    let mut shop = Shop::new();
    let event = shop.mail_event("eva@example.com", "m1@x", &[], "Long ago");
    let incoming =
        vec![voorzet_store::entry::Incoming::Event { event, mode: voorzet_store::entry::Mode::History }];
    shop.place.turn(voorzet_engine::live::Work { incoming, ..voorzet_engine::live::Work::default() });
    shop.settle();
    let cases = shop.cases();
    assert_eq!(cases.len(), 1);
    assert_eq!(cases[0].resolved.map(|(_, how)| how), Some(How::ClosedPlainly));
    assert!(shop.place.reader().open_counts(shop.place.now).expect("counts").is_empty());
    shop.check();
}
