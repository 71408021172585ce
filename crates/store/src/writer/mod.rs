//! The writing end of a store: one, and all that it writes goes through [`Writer::commit`].

mod accounts;
mod assets;
mod desk;
mod directory;
mod drafts;
mod effects;
mod feedback;
mod figures;
mod log;
mod outbox;
mod service;
mod turn;

use voorzet_domain::time::Timestamp;

pub(crate) use log::NEXT_QUARANTINED;

use crate::checkpoint::Checkpointer;
use crate::desk::DeskChanges;
use crate::entry::{Committed, Incoming, Position};
use crate::error::StoreError;
use crate::figure::Figures;
use crate::reader::Reader;
use crate::seen::Seen;
use crate::sql;
use crate::sqlite;
use crate::store::Lock;
use crate::turn::Turn;

/// The writing end. There is one of it in all processes together.
pub struct Writer {
    // Ends first, so that the connection that closes last is the one that folds everything in.
    checkpointer: Option<Checkpointer>,
    disk: Reader,
    seen: Seen,
    head: Head,
    _lock: Option<Lock>,
}

/// Where the next things go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    /// The last position in the log.
    pub(crate) last: Position,
    /// Its instant.
    pub(crate) at: Timestamp,
    /// The next number in quarantine.
    pub(crate) quarantine: i64,
}

impl Writer {
    pub(crate) const fn new(
        disk: Reader,
        seen: Seen,
        head: Head,
        checkpointer: Option<Checkpointer>,
        lock: Option<Lock>,
    ) -> Self {
        Self { disk, seen, head, checkpointer, _lock: lock }
    }

    /// Everything that can be read, over the writing connection.
    pub const fn read(&self) -> &Reader {
        &self.disk
    }

    /// Writes, in one transaction, what was made of earlier entries and then what came in. When it returns, all
    /// of it is on disk. After an error nothing has changed, and the same can be committed again.
    ///
    /// A live event gets the instant `now`, one of history its own; never before the last one's, nor before the
    /// turn's clock.
    pub fn commit(
        &mut self,
        now: Timestamp,
        incoming: &[Incoming],
        turn: Option<&Turn>,
    ) -> Result<Committed, StoreError> {
        let mut head = self.head;
        let mut committed = Committed::default();
        let seen_at = self.seen.instant(now);
        let sealing = self.seen.sealing(seen_at);
        let digests = log::digests(&mut self.seen, incoming);
        let repeated = self.seen.repeated(&digests, seen_at);
        let fresh: Vec<_> = digests
            .iter()
            .zip(&repeated)
            .filter(|(_, repeated)| !**repeated)
            .map(|(digest, _)| *digest)
            .collect();

        let written = self.within(|disk| {
            let connection = disk.connection();
            if let Some(turn) = turn {
                turn::write(connection, now, turn, &mut head, &mut committed)?;
            } else {
                committed.own = Position(head.last.0 + 1);
            }
            if let Some(sealing) = &sealing {
                log::seal(connection, head.last, sealing)?;
            }
            log::write(connection, now, incoming, &repeated, &mut head, &mut committed)?;
            log::write_seen(connection, seen_at, &committed, &fresh)?;
            if self.seen.is_stale() {
                log::forget(connection, seen_at)?;
            }
            Ok(())
        });
        if let Err(error) = written {
            self.seen.take_back(&fresh);
            return Err(error);
        }
        if let Some(sealing) = sealing {
            self.seen.seal(sealing, &fresh);
        }
        self.seen.commit(seen_at);
        self.head = head;
        committed.last = head.last;
        Ok(committed)
    }

    /// Adds to the read models alone, as a rebuild does: figures, and conversations with all that belongs to them.
    pub fn add_read_models(&mut self, figures: &Figures, desk: &DeskChanges) -> Result<(), StoreError> {
        self.within(|disk| {
            figures::write(disk.connection(), figures)?;
            desk::write(disk.connection(), desk)
        })
    }

    /// Empties the read models, so that they can be made again.
    pub fn clear_read_models(&mut self) -> Result<(), StoreError> {
        self.within(|disk| {
            figures::clear(disk.connection())?;
            desk::clear(disk.connection())
        })
    }

    /// Remembers something under a name.
    pub fn set_meta(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        self.within(|disk| {
            sqlite::prepare(disk.connection(), sql::meta::SET)?.execute((name, value))?;
            Ok(())
        })
    }

    /// Puts away what is in quarantine under a number; false when there is no such thing.
    pub fn drop_quarantined(&mut self, number: i64) -> Result<bool, StoreError> {
        self.within(|disk| {
            sqlite::prepare(disk.connection(), sql::quarantine::DELETE_SENT)?.execute([number])?;
            Ok(sqlite::prepare(disk.connection(), sql::quarantine::DELETE)?.execute([number])? > 0)
        })
    }

    fn within<T>(&self, work: impl FnOnce(&Reader) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let done = sqlite::within(self.disk.connection(), || work(&self.disk))?;
        if let Some(checkpointer) = &self.checkpointer {
            // What is written is on disk already, whatever comes of this.
            let _ = checkpointer.after_commit(self.disk.connection());
        }
        Ok(done)
    }
}
