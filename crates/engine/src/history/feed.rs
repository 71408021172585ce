//! One source as a stream of events.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use voorzet_channels::line;
use voorzet_domain::event::Event;

use super::bytes::Bytes;
use super::lines::{Line, Lines};
use super::unreadable::Ledger;
use super::{HistoryError, LONGEST, Source, unpack};

/// The events of one source, in the order in which they stand.
pub(super) struct Feed {
    name: Arc<str>,
    lines: Lines,
}

impl Feed {
    pub(super) fn open(source: Source, counter: Arc<AtomicU64>) -> Result<Self, HistoryError> {
        let name: Arc<str> = source.name.into();
        let read = unpack::unpack(source.read, counter)
            .map_err(|error| HistoryError::Io { origin: name.to_string(), error })?;
        Ok(Self { name, lines: Lines::new(Bytes::new(read)) })
    }

    /// The source's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The line of the event that was given last.
    pub(super) fn line(&self) -> u64 {
        self.lines.number()
    }

    /// The next event that can be read; what cannot goes into the ledger.
    pub(super) fn next(&mut self, ledger: &mut Ledger) -> Result<Option<Event>, HistoryError> {
        loop {
            let read = match self.lines.next() {
                Ok(None) => return Ok(None),
                Ok(Some(Line::Whole(line))) if line.iter().all(u8::is_ascii_whitespace) => continue,
                Ok(Some(Line::Whole(line))) => match std::str::from_utf8(line) {
                    Ok(text) => line::read(text).map_err(|reason| reason.to_string()),
                    Err(_) => Err("not UTF-8".to_owned()),
                },
                Ok(Some(Line::TooLong)) => Err(format!("longer than {LONGEST} bytes")),
                Err(error) => return self.broken(error, ledger),
            };
            match read {
                Ok(event) => return Ok(Some(event)),
                Err(reason) => ledger.add(&self.name, self.lines.number(), reason),
            }
        }
    }

    /// Ends the source: packed data that breaks off is listed, a file that cannot be read is an error.
    fn broken(&self, error: io::Error, ledger: &mut Ledger) -> Result<Option<Event>, HistoryError> {
        if unpack::is_from_source(&error) {
            return Err(HistoryError::Io { origin: self.name.to_string(), error });
        }
        ledger.add(&self.name, self.lines.number(), format_args!("the packed data breaks off here: {error}"));
        Ok(None)
    }
}
