//! A great many are to be asked at once: they are asked at the pace of their channel, once each, within the budget.

use std::collections::BTreeSet;

use voorzet_domain::conversation::case::How;
use voorzet_domain::conversation::{CaseId, Received};
use voorzet_domain::time::Duration;
use voorzet_engine::deliver::{Came, Pace, Rate, Report, Route, Routes};
use voorzet_engine::desk::{DeskCommand, Say, Wish};
use voorzet_engine::live::{Command, Settings, Work};
use voorzet_store::entry::{Incoming, Mode};

use super::feedback::asking_by;
use super::shop::{ADA, Shop, mail_claim, settings, written};

/// How many go in a second.
const PACE: u32 = 500;

/// As many come in at once.
const PORTION: u32 = 1_000;

/// A shop whose mail goes at a pace.
fn paced() -> Shop {
    let rate = Some(Rate { sends: PACE, per: Duration::from_secs(1) });
    let pace = Pace { rate, concurrency: PACE, ..Pace::messages() };
    let mut settings: Settings = settings();
    let mut routes: Routes = settings.routes.clone();
    routes.0.insert("mail".into(), Route::account(pace, false));
    settings.routes = routes;
    asking_by("ask = [\"nps\"]\n", settings)
}

fn invites(customers: u32) {
    let mut shop = paced();
    for first in (0..customers).step_by(PORTION as usize) {
        let events = (first..customers.min(first + PORTION)).map(|number| {
            let (from, id) = (format!("c{number}@example.com"), format!("m{number}@x"));
            let threads = vec![format!("mail|{id}")];
            let received =
                Received { threads, text: "Where is it?".to_owned(), ..written("mail", "mail", &from) };
            Incoming::Event { event: shop.message(&id, mail_claim(&from), &received), mode: Mode::Live }
        });
        let incoming: Vec<_> = events.collect();
        shop.place.turn(Work { incoming, ..Work::default() });
        shop.settle();
        let cases = (first + 1..=customers.min(first + PORTION)).map(CaseId);
        let wishes = cases.flat_map(|case| {
            let say = Say { resolve: false, ..shop.answer(&format!("a{}", case.0), case, "Here.") };
            [Wish::Say(Box::new(say)), Wish::Resolve { case, how: How::Answered }]
        });
        let commands: Vec<_> = wishes.map(|wish| Command::Desk(DeskCommand { by: ADA, wish })).collect();
        shop.place.turn(Work { commands, ..Work::default() });
        shop.settle();
    }
    // The answers themselves go first.
    shop.wait(Duration::from_mins(10));
    shop.sent.clear();
    shop.place.now = shop.place.now.plus(Duration::from_hours(73));
    let (mut asked, mut busiest, mut seconds) = (BTreeSet::new(), 0, 0_u32);
    let mut reports = Vec::new();
    while asked.len() < customers as usize {
        let mut second = 0;
        loop {
            let turned = shop.place.turn(Work { reports: std::mem::take(&mut reports), ..Work::default() });
            second += turned.dispatches.len();
            let now = shop.place.now;
            for dispatch in turned.dispatches {
                assert!(asked.insert(dispatch.key.clone()), "{} went twice", dispatch.key.0);
                reports.push(Report { key: dispatch.key, outcome: Came::Sent { reference: None }, at: now });
            }
            if reports.is_empty() && turned.wake.is_none_or(|wake| wake > now) {
                break;
            }
        }
        busiest = busiest.max(second);
        seconds += 1;
        assert!(seconds < 10 * customers / PACE + 100, "{} of {customers} after {seconds} s", asked.len());
        shop.place.now = shop.place.now.plus(Duration::from_secs(1));
    }
    // A bucket that was full lets twice as much go in its first second.
    assert!(busiest <= 2 * PACE as usize, "{busiest} in a second");
    let sums = shop.place.reader().feedback_sums(i32::MIN, i32::MAX).expect("sums");
    let sum =
        |figure: &str| sums.iter().filter(|sum| sum.figure == figure).map(|sum| sum.amount).sum::<i64>();
    assert_eq!(sum("asked"), i64::from(customers));
    println!("{customers} were asked in {seconds} virtual seconds, {busiest} in the busiest");
}

#[test]
fn many_are_asked_at_the_pace_of_their_channel() {
    invites(3_000);
}

#[test]
#[ignore = "takes minutes; a figure for docs/feedback.md"]
fn a_hundred_thousand_are_asked_at_the_pace_of_their_channel() {
    invites(100_000);
}
