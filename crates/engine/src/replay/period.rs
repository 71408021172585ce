//! The period that a replay reports on, and how far it looks beyond.

use voorzet_domain::time::Timestamp;

/// Instants, both ends included. Without an end, the history's own counts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Period {
    /// Events before this build up state and are not counted.
    pub from: Option<Timestamp>,
    /// Events after this are not counted; they can still show how an expectation ended.
    pub to: Option<Timestamp>,
    /// The last instant at which contacts could be seen. What is expected beyond it stays open, and
    /// events after it are not read.
    pub until: Option<Timestamp>,
}

impl Period {
    /// Whether what happened then is counted.
    pub(crate) fn counts(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| at >= from) && self.to.is_none_or(|to| at <= to)
    }

    /// Whether an event then is still read.
    pub(crate) fn sees(&self, at: Timestamp) -> bool {
        self.until.is_none_or(|until| at <= until)
    }
}
