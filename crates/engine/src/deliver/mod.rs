//! What is to be sent, how it goes, and what becomes of it.

use compact_str::CompactString;
use voorzet_domain::time::Timestamp;
use voorzet_store::outbox::{Send, SendKey};

/// Something to hand to its route now. It is on disk that it is being sent.
#[derive(Clone, Debug)]
pub struct Dispatch {
    /// What, with the number of this try.
    pub send: Send,
}

/// What became of a dispatch.
#[derive(Clone, Debug)]
pub struct Report {
    /// Which.
    pub key: SendKey,
    /// When it was known.
    pub at: Timestamp,
    /// What became of it.
    pub result: Result<Option<CompactString>, String>,
}
