//! A decision as it is written, and read back: names instead of numbers, and its why in words.

use std::borrow::Cow;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::outcome::{Decision, Deed, Means, Verdict};
use super::words;
use crate::strategy::model::Strategy;
use crate::time::Timestamp;

/// A decision that was read back.
pub type Owned = Record<'static>;

/// One line of `voorzet replay --decisions`; in the log, with `opened`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record<'a> {
    /// When.
    pub at: Timestamp,
    /// For whom: an identity of the customer.
    pub customer: Cow<'a, str>,
    /// About which reason.
    pub reason: Cow<'a, str>,
    /// Which expectation on it; empty when there can be only one.
    pub key: Cow<'a, str>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<Cow<'a, str>>,
    /// The signal that led to it; null at a contact.
    pub signal: Option<Cow<'a, str>>,
    /// How likely a contact was.
    pub chance: f64,
    /// `act`, `held_out`, `nothing`, `deferred` or `refused`.
    pub decision: Cow<'a, str>,
    /// What is done, or would be were the customer not in the control group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action<'a>>,
    /// What stands in the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Cow<'a, str>>,
    /// When it is decided again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// The probability with which exactly this was chosen.
    pub probability: f64,
    /// Whether it holds only if a repair tried before failed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub if_not_fixed: bool,
    /// What was considered.
    pub candidates: Vec<Considered<'a>>,
    /// The same in plain words.
    pub why: Why,
    /// When the expectation was opened; only in the log, and not at a contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Timestamp>,
}

/// An action by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Action<'a> {
    /// Its level on the ladder.
    pub level: Cow<'a, str>,
    /// Its place among the reason's steps or offers, from 1.
    pub step: u8,
    /// The channel, webhook, queue or article.
    pub by: Cow<'a, str>,
    /// The message, when it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Cow<'a, str>>,
    /// What it costs.
    pub cost: f64,
    /// Whether it takes the place of an earlier message about the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replaces: bool,
}

/// A candidate by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Considered<'a> {
    /// Its place among the reason's steps or offers, from 1.
    pub step: u8,
    /// What it would be done by.
    pub by: Cow<'a, str>,
    /// p·u·C − K − A.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// What ruled it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ruled_out_by: Option<Cow<'a, str>>,
}

/// The why in the languages of the product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// In Dutch.
    pub nl: String,
    /// In English.
    pub en: String,
}

impl<'a> Record<'a> {
    /// The record of a decision for a customer.
    pub fn of(decision: &'a Decision, customer: &'a str, strategy: &'a Strategy) -> Self {
        let (word, deed, by, until) = match &decision.verdict {
            Verdict::Act(deed) => ("act", Some(deed), None, None),
            Verdict::HeldOut(deed) => ("held_out", Some(deed), None, None),
            Verdict::Nothing => ("nothing", None, None, None),
            Verdict::Deferred { until, by } => ("deferred", None, Some(by.name()), Some(*until)),
            Verdict::Refused { by } => ("refused", None, Some(by.name()), None),
        };
        let candidates = decision.candidates.iter().map(|candidate| Considered {
            step: candidate.step + 1,
            by: candidate.means.name(strategy).into(),
            score: candidate.score.map(rounded),
            ruled_out_by: candidate.out.map(|by| by.name().into()),
        });
        Self {
            at: decision.at,
            customer: customer.into(),
            reason: strategy.reasons[decision.reason.index()].id.as_str().into(),
            key: decision.key.as_str().into(),
            asset: decision.asset.as_ref().map(|asset| asset.as_str().into()),
            signal: decision.signal.map(|id| strategy.signals[id.index()].id.as_str().into()),
            chance: rounded(decision.chance),
            decision: word.into(),
            action: deed.map(|deed| action(deed, strategy)),
            by: by.map(Cow::Borrowed),
            until,
            probability: rounded(decision.probability),
            if_not_fixed: decision.if_not_fixed,
            candidates: candidates.collect(),
            why: Why { nl: words::dutch(decision, strategy), en: words::english(decision, strategy) },
            opened: None,
        }
    }

    /// The same as the log has it: with the opening of the expectation.
    pub fn for_log(decision: &'a Decision, customer: &'a str, strategy: &'a Strategy) -> Self {
        Self { opened: decision.opened, ..Self::of(decision, customer, strategy) }
    }
}

fn action<'a>(deed: &Deed, strategy: &'a Strategy) -> Action<'a> {
    let message = match deed.means {
        Means::Message(_, message) | Means::Announcement(_, message) => Some(message),
        _ => None,
    };
    Action {
        level: deed.level.name().into(),
        step: deed.step + 1,
        by: deed.means.name(strategy).into(),
        message: message.map(|id| strategy.messages[id.index()].name.as_str().into()),
        cost: rounded(deed.cost),
        replaces: deed.replaces,
    }
}

impl Means {
    /// The name of the channel, webhook, queue or article.
    pub fn name<'a>(&self, strategy: &'a Strategy) -> &'a str {
        let name: &CompactString = match self {
            Self::Webhook(id) => &strategy.webhooks[id.index()].name,
            Self::Message(id, _) | Self::Announcement(id, _) => &strategy.channels[id.index()].name,
            Self::Alert(id) | Self::Queue(id) => &strategy.queues[id.index()].name,
            Self::Answer(id) => &strategy.answers[id.index()].name,
        };
        name
    }
}

/// To six decimals: what is written is read by people and must not differ by how a sum was taken.
fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}
