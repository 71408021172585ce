//! `/api/replays`: drafts over what the log holds, beside the strategy in force.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::strategy::{Loaded, load};
use voorzet_engine::replay::Period;
use voorzet_store::Reader;
use voorzet_store::draft::DraftRecord;

use super::Done;
use super::asked::{Named, Sent};
use super::drafts::{find, new_id};
use super::period::published;
use super::problem::{Details, Problem};
use super::strategy::{faulty, files, kept};
use crate::moment;
use crate::replays::{Full, Record, State as Stage, Task};
use crate::serve::app::App;
use crate::serve::clock;

/// Which draft is to be replayed, over what.
#[derive(Deserialize, ToSchema)]
pub(super) struct Replaying {
    /// The draft, as it is now.
    draft: String,
    /// Count from here on: a day, from its first instant, or a timestamp. What came before still builds up what is known
    /// of customers.
    from: Option<String>,
    /// Count up to here: a day, to its last instant, or a timestamp.
    to: Option<String>,
}

/// All replays that are remembered.
#[derive(Serialize, ToSchema)]
pub(super) struct ShownReplays {
    /// Newest first, without their reports.
    replays: Vec<Record>,
}

/// Replays of drafts
#[utoipa::path(get, path = "/api/replays", operation_id = "list_replays", tag = "strategy",
    responses((status = 200, body = ShownReplays))
)]
pub(super) async fn list(State(app): State<Arc<App>>) -> Json<ShownReplays> {
    Json(ShownReplays { replays: app.replays.all().into_iter().map(Record::listed).collect() })
}

/// Replays a draft over all that the log holds
///
/// It is done beside everything else, one at a time; ask for it by its id to see how far it is. The last fifty are
/// remembered, also over a restart; one that had not ended then is shown as failed.
#[utoipa::path(post, path = "/api/replays", operation_id = "begin_replay", tag = "strategy", security(("token" = [])),
    request_body = Replaying,
    responses(
        (status = 202, description = "It waits or runs", body = Record),
        (status = 400, body = Details, content_type = "application/problem+json"),
        (status = 404, description = "There is no such draft", body = Details, content_type = "application/problem+json"),
        (status = 422, description = "The draft has errors", body = Details, content_type = "application/problem+json"),
        (status = 429, description = "Too many wait", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn begin(
    State(app): State<Arc<App>>,
    Sent(asked): Sent<Replaying>,
) -> Result<(StatusCode, Json<Record>), Problem> {
    let draft = find(&app, asked.draft.clone()).await?;
    let latest = app.readers.read(Reader::latest_strategy).await?;
    let replays = Arc::clone(&app.replays);
    let begun = tokio::task::spawn_blocking(move || {
        let drafted = compiled(&draft)?;
        let record = record(&draft, latest.as_ref().map(|latest| latest.number), &asked)?;
        let task = Task {
            id: record.id.clone(),
            period: period(&asked, &drafted)?,
            published: latest.and_then(|latest| published(&latest.files)).map(Arc::new),
            drafted: Arc::new(drafted),
        };
        replays.ask(record.clone(), task).map_err(|Full| busy())?;
        Ok((StatusCode::ACCEPTED, Json(record)))
    });
    begun.await.map_err(|error| Problem::internal(&error))?
}

/// A replay, with what came of it
#[utoipa::path(get, path = "/api/replays/{id}", operation_id = "get_replay", tag = "strategy",
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, body = Record),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn one(
    State(app): State<Arc<App>>,
    Named(id): Named<String>,
) -> Result<Json<Record>, Problem> {
    app.replays.one(&id).map(Json).ok_or_else(|| unknown(&id))
}

/// Calls a replay off; one that has ended is forgotten
#[utoipa::path(delete, path = "/api/replays/{id}", operation_id = "cancel_replay", tag = "strategy", security(("token" = [])),
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, body = Done),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn cancel(
    State(app): State<Arc<App>>,
    Named(id): Named<String>,
) -> Result<Json<Done>, Problem> {
    if app.replays.cancel(&id) { Ok(Json(Done::YES)) } else { Err(unknown(&id)) }
}

fn unknown(id: &str) -> Problem {
    Problem::unknown(format!("there is no replay `{id}`"))
}

fn busy() -> Problem {
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many")
        .detail("as many replays wait as may")
        .retry_after(30)
}

fn compiled(draft: &DraftRecord) -> Result<Strategy, Problem> {
    let Loaded { strategy, errors, .. } = load(&files(kept(&draft.files)?));
    strategy.ok_or_else(|| faulty(&errors))
}

fn period(asked: &Replaying, strategy: &Strategy) -> Result<Period, Problem> {
    let wrong = |error: anyhow::Error| Problem::wrong(error.to_string());
    let from = asked.from.as_ref().map(|text| moment::start(text, &strategy.zone));
    let to = asked.to.as_ref().map(|text| moment::end(text, &strategy.zone));
    Ok(Period { from: from.transpose().map_err(wrong)?, to: to.transpose().map_err(wrong)?, until: None })
}

fn record(draft: &DraftRecord, publication: Option<i64>, asked: &Replaying) -> Result<Record, Problem> {
    Ok(Record {
        id: new_id()?,
        draft: draft.id.clone(),
        name: draft.name.clone(),
        revision: draft.revision,
        publication,
        from: asked.from.clone(),
        to: asked.to.clone(),
        state: Stage::Waiting,
        done: 0,
        total: 0,
        asked: clock::now().to_string(),
        started: None,
        ended: None,
        problem: None,
        published: None,
        drafted: None,
        differences: Vec::new(),
    })
}
