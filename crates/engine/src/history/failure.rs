//! What ends a history before its last event.

use std::io;

use voorzet_domain::time::Timestamp;

/// Why a history cannot be read on.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// The source's bytes cannot be had.
    #[error("{origin}: {error}")]
    Io {
        /// The source's name.
        origin: String,
        /// What the system said.
        error: io::Error,
    },
    /// A source is not in the order of time.
    #[error(
        "{origin}, line {line}: the event of {time} stands after one of {after}, so the file is not in the \
         order of time (have it sorted while it is read, or sort it first)"
    )]
    OutOfOrder {
        /// The source's name.
        origin: String,
        /// The line, from 1, of the event that is too early.
        line: u64,
        /// Its time.
        time: Timestamp,
        /// The time of the event before it.
        after: Timestamp,
    },
}
