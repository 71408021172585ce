//! `/api/sources`: who may send events.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_domain::time::Timestamp;

use super::Done;
use super::asked::{Named, Sent};
use super::problem::{Details, Problem};
use crate::access::again::ShownOnce;
use crate::access::audit::Said;
use crate::intake::source::{self, SourceRecord};
use crate::intake::volume::Volumes;
use crate::serve::app::App;
use crate::serve::clock;

/// Who may send events.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShownSources {
    pub(crate) sources: Vec<ShownSource>,
}

/// One that may send events.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShownSource {
    /// Its name: what comes first in the source of its events.
    pub(crate) name: String,
    /// How many events a second it may send, when it has a rate of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) events_per_second: Option<u64>,
    /// Whether its requests are taken as a whole or not at all, when it has a rule of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) strict: Option<bool>,
    /// Since when it may send.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) at: Option<String>,
    /// Events that were taken in the last 24 hours, repeats not among them.
    pub(crate) events: u64,
    /// The same in the 24 hours before.
    pub(crate) events_before: u64,
    /// The same since they are counted.
    pub(crate) total: u64,
    /// What was not taken in the last 24 hours: too fast, too large, or refused as a whole.
    pub(crate) refused: u64,
    /// How much of it is in quarantine.
    pub(crate) quarantined: i64,
    /// When the last event was taken.
    pub(crate) last_event: Option<String>,
    /// The type of that.
    pub(crate) last_type: Option<String>,
    /// The last that was not taken, or could not be read.
    pub(crate) last_failure: Option<LastFailure>,
}

/// The last time that something went wrong.
#[derive(Serialize, ToSchema)]
pub(crate) struct LastFailure {
    /// When.
    pub(crate) at: String,
    /// What.
    pub(crate) problem: String,
}

/// One that is to send events.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct NewSource {
    /// Its name: small letters, digits, dashes, dots and underscores.
    pub(crate) name: String,
    /// How many events a second it may send.
    #[serde(default)]
    pub(crate) events_per_second: Option<u64>,
    /// Whether its requests are taken as a whole or not at all.
    #[serde(default)]
    pub(crate) strict: Option<bool>,
}

/// A source's write key. It is shown once; what is kept is its hash.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct NewKey {
    /// The source's name.
    pub(crate) name: String,
    /// Its write key.
    pub(crate) key: String,
}

impl ShownSources {
    /// How sources are shown, with how much each sends and how much of each is in quarantine.
    pub(crate) fn of(
        records: Vec<SourceRecord>,
        volumes: &Volumes,
        quarantined: &[(CompactString, i64)],
        now: Timestamp,
    ) -> Self {
        let shown = |record: SourceRecord| {
            let quarantined = quarantined.iter().find(|(source, _)| *source == record.name);
            let quarantined = quarantined.map_or(0, |(_, amount)| *amount);
            ShownSource::of(record, volumes, quarantined, now)
        };
        Self { sources: records.into_iter().map(shown).collect() }
    }
}

impl ShownSource {
    fn of(record: SourceRecord, volumes: &Volumes, quarantined: i64, now: Timestamp) -> Self {
        let volume = volumes.of(&record.name);
        let [day, before] = volume.days(now);
        let (last_event, last_type) = volume.last_event.map(|(at, kind)| (at.to_string(), kind)).unzip();
        Self {
            name: record.name,
            events_per_second: record.events_per_second,
            strict: record.strict,
            at: record.at.map(|at| at.to_string()),
            events: day.events,
            events_before: before.events,
            total: volume.total,
            refused: day.refused,
            quarantined,
            last_event,
            last_type,
            last_failure: volume
                .last_failure
                .map(|(at, problem)| LastFailure { at: at.to_string(), problem }),
        }
    }
}

impl NewSource {
    /// Puts it among others, and gives its key.
    pub(crate) fn add(&self, records: &mut Vec<SourceRecord>) -> anyhow::Result<NewKey> {
        let (mut record, key) = SourceRecord::new(&self.name, self.events_per_second)?;
        record.strict = self.strict;
        source::add(records, record)?;
        Ok(NewKey { name: self.name.clone(), key: key.0 })
    }
}

/// Who may send events
#[utoipa::path(get, path = "/api/sources", operation_id = "list_sources", tag = "work", responses((status = 200, body = ShownSources)))]
pub(super) async fn list(State(app): State<Arc<App>>) -> Result<Json<ShownSources>, Problem> {
    let quarantined = app.readers.read(voorzet_store::Reader::quarantine_counts).await?;
    Ok(Json(ShownSources::of(app.sources.records(), &app.volumes, &quarantined, clock::now())))
}

/// Lets another send events
#[utoipa::path(post, path = "/api/sources", operation_id = "add_source", tag = "work", security(("token" = [])), request_body = NewSource,
    responses(
        (status = 201, description = "Its write key, shown this once", body = NewKey),
        (status = 409, description = "The name is taken, or cannot be one", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn add(
    State(app): State<Arc<App>>,
    Sent(new): Sent<NewSource>,
) -> Result<(StatusCode, Extension<ShownOnce>, Extension<Said>, Json<NewKey>), Problem> {
    let changing = app.changing.lock().await;
    let mut records = app.sources.records();
    let conflict =
        |error: anyhow::Error| Problem::new(StatusCode::CONFLICT, "source").detail(error.to_string());
    let key = new.add(&mut records).map_err(conflict)?;
    app.keep_sources(records).await?;
    std::mem::drop(changing);
    let said = Said { object: format!("source {}", key.name), detail: String::new() };
    Ok((StatusCode::CREATED, Extension(ShownOnce), Extension(said), Json(key)))
}

/// Lets one send no longer
#[utoipa::path(delete, path = "/api/sources/{name}", operation_id = "remove_source", tag = "work", security(("token" = [])),
    params(("name" = String, Path, description = "Its name")),
    responses(
        (status = 200, body = Done),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Named(name): Named<String>,
) -> Result<Json<Done>, Problem> {
    let changing = app.changing.lock().await;
    let mut records = app.sources.records();
    let before = records.len();
    records.retain(|record| record.name != name);
    if records.len() == before {
        return Err(Problem::unknown(format!("there is no source `{name}`")));
    }
    app.keep_sources(records).await?;
    std::mem::drop(changing);
    Ok(Json(Done::YES))
}
