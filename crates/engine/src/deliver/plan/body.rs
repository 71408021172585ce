//! What is sent, as JSON: to providers of messages, to systems that repair a cause, to subscribers. The shapes
//! are documented in `docs/webhooks.md`; fields are added over time, never changed or dropped.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use voorzet_domain::decide::outcome::Decision;
use voorzet_domain::event::AssetId;
use voorzet_domain::identity::IdentityKind;
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;
use voorzet_domain::value::Value;

use super::letter::Letter;
use super::recipient::Recipient;

/// What goes to the provider of a channel.
#[derive(Serialize)]
pub(super) struct Filled<'a> {
    /// The message's name.
    pub message: &'a str,
    pub reason: &'a str,
    pub key: &'a str,
    pub customer: &'a str,
    /// The purpose that it serves, by name, and on what basis it may: `consent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<&'static str>,
    /// Language, subject and text; absent when it could not be filled in.
    #[serde(flatten)]
    pub letter: Option<Said<'a>>,
}

/// A message's words.
#[derive(Serialize)]
pub(super) struct Said<'a> {
    pub language: &'a str,
    pub subject: &'a str,
    /// Markdown.
    pub text: &'a str,
}

impl<'a> Said<'a> {
    pub(super) fn of(letter: &'a Letter) -> Self {
        Self { language: &letter.language, subject: &letter.subject, text: &letter.text }
    }
}

/// What webhooks have in common, as Standard Webhooks advises.
#[derive(Serialize)]
pub(super) struct Hook<'a, T: Serialize> {
    #[serde(rename = "type")]
    pub kind: &'a str,
    pub timestamp: Timestamp,
    pub data: T,
}

/// What a system is told that is asked to repair a cause.
#[derive(Serialize)]
pub(super) struct Repair<'a> {
    pub webhook: &'a str,
    pub reason: &'a str,
    pub key: &'a str,
    pub signal: Option<&'a str>,
    pub chance: f64,
    pub opened: Option<Timestamp>,
    pub deadline: Option<Timestamp>,
    pub asset: Option<Asset<'a>>,
    pub customer: Customer<'a>,
    pub fields: BTreeMap<&'a str, &'a Value>,
}

/// What it is about.
#[derive(Serialize)]
pub(super) struct Asset<'a> {
    pub id: &'a str,
    pub kind: &'a str,
    pub name: &'a str,
}

/// Whom it is about, by everything that they are known by.
#[derive(Serialize)]
pub(super) struct Customer<'a> {
    pub label: &'a str,
    pub identities: Vec<Identity<'a>>,
}

/// One thing that they are known by.
#[derive(Serialize)]
pub(super) struct Identity<'a> {
    pub kind: IdentityKind,
    pub value: &'a str,
    pub verified: bool,
}

/// What a subscriber is told of an entry of ours.
#[derive(Serialize)]
pub(super) struct Told<'a> {
    #[serde(rename = "type")]
    pub kind: &'a str,
    pub timestamp: Timestamp,
    /// The entry's place in the log.
    pub id: i64,
    /// Whom it is about.
    pub customer: Option<&'a str>,
    pub data: &'a RawValue,
}

impl<'a> Repair<'a> {
    pub(super) fn of(
        webhook: &'a str,
        decision: &'a Decision,
        recipient: &'a Recipient,
        strategy: &'a Strategy,
    ) -> Self {
        let asset = |asset: &'a AssetId| Asset { id: asset.as_str(), kind: asset.kind(), name: asset.name() };
        let identities = recipient.identities.iter().map(|claim| Identity {
            kind: claim.identity.kind,
            value: &claim.identity.value,
            verified: claim.verified,
        });
        let name = |field: u16| strategy.fields[field as usize].name.as_str();
        Self {
            webhook,
            reason: &strategy.reasons[decision.reason.index()].id,
            key: &decision.key,
            signal: decision.signal.map(|id| strategy.signals[id.index()].id.as_str()),
            chance: (decision.chance * 1e6).round() / 1e6,
            opened: decision.opened,
            deadline: decision.deadline,
            asset: decision.asset.as_ref().map(asset),
            customer: Customer { label: &recipient.label, identities: identities.collect() },
            fields: decision.fields.iter().map(|(field, value)| (name(field.0), value)).collect(),
        }
    }
}

/// As one piece of text.
pub(super) fn raw(body: &impl Serialize) -> Box<RawValue> {
    // Names, numbers and texts always are JSON.
    to_raw_value(body).unwrap_or_else(|_| RawValue::NULL.to_owned())
}
