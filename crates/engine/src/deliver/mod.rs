//! Delivery: from a decision to what is sent, and what came of it. Nothing here sends: it says what may go now
//! and takes in what came of it, so that it runs inside the core's turns and in simulation alike.
//!
//! A send is *planned* in the turn that decided on it; a later turn makes it *sending* and only when that is on
//! disk is it handed to its route. So whatever stops us, the store says what may have gone out.
//!
//! | file | what |
//! |---|---|
//! | `routes` | by what everything is sent, as it is configured |
//! | `plan` | a decision becomes something to send |
//! | `outbox` | what may go now, and what came of it |

pub mod outbox;
pub mod plan;
pub mod routes;

mod lot;
mod note;
mod quiet;

use compact_str::CompactString;
use serde_json::value::RawValue;
use voorzet_domain::time::Timestamp;
use voorzet_store::outbox::SendKey;

pub use outbox::{Outbox, Past, Want, Whose};
pub use plan::{Arrived, Letter, Plan, Planner, Recipient, subscriptions};
pub(crate) use quiet::hours as quiet_hours;
pub use routes::{Acknowledges, Endpoint, Pace, Provider, Rate, Route, Routes};
pub use voorzet_channels::Came;

/// Something to hand to its route now. It is *sending* in the store; whoever has it owes one [`Report`].
#[derive(Clone, Debug)]
pub struct Dispatch {
    /// Its key: what a provider is given, so that it counts once.
    pub key: SendKey,
    /// Its number in the outbox.
    pub number: i64,
    /// By what.
    pub route: CompactString,
    /// To whom: an address, or a URL.
    pub to: CompactString,
    /// What is sent: one JSON object.
    pub body: Box<RawValue>,
    /// How often it was tried before.
    pub tries: u32,
    /// Whether it may be there already: a provider that can be asked by key is asked first.
    pub again: bool,
    /// When it was let go.
    pub at: Timestamp,
}

/// What came of a [`Dispatch`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Which.
    pub key: SendKey,
    /// What came of it.
    pub outcome: Came,
    /// When it was known.
    pub at: Timestamp,
}
