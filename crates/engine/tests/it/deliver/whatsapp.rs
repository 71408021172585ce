//! Rows 9, 10 and 11 of the faults for WhatsApp, whose provider knows no keys, with the stand-in for Meta that holds
//! to its rules in the place of Meta.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Value, json};
use voorzet_channels::http::{Broken, Reached};
use voorzet_channels::whatsapp::send::calls;
use voorzet_channels::whatsapp::standin::{Settings, Standin};
use voorzet_channels::whatsapp::{Secret, answered};
use voorzet_domain::conversation::Outgoing;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_engine::deliver::{Came, Dispatch, Pace, Rate, Route};
use voorzet_store::outbox::{Planned, SendState};
use xxhash_rust::xxh3::xxh3_64;

use super::yard::Yard;
use super::{delivered, millis, planned, routes, seconds, start};

const NUMBER: &str = "106500000000001";

/// The stand-in, which several hold.
type Meta = Rc<RefCell<Standin>>;

fn meta(per_second: u32, pair: u32) -> Meta {
    let secret = |text| Secret::new(text).expect("a secret");
    Rc::new(RefCell::new(Standin::new(Settings {
        token: secret("token"),
        app_secret: secret("app"),
        number: NUMBER.into(),
        business: "1".into(),
        templates: Vec::new(),
        per_second,
        pair,
    })))
}

fn orders(meta: &Meta, orders: Value, now: Timestamp) {
    meta.borrow_mut().obey(serde_json::from_value(orders).expect("orders"), now);
}

fn whatsapp(sends: u32) -> Route {
    let rate = Rate { sends, per: seconds(1) };
    Route::account(Pace { rate: Some(rate), ..Pace::messages() }, false)
}

/// What an account does with a dispatch, with the connection left out.
fn say(meta: &Meta, dispatch: &Dispatch, now: Timestamp) -> Came {
    let outgoing = Outgoing { text: "Uw pakket komt morgen.".to_owned(), ..Outgoing::default() };
    let calls = calls(&outgoing, &outgoing.text, &[], &dispatch.to, &dispatch.key.0).expect("it can be said");
    let reply = meta.borrow_mut().say("Bearer token", NUMBER, calls[0].to_string().as_bytes(), now);
    answered(Ok(reply.answer()), now)
}

fn broken() -> Came {
    answered(Err(Broken { reached: Reached::Something, problem: "no answer within 30 s".into() }), start())
}

/// To a customer of this number, who just wrote.
fn to(meta: &Meta, number: u32, customer: u32, at: Timestamp) -> Planned {
    let phone = format!("31610{customer:06}");
    let written = serde_json::from_value(json!({"text": "Hallo"})).expect("written");
    meta.borrow_mut().write(&phone, &written, at).expect("a message");
    Planned { to: format!("+{phone}").into(), ..planned("whatsapp", number, at) }
}

#[test]
fn of_a_thousand_crashes_none_sends_blindly_and_all_that_is_unknown_is_listed() {
    const CRASHES: u32 = 1_000;
    let meta = meta(1_000, 1_000);
    let mut yard = Yard::new(routes([("whatsapp", whatsapp(1_000))]));
    let provider = Rc::clone(&meta);
    yard.provider("whatsapp", move |dispatch, now| (millis(20), say(&provider, dispatch, now)));
    let (mut crashes, mut broken_off, mut number) = (0, [0_u32; 3], 0);
    while crashes < CRASHES {
        number += 1;
        let planned = to(&meta, number, number, yard.now);
        yard.plan([planned]);
        let mut dispatches = yard.let_go(Vec::new());
        yard.now = yard.now.plus(millis(5));
        dispatches.extend(yard.let_go(Vec::new()));
        assert!(!dispatches.is_empty(), "it is let go");
        let point = (xxh3_64(&number.to_le_bytes()) % 3) as usize;
        if point > 0 {
            for dispatch in &dispatches {
                yard.hand_over(dispatch);
            }
        }
        if point == 2 {
            // The answer is there, and the turn that would record it is not.
            yard.now = yard.now.plus(millis(30));
            assert!(!yard.answers().is_empty());
        }
        broken_off[point] += 1;
        yard.crash();
        crashes += 1;
    }
    yard.run_for(seconds(86_400));
    let mut acted: BTreeMap<String, u32> = BTreeMap::new();
    for sent in meta.borrow().sent() {
        *acted.entry(sent.key.clone().expect("a key")).or_default() += 1;
    }
    let blind = acted.values().filter(|times| **times > 1).count();
    let unsure = yard.shelf.count(SendState::Unsure);
    let listed = yard.shelf.said.iter().filter(|(kind, _)| *kind == "delivery.unsure").count();
    println!(
        "{crashes} crashes (before, after, before recording: {broken_off:?}): {blind} sent twice, {unsure} unsure, {listed} listed"
    );
    assert_eq!(blind, 0, "nothing was sent twice");
    assert_eq!((unsure, listed), (crashes as usize, crashes as usize), "all that is unknown is listed");
    assert!(broken_off.iter().all(|times| *times > 250), "{broken_off:?}");
}

#[test]
fn nothing_is_called_before_the_deadline_and_then_what_may_be() {
    let meta = meta(50, 1_000);
    let mut yard = Yard::new(routes([("whatsapp", whatsapp(50))]));
    let deadline = start().plus(seconds(60));
    orders(&meta, json!({"leave_alone_seconds": 60}), start());
    let provider = Rc::clone(&meta);
    yard.provider("whatsapp", move |dispatch, now| (millis(40), say(&provider, dispatch, now)));
    let planned: Vec<Planned> = (0..3_000).map(|n| to(&meta, n, n, start())).collect();
    yard.plan(planned);
    yard.run_for(seconds(125));
    let calls: Vec<Timestamp> = yard.calls("whatsapp").collect();
    let told = calls[0].plus(millis(40));
    let early = calls.iter().filter(|at| **at > told && **at < deadline).count();
    let drained = meta.borrow().sent().iter().filter(|sent| sent.at < deadline.plus(seconds(60))).count();
    println!(
        "{early} calls before the deadline; {drained} of the 3000 that are allowed in the minute after it"
    );
    assert_eq!(early, 0);
    assert!(drained >= 2_700, "{drained}");
}

#[test]
fn one_customer_who_is_written_to_too_often_holds_up_nobody() {
    let meta = meta(80, 3);
    let mut yard = Yard::new(routes([("whatsapp", whatsapp(80))]));
    let provider = Rc::clone(&meta);
    yard.provider("whatsapp", move |dispatch, now| (millis(20), say(&provider, dispatch, now)));
    let mut planned: Vec<Planned> = (0..10).map(|n| to(&meta, n, 1, start())).collect();
    planned.extend((10..110).map(|n| to(&meta, n, n, start())));
    yard.plan(planned);
    yard.run_for(seconds(3));
    let others = meta.borrow().sent().iter().filter(|sent| !sent.to.ends_with("000001")).count();
    assert_eq!(others, 100, "the others have theirs");
    yard.run_for(seconds(120));
    assert_eq!(yard.shelf.count(SendState::Sent), 110, "and in the end that one has all of them");
    assert!(yard.shelf.all(SendState::Sent).all(|send| send.tries == 1), "to wait is no try");
}

/// Ten messages a second by two accounts for ten minutes, of which the one may fail half of the time. Gives how long
/// it took until that one was left alone, and how long the other's took in milliseconds, in order.
fn side_by_side(fails: bool) -> (Option<Duration>, Vec<i64>) {
    let meta = meta(80, 1_000);
    let mut yard = Yard::new(routes([("whatsapp", whatsapp(80)), ("whatsapp:post", whatsapp(80))]));
    let provider = Rc::clone(&meta);
    yard.provider("whatsapp", move |dispatch, now| {
        match xxh3_64(format!("{}{now}", dispatch.key.0).as_bytes()) % 4 {
            0 if fails => (seconds(30), broken()),
            1 if fails => {
                (millis(50), Came::Retry { after: None, problem: "something went wrong (131000)".into() })
            }
            _ => (millis(50), say(&provider, dispatch, now)),
        }
    });
    yard.provider("whatsapp:post", |_, _| (millis(50), delivered()));
    let mut opened = None;
    for second in 0..600_u32 {
        let (at, numbers) = (yard.now, second * 10..second * 10 + 10);
        let mut all: Vec<Planned> = numbers.clone().map(|n| to(&meta, n, n, at)).collect();
        all.extend(numbers.map(|n| planned("whatsapp:post", n, at)));
        yard.plan(all);
        yard.run_for(seconds(1));
        if yard.outbox.hold_up("whatsapp", yard.now).is_some() {
            opened = opened.or(Some(yard.now.since(start())));
        }
    }
    let posted = yard.shelf.all(SendState::Delivered).filter(|send| send.planned.route == "whatsapp:post");
    let mut took: Vec<i64> =
        posted.map(|send| send.changed.since(send.planned.at).as_micros() / 1_000).collect();
    took.sort_unstable();
    (opened, took)
}

#[test]
fn while_half_fails_and_hangs_the_account_is_left_alone_and_the_other_does_not_notice() {
    let ((_, before), (opened, beside)) = (side_by_side(false), side_by_side(true));
    let p99 = |took: &[i64]| took[took.len() * 99 / 100];
    let (usual, now) = (p99(&before), p99(&beside));
    let opened = opened.expect("it is left alone");
    println!("left alone after {opened}; the other's p99 is {now} ms, and {usual} ms when nothing fails");
    assert!(opened <= seconds(10), "{opened}");
    assert!(beside.len() >= 5_990, "{}", beside.len());
    assert!(now * 10 <= usual * 11, "{now} ms beside, {usual} ms alone");
}
