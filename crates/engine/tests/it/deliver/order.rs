//! What is called off, what waits for its hour, and what people ask for.

use voorzet_domain::customer::CustomerId;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_engine::deliver::{Came, Outbox, Pace, Past, Report, Route, Whose};
use voorzet_store::outbox::{Planned, SendState};
use voorzet_store::turn::Turn;

use super::yard::Yard;
use super::{delivered, failed, millis, planned, route, routes, seconds, start};

fn yard() -> Yard {
    let mut yard = Yard::new(routes([(
        "mail",
        Route { pace: Pace { concurrency: 2, ..Pace::messages() }, ..route(true) },
    )]));
    yard.provider("mail", |_, _| (millis(10), delivered()));
    yard
}

fn call_off(
    outbox: &mut Outbox,
    whose: Whose,
    waiting: Vec<voorzet_store::outbox::Send>,
    now: Timestamp,
    turn: &mut Turn,
) {
    outbox.call_off(whose, waiting, |_| false, "the customer objects", now, turn);
}

#[test]
fn what_waits_is_called_off_also_when_it_is_in_memory_and_in_the_turn_that_would_send_it() {
    let mut yard = yard();
    yard.plan((0..10).map(|n| Planned { thread: 5, ..planned("mail", n, start()) }).collect::<Vec<_>>());
    let first = yard.let_go(Vec::new());
    assert_eq!(first.len(), 2);
    let mut turn = Turn::default();
    turn.planned.push(Planned { thread: 5, ..planned("mail", 99, yard.now) });
    let waiting = yard.shelf.of_thread(5);
    assert_eq!(waiting.len(), 8);
    call_off(&mut yard.outbox, Whose::Thread(5), waiting, yard.now, &mut turn);
    let reports =
        first.iter().map(|of| Report { key: of.key.clone(), outcome: delivered(), at: yard.now }).collect();
    assert!(yard.let_go_with(turn, reports).is_empty(), "nothing of it goes any more");
    yard.run_for(seconds(60));
    assert_eq!(yard.called.len(), 0);
    assert_eq!((yard.shelf.count(SendState::Delivered), yard.shelf.count(SendState::Cancelled)), (2, 9));
    let said = yard.shelf.said.iter().filter(|(kind, _)| *kind == "delivery.cancelled").count();
    assert_eq!(said, 9);
}

#[test]
fn what_is_with_the_provider_is_not_tried_again_after_an_objection() {
    for crashes in [false, true] {
        let mut yard = yard();
        yard.provider("mail", |_, _| (millis(10), failed()));
        yard.plan([planned("mail", 1, start()), planned("mail", 2, start())]);
        for dispatch in yard.let_go(Vec::new()) {
            yard.hand_over(&dispatch);
        }
        let mut turn = Turn::default();
        call_off(&mut yard.outbox, Whose::Customer(CustomerId(1)), Vec::new(), yard.now, &mut turn);
        yard.shelf.commit(&turn);
        if crashes {
            yard.crash();
        }
        yard.provider("mail", |_, _| (millis(10), delivered()));
        yard.run_for(seconds(3_600));
        let expected = if crashes { SendState::Unsure } else { SendState::Cancelled };
        assert_eq!(yard.shelf.send("vz_mail_1").state, expected);
        assert_eq!(yard.shelf.send("vz_mail_2").state, SendState::Delivered);
    }
}

#[test]
fn nothing_begins_while_an_objection_may_be_waiting_to_be_decided_on() {
    let mut yard = yard();
    yard.plan([planned("mail", 1, start())]);
    yard.behind = millis(501);
    yard.run_for(seconds(5));
    assert_eq!(yard.called.len(), 0);
    yard.behind = millis(500);
    yard.run_for(seconds(1));
    assert_eq!(yard.called.len(), 1);
}

#[test]
fn quiet_hours_and_the_end_of_its_use_are_looked_at_once_more_right_before() {
    let at = |text| Timestamp::parse(text).expect("an instant");
    let mut yard = yard();
    // Planned by day, but held up until the evening.
    let quiet = Some("21:00-08:00 Europe/Amsterdam".into());
    let evening = at("2026-03-02T20:30:00Z");
    let mut waits = planned("mail", 1, start());
    (waits.quiet, waits.not_before) = (quiet.clone(), evening);
    let mut late = planned("mail", 2, start());
    (late.not_after, late.not_before) = (Some(evening), evening);
    let mut urgent = planned("mail", 3, start());
    urgent.not_before = evening;
    let mut both = planned("mail", 4, start());
    (both.quiet, both.not_before, both.not_after) = (quiet, evening, Some(at("2026-03-03T06:00:00Z")));
    yard.plan([waits, late, urgent, both]);
    yard.run_until(at("2026-03-03T06:59:59Z"));
    assert_eq!(yard.called.len(), 1, "only what is urgent");
    let send = yard.shelf.send("vz_mail_1");
    assert_eq!((send.state, send.planned.not_before), (SendState::Planned, at("2026-03-03T07:00:00Z")));
    let send = yard.shelf.send("vz_mail_2");
    assert_eq!(
        (send.state, send.problem.as_deref()),
        (SendState::Failed, Some("too late: it is of no use any more"))
    );
    yard.run_until(at("2026-03-03T07:00:10Z"));
    assert_eq!(yard.shelf.send("vz_mail_1").state, SendState::Delivered);
    assert_eq!(yard.shelf.send("vz_mail_4").state, SendState::Failed);
}

#[test]
fn what_has_no_route_waits_until_it_has_one() {
    let mut yard = Yard::new(routes([]));
    yard.plan([planned("mail", 1, start()), planned("webhook:repair", 2, start())]);
    yard.run_for(seconds(86_400));
    assert_eq!((yard.called.len(), yard.shelf.count(SendState::Planned)), (0, 2));
    let why = yard.outbox.hold_up("mail", yard.now).expect("why");
    assert!(why.contains("[channels.mail]"), "{why}");
    let why = yard.outbox.hold_up("webhook:repair", yard.now).expect("why");
    assert!(why.contains("[webhooks.repair]"), "{why}");
    yard.provider("mail", |_, _| (millis(10), delivered()));
    yard.outbox.configure(routes([("mail", route(false))]));
    yard.run_for(seconds(10));
    assert_eq!(yard.shelf.send("vz_mail_1").state, SendState::Delivered);
    assert_eq!(yard.outbox.hold_up("mail", yard.now), None);
}

#[test]
fn what_the_disk_held_up_is_looked_at_once_more() {
    let mut yard = yard();
    let quiet = Some("21:00-08:00 Europe/Amsterdam".into());
    yard.plan([Planned { quiet, ..planned("mail", 1, start()) }, planned("mail", 2, start())]);
    let held_up = yard.let_go(Vec::new());
    assert_eq!(held_up.len(), 2);
    yard.now = Timestamp::parse("2026-03-02T22:00:00Z").expect("an instant");
    let mut turn = Turn::default();
    let may_go = yard.outbox.recheck(held_up, yard.now, &mut turn);
    yard.shelf.commit(&turn);
    assert_eq!(may_go.iter().map(|dispatch| dispatch.number).collect::<Vec<_>>(), [2]);
    let send = yard.shelf.send("vz_mail_1");
    assert_eq!((send.state, send.tries), (SendState::Planned, 0));
    // A receiver that has asked to be left alone meanwhile is.
    let pause = Came::Retry { after: Some(seconds(60)), problem: "answered 429".into() };
    yard.plan([planned("mail", 3, yard.now)]);
    let third = yard.let_go(Vec::new());
    let mut turn = Turn::default();
    yard.outbox.report(Report { key: may_go[0].key.clone(), outcome: pause, at: yard.now }, &mut turn);
    assert!(yard.outbox.recheck(third, yard.now, &mut turn).is_empty());
}

#[test]
fn a_person_retries_and_cancels_what_is_not_past() {
    let mut yard = yard();
    yard.provider("mail", |dispatch, _| {
        let refused = Came::Rejected { problem: "answered 400".into() };
        (millis(10), if dispatch.number == 1 && dispatch.tries == 0 { refused } else { delivered() })
    });
    yard.plan([
        planned("mail", 1, start()),
        Planned { not_before: start().plus(seconds(600)), ..planned("mail", 2, start()) },
    ]);
    yard.run_for(seconds(5));
    let failed = yard.shelf.send("vz_mail_1").clone();
    assert_eq!((failed.state, failed.problem.as_deref()), (SendState::Failed, Some("answered 400")));
    let mut turn = Turn::default();
    // It counts its tries anew, so this receiver refuses it once more.
    yard.outbox.retry(&failed, yard.now, &mut turn).expect("it failed");
    yard.outbox.cancel(&yard.shelf.send("vz_mail_2").clone(), yard.now, &mut turn).expect("it waits");
    yard.shelf.commit(&turn);
    yard.run_for(seconds(5));
    assert_eq!(yard.called.len(), 2);
    assert_eq!(yard.shelf.send("vz_mail_2").state, SendState::Cancelled);
    yard.run_for(seconds(1_200));
    assert_eq!(yard.called.len(), 2, "what is called off stays so");

    yard.plan([planned("mail", 3, yard.now)]);
    let under_way = yard.let_go(Vec::new());
    assert_eq!(under_way.len(), 1);
    let send = yard.shelf.send("vz_mail_3").clone();
    assert_eq!(yard.outbox.cancel(&send, yard.now, &mut Turn::default()), Err(Past(SendState::Sending)));
    yard.hand_over(&under_way[0]);
    yard.run_for(seconds(1));
    let send = yard.shelf.send("vz_mail_3").clone();
    assert_eq!(yard.outbox.retry(&send, yard.now, &mut Turn::default()), Err(Past(SendState::Delivered)));
}

#[test]
fn a_hundred_thousand_that_are_planned_do_not_sit_in_memory() {
    let mut yard = yard();
    yard.plan((0..100_000).map(|n| planned("mail", n, start())).collect::<Vec<_>>());
    let mut most = 0;
    for _ in 0..50 {
        let reports = yard.answers();
        for want in yard.outbox.wants(yard.now) {
            most = most.max(want.limit);
        }
        for dispatch in yard.let_go(reports) {
            yard.hand_over(&dispatch);
        }
        yard.now = yard.now.plus(millis(10));
    }
    assert!(most <= 256, "{most} at once");
    assert!(yard.called.len() >= 98);
    let order: Vec<i64> = yard.called.iter().map(|(_, _, key)| yard.shelf.send(&key.0).number).collect();
    assert!(order.is_sorted(), "oldest first");
}

#[test]
fn a_report_that_nobody_waits_for_changes_nothing() {
    let mut yard = yard();
    let mut turn = Turn::default();
    let key = planned("mail", 1, start()).key;
    assert!(!yard.outbox.report(Report { key, outcome: delivered(), at: start() }, &mut turn));
    assert!(turn.sends.is_empty() && turn.entries.is_empty());
    assert_eq!(yard.outbox.wake().map(|at| at.since(start())), Some(Duration::ZERO));
}
