//! What every stage of reading a source knows about it, and how it speaks of what goes wrong.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::failure::HistoryError;
use super::sort::Sorter;
use super::table::Stop;
use super::unpack;
use super::unreadable::Ledger;

/// A source's name, and the room there is to sort it.
pub(super) struct Origin {
    pub(super) name: Arc<str>,
    /// Bytes of memory for sorting this source.
    pub(super) budget: usize,
    /// Where sorted runs are put aside.
    pub(super) directory: PathBuf,
}

impl Origin {
    /// A sort with its share of the budget, when `sorts` of them are held at once.
    pub(super) fn sorter(&self, sorts: usize) -> Sorter {
        Sorter::new(self.directory.clone(), self.budget / sorts)
    }

    /// Ends the source: packed data that breaks off is listed, everything else is an error.
    pub(super) fn stopped(&self, stop: Stop, line: u64, ledger: &mut Ledger) -> Result<(), HistoryError> {
        match stop {
            Stop::Io(error) if unpack::is_from_source(&error) => Err(self.io(error)),
            Stop::Io(error) => {
                ledger.add(&self.name, line, format_args!("the packed data breaks off here: {error}"));
                Ok(())
            }
            Stop::Columns(problems) => Err(HistoryError::Columns { origin: self.name.to_string(), problems }),
        }
    }

    pub(super) fn io(&self, error: io::Error) -> HistoryError {
        HistoryError::Io { origin: self.name.to_string(), error }
    }

    pub(super) fn disk(&self, error: io::Error) -> HistoryError {
        HistoryError::Disk { origin: self.name.to_string(), directory: self.directory.clone(), error }
    }

    pub(super) fn damaged(&self) -> HistoryError {
        self.disk(io::Error::new(io::ErrorKind::InvalidData, "what was written does not read back the same"))
    }
}
