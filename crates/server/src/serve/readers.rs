//! Reading ends of the store, kept for the next who reads.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use tokio::sync::Semaphore;
use voorzet_store::{Reader, Store, StoreError};

use crate::api::problem::Problem;

/// How many read at once; who comes then waits. To open another end costs more than most of them wait.
const AT_ONCE: usize = 16;

/// Reading ends of the store.
#[derive(Clone)]
pub(crate) struct Readers {
    store: Store,
    shared: Arc<Shared>,
}

struct Shared {
    ends: Mutex<Ends>,
    given_back: Condvar,
    free: Arc<Semaphore>,
}

#[derive(Default)]
struct Ends {
    idle: Vec<Reader>,
    /// How many are in use.
    lent: usize,
    /// Nothing is kept any more.
    closed: bool,
}

impl Readers {
    /// None yet.
    pub(crate) fn new(store: Store) -> Self {
        let free = Arc::new(Semaphore::new(AT_ONCE));
        let shared = Shared { ends: Mutex::default(), given_back: Condvar::new(), free };
        Self { store, shared: Arc::new(shared) }
    }

    /// Reads, on a thread where that may take its time.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Reader) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let free = Arc::clone(&self.shared.free);
        let turn = free.acquire_owned().await.map_err(|error| Problem::internal(&error))?;
        // Counted from here on, also while it waits for a thread: whoever asked may be gone by then.
        let mut lent = Lent::of(&self.shared)?;
        let store = self.store.clone();
        let read = tokio::task::spawn_blocking(move || {
            let reader = lent.take(&store)?;
            let done = work(&reader)?;
            lent.keep(reader);
            drop(turn);
            Ok::<T, StoreError>(done)
        });
        Ok(read.await.map_err(|error| Problem::internal(&error))??)
    }

    /// Reads on this thread, for who has one of their own.
    pub(crate) fn read_here<T>(
        &self,
        work: impl FnOnce(&Reader) -> Result<T, StoreError>,
    ) -> Result<T, Problem> {
        let mut lent = Lent::of(&self.shared)?;
        let reader = lent.take(&self.store)?;
        let done = work(&reader)?;
        lent.keep(reader);
        Ok(done)
    }

    /// Keeps none any more and waits for those in use, up to a time: whoever closes the store last folds everything
    /// in, which no reader can.
    pub(crate) fn close(&self, patience: Duration) {
        let mut ends = self.shared.ends();
        ends.closed = true;
        ends.idle.clear();
        let waited = self.shared.given_back.wait_timeout_while(ends, patience, |ends| ends.lent > 0);
        let lent = waited.unwrap_or_else(PoisonError::into_inner).0.lent;
        if lent > 0 {
            tracing::warn!(
                lent,
                "somebody still reads; what was written last is folded in at the next start"
            );
        }
    }
}

impl Shared {
    fn ends(&self) -> MutexGuard<'_, Ends> {
        self.ends.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Something that is given back whatever happens.
struct Lent {
    reader: Option<Reader>,
    shared: Arc<Shared>,
}

impl Lent {
    fn of(shared: &Arc<Shared>) -> Result<Self, Problem> {
        let mut ends = shared.ends();
        if ends.closed {
            return Err(
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, "stopping").detail("the server is stopping")
            );
        }
        ends.lent += 1;
        Ok(Self { reader: ends.idle.pop(), shared: Arc::clone(shared) })
    }

    fn take(&mut self, store: &Store) -> Result<Reader, StoreError> {
        self.reader.take().map_or_else(|| store.reader(), Ok)
    }

    /// For the next, as nothing is wrong with it.
    fn keep(mut self, reader: Reader) {
        self.reader = Some(reader);
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut ends = self.shared.ends();
        let reader = self.reader.take();
        if !ends.closed && ends.idle.len() < AT_ONCE {
            ends.idle.extend(reader);
        } else {
            drop(reader);
        }
        ends.lent -= 1;
        self.shared.given_back.notify_all();
    }
}
