//! `/api/strategy/publications`: every strategy that was ever in force.

use std::sync::Arc;

use axum::extract::State;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asked::{Named, Sent};
use super::problem::{Details, Problem};
use super::strategy::{Published, ShownStrategy, put_in_force};
use crate::access::caller::Caller;
use crate::serve::app::App;

/// Every publication.
#[derive(Serialize, ToSchema)]
pub(super) struct Publications {
    /// Newest first.
    publications: Vec<ListedPublication>,
}

/// A publication without its files.
#[derive(Serialize, ToSchema)]
pub(super) struct ListedPublication {
    /// Counts the publications, from 1.
    number: i64,
    /// The hash of its files.
    version: String,
    /// When it was published.
    at: String,
    /// By whom.
    by: String,
    /// What they said of it.
    note: String,
}

/// What is to be said of a publication that is put in force again.
#[derive(Deserialize, ToSchema)]
pub(super) struct Restoring {
    /// What is to be said of it.
    #[serde(default)]
    note: String,
    /// Who restores it.
    #[serde(default)]
    by: String,
}

/// Every strategy that was ever in force
#[utoipa::path(get, path = "/api/strategy/publications", operation_id = "list_publications", tag = "strategy",
    responses((status = 200, body = Publications))
)]
pub(super) async fn list(State(app): State<Arc<App>>) -> Result<Json<Publications>, Problem> {
    let records = app.readers.read(voorzet_store::Reader::strategies).await?;
    let publications = records.into_iter().map(|record| ListedPublication {
        number: record.number,
        version: record.version,
        at: record.at.to_string(),
        by: record.by,
        note: record.note,
    });
    Ok(Json(Publications { publications: publications.collect() }))
}

/// A strategy as it was published
#[utoipa::path(get, path = "/api/strategy/publications/{number}", operation_id = "get_publication", tag = "strategy",
    params(("number" = i64, Path, description = "Its number")),
    responses(
        (status = 200, body = ShownStrategy),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn one(
    State(app): State<Arc<App>>,
    Named(number): Named<i64>,
) -> Result<Json<ShownStrategy>, Problem> {
    find(&app, number).await.map(Json)
}

/// Publishes an earlier strategy again
///
/// Its files get a new number. When they are those of the one in force, nothing happens.
#[utoipa::path(post, path = "/api/strategy/publications/{number}/restore", operation_id = "restore_publication",
    tag = "strategy", security(("token" = [])),
    params(("number" = i64, Path, description = "Its number")), request_body = Restoring,
    responses(
        (status = 200, body = Published),
        (status = 404, body = Details, content_type = "application/problem+json"),
        (status = 422, description = "It has errors by now", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn restore(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(number): Named<i64>,
    Sent(asked): Sent<Restoring>,
) -> Result<Json<Published>, Problem> {
    let publication = find(&app, number).await?.again(caller.signs(asked.by), asked.note);
    put_in_force(&app, publication.command()).await.map(Json)
}

async fn find(app: &App, number: i64) -> Result<ShownStrategy, Problem> {
    let record = app.readers.read(move |reader| reader.strategy(number)).await?;
    ShownStrategy::of(record.ok_or_else(|| Problem::unknown(format!("there is no publication {number}")))?)
}
