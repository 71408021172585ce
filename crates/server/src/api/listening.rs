//! What streams of server-sent events have in common: a place among those who listen, where one goes on, signs of life.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, StreamExt};
use tokio::sync::OwnedSemaphorePermit;
use voorzet_store::entry::Position;

use super::problem::Problem;
use crate::serve::app::App;

/// How long nothing may be heard before a comment says that the stream is alive.
pub(super) const SILENCE: Duration = Duration::from_secs(10);

/// That comment.
pub(super) const STILL_HERE: Bytes = Bytes::from_static(b": still here\n\n");

/// What is told first: how soon one who was cut off comes back.
const HELLO: Bytes = Bytes::from_static(b"retry: 1000\n\n");

/// One who listens to a stream.
pub(super) trait Listener: Send + 'static {
    /// What comes next, or a sign of life; nothing when the stream is over.
    fn next(&mut self) -> impl Future<Output = Option<Bytes>> + Send;
}

/// A place among those who listen, as long as it is held.
pub(super) fn place(app: &App) -> Result<OwnedSemaphorePermit, Problem> {
    Arc::clone(&app.listeners).try_acquire_owned().map_err(|_| {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "crowded")
            .detail("as many listen as may")
            .retry_after(10)
    })
}

/// The last position that one who was cut off has seen.
pub(super) fn last_seen(headers: &HeaderMap) -> Option<i64> {
    headers.get("last-event-id")?.to_str().ok()?.trim().parse().ok()
}

/// After which position one goes on who asks for that, when the log is at `now`; without a wish, from there.
pub(super) fn after(asked: Option<i64>, now: Position) -> Position {
    asked.map_or(now, |position| Position(position.clamp(0, now.0)))
}

/// The stream itself: everything that the listener is told.
pub(super) fn told<L: Listener>(listener: L) -> Response {
    let hello = stream::once(async { Ok::<_, Infallible>(HELLO) });
    let rest = stream::unfold(listener, async |mut listener| {
        let chunk = listener.next().await?;
        Some((Ok(chunk), listener))
    });
    let kind = [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store")];
    (kind, Body::from_stream(hello.chain(Box::pin(rest)))).into_response()
}
