//! `/api/ladder`: the counts per reason and level, over some days.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use voorzet_engine::projection::Ladder;
use voorzet_store::Reader;

use super::asked::Asked;
use super::period::{Period, strategy};
use super::problem::{Details, Problem};
use crate::serve::app::App;
use crate::serve::clock;

/// The ladder: contacts, expectations and what was done, per reason and level
#[utoipa::path(get, path = "/api/ladder", operation_id = "get_ladder", tag = "figures", params(Period), responses(
    (status = 200, body = Ladder),
    (status = 400, body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Asked(period): Asked<Period>,
) -> Result<Json<Ladder>, Problem> {
    let wanted = period.wanted()?;
    let strategy = strategy(&app).await?;
    let crowds = Arc::clone(&app.crowds);
    let read = move |reader: &Reader| {
        crowds.ask(reader, |crowd| Ladder::read(reader, crowd, &strategy, &wanted, clock::now()))
    };
    Ok(Json(app.readers.read(read).await?))
}
