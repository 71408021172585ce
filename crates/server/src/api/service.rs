//! `/api/service`: how customers were served.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use voorzet_engine::projection::served::{Apart, ReceivedDay, ServiceRow};
use voorzet_insight::service::definition;
use voorzet_store::Reader;

use super::asked::Asked;
use super::period::{day, strategy};
use super::problem::{Details, Problem};
use crate::serve::app::App;
use crate::serve::clock;

/// Which days.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Days {
    /// The first day: `2026-03-01`; all there are without it.
    from: Option<String>,
    /// The last day, included.
    to: Option<String>,
}

/// Which days, and by what they are told apart.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Served {
    /// The first day: `2026-03-01`; all there are without it.
    from: Option<String>,
    /// The last day, included.
    to: Option<String>,
    /// `channel`, `queue` or `agent`.
    #[serde(default)]
    #[param(inline, value_type = Option<Apart>)]
    by: Apart,
}

/// How customers were served.
#[derive(Serialize, ToSchema)]
pub(super) struct Service {
    rows: Vec<ServiceRow>,
    /// What each figure means, and since when it means that.
    definitions: Vec<Definition>,
}

/// What a figure means.
#[derive(Serialize, ToSchema)]
struct Definition {
    /// The figure, as it is called in a row.
    figure: &'static str,
    /// What it means, per language.
    text: BTreeMap<&'static str, &'static str>,
    /// Since when.
    since: &'static str,
}

/// What became of everything that came in.
#[derive(Serialize, ToSchema)]
pub(super) struct ReceivedDays {
    days: Vec<ReceivedDay>,
}

impl Definition {
    fn all() -> Vec<Self> {
        let shown = |known: &definition::Definition| Self {
            figure: known.figure,
            text: BTreeMap::from([("nl", known.nl), ("en", known.en)]),
            since: known.since,
        };
        definition::definitions().iter().map(shown).collect()
    }
}

/// How customers were served, per channel, queue or agent
#[utoipa::path(get, path = "/api/service", operation_id = "get_service", tag = "figures", params(Served), responses(
    (status = 200, body = Service),
    (status = 400, body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Asked(served): Asked<Served>,
) -> Result<Json<Service>, Problem> {
    let (from, to, by) = (day(served.from)?, day(served.to)?, served.by);
    let (strategy, people, now) = (strategy(&app).await?, app.access.known().names(), clock::now());
    let today = strategy.zone.to_datetime(now.to_jiff()).date();
    let read = move |reader: &Reader| {
        reader.at_once(|reader| ServiceRow::read(reader, by, (from, to), (now, today)))
    };
    let mut rows = app.readers.read(read).await?;
    for row in &mut rows {
        match by {
            Apart::Channel => {}
            Apart::Queue => {
                if let Some(queue) = strategy.queues.iter().find(|queue| queue.name == row.name) {
                    queue.title.get("").clone_into(&mut row.title);
                }
            }
            Apart::Agent => {
                let number = row.name.parse().ok();
                row.title = number.and_then(|number: i64| people.get(&number).cloned()).unwrap_or_default();
            }
        }
    }
    Ok(Json(Service { rows, definitions: Definition::all() }))
}

/// What became of everything that came in, day by day
///
/// `received` is counted in the log and `stored` in the conversations: they are the same, or something is missing.
#[utoipa::path(get, path = "/api/service/received", operation_id = "list_received", tag = "figures", params(Days), responses(
    (status = 200, body = ReceivedDays),
    (status = 400, body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn received(
    State(app): State<Arc<App>>,
    Asked(asked): Asked<Days>,
) -> Result<Json<ReceivedDays>, Problem> {
    let (from, to) = (day(asked.from)?, day(asked.to)?);
    let days = app.readers.read(move |reader: &Reader| ReceivedDay::read(reader, from, to)).await?;
    Ok(Json(ReceivedDays { days }))
}
