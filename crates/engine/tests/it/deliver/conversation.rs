//! What agents say in one conversation goes in the order in which they said it, also when a try fails.

use std::collections::BTreeMap;

use voorzet_domain::conversation::ConversationId;
use voorzet_engine::deliver::{Came, Pace, Route};
use voorzet_store::outbox::{Planned, SendKey, SendState};
use xxhash_rust::xxh3::xxh3_64;

use super::yard::Yard;
use super::{delivered, failed, millis, planned, routes, seconds, start};

/// The `index`th thing that is said in a conversation, as fast as somebody types.
fn said(conversation: u32, index: u32) -> Planned {
    let at = start().plus(millis(i64::from(index) * 300));
    let key = SendKey::said(ConversationId(conversation), &index.to_string());
    Planned { key, thread: i64::from(conversation), ..planned("whatsapp", conversation, at) }
}

fn key(conversation: u32, index: u32) -> String {
    SendKey::said(ConversationId(conversation), &index.to_string()).0.to_string()
}

fn yard() -> Yard {
    Yard::new(routes([("whatsapp", Route::account(Pace::messages(), false))]))
}

#[test]
fn the_later_waits_for_the_earlier_whose_first_try_failed() {
    let wait = || Came::Later { after: seconds(5), problem: "too much to this customer".into() };
    let alone = || Came::Retry { after: Some(seconds(5)), problem: "answered 429".into() };
    for first in [&failed as &dyn Fn() -> Came, &wait, &alone] {
        let mut yard = yard();
        let mut answers = vec![delivered(), delivered(), first()];
        yard.provider("whatsapp", move |_, _| (millis(900), answers.pop().expect("three calls")));
        yard.plan([said(1, 0), said(1, 1)]);
        yard.run_for(seconds(3_600));
        let called: Vec<&str> = yard.called.iter().map(|(_, _, key)| key.0.as_str()).collect();
        assert_eq!(called, [key(1, 0), key(1, 0), key(1, 1)], "after {:?}", first());
        assert_eq!(yard.shelf.count(SendState::Delivered), 2);
    }
}

#[test]
fn what_never_goes_holds_up_nothing_and_another_conversation_is_not_held_up() {
    let mut yard = yard();
    yard.provider("whatsapp", |dispatch, _| {
        let came = match dispatch.key.0.as_str() {
            "say:1:0" => Came::Rejected { problem: "no such number".into() },
            "say:2:0" => Came::Unsure { problem: "no answer".into() },
            "say:3:0" => Came::Later { after: seconds(3_600), problem: "too much to this one".into() },
            _ => delivered(),
        };
        (millis(100), came)
    });
    yard.plan((1..=4).flat_map(|conversation| [said(conversation, 0), said(conversation, 1)]));
    yard.run_for(seconds(60));
    let state = |conversation| yard.shelf.send(&key(conversation, 1)).state;
    assert_eq!(
        [1, 2, 3, 4].map(state),
        [SendState::Delivered, SendState::Delivered, SendState::Planned, SendState::Delivered]
    );
    assert!(yard.called.iter().all(|(_, _, called)| called.0 != key(3, 1)), "it waits its turn");
}

/// 300 conversations of five messages each over a receiver that answers 429 and 500 as it likes.
#[test]
fn nothing_overtakes_anything_in_its_conversation_whatever_fails() {
    const CONVERSATIONS: u32 = 300;
    const MESSAGES: u32 = 5;
    let mut yard = yard();
    let mut calls: u64 = 0;
    yard.provider("whatsapp", move |_, _| {
        calls += 1;
        let dice = xxh3_64(&calls.to_le_bytes());
        let came = match dice % 20 {
            0 => failed(),
            1 => Came::Retry { after: Some(seconds(2)), problem: "answered 429".into() },
            2..5 => Came::Later { after: seconds(7), problem: "too much to this one".into() },
            _ => delivered(),
        };
        (millis(20 + (dice >> 8) as i64 % 500), came)
    });
    let all = (0..MESSAGES).flat_map(|index| (0..CONVERSATIONS).map(move |number| said(number, index)));
    yard.plan(all);
    yard.run_for(seconds(86_400));
    assert_eq!(yard.shelf.count(SendState::Delivered), (CONVERSATIONS * MESSAGES) as usize);
    let mut last: BTreeMap<String, u32> = BTreeMap::new();
    let mut again = 0;
    for (_, _, called) in &yard.called {
        let (conversation, index) = called.0.rsplit_once(':').expect("a key");
        let index: u32 = index.parse().expect("a number");
        let before = last.insert(conversation.to_owned(), index).unwrap_or_default();
        assert!(index == before || index == before + 1, "{called:?} after {before}");
        again += u32::from(index == before && index > 0);
    }
    println!("{} calls, {again} tries again, none out of turn", yard.called.len());
    assert!(again > 200, "it did fail");
}
