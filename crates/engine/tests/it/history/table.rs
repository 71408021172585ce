//! Tables with a map.

use std::sync::Arc;

use voorzet_channels::tabular::Map;
use voorzet_engine::history::{HistoryError, Options, Order};

use super::{read, read_one, source};

const MAP: &str = "format = \"csv\"\n[customer]\naccount = \"id\"\n[[event]]\nid = \"{id}\"\ntype = \"seen\"\ntime = \"at\"\ndata = { note = \"{note}\" }\n";

fn map(text: &str) -> Arc<Map> {
    Arc::new(Map::parse("shop.toml", text).unwrap_or_else(|problems| panic!("{problems:#?}")))
}

fn table(map_text: &str, file: impl Into<Vec<u8>>) -> super::Outcome {
    read(vec![source("table", file).with_map(map(map_text))], Options::default())
}

#[test]
fn a_table_without_a_map_says_so() {
    let outcome = read_one("id,at\n1,2026-01-01\n");
    assert!(matches!(outcome.error, Some(HistoryError::NeedsMap { .. })));
    assert!(outcome.error.is_some_and(|error| error.to_string().contains("docs/maps.md")));
}

#[test]
fn a_table_that_does_not_fit_its_map_says_where() {
    let error = table(MAP, "id,att,note\n").error.expect("no column `at`");
    assert_eq!(
        error.to_string(),
        "table: the file does not fit its map: shop.toml:7:8: the file has no column `at` (did you mean `att`?)"
    );
}

#[test]
fn rows_keep_their_lines_and_bad_ones_are_stepped_over() {
    let day = |id: u8| format!("{id},2026-01-0{id}T00:00:00Z");
    let file = format!(
        "\u{feff}id,at,note\r\n{},\"two\nlines\"\r\n\r\n{}\r\n{},n,extra\r\n{},\"n\"\"\"\r\n",
        day(1),
        day(2),
        day(3),
        day(4)
    );
    let outcome = table(MAP, file);
    assert_eq!((outcome.ids(), outcome.lines()), (vec!["1", "4"], vec![5, 6]));
    assert_eq!(outcome.events[0].data.get(), r#"{"note":"two\nlines"}"#);
}

#[test]
fn a_quote_that_is_never_closed_costs_one_line() {
    let rest = "2,2026-01-01T00:00:00Z,fine\n".repeat(50);
    let file = "id,at,note\n1,2026-01-01T00:00:00Z,\"oops\n".to_owned() + &rest;
    let outcome = table(MAP, file);
    assert_eq!((outcome.events.len(), outcome.lines()), (50, vec![2]));
    assert!(outcome.first[0].reason.contains("quote"));
}

#[test]
fn every_line_with_a_broken_quote_still_ends() {
    let outcome = table(MAP, "id,at,note\n".to_owned() + &"x\",\"\n".repeat(100_000));
    assert!(outcome.events.is_empty() && outcome.unreadable > 0);
}

#[test]
fn a_field_of_many_megabytes_is_skipped() {
    let long = "y".repeat(5 << 20);
    for quote in ["", "\""] {
        let file =
            format!("id,at,note\n1,2026-01-01T00:00:00Z,{quote}{long}{quote}\n2,2026-01-01T00:00:00Z,n\n");
        let outcome = table(MAP, file);
        assert_eq!((outcome.ids(), outcome.lines()), (vec!["2"], vec![2]));
    }
}

#[test]
fn rows_that_stand_out_of_order_are_refused_or_sorted() {
    let file = "id,at,note\n1,2026-01-02T00:00:00Z,\n2,2026-01-01T00:00:00Z,\n";
    assert!(matches!(table(MAP, file).error, Some(HistoryError::OutOfOrder { line: 3, .. })));
    let options = Options { order: Order::Sort, ..Options::default() };
    let sorted = read(vec![source("table", file).with_map(map(MAP))], options);
    assert_eq!(sorted.ids(), ["2", "1"]);
}

#[test]
fn changes_follow_the_order_of_rows_and_not_of_the_file() {
    let map_text = r#"
        format = "csv"
        customer = { account = "who" }
        [rows]
        case  = "nr"
        time  = "at"
        order = ["step"]
        [[event]]
        type = "opened"
        on   = "first"
        id   = "{nr} opened"
        [[event]]
        type = "{state}"
        on   = { changes = "state" }
    "#
    .replace("\"{state}\"", "\"changed\"")
    .replace("\"state\" }", "\"state\" }\n        id = \"{nr} {state}\"");
    let file = "who,nr,at,step,state\n\
        u,B,2026-01-02T00:00:00Z,10,three\n\
        u,B,2026-01-02T00:00:00Z,9,two\n\
        u,A,2026-01-03T00:00:00Z,1,late\n\
        u,B,2026-01-01T00:00:00Z,11,one\n\
        u,A,2026-01-01T00:00:00Z,1,one\n\
        u,,2026-01-01T00:00:00Z,1,one\n\
        u,C,never,1,one\n";
    for memory in [1, 1 << 20] {
        let options = Options { memory, ..Options::default() };
        let outcome = read(vec![source("table", file).with_map(map(&map_text))], options);
        // Of the same time and step, A's row stands behind B's in the file; steps compare as numbers.
        assert_eq!(outcome.ids(), ["A opened", "B opened", "B two", "B three", "A late"]);
        assert_eq!(outcome.lines(), [7, 8]);
    }
}

#[test]
fn first_puts_a_rule_before_the_others_of_its_time() {
    let map_text = |first: &str| {
        format!(
            "format = \"ndjson\"\ncustomer = {{ account = \"who\" }}\nrows = {{ order = [\"n\"] }}\n\
             [[event]]\ntype = \"b\"\ntime = \"t\"\nid = \"b{{n}}\"\n[[event]]\ntype = \"a\"\ntime = \"t\"\nid = \"a{{n}}\"\n{first}\n"
        )
    };
    let file = "{\"who\":1,\"n\":1,\"t\":\"2026-01-01T00:00:00Z\"}\n{\"who\":1,\"n\":2,\"t\":\"2026-01-01T00:00:00Z\"}\n";
    assert_eq!(table(&map_text(""), file).ids(), ["b1", "a1", "b2", "a2"]);
    assert_eq!(table(&map_text("first = true"), file).ids(), ["a1", "a2", "b1", "b2"]);
}
