//! Mails that cannot be decided on: set aside after a few tries, and all others go on in their order.

use voorzet_domain::conversation::MessageNumber;
use voorzet_domain::event::{Event, builtin};
use voorzet_engine::live::{Command, Work};
use voorzet_store::desk::MessageRow;

use super::shop::{Shop, mail_claim};
use crate::live::poison::exchange;
use crate::live::{event, incoming};
use voorzet_store::entry::Mode;

const EVA: &str = "eva@example.com";
const TOM: &str = "tom@example.com";

/// By what their mails are called, in order.
fn names(messages: &[MessageRow]) -> Vec<&str> {
    messages.iter().filter_map(|row| row.name.as_deref()?.strip_prefix("mail|")).collect()
}

/// Turns until all is decided on or set aside; gives in how many.
fn decide(shop: &mut Shop) -> u32 {
    let mut turns = 0;
    while shop.place.turn(Work::default()).behind > 0 {
        turns += 1;
        assert!(turns < 100, "it never comes to an end");
    }
    shop.settle();
    turns
}

#[test]
fn mails_that_cannot_be_decided_on_are_set_aside_and_may_be_tried_again_in_their_order() {
    let mut shop = Shop::new();
    shop.mail(EVA, "e0", &[], "Where is my parcel?");
    let eva = shop.case(voorzet_domain::conversation::CaseId(1)).customer.expect("a customer");
    let before = exchange(&mut shop.place, eva, vec![1, 0xff, 0xff]);
    let bill = "Where is the bill that I asked for?";
    let mails: Vec<Event> = [(EVA, "e1"), (TOM, "t1"), (EVA, "e2"), (TOM, "t2")]
        .into_iter()
        .map(|(from, id)| {
            let mut event = shop.mail_event(from, id, &[], bill);
            let data = event.data.get().replacen('{', "{\"reason\":\"billing\",", 1);
            event.data = serde_json::value::RawValue::from_string(data).expect("JSON");
            event
        })
        .collect();
    shop.place.turn(incoming(mails, Mode::Live));
    let turns = decide(&mut shop);
    let poison = shop.place.reader().poison().expect("a store");
    let tries: Vec<u32> = poison.iter().map(|poison| poison.tries).collect();
    assert_eq!(names(&shop.messages()), ["e0", "t1", "t2"], "{poison:?}");
    assert_eq!(tries, [5, 5], "{poison:?}");
    assert!(turns <= 12, "{turns} turns");
    // Mended, they are tried again, and go on where they are.
    exchange(&mut shop.place, eva, before);
    for poison in poison {
        let commands = vec![Command::RetryQuarantined(poison.position.0)];
        let turned = shop.place.turn(Work { commands, ..Work::default() });
        assert!(turned.answers.iter().all(Result::is_ok), "{:?}", turned.answers);
        shop.settle();
    }
    assert_eq!(names(&shop.messages()), ["e0", "t1", "t2", "e1", "e2"]);
    assert!(shop.place.reader().poison().expect("a store").is_empty());
    println!("2 poisoned mails: 5 tries each in {turns} turns; the others in order; tried again in order");
}

#[test]
fn what_says_to_be_a_mail_and_is_none_is_set_aside_at_once() {
    let mut shop = Shop::new();
    let mut events = Vec::new();
    for number in 0..20 {
        let from = if number % 2 == 0 { EVA } else { TOM };
        let mut none = event(format!("x{number}"), builtin::MESSAGE, shop.place.now, None, "{\"channel\":3}");
        none.customer.extend(mail_claim(from));
        events.push(none);
        events.push(shop.mail_event(from, &format!("m{number}"), &[], "Where is my parcel?"));
    }
    shop.place.turn(incoming(events, Mode::Live));
    decide(&mut shop);
    let messages = shop.messages();
    let expected: Vec<String> = (0..20).map(|number| format!("m{number}")).collect();
    assert_eq!(names(&messages), expected);
    let poison = shop.place.reader().poison().expect("a store");
    assert!(poison.len() == 20 && poison.iter().all(|poison| poison.tries == 1), "{poison:?}");
    assert_eq!(messages.last().map(|row| row.number), Some(MessageNumber(20)));
    shop.check();
}
