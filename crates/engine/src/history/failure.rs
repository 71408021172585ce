//! What ends a history before its last event.

use std::io;
use std::path::PathBuf;

use voorzet_domain::problem::Problem;
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
    /// A source is a table and came without a map.
    #[error(
        "{origin}: this looks like a table (CSV); a map says how its columns become events (see docs/maps.md)"
    )]
    NeedsMap {
        /// The source's name.
        origin: String,
    },
    /// A table lacks columns that its map names.
    #[error("{origin}: the file does not fit its map: {}", listed(problems))]
    Columns {
        /// The source's name.
        origin: String,
        /// What is missing, each where the map names it.
        problems: Vec<Problem>,
    },
    /// What is put aside while sorting cannot be written or read.
    #[error("{origin}: sorting it needs room in {}: {error}", directory.display())]
    Disk {
        /// The source's name.
        origin: String,
        /// Where the files were put.
        directory: PathBuf,
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

fn listed(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("; ")
}
