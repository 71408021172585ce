//! Row 11 of the faults: half of the answers are 500 and the rest hang, for ten minutes; the route is left alone
//! within ten seconds, and no other route is any slower.

use voorzet_domain::time::{Duration, Timestamp};
use voorzet_engine::deliver::{Came, Pace, Route};
use voorzet_store::outbox::SendState;
use xxhash_rust::xxh3::xxh3_64;

use super::yard::Yard;
use super::{delivered, failed, millis, planned, route, routes, seconds, start};

/// How long each of the healthy route's sends took from being planned to being called, shortest first.
fn healthy(yard: &Yard) -> Vec<Duration> {
    let mut taken: Vec<Duration> = yard
        .called
        .iter()
        .filter(|(name, ..)| name == "mail")
        .map(|(_, at, key)| at.since(yard.shelf.send(&key.0).planned.at))
        .collect();
    taken.sort_unstable();
    taken
}

/// Ten minutes of twenty sends a second on each of two routes, and what the one answers.
fn ten_minutes(
    crm: impl FnMut(&voorzet_engine::deliver::Dispatch, Timestamp) -> (Duration, Came) + 'static,
) -> Yard {
    let mut yard = Yard::new(routes([("mail", route(true)), ("subscriber:crm", route(true))]));
    yard.provider("mail", |_, _| (millis(50), delivered()));
    yard.provider("subscriber:crm", crm);
    for n in 0..12_000 {
        let at = start().plus(millis(i64::from(n) * 50));
        yard.run_until(at);
        yard.plan([planned("mail", n, at), planned("subscriber:crm", n, at)]);
    }
    yard.run_for(seconds(1));
    yard
}

#[test]
fn a_route_that_fails_is_left_alone_within_ten_seconds_and_holds_up_nobody() {
    let calm = ten_minutes(|_, _| (millis(50), delivered()));
    let timeout = seconds(30);
    let yard = ten_minutes(move |dispatch, now| {
        let lot = xxh3_64(format!("{}{now}", dispatch.key.0).as_bytes());
        if lot.is_multiple_of(2) { (millis(50), failed()) } else { (timeout, failed()) }
    });
    let calls: Vec<Timestamp> = yard.calls("subscriber:crm").collect();
    let gap = calls.windows(2).find(|pair| pair[1].since(pair[0]) >= seconds(3)).expect("it is left alone");
    assert!(gap[0].since(start()) <= seconds(10), "after {}", gap[0].since(start()));
    // One at a time tries how it is, ever more apart.
    assert!(calls.len() < 60, "{} calls in ten minutes", calls.len());
    let (calm, now) = (healthy(&calm), healthy(&yard));
    assert_eq!((calm.len(), now.len()), (12_000, 12_000));
    let p99 = |taken: &[Duration]| taken[taken.len() * 99 / 100].as_micros();
    assert!(p99(&now) <= p99(&calm) + p99(&calm) / 10, "{} against {}", p99(&now), p99(&calm));
}

#[test]
fn half_that_fail_open_it_too_and_all_arrive_when_it_is_over() {
    let end = start().plus(seconds(600));
    let mut yard = ten_minutes(move |dispatch, now| {
        let lot = xxh3_64(format!("{}{now}", dispatch.key.0).as_bytes());
        if now < end && lot.is_multiple_of(2) { (millis(50), failed()) } else { (millis(50), delivered()) }
    });
    let calls: Vec<Timestamp> = yard.calls("subscriber:crm").collect();
    let gap = calls.windows(2).find(|pair| pair[1].since(pair[0]) >= seconds(3)).expect("it is left alone");
    assert!(gap[0].since(start()) <= seconds(10));
    yard.run_for(seconds(4 * 86_400));
    assert_eq!(yard.shelf.count(SendState::Delivered), 24_000);
}

#[test]
fn what_hangs_counts_before_it_is_over() {
    let pace = Pace { concurrency: 64, ..Pace::webhooks() };
    let mut yard = Yard::new(routes([("mail", Route { pace, ..route(true) })]));
    yard.provider("mail", |_, _| (seconds(30), failed()));
    for n in 0..200 {
        let at = start().plus(millis(i64::from(n) * 100));
        yard.run_until(at);
        yard.plan([planned("mail", n, at)]);
    }
    let calls: Vec<Timestamp> = yard.calls("mail").collect();
    let gap = calls.windows(2).find(|pair| pair[1].since(pair[0]) >= seconds(3)).expect("it is left alone");
    assert!(gap[0].since(start()) <= seconds(10), "after {}", gap[0].since(start()));
    assert!(yard.outbox.hold_up("mail", yard.now).is_some());
}

#[test]
fn who_does_not_accept_us_is_left_alone_at_once() {
    let mut yard = Yard::new(routes([("mail", route(true))]));
    yard.provider("mail", |_, _| (millis(10), Came::Auth { problem: "answered 401".into() }));
    yard.plan((0..100).map(|n| planned("mail", n, start())).collect::<Vec<_>>());
    yard.run_for(seconds(3));
    assert_eq!(yard.called.len(), 16, "what was under way at once, and nothing after");
    assert_eq!(yard.shelf.count(SendState::Planned), 100, "and nothing is lost");
}

#[test]
fn a_receiver_that_is_gone_gets_nothing_until_a_person_says_so() {
    let mut yard = Yard::new(routes([("subscriber:crm", route(true))]));
    yard.provider("subscriber:crm", |dispatch, _| {
        (
            millis(10),
            if dispatch.number < 3 { Came::Gone { problem: "answered 410".into() } } else { delivered() },
        )
    });
    yard.plan((0..40).map(|n| planned("subscriber:crm", n, start())).collect::<Vec<_>>());
    yard.run_for(seconds(5));
    let before = yard.called.len();
    assert!(before <= 32, "{before}");
    assert!(yard.outbox.is_gone("subscriber:crm"));
    yard.crash();
    yard.run_for(seconds(86_400));
    assert_eq!(yard.called.len(), before, "also after a restart");
    let mut turn = voorzet_store::turn::Turn::default();
    assert!(yard.outbox.revive("subscriber:crm", yard.now, &mut turn));
    assert!(!yard.outbox.revive("subscriber:crm", yard.now, &mut turn));
    yard.shelf.commit(&turn);
    yard.run_for(seconds(60));
    assert_eq!((yard.shelf.count(SendState::Failed), yard.shelf.count(SendState::Delivered)), (2, 38));
}
