//! Reading a map's TOML with the place of every value at hand, so that each mistake can be shown where it
//! stands and all of them at once.

use std::cell::RefCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use voorzet_domain::problem::{Problem, nearest};

/// The file being read and what is wrong with it so far.
pub(super) struct Page<'i> {
    file: &'i str,
    text: &'i str,
    problems: RefCell<Vec<Problem>>,
}

impl<'i> Page<'i> {
    pub(super) fn new(file: &'i str, text: &'i str) -> Self {
        Self { file, text, problems: RefCell::default() }
    }

    /// Notes a problem at a place.
    pub(super) fn wrong(&self, at: &Range<usize>, message: impl Into<String>) {
        self.problems.borrow_mut().push(self.problem(at, message));
    }

    /// Notes a problem with what to do about it.
    pub(super) fn wrong_with(&self, at: &Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        self.problems.borrow_mut().push(self.problem(at, message).with_hint(hint));
    }

    /// A problem at a place, to be kept for later.
    pub(super) fn problem(&self, at: &Range<usize>, message: impl Into<String>) -> Problem {
        Problem::at(self.file, self.text, at.start, message)
    }

    /// Notes that a word is not one of those expected, with the one it resembles.
    pub(super) fn not_one_of(&self, at: &Range<usize>, what: &str, word: &str, known: &[&str]) {
        let message = format!("`{word}` is no {what}; expected {}", listed(known));
        match nearest(word, known.iter().copied()) {
            Some(near) => self.wrong_with(at, message, format!("did you mean `{near}`?")),
            None => self.wrong(at, message),
        }
    }

    /// Everything that is wrong, in the order of the file.
    pub(super) fn into_problems(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|problem| (problem.line, problem.column));
        problems.dedup();
        problems
    }
}

/// A table whose keys are looked up by name; [`Form::finish`] reports the keys nobody looked up.
pub(super) struct Form<'p, 'i> {
    pub(super) page: &'p Page<'i>,
    pub(super) at: Range<usize>,
    table: &'p DeTable<'i>,
    known: RefCell<Vec<&'static str>>,
}

/// A value and where it stands.
pub(super) type Value<'i> = Spanned<DeValue<'i>>;

impl<'p, 'i> Form<'p, 'i> {
    pub(super) fn new(page: &'p Page<'i>, at: Range<usize>, table: &'p DeTable<'i>) -> Self {
        Self { page, at, table, known: RefCell::default() }
    }

    /// The table that a value is, or a problem.
    pub(super) fn of(page: &'p Page<'i>, value: &'p Value<'i>, what: &str) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Self::new(page, value.span(), table)),
            other => {
                page.wrong(&value.span(), format!("{what} must be a table, not {}", kind(other)));
                None
            }
        }
    }

    /// The value of a key, if it is there.
    pub(super) fn value(&self, key: &'static str) -> Option<&'p Value<'i>> {
        self.known.borrow_mut().push(key);
        self.table.get(key)
    }

    /// The string of a key, if it is there.
    pub(super) fn text(&self, key: &'static str) -> Option<(&'p str, Range<usize>)> {
        let value = self.value(key)?;
        text(self.page, value, &format!("`{key}`")).map(|text| (text, value.span()))
    }

    /// The truth value of a key, if it is there.
    pub(super) fn truth(&self, key: &'static str) -> Option<bool> {
        let value = self.value(key)?;
        let truth = value.get_ref().as_bool();
        if truth.is_none() {
            let found = kind(value.get_ref());
            self.page.wrong(&value.span(), format!("`{key}` must be true or false, not {found}"));
        }
        truth
    }

    /// The table of a key, if it is there.
    pub(super) fn form(&self, key: &'static str) -> Option<Form<'p, 'i>> {
        Form::of(self.page, self.value(key)?, &format!("`{key}`"))
    }

    /// The values of a key that may hold one or a list of them.
    pub(super) fn each(&self, key: &'static str) -> Vec<&'p Value<'i>> {
        self.value(key).map(each).unwrap_or_default()
    }

    /// Every key with its value, in the order of the file; all count as looked up.
    pub(super) fn entries(&self) -> Vec<(&'p str, Range<usize>, &'p Value<'i>)> {
        let mut entries: Vec<_> =
            self.table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span(), value)).collect();
        entries.sort_by_key(|(_, at, _)| at.start);
        entries
    }

    /// Reports keys that mean nothing here.
    pub(super) fn finish(self) {
        let known = self.known.borrow();
        for (key, at, _) in self.entries() {
            if !known.contains(&key) {
                self.page.not_one_of(&at, "key here", key, &known);
            }
        }
    }
}

/// The string that a value is, or a problem.
pub(super) fn text<'p>(page: &Page<'_>, value: &'p Value<'_>, what: &str) -> Option<&'p str> {
    let text = value.get_ref().as_str();
    if text.is_none() {
        page.wrong(&value.span(), format!("{what} must be a string, not {}", kind(value.get_ref())));
    }
    text
}

/// A value, or the values of a list.
pub(super) fn each<'p, 'i>(value: &'p Value<'i>) -> Vec<&'p Value<'i>> {
    match value.get_ref() {
        DeValue::Array(list) => list.iter().collect(),
        _ => vec![value],
    }
}

/// The text of a string, number or truth value, as a cell of the file would spell it.
pub(super) fn spelled(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number.to_string()),
        DeValue::Boolean(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// What a value is, in words.
pub(super) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a truth value",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// Words as a sentence lists them.
fn listed(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.join(""),
    }
}
