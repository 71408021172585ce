//! An event as the strategy reads it: its type as a number, the fields that conditions ask for, the
//! assets it ties, and what it says when its type means something to Voorzet itself.

use std::fmt;

use compact_str::CompactString;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::event::{AssetId, Event};
use crate::state::consent::{Consent, Preference};
use crate::strategy::model::{
    Builtin, EventType, FieldRef, ReasonId, Strategy, Subject, Template, TemplatePart, TraitId, TypeId,
};
use crate::time::Timestamp;
use crate::value::{FieldId, FieldType, Fields, Value};

/// What [`decide`](crate::decide::decide) is told of an event.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Its type.
    pub kind: TypeId,
    /// When it happened.
    pub time: Timestamp,
    /// The fields that the strategy reads.
    pub fields: Fields,
    /// The asset it is about, or ties its customer to.
    pub asset: Option<AssetId>,
    /// The asset it ties its customer to.
    pub link: Option<AssetId>,
    /// What the asset it is about is part of.
    pub part_of: Option<AssetId>,
    /// What it says.
    pub news: News,
    /// How many fields it had with another type than declared; they count as absent.
    pub mistyped: u32,
}

/// What an event of a built-in type says.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// Nothing beyond its fields.
    None,
    /// The customer approached the organisation.
    Contact(Contact),
    /// One cause touches many.
    Incident {
        /// Whether it begins, changes or is over.
        phase: Phase,
        /// Its name.
        incident: CompactString,
        /// The assets it touches.
        assets: Vec<AssetId>,
        /// What to say about it.
        text: CompactString,
    },
    /// The customer allows or refuses.
    Consent(Consent),
    /// The customer prefers a channel.
    Preference(Preference),
    /// Who the customer is.
    Traits {
        /// Declared traits.
        traits: Vec<(TraitId, Value)>,
        /// The customer's time zone.
        zone: Option<TimeZone>,
    },
}

/// A contact, as an event states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// About what; `other` when the strategy does not know the reason.
    pub reason: ReasonId,
    /// By what.
    pub channel: CompactString,
    /// What tells it apart from other contacts on the reason; empty when nothing does.
    pub key: CompactString,
}

/// The phases of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It begins.
    Opened,
    /// It changes.
    Updated,
    /// It is over.
    Closed,
}

/// Why an event cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// Its type is about an asset, and it names none.
    #[error("an event of type `{kind}` is about an asset of kind `{asset}`, and this one names none")]
    NoAsset {
        /// The type.
        kind: CompactString,
        /// The kind of asset.
        asset: CompactString,
    },
    /// A built-in type lacks what gives it its meaning.
    #[error("an event of type `{kind}` needs the field `{field}`")]
    NoField {
        /// The type.
        kind: CompactString,
        /// The field.
        field: &'static str,
    },
    /// It names no customer, and its type is about one.
    #[error("an event of type `{0}` is about a customer, and this one names none")]
    NoCustomer(CompactString),
    /// A consent for a purpose or channel that the strategy does not know.
    #[error("the strategy knows no {what} `{name}`")]
    Unknown {
        /// Purpose or channel.
        what: &'static str,
        /// The name.
        name: CompactString,
    },
    /// Its fields are not one JSON object.
    #[error("its data are not a JSON object")]
    NotAnObject,
}

impl Reading {
    /// The same, held to have happened at `now` when it says that it happened later. What was said in the future
    /// would else be the last word until then.
    #[must_use]
    pub fn held_to(mut self, now: Timestamp) -> Self {
        self.time = self.time.min(now);
        match &mut self.news {
            News::Consent(consent) => consent.at = consent.at.min(now),
            News::Preference(preference) => preference.at = preference.at.min(now),
            News::None | News::Contact(_) | News::Incident { .. } | News::Traits { .. } => {}
        }
        self
    }
}

/// Reads an event. None when the strategy has no use for events of its type at all.
///
/// # Errors
/// When it lacks what its type is about.
pub fn read(event: &Event, strategy: &Strategy) -> Result<Option<Reading>, Unusable> {
    read_fields(event, strategy, false)
}

/// The same, with the fields that no condition asks for and that messages say. Where messages are sent.
///
/// # Errors
/// When it lacks what its type is about.
pub fn read_to_say(event: &Event, strategy: &Strategy) -> Result<Option<Reading>, Unusable> {
    read_fields(event, strategy, true)
}

fn read_fields(event: &Event, strategy: &Strategy, says: bool) -> Result<Option<Reading>, Unusable> {
    let Some(id) = strategy.type_id(&event.kind) else { return Ok(None) };
    let kind = &strategy.types[id.index()];
    let says = if says { kind.says.as_slice() } else { &[] };
    let plan = Plan { kind, says, strategy };
    let (fields, extra, mistyped) = plan.extract(&event.data)?;
    let named = |template: &Template| template.fill(&fields);
    let link = kind.link.as_ref().and_then(|link| named(&link.asset));
    let asset = match &kind.subject {
        Subject::Customer => event.asset.clone().or_else(|| link.clone()),
        Subject::Asset(wanted) => {
            let stated =
                event.asset.clone().or_else(|| extra.text(wanted).and_then(|n| AssetId::new(wanted, n)));
            let none = || Unusable::NoAsset { kind: kind.name.clone(), asset: wanted.clone() };
            Some(stated.ok_or_else(none)?)
        }
    };
    let part_of = kind.part_of.as_ref().and_then(named);
    let news = match kind.builtin {
        None | Some(Builtin::Alias) => News::None,
        Some(builtin) => plan.news(builtin, event, &extra)?,
    };
    Ok(Some(Reading { kind: id, time: event.time, fields, asset, link, part_of, news, mistyped }))
}

impl Template {
    /// The asset it names with these fields, when all of them are there.
    pub fn fill(&self, fields: &Fields) -> Option<AssetId> {
        let mut name = CompactString::default();
        for part in &self.parts {
            match part {
                TemplatePart::Text(text) => name.push_str(text),
                TemplatePart::Field(field) => match fields.get(*field)? {
                    Value::Text(text) => name.push_str(text),
                    Value::Int(number) => name.push_str(&number.to_string()),
                    _ => return None,
                },
            }
        }
        AssetId::new(&self.kind, &name)
    }
}

/// How to read events of one type.
struct Plan<'a> {
    kind: &'a EventType,
    /// Fields to take beside those that are read.
    says: &'a [FieldId],
    strategy: &'a Strategy,
}

/// What built-in types and asset subjects need beside the fields.
struct Extra(Option<serde_json::Map<String, serde_json::Value>>);

impl Extra {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.as_ref()?.get(name)?.as_str().filter(|text| !text.is_empty())
    }
}

impl Plan<'_> {
    /// The fields that are read; everything, for the few types that need it.
    fn extract(&self, data: &RawValue) -> Result<(Fields, Extra, u32), Unusable> {
        let asset_from_data = matches!(self.kind.subject, Subject::Asset(_));
        let whole = self.kind.builtin.is_some() || asset_from_data;
        if !whole && self.kind.reads.is_empty() && self.says.is_empty() {
            return Ok((Fields::default(), Extra(None), 0));
        }
        let mut json = serde_json::Deserializer::from_str(data.get());
        let visitor = FieldVisitor { reads: &self.kind.reads, says: self.says, strategy: self.strategy };
        let (values, mistyped) = json.deserialize_map(visitor).map_err(|_| Unusable::NotAnObject)?;
        let extra = if whole {
            Some(serde_json::from_str(data.get()).map_err(|_| Unusable::NotAnObject)?)
        } else {
            None
        };
        Ok((Fields::new(values), Extra(extra), mistyped))
    }

    fn news(&self, builtin: Builtin, event: &Event, extra: &Extra) -> Result<News, Unusable> {
        let strategy = self.strategy;
        let need = |field: &'static str| {
            extra.text(field).ok_or_else(|| Unusable::NoField { kind: self.kind.name.clone(), field })
        };
        let channel = || match extra.text("channel") {
            None => Ok(None),
            Some(name) => strategy.channel_named(name).map(Some).ok_or_else(|| unknown("channel", name)),
        };
        let incident = |phase| {
            let list = extra.0.as_ref().and_then(|data| data.get("assets")?.as_array());
            let assets = list.into_iter().flatten().filter_map(|a| AssetId::parse(a.as_str()?)).collect();
            let text = extra.text("text").unwrap_or_default().into();
            Ok(News::Incident { phase, incident: need("incident")?.into(), assets, text })
        };
        match builtin {
            Builtin::Alias => Ok(News::None),
            Builtin::Contact => {
                let reason = extra.text("reason").and_then(|name| strategy.reason_id(name));
                Ok(News::Contact(Contact {
                    reason: reason.unwrap_or(strategy.other()),
                    channel: extra.text("channel").unwrap_or("unknown").into(),
                    key: contact_key(event, extra),
                }))
            }
            Builtin::IncidentOpened => incident(Phase::Opened),
            Builtin::IncidentUpdated => incident(Phase::Updated),
            Builtin::IncidentClosed => incident(Phase::Closed),
            Builtin::ConsentGiven | Builtin::ConsentWithdrawn => {
                let name = need("purpose")?;
                let purpose = strategy.purpose_named(name).ok_or_else(|| unknown("purpose", name))?;
                let given = builtin == Builtin::ConsentGiven;
                Ok(News::Consent(Consent { purpose, channel: channel()?, given, at: event.time }))
            }
            Builtin::Preference => {
                let name = need("channel")?;
                let channel = channel()?.ok_or_else(|| unknown("channel", name))?;
                let asset = extra.text("asset").and_then(AssetId::parse);
                let until = extra.text("until").and_then(|text| Timestamp::parse(text).ok());
                Ok(News::Preference(Preference { channel, asset, until, at: event.time }))
            }
            Builtin::Identify => Ok(self.traits(extra)),
        }
    }

    fn traits(&self, extra: &Extra) -> News {
        let read = self.strategy.traits.iter().enumerate().filter(|(_, known)| known.read);
        let known = read.filter_map(|(index, known)| {
            let value = typed(extra.0.as_ref()?.get(known.name.as_str())?, known.kind)?;
            Some((TraitId(index as u16), value))
        });
        let zone = extra.text("timezone").and_then(|name| TimeZoneDatabase::bundled().get(name).ok());
        News::Traits { traits: known.collect(), zone }
    }
}

/// A contact's key is what it states, else the asset it is about.
fn contact_key(event: &Event, extra: &Extra) -> CompactString {
    let stated = extra.text("key").map(CompactString::from);
    stated.or_else(|| event.asset.as_ref().map(|asset| asset.as_str().into())).unwrap_or_default()
}

fn unknown(what: &'static str, name: &str) -> Unusable {
    Unusable::Unknown { what, name: name.into() }
}

/// A JSON value as a value of a type, when it is one. Whole numbers pass for doubles.
fn typed(json: &serde_json::Value, kind: FieldType) -> Option<Value> {
    match kind {
        FieldType::Bool => json.as_bool().map(Value::Bool),
        FieldType::Int => json.as_i64().map(Value::Int),
        FieldType::Double => json.as_f64().map(Value::Double),
        FieldType::String => json.as_str().map(|text| Value::Text(text.into())),
        FieldType::Timestamp => json.as_str().and_then(|text| Timestamp::parse(text).ok()).map(Value::Time),
    }
}

struct FieldVisitor<'a> {
    reads: &'a [FieldId],
    says: &'a [FieldId],
    strategy: &'a Strategy,
}

impl<'de> Visitor<'de> for FieldVisitor<'_> {
    type Value = (Vec<(FieldId, Value)>, u32);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::with_capacity(self.reads.len() + self.says.len());
        let mut mistyped = 0;
        while let Some(name) = map.next_key::<Name>()? {
            let among = |fields| self.strategy.field_among(fields, &name.0);
            let field = among(self.reads).or_else(|| among(self.says));
            let Some(FieldRef { id, kind }) = field else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            match map.next_value::<serde_json::Value>()? {
                serde_json::Value::Null => {}
                json => match typed(&json, kind) {
                    Some(value) => values.push((id, value)),
                    None => mistyped += 1,
                },
            }
        }
        Ok((values, mistyped))
    }
}

/// A key, without allocating for short ones.
#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Name(CompactString);
