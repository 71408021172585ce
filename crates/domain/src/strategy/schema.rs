//! The shapes as a JSON Schema, for editors that complete and check while one writes.

use serde_json::{Map, Value, json};

use super::shape::{Shape, Type};
use super::shapes::{events, organisation, reason};
use crate::expr::Wanted;

/// The schema (draft 2020-12) of the three kinds of TOML file: `$defs/strategy`, `$defs/events` and
/// `$defs/reason`. The whole stands for any of them.
pub fn schema() -> Value {
    let mut defs = Map::new();
    let strategy = table(&organisation::ORGANISATION, &mut defs);
    let reason = table(&reason::REASON, &mut defs);
    let mut events = of(&events::EVENTS, &mut defs);
    events["description"] = json!("The event types that exist: one table each.");
    defs.insert("events".to_owned(), events);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Voorzet strategy",
        "description": "strategy.toml is $defs/strategy, events.toml $defs/events, and every file of \
                        reasons/ $defs/reason.",
        "anyOf": [strategy, { "$ref": "#/$defs/events" }, reason],
        "$defs": defs,
    })
}

/// A reference to a table's schema, which is written once.
fn table(shape: &'static Shape, defs: &mut Map<String, Value>) -> Value {
    let name = definition(shape);
    let reference = json!({ "$ref": format!("#/$defs/{name}") });
    if defs.contains_key(&name) {
        return reference;
    }
    defs.insert(name.clone(), Value::Null);
    let mut properties = Map::new();
    for key in shape.keys {
        let mut value = of(&key.kind, defs);
        value["description"] = json!(key.doc);
        properties.insert(key.name.to_owned(), value);
    }
    let required: Vec<&str> = shape.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut written = json!({
        "type": "object",
        "description": shape.doc,
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        written["required"] = json!(required);
    }
    defs.insert(name, written);
    reference
}

/// Two tables of one name (`value` of the organisation and of a reason) are two definitions.
fn definition(shape: &'static Shape) -> String {
    if std::ptr::eq(shape, &raw const reason::AXES) {
        "axes".to_owned()
    } else {
        shape.name.replace(' ', "_")
    }
}

fn of(kind: &'static Type, defs: &mut Map<String, Value>) -> Value {
    match kind {
        Type::Flag => json!({ "type": "boolean" }),
        Type::Off => json!({ "const": false }),
        Type::Number { least, most } => json!({ "type": "number", "minimum": least, "maximum": most }),
        Type::Count { least, most } => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Type::Duration => json!({
            "type": "string",
            "pattern": "^(?=.)([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",
            "examples": ["30m", "24h", "14d"],
        }),
        Type::Clock => json!({ "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$" }),
        Type::Span => json!({
            "type": "string",
            "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$",
            "examples": ["08:00-22:00"],
        }),
        Type::Date => json!({ "type": "string", "format": "date", "examples": ["2026-12-25"] }),
        Type::Keyword => json!({
            "type": "string",
            "pattern": "^[^*]*[^*\\s][^*]*\\*?$",
            "examples": ["parcel", "deliver*"],
        }),
        Type::Zone => json!({ "type": "string", "examples": ["Europe/Amsterdam"] }),
        Type::Language => {
            json!({ "type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,4})?$", "examples": ["nl"] })
        }
        Type::Country => json!({ "type": "string", "pattern": "^[A-Z]{2}$", "examples": ["NL"] }),
        Type::Address => json!({ "type": "string", "format": "uri" }),
        Type::Asset => {
            json!({ "type": "string", "pattern": "^[^:{}]+:.+$", "examples": ["parcel:{parcel}"] })
        }
        Type::Word(words) => json!({ "enum": words() }),
        Type::Expression(wanted) => {
            json!({ "type": "string", "minLength": 1, "examples": examples(*wanted) })
        }
        Type::Text | Type::Name(_) => json!({ "type": "string", "minLength": 1 }),
        Type::List(each) => json!({ "type": "array", "items": of(each, defs) }),
        Type::OneOrMore(each) => {
            let one = of(each, defs);
            json!({ "anyOf": [one, { "type": "array", "items": one, "minItems": 1 }] })
        }
        Type::Table(shape) => table(shape, defs),
        Type::Map { each, .. } => json!({ "type": "object", "additionalProperties": of(each, defs) }),
        Type::Either(types) => {
            let types: Vec<Value> = types.iter().map(|kind| of(kind, defs)).collect();
            json!({ "anyOf": types })
        }
    }
}

fn examples(wanted: Wanted) -> Value {
    match wanted {
        Wanted::Condition => json!(["event.delay_hours >= 4.0"]),
        Wanted::Amount => json!(["event.hours > 24.0 ? 0.4 : 0.2"]),
        Wanted::Instant => json!(["event.start"]),
        Wanted::Key => json!(["asset", "reason", "event.parcel"]),
    }
}
