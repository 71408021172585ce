//! Whoever writes is told that it arrived: once a day, also over a crash, and no machine ever.

use voorzet_channels::mail::Address;
use voorzet_domain::conversation::received::Verdict;
use voorzet_domain::conversation::{CaseId, Received, Trust};
use voorzet_domain::strategy::File;
use voorzet_domain::time::Duration;
use voorzet_engine::deliver::{Acknowledges, Dispatch, Pace, Route, Routes};
use voorzet_engine::desk::Wish;
use voorzet_engine::live::Settings;
use voorzet_store::desk::MessageKind;

use super::shop::{ADA, Shop, body, mail_claim, written};

const EVA: &str = "eva@example.com";

fn settings(acknowledges: Acknowledges) -> Settings {
    let account = |address: &str, acknowledges: Option<Acknowledges>| Route {
        address: Address::parse(address).ok(),
        acknowledges,
        ..Route::account(Pace::messages(), false)
    };
    let routes = [
        ("mail".into(), account("service@shop.example", Some(acknowledges))),
        ("mail:returns".into(), account("returns@shop.example", None)),
    ];
    Settings { routes: Routes(routes.into_iter().collect()), ..Settings::default() }
}

fn shop() -> Shop {
    Shop::with(settings(Acknowledges::Plainly))
}

/// What went out by itself.
fn told(shop: &Shop) -> Vec<&Dispatch> {
    shop.sent.iter().filter(|dispatch| dispatch.key.0.starts_with("ack:")).collect()
}

/// A mail in a thread of its own, about a reason of its own.
fn writes(shop: &mut Shop, id: &str, reason: &str, change: impl FnOnce(&mut Received)) {
    let mut received = Received {
        threads: vec![format!("mail|{id}")],
        subject: Some("My parcel".to_owned()),
        text: "Where is my parcel? I have been waiting for days.".to_owned(),
        reason: Some(reason.into()),
        ..written("mail", "mail", EVA)
    };
    change(&mut received);
    let claim = mail_claim(&received.from.address);
    let event = shop.message(id, claim, &received);
    shop.hears(event);
}

#[test]
fn who_writes_is_told_once_a_day_also_over_a_crash() {
    let mut shop = shop();
    writes(&mut shop, "q1@example.com|0123456789abcdef", "late", |_| {});
    let all = told(&shop);
    assert_eq!((all.len(), all[0].to.as_str()), (1, EVA));
    let said = body(all[0]);
    assert!(said.automatic && said.answers.is_some() && said.token.is_some(), "{said:?}");
    assert_eq!(said.subject.as_deref(), Some("Automatic reply: My parcel"));
    assert!(said.text.contains("as soon as possible"), "nothing is promised here: {}", said.text);
    let case = shop.case(CaseId(1));
    assert!(case.waiting_since.is_some() && case.answers == 0, "it waits for a person as before");
    // What goes on is no news, and neither is a second question of the same day, in whatever capitals.
    writes(&mut shop, "q1@example.com|0123456789abcdef-2", "late", |_| {});
    writes(&mut shop, "q2@example.com", "billing", |received| {
        received.from.address = "Eva@Example.com".into();
    });
    assert_eq!(shop.cases().len(), 2);
    shop.crash();
    shop.wait(Duration::from_hours(23));
    writes(&mut shop, "q3@example.com", "risk", |_| {});
    assert_eq!((shop.cases().len(), told(&shop).len()), (3, 1));
    shop.wait(Duration::from_hours(2));
    // It is another day, and another case only when the first is over.
    writes(&mut shop, "q4@example.com", "late", |_| {});
    assert_eq!(told(&shop).len(), 1, "it is about what is open still");
    shop.done(ADA, Wish::Resolve { case: CaseId(1), how: voorzet_domain::conversation::case::How::Answered });
    writes(&mut shop, "q5@example.com", "late", |_| {});
    assert_eq!(told(&shop).len(), 2, "it came again, on another day");
    let automatic = shop.messages().into_iter().filter(|row| row.kind == MessageKind::Automatic).count();
    assert_eq!(automatic, 2, "both are in their threads");
    shop.check();
}

#[test]
fn machines_ourselves_strangers_and_the_past_are_told_nothing() {
    let mut shop = shop();
    writes(&mut shop, "a", "late", |received| received.automatic = true);
    writes(&mut shop, "b", "late", |received| received.from.address = "Returns+t1@shop.example".into());
    writes(&mut shop, "c", "late", |received| {
        received.from.address = "forged@example.com".into();
        received.trust = Trust { verdict: Some(Verdict::Fail), ..Trust::default() };
    });
    // An account that is not set up so.
    writes(&mut shop, "d", "late", |received| {
        received.account = "mail:returns".into();
        received.from.address = "d@example.com".into();
    });
    // What an outage held up for a day.
    let mut late = shop.mail_event("e@example.com", "e", &[], "Where is my parcel?");
    late.time = shop.place.now.minus(Duration::from_days(1));
    shop.hears(late);
    shop.bounced("f@example.com");
    shop.mail("f@example.com", "f", &[], "Where is my parcel?");
    assert_eq!(told(&shop).len(), 0);
    assert_eq!(shop.cases().len(), 5);
    shop.check();
}

#[test]
fn it_says_by_when_an_answer_comes_in_the_words_of_the_strategy_and_the_customers_language() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/live/desk/strategy");
    let mut files = crate::live::files(std::path::Path::new(folder));
    for file in &mut files {
        if file.path == "strategy.toml" {
            file.text = file
                .text
                .replace("languages    = [\"en\"]", "languages = [\"nl\", \"en\"]")
                .replace("orders  = { name", "orders = { promise = { mail = \"8h\" }, name");
        }
    }
    let answer = |language: &str, text: &str| File {
        path: format!("answers/arrived.{language}.md"),
        text: text.to_owned(),
    };
    let dutch = "# Uw vraag\n\nDag{% if customer.name %} {{ customer.name }}{% endif %}, u hoort van **{{ organisation }}**, uiterlijk {{ promise }}.\n";
    files.push(answer("nl", dutch));
    files.push(answer("en", "# Your question\n\nYou hear from us by {{ promise }}.\n"));
    for (name, of) in [("arrived", 2), ("gone", 0)] {
        let mut shop = Shop::of(&files, settings(Acknowledges::With(name.into())));
        writes(&mut shop, "q1", "late", |received| {
            received.text = "Waar blijft mijn pakket? Ik wacht al dagen op de bezorger.".to_owned();
        });
        writes(&mut shop, "q2", "late", |received| received.from.address = "tom@example.com".into());
        // Nothing is promised on bills, so what says so cannot be said, and our own words are.
        writes(&mut shop, "q3", "billing", |received| received.from.address = "kim@example.com".into());
        let said: Vec<_> = told(&shop).into_iter().map(body).collect();
        let texts: Vec<&str> = said.iter().map(|said| said.text.as_str()).collect();
        let ours = texts.iter().filter(|text| text.contains("automati")).count();
        assert_eq!((texts.len(), texts.len() - ours), (3, of), "{texts:?}");
        assert!(texts[0].contains("uiterlijk maandag 2 maart 2026, 18:00"), "{texts:?}");
        assert!(texts[1].contains("by Monday 2 March 2026, 18:00"), "{texts:?}");
        assert!(texts[2].contains("as soon as possible"), "{texts:?}");
        assert_eq!(said[0].language.as_deref(), Some("nl"));
        shop.check();
    }
}
