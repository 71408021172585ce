//! A real help desk's export: what the binary counts is what an oracle counts that shares nothing with it.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::voorzet;

const EXPORT: &str = "servicenow_incidents/incident_event_log_first.csv.gz";

/// The last opening in the export.
const UNTIL: &str = "2016-04-18T11:31:00Z";

/// The keys that both count.
const COUNTS: [&str; 8] =
    ["signals", "contacts", "expected_in_time", "expectations", "met", "too_late", "missed", "open"];

fn oracle(file: &Path, until: &str) -> Option<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/helpdesk_oracle.py");
    let Ok(output) = Command::new("python3").arg(script).arg(file).arg(until).output() else {
        eprintln!("skipped: there is no python3 to run the oracle");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).expect("the oracle prints JSON"))
}

fn compare(file: &Path, until: &str) {
    let Some(oracle) = oracle(file, until.trim_end_matches('Z')) else { return };
    let name = file.display().to_string();
    let replay = ["replay", "--strategy", "examples/helpdesk", "--map", "servicenow", "--json", "--until"];
    let report = voorzet::run(replay.into_iter().chain([until, &name])).json();
    let rows = report["reasons"].as_array().expect("reasons");
    let row = rows.iter().find(|row| row["reason"] == "incident").expect("the reason");
    for key in COUNTS.into_iter().chain(["customers"]) {
        assert_eq!(row[key], oracle[key], "{key}");
    }
    assert_eq!(row["lapsed"], 0);
    assert_eq!(report["unreadable"], oracle["nobody"], "events of nobody");
    for key in ["recall", "precision"] {
        let (found, expected) = (row[key].as_f64(), oracle[key].as_f64());
        let close = found.zip(expected).is_some_and(|(found, expected)| (found - expected).abs() < 1e-12);
        assert!(close, "{key}: {found:?} and {expected:?}");
    }
    assert_eq!(row["lead_seconds"], oracle["lead_seconds"]);
}

#[test]
fn the_short_history_counts_as_the_oracle_counts() {
    compare(&voorzet::root().join("examples/helpdesk/history.csv"), "2016-03-15T00:00:00Z");
}

#[test]
fn the_export_counts_as_the_oracle_counts() {
    match voorzet::data(EXPORT) {
        Some(file) => compare(&file, UNTIL),
        None => eprintln!("skipped: {EXPORT} is not in the folder beside the project"),
    }
}
