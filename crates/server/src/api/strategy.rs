//! `/api/strategy`: the strategy in force, and the next.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_domain::problem::Problem as Mistake;
use voorzet_domain::strategy::File;
use voorzet_engine::live::{Answer, Command, CommandError};

use super::asked::Sent;
use super::problem::{Details, ItemError, Problem};
use super::refused;
use crate::serve::app::App;

/// A published strategy.
#[derive(Serialize, ToSchema)]
pub(super) struct ShownStrategy {
    /// Counts the publications, from 1.
    number: i64,
    /// The hash of its files.
    version: String,
    /// When it was published.
    at: String,
    /// By whom.
    by: String,
    /// What they said of it.
    note: String,
    /// Its files, by path.
    files: BTreeMap<String, String>,
}

/// A strategy to publish.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct Publication {
    /// Its files, by path: `strategy.toml`, `events.toml`, `reasons/late-delivery.toml`.
    pub(crate) files: BTreeMap<String, String>,
    /// Who publishes it.
    #[serde(default)]
    pub(crate) by: String,
    /// What is to be said of it.
    #[serde(default)]
    pub(crate) note: String,
}

/// What came of publishing.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct Published {
    /// Counts the publications, from 1; none when the one in force is the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) number: Option<i64>,
    /// The hash of its files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<String>,
    /// Whether the one in force was the same already.
    pub(crate) unchanged: bool,
}

impl Publication {
    /// What is asked of the core.
    pub(crate) fn command(self) -> Command {
        let files = self.files.into_iter().map(|(path, text)| File::new(path, text)).collect();
        Command::Publish { files, by: self.by, note: self.note }
    }
}

impl Published {
    /// What the core's answer says.
    pub(crate) fn of(answer: Answer) -> Self {
        match answer {
            Answer::Published { number, version } => {
                Self { number: Some(number), version: Some(version), unchanged: false }
            }
            _ => Self { number: None, version: None, unchanged: true },
        }
    }
}

/// The strategy in force
#[utoipa::path(get, path = "/api/strategy", operation_id = "get_strategy", tag = "work", responses(
    (status = 200, body = ShownStrategy),
    (status = 404, description = "None is published", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn get(State(app): State<Arc<App>>) -> Result<Json<ShownStrategy>, Problem> {
    let latest = app.readers.read(voorzet_store::Reader::latest_strategy).await?;
    let record = latest.ok_or_else(|| Problem::unknown("no strategy is published"))?;
    let files = serde_json::from_str(&record.files).map_err(|error| Problem::internal(&error))?;
    Ok(Json(ShownStrategy {
        number: record.number,
        version: record.version,
        at: record.at.to_string(),
        by: record.by,
        note: record.note,
        files,
    }))
}

/// Publishes a strategy
///
/// It decides from here on. When its files are those of the one in force, nothing happens.
#[utoipa::path(post, path = "/api/strategy", operation_id = "publish_strategy", tag = "work", security(("token" = [])), request_body = Publication,
    responses(
        (status = 200, body = Published),
        (status = 422, description = "It has errors", body = Details, content_type = "application/problem+json"),
        (status = 503, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn publish(
    State(app): State<Arc<App>>,
    Sent(publication): Sent<Publication>,
) -> Result<Json<Published>, Problem> {
    match app.ask(publication.command()).await? {
        Ok(answer) => Ok(Json(Published::of(answer))),
        Err(CommandError::Strategy(mistakes)) => Err(faulty(&mistakes)),
        Err(error) => Err(refused(&error)),
    }
}

fn faulty(mistakes: &[Mistake]) -> Problem {
    let errors = mistakes.iter().enumerate().map(|(index, mistake)| ItemError {
        index,
        field: Some(format!("{}:{}:{}", mistake.file, mistake.line, mistake.column)),
        reason: match &mistake.hint {
            Some(hint) => format!("{} ({hint})", mistake.message),
            None => mistake.message.clone(),
        },
    });
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "strategy")
        .detail(format!("the strategy has {} errors", mistakes.len()))
        .errors(errors.collect())
}
