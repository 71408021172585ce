//! `/api/reasons`: why customers contact the organisation, side by side and over time.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use voorzet_engine::projection::reason::{Course, Reasons, Stretch};
use voorzet_store::Reader;

use super::asked::{Asked, Named};
use super::period::{Period, strategy};
use super::problem::{Details, Problem};
use crate::serve::app::App;
use crate::serve::clock;

/// How a course is drawn.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Drawn {
    /// Per what contacts are counted: `customer`, or a type of event such as `order.placed`.
    per: Option<String>,
    /// How long each stretch is.
    #[serde(default)]
    #[param(inline)]
    by: Stretch,
}

/// Reasons side by side
#[utoipa::path(get, path = "/api/reasons", operation_id = "list_reasons", tag = "figures", params(Period), responses(
    (status = 200, body = Reasons),
    (status = 400, body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Asked(period): Asked<Period>,
) -> Result<Json<Reasons>, Problem> {
    let wanted = period.wanted()?;
    let strategy = strategy(&app).await?;
    let crowds = Arc::clone(&app.crowds);
    let read = move |reader: &Reader| {
        crowds.ask(reader, |crowd| Reasons::read(reader, crowd, &strategy, &wanted, clock::now()))
    };
    Ok(Json(app.readers.read(read).await?))
}

/// A reason over time
#[utoipa::path(get, path = "/api/reasons/{reason}", operation_id = "get_reason", tag = "figures",
    params(("reason" = String, Path, description = "Its name: `late-delivery`"), Period, Drawn),
    responses(
        (status = 200, body = Course),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn one(
    State(app): State<Arc<App>>,
    Named(reason): Named<String>,
    Asked(period): Asked<Period>,
    Asked(drawn): Asked<Drawn>,
) -> Result<Json<Course>, Problem> {
    let mut wanted = period.wanted()?;
    let unknown = Problem::unknown(format!("there is no reason `{reason}`"));
    wanted.reason = Some(reason.into());
    let strategy = strategy(&app).await?;
    let crowds = Arc::clone(&app.crowds);
    let read = move |reader: &Reader| {
        let per = drawn.per.as_deref().filter(|per| !per.is_empty()).unwrap_or("customer");
        crowds.ask(reader, |crowd| {
            Course::read(reader, crowd, &strategy, &wanted, (per, drawn.by), clock::now())
        })
    };
    app.readers.read(read).await?.map(Json).ok_or(unknown)
}
