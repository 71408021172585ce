//! The list of what could not be read.

use std::fmt;
use std::sync::Arc;

/// One line, element or row that could not be read, or could not be read whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The source's name.
    pub source: Arc<str>,
    /// The line it begins on, from 1.
    pub line: u64,
    /// Why, for the person who has the file.
    pub reason: String,
    /// What it is, so that a person can mend it; nothing where that is no text, is part of a table, or is too much.
    pub text: String,
}

/// How much text of all of them together is kept.
const TEXT: usize = 16 * 1_024 * 1_024;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.source, self.line, self.reason)
    }
}

/// Counts everything, keeps the first few.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    total: u64,
    keep: usize,
    /// How much text is kept.
    kept: usize,
    first: Vec<Unreadable>,
}

impl Ledger {
    pub(super) fn keeping(keep: usize) -> Self {
        Self { total: 0, keep, kept: 0, first: Vec::new() }
    }

    /// Adds one; its reason is only put into words when it is kept.
    pub(super) fn add(&mut self, source: &Arc<str>, line: u64, reason: impl fmt::Display) {
        self.add_text(source, line, reason, "");
    }

    /// The same with what it is.
    pub(super) fn add_text(&mut self, source: &Arc<str>, line: u64, reason: impl fmt::Display, text: &str) {
        self.total += 1;
        if self.first.len() < self.keep {
            let text = if self.kept + text.len() <= TEXT { text } else { "" };
            self.kept += text.len();
            let (source, reason) = (Arc::clone(source), reason.to_string());
            self.first.push(Unreadable { source, line, reason, text: text.to_owned() });
        }
    }

    pub(super) fn all(&self) -> (u64, &[Unreadable]) {
        (self.total, &self.first)
    }
}
