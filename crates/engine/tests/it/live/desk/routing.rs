//! What waits is given to whom can take it, in time, also when the desk closes and another opens.

use std::collections::BTreeMap;

use voorzet_domain::conversation::agent::{Capacity, Status};
use voorzet_domain::conversation::case::{Kind, State};
use voorzet_domain::conversation::happening::{Because, Happening};
use voorzet_domain::conversation::received::CallBack;
use voorzet_domain::conversation::{AgentId, Case, CaseId};
use voorzet_domain::strategy::File;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_engine::desk::{Say, Wish};
use voorzet_store::desk::{Order, View};

use super::shop::{ADA, BOB, Shop, later, settings};
use crate::live::at;

const TORONTO: AgentId = AgentId(3);
const AUCKLAND: AgentId = AgentId(4);

/// Amsterdam from seven to nine in the evening, Toronto from eight to three, Auckland from one to eight: in UTC.
pub(super) fn files() -> Vec<File> {
    let strategy = r#"
organisation = "Shop"
languages = ["nl", "en"]
timezone = "Europe/Amsterdam"
default_queue = "orders"
[channels]
mail = { needs = "mail" }
[queues.billing]
skills = ["billing"]
[queues.orders]
skills = ["orders"]
hours = "amsterdam"
promise = { mail = "4h", chat = "2m", call_back = "30m" }
return_after = "15m"
follow = ["toronto", "auckland"]
[queues.toronto]
skills = ["orders"]
hours = "toronto"
return_after = "15m"
[queues.auckland]
skills = ["world"]
hours = "auckland"
return_after = "15m"
[hours]
amsterdam = { week = { mon-sun = "08:00-22:00" } }
toronto = { zone = "America/Toronto", week = { mon-sun = "15:00-22:00" } }
auckland = { zone = "Pacific/Auckland", week = { mon-sun = "14:00-21:00" } }
"#;
    let bill = "name = { nl = 'Rekening', en = 'Bill' }\n[keywords]\nnl = ['factuur', 'te hoog']\nen = ['bill']\n\
                [inbound]\noffer = ['digital:billing']\n";
    let late = "name = { nl = 'Te laat', en = 'Late' }\n[keywords]\nnl = ['pakket', 'bezorg*']\nen = ['parcel']\n\
                [inbound]\noffer = ['digital:orders']\n";
    vec![
        File::new("strategy.toml", strategy),
        File::new("reasons/bill.toml", bill),
        File::new("reasons/late.toml", late),
    ]
}

impl Shop {
    fn sets(&mut self, agent: AgentId, status: Status) {
        self.done(agent, Wish::SetStatus { agent, name: None, status, because: "person".into() });
        self.settle();
    }

    fn can(&mut self, agent: AgentId, skills: &[&str], capacity: Capacity) {
        let skills = skills.iter().map(|skill| (*skill).into()).collect();
        let (name, languages) = (format!("agent {}", agent.0), Vec::new());
        self.done(agent, Wish::SetProfile { agent, name, skills, languages, capacity });
    }

    fn of_agent(&self, agent: AgentId) -> Vec<Case> {
        let mut own = self.place.reader().cases(&View::Mine(agent), Order::Due, None, 100).expect("cases");
        own.sort_by_key(|case| case.id);
        own
    }

    fn numbers_of(&self, agent: AgentId) -> Vec<u32> {
        self.of_agent(agent).iter().map(|case| case.id.0).collect()
    }

    fn solves(&mut self, agent: AgentId, case: CaseId) {
        let say = Say { resolve: true, ..self.answer(&format!("a{}", case.0), case, "Solved.") };
        self.says(agent, say);
        self.settle();
    }
}

/// A shop with two agents at work who take so many at once.
fn shop(total: u32) -> Shop {
    let mut shop = Shop::of(&files(), settings());
    for agent in [ADA, BOB] {
        shop.can(agent, &["orders"], Capacity { total: Some(total), ..Capacity::default() });
    }
    shop
}

#[test]
fn nobody_gets_more_than_they_take_and_what_is_due_first_goes_first() {
    let mut shop = shop(2);
    for number in 1..=5 {
        shop.mail(&format!("c{number}@example.com"), &format!("m{number}@x"), &[], "Where is it?");
        shop.wait(Duration::from_mins(1));
    }
    let case = shop.case(CaseId(1));
    assert_eq!(
        (case.state, case.due, case.promise_seconds),
        (State::Waiting, Some(later(case.opened, 240)), Some(14_400))
    );
    shop.sets(ADA, Status::Available);
    assert_eq!(shop.numbers_of(ADA), [1, 2]);
    let given = &shop.entries("case.assigned")[0];
    assert!(given.event.data.get().contains(r#""by":"routing""#), "{}", given.event.data.get());
    shop.sets(BOB, Status::Available);
    assert_eq!(shop.numbers_of(BOB), [3, 4]);
    shop.solves(BOB, CaseId(3));
    assert_eq!(shop.numbers_of(BOB), [4, 5]);
    // Who waits for the customer has room for another; whoever is away gets nothing.
    shop.sets(ADA, Status::Away);
    shop.solves(ADA, CaseId(1));
    shop.mail("c6@example.com", "m6@x", &[], "Where is it?");
    assert_eq!(shop.numbers_of(ADA), [2]);
    let answer = shop.answer("b", CaseId(4), "Which order?");
    shop.says(BOB, answer);
    shop.settle();
    assert_eq!(shop.numbers_of(BOB), [4, 5, 6]);
    shop.check();
}

#[test]
fn the_agent_of_last_time_has_the_customer_again_while_on_duty() {
    let mut shop = shop(4);
    shop.sets(BOB, Status::Available);
    shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
    shop.solves(BOB, CaseId(1));
    shop.sets(ADA, Status::Available);
    shop.wait(Duration::from_days(5));
    // Ada has had nothing for longer.
    shop.mail("eva@example.com", "m2@x", &[], "And the other one?");
    assert_eq!((shop.numbers_of(ADA), shop.numbers_of(BOB)), (vec![], vec![2]));
    assert_eq!(shop.case(CaseId(2)).previous.map(|(agent, _)| agent), Some(BOB));
    shop.solves(BOB, CaseId(2));
    shop.sets(BOB, Status::Away);
    shop.wait(Duration::from_days(5));
    shop.mail("eva@example.com", "m3@x", &[], "And the last?");
    assert_eq!((shop.numbers_of(ADA), shop.numbers_of(BOB)), (vec![3], vec![]));
    shop.check();
}

#[test]
fn what_nobody_answers_goes_back_and_to_somebody_else() {
    let mut shop = shop(4);
    shop.sets(ADA, Status::Available);
    shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
    shop.sets(BOB, Status::Available);
    shop.wait(Duration::from_mins(14));
    assert_eq!(shop.numbers_of(ADA), [1]);
    shop.wait(Duration::from_mins(2));
    assert_eq!((shop.numbers_of(ADA), shop.numbers_of(BOB)), (vec![], vec![1]));
    assert_eq!(shop.case(CaseId(1)).queued, Because::Returned);
    // Bob gives it away: it waits, though he is the only one who is there.
    shop.sets(ADA, Status::Away);
    shop.done(BOB, Wish::Assign { case: CaseId(1), agent: None });
    shop.settle();
    assert_eq!(shop.case(CaseId(1)).state, State::Waiting);
    shop.sets(ADA, Status::Available);
    assert_eq!(shop.numbers_of(ADA), [1]);
    // Who goes home leaves what is owed, and has it again when they are back first.
    shop.sets(BOB, Status::Offline);
    shop.sets(ADA, Status::Offline);
    assert_eq!(shop.case(CaseId(1)).queued, Because::Left);
    shop.wait(Duration::from_mins(30));
    shop.sets(ADA, Status::Available);
    assert_eq!(shop.numbers_of(ADA), [1]);
    shop.check();
}

#[test]
fn what_is_not_taken_follows_the_sun_and_comes_back() {
    let mut shop = shop(4);
    let moved = |shop: &mut Shop, to: &str| {
        shop.place.now = at(to);
        shop.settle();
        shop.case(CaseId(1))
    };
    shop.place.now = at("2026-03-02T20:55:00Z");
    shop.mail("eva@example.com", "m1@x", &[], "Where is it?");
    let case = shop.case(CaseId(1));
    assert_eq!(case.queue, "orders");
    let due = case.due.expect("a promise");
    let case = moved(&mut shop, "2026-03-02T21:00:00Z");
    assert_eq!(
        (case.queue.as_str(), case.home.as_deref(), case.state),
        ("toronto", Some("orders"), State::Waiting)
    );
    // Its own queue's promise holds: four hours of its open time.
    assert_eq!((case.due, due), (Some(due), at("2026-03-03T10:55:00Z")));
    assert_eq!(moved(&mut shop, "2026-03-03T02:59:00Z").queue, "toronto");
    assert_eq!(moved(&mut shop, "2026-03-03T03:00:00Z").queue, "auckland");
    // Nobody in Auckland took it, and Ada cannot be given what is worked there.
    shop.sets(ADA, Status::Available);
    assert_eq!(shop.case(CaseId(1)).state, State::Waiting);
    let case = moved(&mut shop, "2026-03-03T07:00:00Z");
    assert_eq!((case.queue.as_str(), case.home, case.agent), ("orders", None, Some(ADA)));
    shop.check();
}

#[test]
fn a_customer_who_wants_to_be_called_is_called_then_and_not_before() {
    let mut shop = shop(4);
    shop.sets(ADA, Status::Available);
    let from = later(shop.place.now, 180);
    shop.call_back(
        "eva@example.com",
        "1",
        CallBack { phone: "+31612345678".into(), from, until: later(from, 60) },
    );
    let case = shop.case(CaseId(1));
    assert_eq!((case.kind, case.state, case.due), (Kind::CallBack, State::Waiting, Some(from)));
    shop.wait(Duration::from_mins(169));
    assert_eq!(shop.case(CaseId(1)).state, State::Waiting);
    shop.wait(Duration::from_mins(1));
    assert_eq!(shop.numbers_of(ADA), [1]);
    // One call at a time.
    let now = shop.place.now;
    shop.call_back(
        "bob@example.com",
        "2",
        CallBack { phone: "+31612345679".into(), from: now, until: later(now, 60) },
    );
    assert_eq!(shop.numbers_of(ADA), [1]);
    shop.check();
}

/// When each desk is open, in hours of UTC.
fn is_open(agent: AgentId, now: Timestamp) -> bool {
    let hour = (now.as_micros() / 3_600_000_000) % 24;
    match agent {
        TORONTO => !(3..20).contains(&hour),
        AUCKLAND => (1..8).contains(&hour),
        _ => (7..21).contains(&hour),
    }
}

#[test]
fn a_day_around_the_world_answers_everybody_in_time() {
    let mut shop = shop(3);
    shop.can(TORONTO, &["orders"], Capacity { total: Some(3), ..Capacity::default() });
    shop.can(AUCKLAND, &["orders", "world"], Capacity { total: Some(3), ..Capacity::default() });
    let desks = [ADA, BOB, TORONTO, AUCKLAND];
    let mut open: BTreeMap<AgentId, bool> = desks.map(|agent| (agent, false)).into();
    for step in 0..160 {
        let now = shop.place.now;
        for agent in desks {
            if open.insert(agent, is_open(agent, now)) != Some(is_open(agent, now)) {
                let status = if is_open(agent, now) { Status::Available } else { Status::Offline };
                shop.sets(agent, status);
            }
        }
        // For a day two mails every ten minutes; then what is left is answered.
        for number in (0..2).filter(|_| step < 144) {
            shop.mail(
                &format!("c{step}-{number}@example.com"),
                &format!("{step}-{number}@x"),
                &[],
                "Where is it?",
            );
        }
        for agent in desks {
            let has = shop.of_agent(agent);
            assert!(has.len() <= 3, "agent {} has {}", agent.0, has.len());
            if is_open(agent, now) {
                // They work on what they have had for ten minutes, two at most.
                let old = has.iter().filter(|case| now.since(case.opened) >= Duration::from_mins(10));
                for case in old.take(2).map(|case| case.id).collect::<Vec<_>>() {
                    shop.solves(agent, case);
                }
            } else {
                assert!(has.is_empty(), "agent {} went home", agent.0);
            }
        }
        shop.wait(Duration::from_mins(10));
    }
    let cases = shop.cases();
    assert_eq!(cases.len(), 288);
    let mut by: BTreeMap<AgentId, usize> = BTreeMap::new();
    for case in &cases {
        assert_eq!(case.state, State::Resolved, "{case:?}");
        let answered = case.first_answer.expect("an answer");
        assert!(answered <= case.answered.and_then(|answered| answered.due).expect("a promise"), "{case:?}");
        *by.entry(case.agent.expect("somebody")).or_default() += 1;
    }
    assert_eq!(by.len(), 4, "{by:?}");
    // Whom routing gave something was on duty.
    for entry in shop.entries("case.assigned") {
        let Some(Ok(Happening::Assigned(said))) = Happening::read(&entry.event.kind, entry.event.data.get())
        else {
            panic!("{entry:?}");
        };
        assert!(is_open(said.agent, entry.event.time), "{entry:?}");
    }
    shop.check();
}
