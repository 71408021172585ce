//! What customers say of how they were helped, beside what was avoided: treated and not.

use std::collections::BTreeMap;
use std::path::Path;

use voorzet_domain::customer::CustomerId;
use voorzet_domain::feedback::Question;
use voorzet_domain::feedback::invitation::By;
use voorzet_domain::strategy::File;
use voorzet_domain::time::Duration;
use voorzet_engine::effects::{Comparison, EffectRow, Experiments};
use voorzet_engine::own::kind;
use voorzet_engine::projection::day_of;

use super::shop::{ADA, Shop, settings};
use crate::live::files;

/// A shop that tells half of those whose parcel is late, and asks everybody whether it is solved.
fn measuring() -> Shop {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/live/desk/strategy");
    let mut files = files(Path::new(folder));
    for file in &mut files {
        if file.path == "strategy.toml" {
            let text = format!(
                "quiet = false\nmeasure = {{ holdout = 0.0, within = \"5d\" }}\n{}\n[budget]\nlimits = []\n\
                 [feedback]\nask = [\"solved\"]\nsettled = {{ mail = \"0s\" }}\nqueue = \"calls\"\n",
                file.text
            );
            *file = File::new("strategy.toml", text);
        } else if file.path == "reasons/late.toml" {
            let text = format!(
                "measure = {{ holdout = 0.5 }}\n{}\n[proactive]\nmessage = \"late\"\npurpose = \"service\"\n\
                 channels = [\"mail\"]\n",
                file.text
            );
            *file = File::new("reasons/late.toml", text);
        }
    }
    files.push(File::new("messages/late.en.md", "# Late\n\nIt comes later.\n"));
    Shop::of(&files, settings())
}

/// So many customers' parcels are late; each writes, is answered, and is asked. Gives who is asked by which invitation.
fn helped(shop: &mut Shop, customers: u32) -> Vec<(u32, CustomerId)> {
    let mut asked = Vec::new();
    for number in 1..=customers {
        let who = format!("c{number}@example.com");
        shop.happens("delivery.delayed", &who);
        shop.mail(&who, &format!("m{number}@x"), &[], "Where is my parcel?");
        let case = shop.cases().last().expect("a case").id;
        let answer = voorzet_engine::desk::Say {
            resolve: true,
            ..shop.answer(&format!("a{number}"), case, "On its way.")
        };
        shop.says(ADA, answer);
        shop.wait(Duration::from_mins(1));
        let known = shop.place.reader().invitation(voorzet_domain::feedback::InvitationId(number));
        let known = known.expect("a store").expect("an invitation");
        assert!(known.asked.is_some(), "{known:?}");
        asked.push((number, known.customer.expect("a customer")));
    }
    asked
}

/// Who was treated, as the log says.
fn arms(shop: &Shop) -> BTreeMap<CustomerId, bool> {
    let drawn = shop.entries(kind::HOLDOUT_ASSIGNED);
    let arm = |entry: &voorzet_store::entry::Entry| {
        let treated = entry.event.data.get().contains(r#""arm":"treated""#);
        Some((entry.own?.customer?, treated))
    };
    drawn.iter().filter_map(arm).collect()
}

fn measured(shop: &Shop) -> EffectRow {
    let today = day_of(shop.place.now.to_jiff().to_zoned(jiff::tz::TimeZone::UTC).date());
    let found = Experiments::read(&shop.place.reader()).expect("experiments").effects(today);
    found.reasons.into_iter().next().expect("a reason")
}

#[test]
fn who_is_told_and_says_more_often_that_it_is_solved_shows_it() {
    let mut shop = measuring();
    let asked = helped(&mut shop, 140);
    let arms = arms(&shop);
    assert_eq!(arms.len(), 140);
    for (number, customer) in &asked {
        let mostly = number % 5 != 0;
        let score = u8::from(arms[customer] == mostly);
        // The last thing that they say counts.
        if number % 3 == 0 {
            shop.gives(*number, Question::Solved, 1 - score, By::Page).expect("an answer");
        }
        shop.gives(*number, Question::Solved, score, By::Page).expect("an answer");
    }
    assert_eq!(measured(&shop).satisfaction, [], "windows run");
    shop.wait(Duration::from_days(6));
    let row = measured(&shop);
    let [found] = row.satisfaction.as_slice() else { panic!("{row:?}") };
    assert_eq!(found.question, Question::Solved);
    assert_eq!(
        (found.treated.answers, found.control.answers),
        (row.treated.units, row.control.units),
        "everybody answered once"
    );
    assert!(found.control.answers >= 30 && found.treated.answers >= 30, "{found:?}");
    let difference = found.difference.expect("enough of both");
    assert!((0.4..0.8).contains(&difference.value), "{difference:?}");
    assert!(difference.low > 0.0 && found.says == Comparison::Higher, "{found:?}");
    shop.check();
}

#[test]
fn who_does_not_answer_says_nothing_and_what_a_machine_clicks_is_taken_back() {
    let mut shop = measuring();
    let asked = helped(&mut shop, 12);
    shop.wait(Duration::from_days(6));
    let row = measured(&shop);
    assert_eq!(row.treated.units + row.control.units, 12);
    assert_eq!(row.satisfaction, []);
    assert!(shop.entries(kind::UNIT_SCORED).is_empty());

    let mut again = measuring();
    let first = helped(&mut again, 12)[0].0;
    assert_eq!(asked[0].0, first);
    again.gives(first, Question::Solved, 0, By::Click).expect("taken");
    again.gives(first, Question::Solved, 1, By::Click).expect("taken");
    assert_eq!(again.entries(kind::UNIT_SCORED).len(), 2, "given, and taken back");
    again.wait(Duration::from_days(6));
    assert_eq!(measured(&again).satisfaction, []);
    again.check();
}
