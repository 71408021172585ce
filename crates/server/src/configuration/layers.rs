//! One layer of settings over another. The first says which settings there are and of what kind each is.

use serde::de::DeserializeOwned;
use toml::{Table, Value};
use voorzet_domain::problem::nearest;

/// Sections whose names are the organisation's own.
const OPEN: [&str; 3] = ["channels", "webhooks", "subscribers"];

/// What the names of our variables in the environment begin with.
const PREFIX: &str = "VOORZET_";

/// What the names of our variables begin with that are no settings, but for tests and measurements.
const NO_SETTINGS: &str = "VOORZET_BENCH_";

/// Settings, layer upon layer.
pub(super) struct Layers {
    whole: Table,
    problems: Vec<String>,
}

impl Layers {
    /// The lowest layer, which is ours and sound.
    pub(super) fn new(text: &str) -> Self {
        let (whole, problems) = match text.parse::<Table>() {
            Ok(whole) => (whole, Vec::new()),
            Err(error) => (Table::new(), vec![error.to_string()]),
        };
        Self { whole, problems }
    }

    /// A file over what there is.
    pub(super) fn file(&mut self, name: &str, text: &str) {
        match text.parse::<Table>() {
            Ok(over) => put(&mut self.whole, over, "", name, &mut self.problems),
            Err(error) => self.problems.push(format!("{name}: {}", error.to_string().trim_end())),
        }
    }

    /// A variable of the environment over what there is, if it is one of ours: `VOORZET_INTAKE__STRICT`.
    pub(super) fn variable(&mut self, name: &str, value: &str) {
        let Some(path) = name.strip_prefix(PREFIX) else { return };
        if name.starts_with(NO_SETTINGS) {
            return;
        }
        let path = path.to_ascii_lowercase().replace("__", ".");
        self.one(name, &path, value);
    }

    /// A `name=value` of the command line over what there is.
    pub(super) fn flag(&mut self, pair: &str) {
        match pair.split_once('=') {
            Some((path, value)) => self.one("--set", path.trim(), value.trim()),
            None => self.problems.push(format!("--set: `{pair}` is not of the form name=value")),
        }
    }

    /// The settings, or everything that is wrong with them.
    pub(super) fn finish<T: DeserializeOwned>(self) -> Result<T, Vec<String>> {
        if !self.problems.is_empty() {
            return Err(self.problems);
        }
        self.whole.try_into().map_err(|error: toml::de::Error| vec![error.to_string().trim_end().to_owned()])
    }

    fn one(&mut self, origin: &str, path: &str, text: &str) {
        let value = value(self.at(path), text);
        let mut over = value;
        for name in path.rsplit('.') {
            over = Value::Table(Table::from_iter([(name.to_owned(), over)]));
        }
        if let Value::Table(over) = over {
            put(&mut self.whole, over, "", origin, &mut self.problems);
        }
    }

    fn at(&self, path: &str) -> Option<&Value> {
        let (first, rest) = match path.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (path, None),
        };
        let start = self.whole.get(first)?;
        rest.into_iter().flat_map(|rest| rest.split('.')).try_fold(start, |value, name| value.get(name))
    }
}

/// A text as a value: as text where text is expected, else as TOML reads it, else as text after all.
fn value(known: Option<&Value>, text: &str) -> Value {
    if known.is_some_and(Value::is_str) {
        return Value::String(text.to_owned());
    }
    let read = format!("value = {text}").parse::<Table>().ok();
    read.and_then(|mut table| table.remove("value")).unwrap_or_else(|| Value::String(text.to_owned()))
}

fn put(base: &mut Table, over: Table, path: &str, origin: &str, problems: &mut Vec<String>) {
    for (name, value) in over {
        let whole = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let open = OPEN.iter().any(|section| {
            whole.strip_prefix(section).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        match (base.get_mut(&name), value) {
            (Some(Value::Table(base)), Value::Table(over)) => put(base, over, &whole, origin, problems),
            (Some(known), value) if open && !OPEN.contains(&whole.as_str()) => *known = value,
            (None, value) if open => {
                base.insert(name, value);
            }
            (Some(known), value) => match fitting(known, value) {
                Some(value) => *known = value,
                None => problems.push(format!("{origin}: `{whole}` is {}", kind(known))),
            },
            (None, _) => {
                let near = nearest(&name, base.keys().map(String::as_str));
                let meant = near.map(|near| match path {
                    "" => format!("; is `{near}` meant?"),
                    _ => format!("; is `{path}.{near}` meant?"),
                });
                problems.push(format!("{origin}: `{whole}` is no setting{}", meant.unwrap_or_default()));
            }
        }
    }
}

/// The value, when it is of the kind of the one that it replaces.
fn fitting(known: &Value, value: Value) -> Option<Value> {
    match (known, value) {
        (Value::Float(_), Value::Integer(whole)) => Some(Value::Float(whole as f64)),
        (known, value) if known.same_type(&value) => Some(value),
        _ => None,
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) | Value::Datetime(_) => "text, between quotes",
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Array(_) => "a list",
        Value::Table(_) => "a section",
    }
}
