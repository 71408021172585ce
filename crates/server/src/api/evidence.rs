//! `/api/evidence`: the events behind a figure.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use voorzet_domain::time::Timestamp;
use voorzet_engine::projection::evidence::{Asked as Wanted, Evidence, Figure};
use voorzet_store::entry::Position;

use super::asked::{Asked, most};
use super::entry::Shown;
use super::period::{Period, strategy};
use super::problem::{Details, Problem};
use crate::serve::app::App;

/// Behind which figure.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Behind {
    /// What is counted.
    #[param(inline)]
    figure: Figure,
    /// Only on this level: `proactive`.
    level: Option<String>,
    /// Only by this: a channel, a barrier, a verdict, an end, a type of event; as the figure is counted.
    by: Option<String>,
    /// What the answer before gave as `next`.
    cursor: Option<String>,
    /// How many, at most 1000.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
}

/// Entries of the log, newest first.
#[derive(Serialize, ToSchema)]
pub(super) struct Entries<'a> {
    entries: Vec<Shown<'a>>,
    /// What to give as `cursor` for those that follow; null when these are the last.
    next: Option<String>,
}

/// The events behind a figure
///
/// Asked with the same days, reason, segment and channel, it gives what was counted.
#[utoipa::path(get, path = "/api/evidence", operation_id = "list_evidence", tag = "figures", params(Behind, Period),
    responses(
        (status = 200, body = Entries),
        (status = 400, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Asked(behind): Asked<Behind>,
    Asked(period): Asked<Period>,
) -> Result<Response, Problem> {
    let strategy = strategy(&app).await?;
    let told = |text: Option<String>| text.filter(|text| !text.is_empty()).map(Into::into);
    let asked = Wanted {
        figure: behind.figure,
        wanted: period.wanted()?,
        level: told(behind.level),
        by: told(behind.by),
        before: behind.cursor.as_deref().filter(|cursor| !cursor.is_empty()).map(place).transpose()?,
        limit: most(behind.limit),
    };
    let found = app.readers.read(move |reader| Evidence::read(reader, &strategy, &asked)).await?;
    let entries = found.entries.iter().map(Shown::of).collect();
    let next = found.next.map(|(time, Position(position))| format!("{}.{position}", time.as_micros()));
    Ok(Json(Entries { entries, next }).into_response())
}

fn place(cursor: &str) -> Result<(Timestamp, Position), Problem> {
    let read = || {
        let (micros, position) = cursor.split_once('.')?;
        Some((Timestamp::from_micros(micros.parse().ok()?)?, Position(position.parse().ok()?)))
    };
    read().ok_or_else(|| Problem::wrong(format!("`{cursor}` is no cursor that was given")))
}
