//! What editors and people see: the JSON Schema and the summary.

use voorzet_domain::strategy::{load, schema, summary};

use super::late_delivery;

#[test]
fn the_schema_names_every_definition_it_refers_to() {
    let schema = schema();
    let text = schema.to_string();
    let defs = schema["$defs"].as_object().expect("definitions");
    for part in text.split("#/$defs/").skip(1) {
        let name = part.split('"').next().expect("a name");
        assert!(defs.get(name).is_some_and(serde_json::Value::is_object), "{name}");
    }
    assert!(defs.len() > 20);
    assert_eq!(schema["$defs"]["signal"]["required"], serde_json::json!(["id", "on"]));
    assert_eq!(schema["$defs"]["axes"]["required"], serde_json::json!(["customer", "company"]));
    assert!(schema["$defs"]["value"]["properties"]["explore"].is_object());
}

#[test]
fn the_schema_in_the_docs_is_this_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/schemas/strategy.schema.json");
    let written = format!("{:#}\n", schema());
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(path, &written).expect("to write the schema");
    }
    let kept = std::fs::read_to_string(path).expect("the schema in docs");
    assert!(kept == written, "run the tests with UPDATE_SCHEMAS=1 and commit docs/schemas");
}

#[test]
fn the_summary_shows_the_ladder_of_every_reason() {
    let strategy = load(&late_delivery::files()).strategy.expect("a strategy");
    let text = summary(&strategy).to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("Webwinkel · version "));
    assert_eq!(lines[1], "3 reasons, 3 signals, 21 event types, 2 messages, 1 answers");
    let late = lines.iter().find(|line| line.starts_with("  late-delivery")).expect("under its parent");
    assert!(late.contains("prevent → proactive → proactive"), "{late}");
    assert!(late.ends_with("10 %"), "{late}");
}
