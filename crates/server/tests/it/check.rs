//! `voorzet check`: one screen when a strategy is in order, every error at once when it is not.

use std::fs;

use crate::voorzet::run;

#[test]
fn a_sound_strategy_fits_on_one_screen() {
    let summary = run(["check", "examples/internet-provider"]).ok();
    assert!(summary.contains("Voorbeeldnet"), "{summary}");
    assert!(summary.lines().count() <= 60, "{summary}");
}

#[test]
fn errors_name_file_line_column_and_hint() {
    let folder = tempfile::tempdir().expect("a folder");
    let reasons = folder.path().join("reasons");
    fs::create_dir(&reasons).expect("a folder");
    fs::write(folder.path().join("strategy.toml"), "organisation = \"A\"\nlanguages = [\"en\"]\n")
        .expect("a file");
    fs::write(folder.path().join("events.toml"), "[\"bill.sent\"]\nfields = { amount = \"double\" }\n")
        .expect("a file");
    let reason =
        "[[signal]]\nid = \"s\"\non = \"bill.sent\"\nwhen = \"event.amont > 10.0\"\nwithin = \"a week\"\n";
    fs::write(reasons.join("bill.toml"), reason).expect("a file");
    let dir = folder.path().to_str().expect("UTF-8");

    let text = run(["check", dir]).fails(1);
    assert!(text.contains("reasons/bill.toml:4:"), "{text}");
    assert!(text.contains("amount"), "the nearest known name: {text}");
    assert!(text.contains("reasons/bill.toml:5:"), "all errors at once: {text}");

    let json = run(["check", dir, "--json"]);
    assert_eq!(json.code, Some(1));
    let json: serde_json::Value = serde_json::from_str(&json.stdout).expect("one JSON document");
    assert_eq!(json["ok"], false);
    let errors = json["errors"].as_array().expect("errors");
    assert_eq!(errors.len(), 2, "{json:#}");
    let first = &errors[0];
    assert_eq!(first["file"], "reasons/bill.toml");
    assert_eq!(first["line"], 4);
    assert!(first["column"].is_u64() && first["message"].is_string(), "{first:#}");
    assert!(first["hint"].as_str().is_some_and(|hint| hint.contains("amount")), "{first:#}");
    assert!(json["warnings"].is_array());
}

#[test]
fn a_folder_that_is_no_strategy_is_told() {
    let text = run(["check", "examples/nowhere"]).fails(1);
    assert!(text.contains("examples/nowhere"), "{text}");
    let text = run(["check", "docs"]).fails(1);
    assert!(text.contains("strategy.toml"), "{text}");
}

#[test]
fn a_wrong_call_is_told_apart() {
    run(["check"]).fails(2);
    run(["chekc", "examples/window"]).fails(2);
    run(["check", "examples/window", "--no-such-option"]).fails(2);
}
