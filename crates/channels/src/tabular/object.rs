//! JSON objects as rows: a column is a key, or a path of keys with dots between them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::Unreadable;
use crate::json::Text;

type Object<'a> = BTreeMap<Text<'a>, &'a RawValue>;

/// The texts at some paths of a JSON object, in the paths' order; nothing where there is none or null.
pub(super) fn cells<'a, 'p>(
    text: &'a str,
    paths: impl Iterator<Item = &'p str>,
) -> Result<Vec<Option<Cow<'a, str>>>, Unreadable> {
    let object: Object<'a> =
        serde_json::from_str(text).map_err(|error| Unreadable::shape("an object", &error))?;
    Ok(paths.map(|path| find(&object, path).and_then(cell)).collect())
}

/// The value at a path. A key that has dots itself is found before a path.
fn find<'a>(object: &Object<'a>, path: &str) -> Option<&'a RawValue> {
    if let Some(raw) = object.get(path) {
        return Some(raw);
    }
    path.match_indices('.').find_map(|(at, _)| {
        let inner: Object<'a> = serde_json::from_str(object.get(&path[..at])?.get()).ok()?;
        find(&inner, &path[at + 1..])
    })
}

/// A string's own text; a number, truth value, list or object as it is written.
fn cell(raw: &RawValue) -> Option<Cow<'_, str>> {
    match raw.get() {
        "null" => None,
        text if text.starts_with('"') => serde_json::from_str::<Text<'_>>(text).ok().map(|text| text.0),
        text => Some(Cow::Borrowed(text)),
    }
}
