//! By what a session is known: a text that we signed, of which the server keeps nothing.
//!
//! It says which session, since when, by which visitor and who they proved to be. So a session outlives a restart, and
//! what is in the store opens none.

use serde::{Deserialize, Serialize};
use voorzet_domain::time::{Duration, Timestamp};

use super::identity::Identity;
use super::signed::Key;

/// How long a session may be gone on with. Shorter than repeats are known for, so that a message which is sent again
/// as long as its session lasts never counts twice.
pub const LIFE: Duration = Duration::from_days(14);

/// For what it is signed.
const PURPOSE: &str = "voorzet chat session 1";

/// For what an attachment's receipt is signed.
const RECEIPT: &str = "voorzet chat attachment 1";

/// What a session is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// The account it is with.
    pub account: String,
    /// Its name: the address to which an answer goes.
    pub session: String,
    /// The browser, which may have had sessions before.
    pub visitor: String,
    /// Since when, in seconds since 1970.
    pub since: i64,
    /// Who the visitor proved to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    /// In which language the widget speaks: `nl`.
    pub language: String,
}

/// Why a ticket opens nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    /// It is not ours.
    #[error("this is no session of ours")]
    Forged,
    /// Its session is over. Which browser it was is known all the same.
    #[error("the session is over; begin another")]
    Over(Box<Ticket>),
}

/// That bytes were sent in a session, so that a message may bring them along.
#[derive(Serialize, Deserialize, PartialEq, Eq)]
struct Receipt<'a> {
    session: &'a str,
    hash: &'a str,
    media: &'a str,
    bytes: u64,
}

impl Ticket {
    /// The text that opens the session.
    pub fn sign(&self, key: &Key) -> Result<String, serde_json::Error> {
        key.sign(PURPOSE, self)
    }

    /// The session that a text opens.
    pub fn read(text: &str, key: &Key, now: Timestamp) -> Result<Self, TicketError> {
        let ticket: Self = key.open(PURPOSE, text.trim()).ok_or(TicketError::Forged)?;
        if ticket.ends() <= now { Err(TicketError::Over(Box::new(ticket))) } else { Ok(ticket) }
    }

    /// When it opens nothing any more.
    pub fn ends(&self) -> Timestamp {
        let since = self.since.checked_mul(1_000_000).and_then(Timestamp::from_micros);
        since.map_or(Timestamp::MIN, |since| since.plus(LIFE))
    }

    /// That these bytes came in this session: what the widget shows when a message brings them along.
    pub fn receipt(
        &self,
        key: &Key,
        hash: &str,
        media: &str,
        bytes: u64,
    ) -> Result<String, serde_json::Error> {
        key.sign(RECEIPT, &Receipt { session: &self.session, hash, media, bytes })
    }

    /// Whether a receipt says that these bytes came in this session.
    pub fn holds(&self, key: &Key, receipt: &str, hash: &str, media: &str, bytes: u64) -> bool {
        // Signing again is the same in every bit, and the comparison is that of the key.
        let opened: Option<serde_json::Value> = key.open(RECEIPT, receipt);
        opened == serde_json::to_value(Receipt { session: &self.session, hash, media, bytes }).ok()
    }
}
