//! A decision becomes something to send.

use serde_json::value::RawValue;
use voorzet_domain::customer::{CustomerId, Directory};
use voorzet_domain::decide::outcome::Decision;
use voorzet_domain::identity::Claim;
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::{OwnEntry, Position};
use voorzet_store::figure::Trait;
use voorzet_store::outbox::{Planned, Send};
use voorzet_store::turn::Turn;

use super::routes::Routes;

/// Turns decisions into what is sent, under one strategy. Made once per publication: it holds the messages,
/// ready to be filled in.
#[derive(Debug)]
pub struct Planner {}

/// To whom a decision applies.
#[derive(Clone, Debug)]
pub struct Recipient {
    /// The original customer.
    pub customer: CustomerId,
    /// What never changes of the person, as [`Directory::key`] has it.
    pub key: u64,
    /// How they are shown: `account:u001`.
    pub label: String,
    /// Every identity of the person, the best of each kind first.
    pub identities: Vec<Claim>,
    /// What is said of them: one JSON object.
    pub traits: serde_json::Map<String, serde_json::Value>,
}

/// Something to send, or what is known never to go.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What goes into the outbox.
    pub planned: Planned,
    /// Why it cannot go at all: there is no address, or a placeholder that nothing fills.
    pub failed: Option<String>,
    /// Whether what is unsent on its thread is called off.
    pub replaces: bool,
}

impl Recipient {
    /// The person that a customer is, with what every original of theirs is known by. `traits`
    /// are those of all of them, in any order.
    pub fn of(directory: &Directory, customer: CustomerId, traits: &[Trait]) -> Self {
        let _ = traits;
        let survivor = directory.survivor(customer);
        Self {
            customer,
            key: directory.key(survivor),
            label: directory.label(survivor).to_string(),
            identities: Vec::new(),
            traits: serde_json::Map::new(),
        }
    }
}

impl Planner {
    /// Prepares the messages of a strategy.
    pub fn new(strategy: &Strategy) -> Self {
        let _ = strategy;
        Self {}
    }

    /// What a decision sends: a message or a webhook; nothing when it does neither. `cause` is the entry of the
    /// log that led to it.
    pub fn plan(
        &self,
        strategy: &Strategy,
        routes: &Routes,
        decision: &Decision,
        recipient: &Recipient,
        cause: Option<Position>,
        now: Timestamp,
    ) -> Option<Plan> {
        let _ = (strategy, routes, decision, recipient, cause, now);
        None
    }
}

impl Plan {
    /// Puts it in a turn, and what it says in the log. `unsent` is what the store has on its thread that is
    /// planned or sending; it is looked at only when this replaces it.
    pub fn write(self, unsent: Vec<Send>, outbox: &mut super::Outbox, turn: &mut Turn) {
        let _ = (unsent, outbox);
        turn.planned.push(self.planned);
    }
}

/// What those are sent who want to be told of an entry of ours. `position` is the place that it will have in
/// the log.
pub fn subscriptions(routes: &Routes, entry: &OwnEntry, position: Position, now: Timestamp) -> Vec<Planned> {
    let _ = (routes, position, now);
    let _: &RawValue = &entry.data;
    Vec::new()
}
