//! Months of customers who write by several channels, come back, turn out to be one person, and answer, while the process
//! ends as it likes: nobody is asked twice in thirty days, and no question goes out twice.

use std::collections::{BTreeMap, BTreeSet};

use voorzet_domain::conversation::CaseId;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::feedback::happening::{Asked, Dropped, Planned};
use voorzet_domain::feedback::invitation::By;
use voorzet_domain::feedback::{InvitationId, Question};
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_engine::desk::{Say, Wish};
use voorzet_engine::live::{Command, Work};

use super::feedback::{ALL, asking};
use super::shop::{ADA, Shop, mail_claim};

/// How many customers there are.
const CUSTOMERS: u64 = 24;

/// Numbers that look random and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

/// What happens on one day.
fn one_day(shop: &mut Shop, chance: &mut Chance, day: u64, merged: &mut Vec<(Timestamp, [CustomerId; 2])>) {
    for step in 0..chance.below(4) {
        let number = chance.below(CUSTOMERS);
        let (from, id) = (format!("c{number}@example.com"), format!("m{day}-{step}@x"));
        match chance.below(24) {
            0..=7 => drop(shop.mail(&from, &id, &[], "Where is it?")),
            8..=14 => {
                let phone = format!("+3161234{number:04}");
                shop.whatsapp(&phone, mail_claim(&from), &id, "Where is it?");
            }
            15 => {
                let other = chance.below(CUSTOMERS);
                let command = Command::Merge {
                    keep: CustomerId(number.min(other) as u32),
                    absorb: CustomerId(number.max(other) as u32),
                    by: "Ada".into(),
                    note: String::new(),
                };
                shop.place.turn(Work { commands: vec![command], ..Work::default() });
                shop.settle();
                merged.push((shop.place.now, [CustomerId(number as u32), CustomerId(other as u32)]));
            }
            _ => {
                let last = shop.place.reader().last_invitation().expect("a number").0;
                if last > 0 {
                    let invitation = 1 + chance.below(u64::from(last)) as u32;
                    let score = chance.below(11) as u8;
                    let by = if chance.below(2) == 0 { By::Click } else { By::Page };
                    // Most were never asked, or answered long ago.
                    let _ = shop.gives(invitation, Question::Nps, score, by);
                }
            }
        }
        if chance.below(3) == 0 {
            shop.crash();
        }
    }
    let open: Vec<CaseId> = shop.cases().iter().filter(|case| case.is_open()).map(|case| case.id).collect();
    for case in open {
        if chance.below(2) == 0 {
            let id = format!("a{day}-{}", case.0);
            if shop.case(case).conversations.is_empty() || chance.below(4) == 0 {
                shop.done(ADA, Wish::Claim(case));
                let how = voorzet_domain::conversation::case::How::Answered;
                shop.done(ADA, Wish::Resolve { case, how });
            } else {
                let say = Say { resolve: true, ..shop.answer(&id, case, "Here.") };
                // The channel may take no free text any more.
                let _ = shop.ask(ADA, Wish::Say(Box::new(say)));
            }
        }
        if chance.below(4) == 0 {
            shop.crash();
        }
    }
    shop.wait(Duration::from_hours(24));
}

/// When each person was asked, of what was not called off, and not about the outcome of a call-back.
fn asked(shop: &Shop) -> BTreeMap<CustomerId, Vec<Timestamp>> {
    let read = |data: &str| serde_json::from_str::<serde_json::Value>(data).expect("JSON");
    let number = |data: &str| InvitationId(read(data)["invitation"].as_u64().expect("a number") as u32);
    let numbers = |kind: &str| -> BTreeSet<InvitationId> {
        shop.entries(kind).iter().map(|entry| number(entry.event.data.get())).collect()
    };
    let planned = shop.entries(Planned::KIND);
    let again: BTreeSet<InvitationId> = planned
        .iter()
        .filter(|entry| !read(entry.event.data.get())["again"].is_null())
        .map(|entry| number(entry.event.data.get()))
        .collect();
    let dropped = numbers(Dropped::KIND);
    let mut asked: BTreeMap<CustomerId, Vec<Timestamp>> = BTreeMap::new();
    for entry in shop.entries(Asked::KIND) {
        let id = number(entry.event.data.get());
        if !dropped.contains(&id) && !again.contains(&id) {
            let customer = entry.own.and_then(|own| own.customer).expect("a customer");
            asked.entry(customer).or_default().push(entry.event.time);
        }
    }
    asked
}

#[test]
fn nobody_is_asked_twice_in_thirty_days_whatever_ends_the_process() {
    for seed in 1..=3 {
        let mut shop = asking(ALL);
        let mut chance = Chance(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed));
        for number in 0..CUSTOMERS {
            shop.mail(&format!("c{number}@example.com"), &format!("first-{number}@x"), &[], "Hello");
        }
        let mut merged = Vec::new();
        for day in 0..100 {
            one_day(&mut shop, &mut chance, day, &mut merged);
        }
        let asked = asked(&shop);
        let amount: usize = asked.values().map(Vec::len).sum();
        assert!(amount > 10, "seed {seed} shows little: {amount} questions");
        for (customer, times) in &asked {
            for pair in times.windows(2) {
                assert!(
                    pair[1].since(pair[0]) >= Duration::from_days(30),
                    "seed {seed}: {customer:?} {pair:?}"
                );
            }
        }
        for (since, [one, other]) in merged.iter().filter(|(_, pair)| pair[0] != pair[1]) {
            let of = |who| asked.get(who).into_iter().flatten();
            for (first, second) in of(one).flat_map(|first| of(other).map(move |second| (first, second))) {
                let (first, second) = (first.min(second), first.max(second));
                let apart = second.since(*first) >= Duration::from_days(30);
                assert!(apart || second < since, "seed {seed}: {one:?} and {other:?}, {first} {second}");
            }
        }
        let mut keys = BTreeSet::new();
        for sent in &shop.sent {
            assert!(keys.insert(sent.key.clone()), "seed {seed}: {} went twice", sent.key.0);
        }
        shop.check();
    }
}
