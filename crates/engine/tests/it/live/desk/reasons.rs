//! Reasons that are proposed, what agents say of them, and how messages are found.

use voorzet_domain::conversation::CaseId;
use voorzet_domain::conversation::MessageNumber;
use voorzet_domain::time::Duration;
use voorzet_engine::desk::{Wish, sought};

use super::routing::files;
use super::shop::{ADA, Shop, settings};

#[test]
fn a_reason_is_proposed_by_keywords_and_by_what_agents_said() {
    let mut shop = Shop::of(&files(), settings());
    shop.mail("eva@example.com", "m1@x", &[], "Waar blijft mijn pakket? Het had gisteren moeten komen.");
    let case = shop.case(CaseId(1));
    assert_eq!((case.reason.as_str(), case.proposed, case.queue.as_str()), ("late", true, "orders"));
    assert!(case.confidence >= 0.5, "{}", case.confidence);
    assert_eq!(case.language.as_deref(), Some("nl"));
    assert_eq!(shop.contacts("late"), 1);
    // Nothing of what the shop has words for.
    shop.mail("bob@example.com", "m2@x", &[], "The kettle arrived with a dent in the lid");
    let case = shop.case(CaseId(2));
    assert_eq!((case.reason.as_str(), case.confidence, case.language.as_deref()), ("other", 0.0, Some("en")));

    // Agents say of six mails that they are about bills, though no keyword says so, and of six that they are not.
    let bills = [
        "You charged me twice this month",
        "I was charged twice, please check",
        "Charged two times for one order",
        "My card was charged twice",
        "Why was I charged again?",
        "You charged me double",
    ];
    let others = [
        "The kettle is dented",
        "My lamp came with a broken foot",
        "The box was open and the cup is broken",
        "There is a scratch on my table",
        "It does not fit, can I send it back?",
        "The colour is not what I ordered",
    ];
    for (index, (bill, other)) in bills.iter().zip(others).enumerate() {
        for (text, reason) in [(bill, "bill"), (&other, "late")] {
            let row =
                shop.mail(&format!("{reason}{index}@example.com"), &format!("{reason}{index}@x"), &[], text);
            shop.done(ADA, Wish::Classify { case: row.cases[0], reason: reason.into() });
        }
    }
    let row = shop.mail("ann@example.com", "ann@x", &[], "I think that you charged me twice");
    let case = shop.case(row.cases[0]);
    assert_eq!((case.reason.as_str(), case.proposed, case.queue.as_str()), ("bill", true, "billing"));
    let labels = shop.place.reader().labels().expect("labels");
    let texts = labels.iter().find(|row| row.feature.is_empty() && row.reason == "bill").expect("texts");
    assert_eq!(texts.by, 6);
    // The same is proposed after a crash, and the log makes the same counts.
    shop.crash();
    let row = shop.mail("zoe@example.com", "zoe@x", &[], "You charged me twice!");
    assert_eq!(shop.case(row.cases[0]).reason, "bill");
    shop.check();
}

#[test]
fn a_label_takes_the_place_of_the_one_before() {
    let mut shop = Shop::of(&files(), settings());
    shop.mail("eva@example.com", "m1@x", &[], "The kettle has a dent");
    let labels = |shop: &Shop| {
        let mut reasons: Vec<String> = shop
            .place
            .reader()
            .labels()
            .expect("labels")
            .iter()
            .map(|row| format!("{}:{}", row.reason, row.by))
            .collect();
        reasons.sort_unstable();
        reasons.dedup();
        reasons
    };
    assert!(labels(&shop).is_empty());
    shop.done(ADA, Wish::Classify { case: CaseId(1), reason: "bill".into() });
    assert_eq!(labels(&shop), ["bill:1"]);
    shop.done(ADA, Wish::Classify { case: CaseId(1), reason: "late".into() });
    assert_eq!(labels(&shop), ["late:1"]);
    // What is refused counts nothing; saying it again neither.
    let unknown = Wish::Classify { case: CaseId(1), reason: "nothing".into() };
    assert!(shop.ask(ADA, unknown).is_err());
    shop.done(ADA, Wish::Classify { case: CaseId(1), reason: "late".into() });
    assert_eq!(labels(&shop), ["late:1"]);
    shop.check();
}

#[test]
fn messages_are_found_in_both_languages_whatever_the_form() {
    let mut shop = Shop::of(&files(), settings());
    shop.mail("eva@example.com", "m1@x", &[], "Ik heb drie boeken besteld en mijn abonnement opgezegd.");
    shop.wait(Duration::from_mins(1));
    shop.mail("bob@example.com", "m2@x", &[], "Were my deliveries paid? Order 3SX-91");
    let found = |question: &str, typing: bool| {
        let found = shop.place.reader().search(&sought(question, typing), MessageNumber(u32::MAX), 10);
        found.expect("a search").iter().map(|number| number.0).collect::<Vec<_>>()
    };
    for (question, typing, numbers) in [
        ("bestelling", false, vec![1]),
        ("opzeggen boek", false, vec![1]),
        ("delivery payment", false, vec![2]),
        ("3sx", false, vec![2]),
        ("deliv", true, vec![2]),
        ("deliv", false, vec![]),
        ("bestelling delivery", false, vec![]),
        ("abonnement) OR (\"order\" *", false, vec![]),
        ("!!!", true, vec![]),
    ] {
        assert_eq!(found(question, typing), numbers, "{question}");
    }
}
