//! What is worked out of the whole store and kept in memory for whoever asks next.
//!
//! It is read again when the log went on, but no more than a twentieth of the time goes into reading: what takes a second
//! is up to twenty seconds behind, and says up to where it goes.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use voorzet_store::entry::Position;
use voorzet_store::{Reader, StoreError};

/// So many times as long as reading took it is not read again.
const RESTS: u32 = 20;

/// Something that is kept, as of a publication of the strategy.
pub(crate) struct Kept<T> {
    known: Mutex<Option<Known<T>>>,
    /// Held by the one who reads.
    reading: Mutex<()>,
}

struct Known<T> {
    what: Arc<T>,
    publication: i64,
    /// Up to where the log is in it.
    through: Position,
    read: Instant,
    took: Duration,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self { known: Mutex::new(None), reading: Mutex::new(()) }
    }
}

impl<T> Kept<T> {
    /// What is known, and up to where. Who comes while another reads it again has what was known; only the first wait.
    pub(crate) fn get(
        &self,
        reader: &Reader,
        publication: i64,
        read: impl FnOnce(&Reader) -> Result<T, StoreError>,
    ) -> Result<(Arc<T>, Position), StoreError> {
        let last = reader.last()?.0;
        let usable = |known: &Known<T>| {
            let fresh = known.through >= last || known.read.elapsed() < known.took * RESTS;
            (known.publication == publication && fresh).then(|| (Arc::clone(&known.what), known.through))
        };
        if let Some(found) = self.look(usable) {
            return Ok(found);
        }
        let reading = match self.reading.try_lock() {
            Ok(reading) => reading,
            Err(_) => match self.look(|known| {
                (known.publication == publication).then(|| (Arc::clone(&known.what), known.through))
            }) {
                Some(older) => return Ok(older),
                None => self.reading.lock().unwrap_or_else(PoisonError::into_inner),
            },
        };
        // Another may have read it meanwhile.
        if let Some(found) = self.look(usable) {
            return Ok(found);
        }
        let begun = Instant::now();
        let (what, through) = reader.at_once(|reader| Ok((Arc::new(read(reader)?), reader.last()?.0)))?;
        let known = Known {
            what: Arc::clone(&what),
            publication,
            through,
            read: Instant::now(),
            took: begun.elapsed(),
        };
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
        drop(reading);
        Ok((what, through))
    }

    fn look<R>(&self, look: impl FnOnce(&Known<T>) -> Option<R>) -> Option<R> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).as_ref().and_then(look)
    }
}
