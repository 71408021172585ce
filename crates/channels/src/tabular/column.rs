//! Columns as a map names them, and where they are found in a file.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeValue;
use voorzet_domain::problem::{Problem, nearest};

use super::Format;
use super::form::{self, Form, Page, Value};

/// The number of a column among those a map uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot(u16);

impl Slot {
    pub(super) fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// How a map names a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// By its header, which must stand once.
    Name(String),
    /// By a header that is repeated: its nth, from 1.
    Nth(String, usize),
    /// By its place, from 1.
    At(usize),
}

/// A column that a map uses.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) which: Which,
    /// Where the map first names it: the problem to report when the file lacks it.
    place: Problem,
}

/// Every column that a map uses, in the order of their slots.
#[derive(Default)]
pub(super) struct Columns {
    pub(super) used: Vec<Column>,
    aliases: BTreeMap<String, Which>,
    by_path: bool,
}

impl Columns {
    /// Reads the names that `[columns]` gives to columns.
    pub(super) fn read(format: Format, form: Option<&Form<'_, '_>>) -> Self {
        let mut columns = Self { by_path: format != Format::Csv, ..Self::default() };
        for (alias, _, value) in form.into_iter().flat_map(Form::entries) {
            if let Some(which) = columns.which(form.map(|form| form.page), value) {
                columns.aliases.insert(alias.to_owned(), which);
            }
        }
        columns
    }

    /// The column that a value names: a string, or a table with `name` and `nth`, or `at`.
    pub(super) fn named(&mut self, page: &Page<'_>, value: &Value<'_>) -> Option<Slot> {
        if let DeValue::String(name) = value.get_ref() {
            return self.called(page, name, &value.span());
        }
        let which = self.which(Some(page), value)?;
        Some(self.slot(page, which, &value.span()))
    }

    /// The column that a word names: one of `[columns]`, else the header.
    pub(super) fn called(&mut self, page: &Page<'_>, name: &str, at: &Range<usize>) -> Option<Slot> {
        if name.is_empty() {
            page.wrong(at, "the name of a column is missing");
            return None;
        }
        let which = self.aliases.get(name).cloned().unwrap_or_else(|| Which::Name(name.to_owned()));
        Some(self.slot(page, which, at))
    }

    /// The column that the keys `name`, `nth` and `at` of a table name.
    pub(super) fn of_form(&mut self, form: &Form<'_, '_>) -> Option<Slot> {
        let which = self.which_of(form)?;
        Some(self.slot(form.page, which, &form.at))
    }

    fn slot(&mut self, page: &Page<'_>, which: Which, at: &Range<usize>) -> Slot {
        let known = self.used.iter().position(|column| column.which == which);
        let index = known.unwrap_or_else(|| {
            self.used.push(Column { which, place: page.problem(at, "") });
            self.used.len() - 1
        });
        if index > usize::from(u16::MAX) {
            page.wrong(at, "a map can use at most 65,536 columns");
        }
        Slot(index as u16)
    }

    fn which(&self, page: Option<&Page<'_>>, value: &Value<'_>) -> Option<Which> {
        let page = page?;
        if let DeValue::String(name) = value.get_ref() {
            return Some(Which::Name(name.to_string()));
        }
        let form = Form::of(page, value, "a column")?;
        let which = self.which_of(&form);
        form.finish();
        which
    }

    fn which_of(&self, form: &Form<'_, '_>) -> Option<Which> {
        let name = form.text("name").map(|(name, _)| name.to_owned());
        let nth = ordinal(form, "nth");
        let at = ordinal(form, "at");
        if self.by_path && (nth.is_some() || at.is_some()) {
            form.page.wrong_with(&form.at, "`nth` and `at` need a CSV file", "JSON objects have names only");
            return None;
        }
        match (name, nth, at) {
            (Some(name), None, None) => Some(self.aliases.get(&name).cloned().unwrap_or(Which::Name(name))),
            (Some(name), Some(nth), None) => Some(Which::Nth(name, nth)),
            (None, None, Some(at)) => Some(Which::At(at)),
            _ => {
                form.page.wrong_with(
                    &form.at,
                    "which column is meant is not clear",
                    "write `name = \"…\"`, `name = \"…\", nth = 2` or `at = 17`",
                );
                None
            }
        }
    }
}

/// A whole number from 1 up.
fn ordinal(form: &Form<'_, '_>, key: &'static str) -> Option<usize> {
    let value = form.value(key)?;
    let number = form::spelled(value.get_ref()).and_then(|text| text.parse().ok()).filter(|n| *n > 0);
    if number.is_none() || value.get_ref().as_integer().is_none() {
        form.page.wrong(&value.span(), format!("`{key}` must be a whole number from 1"));
        return None;
    }
    number
}

/// Where each column that a map uses stands in a file with this header (none: only places are known).
pub(super) fn bind(
    columns: &[Column],
    header: Option<&[String]>,
    width: usize,
) -> Result<Vec<usize>, Vec<Problem>> {
    let found = columns.iter().map(|column| {
        find(&column.which, header, width).map_err(|(message, hint)| {
            let problem = Problem { message, ..column.place.clone() };
            match hint {
                Some(hint) => problem.with_hint(hint),
                None => problem,
            }
        })
    });
    let (mut places, mut problems) = (Vec::new(), Vec::new());
    for found in found {
        match found {
            Ok(at) => places.push(at),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(places) } else { Err(problems) }
}

fn find(which: &Which, header: Option<&[String]>, width: usize) -> Result<usize, (String, Option<String>)> {
    let standing = |name: &str| -> Vec<usize> {
        let header = header.unwrap_or_default().iter().enumerate();
        header.filter(|(_, title)| *title == name).map(|(at, _)| at).collect()
    };
    let absent = |name: &str| {
        let hint = match header {
            None => Some("the file has no header; use `{ at = … }`".to_owned()),
            Some(header) => {
                nearest(name, header.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"))
            }
        };
        (format!("the file has no column `{name}`"), hint)
    };
    match which {
        Which::At(at) if *at <= width => Ok(at - 1),
        Which::At(at) => Err((format!("the file has {width} columns, so none at {at}"), None)),
        Which::Name(name) => match standing(name).as_slice() {
            [] => Err(absent(name)),
            [one] => Ok(*one),
            many => Err((
                format!("the file has {} columns `{name}`", many.len()),
                Some(format!("say which: `{{ name = \"{name}\", nth = 1 }}`, or name it once in [columns]")),
            )),
        },
        Which::Nth(name, nth) => match standing(name).as_slice() {
            [] => Err(absent(name)),
            many => many.get(nth - 1).copied().ok_or_else(|| {
                (format!("the file has {} columns `{name}`, so no number {nth}", many.len()), None)
            }),
        },
    }
}
