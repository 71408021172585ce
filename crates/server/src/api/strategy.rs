//! `/api/strategy`: the strategy in force, and the next.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_domain::problem::Problem as Mistake;
use voorzet_domain::strategy::File;
use voorzet_engine::live::{Answer, Command, CommandError};
use voorzet_store::turn::StrategyRecord;

use super::asked::Sent;
use super::problem::{Details, ItemError, Newer, Problem};
use super::refused;
use crate::access::caller::Caller;
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

impl ShownStrategy {
    /// How a publication is shown.
    pub(super) fn of(record: StrategyRecord) -> Result<Self, Problem> {
        Ok(Self {
            number: record.number,
            version: record.version,
            at: record.at.to_string(),
            by: record.by,
            note: record.note,
            files: kept(&record.files)?,
        })
    }

    /// As it is published again.
    pub(super) fn again(self, by: String, note: String) -> Publication {
        Publication { files: self.files, by, note }
    }
}

impl Publication {
    /// What is asked of the core.
    pub(crate) fn command(self) -> Command {
        self.over(None)
    }

    /// The same, when it is to follow this publication and no other; 0 when it is to be the first.
    pub(super) fn over(self, over: Option<i64>) -> Command {
        Command::Publish { files: files(self.files), by: self.by, note: self.note, over }
    }
}

/// A strategy's files as they are checked.
pub(super) fn files(files: BTreeMap<String, String>) -> Vec<File> {
    files.into_iter().map(|(path, text)| File::new(path, text)).collect()
}

/// A strategy's files as they are kept.
pub(super) fn kept(files: &str) -> Result<BTreeMap<String, String>, Problem> {
    serde_json::from_str(files).map_err(|error| Problem::internal(&error))
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
    ShownStrategy::of(record).map(Json)
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
    Extension(caller): Extension<Arc<Caller>>,
    Sent(mut publication): Sent<Publication>,
) -> Result<Json<Published>, Problem> {
    publication.by = caller.signs(publication.by);
    put_in_force(&app, publication.command()).await.map(Json)
}

/// Publishes, or says what is wrong.
pub(super) async fn put_in_force(app: &App, publish: Command) -> Result<Published, Problem> {
    match app.ask(publish).await? {
        Ok(answer) => Ok(Published::of(answer)),
        Err(CommandError::Strategy(mistakes)) => Err(faulty(&mistakes)),
        Err(CommandError::Overtaken(number)) => Err(overtaken(app, number).await?),
        Err(error) => Err(refused(&error)),
    }
}

/// Somebody else published meanwhile.
async fn overtaken(app: &App, number: i64) -> Result<Problem, Problem> {
    let newer = app.readers.read(move |reader| reader.strategy(number)).await?;
    let problem = Problem::new(StatusCode::CONFLICT, "overtaken");
    let Some(newer) = newer else { return Ok(problem.detail("what it is based on was never published")) };
    let newer = Newer { publication: Some(number), revision: None, by: newer.by, at: newer.at.to_string() };
    Ok(problem
        .detail(format!(
            "publication {number} is in force, on which this is not based; ask for it with `over`"
        ))
        .newer(newer))
}

/// What is wrong with a strategy's files.
pub(super) fn faulty(mistakes: &[Mistake]) -> Problem {
    let errors = mistakes.iter().enumerate().map(|(index, mistake)| ItemError {
        index,
        field: Some(format!("{}:{}:{}", mistake.file, mistake.line, mistake.column)),
        reason: match &mistake.hint {
            Some(hint) => format!("{} ({hint})", mistake.message),
            None => mistake.message.clone(),
        },
    });
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "strategy")
        .detail(match mistakes.len() {
            1 => "the strategy has an error".to_owned(),
            many => format!("the strategy has {many} errors"),
        })
        .errors(errors.collect())
}
