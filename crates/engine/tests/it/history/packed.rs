//! Files as they come: packed, in arrays, with marks and line ends of all kinds.

use super::{calls, gzip, read, read_one, source, track, zstd};
use voorzet_engine::history::Options;

#[test]
fn packed_files_are_known_by_their_first_bytes() {
    let text = calls(3_000);
    let plain = read_one(text.as_bytes());
    assert_eq!((plain.events.len(), plain.unreadable), (3_000, 0));
    let (one, two) = text.split_at(text.len() / 2);
    let members = [gzip(one.as_bytes()), gzip(two.as_bytes())].concat();
    let frames = [zstd(one.as_bytes()), zstd(two.as_bytes())].concat();
    for packed in [gzip(text.as_bytes()), zstd(text.as_bytes()), members, frames] {
        assert_eq!(read_one(packed).ids(), plain.ids());
    }
}

#[test]
fn arrays_are_read_element_by_element() {
    let calls: Vec<String> = calls(2_000).lines().map(str::to_owned).collect();
    for text in [
        format!("[{}]", calls.join(",")),
        format!("\u{feff} [\n  {}\n]\n", calls.join(" ,\r\n  ").replace(",\"", ",\n    \"")),
    ] {
        let outcome = read_one(text);
        assert_eq!((outcome.events.len(), outcome.unreadable), (2_000, 0));
    }
}

#[test]
fn marks_blank_lines_and_line_ends_are_nothing() {
    let (a, b) = (track("a", "2026-01-01T00:00:00Z"), track("b", "2026-01-01T00:00:01Z"));
    let outcome = read_one(format!("\u{feff}\r\n{a}\r\n\r\n   \n{b}"));
    assert_eq!((outcome.ids(), outcome.unreadable), (vec!["a", "b"], 0));
    for empty in ["", "\n\n", "\u{feff}", "[]", " [ ] "] {
        let outcome = read_one(empty);
        assert_eq!((outcome.events.len(), outcome.unreadable), (0, 0), "{empty:?}");
    }
    assert!(read(Vec::new(), Options::default()).events.is_empty());
    assert_eq!(
        read(vec![source("a", a), source("none", ""), source("b", b)], Options::default()).ids(),
        ["a", "b"]
    );
}

#[test]
fn formats_may_be_mixed_from_line_to_line() {
    let cloud = r#"{"specversion":"1.0","id":"c","source":"s","type":"t","time":"2026-01-01T00:00:00Z","subject":"u"}"#;
    let outcome = read_one(format!("{}\n{cloud}\n", track("a", "2026-01-01T00:00:00Z")));
    assert_eq!(outcome.ids(), ["a", "c"]);
}
