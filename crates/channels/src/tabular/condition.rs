//! Conditions on one cell of a row.

use regex::Regex;

use super::column::{Columns, Slot};
use super::form::{self, Form, Page, Value};
use super::row::Row;

/// What must hold of a cell.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    slot: Slot,
    test: Test,
}

#[derive(Clone, Debug)]
enum Test {
    In(Vec<String>),
    NotIn(Vec<String>),
    Empty(bool),
    Matches(Regex),
}

const TESTS: [&str; 6] = ["is", "not", "in", "not_in", "empty", "matches"];

impl Condition {
    /// Reads a table with a column and one test.
    pub(super) fn read(page: &Page<'_>, columns: &mut Columns, value: &Value<'_>) -> Option<Self> {
        let form = Form::of(page, value, "a condition")?;
        let slot = match form.value("column") {
            Some(column) => columns.named(page, column),
            None => columns.of_form(&form),
        };
        let given: Vec<_> =
            TESTS.into_iter().filter_map(|key| form.value(key).map(|value| (key, value))).collect();
        let test = if let [(key, value)] = given.as_slice() {
            test(page, key, value)
        } else {
            let message = "a condition needs one test: `is`, `not`, `in`, `not_in`, `empty` or `matches`";
            page.wrong(&form.at, message);
            None
        };
        form.finish();
        Some(Self { slot: slot?, test: test? })
    }

    /// Reads a list of conditions, or one.
    pub(super) fn list(columns: &mut Columns, form: &Form<'_, '_>, key: &'static str) -> Vec<Self> {
        form.each(key).into_iter().filter_map(|value| Self::read(form.page, columns, value)).collect()
    }

    /// Whether it holds for a row. A cell without a value is equal to nothing.
    pub(super) fn holds(&self, row: &Row) -> bool {
        let cell = row.cell(self.slot);
        let among = |texts: &[String]| !cell.is_empty() && texts.iter().any(|text| text == cell);
        match &self.test {
            Test::In(texts) => among(texts),
            Test::NotIn(texts) => !among(texts),
            Test::Empty(empty) => cell.is_empty() == *empty,
            Test::Matches(pattern) => !cell.is_empty() && pattern.is_match(cell),
        }
    }
}

/// Whether a row passes: all of `only` hold and none of `skip`.
pub(super) fn passes(only: &[Condition], skip: &[Condition], row: &Row) -> bool {
    only.iter().all(|condition| condition.holds(row)) && !skip.iter().any(|condition| condition.holds(row))
}

fn test(page: &Page<'_>, key: &str, value: &Value<'_>) -> Option<Test> {
    match key {
        "is" | "in" => texts(page, value).map(Test::In),
        "not" | "not_in" => texts(page, value).map(Test::NotIn),
        "empty" => {
            let truth = value.get_ref().as_bool();
            if truth.is_none() {
                page.wrong(&value.span(), "`empty` must be true or false");
            }
            truth.map(Test::Empty)
        }
        _ => match Regex::new(form::text(page, value, "`matches`")?) {
            Ok(pattern) => Some(Test::Matches(pattern)),
            Err(error) => {
                // The last line says what is wrong, those before it draw the pattern.
                let text = error.to_string();
                let reason = text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                page.wrong(&value.span(), format!("not a regular expression: {reason}"));
                None
            }
        },
    }
}

/// The texts that one value or a list of them spells.
pub(super) fn texts(page: &Page<'_>, value: &Value<'_>) -> Option<Vec<String>> {
    let spelled = form::each(value).into_iter().map(|value| {
        let text = form::spelled(value.get_ref());
        if text.is_none() {
            let found = form::kind(value.get_ref());
            page.wrong(&value.span(), format!("expected a string, a number, true or false, not {found}"));
        }
        text
    });
    spelled.collect()
}
