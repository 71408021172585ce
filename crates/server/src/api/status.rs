//! `GET /api/status`: how the server is.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::problem::Problem;
use crate::serve::app::App;

/// How the server is.
#[derive(Serialize, ToSchema)]
pub(super) struct Status {
    /// The version of the program.
    version: &'static str,
    /// The last position in the log.
    last: i64,
    /// How many events have not been decided on.
    behind: u64,
    /// How many customers are still to be reached by events that go to many.
    reaching: u64,
    /// How many events wait to be written.
    waiting: usize,
    /// Whether what is known of customers is still being loaded.
    loading: bool,
    /// Whether the disk refuses.
    disk_refuses: bool,
    /// How much is in quarantine.
    quarantined: i64,
    /// How much is in the outbox, by state.
    outbox: BTreeMap<&'static str, i64>,
}

/// How the server is
#[utoipa::path(get, path = "/api/status", operation_id = "get_status", tag = "watch", responses((status = 200, body = Status)))]
pub(super) async fn get(State(app): State<Arc<App>>) -> Result<Json<Status>, Problem> {
    let (last, quarantined, counts) = app
        .readers
        .read(|reader| {
            reader.at_once(|reader| Ok((reader.last()?.0, reader.quarantine_count()?, reader.send_counts()?)))
        })
        .await?;
    let mut outbox = BTreeMap::new();
    for count in counts {
        *outbox.entry(count.state.name()).or_default() += count.amount;
    }
    Ok(Json(Status {
        version: env!("CARGO_PKG_VERSION"),
        last: last.0,
        behind: app.standing.behind(),
        reaching: app.standing.reaching(),
        waiting: app.queue.events(),
        loading: app.standing.is_loading(),
        disk_refuses: app.standing.is_refused(),
        quarantined,
        outbox,
    }))
}
