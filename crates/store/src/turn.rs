//! What the engine makes of a stretch of the log, as one value to be committed.

use compact_str::CompactString;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::time::Timestamp;
use voorzet_domain::{asset, customer, incident};

use crate::desk::DeskChanges;
use crate::entry::{OwnEntry, Position};
use crate::figure::Figures;
use crate::outbox::{Planned, RouteRecord, RouteResult, SendChange};

/// What came of everything up to a position of the log and an instant.
#[derive(Clone, Debug, Default)]
pub struct Turn {
    /// Everything up to here has been decided on.
    pub through: Position,
    /// Time has passed up to here for everybody.
    pub clock: Timestamp,
    /// Decisions and what else we add to the log, in order.
    pub entries: Vec<OwnEntry>,
    /// Whom entries from outside reached one by one, each with its position.
    pub whose: Vec<(CustomerId, Position)>,
    /// What changed of who is who.
    pub directory: customer::record::Changes,
    /// What changed of assets and of who is tied to them.
    pub assets: asset::record::Changes,
    /// What changed of incidents.
    pub incidents: incident::record::Changes,
    /// Customers whose state changed, once each.
    pub customers: Vec<CustomerRecord>,
    /// Timers that are set.
    pub set: Vec<Timer>,
    /// Timers that went off or were replaced.
    pub unset: Vec<Timer>,
    /// Rounds to many customers.
    pub rounds: Vec<RoundChange>,
    /// Things to send.
    pub planned: Vec<Planned>,
    /// What became of things to send.
    pub sends: Vec<SendChange>,
    /// What is remembered of routes, each in place of what was.
    pub routes: Vec<RouteRecord>,
    /// How routes did.
    pub results: Vec<RouteResult>,
    /// How often signals were followed by a contact.
    pub learned: Vec<Learned>,
    /// Entries of the log that could not be decided on.
    pub poison: Vec<Poison>,
    /// A strategy that is published.
    pub published: Vec<StrategyRecord>,
    /// What changes in the read models.
    pub figures: Figures,
    /// What changes of conversations and cases.
    pub desk: DeskChanges,
}

/// A customer's state as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerRecord {
    /// Who.
    pub customer: CustomerId,
    /// The state, as `domain::state::record` writes it.
    pub state: Vec<u8>,
    /// The published strategy whose numbers are in it.
    pub strategy: i64,
    /// The earliest timer set for them.
    pub scheduled: Option<Timestamp>,
}

/// Something is due for a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timer {
    /// When.
    pub due: Timestamp,
    /// For whom.
    pub customer: CustomerId,
}

/// An event on its way to many customers, so many that it goes to them in portions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// The entry of the log.
    pub position: Position,
    /// All whom it reaches, by number: four bytes each, little endian.
    pub customers: Vec<u8>,
    /// How many of them it has reached, in that order.
    pub done: u32,
    /// Who was reached out of turn, because something else happened to them.
    pub ahead: Vec<CustomerId>,
}

/// What happens to a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoundChange {
    /// It begins.
    Begin {
        /// The entry of the log.
        position: Position,
        /// As in [`Round`].
        customers: Vec<u8>,
    },
    /// It has come this far.
    Done {
        /// The entry of the log.
        position: Position,
        /// As in [`Round`].
        done: u32,
    },
    /// A customer was reached out of turn.
    Ahead {
        /// The entry of the log.
        position: Position,
        /// The customer.
        customer: CustomerId,
    },
    /// Everybody was reached.
    End {
        /// The entry of the log.
        position: Position,
    },
}

/// How often a signal's window ended, and with a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learned {
    /// `reason/signal`.
    pub signal: CompactString,
    /// Windows that ended, in all.
    pub windows: i64,
    /// Those of them with a contact, in all.
    pub hits: i64,
}

/// An entry of the log that could not be decided on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poison {
    /// Which.
    pub position: Position,
    /// How often it was tried; 0 takes it off the list.
    pub tries: u32,
    /// Why.
    pub problem: String,
}

/// A published strategy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrategyRecord {
    /// Counts the publications, from 1.
    pub number: i64,
    /// The hash of its files.
    pub version: String,
    /// Its files: one JSON object of path → text.
    pub files: String,
    /// When it was published.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// What they said of it.
    pub note: String,
}
