//! `voorzet report`: what it counts is what an oracle counts that shares nothing with it, over files and over a store.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::voorzet::{self, run};

const EXPORT: &str = "servicenow_incidents/incident_event_log_first.csv.gz";
const MAP: &str = "examples/helpdesk/maps/servicenow.toml";
const WEBSHOP: &str = "examples/webshop";

fn oracle(file: &Path, until: &[&str]) -> Option<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/contacts_oracle.py");
    let Ok(output) = Command::new("python3").arg(script).arg(file).args(until).output() else {
        eprintln!("skipped: there is no python3 to run the oracle");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).expect("the oracle prints JSON"))
}

fn compare(file: &Path, until: Option<&str>) {
    let bare: Vec<&str> = until.iter().map(|until| until.trim_end_matches('Z')).collect();
    let Some(oracle) = oracle(file, &bare) else { return };
    let name = file.display().to_string();
    let mut args = vec!["report", "contacts", "--json", "--map", MAP, &name];
    args.extend(until.iter().flat_map(|until| ["--until", until]));
    let report = run(args).json();
    for key in ["contacts", "customers", "known_customers", "unidentified", "spread"] {
        assert_eq!(report[key], oracle[key], "{key}");
    }
    for key in ["gini", "gini_by_chance"] {
        close(&report[key], &oracle[key], key);
    }
    let gini = |at: usize| report["gini_interval"][at].as_f64().expect("an interval");
    assert!(gini(0) <= report["gini"].as_f64().expect("a Gini") && gini(0) < gini(1));
    for (top, expected) in list(&report["top"]).iter().zip(list(&oracle["top"])) {
        close(&top["of_contacts"], expected, "top");
    }
    for (found, expected) in list(&report["repeats"]).iter().zip(list(&oracle["repeats"])) {
        for key in ["days", "judged", "followed"] {
            assert_eq!(found[key], expected[key], "{key}");
        }
        close(&found["share"], &expected["share"], "share");
        close(&found["bounds"][0], &expected["bounds"][0], "bounds");
        close(&found["bounds"][1], &expected["bounds"][1], "bounds");
    }
    let channels = list(&report["channels"]);
    assert_eq!(channels.len(), list(&oracle["channels"]).len());
    for (found, expected) in channels.iter().zip(list(&oracle["channels"])) {
        for key in ["name", "contacts", "customers"] {
            assert_eq!(found[key], expected[key], "{key} of {}", expected["name"]);
        }
    }
    assert_eq!(list(&report["reasons"]).len(), 1, "all of the export is about one reason");
    assert_eq!(report["reasons"][0]["contacts"], oracle["contacts"]);
    let cells = list(&report["cells"]).iter().map(|cell| cell["contacts"].as_u64().expect("a count"));
    assert_eq!(cells.sum::<u64>(), oracle["contacts"].as_u64().expect("a count"));
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}

fn close(found: &Value, expected: &Value, what: &str) {
    match (found.as_f64(), expected.as_f64()) {
        (Some(found), Some(expected)) => {
            assert!((found - expected).abs() < 1e-9, "{what}: {found} and {expected}");
        }
        _ => assert_eq!(found, expected, "{what}"),
    }
}

#[test]
fn the_short_history_counts_as_the_oracle_counts() {
    let file = voorzet::root().join("examples/helpdesk/history.csv");
    compare(&file, None);
    compare(&file, Some("2016-03-04T12:00:00Z"));
}

#[test]
fn the_export_counts_as_the_oracle_counts() {
    match voorzet::data(EXPORT) {
        Some(file) => {
            compare(&file, None);
            compare(&file, Some("2016-04-10T00:00:00Z"));
        }
        None => eprintln!("skipped: {EXPORT} is not in the folder beside the project"),
    }
}

#[test]
fn a_store_counts_as_the_files_that_were_put_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let (history, data) = (path("history.ndjson"), path("data"));
    run(["world", "--customers", "300", "--days", "50", "--out", &history]).ok();
    run(["import", &history, "--strategy", WEBSHOP, "--data", &data]).ok();
    let of_files = run(["report", "contacts", "--json", "--strategy", WEBSHOP, &history]).json();
    let of_store = run(["report", "contacts", "--json", "--data", &data]).json();
    assert_eq!(of_store, of_files);
    assert!(of_files["contacts"].as_u64() > Some(50), "{}", of_files["contacts"]);
    assert!(list(&of_files["reasons"]).len() > 5 && list(&of_files["channels"]).len() > 2);
    assert!(list(&of_files["repeats"]).iter().all(|repeat| repeat["followed"].as_u64() > Some(0)));
    // What it says is what a replay counts, too.
    let replay = run(["replay", "--json", "--strategy", WEBSHOP, &history]).json();
    for (key, counted) in [("contacts", "contacts"), ("customers", "customers")] {
        assert_eq!(of_files[key], replay["totals"][counted], "{key}");
    }
    assert_eq!(of_files["known_customers"], replay["customers"]);
}

#[test]
fn a_part_of_the_time_and_more_customers_than_were_seen() {
    let history = "examples/helpdesk/history.csv";
    let args = ["report", "contacts", "--map", MAP, history, "--json"];
    let all = run(args).json();
    let part = run(args.iter().chain(&["--from", "2016-03-02", "--to", "2016-03-04"])).json();
    assert!(part["contacts"].as_u64() < all["contacts"].as_u64());
    assert_eq!(part["until"], all["until"], "contacts after it still show who came back");
    let many = run(args.iter().chain(&["--customers", "1000"])).json();
    assert_eq!((&many["known_customers"], &many["spread"]["0"]), (&Value::from(1000), &Value::from(996)));
    assert!(many["gini"].as_f64() > all["gini"].as_f64());
    let text = run(args[..5].iter()).ok();
    assert!(
        text.contains("8 contacts by 4 customers") && text.contains("1 contact of nobody known"),
        "{text}"
    );
}

#[test]
fn what_goes_together_and_what_does_not() {
    let history = "examples/helpdesk/history.csv";
    let told = run(["report", "contacts", "--map", MAP]).fails(1);
    assert!(told.contains("name a file"), "{told}");
    let told = run(["report", "contacts", "--data", "nowhere"]).fails(1);
    assert!(told.contains("there is no store"), "{told}");
    run(["report", "contacts", "--data", "nowhere", history]).fails(2);
    let told = run(["report", "contacts", history]).fails(1);
    assert!(told.contains("a map says how its columns become events"), "{told}");
    let told = run(["report", "contacts", "--map", MAP, history, "--from", "soon"]).fails(1);
    assert!(told.contains("--from: `soon` is no date"), "{told}");
}
