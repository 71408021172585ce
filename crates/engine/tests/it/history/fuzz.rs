//! Files of any content: every one is read to its end, in the order of time, and nothing panics.

use std::sync::Arc;

use proptest::prelude::*;
use voorzet_channels::tabular::Map;
use voorzet_engine::history::{HistoryError, Options, Order};

use super::{gzip, read, read_one, source, track, zstd};

const MAP: &str = "source = 'x'\nformat = 'csv'\n[time]\nformat = '%Y-%m-%d %H:%M'\nzone = 'Europe/Amsterdam'\n\
                   [rows]\ncase = 'who'\ntime = 'at'\norder = ['n']\n[customer]\naccount = 'who'\n[[event]]\n\
                   type = 'a'\n[[event]]\ntype = 'b'\non = { changes = 'n' }\n";

/// Parts of JSON: sound events among what breaks them.
fn part() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (0_u8..60).prop_map(|n| track(&n.to_string(), &format!("2026-03-02T10:{n:02}:00Z"))),
        4 => prop::sample::select(vec![
            "[", "]", ",", "\n", "{", "}", "\"", "\\", " ", "null", "1e999", "[[", "]]", "{\"a\":[", "\\\"", "\u{feff}", "\"\n", "tru",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(vec![
            "u", "v", "", "1", "2", "2026-03-02 10:00", "2026-03-29 02:30", "2026-10-25 02:30", "2026-02-30 10:00", "9999-12-31 23:59",
        ]).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["\"", "\"\"", "\"a\nb\"", ",", "\r", "\0", "=1+1"]).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

/// Whatever a file without a map holds, it ends without an error, packed or not.
fn ends(bytes: &[u8]) -> Result<(), TestCaseError> {
    let plain = read_one(bytes);
    let needs_map = matches!(plain.error, Some(HistoryError::NeedsMap { .. }));
    let order = matches!(plain.error, Some(HistoryError::OutOfOrder { .. }));
    prop_assert!(plain.error.is_none() || needs_map || order, "{:?}", plain.error);
    let sort = |bytes: &[u8]| {
        read(vec![source("file", bytes)], Options { order: Order::Sort, ..Options::default() })
    };
    let sorted = sort(bytes);
    prop_assert_eq!(sorted.error.is_some(), needs_map);
    for packed in [gzip(bytes), zstd(bytes)] {
        let packed = sort(&packed);
        prop_assert_eq!(packed.ids(), sorted.ids());
        prop_assert_eq!(packed.unreadable, sorted.unreadable);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fuzz_no_bytes_hang_or_panic(
        bytes in proptest::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"{}[],\"\\\n ".to_vec())], 0..600),
        start in prop::sample::select(vec![&b""[..], b"[", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"\xef\xbb\xbf", b"id,at\n"]),
    ) {
        let outcome = read_one([start, &bytes].concat());
        let stopped = outcome.error.filter(|error| !matches!(error, HistoryError::NeedsMap { .. }));
        prop_assert!(stopped.is_none(), "{stopped:?}");
    }

    #[test]
    fn fuzz_lines_are_read_to_the_end(parts in proptest::collection::vec((part(), any::<bool>()), 0..30)) {
        let text: String = parts.into_iter().map(|(part, end)| if end { part + "\n" } else { part }).collect();
        ends(text.as_bytes())?;
    }

    #[test]
    fn fuzz_arrays_are_read_to_the_end(parts in proptest::collection::vec((part(), any::<bool>()), 0..30)) {
        let text: String = parts.into_iter().map(|(part, end)| if end { part + "," } else { part }).collect();
        ends(format!("[{text}").as_bytes())?;
    }

    #[test]
    fn fuzz_tables_are_read_to_the_end(
        rows in proptest::collection::vec(proptest::collection::vec(cell(), 0..5), 0..30),
        memory in 1_usize..4_000,
    ) {
        let map = Arc::new(Map::parse("map.toml", MAP).expect("sound"));
        let rows: String = rows.iter().map(|row| row.join(",") + "\n").collect();
        let file = source("file", format!("who,at,n\n{rows}"));
        let outcome = read(vec![file.with_map(Arc::clone(&map))], Options { memory, ..Options::default() });
        prop_assert!(outcome.error.is_none(), "{:?}", outcome.error);
        let again = read(vec![source("file", format!("who,at,n\n{rows}")).with_map(map)], Options::default());
        prop_assert_eq!(again.ids(), outcome.ids());
    }
}
