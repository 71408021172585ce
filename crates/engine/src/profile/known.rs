//! What is known of a customer at this moment.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use voorzet_domain::state::expectation::Expectation;
use voorzet_domain::state::{CustomerState, Person};
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::entry::Position;
use voorzet_store::figure::Trait;
use voorzet_store::reader::Filter;
use voorzet_store::{Reader, StoreError};

use super::group::{Group, ShownIdentity, ShownLink, ShownSuggestion, label};
use super::search::{called, said};
use crate::live;
use crate::own::kind;

/// More contacts than anybody makes.
const MOST_CONTACTS: usize = 10_000_000;

/// The span over which recent contacts are counted.
const A_YEAR: Duration = Duration::from_hours(365 * 24);

/// A customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Profile {
    /// The number of the original that stands for them.
    pub id: u32,
    /// How they are written: `account:u001`.
    pub label: String,
    /// What they are called, as far as that was said.
    pub name: Option<String>,
    /// The originals that are seen as this one customer.
    pub originals: Vec<u32>,
    /// By what they are known.
    pub identities: Vec<ShownIdentity>,
    /// Why the originals are one.
    pub links: Vec<ShownLink>,
    /// Who else may be the same.
    pub suggestions: Vec<ShownSuggestion>,
    /// What was said of them, the latest of each.
    pub traits: BTreeMap<String, TraitShown>,
    /// What they allow and refuse.
    pub consents: Vec<ConsentShown>,
    /// By what they want to hear.
    pub preferences: Vec<PreferenceShown>,
    /// Their own time zone, when one is known.
    pub zone: Option<String>,
    /// What they are worth, in the words of a trait of that name.
    pub value: Option<String>,
    /// The segment they are in, by a trait of that name.
    pub segment: Option<String>,
    /// Where they are in their lifecycle, by a trait of that name.
    pub lifecycle: Option<String>,
    /// How often they may still be approached.
    pub budget: Vec<Allowance>,
    /// The contacts that are expected of them.
    pub expectations: Vec<Expected>,
    /// Their contacts.
    pub contacts: Contacts,
}

/// Something that was said.
#[derive(Debug, Serialize, ToSchema)]
pub struct TraitShown {
    /// What.
    #[schema(value_type = Object)]
    pub value: Box<RawValue>,
    /// When.
    pub at: String,
    /// In which entry of the log.
    pub position: i64,
}

/// A statement on being approached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ConsentShown {
    /// For which purpose.
    pub purpose: String,
    /// By which channel; all of them when null.
    pub channel: Option<String>,
    /// Whether it is allowed.
    pub given: bool,
    /// When that was stated.
    pub at: String,
    /// Whether the strategy in force knows the purpose and the channel.
    pub known: bool,
}

/// A wish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreferenceShown {
    /// The channel.
    pub channel: String,
    /// What it is about; everything when null.
    pub asset: Option<String>,
    /// Until when.
    pub until: Option<String>,
    /// When it was stated.
    pub at: String,
}

/// One limit of the contact budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Allowance {
    /// The most touches.
    pub max: u32,
    /// In so many seconds.
    pub per_seconds: i64,
    /// How many there were.
    pub used: u32,
    /// How many are left.
    pub left: u32,
}

/// A contact that is expected.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Expected {
    /// About which reason.
    pub reason: String,
    /// Its name per language.
    pub name: BTreeMap<String, String>,
    /// Which expectation on it; empty when there can be only one.
    pub key: String,
    /// The signal that opened it.
    pub signal: String,
    /// How likely it is.
    pub chance: f64,
    /// When it was opened.
    pub opened: String,
    /// Until when it is expected.
    pub deadline: String,
    /// Whether the customer is in the control group.
    pub held_out: Option<bool>,
    /// The level of what was done about it.
    pub done: Option<String>,
    /// By which channel they were told.
    pub told: Option<String>,
}

/// How often somebody contacted us.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Contacts {
    /// In all.
    pub total: u64,
    /// In the last 365 days.
    pub last_year: u64,
    /// The last time.
    pub last: Option<String>,
}

impl Profile {
    /// Reads what is known of a customer, under a publication's strategy.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(
        reader: &Reader,
        group: &Group,
        publication: (i64, &std::sync::Arc<Strategy>),
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let strategy = publication.1;
        let mut states = live::states(reader, publication, &group.originals)?;
        let said = said(reader, group)?;
        let (name, segment) = called(&said, group.survivor);
        let traits = traits(said)?;
        let text = |name: &str| traits.get(name).and_then(|said| plain(&said.value));
        let Some((own, linked)) = states.split_first_mut() else {
            return Err(StoreError::Bug("a group without originals".to_owned()));
        };
        let unit = own.key;
        let person = Person { own, linked, unit };
        Ok(Self {
            id: group.survivor.0,
            label: label(reader, group.survivor)?,
            name,
            originals: group.originals.iter().map(|original| original.0).collect(),
            identities: group.identities(reader)?,
            links: group.shown_links(reader)?,
            suggestions: group.suggestions(reader)?,
            consents: consents(&person, strategy),
            preferences: preferences(&person, strategy),
            zone: person.zone().and_then(|zone| zone.iana_name()).map(ToOwned::to_owned),
            value: text("value"),
            segment,
            lifecycle: text("lifecycle"),
            budget: budget(&person, strategy, now),
            expectations: person.originals().flat_map(|state| expected(state, strategy)).collect(),
            contacts: contacts(reader, group, now)?,
            traits,
        })
    }
}

/// Of each trait the one said last, whichever original it was said of.
fn traits(said: Vec<Trait>) -> Result<BTreeMap<String, TraitShown>, StoreError> {
    let mut latest = BTreeMap::new();
    for said in said {
        let value =
            RawValue::from_string(said.value).map_err(|error| StoreError::Damaged(error.to_string()))?;
        let (at, position) = (said.at.to_string(), said.position.0);
        latest.insert(said.name.into(), TraitShown { value, at, position });
    }
    Ok(latest)
}

/// Text as it is, a number as it is written.
fn plain(value: &RawValue) -> Option<String> {
    match serde_json::from_str(value.get()).ok()? {
        serde_json::Value::String(text) => Some(text),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn consents(person: &Person<'_>, strategy: &Strategy) -> Vec<ConsentShown> {
    let mut shown = Vec::new();
    for permissions in
        person.originals().filter_map(|state| state.rare.as_ref()).map(|rare| &rare.permissions)
    {
        shown.extend(permissions.consents.iter().map(|consent| ConsentShown {
            purpose: strategy.purposes[consent.purpose.index()].name.to_string(),
            channel: consent.channel.map(|id| strategy.channels[id.index()].name.to_string()),
            given: consent.given,
            at: consent.at.to_string(),
            known: true,
        }));
        shown.extend(permissions.shelved.iter().map(|consent| ConsentShown {
            purpose: consent.purpose.to_string(),
            channel: consent.channel.as_ref().map(ToString::to_string),
            given: consent.given,
            at: consent.at.to_string(),
            known: false,
        }));
    }
    shown
}

fn preferences(person: &Person<'_>, strategy: &Strategy) -> Vec<PreferenceShown> {
    let rare = person.originals().filter_map(|state| state.rare.as_ref());
    let shown = rare.flat_map(|rare| &rare.permissions.preferences).map(|wish| PreferenceShown {
        channel: strategy.channels[wish.channel.index()].name.to_string(),
        asset: wish.asset.as_ref().map(|asset| asset.as_str().to_owned()),
        until: wish.until.map(|until| until.to_string()),
        at: wish.at.to_string(),
    });
    shown.collect()
}

fn budget(person: &Person<'_>, strategy: &Strategy, now: Timestamp) -> Vec<Allowance> {
    let allowance = |limit: &voorzet_domain::strategy::model::Limit| {
        let floor = now.minus(limit.per);
        let touches = person.originals().flat_map(|state| &state.touches);
        let used = touches.filter(|touch| touch.at > floor && touch.at <= now).count() as u32;
        Allowance {
            max: limit.max,
            per_seconds: limit.per.as_secs(),
            used,
            left: limit.max.saturating_sub(used),
        }
    };
    strategy.budget.limits.iter().map(allowance).collect()
}

fn expected<'a>(
    state: &'a CustomerState,
    strategy: &'a Strategy,
) -> impl Iterator<Item = Expected> + use<'a> {
    state.expectations.iter().map(|known: &Expectation| {
        let reason = &strategy.reasons[known.reason.index()];
        Expected {
            reason: reason.id.to_string(),
            name: reason.name.by_language(),
            key: known.key.to_string(),
            signal: strategy.signals[known.signal.index()].id.to_string(),
            chance: known.chance,
            opened: known.opened.to_string(),
            deadline: known.deadline.to_string(),
            held_out: known.held_out,
            done: known.done(&reason.steps).map(|step| step.level.name().to_owned()),
            told: known.told.map(|id| strategy.channels[id.index()].name.to_string()),
        }
    })
}

fn contacts(reader: &Reader, group: &Group, now: Timestamp) -> Result<Contacts, StoreError> {
    let (mut contacts, mut last) = (Contacts::default(), None);
    let filter =
        Filter { kinds: &[kind::CONTACT_COUNTED], concerning: Some(&group.originals), ..Filter::default() };
    for entry in reader.entries_before(Position(i64::MAX), MOST_CONTACTS, filter)? {
        contacts.total += 1;
        contacts.last_year += u64::from(entry.event.time > now.minus(A_YEAR));
        last = last.max(Some(entry.event.time));
    }
    contacts.last = last.map(|last| last.to_string());
    Ok(contacts)
}
