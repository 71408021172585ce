//! `GET /chat/poll` and `POST /chat/send`: the same for whom no socket opens, as behind some companies' proxies.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::timeout;
use utoipa::{IntoParams, ToSchema};
use voorzet_channels::chat::{FromServer, FromVisitor};

use super::account;
use super::hear::Visitor;
use super::outlet::{Next, Outlet};
use crate::api::asked::{Asked, Sent};
use crate::api::problem::{Details, Problem};
use crate::serve::app::App;
use crate::serve::clock;

/// How long an answer waits for something to happen.
const PATIENCE: Duration = Duration::from_secs(25);

/// The most frames of one request.
const MOST: usize = 20;

/// Which account, and up to where it was read.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Since {
    /// The account: `chat`.
    account: String,
    /// The highest number that was seen; 0 for nothing.
    #[serde(default)]
    after: i64,
    /// What the answer before gave as `revision`.
    #[serde(default)]
    revision: u64,
    /// The contact reason that the page is about.
    #[serde(default)]
    reason: Option<String>,
}

/// What happened.
#[derive(Serialize, ToSchema)]
#[schema(as = ChatFrames)]
pub(super) struct Frames {
    /// Frames as the socket sends them.
    #[schema(value_type = Vec<Object>)]
    frames: Vec<FromServer>,
    /// What to ask with next.
    revision: u64,
}

/// What is said.
#[derive(Deserialize, ToSchema)]
#[schema(as = ChatSaying)]
pub(super) struct Saying {
    /// The account: `chat`.
    account: String,
    /// Frames as the socket takes them, at most 20.
    #[schema(value_type = Vec<Object>)]
    frames: Vec<Value>,
}

/// What happened since
///
/// Waits for up to 25 seconds when nothing has.
#[utoipa::path(get, path = "/chat/poll", operation_id = "poll_chat", tag = "chat", params(Since), responses(
    (status = 200, body = Frames),
    (status = 401, description = "The session is over, or is none", body = Details, content_type = "application/problem+json"),
    (status = 403, description = "This page may not open it", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Asked(since): Asked<Since>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Json<Frames>, Problem> {
    let visitor = visitor(&app, &since.account, peer, &headers)?;
    visitor.room.set_about(since.reason);
    let outlet = Listening::to(&visitor);
    let (said, more) = visitor.history(since.after).await?;
    visitor.remember_resolved().await;
    visitor.chat.show_opening(&visitor.app, &visitor.room).await;
    let (revision, state) = visitor.room.now(visitor.chat.rooms.ask_after, clock::now());
    let mut frames = Vec::new();
    let seen = said.last().map_or(since.after, |line| line.number);
    if !said.is_empty() {
        frames.push(FromServer::History { said, more });
    }
    if revision != since.revision {
        frames.extend(state);
    }
    if frames.is_empty() {
        let mut next = timeout(PATIENCE, outlet.0.next()).await.ok().flatten();
        while let Some(Next::Frame(waiting)) = next {
            if waiting.number.is_none_or(|number| number > seen) {
                frames.extend(serde_json::from_str::<FromServer>(&waiting.text).ok());
            }
            next = outlet.0.take();
        }
        return Ok(Json(Frames { frames, revision: visitor.room.revision() }));
    }
    Ok(Json(Frames { frames, revision }))
}

/// Says something
///
/// A message is on disk when it is acknowledged in the answer; what is not may be sent again under its id.
#[utoipa::path(post, path = "/chat/send", operation_id = "send_chat", tag = "chat", request_body = Saying, responses(
    (status = 200, body = Frames),
    (status = 401, description = "The session is over, or is none", body = Details, content_type = "application/problem+json"),
    (status = 403, description = "This page may not open it", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn post(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Sent(saying): Sent<Saying>,
) -> Result<Json<Frames>, Problem> {
    let visitor = visitor(&app, &saying.account, peer, &headers)?;
    if saying.frames.len() > MOST {
        return Err(Problem::wrong(format!("at most {MOST} frames")));
    }
    let mut frames = Vec::new();
    for frame in saying.frames {
        let answer = match FromVisitor::read(&frame.to_string()) {
            Ok(frame) => visitor.hear(frame).await,
            Err(detail) => {
                Some(FromServer::Problem { kind: "frame".to_owned(), detail, id: None, retry_after: None })
            }
        };
        frames.extend(answer);
    }
    Ok(Json(Frames { frames, revision: visitor.room.revision() }))
}

/// Who asks.
fn visitor(app: &Arc<App>, name: &str, peer: SocketAddr, headers: &HeaderMap) -> Result<Visitor, Problem> {
    let chat = account(app, name)?;
    let address = chat.admit(app, peer, headers)?;
    let ticket = chat.opened(headers)?;
    let stopping = || Problem::new(axum::http::StatusCode::SERVICE_UNAVAILABLE, "stopping").retry_after(5);
    let room = chat.rooms.open(&ticket.session).ok_or_else(stopping)?;
    Ok(Visitor { app: Arc::clone(app), chat, ticket, room, address })
}

/// One who listens for as long as a request lasts, also when the request is broken off.
struct Listening<'v>(Arc<Outlet>, &'v Visitor);

impl<'v> Listening<'v> {
    fn to(visitor: &'v Visitor) -> Self {
        let outlet = Arc::new(Outlet::default());
        visitor.room.enter(Arc::clone(&outlet));
        Self(outlet, visitor)
    }
}

impl Drop for Listening<'_> {
    fn drop(&mut self) {
        self.1.room.leave(&self.0, clock::now());
    }
}
