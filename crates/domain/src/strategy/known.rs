//! What the files declare, by name: for whatever helps people write them.

use compact_str::CompactString;
use serde::Serialize;

use super::model::{EventType, Field, Strategy, Subject, Trait};

/// What the files declare, also when there are errors in them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Known {
    /// The event types: declared, built in, or only named.
    pub event_types: Vec<KnownType>,
    /// What is known of customers.
    pub traits: Vec<KnownField>,
    /// The contact reasons.
    pub reasons: Vec<CompactString>,
    /// The purposes.
    pub purposes: Vec<CompactString>,
    /// The channels by which customers are approached.
    pub channels: Vec<CompactString>,
    /// The systems that can repair a cause.
    pub webhooks: Vec<CompactString>,
    /// Where people's work waits.
    pub queues: Vec<CompactString>,
    /// The tables of opening hours.
    pub hours: Vec<CompactString>,
    /// The messages.
    pub messages: Vec<CompactString>,
    /// The knowledge articles.
    pub answers: Vec<CompactString>,
}

/// An event type.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KnownType {
    /// Its name.
    pub name: CompactString,
    /// What it is about: `customer`, or a kind of asset.
    pub subject: CompactString,
    /// Its fields.
    pub fields: Vec<KnownField>,
}

/// A field or trait.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KnownField {
    /// Its name.
    pub name: CompactString,
    /// Its type: `bool`, `int`, `double`, `string` or `timestamp`.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

impl Known {
    /// What a compiled strategy has.
    pub fn of(strategy: &Strategy) -> Self {
        Self {
            reasons: strategy.reasons.iter().map(|reason| reason.id.clone()).collect(),
            purposes: strategy.purposes.iter().map(|purpose| purpose.name.clone()).collect(),
            channels: strategy.channels.iter().map(|channel| channel.name.clone()).collect(),
            webhooks: strategy.webhooks.iter().map(|webhook| webhook.name.clone()).collect(),
            queues: strategy.queues.iter().map(|queue| queue.name.clone()).collect(),
            hours: strategy.hours.iter().map(|(name, _)| name.clone()).collect(),
            messages: strategy.messages.iter().map(|message| message.name.clone()).collect(),
            answers: strategy.answers.iter().map(|answer| answer.name.clone()).collect(),
            ..Self::tables(&strategy.types, &strategy.fields, &strategy.traits)
        }
    }

    /// The event types and traits of these tables, and no names.
    pub(super) fn tables(types: &[EventType], fields: &[Field], traits: &[Trait]) -> Self {
        let field = |field: &Field| KnownField { name: field.name.clone(), kind: field.kind.name() };
        let known = |kind: &EventType| KnownType {
            name: kind.name.clone(),
            subject: match &kind.subject {
                Subject::Customer => "customer".into(),
                Subject::Asset(kind) => kind.clone(),
            },
            fields: kind.declared.iter().filter_map(|id| fields.get(id.0 as usize)).map(field).collect(),
        };
        Self {
            event_types: types.iter().map(known).collect(),
            traits: traits
                .iter()
                .map(|it| KnownField { name: it.name.clone(), kind: it.kind.name() })
                .collect(),
            ..Self::default()
        }
    }
}
