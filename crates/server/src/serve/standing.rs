//! How the server is, as of the last turn.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// How the server is.
#[derive(Debug)]
pub(crate) struct Standing {
    behind: AtomicU64,
    reaching: AtomicU64,
    loading: AtomicBool,
    deciding: AtomicBool,
    refused: AtomicBool,
}

impl Standing {
    /// Before the first turn: loading. Whether a strategy is in force is known already.
    pub(crate) fn new(deciding: bool) -> Self {
        Self {
            behind: AtomicU64::new(0),
            reaching: AtomicU64::new(0),
            loading: AtomicBool::new(true),
            deciding: AtomicBool::new(deciding),
            refused: AtomicBool::new(false),
        }
    }

    /// After a turn that was committed.
    pub(crate) fn turned(&self, behind: u64, reaching: u64, loading: bool) {
        self.behind.store(behind, Ordering::Relaxed);
        self.reaching.store(reaching, Ordering::Relaxed);
        self.loading.store(loading, Ordering::Relaxed);
        self.refused.store(false, Ordering::Relaxed);
    }

    /// After one that the disk refused.
    pub(crate) fn refused(&self) {
        self.refused.store(true, Ordering::Relaxed);
    }

    /// A strategy was published.
    pub(crate) fn decides(&self) {
        self.deciding.store(true, Ordering::Relaxed);
    }

    /// How many events wait although there is a strategy to decide on them by.
    pub(crate) fn waiting(&self) -> u64 {
        if self.deciding.load(Ordering::Relaxed) { self.behind() } else { 0 }
    }

    /// How many events have not been decided on.
    pub(crate) fn behind(&self) -> u64 {
        self.behind.load(Ordering::Relaxed)
    }

    /// How many customers are still to be reached by events that go to many.
    pub(crate) fn reaching(&self) -> u64 {
        self.reaching.load(Ordering::Relaxed)
    }

    /// Whether what is known of customers is still being loaded.
    pub(crate) fn is_loading(&self) -> bool {
        self.loading.load(Ordering::Relaxed)
    }

    /// Whether the disk refused the last time.
    pub(crate) fn is_refused(&self) -> bool {
        self.refused.load(Ordering::Relaxed)
    }
}
