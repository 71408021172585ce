//! What cannot be read: it is counted and listed, and the rest goes on.

use std::io::{self, Cursor, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};

use voorzet_engine::history::{History, HistoryError, LONGEST, Options, Order, Source};

use super::{Repeated, calls, gzip, read, read_one, source, track, zstd};

#[test]
fn garbage_is_listed_by_line_and_all_of_it_is_counted() {
    let good = track("a", "2026-01-01T00:00:00Z");
    let mut file = format!("{good}\nnonsense\n{{\"type\":\"track\"}}\n").into_bytes();
    file.extend_from_slice(b"{\"type\":\"caf\xe9\"}\n\0\0\0\n");
    file.extend_from_slice(good.as_bytes());
    let outcome = read_one(file);
    assert_eq!((outcome.events.len(), outcome.unreadable, outcome.lines()), (2, 4, vec![2, 3, 4, 5]));
    assert_eq!(outcome.first[2].to_string(), "file:4: not UTF-8");

    let many =
        read(vec![source("many", "x\n".repeat(1_000))], Options { keep_unreadable: 3, ..Options::default() });
    assert_eq!((many.unreadable, many.lines()), (1_000, vec![1, 2, 3]));
    let utf16 = read_one([0xff, 0xfe, b'{', 0]);
    assert!(utf16.unreadable == 1 && utf16.first[0].reason.contains("UTF-16"));
}

#[test]
fn packed_data_that_breaks_off_gives_what_came_before() {
    let text = calls(20_000);
    for mut packed in [gzip(text.as_bytes()), zstd(text.as_bytes())] {
        packed.truncate(packed.len() / 2);
        for order in [Order::Refuse, Order::Sort] {
            let sources = vec![source("cut", packed.clone()), source("whole", calls(10))];
            let outcome = read(sources, Options { order, ..Options::default() });
            assert!(outcome.error.is_none() && outcome.events.len() > 1_000 && outcome.events.len() < 20_000);
            assert_eq!(outcome.unreadable, 1);
            assert!(outcome.first[0].reason.contains("breaks off") && outcome.first[0].line > 1_000);
        }
    }
}

#[test]
fn a_line_of_a_gigabyte_is_skipped_without_being_held() {
    const BLOCK: &[u8] = &[b'x'; 1 << 16];
    let long = |start: &str, end: String| {
        let read = Cursor::new(start.to_owned())
            .chain(Repeated { text: BLOCK, left: 1 << 14 })
            .chain(Cursor::new(end));
        read_with(Source::new("long", read))
    };
    let (a, b) = (track("a", "2026-01-01T00:00:00Z"), track("b", "2026-01-01T00:00:01Z"));
    let outcome = long(&format!("{a}\n"), format!("\n{b}\n"));
    assert_eq!((outcome.ids(), outcome.unreadable, outcome.lines()), (vec!["a", "b"], 1, vec![2]));
    let outcome = long(&format!("[{a},\"\\"), format!("\",{b}]"));
    assert_eq!((outcome.ids(), outcome.unreadable), (vec!["a", "b"], 1));
}

fn read_with(source: Source) -> super::Outcome {
    read(vec![source], Options::default())
}

#[test]
fn the_longest_line_is_exactly_that_long() {
    let line = |length: usize| {
        let line = track("a", "2026-01-01T00:00:00Z");
        let blanks = " ".repeat(length - line.len());
        line.replace(",\"type\"", &format!(",{blanks}\"type\""))
    };
    assert_eq!(read_one(line(LONGEST) + "\n").events.len(), 1);
    assert_eq!(read_one(line(LONGEST + 1) + "\n").unreadable, 1);
    assert_eq!(read_one(format!("[{}]", line(LONGEST))).events.len(), 1);
    assert_eq!(read_one(format!("[{}]", line(LONGEST + 1))).unreadable, 1);
}

#[test]
fn an_element_that_never_ends_does_not_swallow_the_rest() {
    let (a, b) = (track("a", "2026-01-01T00:00:00Z"), track("b", "2026-01-01T00:00:01Z"));
    let outcome = read_one(format!("[{a},\n{{\"type\": \"track, \n{b}]"));
    assert_eq!((outcome.ids(), outcome.lines()), (vec!["a", "b"], vec![2]));
}

#[test]
fn a_file_that_cannot_be_read_on_is_an_error() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::PermissionDenied.into())
        }
    }
    let good = Cursor::new(calls(5));
    let outcome = read_with(Source::new("half", good.chain(Failing)));
    assert!(matches!(outcome.error, Some(HistoryError::Io { ref origin, .. }) if origin == "half"));
    let packed = gzip(calls(5).as_bytes());
    let outcome = read_with(Source::new("half", Cursor::new(packed[..60].to_vec()).chain(Failing)));
    assert!(matches!(outcome.error, Some(HistoryError::Io { .. })));
}

#[test]
fn dropping_a_history_ends_its_thread() {
    /// Says when it is let go of.
    struct Endless(Arc<AtomicBool>, mpsc::Sender<()>);
    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            buffer.fill(b'\n');
            Ok(buffer.len())
        }
    }
    impl Drop for Endless {
        fn drop(&mut self) {
            self.0.store(true, Ordering::SeqCst);
            let _ = self.1.send(());
        }
    }
    for order in [Order::Refuse, Order::Sort] {
        let (ended, (sender, dropped)) = (Arc::new(AtomicBool::new(false)), mpsc::channel());
        let source = Source::new("endless", Endless(Arc::clone(&ended), sender));
        drop(History::open(vec![source], Options { order, ..Options::default() }, |event| event));
        dropped.recv().expect("the source is let go of");
        assert!(ended.load(Ordering::SeqCst));
    }
}
