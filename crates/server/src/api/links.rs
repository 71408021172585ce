//! That two customers are one, and that they are not after all.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_domain::customer::CustomerId;
use voorzet_engine::live::{Command, CommandError};

use super::asked::{Named, Sent};
use super::customers::unknown;
use super::problem::{Details, Problem};
use super::{Done, done};
use crate::access::caller::Caller;
use crate::serve::app::App;

/// That two customers are one.
#[derive(Serialize, Deserialize, ToSchema)]
pub(super) struct Merge {
    /// The customer who is seen as this one from now on.
    other: u32,
    /// Why.
    #[serde(default)]
    note: String,
}

/// Sees two customers as one
///
/// It takes effect with the next turn and can be undone: nothing of either is rewritten.
#[utoipa::path(post, path = "/api/customers/{id}/links", operation_id = "merge_customers", tag = "customers",
    security(("token" = [])),
    params(("id" = u32, Path, description = "The number of the customer who stays")),
    request_body = Merge,
    responses(
        (status = 200, body = Done),
        (status = 404, body = Details, content_type = "application/problem+json"),
        (status = 409, description = "They are one already", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn add(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    Sent(merge): Sent<Merge>,
) -> Result<Json<Done>, Problem> {
    let Merge { other, note } = merge;
    let command = Command::Merge { keep: CustomerId(id), absorb: CustomerId(other), by: caller.name(), note };
    match app.ask(command).await? {
        Err(CommandError::Unknown) => Err(unknown(other)),
        Err(CommandError::Past(what)) => {
            Err(Problem::new(StatusCode::CONFLICT, "past").detail(format!("the two are {what} already")))
        }
        came => done(came),
    }
}

/// Undoes a link between two customers
///
/// What is known of each stays with each. Originals that other links hold together stay together.
#[utoipa::path(delete, path = "/api/links/{number}", operation_id = "undo_link", tag = "customers",
    security(("token" = [])),
    params(("number" = u32, Path, description = "The number of the link")),
    responses(
        (status = 200, body = Done),
        (status = 404, body = Details, content_type = "application/problem+json"),
        (status = 409, description = "It is undone already", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(number): Named<u32>,
) -> Result<Json<Done>, Problem> {
    match app.ask(Command::Part { link: number, by: caller.name() }).await? {
        Err(CommandError::Unknown) => Err(Problem::unknown(format!("there is no link {number}"))),
        Err(CommandError::Past(what)) => {
            Err(Problem::new(StatusCode::CONFLICT, "past").detail(format!("the link is {what} already")))
        }
        came => done(came),
    }
}
