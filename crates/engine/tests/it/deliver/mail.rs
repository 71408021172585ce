//! Row 9 of the faults for mail, whose servers know no keys, and for the chat, whose visitors are shown what the store
//! says that they are.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use voorzet_domain::time::Timestamp;
use voorzet_engine::deliver::{Came, Dispatch, Pace, Route};
use voorzet_store::outbox::{SendKey, SendState};
use xxhash_rust::xxh3::xxh3_64;

use super::yard::Yard;
use super::{millis, planned, routes, seconds};

const CRASHES: u32 = 1_000;

/// A mail server, and what an account of ours remembers of it while it runs.
#[derive(Default)]
struct Post {
    /// How often each mail went out.
    taken: BTreeMap<SendKey, u32>,
    /// Those with a copy among what was sent.
    copies: BTreeSet<SendKey>,
    /// What was refused, as far as we remember.
    refused: BTreeSet<SendKey>,
    /// How often a copy told that it had gone.
    found: u32,
}

impl Post {
    /// What an account of mail does with a dispatch, with the connections left out.
    fn carry(&mut self, dispatch: &Dispatch, looks_up: bool, now: Timestamp) -> Came {
        let key = &dispatch.key;
        let sent = || Came::Sent { reference: Some(key.0.clone()) };
        if dispatch.again && !self.refused.contains(key) && looks_up {
            if self.copies.contains(key) {
                self.found += 1;
                return sent();
            }
            return Came::Unsure { problem: "there is no copy of it".to_owned() };
        }
        let lot = xxh3_64(format!("{}{now}", key.0).as_bytes());
        if lot.is_multiple_of(7) {
            self.refused.insert(key.clone());
            return Came::Retry { after: None, problem: "450 4.2.0 not now".to_owned() };
        }
        *self.taken.entry(key.clone()).or_default() += 1;
        // We may be gone before there is a copy.
        if !lot.is_multiple_of(3) {
            self.copies.insert(key.clone());
        }
        sent()
    }
}

/// A thousand crashes, each before, after or before the recording of something that is sent: how many there were of
/// each.
fn endure(yard: &mut Yard, name: &'static str, mut forget: impl FnMut()) -> [u32; 3] {
    let mut broken_off = [0_u32; 3];
    for number in 0..CRASHES {
        yard.plan([planned(name, number, yard.now)]);
        let mut dispatches = yard.let_go(Vec::new());
        yard.now = yard.now.plus(millis(5));
        dispatches.extend(yard.let_go(Vec::new()));
        let point = (xxh3_64(&number.to_le_bytes()) % 3) as usize;
        if point > 0 {
            for dispatch in &dispatches {
                yard.hand_over(dispatch);
            }
        }
        if point == 2 {
            // The answer is there, and the turn that would record it is not.
            yard.now = yard.now.plus(millis(50));
            yard.answers();
        }
        broken_off[point] += 1;
        yard.crash();
        forget();
    }
    yard.run_for(seconds(2 * 86_400));
    broken_off
}

#[test]
fn of_a_thousand_crashes_around_mails_none_sends_blindly_and_all_that_is_unknown_is_listed() {
    for looks_up in [true, false] {
        let post = Rc::new(RefCell::new(Post::default()));
        let mut yard = Yard::new(routes([(
            "mail",
            Route::account(Pace { concurrency: 8, ..Pace::messages() }, looks_up),
        )]));
        let server = Rc::clone(&post);
        yard.provider("mail", move |dispatch, now| {
            (millis(40), server.borrow_mut().carry(dispatch, looks_up, now))
        });
        let broken_off = endure(&mut yard, "mail", || post.borrow_mut().refused.clear());
        let post = post.borrow();
        let twice = post.taken.values().filter(|times| **times > 1).count();
        let (sent, unsure) = (yard.shelf.count(SendState::Sent), yard.shelf.count(SendState::Unsure));
        let listed = yard.shelf.said.iter().filter(|(kind, _)| *kind == "delivery.unsure").count();
        println!(
            "{CRASHES} crashes around mails (before, after, before recording: {broken_off:?}), copies {}: {twice} sent twice, \
             {sent} sent (copies told it {} times), {unsure} unsure, {listed} listed",
            if looks_up { "kept" } else { "not kept" },
            post.found
        );
        assert_eq!(twice, 0, "nothing was sent twice");
        assert_eq!((unsure, sent + unsure), (listed, CRASHES as usize), "all that is unknown is listed");
        for send in yard.shelf.all(SendState::Sent) {
            assert_eq!(post.taken.get(&send.planned.key), Some(&1), "what is said to be sent was");
        }
        assert!(broken_off.iter().all(|times| *times > 250), "{broken_off:?}");
        assert_eq!(post.found > 200, looks_up, "{}", post.found);
    }
}

#[test]
fn of_a_thousand_crashes_around_the_chat_all_is_said_once() {
    let mut yard = Yard::new(routes([("chat", Route::account(Pace::messages(), true))]));
    let handed: Rc<RefCell<BTreeMap<SendKey, u32>>> = Rc::default();
    let seen = Rc::clone(&handed);
    // It is said when it is on disk as sent, not when it is handed over: that may be as often as it will.
    yard.provider("chat", move |dispatch, _| {
        *seen.borrow_mut().entry(dispatch.key.clone()).or_default() += 1;
        (millis(1), Came::Sent { reference: None })
    });
    let broken_off = endure(&mut yard, "chat", || {});
    let lines = yard.shelf.said.iter().filter(|(kind, _)| *kind == "delivery.sent").count();
    let (sent, unsure) = (yard.shelf.count(SendState::Sent), yard.shelf.count(SendState::Unsure));
    let again = handed.borrow().values().filter(|times| **times > 1).count();
    println!(
        "{CRASHES} crashes around the chat (before, after, before recording: {broken_off:?}): {sent} said, {lines} lines, \
         {again} handed over again, {unsure} unsure"
    );
    assert_eq!((sent, lines, unsure), (CRASHES as usize, CRASHES as usize, 0), "each is said once");
    assert!(again > 250, "{again}");
}
