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
}

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
    first: Vec<Unreadable>,
}

impl Ledger {
    pub(super) fn keeping(keep: usize) -> Self {
        Self { total: 0, keep, first: Vec::new() }
    }

    /// Adds one; its reason is only put into words when it is kept.
    pub(super) fn add(&mut self, source: &Arc<str>, line: u64, reason: impl fmt::Display) {
        self.total += 1;
        if self.first.len() < self.keep {
            self.first.push(Unreadable { source: Arc::clone(source), line, reason: reason.to_string() });
        }
    }

    pub(super) fn all(&self) -> (u64, &[Unreadable]) {
        (self.total, &self.first)
    }
}
