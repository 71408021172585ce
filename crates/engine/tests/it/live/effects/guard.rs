//! The guard: what does harm stops, its owner is told, and a named person begins it again.

use voorzet_domain::time::{Duration, Timestamp};
use voorzet_engine::effects::EffectRow;
use voorzet_engine::live::{Answer, Command, CommandError, Settings, Work};
use voorzet_engine::own::kind;
use voorzet_engine::projection::rebuild;
use voorzet_store::effects::DecisionType;
use voorzet_store::entry::Mode;
use voorzet_store::reader::Hashed;

use super::super::{Place, at, event, incoming};
use super::{effects, files};

fn start() -> Timestamp {
    at("2026-04-06T08:00:00Z")
}

/// Parcels of so many customers are late now.
fn late(place: &mut Place, from: u32, customers: u32) {
    let events = (from..from + customers)
        .map(|who| event(format!("late-{who}"), "parcel.late", place.now, Some(&format!("c{who}")), "{}"));
    place.turn(incoming(events.collect::<Vec<_>>(), Mode::Live));
    place.settle();
}

/// Everybody who was told complains.
fn told_complain(place: &mut Place) {
    let log = place.log();
    let told = log.iter().filter(|entry| {
        entry.event.kind == kind::HOLDOUT_ASSIGNED && entry.event.data.get().contains(r#""arm":"treated""#)
    });
    let told: Vec<String> = told
        .filter_map(|entry| {
            let cause = entry.own?.cause?;
            let cause = log.iter().find(|entry| entry.position == cause)?;
            Some(cause.event.customer.first()?.identity.value.to_string())
        })
        .collect();
    let now = place.now;
    let events = told.iter().map(|who| {
        let id = format!("complaint-{who}-{}", now.as_micros());
        event(id, "contact.received", now, Some(who), r#"{"reason":"lost","channel":"phone"}"#)
    });
    place.turn(incoming(events.collect::<Vec<_>>(), Mode::Live));
    place.settle();
}

fn row(place: &Place, epoch: u32) -> EffectRow {
    let rows = effects(place, place.now).decisions;
    rows.into_iter().find(|row| row.epoch == Some(epoch)).expect("an experiment")
}

fn count(place: &Place, kind: &str, word: &str) -> usize {
    place
        .log()
        .iter()
        .filter(|entry| entry.event.kind == kind && entry.event.data.get().contains(word))
        .count()
}

fn resume(place: &mut Place) -> Result<Answer, CommandError> {
    let of = DecisionType { reason: "late".into(), level: "proactive".into(), by: "mail".into() };
    let command = Command::Resume { of, by: "Ada".into(), note: "Another text".into() };
    let mut turned = place.turn(Work { commands: vec![command], ..Work::default() });
    place.settle();
    turned.answers.pop().expect("an answer")
}

#[test]
fn complaints_of_the_treated_halt_within_a_minute_and_a_person_begins_another_experiment() {
    let mut place = Place::new(Settings::default(), start());
    place.publish(&files("measure = { holdout = 0.0, within = \"5d\" }", "measure = { holdout = 0.5 }"));
    late(&mut place, 0, 60);
    assert_eq!(row(&place, 0).guard.expect("a guard").state, "learning");
    assert_eq!(resume(&mut place), Err(CommandError::Unknown), "nothing is halted");
    place.now = start().plus(Duration::from_secs(3_600));
    told_complain(&mut place);
    assert_eq!(count(&place, kind::GUARD_HALTED, ""), 0);
    place.now = place.now.plus(Duration::from_secs(61));
    place.settle();
    assert_eq!(count(&place, kind::GUARD_HALTED, "rare_harm"), 1);
    let guard = row(&place, 0).guard.expect("a guard");
    assert_eq!((guard.state.as_str(), guard.why.expect("why").code.as_str()), ("halted", "rare_harm"));
    let alerts = place
        .log()
        .iter()
        .filter(|entry| {
            entry.event.kind == "case.opened"
                && entry.event.data.get().contains("Halted by the guard: proactive")
        })
        .count();
    assert_eq!(alerts, 1, "who answers for it is told");

    // Nothing more is done, also after another publication and after a start; outcomes are collected.
    let done = count(&place, kind::DECISION_MADE, r#""decision":"act""#);
    late(&mut place, 100, 20);
    place.open();
    late(&mut place, 200, 20);
    place.publish(&files(
        "salt = \"b\"\nmeasure = { holdout = 0.0, within = \"5d\" }",
        "measure = { holdout = 0.5 }",
    ));
    place.settle();
    late(&mut place, 300, 20);
    assert_eq!(count(&place, kind::DECISION_MADE, r#""decision":"act""#), done);
    assert_eq!(count(&place, kind::DECISION_MADE, r#""by":"halted""#), 60);
    assert_eq!(count(&place, kind::HOLDOUT_ASSIGNED, ""), 60, "no lot is drawn");
    let before = row(&place, 0).running;
    told_complain(&mut place);
    assert_eq!(row(&place, 0).running, before);

    assert_eq!(resume(&mut place), Ok(Answer::Done));
    assert_eq!(resume(&mut place), Err(CommandError::Unknown), "it is resumed already");
    let guard = row(&place, 0).guard.expect("a guard");
    assert_eq!((guard.state.as_str(), guard.resumed_by.as_deref()), ("ended", Some("Ada")));
    late(&mut place, 400, 30);
    assert!(count(&place, kind::DECISION_MADE, r#""decision":"act""#) > done, "it is done again");
    assert_eq!(row(&place, 1).running, 30, "as another experiment");
    assert_eq!(row(&place, 1).guard.expect("a guard").state, "learning");

    let before = place.reader().hash(Hashed::ReadModels).expect("a hash");
    rebuild(place.core().writer(), &jiff::tz::TimeZone::UTC, &mut |_, _| {}).expect("a rebuild");
    assert_eq!(
        before,
        place.reader().hash(Hashed::ReadModels).expect("a hash"),
        "a rebuild makes other rows"
    );
}
