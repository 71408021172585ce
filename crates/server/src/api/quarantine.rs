//! `/api/quarantine`: what could not be read.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_engine::live::Command;
use voorzet_store::quarantine::Quarantined;
use voorzet_store::turn::Poison;
use voorzet_store::{Reader, StoreError};

use super::asked::{Asked, MaybeSent, Named, Page};
use super::problem::{Details, Problem};
use super::{Done, done};
use crate::access::audit::{self, Said};
use crate::access::caller::Caller;
use crate::intake::again;
use crate::serve::app::{App, HOUSE};

/// How much of a body a list shows.
const PREVIEW: usize = 200;

/// What could not be read, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct InQuarantine {
    pub(crate) items: Vec<ShownItem>,
    /// Events in the log that could not be decided on.
    pub(crate) undecided: Vec<Undecided>,
    /// What to give as `before` for those that follow; none when these are the last.
    pub(crate) next: Option<i64>,
}

/// Something that could not be read.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShownItem {
    /// Its number.
    pub(crate) number: i64,
    /// Who sent it.
    pub(crate) source: String,
    /// Where it came in.
    pub(crate) door: String,
    /// When.
    pub(crate) at: String,
    /// How often it was read.
    pub(crate) tries: u32,
    /// Why it could not be, last time.
    pub(crate) problem: String,
    /// What it is: as it came in, or as a person last corrected it; in lists its beginning.
    pub(crate) body: String,
    /// As it came in, when it was corrected and still cannot be read; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sent: Option<String>,
}

/// What is to be read in place of what came in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Correction {
    /// The item, corrected.
    body: String,
}

/// An event in the log that could not be decided on.
#[derive(Serialize, ToSchema)]
pub(crate) struct Undecided {
    /// Its place in the log.
    pub(crate) position: i64,
    /// How often it was tried.
    pub(crate) tries: u32,
    /// Why it could not be decided on.
    pub(crate) problem: String,
}

impl InQuarantine {
    /// A page of at most so many.
    pub(crate) fn read(reader: &Reader, before: i64, most: usize) -> Result<Self, StoreError> {
        reader.at_once(|reader| Ok(Self::of(reader.quarantine(before, most)?, reader.poison()?, most)))
    }

    fn of(items: Vec<Quarantined>, poison: Vec<Poison>, most: usize) -> Self {
        let next = items.last().map(|item| item.number).filter(|number| items.len() == most && *number > 1);
        let listed = |item| {
            let mut item = ShownItem::of(item);
            item.sent = None;
            item.body.truncate(item.body.floor_char_boundary(PREVIEW));
            item
        };
        let undecided = |poison: Poison| Undecided {
            position: poison.position.0,
            tries: poison.tries,
            problem: poison.problem,
        };
        let undecided = poison.into_iter().map(undecided).collect();
        Self { items: items.into_iter().map(listed).collect(), undecided, next }
    }
}

impl ShownItem {
    /// How something in quarantine is shown.
    pub(crate) fn of(item: Quarantined) -> Self {
        Self {
            number: item.number,
            source: item.source.into(),
            door: item.door.into(),
            at: item.at.to_string(),
            tries: item.tries,
            problem: item.problem,
            body: item.body,
            sent: item.sent,
        }
    }
}

/// What could not be read
#[utoipa::path(get, path = "/api/quarantine", operation_id = "list_quarantine", tag = "work", params(Page), responses(
    (status = 200, body = InQuarantine),
    (status = 400, body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Asked(page): Asked<Page>,
) -> Result<Json<InQuarantine>, Problem> {
    let (before, most) = (page.before.unwrap_or(i64::MAX), page.most());
    Ok(Json(app.readers.read(move |reader| InQuarantine::read(reader, before, most)).await?))
}

/// Something that could not be read
#[utoipa::path(get, path = "/api/quarantine/{number}", operation_id = "get_quarantined", tag = "work",
    params(("number" = i64, Path, description = "Its number")),
    responses(
        (status = 200, body = ShownItem),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn one(
    State(app): State<Arc<App>>,
    Named(number): Named<i64>,
) -> Result<Json<ShownItem>, Problem> {
    let item = app.readers.read(move |reader| reader.quarantined(number)).await?;
    Ok(Json(ShownItem::of(item.ok_or_else(|| unknown(number))?)))
}

/// Tries to read something again
///
/// With a body, that is read in its place, by the same way in. When that cannot be read either, it stays in
/// quarantine in place of what came in, which is kept as `sent`.
#[utoipa::path(post, path = "/api/quarantine/{number}/retry", operation_id = "retry_quarantined", tag = "work", security(("token" = [])),
    params(("number" = i64, Path, description = "Its number")),
    request_body = Option<Correction>,
    responses(
        (status = 200, body = Done),
        (status = 404, body = Details, content_type = "application/problem+json"),
        (status = 413, description = "The correction is larger than an event may be", body = Details, content_type = "application/problem+json"),
        (status = 409, description = "It still cannot be read", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn retry(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(number): Named<i64>,
    MaybeSent(correction): MaybeSent<Correction>,
) -> Result<(Extension<Said>, Json<Done>), Problem> {
    let item = app.readers.read(move |reader| reader.quarantined(number)).await?;
    let item = item.ok_or_else(|| unknown(number))?;
    let object = format!("quarantine {number}");
    let detail = if correction.is_some() { "corrected" } else { "" };
    let (mut incoming, problem) = match correction {
        None => again::read_by(&app, &item).await,
        Some(Correction { body }) => {
            fits(&body, app.configuration.intake.event_bytes)?;
            again::read_corrected(&app, &item, body).await
        }
    };
    if problem.is_some() && !detail.is_empty() {
        // What is refused is told in no audit log by itself, and this changes something.
        let told = audit::entry(&caller, "retry_quarantined", &object, "corrected; it still cannot be read");
        incoming.push(told.into());
    }
    app.place(HOUSE, incoming, 0).await?;
    match problem {
        None => Ok((Extension(Said { object, detail: detail.to_owned() }), Json(Done::YES))),
        Some(problem) => Err(Problem::new(StatusCode::CONFLICT, "unreadable").detail(problem)),
    }
}

fn fits(body: &str, most: usize) -> Result<(), Problem> {
    if body.len() <= most {
        return Ok(());
    }
    Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large")
        .detail(format!("{} bytes, where an event has at most {most}", body.len())))
}

/// Puts something away for good
#[utoipa::path(delete, path = "/api/quarantine/{number}", operation_id = "drop_quarantined", tag = "work", security(("token" = [])),
    params(("number" = i64, Path, description = "Its number")),
    responses(
        (status = 200, body = Done),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn drop(
    State(app): State<Arc<App>>,
    Named(number): Named<i64>,
) -> Result<Json<Done>, Problem> {
    let item = app.readers.read(move |reader| reader.quarantined(number)).await?;
    item.ok_or_else(|| unknown(number))?;
    app.place(HOUSE, again::put_away(number), 0).await?;
    Ok(Json(Done::YES))
}

/// Tries again to decide on an event that could not be decided on
#[utoipa::path(post, path = "/api/undecided/{position}/retry", operation_id = "retry_undecided", tag = "work", security(("token" = [])),
    params(("position" = i64, Path, description = "Its place in the log")),
    responses(
        (status = 200, body = Done),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn decide(
    State(app): State<Arc<App>>,
    Named(position): Named<i64>,
) -> Result<Json<Done>, Problem> {
    done(app.ask(Command::RetryQuarantined(position)).await?)
}

fn unknown(number: i64) -> Problem {
    Problem::unknown(format!("nothing is in quarantine under {number}"))
}
