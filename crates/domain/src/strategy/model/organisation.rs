//! The organisation: how it may approach customers, what that costs, and by what.

use std::collections::BTreeMap;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::ladder::Kind;
use crate::identity::IdentityKind;
use crate::time::{Duration, Timestamp};

/// A name in the languages of the organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Localised(pub Vec<(CompactString, String)>);

impl Localised {
    /// The text per language, as it is shown to programs.
    pub fn by_language(&self) -> BTreeMap<String, String> {
        self.0.iter().map(|(language, name)| (language.to_string(), name.clone())).collect()
    }

    /// The text in a language, else in the first there is.
    pub fn get(&self, language: &str) -> &str {
        let found = self.0.iter().find(|(name, _)| name == language).or_else(|| self.0.first());
        found.map_or("", |(_, text)| text)
    }
}

/// Hours in which customers are left alone, in minutes after local midnight; may span midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// The first quiet minute of the day.
    pub from: u16,
    /// The first minute that is quiet no longer.
    pub to: u16,
}

/// How often a customer may be approached, over all reasons and channels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Budget {
    /// Every limit must hold.
    pub limits: Vec<Limit>,
    /// The kinds in order of precedence, the most pressing first.
    pub rank: Vec<Kind>,
    /// Kinds that are counted but never held back.
    pub exempt: Vec<Kind>,
    /// Touches of every limit that only kinds of this rank or higher may use.
    pub reserve: Vec<(Kind, u32)>,
}

/// At most `max` touches in any span of `per`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The number of touches.
    pub max: u32,
    /// The span.
    pub per: Duration,
}

/// Money in the organisation's currency.
#[derive(Clone, Debug, PartialEq)]
pub struct Economics {
    /// Handling one contact at the digital level.
    pub digital: f64,
    /// Handling one contact at the personal level.
    pub personal: f64,
    /// The share of contacts that come back, as a factor on handling.
    pub repeat: f64,
    /// The customer's own effort of one contact, in money.
    pub effort: f64,
    /// What an alert to an agent costs.
    pub alert: f64,
    /// What calling a webhook costs.
    pub prevent: f64,
    /// What any approach costs in annoyance.
    pub annoyance: f64,
    /// What each earlier touch in 30 days adds to that.
    pub annoyance_per_touch: f64,
    /// The share of expected contacts that a repair avoids, until it is measured.
    pub uplift_prevent: f64,
    /// The share that a message or call avoids, until it is measured.
    pub uplift_proactive: f64,
    /// The share of decisions taken at random among what is allowed.
    pub explore: f64,
}

/// Assumptions about learned chances.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Learning {
    /// The chance assumed before anything is known.
    pub prior: f64,
    /// How many observed windows that assumption is worth.
    pub weight: f64,
}

/// How effects are measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// How long after the lot a contact counts.
    pub within: Duration,
    /// How far what is decided is carried out, phase by phase, where a reason says nothing of its own.
    pub rollout: Vec<Phase>,
    /// The event that is an order, per which contacts are told.
    pub orders: Option<Orders>,
}

/// What counts as an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Orders {
    /// The event type: `order.placed`.
    pub event: CompactString,
    /// The field that says what it is worth to the company; without it orders are counted, not added up.
    pub worth: Option<CompactString>,
}

/// From some instant on, what is decided is carried out for this share of customers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Phase {
    /// From when.
    pub from: Timestamp,
    /// For what share.
    pub share: f64,
}

impl Phase {
    /// The share in force at an instant: before the first phase nobody, without phases everybody.
    pub fn share_at(phases: &[Self], now: Timestamp) -> f64 {
        let begun = phases.iter().rev().find(|phase| phase.from <= now);
        begun.map_or(if phases.is_empty() { 1.0 } else { 0.0 }, |phase| phase.share)
    }
}

/// On which legal ground a purpose stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Needed for the contract with the customer.
    Contract,
    /// The law requires it.
    Legal,
    /// An interest of the organisation; the customer may object.
    Interest,
    /// Only with the customer's consent.
    Consent,
}

impl Basis {
    /// Every basis.
    pub const ALL: [Self; 4] = [Self::Contract, Self::Legal, Self::Interest, Self::Consent];

    /// The word used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Contract => "contract",
            Self::Legal => "legal",
            Self::Interest => "interest",
            Self::Consent => "consent",
        }
    }

    /// The basis that a word names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.name() == name)
    }
}

/// A purpose for which customers are approached.
#[derive(Clone, Debug, PartialEq)]
pub struct Purpose {
    /// Its name: `service`.
    pub name: CompactString,
    /// Its legal ground.
    pub basis: Basis,
}

/// A channel by which customers are approached.
#[derive(Clone, Debug, PartialEq)]
pub struct Channel {
    /// Its name: `mail`.
    pub name: CompactString,
    /// The identity without which a customer cannot be reached by it.
    pub needs: Option<IdentityKind>,
    /// Whether it may be used only with consent for it, whatever the purpose's ground.
    pub consent: bool,
    /// What one message costs.
    pub cost: f64,
}

/// A system that is asked to repair a cause.
#[derive(Clone, Debug, PartialEq)]
pub struct Webhook {
    /// Its name: `carrier-reschedule`.
    pub name: CompactString,
    /// Where it listens.
    pub url: String,
}

/// A knowledge article.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Its name: `track-your-parcel`.
    pub name: CompactString,
    /// Its title and text per language.
    pub texts: Vec<Text>,
}

/// A message.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Its name: `late-delivery`.
    pub name: CompactString,
    /// Its subject and text per language.
    pub texts: Vec<Text>,
}

/// A message or answer in one language.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The language: `nl`.
    pub language: CompactString,
    /// Subject or title.
    pub subject: String,
    /// Markdown with placeholders.
    pub body: String,
}
