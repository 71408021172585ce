//! What is begun in one request and finished in the next: half of a sign-in, a challenge, a visit to another
//! provider. It is kept for minutes, in memory, and used once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many are kept at most; more than this is an attack, and the oldest are forgotten.
const MOST: usize = 10_000;

/// Things that are begun, by what finishes them.
pub(crate) struct Flows<T> {
    lasting: Duration,
    begun: Mutex<HashMap<String, (Instant, T)>>,
}

impl<T: Clone> Flows<T> {
    /// None yet; each lasts so long.
    pub(crate) fn new(lasting: Duration) -> Self {
        Self { lasting, begun: Mutex::default() }
    }

    /// Something begins, or goes on.
    pub(crate) fn begin(&self, key: String, flow: T) {
        let (mut begun, now) = (self.begun.lock().unwrap_or_else(PoisonError::into_inner), Instant::now());
        if begun.len() >= MOST {
            begun.retain(|_, (at, _)| now.duration_since(*at) < self.lasting);
        }
        if begun.len() >= MOST
            && let Some(oldest) = begun.iter().min_by_key(|(_, (at, _))| *at).map(|(key, _)| key.clone())
        {
            begun.remove(&oldest);
        }
        begun.insert(key, (now, flow));
    }

    /// What was begun, which is over by that.
    pub(crate) fn take(&self, key: &str) -> Option<T> {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, flow) = begun.remove(key)?;
        (at.elapsed() < self.lasting).then_some(flow)
    }

    /// What was begun, which goes on.
    pub(crate) fn look(&self, key: &str) -> Option<T> {
        let begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, flow) = begun.get(key)?;
        (at.elapsed() < self.lasting).then(|| flow.clone())
    }
}
