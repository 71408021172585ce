//! A source and id that were here change nothing, for thirty days.

use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::entry::{Incoming, Placed, Position};
use voorzet_store::{Store, Writer};

use crate::sample::{event, live, options, start};

fn day(number: i64) -> Timestamp {
    start().plus(Duration::from_days(number))
}

fn open_at(folder: &std::path::Path, now: Timestamp) -> Writer {
    Store::open(folder, &options(now)).expect("a store").writer
}

#[test]
fn ten_at_once_are_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = open_at(folder.path(), start());
    let ten: Vec<Incoming> = (0..10).map(|_| live("a")).collect();
    let placed = writer.commit(start(), &ten, None).unwrap().placed;
    assert_eq!(placed[0], Placed::New(Position(1)));
    assert!(placed[1..].iter().all(|placed| *placed == Placed::Repeated));
    let placed = writer.commit(start(), &ten, None).unwrap().placed;
    assert!(placed.iter().all(|placed| *placed == Placed::Repeated));
    assert_eq!(writer.read().last().unwrap().0, Position(1));
}

#[test]
fn another_source_with_the_same_id_is_another_event() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = open_at(folder.path(), start());
    let mut other = event("a");
    other.source = "crm".into();
    // What is told apart is where the source ends and the id begins.
    let mut shifted = event("pa");
    shifted.source = "sho".into();
    let mode = voorzet_store::entry::Mode::Live;
    let all = [live("a"), Incoming::Event { event: other, mode }, Incoming::Event { event: shifted, mode }];
    let placed = writer.commit(start(), &all, None).unwrap().placed;
    assert_eq!(placed, [1, 2, 3].map(|position| Placed::New(Position(position))));
}

#[test]
fn repeats_are_known_on_day_7_and_30_and_new_on_day_32() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = open_at(folder.path(), start());
    writer.commit(start(), &[live("a"), live("b")], None).unwrap();
    for (now, reopened) in [(1, false), (7, true), (7, false), (30, true), (30, false)] {
        if reopened {
            drop(writer);
            writer = open_at(folder.path(), day(now));
        }
        let other = format!("other-{now}-{reopened}");
        let placed = writer.commit(day(now), &[live("a"), live(&other)], None).unwrap().placed;
        assert_eq!(placed[0], Placed::Repeated, "on day {now}");
        assert!(matches!(placed[1], Placed::New(_)), "on day {now}");
    }
    let placed = writer.commit(day(32), &[live("a")], None).unwrap().placed;
    assert!(matches!(placed[0], Placed::New(_)));
    drop(writer);
    let mut writer = open_at(folder.path(), day(32));
    let placed = writer.commit(day(32), &[live("b"), live("a"), live("other-7-true")], None).unwrap().placed;
    assert!(matches!(placed[0], Placed::New(_)));
    assert_eq!(placed[1..], [Placed::Repeated, Placed::Repeated]);
}

#[test]
fn a_clock_that_goes_back_forgets_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = open_at(folder.path(), day(40));
    let first = writer.commit(day(40), &[live("a")], None).unwrap();
    let second = writer.commit(day(1), &[live("b"), live("a")], None).unwrap();
    assert_eq!(second.placed[1], Placed::Repeated);
    assert_eq!((first.at[0], second.at[0]), (day(40), day(40)));
    drop(writer);
    let mut writer = open_at(folder.path(), day(1));
    let third = writer.commit(day(1), &[live("a"), live("b")], None).unwrap();
    assert_eq!(third.placed, [Placed::Repeated, Placed::Repeated]);
}

#[test]
fn a_repeat_from_quarantine_leaves_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = open_at(folder.path(), start());
    writer.commit(start(), &[crate::sample::unreadable("1"), crate::sample::unreadable("2")], None).unwrap();
    let again = [
        live("a"),
        Incoming::Retried { number: 1, problem: None },
        Incoming::Retried { number: 2, problem: Some("still no type".to_owned()) },
        Incoming::Mark { name: "import/file".into(), value: "17".to_owned() },
    ];
    let placed = writer.commit(start(), &again, None).unwrap().placed;
    assert_eq!(
        placed,
        [Placed::New(Position(1)), Placed::Released(1), Placed::Quarantined(2), Placed::Marked]
    );
    let left = writer.read().quarantine(i64::MAX, 9).unwrap();
    assert_eq!((left.len(), left[0].number, left[0].tries), (1, 2, 2));
    assert_eq!(left[0].problem, "still no type");
    assert_eq!(writer.read().meta("import/file").unwrap().as_deref(), Some("17"));
    let corrected =
        |body: &str| Incoming::Corrected { number: 2, body: body.to_owned(), problem: "no id".to_owned() };
    writer.commit(start(), &[corrected("x"), corrected("y")], None).unwrap();
    let item = writer.read().quarantined(2).unwrap().unwrap();
    assert_eq!((item.tries, item.body.as_str(), item.sent.as_ref()), (4, "y", Some(&left[0].body)));
    assert_eq!(writer.read().quarantine_counts().unwrap(), [(item.source, 1)]);
    assert!(writer.drop_quarantined(2).unwrap());
    drop(writer);
    // A number is never given twice.
    let mut writer = open_at(folder.path(), start());
    let placed = writer.commit(start(), &[crate::sample::unreadable("3")], None).unwrap().placed;
    assert_eq!(placed, [Placed::Quarantined(3)]);
    assert_eq!(writer.read().quarantine_count().unwrap(), 1);
}
