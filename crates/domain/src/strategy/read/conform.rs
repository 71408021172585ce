//! Holds values against their shapes and tells what differs, everything at once.

use toml::de::DeValue;

use super::super::report::Report;
use super::super::shape::{Shape, Type, article};
use super::source::{is_language, is_name};
use super::table::{Item, Table, Word};
use crate::hours::{DAYS, Span, days};
use crate::time::Duration;
use jiff::civil::Date;

/// The most entries of a table of names.
const MOST: usize = 2_000;

/// Tells every key of a table that is unknown, missing, or has a value of the wrong type.
pub(crate) fn table(table: &Table<'_>, shape: &'static Shape, report: &mut Report) {
    for (name, item) in table.entries() {
        if let Some(key) = shape.key(name.text) {
            value(&item, &key.kind, &format!("`{}`", key.name), report);
        } else {
            let known = shape.keys.iter().map(|key| key.name);
            let hint = match report.nearest(name.text, known.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known are {}", known.collect::<Vec<_>>().join(", ")),
            };
            let message = format!("unknown key `{}` in `{}`", clip(name.text), shape.name);
            report.error(name.place, message).hint(hint);
        }
    }
    for key in shape.keys.iter().filter(|key| key.required) {
        if table.get(key.name).is_none() {
            let message = format!("`{}` needs `{}`: {}", shape.name, key.name, key.kind.expected());
            report.error(table.place, message).hint(key.doc);
        }
    }
}

/// The same for a file that is itself a table of names.
pub(crate) fn whole(table: &Table<'_>, kind: &'static Type, report: &mut Report) {
    if let Type::Map { of, each } = kind {
        map(table, of, each, report);
    }
}

/// Tells what is wrong with a value; `what` names it in errors.
pub(crate) fn value(item: &Item<'_>, kind: &'static Type, what: &str, report: &mut Report) {
    match kind {
        Type::Table(shape) => match item.table() {
            Some(inner) => table(&inner, shape, report),
            None => mismatch(item, kind, what, report),
        },
        Type::Map { of, each } => match item.table() {
            Some(inner) => map(&inner, of, each, report),
            None => mismatch(item, kind, what, report),
        },
        Type::List(each) => match item.value() {
            DeValue::Array(_) => elements(item, each, what, report),
            _ => mismatch(item, kind, what, report),
        },
        Type::OneOrMore(each) => match item.value() {
            DeValue::Array(array) if array.is_empty() => {
                report.error(item.place, format!("{what} is empty: expected {}", kind.expected()));
            }
            _ => elements(item, each, what, report),
        },
        Type::Either(types) => match types.iter().find(|kind| takes(kind, item.value())) {
            Some(kind) => value(item, kind, what, report),
            None => mismatch(item, kind, what, report),
        },
        _ if !takes(kind, item.value()) => mismatch(item, kind, what, report),
        _ => scalar(item, kind, what, report),
    }
}

fn map(table: &Table<'_>, of: &str, each: &'static Type, report: &mut Report) {
    if let Some((name, _)) = table.entries().nth(MOST) {
        report.give_up(name.place, format!("more than {MOST} entries, each {}", article(of)));
        return;
    }
    for (name, item) in table.entries() {
        if name.text.trim().is_empty() || name.text.chars().any(char::is_control) {
            report.error(name.place, format!("{} needs a name", article(of)));
        } else if of == "language" && !is_language(name.text) {
            let message = format!("`{}` is no language code", clip(name.text));
            report.error(name.place, message).hint("write nl, en or pt-BR");
        } else if matches!(
            of,
            "purpose" | "channel" | "webhook" | "queue" | "table of hours" | "trait" | "field"
        ) && !is_name(name.text)
        {
            let message = format!("`{}` cannot name {}", clip(name.text), article(of));
            report.error(name.place, message).hint("use letters, digits, `-` and `_`");
        } else if of == "day" && days(name.text).is_none() {
            let near = report.nearest(name.text, DAYS).map(|near| format!("did you mean `{near}`?"));
            let hint = near.unwrap_or_else(|| "write mon, sat or mon-fri".to_owned());
            report.error(name.place, format!("`{}` is no day of the week", clip(name.text))).hint(hint);
        } else if of == "date" && date(name.text).is_none() {
            let message = format!("`{}` is no date", clip(name.text));
            report.error(name.place, message).hint("write 2026-12-25");
        } else if of == "event type" && is_split(&item) {
            let inner = item.table().and_then(|inner| inner.entries().next()).map(|(key, _)| key.text);
            let whole = format!("{}.{}", name.text, inner.unwrap_or_default());
            let message = format!("an event type with a dot in its name needs quotes: [\"{whole}\"]");
            report.error(name.place, message);
        } else {
            value(&item, each, &format!("`{}`", clip(name.text)), report);
        }
    }
}

/// Whether a table looks like the outer half of a dotted name that lacks its quotes.
fn is_split(item: &Item<'_>) -> bool {
    let event = &super::super::shapes::events::EVENT;
    item.table().is_some_and(|table| {
        let mut entries = table.entries().peekable();
        entries.peek().is_some()
            && entries.all(|(key, item)| event.key(key.text).is_none() && item.table().is_some())
    })
}

fn elements(item: &Item<'_>, each: &'static Type, what: &str, report: &mut Report) {
    for element in item.items() {
        value(&element, each, what, report);
    }
}

/// Whether a type is about TOML values of this kind, whatever the value.
fn takes(kind: &Type, value: &DeValue<'_>) -> bool {
    match kind {
        Type::Flag => value.is_bool(),
        Type::Off => value.as_bool() == Some(false),
        Type::Number { .. } => value.is_integer() || value.is_float(),
        Type::Count { .. } => value.is_integer(),
        Type::List(_) => value.is_array(),
        Type::OneOrMore(each) => value.is_array() || takes(each, value),
        Type::Table(_) | Type::Map { .. } => value.is_table(),
        Type::Either(types) => types.iter().any(|kind| takes(kind, value)),
        Type::Date => value.is_str() || value.is_datetime(),
        _ => value.is_str(),
    }
}

fn mismatch(item: &Item<'_>, kind: &Type, what: &str, report: &mut Report) {
    let found = match item.value() {
        DeValue::String(text) => format!("the text \"{}\"", clip(text)),
        DeValue::Integer(number) => format!("the number {number}"),
        DeValue::Float(number) => format!("the number {number}"),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(_) => "a date".to_owned(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    };
    report.error(item.place, format!("{what} must be {}, not {found}", kind.expected()));
}

/// Tells what is wrong with the content of a value of the right kind.
fn scalar(item: &Item<'_>, kind: &Type, what: &str, report: &mut Report) {
    let sound = match kind {
        Type::Number { least, most } => {
            item.number().is_some_and(|number| (*least..=*most).contains(&number))
        }
        Type::Count { least, most } => item.count().is_some_and(|count| (*least..=*most).contains(&count)),
        Type::Flag | Type::Off => true,
        _ => return item.word().map_or((), |word| written(&word, kind, what, report)),
    };
    if !sound {
        mismatch(item, kind, what, report);
    }
}

/// Tells what is wrong with a text.
fn written(word: &Word<'_>, kind: &Type, what: &str, report: &mut Report) {
    let text = word.text;
    let mut near = None;
    let sound = match kind {
        Type::Duration => Duration::parse(text).is_ok(),
        Type::Clock => clock(text).is_some(),
        Type::Span => Span::parse(text).is_some(),
        Type::Date => date(text).is_some(),
        Type::Keyword => match keyword(text) {
            Ok(()) => true,
            Err(wrong) => {
                report.error(word.place, format!("{what}: `{}` {wrong}", clip(text)));
                return;
            }
        },
        Type::Zone => zone(text).is_some(),
        Type::Language => is_language(text),
        Type::Country => text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()),
        Type::Address => match address(text) {
            Ok(()) => true,
            Err(wrong) => {
                report.error(word.place, format!("{what}: {wrong}"));
                return;
            }
        },
        Type::Word(words) => {
            near = report.nearest(text, words()).map(|near| format!("did you mean \"{near}\"?"));
            words().contains(&text)
        }
        _ => !text.trim().is_empty(),
    };
    if text.trim().is_empty() {
        report.error(word.place, format!("{what} is empty: expected {}", kind.expected()));
    } else if !sound {
        let message = format!("{what} must be {}, not \"{}\"", kind.expected(), clip(text));
        report.error(word.place, message).hint_if(near);
    }
}

/// Minutes after midnight of `HH:MM`.
pub(crate) fn clock(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str, most: u16| -> Option<u16> {
        let sound = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        sound.then(|| part.parse().ok())?.filter(|number| *number <= most)
    };
    Some(digits(hour, 23)? * 60 + digits(minute, 59)?)
}

/// A date of the calendar that events can lie in.
pub(crate) fn date(text: &str) -> Option<Date> {
    let sound = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let date: Option<Date> = sound.then(|| text.parse().ok())?;
    date.filter(|date| (1900..2200).contains(&date.year()))
}

/// The fewest letters before a `*`: fewer begin nearly every text.
const LEAST_BEGINNING: usize = 3;

/// What is wrong with a keyword, if anything.
fn keyword(text: &str) -> Result<(), &'static str> {
    let (whole, begins) = text.strip_suffix('*').map_or((text, false), |begin| (begin, true));
    let last = whole.split_whitespace().next_back().unwrap_or_default();
    if whole.contains('*') {
        Err("has a `*` that is not at its end")
    } else if !whole.trim().is_empty() && !whole.chars().any(char::is_alphanumeric) {
        Err("has no letter or digit")
    } else if begins && last.chars().filter(|c| c.is_alphanumeric()).count() < LEAST_BEGINNING {
        Err("begins too many words: write at least three letters before `*`")
    } else {
        Ok(())
    }
}

/// A time zone of the database in this build.
pub(crate) fn zone(text: &str) -> Option<jiff::tz::TimeZone> {
    jiff::tz::TimeZoneDatabase::bundled().get(text).ok()
}

/// What is wrong with an address for our calls, if anything: what we tell a system about customers goes
/// encrypted, except within this machine.
fn address(text: &str) -> Result<(), &'static str> {
    let (scheme, rest) = text.split_once("://").ok_or("not an address like \"https://example.org/path\"")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let name = match host.strip_prefix('[') {
        Some(inner) => inner.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    if name.is_empty() || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err("not an address like \"https://example.org/path\"");
    }
    match scheme {
        "https" => Ok(()),
        "http" if matches!(name, "localhost" | "127.0.0.1" | "::1") => Ok(()),
        "http" => Err("must be https: what is sent is about customers; http only to localhost"),
        _ => Err("must begin with https://"),
    }
}

/// Enough of a text to recognise it.
pub(crate) fn clip(text: &str) -> String {
    let mut shown: String = text.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(60).is_some() {
        shown.push('…');
    }
    shown
}
