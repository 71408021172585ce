//! What editors and people see: the JSON Schema and the summary.

use voorzet_domain::strategy::{File, load, reference, schema, summary};

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

const GUIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/strategy.md");
const START: &str = "<!-- Written from the shapes; run the tests with UPDATE_SCHEMAS=1 to renew. -->\n\n";

#[test]
fn the_reference_in_the_guide_is_written_from_the_shapes() {
    let guide = std::fs::read_to_string(GUIDE).expect("the guide");
    let (before, kept) = guide.split_once(START).expect("a place for the reference");
    let written = reference();
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(GUIDE, format!("{before}{START}{written}")).expect("to write the guide");
        return;
    }
    assert!(kept == written, "run the tests with UPDATE_SCHEMAS=1 and commit docs/strategy.md");
}

#[test]
fn the_example_of_the_guide_is_in_order() {
    let guide = std::fs::read_to_string(GUIDE).expect("the guide");
    let mut files = Vec::new();
    for block in guide.split("```").skip(1).step_by(2) {
        let Some((path, text)) = block.split_once('\n').and_then(|(_, rest)| rest.split_once('\n')) else {
            continue;
        };
        let path = path.trim_start_matches("<!-- ").trim_start_matches("# ").trim_end_matches(" -->");
        if path.contains('.') && !path.contains(' ') {
            files.push(File::new(path, text));
        }
    }
    assert_eq!(files.len(), 6);
    let loaded = load(&files);
    assert_eq!((loaded.errors, loaded.warnings), (vec![], vec![]));
}

#[test]
fn the_summary_shows_the_ladder_of_every_reason() {
    let strategy = load(&late_delivery::files()).strategy.expect("a strategy");
    let text = summary(&strategy).to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("Webwinkel · version "));
    assert_eq!(lines[1], "3 reasons, 3 signals, 24 event types, 2 messages, 1 answer");
    let late = lines.iter().find(|line| line.starts_with("  late-delivery")).expect("under its parent");
    assert!(late.contains("prevent → proactive → proactive"), "{late}");
    assert!(late.ends_with("10 %"), "{late}");
}
