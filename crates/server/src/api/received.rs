//! A request with events, up to where they are read: who sends it, whether they may now, and its body.

use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use tokio::sync::oneshot;
use voorzet_channels::door::Door;
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::{Incoming, Placed};

use super::accepted::Accepted;
use super::problem::{ItemError, Problem};
use crate::intake::body;
use crate::intake::items::{Arrival, Item};
use crate::intake::queue::{NotDone, Waiting};
use crate::intake::quota::Left;
use crate::intake::source::{Source, presented};
use crate::serve::app::{App, full, not_done};
use crate::serve::clock;

/// How many items are listed one by one in an answer.
pub(super) const LISTED: usize = 100;

/// A request with events.
pub(super) struct Received {
    app: Arc<App>,
    source: Arc<Source>,
    /// When it arrived.
    at: Timestamp,
    /// Its body, unpacked.
    pub(super) body: Bytes,
    strict: bool,
}

impl Received {
    /// Reads a request whose key stands in its head.
    pub(super) async fn read(
        app: &Arc<App>,
        headers: &HeaderMap,
        strict: bool,
        body: Body,
        most: usize,
    ) -> Result<Self, Problem> {
        app.may_take()?;
        let source = key_in_head(headers).and_then(|key| app.sources.by_key(&key)).ok_or_else(unknown_key)?;
        may_begin(app, &source)?;
        let body = body::read(headers, body, most).await?;
        Ok(Self::of(app, source, headers, strict, body))
    }

    /// Reads a request whose key may stand in its body, where `key` finds it.
    pub(super) async fn read_keyed(
        app: &Arc<App>,
        headers: &HeaderMap,
        strict: bool,
        body: Body,
        most: usize,
        key: impl FnOnce(&str) -> Option<String>,
    ) -> Result<Self, Problem> {
        if headers.contains_key(header::AUTHORIZATION) {
            return Self::read(app, headers, strict, body, most).await;
        }
        app.may_take()?;
        let body = body::read(headers, body, most).await?;
        let key = std::str::from_utf8(&body).ok().and_then(key);
        let source = key.and_then(|key| app.sources.by_key(&key)).ok_or_else(unknown_key)?;
        may_begin(app, &source)?;
        Ok(Self::of(app, source, headers, strict, body))
    }

    fn of(app: &Arc<App>, source: Arc<Source>, headers: &HeaderMap, strict: bool, body: Bytes) -> Self {
        let preferred = headers.get_all("prefer").iter().any(|value| {
            value.to_str().is_ok_and(|text| text.to_ascii_lowercase().contains("handling=strict"))
        });
        let strict = strict || preferred || source.strict;
        Self { app: Arc::clone(app), source, at: clock::now(), body, strict }
    }

    /// The body as text.
    pub(super) fn text(&self) -> Result<&str, Problem> {
        std::str::from_utf8(&self.body).map_err(|error| {
            let detail = format!("the body is not UTF-8 from byte {} on", error.valid_up_to() + 1);
            Problem::new(StatusCode::BAD_REQUEST, "broken-body").detail(detail)
        })
    }

    /// What is known of its items before they are read.
    pub(super) fn arrival(&self, door: Door) -> Arrival<'_> {
        let event_bytes = self.app.configuration.intake.event_bytes;
        Arrival { door, by: &self.source.name, at: self.at, event_bytes }
    }

    /// Has its items put in the log, and says what became of them once they are on disk.
    pub(super) async fn keep(self, items: Vec<Item>) -> Result<Accepted, Problem> {
        let left = self.source.quota.take(Instant::now(), items.len(), self.body.len());
        if self.strict && items.iter().any(|item| item.problem.is_some()) {
            return Err(unreadable(&items));
        }
        let listed = items.iter().take(LISTED).map(Item::id).collect();
        let incoming: Vec<Incoming> = items.into_iter().map(|item| item.incoming).collect();
        let placed = if incoming.is_empty() { Vec::new() } else { self.place(incoming).await? };
        self.app.figures.taken(&self.source.name, &placed);
        Ok(Accepted { listed, placed, left })
    }

    async fn place(&self, incoming: Vec<Incoming>) -> Result<Vec<Placed>, Problem> {
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { incoming, bytes: self.body.len(), answer };
        self.app.queue.offer(self.source.number, waiting).map_err(full)?;
        answered.await.unwrap_or(Err(NotDone::Stopping)).map_err(not_done)
    }
}

fn key_in_head(headers: &HeaderMap) -> Option<String> {
    presented(headers.get(header::AUTHORIZATION)?.to_str().ok()?)
}

fn may_begin(app: &App, source: &Source) -> Result<(), Problem> {
    source.quota.may_begin(Instant::now()).map(drop).map_err(|left| {
        app.figures.refused(&source.name);
        let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-fast")
            .detail("this source sends faster than it may")
            .retry_after(left.wait);
        let [policy, rest] = limits(left);
        problem.header(policy.0, &policy.1).header(rest.0, &rest.1)
    })
}

/// The headers that tell a source how fast it may send and how much is left of that.
pub(super) fn limits(left: Left) -> [(header::HeaderName, String); 2] {
    [
        (
            header::HeaderName::from_static("ratelimit-policy"),
            format!("\"events\";q={};w={}", left.burst, left.window.max(1)),
        ),
        (
            header::HeaderName::from_static("ratelimit"),
            format!("\"events\";r={};t={}", left.events, left.wait),
        ),
    ]
}

fn unknown_key() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "write-key")
        .detail("send the source's write key as `Authorization: Bearer KEY`, or as the user's name of Basic")
        .header(header::WWW_AUTHENTICATE, "Bearer realm=\"voorzet\", Basic realm=\"voorzet\"")
}

fn unreadable(items: &[Item]) -> Problem {
    let problems = items.iter().enumerate().filter_map(|(index, item)| Some((index, item.problem.as_ref()?)));
    let number = problems.clone().count();
    let errors = problems.take(LISTED).map(|(index, problem)| ItemError {
        index,
        field: problem.place().map(ToOwned::to_owned),
        reason: problem.to_string(),
    });
    Problem::new(StatusCode::BAD_REQUEST, "unreadable")
        .detail(format!("{number} of {} items cannot be read; none was taken", items.len()))
        .errors(errors.collect())
}
