//! A text made from a row: a constant, a cell, or a template of both, and its translation.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeValue;

use super::column::{Columns, Slot};
use super::form::{self, Form, Page, Value};
use super::row::Row;

/// How a text is made from a row.
#[derive(Clone, Debug)]
pub(super) struct Text {
    parts: Vec<Part>,
    translation: Option<Translation>,
}

#[derive(Clone, Debug)]
enum Part {
    Constant(String),
    Cell(Slot),
}

#[derive(Clone, Debug)]
struct Translation {
    values: BTreeMap<String, String>,
    otherwise: Option<String>,
}

/// What a bare string means where a text is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bare {
    /// The name of a column.
    Column,
    /// A template: `{column}` stands for a cell, everything else for itself.
    Template,
}

impl Text {
    /// Reads a string, or a table with `column` (or `name`, `nth`, `at`) or `text`, and `values`, `else`.
    pub(super) fn read(
        page: &Page<'_>,
        columns: &mut Columns,
        value: &Value<'_>,
        bare: Bare,
    ) -> Option<Self> {
        match value.get_ref() {
            DeValue::String(text) if bare == Bare::Template => {
                Self::template(page, columns, text, &value.span())
            }
            DeValue::String(_) => columns.named(page, value).map(Self::cell),
            _ => {
                let form = Form::of(page, value, "a column or text")?;
                let text = Self::of_form(columns, &form);
                form.finish();
                text
            }
        }
    }

    /// The same from the keys of a table that may have others.
    pub(super) fn of_form(columns: &mut Columns, form: &Form<'_, '_>) -> Option<Self> {
        let text = match (form.value("column"), form.text("text")) {
            (Some(column), None) => columns.named(form.page, column).map(Self::cell),
            (None, Some((text, at))) => Self::template(form.page, columns, text, &at),
            (None, None) => columns.of_form(form).map(Self::cell),
            (Some(_), Some((_, at))) => {
                form.page.wrong(&at, "`column` and `text` exclude each other");
                None
            }
        };
        let translation = Translation::read(form);
        text.map(|text| Self { translation, ..text })
    }

    /// The cell of one column.
    pub(super) fn cell(slot: Slot) -> Self {
        Self { parts: vec![Part::Cell(slot)], translation: None }
    }

    /// Reads a template.
    pub(super) fn template(
        page: &Page<'_>,
        columns: &mut Columns,
        text: &str,
        at: &Range<usize>,
    ) -> Option<Self> {
        let mut parts = Vec::new();
        let mut constant = String::new();
        let mut rest = text;
        while let Some(next) = rest.find(['{', '}']) {
            constant.push_str(&rest[..next]);
            let brace = &rest[next..=next];
            rest = &rest[next + 1..];
            if let Some(after) = rest.strip_prefix(brace) {
                constant.push_str(brace);
                rest = after;
                continue;
            }
            let Some((name, after)) = rest.split_once('}').filter(|_| brace == "{") else {
                page.wrong_with(
                    at,
                    format!("a `{brace}` stands alone"),
                    format!("write `{brace}{brace}` for the sign itself"),
                );
                return None;
            };
            if !constant.is_empty() {
                parts.push(Part::Constant(std::mem::take(&mut constant)));
            }
            parts.push(Part::Cell(columns.called(page, name.trim(), at)?));
            rest = after;
        }
        constant.push_str(rest);
        if !constant.is_empty() || parts.is_empty() {
            parts.push(Part::Constant(constant));
        }
        Some(Self { parts, translation: None })
    }

    /// The text when it is the same for every row.
    pub(super) fn constant(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Constant(text)] if self.translation.is_none() => Some(text),
            _ => None,
        }
    }

    /// The text for a row: none when a cell it needs has no value, or its translation has none for it.
    pub(super) fn of<'r>(&'r self, row: &'r Row) -> Option<Cow<'r, str>> {
        let text = match self.parts.as_slice() {
            [Part::Constant(text)] => Cow::Borrowed(text.as_str()),
            [Part::Cell(slot)] => Cow::Borrowed(filled(row.cell(*slot))?),
            parts => {
                let mut whole = String::new();
                for part in parts {
                    whole.push_str(match part {
                        Part::Constant(text) => text,
                        Part::Cell(slot) => filled(row.cell(*slot))?,
                    });
                }
                Cow::Owned(whole)
            }
        };
        match &self.translation {
            None => Some(text),
            Some(translation) => {
                let known = translation.values.get(text.as_ref()).or(translation.otherwise.as_ref());
                known.map(|text| Cow::Borrowed(text.as_str()))
            }
        }
    }

    /// The columns it is made from, for messages.
    pub(super) fn slots(&self) -> impl Iterator<Item = Slot> + '_ {
        self.parts.iter().filter_map(|part| match part {
            Part::Cell(slot) => Some(*slot),
            Part::Constant(_) => None,
        })
    }
}

impl Translation {
    fn read(form: &Form<'_, '_>) -> Option<Self> {
        let otherwise = form.value("else").and_then(|value| spelled(form.page, value));
        let Some(table) = form.form("values") else {
            if let (Some(_), Some(value)) = (&otherwise, form.value("else")) {
                form.page.wrong(&value.span(), "`else` needs `values`");
            }
            return None;
        };
        let mut values = BTreeMap::new();
        for (key, _, value) in table.entries() {
            values.extend(spelled(form.page, value).map(|text| (key.to_owned(), text)));
        }
        Some(Self { values, otherwise })
    }
}

fn spelled(page: &Page<'_>, value: &Value<'_>) -> Option<String> {
    let text = form::spelled(value.get_ref());
    if text.is_none() {
        page.wrong(
            &value.span(),
            format!("expected a string, a number, true or false, not {}", form::kind(value.get_ref())),
        );
    }
    text
}

fn filled(cell: &str) -> Option<&str> {
    (!cell.is_empty()).then_some(cell)
}
