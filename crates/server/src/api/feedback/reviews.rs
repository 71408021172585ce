//! `/api/feedback/reviews`: what others may read, judged by a person.

use std::sync::Arc;

use axum::extract::State;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use voorzet_domain::conversation::AgentId;
use voorzet_domain::feedback::InvitationId;
use voorzet_engine::feedback::{FeedbackCommand, FeedbackWish};
use voorzet_engine::live::Command;

use super::answers::CustomerAnswer;
use crate::access::caller::Caller;
use crate::api::asked::{Asked, Named, Sent, most};
use crate::api::cases::viewer::worker;
use crate::api::problem::{Details, Problem};
use crate::api::{Done, done};
use crate::serve::app::App;

/// How far a review is.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ReviewState {
    /// Nobody judged it yet.
    #[default]
    Waiting,
    /// It is shown.
    Published,
    /// It is not.
    Refused,
}

/// Which of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct Which {
    /// `waiting`, `published` or `refused`.
    #[serde(default)]
    #[param(inline, value_type = Option<ReviewState>)]
    state: ReviewState,
    /// What `next` of the page before says.
    cursor: Option<u32>,
    /// How many; 50 without it.
    limit: Option<usize>,
}

/// Reviews, the newest first.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Reviews {
    reviews: Vec<CustomerAnswer>,
    /// For the next page; null on the last.
    next: Option<u32>,
}

/// Why a review is not shown.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct ReviewRefusal {
    /// Why: it must be said.
    because: String,
}

/// Reviews, the newest first
#[utoipa::path(get, path = "/api/feedback/reviews", operation_id = "list_reviews", tag = "feedback", params(Which), responses(
    (status = 200, body = Reviews),
))]
pub(in crate::api) async fn list(
    State(app): State<Arc<App>>,
    Asked(which): Asked<Which>,
) -> Result<Json<Reviews>, Problem> {
    let published = match which.state {
        ReviewState::Waiting => None,
        ReviewState::Published => Some(true),
        ReviewState::Refused => Some(false),
    };
    let (before, most) = (InvitationId(which.cursor.unwrap_or(u32::MAX)), most(which.limit));
    let mut found = app.readers.read(move |reader| reader.reviews(published, before, most + 1)).await?;
    let more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| more).map(|last| last.id.0);
    let reviews = found.into_iter().map(|known| CustomerAnswer::of(known, false)).collect();
    Ok(Json(Reviews { reviews, next }))
}

/// Show a review
#[utoipa::path(post, path = "/api/feedback/reviews/{id}/publish", operation_id = "publish_review", tag = "feedback", params(("id" = u32, Path, description = "The number of the answer")), responses(
    (status = 200, body = Done),
    (status = 404, body = Details, content_type = "application/problem+json"),
))]
pub(in crate::api) async fn publish(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
) -> Result<Json<Done>, Problem> {
    judge(&app, &caller, id, true, String::new()).await
}

/// Do not show a review, and say why
#[utoipa::path(post, path = "/api/feedback/reviews/{id}/refuse", operation_id = "refuse_review", tag = "feedback", params(("id" = u32, Path, description = "The number of the answer")), request_body = ReviewRefusal, responses(
    (status = 200, body = Done),
    (status = 400, body = Details, content_type = "application/problem+json"),
    (status = 404, body = Details, content_type = "application/problem+json"),
))]
pub(in crate::api) async fn refuse(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    Sent(refusal): Sent<ReviewRefusal>,
) -> Result<Json<Done>, Problem> {
    if refusal.because.trim().is_empty() {
        return Err(Problem::wrong("`because` must say why it is not shown"));
    }
    judge(&app, &caller, id, false, refusal.because).await
}

async fn judge(
    app: &App,
    caller: &Caller,
    id: u32,
    publish: bool,
    because: String,
) -> Result<Json<Done>, Problem> {
    let by = AgentId(worker(caller)?.number);
    let wish = FeedbackWish::Moderate { invitation: InvitationId(id), publish, because };
    done(app.ask(Command::Feedback(FeedbackCommand::Wish { by, wish })).await?)
}
