//! The help desk's real export, by the map of the example.
//!
//! The figures were counted apart from this code, with Python's csv module: rows of each ticket put in the
//! order of (`sys_updated_at`, `sys_mod_count`), then compared one by one.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use voorzet_channels::tabular::Map;
use voorzet_engine::history::{Options, Source};

use super::read;

#[test]
fn the_export_of_a_help_desk() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = root.join("../shared/data/servicenow_incidents/incident_event_log_first.csv.gz");
    let Ok(file) = File::open(&data) else {
        println!("skipped: {} is not there", data.display());
        return;
    };
    let path = root.join("examples/helpdesk/maps/servicenow.toml");
    let text = std::fs::read_to_string(path).expect("the example's map");
    let map = Arc::new(Map::parse("maps/servicenow.toml", &text).expect("sound"));
    let outcome = read(vec![Source::new("help desk", file).with_map(map)], Options::default());
    assert_eq!((outcome.unreadable, outcome.error.is_none()), (0, true));

    let mut types: BTreeMap<&str, u64> = BTreeMap::new();
    for event in &outcome.events {
        *types.entry(event.kind.as_str()).or_default() += 1;
    }
    let expected = [
        ("contact.received", 13_973),
        ("ticket.opened", 13_973),
        ("ticket.promise_missed", 6_553),
        ("ticket.reassigned", 15_247),
        ("ticket.reopened", 220),
    ];
    assert_eq!(types, BTreeMap::from(expected));

    let contacts = || outcome.events.iter().filter(|event| event.kind == "contact.received");
    assert_eq!(contacts().filter(|event| event.customer.is_empty()).count(), 3, "callers that are missing");
    let first = contacts().next().expect("contacts");
    let last = contacts().next_back().expect("contacts");
    assert_eq!(first.time.to_string(), "2016-02-29T01:16:00Z");
    assert_eq!(last.time.to_string(), "2016-04-18T11:31:00Z");
    assert_eq!(first.asset.as_ref().map(voorzet_domain::event::AssetId::as_str), Some("ticket:0000045"));
    assert_eq!(
        first.data.get(),
        r#"{"category":"55","subcategory":"170","priority":3,"reason":"incident","channel":"phone","key":"55"}"#
    );
}
