//! Who brought which file. Until a message names it, it is shown to them alone: a hash that somebody else learns of
//! opens nothing. This is in memory, so after a restart it is shown again once it is brought again or sent.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use voorzet_domain::conversation::BlobHash;

/// How many are remembered; the oldest are forgotten first.
const MOST: usize = 20_000;

/// Who brought which file, by what tells a caller from all others.
#[derive(Default)]
pub(crate) struct Uploads(Mutex<Inside>);

#[derive(Default)]
struct Inside {
    brought: HashSet<(String, BlobHash)>,
    order: VecDeque<(String, BlobHash)>,
}

impl Uploads {
    /// A caller brings a file.
    pub(crate) fn add(&self, caller: String, hash: BlobHash) {
        let mut inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (caller, hash);
        if inside.brought.insert(key.clone()) {
            inside.order.push_back(key);
        }
        if inside.order.len() > MOST
            && let Some(oldest) = inside.order.pop_front()
        {
            inside.brought.remove(&oldest);
        }
    }

    /// Whether this caller brought it.
    pub(crate) fn has(&self, caller: String, hash: &BlobHash) -> bool {
        let inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inside.brought.contains(&(caller, hash.clone()))
    }
}
