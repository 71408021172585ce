//! `GET /api/answers`: the strategy's articles, for an answer that is begun with `/`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use voorzet_domain::strategy::model::{Offer, Strategy, Target, Text};

use super::asked::Asked;
use super::period::strategy;
use super::problem::Problem;
use crate::serve::app::App;

/// In which language.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct InLanguage {
    /// `nl`; what is not written in it comes in the organisation's first language.
    language: Option<String>,
}

/// The strategy's articles.
#[derive(Serialize, ToSchema)]
pub(super) struct Answers {
    answers: Vec<ShownAnswer>,
}

/// An article.
#[derive(Serialize, ToSchema)]
struct ShownAnswer {
    /// Its name: `track-your-parcel`.
    name: String,
    /// Its title.
    title: String,
    /// What it says, in Markdown.
    text: String,
    /// The language it is in.
    language: String,
    /// The reasons at which it is offered.
    reasons: Vec<String>,
}

impl Answers {
    fn of(strategy: &Strategy, language: Option<&str>) -> Self {
        let shown = |(number, text): (usize, &Text)| ShownAnswer {
            name: strategy.answers[number].name.to_string(),
            title: text.subject.clone(),
            text: text.body.clone(),
            language: text.language.to_string(),
            reasons: offered_at(strategy, number),
        };
        let found = strategy.answers.iter().enumerate();
        let found = found
            .filter_map(|(number, answer)| Some((number, in_language(&answer.texts, strategy, language)?)));
        Self { answers: found.map(shown).collect() }
    }
}

/// The text in a language, else in the organisation's first, else any.
fn in_language<'s>(texts: &'s [Text], strategy: &Strategy, language: Option<&str>) -> Option<&'s Text> {
    let of = |language: &str| texts.iter().find(|text| text.language == language);
    let first = || strategy.languages.first().and_then(|language| of(language));
    language.and_then(of).or_else(first).or_else(|| texts.first())
}

/// The reasons whose `[inbound]` offers an article.
fn offered_at(strategy: &Strategy, answer: usize) -> Vec<String> {
    let offers = |offer: &Offer| matches!(offer.target, Target::Answer(number) if number.index() == answer);
    let reasons = strategy.reasons.iter().filter(|reason| reason.offers.iter().any(offers));
    reasons.map(|reason| reason.id.to_string()).collect()
}

/// The strategy's articles
#[utoipa::path(get, path = "/api/answers", operation_id = "list_answers", tag = "desk", params(InLanguage),
    responses((status = 200, body = Answers))
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Asked(asked): Asked<InLanguage>,
) -> Result<Json<Answers>, Problem> {
    let strategy = strategy(&app).await?;
    Ok(Json(Answers::of(&strategy, asked.language.as_deref())))
}
