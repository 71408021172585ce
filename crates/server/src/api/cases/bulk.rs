//! `POST /api/cases/bulk`: the same done to many cases.

use std::sync::Arc;

use axum::extract::State;
use axum::{Extension, Json};
use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::deeds::{Deed, act, wrong};
use crate::access::caller::Caller;
use crate::api::asked::Sent;
use crate::api::problem::{Details, Problem};
use crate::serve::app::App;

/// The most cases at once.
const MOST: usize = 200;

/// What is done, and to which cases.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Bulk {
    /// Which, 200 at most.
    cases: Vec<u32>,
    /// What: `{"do": "snooze", "until": "…"}`, as the address of that name takes it.
    #[serde(rename = "do")]
    deed: Deed,
}

/// What came of each.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct BulkDone {
    done: Vec<OneDone>,
}

/// What came of one.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct OneDone {
    /// The number of the case.
    case: u32,
    /// Why it was not done; null when it was.
    problem: Option<Details>,
}

/// Does the same to many cases
///
/// Each is done or not by itself.
#[utoipa::path(post, path = "/api/cases/bulk", operation_id = "change_cases", tag = "desk", request_body = Bulk, responses(
    (status = 200, body = BulkDone),
    (status = 422, description = "It cannot be that", body = Details, content_type = "application/problem+json"),
))]
pub(in crate::api) async fn post(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Sent(bulk): Sent<Bulk>,
) -> Result<Json<BulkDone>, Problem> {
    if bulk.cases.is_empty() || bulk.cases.len() > MOST {
        return Err(wrong(format!("between 1 and {MOST} cases")));
    }
    // All of them are asked for before the first is waited for, so that they share a turn.
    let one = async |case: u32| {
        let came = act(&app, &caller, case, bulk.deed.clone()).await;
        OneDone { case, problem: came.err().map(Problem::into_details) }
    };
    let done = join_all(bulk.cases.iter().map(|case| one(*case))).await;
    Ok(Json(BulkDone { done }))
}
