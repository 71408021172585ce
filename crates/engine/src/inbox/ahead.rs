//! What was expected of a customer before they wrote, what they were told because of it, and what the strategy decided
//! to offer when they did: mostly nothing.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use voorzet_domain::conversation::Case;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::decide::record::Owned;
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::Position;
use voorzet_store::outbox::SendState;
use voorzet_store::{Reader, StoreError};

use super::happened::body;
use super::message::read;
use super::naming::Naming;
use crate::own::{Settled, kind};
use crate::profile::{Group, Timeline, Wanted};

/// How many of a customer's newest entries are looked at.
const LOOKED_AT: usize = 200;

/// The most messages of the strategy that are shown.
const MOST_TOLD: usize = 20;

/// What the strategy decided to offer at the contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Advice {
    /// What is offered: a queue or an article; null for nothing, which is the usual.
    pub offer: Option<String>,
    /// Why.
    pub why: String,
}

/// What was expected before the customer wrote.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ExpectedBefore {
    /// A contact about which reason.
    pub reason: String,
    /// What that is called, per language.
    pub name: BTreeMap<String, String>,
    /// Since when it was expected.
    pub opened: String,
    /// How likely it was.
    pub chance: Option<f64>,
    /// The signal that opened it.
    pub signal: String,
    /// What the customer was told since.
    pub said: Vec<Told>,
}

/// Something that a customer was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Told {
    /// When.
    pub at: String,
    /// By which channel.
    pub channel: String,
    /// What.
    pub text: String,
}

/// What was decided on at a contact, and what had been expected.
pub(super) struct Ahead {
    pub(super) advice: Option<Advice>,
    pub(super) expectation: Option<ExpectedBefore>,
}

impl Ahead {
    /// Of a case and the customer's originals.
    pub(super) fn read(case: &Case, group: &Group, naming: &Naming<'_>) -> Result<Self, StoreError> {
        let reader = naming.reader;
        let kinds = [kind::DECISION_MADE, kind::EXPECTATION_SETTLED].map(ToOwned::to_owned).to_vec();
        let wanted = Wanted { before: Position(i64::MAX), limit: LOOKED_AT, kinds };
        let entries = Timeline::read(reader, group, &wanted)?.entries;
        let mut decisions = Vec::new();
        let mut met = None;
        for (_, entry) in &entries {
            let data = entry.event.data.get();
            if entry.event.kind == kind::DECISION_MADE {
                decisions.push(read::<Owned>(data)?);
            } else if met.is_none() && case.expected && entry.event.time <= case.opened.max(entry.at) {
                let settled: Settled<'_> =
                    serde_json::from_str(data).map_err(|error| StoreError::Damaged(error.to_string()))?;
                let came = matches!(settled.end.as_ref(), "met" | "too_late");
                met = came.then(|| (settled.reason.to_string(), settled.signal.to_string(), settled.opened));
            }
        }
        let at_contact = decisions.iter().find(|decided| decided.signal.is_none());
        let expectation = met.map(|(reason, signal, opened)| {
            let first = |decided: &&Owned| decided.opened == Some(opened) && decided.reason == reason;
            let chance = decisions.iter().rev().find(first).map(|decided| decided.chance);
            Ok::<_, StoreError>(ExpectedBefore {
                name: naming.reason(&reason, false).name,
                reason,
                opened: opened.to_string(),
                chance,
                signal,
                said: told(reader, &group.originals, opened, case.opened)?,
            })
        });
        Ok(Self {
            advice: at_contact.map(|decided| advice(decided, naming)),
            expectation: expectation.transpose()?,
        })
    }
}

fn advice(decided: &Owned, naming: &Naming<'_>) -> Advice {
    let why = if naming.language == "nl" { &decided.why.nl } else { &decided.why.en };
    Advice { offer: decided.action.as_ref().map(|action| action.by.to_string()), why: why.clone() }
}

/// What a customer was told between two instants, the oldest first.
fn told(
    reader: &Reader,
    originals: &[CustomerId],
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Told>, StoreError> {
    let mut told = Vec::new();
    for original in originals {
        for send in reader.sends_to(*original, i64::MAX, MOST_TOLD)? {
            let went = matches!(send.state, SendState::Sent | SendState::Delivered | SendState::Read);
            if !went || send.planned.at < from || send.planned.at > to {
                continue;
            }
            let (Some(channel), Some(body)) = (send.planned.channel, body(send.planned.body.get())) else {
                continue;
            };
            let text = body.subject.unwrap_or(body.text);
            told.push(Told { at: send.changed.to_string(), channel: channel.into(), text });
        }
    }
    told.sort_by(|one, other| one.at.cmp(&other.at));
    Ok(told)
}
