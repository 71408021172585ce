//! Folding the write-ahead log into the file, beside the commits and not within them.
//!
//! A thread with a connection of its own does nearly all of it. While commits go on it never quite gets to the
//! end, so the last bit is done after a commit, now and then; from then on the log begins at its start again.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;

use crate::error::StoreError;
use crate::sqlite::{self, LogSize};

/// With so many pages to fold the thread begins.
const BEGIN: i64 = 1_000;

/// With so many pages in the log its end is wanted.
const LONG: i64 = 16_000;

/// With so many pages in the log it is folded at once, whatever that takes: more come in than go out.
const TOO_LONG: i64 = 64_000;

/// What folds the log of one store.
pub(crate) struct Checkpointer {
    wake: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpointer {
    /// Begins, with a connection that nothing else uses.
    pub(crate) fn start(connection: Connection) -> std::io::Result<Self> {
        let (wake, woken) = sync_channel(1);
        let thread = std::thread::Builder::new().name("checkpoint".to_owned());
        let thread = thread.spawn(move || fold_when_woken(&connection, &woken))?;
        Ok(Self { wake: Some(wake), thread: Some(thread) })
    }

    /// Has done what is to be done after a commit. What fails here fails again, and louder, where it matters.
    pub(crate) fn after_commit(&self, connection: &Connection) -> Result<(), StoreError> {
        let LogSize { pages, folded } = sqlite::log_size(connection)?;
        let rest = pages - folded;
        if pages > TOO_LONG || (pages > LONG && rest < BEGIN) {
            sqlite::fold(connection)?;
        } else if rest >= BEGIN
            && let Some(wake) = &self.wake
            && let Err(TrySendError::Disconnected(())) = wake.try_send(())
        {
            sqlite::fold(connection)?;
        }
        Ok(())
    }
}

fn fold_when_woken(connection: &Connection, woken: &Receiver<()>) {
    while woken.recv().is_ok() {
        // A disk that refuses now is asked again after the next commit.
        let _ = sqlite::fold(connection);
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        self.wake = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
