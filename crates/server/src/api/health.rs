//! `/healthz`, `/readyz`: whether the server lives, and whether it is of use.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::problem::{Details, Problem};
use crate::serve::app::App;

/// That all is well.
#[derive(Serialize, ToSchema)]
pub(super) struct Well {
    /// Always `ok`.
    status: &'static str,
}

/// Whether the server lives
#[utoipa::path(get, path = "/healthz", operation_id = "get_health", tag = "watch", responses((status = 200, body = Well)))]
pub(super) async fn alive() -> Json<Well> {
    Json(Well { status: "ok" })
}

/// Whether the server takes events and keeps up with them
#[utoipa::path(get, path = "/readyz", operation_id = "get_readiness", tag = "watch", responses(
    (status = 200, body = Well),
    (status = 503, description = "It does not, and why", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn ready(State(app): State<Arc<App>>) -> Result<Json<Well>, Problem> {
    let unready = |kind: &str, detail: &str| {
        Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, kind).detail(detail).retry_after(2))
    };
    if app.standing.is_refused() {
        return unready("disk", "the disk refuses");
    }
    if app.standing.is_loading() {
        return unready("loading", "what is known of customers is being loaded; events are taken");
    }
    app.may_take()?;
    Ok(Json(Well { status: "ok" }))
}
