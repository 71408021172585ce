//! `/metrics`: what is counted, as Prometheus reads it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

use super::problem::Problem;
use crate::serve::app::App;

/// What is counted, as Prometheus reads it
#[utoipa::path(get, path = "/metrics", operation_id = "get_metrics", tag = "watch", responses(
    (status = 200, body = String, content_type = "application/openmetrics-text"),
))]
pub(super) async fn get(State(app): State<Arc<App>>) -> Result<impl IntoResponse, Problem> {
    let counts = app.readers.read(voorzet_store::Reader::send_counts).await?;
    app.figures.outbox(counts.iter().map(|count| (count.route.as_str(), count.state.name(), count.amount)));
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], app.figures.text()))
}
