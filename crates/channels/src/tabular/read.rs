//! From a map's TOML to a [`Map`].

use compact_str::CompactString;
use encoding_rs::{Encoding, UTF_8};
use toml::de::{DeTable, DeValue};
use voorzet_domain::problem::Problem;

use super::about::{self, Asset};
use super::column::Columns;
use super::condition::{self, Condition};
use super::field;
use super::form::{Form, Page};
use super::moment::Clock;
use super::rule::{Basis, Rule, When};
use super::{Dialect, Format, Map, Rows};

/// A map longer than this was not written by a person.
const LONGEST_MAP: usize = 1 << 20;

pub(super) fn map(file: &str, text: &str) -> Result<Map, Vec<Problem>> {
    if text.len() > LONGEST_MAP {
        return Err(vec![Problem::at(file, text, 0, "a map is at most a mebibyte long")]);
    }
    let page = Page::new(file, text);
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        page.wrong(&error.span().unwrap_or(0..0), format!("not TOML: {}", error.message()));
    }
    let form = Form::new(&page, document.span(), document.get_ref());
    let map = whole(file, form);
    let problems = page.into_problems();
    match map {
        Some(map) if problems.is_empty() => Ok(map),
        _ => Err(problems),
    }
}

fn whole(file: &str, form: Form<'_, '_>) -> Option<Map> {
    let page = form.page;
    let source = source(file, &form);
    let format = format(&form);
    let dialect = form.form("csv").map_or_else(Dialect::default, dialect);
    let missing = form.value("missing").and_then(|value| condition::texts(page, value)).unwrap_or_default();
    let clock = form.form("time").map_or_else(Clock::default, |time| {
        let clock = Clock::read(&time, &Clock::default());
        time.finish();
        clock
    });
    let mut columns = Columns::read(format, form.form("columns").as_ref());
    let rows = form.form("rows").map(|rows| rows_of(&mut columns, &clock, rows)).unwrap_or_default();
    let customer =
        form.form("customer").map(|table| about::customer(&mut columns, table)).unwrap_or_default();
    let asset = form.value("asset").and_then(|value| Asset::read(page, &mut columns, value));
    let fields = field::fields(&mut columns, &clock, form.form("data").as_ref(), &[]);
    let has_order = rows.case.is_some() || rows.time.is_some() || !rows.order.is_empty();
    let basis = Basis {
        clock,
        time: rows.time.clone(),
        has_case: rows.case.is_some(),
        has_order,
        customer,
        asset,
        fields,
    };
    let rules = rules(&mut columns, &basis, &form);
    form.finish();
    Some(Map { source, format, dialect, missing, columns: columns.used, rows, rules: rules? })
}

fn source(file: &str, form: &Form<'_, '_>) -> CompactString {
    let stated = form.text("source");
    if let Some((text, at)) = &stated
        && text.trim().is_empty()
    {
        form.page.wrong(at, "`source` is empty");
    }
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = name.strip_suffix(".toml").unwrap_or(name);
    stated.map_or(stem, |(text, _)| text.trim()).into()
}

fn format(form: &Form<'_, '_>) -> Format {
    let Some((word, at)) = form.text("format") else {
        if form.value("format").is_none() {
            let message = "what the file is, is missing";
            form.page.wrong_with(&(0..0), message, "add `format = \"csv\"`, `\"json\"` or `\"ndjson\"`");
        }
        return Format::Csv;
    };
    match word {
        "csv" => Format::Csv,
        "json" => Format::Json,
        "ndjson" => Format::Ndjson,
        other => {
            form.page.not_one_of(&at, "format", other, &["csv", "json", "ndjson"]);
            Format::Csv
        }
    }
}

fn dialect(form: Form<'_, '_>) -> Dialect {
    let page = form.page;
    let sign = |key: &'static str| -> Option<Option<u8>> {
        let (text, at) = form.text(key)?;
        match text.as_bytes() {
            [] => Some(None),
            [byte] if byte.is_ascii() && !matches!(byte, b'\r' | b'\n') => Some(Some(*byte)),
            _ => {
                page.wrong(&at, format!("`{key}` must be one ASCII sign"));
                None
            }
        }
    };
    let basis = Dialect::default();
    let delimiter = sign("delimiter").map(|sign| sign.unwrap_or(0));
    if delimiter == Some(0) {
        page.wrong(&form.at, "`delimiter` is empty");
    }
    let encoding = form.text("encoding").and_then(|(label, at)| {
        let known = Encoding::for_label(label.as_bytes());
        let usable = known.filter(|encoding| *encoding == UTF_8 || encoding.is_single_byte());
        if usable.is_none() {
            page.not_one_of(
                &at,
                "encoding that a CSV file can have here",
                label,
                &["utf-8", "windows-1252", "latin1"],
            );
        }
        usable
    });
    let dialect = Dialect {
        delimiter: delimiter.unwrap_or(basis.delimiter),
        quote: sign("quote").unwrap_or(basis.quote),
        header: form.truth("header").unwrap_or(basis.header),
        encoding: encoding.unwrap_or(basis.encoding),
    };
    if dialect.quote == Some(dialect.delimiter) {
        page.wrong(&form.at, "`delimiter` and `quote` are the same sign");
    }
    form.finish();
    dialect
}

fn rows_of(columns: &mut Columns, clock: &Clock, form: Form<'_, '_>) -> Rows {
    let page = form.page;
    let case = form.value("case").and_then(|value| columns.named(page, value));
    let time = form.value("time").and_then(|value| When::read(page, columns, clock, value));
    let given = form.value("order");
    let by_file = given.is_some_and(|value| value.get_ref().as_str() == Some("file"));
    let order = if by_file {
        if time.is_some() {
            page.wrong(&form.at, "`order = \"file\"` and `time` exclude each other");
        }
        Vec::new()
    } else {
        form.each("order").into_iter().filter_map(|value| columns.named(page, value)).collect()
    };
    if form.value("case").is_some() && form.value("time").is_none() && given.is_none() {
        page.wrong_with(
            &form.at,
            "in which order the rows of a case follow each other is missing",
            "add `time = \"column\"`, `order = [\"column\"]`, or `order = \"file\"` when they stand in order",
        );
    }
    let rows = Rows {
        case,
        time,
        order,
        only: Condition::list(columns, &form, "only"),
        skip: Condition::list(columns, &form, "skip"),
    };
    form.finish();
    rows
}

fn rules(columns: &mut Columns, basis: &Basis, form: &Form<'_, '_>) -> Option<Vec<Rule>> {
    let page = form.page;
    let given = match form.value("event") {
        None => {
            page.wrong_with(&(0..0), "the map makes no events", "add at least one [[event]]");
            return None;
        }
        Some(value) => match value.get_ref() {
            DeValue::Array(list) => list.iter().collect(),
            _ => vec![value],
        },
    };
    let rules = given.into_iter().map(|value| Rule::read(columns, basis, Form::of(page, value, "an event")?));
    // All are read, so that all mistakes are found.
    rules.collect::<Vec<_>>().into_iter().collect()
}
