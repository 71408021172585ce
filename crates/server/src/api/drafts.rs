//! `/api/drafts`: strategies that are being written.
//!
//! A draft has a revision, which is its `ETag`. Who saves says with `If-Match` which one they changed, so that what
//! somebody else saved meanwhile is never written over unseen.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_store::Reader;
use voorzet_store::draft::{DraftChange, DraftRecord};
use voorzet_store::entry::{Incoming, Placed};

use super::Done;
use super::asked::{Named, Sent};
use super::problem::{Details, Newer, Problem};
use super::strategy::{Publication, Published, kept, put_in_force};
use crate::access::caller::Caller;
use crate::serve::app::{App, HOUSE};
use crate::serve::clock;

/// How many drafts there may be.
const MOST: usize = 200;
/// How many files a draft may have.
const MOST_FILES: usize = 6_000;
/// The largest file, in bytes.
const LARGEST_FILE: usize = 1_000_000;
/// How large all files of a draft may be together, in bytes.
const LARGEST: usize = 8_000_000;
/// The longest name of a draft or of a file.
const LONGEST_NAME: usize = 200;

/// Every draft.
#[derive(Serialize, ToSchema)]
pub(super) struct Drafts {
    /// Last saved first.
    drafts: Vec<ListedDraft>,
}

/// A draft without its files.
#[derive(Serialize, ToSchema)]
pub(super) struct ListedDraft {
    /// Its id.
    id: String,
    /// What people call it.
    name: String,
    /// Counts what was saved of it, from 1.
    revision: i64,
    /// The publication that it goes on from; null when there was none.
    based_on: Option<i64>,
    /// When it was last saved.
    at: String,
    /// By whom.
    by: String,
}

/// A strategy that is being written.
#[derive(Serialize, ToSchema)]
pub(super) struct ShownDraft {
    #[serde(flatten)]
    listed: ListedDraft,
    /// Its files, by path.
    files: BTreeMap<String, String>,
}

/// A draft to begin.
#[derive(Deserialize, ToSchema)]
pub(super) struct NewDraft {
    /// What people call it.
    name: String,
    /// Its files, by path; those of the strategy in force without it.
    files: Option<BTreeMap<String, String>>,
    /// Who begins it.
    #[serde(default)]
    by: String,
}

/// A draft to save.
#[derive(Deserialize, ToSchema)]
pub(super) struct SavedDraft {
    /// What people call it.
    name: String,
    /// Its files, by path.
    files: BTreeMap<String, String>,
    /// Who saves it.
    #[serde(default)]
    by: String,
}

/// How a draft is to be published.
#[derive(Deserialize, ToSchema)]
pub(super) struct Publishing {
    /// The revision that is meant.
    revision: i64,
    /// What is to be said of it.
    #[serde(default)]
    note: String,
    /// The publication in force, when it is not the one that the draft is based on and is to give way all the same;
    /// 0 when there is none.
    over: Option<i64>,
    /// Who publishes it.
    #[serde(default)]
    by: String,
}

impl ListedDraft {
    fn of(record: &DraftRecord) -> Self {
        Self {
            id: record.id.clone(),
            name: record.name.clone(),
            revision: record.revision,
            based_on: record.based_on,
            at: record.at.to_string(),
            by: record.by.clone(),
        }
    }
}

impl ShownDraft {
    /// A draft and the header that says its revision.
    fn of(status: StatusCode, record: &DraftRecord) -> Result<Response, Problem> {
        let shown = Self { listed: ListedDraft::of(record), files: kept(&record.files)? };
        let tag = format!("\"{}\"", record.revision);
        Ok((status, [(header::ETAG, tag)], Json(shown)).into_response())
    }
}

/// Strategies that are being written
#[utoipa::path(get, path = "/api/drafts", operation_id = "list_drafts", tag = "strategy",
    responses((status = 200, body = Drafts))
)]
pub(super) async fn list(State(app): State<Arc<App>>) -> Result<Json<Drafts>, Problem> {
    let records = app.readers.read(Reader::drafts).await?;
    Ok(Json(Drafts { drafts: records.iter().map(ListedDraft::of).collect() }))
}

/// Begins a draft, from the strategy in force or from files
#[utoipa::path(post, path = "/api/drafts", operation_id = "begin_draft", tag = "strategy", security(("token" = [])),
    request_body = NewDraft,
    responses(
        (status = 201, description = "Its revision is also the `ETag`", body = ShownDraft),
        (status = 409, description = "There are too many", body = Details, content_type = "application/problem+json"),
        (status = 413, body = Details, content_type = "application/problem+json"),
        (status = 422, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn begin(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Sent(new): Sent<NewDraft>,
) -> Result<Response, Problem> {
    let read = |reader: &Reader| Ok((reader.drafts()?.len(), reader.latest_strategy()?));
    let (there, published) = app.readers.read(read).await?;
    if there >= MOST {
        return Err(Problem::new(StatusCode::CONFLICT, "too-many")
            .detail(format!("there are {there} drafts, and there may be {MOST}")));
    }
    let files = match (new.files, &published) {
        (Some(files), _) => files,
        (None, Some(published)) => kept(&published.files)?,
        (None, None) => BTreeMap::new(),
    };
    let based_on = published.map(|published| published.number);
    let record = record(new_id()?, 1, based_on, &new.name, caller.signs(new.by), &files)?;
    change(&app, DraftChange::Begin(record.clone())).await?;
    ShownDraft::of(StatusCode::CREATED, &record)
}

/// A draft with its files
#[utoipa::path(get, path = "/api/drafts/{id}", operation_id = "get_draft", tag = "strategy",
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "Its revision is also the `ETag`", body = ShownDraft),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn one(State(app): State<Arc<App>>, Named(id): Named<String>) -> Result<Response, Problem> {
    ShownDraft::of(StatusCode::OK, &find(&app, id).await?)
}

/// Saves a draft
#[utoipa::path(put, path = "/api/drafts/{id}", operation_id = "save_draft", tag = "strategy", security(("token" = [])),
    params(
        ("id" = String, Path, description = "Its id"),
        ("If-Match" = String, Header, description = "The revision that was changed: `\"3\"`"),
    ),
    request_body = SavedDraft,
    responses(
        (status = 200, description = "Its new revision is also the `ETag`", body = ShownDraft),
        (status = 404, body = Details, content_type = "application/problem+json"),
        (status = 412, description = "Somebody else saved it: `newer` says who, and which revision",
            body = Details, content_type = "application/problem+json"),
        (status = 413, body = Details, content_type = "application/problem+json"),
        (status = 422, body = Details, content_type = "application/problem+json"),
        (status = 428, description = "`If-Match` is missing", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn save(
    State(app): State<Arc<App>>,
    Named(id): Named<String>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
    Sent(saved): Sent<SavedDraft>,
) -> Result<Response, Problem> {
    let revision = matched(&headers)?;
    let before = find(&app, id).await?;
    at_revision(&before, revision)?;
    let (id, basis) = (before.id, before.based_on);
    let record = record(id.clone(), revision + 1, basis, &saved.name, caller.signs(saved.by), &saved.files)?;
    match change(&app, DraftChange::Save(record.clone())).await? {
        Placed::Overtaken => Err(stale(&find(&app, id).await?)),
        _ => ShownDraft::of(StatusCode::OK, &record),
    }
}

/// Puts a draft away
#[utoipa::path(delete, path = "/api/drafts/{id}", operation_id = "discard_draft", tag = "strategy", security(("token" = [])),
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, body = Done),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn discard(
    State(app): State<Arc<App>>,
    Named(id): Named<String>,
) -> Result<Json<Done>, Problem> {
    match change(&app, DraftChange::Drop { id: id.clone() }).await? {
        Placed::Overtaken => Err(unknown(&id)),
        _ => Ok(Json(Done::YES)),
    }
}

/// Publishes a draft
///
/// It decides from here on, and the draft is based on it.
#[utoipa::path(post, path = "/api/drafts/{id}/publish", operation_id = "publish_draft", tag = "strategy", security(("token" = [])),
    params(("id" = String, Path, description = "Its id")), request_body = Publishing,
    responses(
        (status = 200, body = Published),
        (status = 404, body = Details, content_type = "application/problem+json"),
        (status = 409, description = "Another publication came first: `newer` says whose; `over` names it to publish over it",
            body = Details, content_type = "application/problem+json"),
        (status = 412, description = "Somebody else saved it: `newer` says who, and which revision",
            body = Details, content_type = "application/problem+json"),
        (status = 422, description = "It has errors", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn publish(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<String>,
    Sent(asked): Sent<Publishing>,
) -> Result<Json<Published>, Problem> {
    let draft = find(&app, id).await?;
    at_revision(&draft, asked.revision)?;
    let publication =
        Publication { files: kept(&draft.files)?, by: caller.signs(asked.by), note: asked.note };
    let over = asked.over.or(draft.based_on).unwrap_or(0);
    let published = put_in_force(&app, publication.over(Some(over))).await?;
    let on = published.number.unwrap_or(over);
    change(&app, DraftChange::Base { id: draft.id, on }).await?;
    Ok(Json(published))
}

/// A draft that is there.
pub(super) async fn find(app: &App, id: String) -> Result<DraftRecord, Problem> {
    let wanted = id.clone();
    let found = app.readers.read(move |reader| reader.draft(&wanted)).await?;
    found.ok_or_else(|| unknown(&id))
}

fn unknown(id: &str) -> Problem {
    Problem::unknown(format!("there is no draft `{id}`"))
}

async fn change(app: &App, change: DraftChange) -> Result<Placed, Problem> {
    let bytes = match &change {
        DraftChange::Begin(record) | DraftChange::Save(record) => record.files.len(),
        _ => 0,
    };
    let placed = app.place(HOUSE, vec![Incoming::Draft(change)], bytes).await?;
    placed.first().copied().ok_or_else(|| Problem::internal(&"a draft's change came to nothing"))
}

/// The revision that a request is about.
pub(super) fn matched(headers: &HeaderMap) -> Result<i64, Problem> {
    let given = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok()).ok_or_else(|| {
        Problem::new(StatusCode::PRECONDITION_REQUIRED, "if-match")
            .detail("say with `If-Match` which revision you changed")
    })?;
    let revision = given.trim().trim_start_matches("W/").trim_matches('"').parse();
    revision.map_err(|_| Problem::wrong(format!("`{given}` is no revision like \"3\"")))
}

fn at_revision(draft: &DraftRecord, revision: i64) -> Result<(), Problem> {
    if draft.revision == revision { Ok(()) } else { Err(stale(draft)) }
}

/// Somebody else saved it.
fn stale(draft: &DraftRecord) -> Problem {
    let DraftRecord { revision, by, at, .. } = draft;
    let who = if by.is_empty() { "somebody else" } else { by };
    Problem::new(StatusCode::PRECONDITION_FAILED, "overtaken")
        .detail(format!("{who} saved revision {revision} at {at}"))
        .newer(Newer { revision: Some(*revision), publication: None, by: by.clone(), at: at.to_string() })
}

/// A draft as it is kept, when it may be kept.
fn record(
    id: String,
    revision: i64,
    based_on: Option<i64>,
    name: &str,
    by: String,
    files: &BTreeMap<String, String>,
) -> Result<DraftRecord, Problem> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(unfit(format!("a draft's name has 1 to {LONGEST_NAME} characters")));
    }
    may_keep(files)?;
    let files = serde_json::to_string(files).map_err(|error| Problem::internal(&error))?;
    Ok(DraftRecord { id, name: name.to_owned(), revision, based_on, at: clock::now(), by, files })
}

/// Whether files are few and small enough, with names that can be names of files.
pub(super) fn may_keep(files: &BTreeMap<String, String>) -> Result<(), Problem> {
    let large = |what: String| Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large").detail(what));
    if files.len() > MOST_FILES {
        return large(format!("{} files; a strategy has {MOST_FILES} at most", files.len()));
    }
    if let Some((path, text)) = files.iter().find(|(_, text)| text.len() > LARGEST_FILE) {
        return large(format!("{path} has {} bytes; a file has {LARGEST_FILE} at most", text.len()));
    }
    if files.values().map(String::len).sum::<usize>() > LARGEST {
        return large(format!("all files together have {LARGEST} bytes at most"));
    }
    let fits = |path: &str| {
        let parts = || path.split('/');
        path.len() <= LONGEST_NAME
            && !path.chars().any(|c| c.is_control() || c == '\\')
            && parts().all(|part| !part.is_empty() && !part.starts_with('.'))
    };
    match files.keys().find(|path| !fits(path)) {
        Some(path) => Err(unfit(format!("`{path}` is no path like reasons/late-delivery.toml"))),
        None => Ok(()),
    }
}

fn unfit(what: String) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "unfit").detail(what)
}

pub(super) fn new_id() -> Result<String, Problem> {
    let mut bytes = [0; 9];
    getrandom::fill(&mut bytes).map_err(|error| Problem::internal(&error))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
