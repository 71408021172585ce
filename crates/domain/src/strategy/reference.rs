//! The shapes as the reference part of `docs/strategy.md`.

use std::fmt::Write;

use super::shape::{Shape, Type};
use super::shapes::{events, organisation, reason};

/// One table of keys per table that a file may hold, in Markdown.
pub fn reference() -> String {
    let mut text = String::new();
    for (title, shape) in [
        ("strategy.toml", &organisation::ORGANISATION),
        ("events.toml, one table per event type", &events::EVENT),
        ("reasons/&lt;reason&gt;.toml", &reason::REASON),
    ] {
        let mut told: Vec<&'static str> = Vec::new();
        // Writing to a string cannot fail.
        let _ = write!(text, "### {title}\n\n{}\n\n", shape.doc);
        keys(shape, &mut text);
        nested(shape, "", &mut told, &mut text);
    }
    text
}

/// The tables below a table, each once, under the path that leads to it.
fn nested(shape: &'static Shape, path: &str, told: &mut Vec<&'static str>, text: &mut String) {
    for key in shape.keys {
        let Some((inner, list)) = inner(&key.kind) else { continue };
        let here = if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
        if told.contains(&inner.name) {
            continue;
        }
        told.push(inner.name);
        let title = if list && path.is_empty() { format!("[[{here}]]") } else { here.clone() };
        let _ = write!(text, "#### `{title}`\n\n{}\n\n", inner.doc);
        keys(inner, text);
        nested(inner, &here, told, text);
    }
}

/// The table inside a type, and whether it stands in a list.
pub(super) fn inner(kind: &'static Type) -> Option<(&'static Shape, bool)> {
    match kind {
        Type::Table(shape) => Some((shape, false)),
        Type::List(each) => inner(each).map(|(shape, _)| (shape, true)),
        Type::OneOrMore(each) | Type::Map { each, .. } => inner(each),
        Type::Either(types) => types.iter().find_map(inner),
        _ => None,
    }
}

fn keys(shape: &Shape, text: &mut String) {
    text.push_str("| key | value | meaning |\n|---|---|---|\n");
    for key in shape.keys {
        let required = if key.required { " (required)" } else { "" };
        let kind = short(&key.kind).replace('|', "\\|");
        let _ = writeln!(text, "| `{}`{required} | {kind} | {} |", key.name, key.doc.replace('|', "\\|"));
    }
    text.push('\n');
}

/// What a value must be, in few words: tables have a section of their own.
pub(super) fn short(kind: &Type) -> String {
    match kind {
        Type::Table(_) => "a table".to_owned(),
        Type::List(each) => format!("a list, each {}", short(each)),
        Type::OneOrMore(each) => format!("{} or a list of them", short(each)),
        Type::Map { of, each } => format!("per {of} {}", short(each)),
        Type::Either(types) => types.iter().map(short).collect::<Vec<_>>().join(", or "),
        other => other.expected(),
    }
}
