//! Texts nobody meant: nothing may panic, whatever comes in.

use proptest::prelude::*;
use voorzet_channels::door::{self, Door};
use voorzet_channels::tabular::{Map, Row, Split};
use voorzet_channels::{cloudevents, line, segment};
use voorzet_domain::time::Timestamp;

const MAP: &str = r#"
format = "csv"
missing = ["?"]
[time]
format = ["%d/%m/%Y %H:%M", "unix", "unix_ms", "rfc3339"]
zone = "Europe/Amsterdam"
[rows]
case = { at = 1 }
time = { at = 2 }
order = [{ at = 3 }]
[csv]
header = false
[customer]
mail = { at = 1 }
phone = { at = 3, region = "NL" }
[[event]]
type = "e"
asset = "x:{a}"
data = { n = { at = 3, type = "double", decimal = "," }, b = { at = 3, type = "bool" } }
[columns]
a = { at = 1 }
"#;

/// A map as it stands in the documentation.
const EXAMPLE: &str = include_str!("../../../../examples/helpdesk/maps/servicenow.toml");

/// Pieces of JSON, TOML and CSV, put together by chance.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "{", "}", "[", "]", "\"", ":", ",", "\n", "\r\n", "\\", "\\u0000", "\\ud800", "null", "true", "-1e999",
            "\"type\":", "\"track\"", "\"event\":", "\"timestamp\":", "\"2026-02-29T00:00:00Z\"", "\"specversion\":\"1.0\"",
            "\"subject\":", "\"properties\":", "\"context\":{\"asset\":", "[[event]]", "[rows]", "type = ", "time = ",
            "format = \"csv\"", "case = ", "on = { changes = ", "data = ", "'''", "=", "{x}", "31/2/2026 10:00", "?",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(|c| c.to_string()),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fuzz_lines(text in pieces(), bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = line::read(&text);
        let _ = line::read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn fuzz_requests(
        text in pieces(),
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        micros in any::<i64>(),
        sent in proptest::option::of(pieces()),
    ) {
        let arrived = Timestamp::from_micros(micros).unwrap_or_default();
        for text in [text.as_str(), &String::from_utf8_lossy(&bytes)] {
            for door in ["events", "v1/track", "v1/identify", "v1/group", "v1/alias", "v1/batch"] {
                let door = Door::from_name(door).expect("a door");
                let _ = door::read(door, "shop", text, sent.as_deref(), arrived);
            }
            let _ = cloudevents::batch(text);
            let _ = segment::batch(text);
            let _ = segment::write_key(text);
            let header = cloudevents::decoded(text);
            let form = cloudevents::Binary {
                specversion: Some("1.0".into()),
                id: Some(header.clone()),
                time: sent.as_deref().map(Into::into),
                content_type: Some(header.clone()),
                body: text.into(),
                ..cloudevents::Binary::default()
            };
            let (whole, _) = form.structured();
            prop_assert!(serde_json::from_str::<serde_json::Value>(&whole).is_ok());
        }
    }

    #[test]
    fn fuzz_maps(text in pieces(), cut in 0_usize..MAP.len(), garbage in any::<char>()) {
        for problem in Map::parse("map.toml", &text).err().into_iter().flatten() {
            prop_assert!(problem.line > 0);
        }
        let mut broken = MAP.to_owned();
        broken.insert(cut, garbage);
        let _ = Map::parse("map.toml", &broken);
    }

    #[test]
    fn fuzz_changed_maps(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..40, pieces()), 1..5),
    ) {
        let mut map = EXAMPLE.to_owned();
        for (at, drop, put) in changes {
            let from = map.floor_char_boundary(at.index(map.len() + 1));
            let to = map.floor_char_boundary(from + drop).max(from);
            map.replace_range(from..to, &put);
        }
        for problem in Map::parse("map.toml", &map).err().into_iter().flatten() {
            prop_assert!(problem.line > 0 && problem.column > 0 && !problem.message.is_empty());
        }
    }

    #[test]
    fn fuzz_tables(bytes in proptest::collection::vec(any::<u8>(), 0..400), text in pieces(), step in 1_usize..20) {
        let map = Map::parse("map.toml", MAP).expect("sound");
        for file in [bytes.as_slice(), text.as_bytes()] {
            let mut splitter = map.splitter();
            let (mut places, mut row, mut at) = (None, Row::default(), 0);
            loop {
                let end = (at + step).min(file.len());
                let (used, split) = splitter.feed(&file[at..end]);
                at += used;
                if split == Split::End {
                    break;
                }
                if split == Split::More {
                    continue;
                }
                let record = splitter.record();
                if places.is_none() {
                    places = map.bind(record).ok();
                }
                if let Some(places) = &places
                    && map.record_row(places, record, 1, at as u64, &mut row).is_ok()
                {
                    let (mut packed, mut unpacked, mut key) = (Vec::new(), Row::default(), Vec::new());
                    row.pack(&mut packed);
                    prop_assert!(unpacked.unpack(&packed));
                    prop_assert_eq!(&unpacked, &row);
                    let _ = map.sort_key(&row, &mut key);
                    map.events(Some(&unpacked), &row, |_| {});
                }
                splitter.next();
            }
        }
        let _ = Row::default().unpack(&bytes);
    }

    #[test]
    fn fuzz_objects(text in pieces()) {
        let map = MAP.replace("\"csv\"", "\"json\"").replace("{ at = 1 }", "\"a.b\"").replace("{ at = 2 }", "\"t\"");
        let map = map.replace("{ at = 3 }", "\"n\"").replace("at = 3", "column = \"n\"");
        let map = Map::parse("map.toml", &map).expect("sound");
        let _ = map.object_row(&text, 1, 1, &mut Row::default());
    }
}
