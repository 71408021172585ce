//! The core until the engine's own is in: what comes in is put in the log, and nothing is decided.

use std::sync::Arc;

use voorzet_domain::time::Timestamp;
use voorzet_engine::live::{CommandError, Refused, Turned, Work};
use voorzet_store::Writer;
use voorzet_store::entry::Position;
use voorzet_store::reader::Filter;

pub(crate) struct Core {
    writer: Writer,
}

impl Core {
    pub(crate) fn new(writer: Writer) -> Self {
        Self { writer }
    }

    pub(crate) fn turn(&mut self, now: Timestamp, work: Work) -> Result<Turned, Refused> {
        let Work { incoming, commands, .. } = work;
        if incoming.is_empty() {
            let answers = commands.iter().map(|_| Err(CommandError::Unknown)).collect();
            return Ok(Turned { answers, ..Turned::default() });
        }
        let before = self.writer.read().last().map_or(Position(0), |last| last.0);
        match self.writer.commit(now, &incoming, None) {
            Ok(committed) => {
                let entries = self.writer.read().entries(before, usize::MAX, Filter::default());
                Ok(Turned {
                    placed: committed.placed,
                    answers: commands.iter().map(|_| Err(CommandError::Unknown)).collect(),
                    entries: entries.unwrap_or_default().into_iter().map(Arc::new).collect(),
                    ..Turned::default()
                })
            }
            Err(problem) => Err(Refused { problem, incoming, commands }),
        }
    }
}
