//! What is wrong with an expression, said so that its author can mend it.

use crate::problem;

/// One thing wrong with an expression, or worth a warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where: a byte offset in the expression's source.
    pub offset: usize,
    /// What is wrong and what was expected.
    pub message: String,
    /// What to do about it, the nearest known name for instance.
    pub hint: Option<String>,
}

impl Fault {
    pub(super) fn new(offset: usize, message: impl Into<String>) -> Self {
        Self { offset, message: message.into(), hint: None }
    }

    /// The same with a hint.
    pub(super) fn hinting(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with the known name that was probably meant, when one is near; else with all of them
    /// when they are few.
    pub(super) fn meaning<'a>(self, wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        match problem::nearest(wrong, known.iter().copied()) {
            Some(name) => self.hinting(format!("did you mean `{name}`?")),
            None if (1..=8).contains(&known.len()) => {
                self.hinting(format!("known: {}", listed(known.iter().copied(), "and")))
            }
            None => self,
        }
    }
}

/// Names in backticks, as a sentence lists them.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>, last: &str) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
    }
}
