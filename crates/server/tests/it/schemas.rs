//! What `--json` prints is what the schemas in docs/schemas say, no key more and none less.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::voorzet::run;

#[test]
fn a_replay_is_as_its_schema_says() {
    let schema = schema("replay.schema.json");
    for example in ["webshop", "internet-provider", "public-transport"] {
        let (dir, history) = (format!("examples/{example}"), format!("examples/{example}/history.ndjson"));
        let report = run(["replay", "--json", "--strategy", &dir, &history]).json();
        conforms(&report, &schema["$defs"]["report"], &schema, example);
    }
}

#[test]
fn a_check_is_as_its_schema_says() {
    let schema = schema("check.schema.json");
    let sound = run(["check", "--json", "examples/webshop"]).json();
    conforms(&sound, &schema, &schema, "webshop");
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("strategy.toml"), "organisaton = \"Typo\"\n").expect("a file");
    let dir = folder.path().to_str().expect("UTF-8").to_owned();
    let broken = run(["check", "--json", &dir]);
    assert_eq!(broken.code, Some(1));
    let broken: Value = serde_json::from_str(&broken.stdout).expect("JSON");
    assert!(broken["errors"].as_array().is_some_and(|errors| !errors.is_empty()));
    conforms(&broken, &schema, &schema, "a broken strategy");
}

#[test]
fn a_report_on_contacts_is_as_its_schema_says() {
    let schema = schema("report-contacts.schema.json");
    let map = ["--map", "examples/helpdesk/maps/servicenow.toml"];
    for (what, args) in [
        ("helpdesk", [map[0], map[1], "examples/helpdesk/history.csv"]),
        ("webshop", ["--strategy", "examples/webshop", "examples/webshop/history.ndjson"]),
        ("nothing", ["--from", "2099-01-01", "examples/webshop/history.ndjson"]),
    ] {
        let report = run(["report", "contacts", "--json"].iter().chain(&args)).json();
        conforms(&report, &schema, &schema, what);
    }
}

fn schema(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schemas").join(name);
    serde_json::from_str(&fs::read_to_string(path).expect("the schema")).expect("JSON")
}

/// As much of JSON Schema as those files use: references, types, properties, items.
fn conforms(value: &Value, schema: &Value, root: &Value, place: &str) {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(&reference[1..]).unwrap_or_else(|| panic!("{reference} is in the schema"));
        return conforms(value, target, root, place);
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => panic!("{place}: the schema names no type"),
    };
    let fits = kinds.iter().any(|kind| match *kind {
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => value.is_null(),
    });
    assert!(fits, "{place}: {value} is no {kinds:?}");
    for (at, item) in value.as_array().into_iter().flatten().enumerate() {
        conforms(item, &schema["items"], root, &format!("{place}[{at}]"));
    }
    let Some(object) = value.as_object() else { return };
    for required in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        assert!(object.contains_key(required), "{place} lacks {required}");
    }
    for (key, value) in object {
        let known = schema["properties"].get(key).or_else(|| schema.get("additionalProperties"));
        let known = known.unwrap_or_else(|| panic!("{place}.{key} is not in the schema"));
        conforms(value, known, root, &format!("{place}.{key}"));
    }
}
