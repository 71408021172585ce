//! `/api/entries`: the log, as it is.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use voorzet_store::entry::Position;
use voorzet_store::reader::Filter;

use super::asked::{Asked, Named, listed, most};
use super::customers::{audit_customer, originals};
use super::entry::Shown;
use super::problem::{Details, Problem};
use crate::access::caller::Caller;
use crate::serve::app::App;

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Entries after this position, oldest first.
    after: Option<i64>,
    /// Entries before this position, newest first; the newest of all when neither is given.
    before: Option<i64>,
    /// How many, at most 1000.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
    /// Only entries of these types, with commas between them.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// Only entries that concern the customer of this number.
    customer: Option<u32>,
}

/// Entries of the log.
#[derive(Serialize, ToSchema)]
pub(super) struct Entries<'a> {
    entries: Vec<Shown<'a>>,
    /// What to give as `after` or `before` for those that follow; none when these are the last.
    next: Option<i64>,
}

/// An entry, and what it led to.
#[derive(Serialize, ToSchema)]
pub(super) struct Consequences<'a> {
    entry: Shown<'a>,
    /// What it led to, in order; the first thousand.
    caused: Vec<Shown<'a>>,
}

/// The log
#[utoipa::path(get, path = "/api/entries", operation_id = "list_entries", tag = "log", params(Wanted), responses(
    (status = 200, body = Entries),
    (status = 400, body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Problem> {
    audit_customer(
        &app,
        &caller,
        "list_entries",
        wanted.customer.filter(|_| wanted.after.or(wanted.before).is_none()),
    )
    .await?;
    let most = most(wanted.limit);
    let entries = app
        .readers
        .read(move |reader| {
            let kinds = listed(wanted.kind.as_deref());
            reader.at_once(|reader| {
                let concerning = originals(reader, wanted.customer)?;
                let filter = Filter { kinds: &kinds, concerning: concerning.as_deref(), ..Filter::default() };
                match wanted.after {
                    Some(after) => reader.entries(Position(after), most, filter),
                    None => reader.entries_before(Position(wanted.before.unwrap_or(i64::MAX)), most, filter),
                }
            })
        })
        .await?;
    let last = entries.last().map(|entry| entry.position.0);
    let next = last.filter(|last| entries.len() == most && *last > 1);
    Ok(Json(Entries { entries: entries.iter().map(Shown::of).collect(), next }).into_response())
}

/// An entry, and what it led to
#[utoipa::path(get, path = "/api/entries/{position}", operation_id = "get_entry", tag = "log",
    params(("position" = i64, Path, description = "Its place in the log")),
    responses(
        (status = 200, body = Consequences),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn one(
    State(app): State<Arc<App>>,
    Named(position): Named<i64>,
) -> Result<Response, Problem> {
    let position = Position(position);
    let (entry, caused) = app
        .readers
        .read(move |reader| {
            reader.at_once(|reader| Ok((reader.entry(position)?, reader.caused_by(position, 1_000)?)))
        })
        .await?;
    let entry = entry.ok_or_else(|| Problem::unknown(format!("the log has no position {}", position.0)))?;
    let caused = caused.iter().map(Shown::of).collect();
    Ok(Json(Consequences { entry: Shown::of(&entry), caused }).into_response())
}
