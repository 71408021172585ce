//! Files of events as one stream.

use std::io::Cursor;

use voorzet_engine::history::{History, HistoryError, Options, Source};

fn track(id: &str, time: &str) -> String {
    format!(r#"{{"messageId":"{id}","type":"track","event":"seen","userId":"u","timestamp":"{time}"}}"#)
}

fn source(name: &str, text: impl Into<Vec<u8>>) -> Source {
    Source::new(name, Cursor::new(text.into()))
}

#[test]
fn sources_are_merged_by_time_and_garbage_is_listed() {
    let one = [track("a", "2026-01-01T00:00:00Z"), "garbage".to_owned(), track("c", "2026-01-03T00:00:00Z")];
    let two = [track("b", "2026-01-02T00:00:00Z"), track("d", "2026-01-03T00:00:00Z")];
    let sources = vec![source("one", one.join("\n")), source("two", two.join("\r\n"))];
    let mut history = History::open(sources, Options::default(), |event| event.id.to_string());
    let mut ids = Vec::new();
    for batch in &mut history {
        ids.extend(batch.expect("in order").items.into_iter().map(|(_, id)| id));
    }
    assert_eq!(ids, ["a", "b", "c", "d"]);
    let (total, first) = history.unreadable();
    assert_eq!((total, first[0].line, &*first[0].source), (1, 2, "one"));
}

#[test]
fn a_file_out_of_order_is_refused() {
    let lines = [track("a", "2026-01-02T00:00:00Z"), track("b", "2026-01-01T00:00:00Z")];
    let results: Vec<_> =
        History::open(vec![source("late", lines.join("\n"))], Options::default(), |event| event.id).collect();
    assert!(matches!(results.last(), Some(Err(HistoryError::OutOfOrder { line: 2, .. }))), "{results:?}");
}
