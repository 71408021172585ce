//! What the log holds: events from outside, and what we decided, sent and published ourselves.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use voorzet_domain::conversation::BlobHash;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::event::Event;
use voorzet_domain::time::Timestamp;

use crate::account::AccountChange;
use crate::draft::DraftChange;
use crate::outbox::RouteResult;

/// The source of what is ours in the log.
pub const OWN_SOURCE: &str = "voorzet";

/// A place in the log. The first entry has 1; places only grow, and none is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(pub i64);

/// Whether something happens now or is told afterwards. What is history is decided on in virtual time and
/// sends nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// It came when it happened, or a little later.
    #[default]
    Live,
    /// It was imported.
    History,
}

/// One entry of the log.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its place.
    pub position: Position,
    /// When it was put there; never goes back from one entry to the next.
    pub at: Timestamp,
    /// Whether it is news.
    pub mode: Mode,
    /// Set when it is ours.
    pub own: Option<Own>,
    /// The event. Of our own ones the source is [`OWN_SOURCE`] and the id the position.
    pub event: Event,
}

/// What an entry of ours has beside its event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Own {
    /// The entry that led to it; none when time alone did.
    pub cause: Option<Position>,
    /// The original customer it is about.
    pub customer: Option<CustomerId>,
}

/// Something from outside that asks to be kept.
#[derive(Clone, Debug)]
pub enum Incoming {
    /// An event. One whose source and id were here in the last 30 days changes nothing.
    Event {
        /// The event.
        event: Event,
        /// Whether it is news.
        mode: Mode,
    },
    /// What could not be read: kept in quarantine.
    Unreadable {
        /// Who sent it.
        source: CompactString,
        /// Where it came in: `events`, `v1/track`, a file's name.
        door: CompactString,
        /// What it was, at most 64 KiB of it.
        body: String,
        /// Why it cannot be read.
        problem: String,
    },
    /// Something in quarantine was read again. The events that it holds stand beside this.
    Retried {
        /// Its number in quarantine.
        number: i64,
        /// Why it still cannot be read; none when it can, and then it leaves quarantine.
        problem: Option<String>,
    },
    /// Something in quarantine was corrected, and still cannot be read. What came in stays beside the correction.
    Corrected {
        /// Its number in quarantine.
        number: i64,
        /// What a person made of it.
        body: String,
        /// Why that cannot be read.
        problem: String,
    },
    /// A change to who may sign in, or what they did.
    Account(Box<AccountChange>),
    /// Something to remember together with the events beside it: how far a file has been read.
    Mark {
        /// Its name, under which the next takes its place.
        name: CompactString,
        /// What to remember.
        value: String,
    },
    /// A strategy that is being written.
    Draft(DraftChange),
    /// The event right before this one is a line of what was said with an address that reads along; when it is no
    /// repeat.
    Line {
        /// The account it came to.
        account: CompactString,
        /// The address.
        address: CompactString,
    },
    /// The bytes of an attachment, which the message beside this names by their hash. Kept once.
    Blob {
        /// Under which they are kept.
        hash: BlobHash,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// How receiving by a channel's account went: of a route called `<account>/in`.
    Health(RouteResult),
}

/// What became of something from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// It is in the log.
    New(Position),
    /// It was there before.
    Repeated,
    /// It is in quarantine, under this number.
    Quarantined(i64),
    /// It was in quarantine under this number, and is there no longer.
    Released(i64),
    /// It is remembered.
    Marked,
    /// It came too late: what it would change is gone, or was changed meanwhile. Nothing happened.
    Overtaken,
}

/// What a commit wrote.
#[derive(Clone, Debug, Default)]
pub struct Committed {
    /// What became of each thing that came in, in order.
    pub placed: Vec<Placed>,
    /// The instant of each in the log; of what is not new there, of the commit.
    pub at: Vec<Timestamp>,
    /// The position of the first of the turn's own entries; the others follow it without gaps, and what came
    /// in follows them.
    pub own: Position,
    /// The instant of each of them in the log.
    pub own_at: Vec<Timestamp>,
    /// Of the turn's things to send, those whose key was there already and that were therefore not added, by
    /// index.
    pub doubled: Vec<usize>,
    /// The last position in the log.
    pub last: Position,
}

impl From<AccountChange> for Incoming {
    fn from(change: AccountChange) -> Self {
        Self::Account(Box::new(change))
    }
}

/// An entry of our own that is to be written.
#[derive(Clone, Debug)]
pub struct OwnEntry {
    /// What it is: `decision.made`.
    pub kind: &'static str,
    /// The instant it speaks of.
    pub time: Timestamp,
    /// Whether what led to it was history.
    pub mode: Mode,
    /// The entry that led to it.
    pub cause: Option<Position>,
    /// The original customer it is about.
    pub customer: Option<CustomerId>,
    /// What it says: one JSON object.
    pub data: Box<RawValue>,
}
