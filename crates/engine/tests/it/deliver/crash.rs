//! Row 9 of the faults: a crash before sending, after sending, before recording. With keys nothing counts twice;
//! without, nothing is sent again blindly and everything unknown is listed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use voorzet_engine::deliver::{Report, Route};
use voorzet_store::outbox::{SendKey, SendState};
use xxhash_rust::xxh3::xxh3_64;

use super::yard::Yard;
use super::{delivered, failed, millis, planned, route, routes, seconds};

/// Where a turn is broken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Break {
    /// It is on disk that it is sending, and nothing was handed over.
    BeforeSending,
    /// It was handed over, and nothing came back.
    AfterSending,
    /// It came back, and was not recorded.
    BeforeRecording,
}

/// How often a provider acted on each key, and was called with it.
type Acts = Rc<RefCell<BTreeMap<SendKey, (u32, u32)>>>;

const SENDS: u32 = 10_000;

/// Sends ten thousand with a crash in every third turn or so, and says how often each key was acted on.
fn endure(of: Route, knows_keys: bool) -> (Yard, Acts, BTreeMap<Break, u32>) {
    let mut yard = Yard::new(routes([("mail", of)]));
    let acts: Acts = Acts::default();
    let seen = Rc::clone(&acts);
    yard.provider("mail", move |dispatch, now| {
        let mut acts = seen.borrow_mut();
        let act = acts.entry(dispatch.key.clone()).or_default();
        act.1 += 1;
        // One in seven is refused before it is acted on.
        let lot = xxh3_64(format!("{}{}", dispatch.key.0, now).as_bytes());
        if lot.is_multiple_of(7) {
            return (millis(20), failed());
        }
        act.0 = if knows_keys { 1 } else { act.0 + 1 };
        (millis(20), delivered())
    });
    let mut breaks = BTreeMap::new();
    for portion in 0..SENDS / 100 {
        yard.plan((0..100).map(|n| planned("mail", portion * 100 + n, yard.now)).collect::<Vec<_>>());
        for step in 0..30_u32 {
            yard.now = yard.now.plus(millis(30));
            let lot = xxh3_64(&[portion.to_le_bytes(), step.to_le_bytes()].concat());
            let broken = match lot % 9 {
                0 => Some(Break::BeforeSending),
                1 => Some(Break::AfterSending),
                2 => Some(Break::BeforeRecording),
                _ => None,
            };
            let reports = yard.answers();
            if broken == Some(Break::BeforeRecording) && !reports.is_empty() {
                *breaks.entry(Break::BeforeRecording).or_default() += 1;
                yard.crash();
                continue;
            }
            let dispatches = yard.let_go(reports);
            let hands_over = broken != Some(Break::BeforeSending);
            for dispatch in dispatches.iter().filter(|_| hands_over) {
                yard.hand_over(dispatch);
            }
            if let Some(broken) = broken.filter(|_| !dispatches.is_empty()) {
                *breaks.entry(broken).or_default() += 1;
                yard.crash();
            }
        }
    }
    yard.run_for(seconds(6 * 86_400));
    (yard, acts, breaks)
}

#[test]
fn a_provider_that_knows_keys_acts_once_whenever_we_crash() {
    let (yard, acts, breaks) = endure(route(true), true);
    assert_eq!(breaks.len(), 3, "{breaks:?}");
    assert!(breaks.values().all(|count| *count > 50), "{breaks:?}");
    assert_eq!(yard.shelf.count(SendState::Delivered), SENDS as usize, "all are delivered");
    assert!(acts.borrow().values().all(|(acts, _)| *acts == 1), "none is acted on twice");
    let again = acts.borrow().values().filter(|(_, calls)| *calls > 1).count();
    assert!(again > 1_000, "many went again under the same key: {again}");
}

#[test]
fn a_provider_that_knows_no_keys_is_not_sent_to_blindly() {
    let (yard, acts, breaks) = endure(route(false), false);
    assert_eq!(breaks.len(), 3, "{breaks:?}");
    let (delivered, unsure) = (yard.shelf.count(SendState::Delivered), yard.shelf.count(SendState::Unsure));
    assert_eq!(delivered + unsure, SENDS as usize, "each is delivered, or a person decides");
    assert!(unsure > 1_000, "{unsure}");
    let acts = acts.borrow();
    assert!(acts.values().all(|(acts, _)| *acts <= 1), "none is acted on twice");
    // A delivered one was acted on; of an unsure one nobody knows, and that is listed.
    for send in yard.shelf.all(SendState::Delivered) {
        assert_eq!(acts[&send.planned.key].0, 1);
    }
    let listed = yard.shelf.said.iter().filter(|(kind, _)| *kind == "delivery.unsure").count();
    assert_eq!(listed, unsure);
}

#[test]
fn what_was_given_back_unbegun_goes_again_and_counts_as_no_try() {
    let mut yard = Yard::new(routes([("mail", route(false))]));
    yard.plan([planned("mail", 1, yard.now)]);
    let first = yard.let_go(Vec::new());
    assert_eq!((first.len(), first[0].tries, first[0].again), (1, 0, false));
    yard.now = yard.now.plus(millis(10));
    let back =
        Report { key: first[0].key.clone(), outcome: voorzet_engine::deliver::Came::NotBegun, at: yard.now };
    assert!(yard.let_go(vec![back]).is_empty(), "it is on disk first that it waits again");
    let second = yard.let_go(Vec::new());
    assert_eq!((second.len(), second[0].tries, second[0].again), (1, 0, false));
}
