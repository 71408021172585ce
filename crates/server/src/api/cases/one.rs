//! `GET /api/cases/{id}` and its thread.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use voorzet_domain::conversation::{Case, CaseId, MessageNumber};
use voorzet_engine::inbox::{CaseDetails, Part, ShownMessage, Thread};
use voorzet_store::Reader;

use super::unknown;
use super::viewer::Viewer;
use crate::access::caller::Caller;
use crate::api::asked::{Asked, Named};
use crate::api::problem::{Details, Problem};
use crate::desk::presence::Present;
use crate::serve::app::App;
use crate::serve::clock;

/// A case with all that stands beside it.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct ShownCase {
    #[serde(flatten)]
    details: CaseDetails,
    /// Who is at it.
    presence: Vec<Present>,
}

/// Which part of a thread.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct ThreadPart {
    /// What the answer before gave as `next`.
    before: Option<u32>,
    /// How many messages, at most 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// A part of a thread, the oldest first.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct ShownThread {
    messages: Vec<ShownMessage>,
    /// What to give as `before` for those that came before; null when these are the first.
    next: Option<u32>,
    /// The position of the log that it is about.
    sequence: i64,
}

/// A case, its conversations, and what is known beside it
#[utoipa::path(get, path = "/api/cases/{id}", operation_id = "get_case", tag = "desk",
    params(("id" = u32, Path, description = "The number of the case")),
    responses(
        (status = 200, body = ShownCase),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(in crate::api) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
) -> Result<Json<ShownCase>, Problem> {
    let viewer = Viewer::of(&app, &caller).await?;
    let read = move |reader: &Reader| {
        reader
            .at_once(|reader| CaseDetails::read(CaseId(id), &viewer.naming(reader), viewer.me, clock::now()))
    };
    let details = app.readers.read(read).await?.ok_or_else(|| unknown(id))?;
    let customer = details.row.customer.as_ref().map(|customer| customer.id);
    app.audit(&caller, "get_case", &object(id, customer), "").await?;
    let presence = app.desk.presence.at(id, Instant::now());
    Ok(Json(ShownCase { details, presence }))
}

/// What was said about a case, and what happened between
#[utoipa::path(get, path = "/api/cases/{id}/messages", operation_id = "list_messages", tag = "desk",
    params(("id" = u32, Path, description = "The number of the case"), ThreadPart),
    responses(
        (status = 200, body = ShownThread),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(in crate::api) async fn messages(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    Asked(part): Asked<ThreadPart>,
) -> Result<Json<ShownThread>, Problem> {
    let (viewer, now, is_first) = (Viewer::of(&app, &caller).await?, clock::now(), part.before.is_none());
    let part = Part {
        before: MessageNumber(part.before.unwrap_or(u32::MAX)),
        most: part.limit.unwrap_or(50).clamp(1, 200),
    };
    let read = move |reader: &Reader| {
        reader.at_once(|reader| {
            let found = Thread::read(CaseId(id), part, &viewer.naming(reader), now)?;
            Ok(found.map(|found| (found, reader.last())))
        })
    };
    let ((case, thread), last) = app.readers.read(read).await?.ok_or_else(|| unknown(id))?;
    if is_first {
        let Case { customer, .. } = case;
        app.audit(&caller, "list_messages", &object(id, customer.map(|customer| customer.0)), "").await?;
    }
    let next = thread.next.map(|MessageNumber(next)| next);
    Ok(Json(ShownThread { messages: thread.messages, next, sequence: last?.0.0 }))
}

/// What the audit log says was looked at.
pub(in crate::api) fn object(case: u32, customer: Option<u32>) -> String {
    match customer {
        Some(customer) => format!("case {case}, customer {customer}"),
        None => format!("case {case}"),
    }
}
