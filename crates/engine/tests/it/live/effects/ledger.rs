//! Units: who is one, what counts for them, and that a rebuild makes them again.

use voorzet_domain::time::{Duration, Timestamp};
use voorzet_engine::effects::{EffectRow, Word};
use voorzet_engine::live::{Command, Settings};
use voorzet_engine::own::kind;
use voorzet_engine::projection::rebuild;
use voorzet_store::entry::Mode;
use voorzet_store::reader::Hashed;

use super::super::{Place, at, event, incoming};
use super::{effects, files};

fn start() -> Timestamp {
    at("2026-04-06T08:00:00Z")
}

fn day(days: i64) -> Timestamp {
    start().plus(Duration::from_days(days))
}

fn place(organisation: &str, reason: &str) -> Place {
    let mut place = Place::new(Settings::default(), start());
    place.publish(&files(organisation, reason));
    place.settle();
    place
}

/// Something happens to a customer now.
fn happens(place: &mut Place, kind: &str, who: &str, data: &str) {
    let id = format!("{kind}-{who}-{}-{data}", place.now.as_micros());
    let event = event(id, kind, place.now, Some(who), data);
    place.turn(incoming([event], Mode::Live));
    place.settle();
}

fn contacts(place: &mut Place, who: &str, reason: &str) {
    happens(place, "contact.received", who, &format!(r#"{{"reason":"{reason}","channel":"phone"}}"#));
}

/// A rebuild makes the same rows.
fn is_rebuilt_the_same(place: &mut Place) {
    let before = place.reader().hash(Hashed::ReadModels).expect("a hash");
    let zone = jiff::tz::TimeZone::UTC;
    rebuild(place.core().writer(), &zone, &mut |_, _| {}).expect("a rebuild");
    assert_eq!(
        before,
        place.reader().hash(Hashed::ReadModels).expect("a hash"),
        "a rebuild makes other rows"
    );
}

fn late(place: &Place, now: Timestamp) -> EffectRow {
    let found = effects(place, now);
    assert_eq!(found.decisions.len(), 1, "{found:?}");
    found.decisions[0].clone()
}

/// Customers of whom the lot says so, by number.
fn arms(place: &Place, treated: bool) -> Vec<String> {
    let word = if treated { r#""arm":"treated""# } else { r#""arm":"held_out""# };
    let log = place.log();
    let said = log
        .iter()
        .filter(|entry| entry.event.kind == kind::HOLDOUT_ASSIGNED && entry.event.data.get().contains(word));
    let cause = |entry: &voorzet_store::entry::Entry| {
        let position = entry.own?.cause?;
        let cause = log.iter().find(|cause| cause.position == position)?;
        Some(cause.event.customer.first()?.identity.value.to_string())
    };
    said.filter_map(cause).collect()
}

#[test]
fn contacts_on_any_reason_count_in_the_window_of_each_arm_and_a_rebuild_counts_the_same() {
    let mut place = place("measure = { holdout = 0.0, within = \"5d\" }", "measure = { holdout = 0.5 }");
    contacts(&mut place, "c1", "other");
    place.now = day(1);
    for who in 0..40 {
        happens(&mut place, "parcel.late", &format!("c{who}"), "{}");
    }
    let (treated, control) = (arms(&place, true), arms(&place, false));
    assert_eq!(treated.len() + control.len(), 40);
    assert!(treated.len() > 5 && control.len() > 5, "{treated:?}");
    place.now = day(2);
    contacts(&mut place, &treated[0], "lost");
    contacts(&mut place, &treated[0], "late");
    contacts(&mut place, &control[0], "other");
    // A second late parcel in the same quarter is no other unit.
    happens(&mut place, "parcel.late", &treated[0], "{}");
    assert_eq!(late(&place, day(6)).treated.units, 0, "windows end on the sixth day");
    place.now = day(6).plus(Duration::from_secs(1));
    contacts(&mut place, &control[1], "late");
    let row = late(&place, day(7));
    assert_eq!((row.treated.units, row.treated.contacts), (treated.len() as u64, 2));
    assert_eq!(
        (row.control.units, row.control.contacts),
        (control.len() as u64, 1),
        "the last came too late"
    );
    assert_eq!(row.treated.earlier + row.control.earlier, 1, "one contact before");
    assert_eq!((row.running, row.crossed, row.id.as_deref()), (0, 0, Some("late:proactive:mail")));
    assert!(row.complaints.total.expect("units").value > 0.0, "a complaint of the treated");
    assert!((row.spent - 0.01 * (treated.len() + 1) as f64).abs() < 1e-9, "{}", row.spent);
    assert_eq!(row.contacts.verdict, Word::NotEstablished, "of so few");
    is_rebuilt_the_same(&mut place);
    // What is open when it ends is open when it begins again.
    place.open();
    happens(&mut place, "parcel.late", "new", "{}");
    place.open();
    place.now = place.now.plus(Duration::from_secs(60));
    contacts(&mut place, "new", "late");
    let row = late(&place, day(20));
    assert_eq!(row.treated.contacts + row.control.contacts, 4, "it was remembered");
    is_rebuilt_the_same(&mut place);
}

#[test]
fn a_late_contact_counts_where_it_belongs_and_a_withdrawn_consent_counts() {
    let mut place = place("measure = { holdout = 0.0, within = \"2d\" }", "measure = { holdout = 0.5 }");
    happens(&mut place, "parcel.late", "ann", "{}");
    place.now = day(1);
    happens(&mut place, "consent.withdrawn", "ann", r#"{"purpose":"service"}"#);
    place.now = day(2).plus(Duration::from_hours(3));
    let came = event(
        "late-1".into(),
        "contact.received",
        day(1),
        Some("ann"),
        r#"{"reason":"late","channel":"mail"}"#,
    );
    place.turn(incoming([came], Mode::Live));
    place.settle();
    let row = late(&place, day(4));
    assert_eq!(row.treated.contacts + row.control.contacts, 1);
    let opted = place.log().iter().filter(|entry| entry.event.kind == kind::UNIT_OPTED_OUT).count();
    assert_eq!(opted, 1);
    is_rebuilt_the_same(&mut place);
}

#[test]
fn a_customer_who_turns_out_to_be_two_counts_once_or_not_at_all() {
    let mut place = place("measure = { holdout = 0.0, within = \"5d\" }", "measure = { holdout = 0.5 }");
    for who in 0..12 {
        happens(&mut place, "parcel.late", &format!("c{who}"), "{}");
    }
    let (treated, control) = (arms(&place, true), arms(&place, false));
    let number = |place: &Place, who: &str| {
        let directory = place.reader().directory(7).expect("a directory");
        directory.find(&voorzet_domain::identity::Identity::account(who).expect("an account")).expect("known")
    };
    let merge = |place: &mut Place, one: &str, other: &str| {
        let (keep, absorb) = (number(place, one), number(place, other));
        let command = Command::Merge { keep, absorb, by: "Ada".into(), note: String::new() };
        let turned = place.turn(voorzet_engine::live::Work { commands: vec![command], ..Default::default() });
        assert!(turned.answers.iter().all(Result::is_ok), "{:?}", turned.answers);
        place.settle();
    };
    place.now = day(1);
    merge(&mut place, &treated[0], &control[0]);
    merge(&mut place, &treated[1], &treated[2]);
    contacts(&mut place, &treated[2], "other");
    happens(&mut place, "parcel.late", &control[0], "{}");
    let row = late(&place, day(7));
    assert_eq!(row.crossed, 2, "both units of who was in both arms");
    assert_eq!(row.treated.units, treated.len() as u64 - 2, "and two in one arm are one");
    assert_eq!(row.control.units, control.len() as u64 - 1);
    assert_eq!(row.treated.contacts, 1, "their contacts count for the one that stays");
    is_rebuilt_the_same(&mut place);
}

#[test]
fn a_roll_out_compares_who_is_in_with_who_waits_and_without_any_nothing_is_established() {
    let rollout = r#"measure = { holdout = 0.0, rollout = [{ from = "2026-04-01", share = 0.25 }, { from = "2026-05-01", share = 0.5 }, { from = "2026-06-01", share = 1 }] }"#;
    let mut place = place("measure = { holdout = 0.0, within = \"5d\" }", rollout);
    let all = |place: &mut Place| {
        for who in 0..120 {
            happens(place, "parcel.late", &format!("c{who}"), &format!(r#"{{"n":{who}}}"#));
        }
    };
    all(&mut place);
    let first = arms(&place, true);
    assert!((15..50).contains(&first.len()), "a quarter of 120: {}", first.len());
    place.now = at("2026-05-02T08:00:00Z");
    all(&mut place);
    let second = arms(&place, true).split_off(first.len());
    assert!((40..80).contains(&second.len()), "half of 120: {}", second.len());
    assert!(first.iter().all(|who| second.contains(who)), "who is in stays in");
    place.now = at("2026-06-02T08:00:00Z");
    let lots = place.log().iter().filter(|entry| entry.event.kind == kind::HOLDOUT_ASSIGNED).count();
    all(&mut place);
    let later = place.log().iter().filter(|entry| entry.event.kind == kind::HOLDOUT_ASSIGNED).count();
    assert_eq!(later, lots, "nobody waits any more: there is no lot");
    is_rebuilt_the_same(&mut place);
}
