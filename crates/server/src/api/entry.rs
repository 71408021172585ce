//! An entry of the log as it is shown.

use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use voorzet_store::entry::{Entry, Mode};

/// An entry of the log.
#[derive(Serialize, ToSchema)]
pub(super) struct Shown<'a> {
    /// Its place.
    position: i64,
    /// When it was put there.
    at: String,
    /// Whether it was told afterwards: imported.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    history: bool,
    /// The source's own number for it.
    id: &'a str,
    /// Who states it: the source's name, and what it calls the origin; `voorzet` for what is our own.
    source: &'a str,
    /// What happened.
    #[serde(rename = "type")]
    kind: &'a str,
    /// When it happened.
    time: String,
    /// The customer it is about, by every identity that was stated.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    customer: Vec<String>,
    /// The asset it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    asset: Option<&'a str>,
    /// The entry that led to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<i64>,
    /// The number of the customer that an entry of our own is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<u32>,
    /// What it says.
    #[schema(value_type = Object)]
    data: &'a RawValue,
}

impl<'a> Shown<'a> {
    /// How an entry is shown.
    pub(super) fn of(entry: &'a Entry) -> Self {
        let own = entry.own;
        Self {
            position: entry.position.0,
            at: entry.at.to_string(),
            history: entry.mode == Mode::History,
            id: &entry.event.id,
            source: &entry.event.source,
            kind: &entry.event.kind,
            time: entry.event.time.to_string(),
            customer: entry.event.customer.iter().map(|claim| claim.identity.to_string()).collect(),
            asset: entry.event.asset.as_ref().map(voorzet_domain::event::AssetId::as_str),
            cause: own.and_then(|own| own.cause).map(|cause| cause.0),
            about: own.and_then(|own| own.customer).map(|customer| customer.0),
            data: &entry.event.data,
        }
    }
}
