//! The strategy of the web shop over a small sample world whose contacts are known.

use std::collections::BTreeMap;

use serde_json::Value;
use voorzet_domain::strategy::File;
use voorzet_domain::time::Timestamp;
use voorzet_engine::world::{Settings, World};

use super::{compiled, replay, row};

/// The files of an example.
fn example(name: &str) -> Vec<File> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name);
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "toml" || kind == "md")
                && path.file_name().is_some_and(|name| name != "README.md")
            {
                let name =
                    path.strip_prefix(&root).expect("below the example").to_string_lossy().into_owned();
                files.push(File::new(name, std::fs::read_to_string(&path).expect("text")));
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

#[test]
fn contacts_in_the_report_are_the_contacts_in_the_file() {
    let start = Timestamp::parse("2026-01-05T00:00:00Z").expect("a time");
    let mut lines = Vec::new();
    let mut world = World::new(Settings { customers: 300, days: 60, seed: 5, start }).expect("a world");
    let written = world.write(&mut lines, None, &mut |_| {}).expect("memory takes all");
    let mut files = example("webshop");
    let (report, decisions) = replay(&compiled(&files), lines.clone());
    assert_eq!((report.events, report.unreadable), (written.events, 0), "{:?}", report.problems);
    assert_eq!(report.totals.contacts, written.contacts);
    let text = String::from_utf8(lines.clone()).expect("UTF-8");
    let mut contacts: BTreeMap<String, u64> = BTreeMap::new();
    for line in text.lines().filter(|line| line.contains("\"contact.received\"")) {
        let event: Value = serde_json::from_str(line).expect("JSON");
        let data = if event["data"].is_null() { &event["properties"] } else { &event["data"] };
        *contacts.entry(data["reason"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
    }
    let known = |reason: &str| report.reasons.iter().any(|row| row.reason == reason);
    let unknown: u64 = contacts.iter().filter(|(reason, _)| !known(reason)).map(|(_, n)| n).sum();
    for row in report.reasons.iter().filter(|row| row.reason != "other") {
        assert_eq!(row.contacts, contacts.get(&row.reason).copied().unwrap_or_default(), "{}", row.reason);
    }
    assert_eq!(row(&report, "other").contacts, unknown + contacts.get("other").copied().unwrap_or_default());
    assert!(report.totals.met > 10 && !decisions.is_empty(), "{:?}", report.totals);
    // A reason that is taken away is unknown, and its contacts are `other`.
    let before = row(&report, "other").contacts;
    let gone = "reasons/product-question.toml";
    files.retain(|file| file.path != gone);
    let (without, _) = replay(&compiled(&files), lines);
    let moved = contacts.get("product-question").copied().unwrap_or_default();
    assert_eq!(row(&without, "other").contacts, before + moved);
    assert_eq!(without.totals.contacts, written.contacts);
}
