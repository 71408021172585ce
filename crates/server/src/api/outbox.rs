//! `/api/outbox`: what is to be sent, and how far that is.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};
use voorzet_engine::live::Command;
use voorzet_store::Reader;
use voorzet_store::outbox::{Send, SendKey, SendState};

use super::asked::{Asked, Named, most};
use super::problem::{Details, Problem};
use super::{Done, done};
use crate::serve::app::App;

/// Which of what is in the outbox.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Only what is in this state: planned, sending, sent, delivered, failed, unsure or cancelled.
    state: Option<String>,
    /// Only what goes by this route: `mail`, `webhook:carrier-reschedule`.
    route: Option<String>,
    /// What the answer before gave as `next`.
    before: Option<i64>,
    /// How many, at most 1000.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
}

/// Things to send, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Sends {
    pub(crate) sends: Vec<ShownSend>,
    /// What to give as `before` for those that follow; none when these are the last.
    pub(crate) next: Option<i64>,
}

/// Something to send.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShownSend {
    /// Its key: made from what is sent to whom and why.
    pub(crate) key: String,
    /// Its number, in order of planning.
    number: i64,
    /// How far it is.
    pub(crate) state: &'static str,
    /// By what: `mail`, `webhook:carrier-reschedule`, `subscriber:crm`.
    pub(crate) route: String,
    /// To whom, or to where.
    pub(crate) to: String,
    /// The customer's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<u32>,
    /// The purpose that it serves.
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    /// The strategy's channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    /// The entry of the log that led to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<i64>,
    /// When it was planned.
    at: String,
    /// When its state last changed.
    pub(crate) changed: String,
    /// When the next try may be, while there is to be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_before: Option<String>,
    /// When it is of no use any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_after: Option<String>,
    /// How often it was tried.
    pub(crate) tries: u32,
    /// What went wrong last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) problem: Option<String>,
    /// The provider's own number for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    /// What is sent; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    body: Option<Box<RawValue>>,
}

impl Sends {
    /// A page of at most so many.
    pub(crate) fn of(sends: Vec<Send>, most: usize) -> Self {
        let next = sends.last().map(|send| send.number).filter(|number| sends.len() == most && *number > 1);
        let listed = |send| ShownSend { body: None, ..ShownSend::of(send) };
        Self { sends: sends.into_iter().map(listed).collect(), next }
    }
}

impl ShownSend {
    /// How something to send is shown.
    pub(crate) fn of(send: Send) -> Self {
        let planned = send.planned;
        let waits = send.state == SendState::Planned;
        Self {
            key: planned.key.0.into(),
            number: send.number,
            state: send.state.name(),
            route: planned.route.into(),
            to: planned.to.into(),
            customer: planned.customer.map(|customer| customer.0),
            purpose: planned.purpose.map(Into::into),
            channel: planned.channel.map(Into::into),
            cause: planned.cause.map(|cause| cause.0),
            at: planned.at.to_string(),
            changed: send.changed.to_string(),
            not_before: waits.then(|| planned.not_before.to_string()),
            not_after: planned.not_after.map(|at| at.to_string()),
            tries: send.tries,
            problem: send.problem,
            reference: send.reference.map(Into::into),
            body: Some(planned.body),
        }
    }
}

/// The state that a word names.
pub(crate) fn state(name: &str) -> Result<SendState, String> {
    SendState::from_name(name).ok_or_else(|| {
        let all = SendState::ALL.map(SendState::name).join(", ");
        format!("`{name}` is no state; there are {all}")
    })
}

/// What is to be sent
#[utoipa::path(get, path = "/api/outbox", operation_id = "list_outbox", tag = "work", params(Wanted), responses(
    (status = 200, body = Sends),
    (status = 400, body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Sends>, Problem> {
    let state = wanted.state.as_deref().map(state).transpose().map_err(Problem::wrong)?;
    let (before, most) = (wanted.before.unwrap_or(i64::MAX), most(wanted.limit));
    let read = move |reader: &Reader| match wanted.route {
        Some(route) => reader.sends_by(&route, state, before, most),
        None => reader.sends(state, before, most),
    };
    let sends = app.readers.read(read).await?;
    Ok(Json(Sends::of(sends, most)))
}

/// Something that is to be sent
#[utoipa::path(get, path = "/api/outbox/{key}", operation_id = "get_send", tag = "work",
    params(("key" = String, Path, description = "Its key")),
    responses(
        (status = 200, body = ShownSend),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn one(
    State(app): State<Arc<App>>,
    Named(key): Named<String>,
) -> Result<Json<ShownSend>, Problem> {
    let wanted = SendKey(key.as_str().into());
    let send = app.readers.read(move |reader| reader.send(&wanted)).await?;
    let send = send.ok_or_else(|| Problem::unknown(format!("nothing in the outbox has the key {key}")))?;
    Ok(Json(ShownSend::of(send)))
}

/// Sends something that failed, or of which nobody knows whether it went
#[utoipa::path(post, path = "/api/outbox/{key}/retry", operation_id = "retry_send", tag = "work", security(("token" = [])),
    params(("key" = String, Path, description = "Its key")),
    responses(
        (status = 200, body = Done),
        (status = 404, body = Details, content_type = "application/problem+json"),
        (status = 409, description = "It is past that", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn retry(
    State(app): State<Arc<App>>,
    Named(key): Named<String>,
) -> Result<Json<Done>, Problem> {
    done(app.ask(Command::Retry(SendKey(key.into()))).await?)
}

/// Calls something off
#[utoipa::path(post, path = "/api/outbox/{key}/cancel", operation_id = "cancel_send", tag = "work", security(("token" = [])),
    params(("key" = String, Path, description = "Its key")),
    responses(
        (status = 200, body = Done),
        (status = 404, body = Details, content_type = "application/problem+json"),
        (status = 409, description = "It is past that", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn cancel(
    State(app): State<Arc<App>>,
    Named(key): Named<String>,
) -> Result<Json<Done>, Problem> {
    done(app.ask(Command::Cancel(SendKey(key.into()))).await?)
}
