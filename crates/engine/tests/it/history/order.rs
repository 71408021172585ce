//! The order of events: merged, refused, sorted.

use proptest::prelude::*;
use voorzet_engine::history::{HistoryError, Options, Order};

use super::{read, source, track};

fn day(day: u8, id: &str) -> String {
    track(id, &format!("2026-01-{day:02}T00:00:00Z")) + "\n"
}

#[test]
fn sources_are_merged_by_time_and_the_one_named_first_comes_first() {
    let one = day(1, "a1") + &day(3, "a3") + &day(3, "a3b") + &day(5, "a5");
    let two = day(2, "b2") + &day(3, "b3") + &day(4, "b4");
    let outcome = read(vec![source("one", one), source("two", two)], Options::default());
    assert_eq!(outcome.ids(), ["a1", "b2", "a3", "a3b", "b3", "b4", "a5"]);
}

#[test]
fn a_source_out_of_order_is_refused_with_a_hint() {
    let file = day(1, "a") + &day(3, "b") + "\n" + &day(2, "c") + &day(4, "d");
    let outcome = read(vec![source("late", file.clone())], Options::default());
    assert_eq!(outcome.ids(), ["a"], "the event before the break may be one of those out of order");
    let error = outcome.error.expect("refused");
    assert!(matches!(error, HistoryError::OutOfOrder { line: 4, .. }), "{error}");
    assert!(error.to_string().starts_with("late, line 4: ") && error.to_string().contains("sort"));
    let sorted = read(vec![source("late", file)], Options { order: Order::Sort, ..Options::default() });
    assert_eq!(sorted.ids(), ["a", "c", "b", "d"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sorting_on_disk_is_sorting_in_memory(days in proptest::collection::vec(1_u8..20, 0..200), memory in 1_usize..20_000) {
        let file: String = days.iter().enumerate().map(|(n, at)| day(*at, &n.to_string())).collect();
        let mut expected: Vec<usize> = (0..days.len()).collect();
        expected.sort_by_key(|n| days[*n]);
        let directory = tempfile::tempdir().expect("room on disk");
        let options = Options { order: Order::Sort, memory, directory: directory.path().to_owned(), ..Options::default() };
        let outcome = read(vec![source("file", file)], options);
        let ids: Vec<usize> = outcome.ids().iter().map(|id| id.parse().expect("a number")).collect();
        prop_assert_eq!(ids, expected);
        prop_assert_eq!(directory.path().read_dir().expect("there").count(), 0, "nothing is left behind");
    }
}

#[test]
fn sorting_without_room_says_where_it_was_sought() {
    let options =
        Options { order: Order::Sort, memory: 1, directory: "/nowhere/at/all".into(), ..Options::default() };
    let outcome = read(vec![source("file", day(1, "a") + &day(2, "b"))], options);
    assert!(outcome.error.is_some_and(|error| error.to_string().contains("/nowhere/at/all")));
}
