//! `/api/effects` and `/api/guards`: what was avoided, what was caused, and what was halted because of it.

mod guards;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use voorzet_engine::effects::{self, Experiments, definition};
use voorzet_engine::projection::day_of;
use voorzet_store::Reader;

pub(super) use guards::{__path_resume, resume};

use super::period::strategy;
use super::problem::Problem;
use crate::serve::app::App;
use crate::serve::clock;

/// What was avoided and what was caused.
#[derive(Serialize, ToSchema)]
pub(super) struct ShownEffects {
    #[serde(flatten)]
    effects: effects::Effects,
    /// For how many days after the lot contacts count, as it is now.
    within_days: f64,
    /// What each figure means.
    definitions: Vec<EffectDefinition>,
}

/// What a figure means.
#[derive(Serialize, ToSchema)]
struct EffectDefinition {
    /// The figure, as it is called in a row.
    figure: &'static str,
    /// What it means, per language.
    text: BTreeMap<&'static str, &'static str>,
}

/// What was avoided and what was caused
///
/// Of what is done, held against a control group: more or fewer contacts by all channels on all reasons, what they cost,
/// complaints and withdrawn consents, each with an interval that holds at every look. Below nought is less.
#[utoipa::path(get, path = "/api/effects", operation_id = "get_effects", tag = "figures", responses(
    (status = 200, body = ShownEffects),
))]
pub(super) async fn get(State(app): State<Arc<App>>) -> Result<Json<ShownEffects>, Problem> {
    let strategy = strategy(&app).await?;
    let today = day_of(strategy.zone.to_datetime(clock::now().to_jiff()).date());
    let read = |reader: &Reader| reader.at_once(Experiments::read);
    let effects = app.readers.read(read).await?.effects(today);
    let shown = |known: &definition::Definition| EffectDefinition {
        figure: known.figure,
        text: BTreeMap::from([("nl", known.nl), ("en", known.en)]),
    };
    Ok(Json(ShownEffects {
        effects,
        within_days: strategy.measure.within.as_secs() as f64 / 86_400.0,
        definitions: definition::ALL.iter().map(shown).collect(),
    }))
}
