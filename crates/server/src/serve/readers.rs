//! Reading ends of the store, kept for the next who reads.

use std::sync::{Arc, Mutex, PoisonError};

use voorzet_store::{Reader, Store, StoreError};

use crate::api::problem::Problem;

/// How many are kept when nobody reads.
const KEPT: usize = 8;

/// Reading ends of the store.
#[derive(Clone)]
pub(crate) struct Readers {
    store: Store,
    idle: Arc<Mutex<Vec<Reader>>>,
}

impl Readers {
    /// None yet.
    pub(crate) fn new(store: Store) -> Self {
        Self { store, idle: Arc::default() }
    }

    /// Reads, on a thread where that may take its time.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Reader) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let readers = self.clone();
        let read = tokio::task::spawn_blocking(move || readers.with(work)).await;
        Ok(read.map_err(|error| Problem::internal(&error))??)
    }

    fn with<T>(&self, work: impl FnOnce(&Reader) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let reader = idle.map_or_else(|| self.store.reader(), Ok)?;
        let done = work(&reader)?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(reader);
        }
        Ok(done)
    }
}
