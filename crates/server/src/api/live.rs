//! `/api/live`: where the log is and what came last, to go on from with `/api/stream`.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use voorzet_domain::time::Duration;
use voorzet_store::entry::Position;
use voorzet_store::reader::Filter;

use super::asked::{Asked, listed, most};
use super::customers::{audit_customer, originals};
use super::entry::Shown;
use super::problem::Problem;
use crate::access::caller::Caller;
use crate::serve::app::App;
use crate::serve::clock;

/// Over which stretch the pace is measured.
const STRETCH: Duration = Duration::from_secs(60);

/// How many entries are counted for it at most; faster than that is told as this.
const COUNTED: usize = 20_000;

/// How much of it.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// How many entries, at most 1000.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
    /// Only entries of these types, with commas between them.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// Only entries that concern the customer of this number.
    customer: Option<u32>,
}

/// The log as it is at a moment.
#[derive(Serialize, ToSchema)]
pub(super) struct Live<'a> {
    /// How far the log is: `/api/stream?after=` this goes on without gap or repeat.
    sequence: i64,
    /// When that was.
    at: String,
    /// Entries in the last minute, by type.
    last_minute: BTreeMap<String, u64>,
    /// The newest, newest first.
    entries: Vec<Shown<'a>>,
}

/// What came last
#[utoipa::path(get, path = "/api/live", operation_id = "get_live", tag = "log", params(Wanted), responses(
    (status = 200, body = Live),
))]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Problem> {
    audit_customer(&app, &caller, "get_live", wanted.customer).await?;
    let (limit, now) = (most(wanted.limit), clock::now());
    let read = move |reader: &voorzet_store::Reader| {
        reader.at_once(|reader| {
            let (last, _) = reader.last()?;
            let kinds = listed(wanted.kind.as_deref());
            let concerning = originals(reader, wanted.customer)?;
            let filter = Filter { kinds: &kinds, concerning: concerning.as_deref(), ..Filter::default() };
            let entries = reader.entries_before(Position(last.0 + 1), limit, filter)?;
            let last_minute = reader.kinds_since(now.minus(STRETCH), COUNTED)?;
            Ok((last, entries, last_minute))
        })
    };
    let (Position(sequence), entries, last_minute) = app.readers.read(read).await?;
    let entries = entries.iter().map(Shown::of).collect();
    Ok(Json(Live { sequence, at: now.to_string(), last_minute, entries }).into_response())
}
