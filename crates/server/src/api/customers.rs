//! `/api/customers`: customers by an identity or a name, and everything that concerns one of them.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use voorzet_domain::customer::CustomerId;
use voorzet_engine::profile::{Group, Matches, Profile, Timeline, Wanted};
use voorzet_store::entry::Position;
use voorzet_store::{Reader, StoreError};

use super::asked::{Asked, Named, listed, most};
use super::entry::Shown;
use super::period::{publication, strategy};
use super::problem::{Details, Problem};
use crate::access::caller::Caller;
use crate::serve::app::App;
use crate::serve::clock;

/// Whom somebody looks for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Sought {
    /// An identity or a name, whole or begun; `mail:an@` looks among mail addresses only.
    #[serde(default)]
    q: String,
    /// How many, at most 100.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
}

/// Which part of a timeline.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Part {
    /// What the answer before gave as `next`.
    cursor: Option<i64>,
    /// How many, at most 1000.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
    /// Only entries of these types, with commas between them; `delivery.*` stands for all that begin so.
    kinds: Option<String>,
}

/// Entries that concern a customer, newest first.
#[derive(Serialize, ToSchema)]
pub(super) struct Line<'a> {
    entries: Vec<Concerning<'a>>,
    /// What to give as `cursor` for those that follow; null when these are the last.
    next: Option<i64>,
}

/// An entry that concerns a customer.
#[derive(Serialize, ToSchema)]
pub(super) struct Concerning<'a> {
    /// The original that it concerns: one of those that are seen as this customer.
    original: u32,
    /// The entry.
    #[serde(flatten)]
    entry: Shown<'a>,
}

/// Customers by an identity or a name
#[utoipa::path(get, path = "/api/customers", operation_id = "list_customers", tag = "customers", params(Sought),
    responses((status = 200, body = Matches))
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Asked(sought): Asked<Sought>,
) -> Result<Json<Matches>, Problem> {
    let strategy = strategy(&app).await?;
    let limit = sought.limit.unwrap_or(20).clamp(1, 100);
    let read = move |reader: &Reader| {
        reader.at_once(|reader| Matches::find(reader, &sought.q, strategy.region.as_deref(), limit))
    };
    Ok(Json(app.readers.read(read).await?))
}

/// A customer
///
/// Any of the originals that are seen as this customer may be asked for.
#[utoipa::path(get, path = "/api/customers/{id}", operation_id = "get_customer", tag = "customers",
    params(("id" = u32, Path, description = "The number of the customer")),
    responses(
        (status = 200, body = Profile),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn one(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
) -> Result<Json<Profile>, Problem> {
    let (number, strategy) = publication(&app).await?;
    let read = move |reader: &Reader| {
        reader.at_once(|reader| {
            let Some(group) = Group::read(reader, CustomerId(id))? else { return Ok(None) };
            Profile::read(reader, &group, (number, &strategy), clock::now()).map(Some)
        })
    };
    let profile = app.readers.read(read).await?.ok_or_else(|| unknown(id))?;
    app.audit(&caller, "get_customer", &format!("customer {}", profile.id), "").await?;
    Ok(Json(profile))
}

/// Everything that concerns a customer, newest first
#[utoipa::path(get, path = "/api/customers/{id}/timeline", operation_id = "list_timeline", tag = "customers",
    params(("id" = u32, Path, description = "The number of the customer"), Part),
    responses(
        (status = 200, body = Line),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn timeline(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    Asked(part): Asked<Part>,
) -> Result<Response, Problem> {
    let is_first = part.cursor.is_none();
    let wanted = Wanted {
        before: Position(part.cursor.unwrap_or(i64::MAX)),
        limit: most(part.limit),
        kinds: listed(part.kinds.as_deref()).into_iter().map(ToOwned::to_owned).collect(),
    };
    let read = move |reader: &Reader| {
        reader.at_once(|reader| {
            let Some(group) = Group::read(reader, CustomerId(id))? else { return Ok(None) };
            Ok(Some((group.survivor, Timeline::read(reader, &group, &wanted)?)))
        })
    };
    let (CustomerId(survivor), found) = app.readers.read(read).await?.ok_or_else(|| unknown(id))?;
    if is_first {
        app.audit(&caller, "list_timeline", &format!("customer {survivor}"), "").await?;
    }
    let shown = |(original, entry)| Concerning { original, entry: Shown::of(entry) };
    let entries = found.entries.iter().map(|(CustomerId(original), entry)| shown((*original, entry)));
    let next = found.next.map(|Position(position)| position);
    Ok(Json(Line { entries: entries.collect(), next }).into_response())
}

/// The originals that are seen as this customer, for a filter; none when everybody's entries are asked for.
pub(super) fn originals(
    reader: &Reader,
    customer: Option<u32>,
) -> Result<Option<Vec<CustomerId>>, StoreError> {
    let Some(id) = customer else { return Ok(None) };
    // Of who is not there is nothing; they may still come.
    Ok(Some(Group::read(reader, CustomerId(id))?.map(|group| group.originals).unwrap_or_default()))
}

/// Tells in the audit log that somebody reads what concerns one customer, when they do.
pub(super) async fn audit_customer(
    app: &App,
    caller: &Caller,
    action: &str,
    customer: Option<u32>,
) -> Result<(), Problem> {
    match customer {
        Some(id) => app.audit(caller, action, &format!("customer {id}"), "").await,
        None => Ok(()),
    }
}

/// There is no such customer.
pub(super) fn unknown(id: u32) -> Problem {
    Problem::unknown(format!("there is no customer {id}"))
}
