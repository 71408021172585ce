//! What the numbers of a strategy stand for.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::strategy::model::{
    Act, Level, Reason, ReasonId, Signal, SignalId, Step, Strategy, Target, Trigger,
};
use crate::value::{FieldId, FieldType};

/// What the numbers of a strategy stand for: all that [`Renumbering`] needs of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbering {
    pub(super) fields: Vec<(CompactString, FieldType)>,
    /// The event type, and the field of amounts.
    pub(super) tracks: Vec<(CompactString, Option<(CompactString, FieldType)>)>,
    /// Those that are read.
    pub(super) traits: Vec<Option<(CompactString, FieldType)>>,
    pub(super) channels: Vec<CompactString>,
    pub(super) purposes: Vec<CompactString>,
    pub(super) signals: Vec<NamedSignal>,
    pub(super) reasons: Vec<NamedReason>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NamedSignal {
    pub(super) reason: ReasonId,
    pub(super) id: CompactString,
    pub(super) on: Vec<CompactString>,
    pub(super) waits: Waits,
}

/// For what a signal waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Waits {
    /// For nothing: it goes off with the event.
    Nothing,
    /// For something that does not come.
    Absence,
    /// For the time before a moment.
    Moment,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NamedReason {
    pub(super) id: CompactString,
    pub(super) signals: Vec<SignalId>,
    pub(super) steps: Vec<NamedStep>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NamedStep {
    pub(super) level: Level,
    pub(super) does: Does,
    pub(super) name: CompactString,
}

/// The kinds of [`Act`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Does {
    Call,
    Send,
    Alert,
    Answer,
    Queue,
}

impl Numbering {
    /// The numbering of a strategy.
    pub fn of(strategy: &Strategy) -> Self {
        let field = |id: FieldId| {
            let field = &strategy.fields[id.0 as usize];
            (field.name.clone(), field.kind)
        };
        let tracks = strategy.tracks.iter();
        let signal = |signal: &Signal| NamedSignal {
            reason: signal.reason,
            id: signal.id.clone(),
            on: signal.on.iter().map(|id| strategy.types[id.index()].name.clone()).collect(),
            waits: match signal.trigger {
                Trigger::Event => Waits::Nothing,
                Trigger::Absence { .. } => Waits::Absence,
                Trigger::Before { .. } => Waits::Moment,
            },
        };
        let reason = |reason: &Reason| NamedReason {
            id: reason.id.clone(),
            signals: reason.signals.clone(),
            steps: reason.steps.iter().map(|step| NamedStep::of(step, strategy)).collect(),
        };
        Self {
            fields: strategy.fields.iter().map(|field| (field.name.clone(), field.kind)).collect(),
            tracks: tracks
                .map(|track| (strategy.types[track.kind.index()].name.clone(), track.field.map(field)))
                .collect(),
            traits: strategy
                .traits
                .iter()
                .map(|known| known.read.then(|| (known.name.clone(), known.kind)))
                .collect(),
            channels: strategy.channels.iter().map(|channel| channel.name.clone()).collect(),
            purposes: strategy.purposes.iter().map(|purpose| purpose.name.clone()).collect(),
            signals: strategy.signals.iter().map(signal).collect(),
            reasons: strategy.reasons.iter().map(reason).collect(),
        }
    }
}

impl NamedStep {
    fn of(step: &Step, strategy: &Strategy) -> Self {
        let (does, name) = match &step.act {
            Act::Call(webhook) => (Does::Call, &strategy.webhooks[webhook.index()].name),
            Act::Send { message, .. } => (Does::Send, &strategy.messages[message.index()].name),
            Act::Alert { queue, .. } => (Does::Alert, &strategy.queues[queue.index()].name),
            Act::Offer(Target::Answer(answer)) => (Does::Answer, &strategy.answers[answer.index()].name),
            Act::Offer(Target::Queue(queue)) => (Does::Queue, &strategy.queues[queue.index()].name),
        };
        Self { level: step.level, does, name: name.clone() }
    }
}
