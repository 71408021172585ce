//! The command line of `voorzet replay`.

use std::fs;

use serde_json::Value;

use crate::voorzet::{command, run};

const STRATEGY: &str = "examples/internet-provider";
const HISTORY: &str = "examples/internet-provider/history.ndjson";

fn replay(more: &[&str]) -> crate::voorzet::Run {
    run(["replay", "--strategy", STRATEGY, HISTORY].iter().chain(more))
}

/// A path of a document, `totals.met`.
fn at<'a>(json: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(json, |value, key| &value[key])
}

fn number(json: &Value, path: &str) -> u64 {
    at(json, path).as_u64().unwrap_or_else(|| panic!("{path} is no count in {json:#}"))
}

#[test]
fn json_is_one_document_with_every_key() {
    let report = replay(&["--json"]).json();
    for key in ["events", "customers", "from", "to", "unreadable", "strategy", "reasons", "totals"] {
        assert!(report.get(key).is_some(), "{key}");
    }
    let keys = "reason signals contacts expectations met too_late missed lapsed open held_out recall precision \
                lead_seconds decisions actions cost customers";
    let rows = report["reasons"].as_array().expect("reasons").iter().chain([&report["totals"]]);
    for row in rows {
        for key in keys.split_whitespace() {
            assert!(row.get(key).is_some(), "{key} in {row:#}");
        }
        for key in ["p25", "p50", "p75"] {
            assert!(row["lead_seconds"].get(key).is_some(), "{key} in {row:#}");
        }
        for key in ["act", "nothing", "deferred", "refused"] {
            assert!(row["decisions"].get(key).is_some(), "{key} in {row:#}");
        }
        let ended: u64 =
            ["met", "too_late", "missed", "lapsed", "open"].map(|end| number(row, end)).iter().sum();
        assert_eq!(number(row, "expectations"), ended, "every expectation ends once, or is open: {row:#}");
    }
}

#[test]
fn totals_are_the_sum_of_the_reasons() {
    let report = replay(&["--json"]).json();
    for key in ["signals", "contacts", "expectations", "met", "missed", "decisions.act", "decisions.deferred"]
    {
        let sum: u64 =
            report["reasons"].as_array().expect("reasons").iter().map(|row| number(row, key)).sum();
        assert_eq!(number(&report, &format!("totals.{key}")), sum, "{key}");
    }
}

#[test]
fn decisions_go_to_a_file_line_by_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("decisions.ndjson");
    let report = replay(&["--json", "--decisions", file.to_str().expect("UTF-8")]).json();
    let text = fs::read_to_string(file).expect("the file was written");
    let decisions: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    for decision in &decisions {
        for key in ["at", "customer", "reason", "decision", "probability", "candidates"] {
            assert!(decision.get(key).is_some(), "{key} in {decision:#}");
        }
        for language in ["nl", "en"] {
            assert!(decision["why"][language].as_str().is_some_and(|why| why.len() > 20), "{decision:#}");
        }
    }
    let count = |word: &str| decisions.iter().filter(|decision| decision["decision"] == word).count() as u64;
    let totals = &report["totals"];
    assert_eq!(count("deferred"), number(totals, "decisions.deferred") + if_not_fixed(totals, "deferred"));
    let acts = number(totals, "decisions.act") + if_not_fixed(totals, "act");
    assert_eq!(count("act"), acts + offers(totals));
}

/// What was offered at contacts is a decision as well, and counted apart.
fn offers(row: &Value) -> u64 {
    let levels = row["offers"].as_object().expect("levels").values();
    levels.flat_map(|names| names.as_object().expect("names").values()).filter_map(Value::as_u64).sum()
}

fn if_not_fixed(row: &Value, verdict: &str) -> u64 {
    number(row, &format!("if_not_fixed.decisions.{verdict}"))
}

#[test]
fn a_period_counts_what_happened_in_it() {
    let whole = replay(&["--json"]).json();
    let early = replay(&["--json", "--to", "2026-03-05"]).json();
    let late = replay(&["--json", "--from", "2026-03-06"]).json();
    for key in ["contacts", "expectations", "signals", "met", "missed", "lapsed", "open"] {
        let parts = number(&early, &format!("totals.{key}")) + number(&late, &format!("totals.{key}"));
        assert_eq!(number(&whole, &format!("totals.{key}")), parts, "{key}");
    }
    // Contacts seen until a moment, and nothing after it.
    let until = replay(&["--json", "--until", "2026-03-02T12:00:00+01:00"]).json();
    assert_eq!(number(&until, "totals.contacts"), 0);
    assert_eq!(until["until"], "2026-03-02T11:00:00Z");
    assert!(number(&until, "totals.open") > 0, "what reaches past it is open");
    assert!(number(&until, "events") < number(&whole, "events"));
}

#[test]
fn two_strategies_stand_side_by_side() {
    let other = "examples/public-transport";
    let table = replay(&["--compare", other]).ok();
    assert!(table.contains("internet-provider") && table.contains("public-transport"), "{table}");
    let both = replay(&["--compare", other, "--json"]).json();
    let both = both.as_array().expect("two reports");
    assert_eq!(both.len(), 2);
    assert_ne!(both[0]["strategy"], both[1]["strategy"]);
    assert_eq!(both[0], replay(&["--json"]).json(), "the first as it is on its own");
}

#[test]
fn a_table_without_a_terminal_has_no_colours_and_no_progress() {
    let run = replay(&[]);
    assert!(!run.stdout.contains('\u{1b}'), "{}", run.stdout);
    assert_eq!(run.stderr, "");
}

#[test]
fn what_is_not_there_is_told() {
    let text = run(["replay", "--strategy", STRATEGY, "no/such/file.ndjson"]).fails(1);
    assert!(text.contains("no/such/file.ndjson"), "{text}");
    let text = run(["replay", "--strategy", "examples/nowhere", HISTORY]).fails(1);
    assert!(text.contains("examples/nowhere"), "{text}");
    let text = replay(&["--map", "no-such-map"]).fails(1);
    assert!(text.contains("no-such-map"), "{text}");
    let text = run(["replay", "--strategy", "examples/helpdesk", "examples/helpdesk/history.csv"]).fails(1);
    assert!(text.contains("map"), "a CSV file needs a map: {text}");
    let text = replay(&["--until", "18-4-2016"]).fails(1);
    assert!(text.contains("18-4-2016"), "{text}");
}

#[test]
fn a_broken_strategy_is_not_replayed() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("strategy.toml"), "organisatoin = \"A\"\n").expect("a file");
    let dir = folder.path().to_str().expect("UTF-8");
    let text = run(["replay", "--strategy", dir, HISTORY]).fails(1);
    assert!(text.contains("strategy.toml:1:1"), "{text}");
    assert!(text.contains("organisation"), "the nearest known name: {text}");
}

#[test]
fn a_wrong_call_is_told_apart() {
    run(["replay"]).fails(2);
    run(["replay", HISTORY]).fails(2);
    run(["replay", "--strategy", STRATEGY]).fails(2);
    replay(&["--no-such-option"]).fails(2);
}

#[test]
fn lines_that_cannot_be_read_are_listed_and_the_rest_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("history.ndjson");
    let mut text = fs::read_to_string(crate::voorzet::root().join(HISTORY)).expect("a history");
    text.push_str(
        "no JSON at all\n{\"specversion\":\"1.0\",\"id\":\"x\",\"source\":\"s\",\"type\":\"bill.sent\"}\n",
    );
    fs::write(&file, text).expect("a file");
    let file = file.to_str().expect("UTF-8");
    let damaged = run(["replay", "--strategy", STRATEGY, "--json", file]);
    for line in ["71", "72"] {
        assert!(damaged.stderr.contains(line), "line {line}: {}", damaged.stderr);
    }
    let damaged = damaged.json();
    let whole = replay(&["--json"]).json();
    assert_eq!(number(&damaged, "unreadable"), number(&whole, "unreadable") + 2);
    assert_eq!(damaged["reasons"], whole["reasons"]);
}

#[test]
fn a_repeated_file_changes_nothing_but_the_repeats() {
    let twice = replay(&["--json", HISTORY]).json();
    let once = replay(&["--json"]).json();
    assert_eq!(twice["reasons"], once["reasons"]);
    assert_eq!(twice["events"], once["events"]);
    assert_eq!(number(&twice, "repeated"), number(&once, "events"));
}

/// What the binary says when nobody reads what it prints.
fn unread(more: &[&str]) -> (bool, String) {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let args = ["replay", "--strategy", STRATEGY, HISTORY].iter().chain(more);
    let output = command(args).stdout(writer).output().expect("the binary starts");
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    assert_eq!(unread(&[]), (true, String::new()));
}

#[test]
fn a_reader_that_has_seen_enough_json_is_no_failure() {
    assert_eq!(unread(&["--json"]), (true, String::new()));
}
