//! The shapes as data, for an editor that completes keys.

use serde::Serialize;

use super::reference::{inner, short};
use super::shape::{Shape, Type};
use super::shapes::{events, organisation, reason};

/// The keys that one table of a file may have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableKeys {
    /// The file: `strategy.toml`, `events.toml` or `reasons`, for every file in that folder.
    pub file: &'static str,
    /// The way to it from the top of the file, with dots between; empty for the top itself. A `*` stands for any
    /// name.
    pub path: String,
    /// Whether there may be several, written `[[path]]`.
    pub list: bool,
    /// What it is for.
    pub doc: &'static str,
    /// Its keys, in the order in which people write them.
    pub keys: Vec<TableKey>,
}

/// One key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableKey {
    /// Its name.
    pub name: &'static str,
    /// What its value must be, in words.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether the table is wrong without it.
    pub required: bool,
    /// What it means, and what is assumed without it.
    pub doc: &'static str,
    /// The words it may be, when there are only a few.
    pub words: Vec<&'static str>,
    /// What it names, when it is a name: `event type`, `reason`, `message` …
    pub names: Option<&'static str>,
    /// Whether it is an expression, or several.
    pub expression: bool,
}

/// Every table that a file of a strategy may hold.
pub fn tables() -> Vec<TableKeys> {
    let mut found = Vec::new();
    for (file, path, shape) in [
        ("strategy.toml", "", &organisation::ORGANISATION),
        ("events.toml", "*", &events::EVENT),
        ("reasons", "", &reason::REASON),
    ] {
        add(file, path, false, shape, &mut found);
    }
    found
}

fn add(file: &'static str, path: &str, list: bool, shape: &'static Shape, found: &mut Vec<TableKeys>) {
    let keys = shape.keys.iter().map(|key| TableKey {
        name: key.name,
        kind: short(&key.kind),
        required: key.required,
        doc: key.doc,
        words: words(&key.kind),
        names: names(&key.kind),
        expression: is_expression(&key.kind),
    });
    found.push(TableKeys { file, path: path.to_owned(), list, doc: shape.doc, keys: keys.collect() });
    for key in shape.keys {
        let Some((inner, list)) = inner(&key.kind) else { continue };
        let named = if is_map(&key.kind) { ".*" } else { "" };
        let dot = if path.is_empty() { "" } else { "." };
        add(file, &format!("{path}{dot}{}{named}", key.name), list, inner, found);
    }
}

fn words(kind: &Type) -> Vec<&'static str> {
    match kind {
        Type::Word(words) => words(),
        Type::List(each) | Type::OneOrMore(each) => self::words(each),
        Type::Either(types) => types.iter().flat_map(self::words).collect(),
        _ => Vec::new(),
    }
}

fn names(kind: &Type) -> Option<&'static str> {
    match kind {
        Type::Name(noun) => Some(noun.name()),
        Type::List(each) | Type::OneOrMore(each) => names(each),
        Type::Either(types) => types.iter().find_map(names),
        _ => None,
    }
}

fn is_expression(kind: &Type) -> bool {
    match kind {
        Type::Expression(_) => true,
        Type::List(each) | Type::OneOrMore(each) => is_expression(each),
        Type::Either(types) => types.iter().any(is_expression),
        _ => false,
    }
}

fn is_map(kind: &Type) -> bool {
    match kind {
        Type::Map { .. } => true,
        Type::Either(types) => types.iter().any(is_map),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_told_once_with_its_keys() {
        let tables = tables();
        let mut paths: Vec<_> = tables.iter().map(|table| (table.file, table.path.as_str())).collect();
        for expected in [("strategy.toml", "budget.limits"), ("events.toml", "*.link"), ("reasons", "signal")]
        {
            assert!(paths.contains(&expected), "{expected:?} among {paths:?}");
        }
        let all = paths.len();
        paths.sort_unstable();
        paths.dedup();
        assert_eq!(paths.len(), all);
        let signal = tables.iter().find(|table| (table.file, table.path.as_str()) == ("reasons", "signal"));
        let signal = signal.expect("signals");
        assert!(signal.list);
        let on = signal.keys.iter().find(|key| key.name == "on").expect("a key");
        assert_eq!((on.names, on.required, on.expression), (Some("event type"), true, false));
        assert!(signal.keys.iter().any(|key| key.name == "when" && key.expression));
    }
}
