//! Who has what: one owner, rest, transfer, and back to the queue.

use voorzet_domain::conversation::agent::Status;
use voorzet_domain::conversation::case::{How, State};
use voorzet_domain::conversation::{AgentId, CaseId};
use voorzet_domain::time::Duration;
use voorzet_engine::desk::{Say, Wish};
use voorzet_engine::live::CommandError;
use voorzet_store::desk::{Order, Place, View};

use super::shop::{ADA, BOB, Shop, later};

#[test]
fn of_all_who_claim_one_has_it() {
    let mut shop = Shop::new();
    let mut races = 0;
    for round in 0..20 {
        let mut cases = Vec::new();
        for number in 0..50 {
            let (from, id) = (format!("c{round}-{number}@example.com"), format!("{round}-{number}@x"));
            let event = shop.mail_event(&from, &id, &[], "?");
            shop.place.turn(crate::live::incoming([event], voorzet_store::entry::Mode::Live));
        }
        shop.settle();
        let first = round * 50 + 1;
        cases.extend((first..first + 50).map(CaseId));
        // Ten agents for each of fifty, in another order each time.
        let claims = (0..10).flat_map(|turn| {
            cases.iter().map(move |case| {
                let agent = AgentId(1 + i64::from((case.0 * 7 + turn * 3 + round) % 10));
                (agent, Wish::Claim(*case))
            })
        });
        let claims: Vec<_> = claims.collect();
        let answers = shop.ask_all(claims.clone());
        for case in cases {
            let of_case = claims.iter().zip(&answers).filter(|((_, wish), _)| *wish == Wish::Claim(case));
            let of_case: Vec<_> = of_case.collect();
            let owner = shop.case(case).agent.expect("somebody has it");
            for ((agent, _), answer) in of_case {
                races += 1;
                match answer {
                    Ok(_) => assert_eq!(*agent, owner),
                    Err(error) => assert_eq!(*error, CommandError::Taken { agent: owner }),
                }
            }
        }
    }
    assert_eq!(races, 10_000);
}

#[test]
fn what_rests_wakes_by_time_or_when_the_customer_writes() {
    let mut shop = Shop::new();
    shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
    shop.done(
        ADA,
        Wish::SetStatus { agent: ADA, name: None, status: Status::Available, because: "person".into() },
    );
    shop.done(ADA, Wish::Claim(CaseId(1)));
    let until = later(shop.place.now, 60);
    shop.done(ADA, Wish::Snooze { case: CaseId(1), until });
    assert_eq!(shop.case(CaseId(1)).state, State::Snoozed);
    shop.crash();
    shop.wait(Duration::from_mins(59));
    assert_eq!(shop.case(CaseId(1)).state, State::Snoozed);
    shop.wait(Duration::from_mins(2));
    let woken = shop.case(CaseId(1));
    assert_eq!((woken.state, woken.agent), (State::Assigned, Some(ADA)));
    assert_eq!(shop.entries("case.woken")[0].event.time, until, "at the instant at which it was due");
    let until = later(shop.place.now, 600);
    shop.done(ADA, Wish::Snooze { case: CaseId(1), until });
    shop.mail("eva@example.com", "m2@x", &["m1@x"], "And?");
    assert_eq!(shop.case(CaseId(1)).state, State::Assigned);
    shop.check();
}

#[test]
fn who_goes_leaves_what_waits_for_an_answer_and_keeps_the_rest() {
    let mut shop = Shop::new();
    shop.done(
        ADA,
        Wish::SetStatus {
            agent: ADA,
            name: Some("Ada".into()),
            status: Status::Available,
            because: "person".into(),
        },
    );
    for number in 1..=2 {
        shop.mail(&format!("c{number}@example.com"), &format!("m{number}@x"), &[], "?");
        shop.done(ADA, Wish::Claim(CaseId(number)));
    }
    let answer = shop.answer("a", CaseId(1), "!");
    shop.says(ADA, answer);
    shop.done(
        ADA,
        Wish::SetStatus { agent: ADA, name: None, status: Status::Offline, because: "signed_out".into() },
    );
    let (answered, waits) = (shop.case(CaseId(1)), shop.case(CaseId(2)));
    assert_eq!((answered.state, answered.agent), (State::Assigned, Some(ADA)));
    assert_eq!((waits.state, waits.agent), (State::Waiting, None));
    assert_eq!(waits.previous.map(|(agent, _)| agent), Some(ADA));
    assert_eq!(shop.place.reader().agents().expect("agents")[0].name, "Ada");
    shop.check();
}

#[test]
fn cases_are_handed_over_merged_and_reopened() {
    let mut shop = Shop::new();
    shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
    shop.mail("bob@example.com", "m2@x", &[], "Where is it?");
    shop.done(ADA, Wish::Claim(CaseId(1)));
    let transfer = |queue: &str| Wish::Transfer {
        case: CaseId(1),
        queue: Some(queue.into()),
        agent: None,
        note: "yours".into(),
    };
    assert_eq!(shop.ask(ADA, transfer("nowhere")), Err(CommandError::Unknown));
    shop.done(ADA, transfer("billing"));
    let case = shop.case(CaseId(1));
    assert_eq!((case.state, case.queue.as_str(), case.handed_over), (State::Waiting, "billing", 1));
    shop.done(ADA, Wish::Transfer { case: CaseId(1), queue: None, agent: Some(BOB), note: String::new() });
    assert_eq!(shop.case(CaseId(1)).agent, Some(BOB));
    let of_another = Wish::Merge { case: CaseId(2), into: CaseId(1) };
    assert_eq!(shop.ask(ADA, of_another), Err(CommandError::Past("of another customer")));
    let split = Wish::Split { case: CaseId(1), reason: "billing".into(), note: String::new() };
    let (new, _) = shop.done(ADA, split);
    shop.done(ADA, Wish::Merge { case: new.expect("a case"), into: CaseId(1) });
    let merged = shop.case(CaseId(3));
    assert_eq!((merged.state, merged.merged_into), (State::Resolved, Some(CaseId(1))));
    assert_eq!(shop.ask(ADA, Wish::Reopen(CaseId(3))), Err(CommandError::Past("merged")));
    shop.done(ADA, Wish::Resolve { case: CaseId(1), how: How::NoAnswerNeeded });
    assert_eq!(shop.ask(ADA, Wish::Claim(CaseId(1))), Err(CommandError::Past("resolved")));
    shop.done(ADA, Wish::Reopen(CaseId(1)));
    assert_eq!(shop.case(CaseId(1)).state, State::Waiting);
    shop.check();
}

#[test]
fn views_page_through_all_of_theirs_in_order() {
    let mut shop = Shop::new();
    for number in 0..23 {
        shop.mail(&format!("c{number}@example.com"), &format!("m{number}@x"), &[], "?");
        shop.wait(Duration::from_secs(1));
    }
    shop.done(ADA, Wish::Claim(CaseId(3)));
    shop.done(ADA, Wish::Resolve { case: CaseId(4), how: How::NoAnswerNeeded });
    let reader = shop.place.reader();
    let all = |view: View, order: Order| {
        let (mut found, mut after) = (Vec::new(), None);
        let order = view.order(order);
        loop {
            let page = reader.cases(&view, order, after, 5).expect("a page");
            let Some(last) = page.last() else { return found };
            after = Some(Place::of(last, order));
            found.extend(page.iter().map(|case| case.id.0));
        }
    };
    let open: Vec<u32> = (1..=23).filter(|number| *number != 4).collect();
    let newest: Vec<u32> = open.iter().rev().copied().collect();
    for view in [View::All, View::Queue("general".into())] {
        assert_eq!(all(view.clone(), Order::Due), open);
        assert_eq!(all(view, Order::Newest), newest);
    }
    assert_eq!(all(View::Waiting, Order::Due).len(), 21);
    assert_eq!(all(View::Mine(ADA), Order::Newest), [3]);
    assert_eq!(all(View::Resolved, Order::Due), [4]);
    assert!(all(View::Snoozed, Order::Due).is_empty());
    assert!(all(View::Late(shop.place.now), Order::Due).is_empty());
    let counts = reader.open_counts(shop.place.now).expect("counts");
    assert_eq!(counts.iter().map(|count| count.amount).sum::<i64>(), 22);
}

#[test]
fn nothing_of_what_is_refused_stays() {
    let mut shop = Shop::new();
    shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
    let before = shop.place.log().len();
    let say = Say { cases: vec![CaseId(1), CaseId(77)], ..shop.answer("a", CaseId(1), "!") };
    assert_eq!(shop.ask(ADA, Wish::Say(Box::new(say))), Err(CommandError::Unknown));
    assert_eq!(shop.place.log().len(), before);
    assert_eq!(shop.case(CaseId(1)).agent, None, "it was not claimed in passing");
    shop.check();
}
