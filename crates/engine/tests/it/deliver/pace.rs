//! Row 10 of the faults: a receiver that asks to be left alone is, and then has what it allows; rates, retries
//! and what they come to.

use std::cell::Cell;
use std::rc::Rc;

use voorzet_domain::time::{Duration, Timestamp};
use voorzet_engine::deliver::{Came, Pace, Rate, Route};
use voorzet_store::outbox::SendState;

use super::yard::Yard;
use super::{delivered, failed, millis, planned, route, routes, seconds, start};

fn wait(after: i64) -> Came {
    Came::Retry { after: Some(seconds(after)), problem: "answered 429".into() }
}

fn paced(sends: u32) -> Route {
    let pace = Pace { rate: Some(Rate { sends, per: seconds(1) }), concurrency: 16, ..Pace::webhooks() };
    Route { pace, ..route(true) }
}

/// A receiver that takes `rate` a second and answers 429 to more.
fn bucket(rate: i64) -> impl FnMut(Timestamp) -> bool {
    let mut full: Option<Timestamp> = None;
    move |now| {
        let next = full.map_or(now, |full| full.max(now.minus(seconds(1))));
        let takes = next <= now;
        if takes {
            full = Some(next.plus(Duration::from_micros(1_000_000 / rate)));
        }
        takes
    }
}

#[test]
fn nothing_is_called_before_the_deadline_and_then_what_is_allowed() {
    let mut yard = Yard::new(routes([("mail", paced(50))]));
    let (mut takes, deadline) = (bucket(50), start().plus(seconds(60)));
    yard.provider("mail", move |_, now| {
        let answer = if now < deadline {
            Came::Retry { after: Some(deadline.since(now.plus(millis(40)))), problem: "answered 429".into() }
        } else if takes(now) {
            delivered()
        } else {
            wait(5)
        };
        (millis(40), answer)
    });
    yard.plan((0..3_000).map(|n| planned("mail", n, start())).collect::<Vec<_>>());
    yard.run_for(seconds(130));
    let early: Vec<Timestamp> = yard.calls("mail").filter(|at| *at < deadline).collect();
    // What was under way when the first answer came could not know.
    let told = early[0].plus(millis(40));
    assert!(early.iter().all(|at| *at <= told), "{early:?}");
    let minute = yard.calls("mail").filter(|at| *at >= deadline && *at < deadline.plus(seconds(60))).count();
    assert!((2_700..=3_000).contains(&minute), "{minute} of 3000 that are allowed");
    assert!(yard.shelf.count(SendState::Delivered) >= 2_700);
    assert!(yard.shelf.all(SendState::Delivered).all(|send| send.tries == 1), "to wait is no try");
}

#[test]
fn the_deadline_holds_over_a_restart() {
    let mut yard = Yard::new(routes([("mail", route(true))]));
    let deadline = start().plus(seconds(3_600));
    yard.provider(
        "mail",
        move |_, now| if now < deadline { (millis(0), wait(3_600)) } else { (millis(0), delivered()) },
    );
    yard.plan((0..100).map(|n| planned("mail", n, start())).collect::<Vec<_>>());
    yard.run_for(seconds(10));
    let before = yard.called.len();
    yard.crash();
    yard.run_until(deadline.minus(seconds(1)));
    assert_eq!(yard.called.len(), before, "none before the deadline");
    yard.run_until(deadline.plus(seconds(60)));
    assert_eq!(yard.shelf.count(SendState::Delivered), 100);
}

#[test]
fn no_more_go_at_once_and_in_a_second_than_is_configured() {
    let pace = Pace { rate: Some(Rate { sends: 20, per: seconds(1) }), concurrency: 3, ..Pace::webhooks() };
    let mut yard = Yard::new(routes([("mail", Route { pace, ..route(true) })]));
    let under_way = Rc::new(Cell::new(Vec::<Timestamp>::new()));
    let most = Rc::new(Cell::new(0));
    let (ends, seen) = (Rc::clone(&under_way), Rc::clone(&most));
    yard.provider("mail", move |_, now| {
        let mut open = ends.take();
        open.retain(|end| *end > now);
        open.push(now.plus(millis(200)));
        seen.set(seen.get().max(open.len()));
        ends.set(open);
        (millis(200), delivered())
    });
    yard.plan((0..200).map(|n| planned("mail", n, start())).collect::<Vec<_>>());
    yard.run_for(seconds(30));
    assert_eq!(yard.shelf.count(SendState::Delivered), 200);
    assert_eq!(most.get(), 3);
    let calls: Vec<Timestamp> = yard.calls("mail").collect();
    let busiest = calls
        .iter()
        .map(|from| calls.iter().filter(|at| **at >= *from && **at < from.plus(seconds(1))).count());
    assert!(busiest.max() <= Some(22), "20 a second, and two that go ahead of time");
}

#[test]
fn what_fails_goes_again_over_days_within_bounds_and_then_is_given_up() {
    let mut yard = Yard::new(routes([(
        "webhook:crm",
        Route { pace: Pace { concurrency: 1000, ..Pace::webhooks() }, ..route(true) },
    )]));
    yard.provider("webhook:crm", |_, _| (millis(10), failed()));
    yard.plan([planned("webhook:crm", 1, start())]);
    yard.run_for(seconds(8 * 86_400));
    let calls: Vec<Timestamp> = yard.calls("webhook:crm").collect();
    let expected = Pace::webhooks().retries;
    assert_eq!(calls.len(), expected.len() + 1);
    for (pair, about) in calls.windows(2).zip(&expected) {
        let waited = pair[1].since(pair[0]).as_micros() as f64 / about.as_micros() as f64;
        assert!((0.75..1.26).contains(&waited), "{waited} of {about}");
    }
    assert!(calls.last().expect("calls").since(calls[0]) > seconds(2 * 86_400));
    let send = yard.shelf.send("vz_webhook:crm_1");
    assert_eq!((send.state, send.tries), (SendState::Failed, 10));
    assert_eq!(send.problem.as_deref(), Some("given up: answered 500"));
}

#[test]
fn what_failed_together_does_not_come_back_together() {
    let pace = Pace { concurrency: 10_000, ..Pace::webhooks() };
    let mut yard = Yard::new(routes([("mail", Route { pace, ..route(true) })]));
    yard.provider("mail", |dispatch, _| {
        (millis(0), if dispatch.tries == 0 { failed() } else { delivered() })
    });
    yard.plan((0..4).map(|n| planned("mail", n, start())).collect::<Vec<_>>());
    yard.run_for(seconds(60));
    let mut again: Vec<Timestamp> = yard.calls("mail").skip(4).collect();
    again.dedup();
    assert_eq!(again.len(), 4, "{again:?}");
}

#[test]
fn a_receiver_that_only_says_wait_is_given_up_in_the_end() {
    let mut yard = Yard::new(routes([("mail", route(true))]));
    yard.provider("mail", |_, _| (millis(10), wait(7_200)));
    yard.plan([planned("mail", 1, start())]);
    yard.run_for(seconds(10 * 86_400));
    let send = yard.shelf.send("vz_mail_1");
    assert_eq!((send.state, send.problem.as_deref()), (SendState::Failed, Some("given up: answered 429")));
    assert!(send.changed.since(start()) > seconds(4 * 86_400));
}

#[test]
fn a_receiver_that_asks_for_no_time_at_all_has_a_second() {
    let mut yard = Yard::new(routes([("mail", route(true))]));
    yard.provider("mail", |_, _| (millis(0), wait(0)));
    yard.plan([planned("mail", 1, start())]);
    yard.run_for(seconds(60));
    assert!(yard.called.len() <= 61, "{}", yard.called.len());
}
