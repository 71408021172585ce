//! A request with events, up to where they are read: who sends it, whether they may now, and its body.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use tokio::sync::OwnedSemaphorePermit;
use utoipa::IntoResponses;
use voorzet_channels::door::Door;
use voorzet_domain::time::Timestamp;

use super::accepted::Accepted;
use super::problem::{Details, ItemError, Problem};
use crate::intake::body;
use crate::intake::items::{Arrival, Item};
use crate::intake::queue::Full;
use crate::intake::quota::Left;
use crate::intake::source::{Source, presented};
use crate::serve::app::{App, full};
use crate::serve::clock;

/// How long a body may take to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many items are listed one by one in an answer.
pub(super) const LISTED: usize = 100;

/// Why nothing of a request is taken in.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes what `Received` answers")]
pub(super) enum NotTaken {
    /// It cannot be read
    #[response(status = 400, content_type = "application/problem+json")]
    Broken(Details),
    /// No source has this write key
    #[response(status = 401, content_type = "application/problem+json")]
    Stranger(Details),
    /// It is too large
    #[response(status = 413, content_type = "application/problem+json")]
    Large(Details),
    /// This source sends too fast
    #[response(status = 429, content_type = "application/problem+json")]
    Fast(Details),
    /// The disk refuses, or more is waiting than can be taken
    #[response(status = 503, content_type = "application/problem+json")]
    Full(Details),
}

/// A request with events.
pub(super) struct Received {
    app: Arc<App>,
    source: Arc<Source>,
    /// When it arrived.
    at: Timestamp,
    begun: Instant,
    /// Its body, unpacked.
    pub(super) body: Bytes,
    strict: bool,
    /// Its share of what may be in memory.
    _room: OwnedSemaphorePermit,
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
        let source = match permitted(app, headers) {
            Ok(source) => source,
            Err(problem) => {
                body::drain(body).await;
                return Err(problem);
            }
        };
        let fetched = fetch(app, headers, body, most).await;
        let (body, room) = fetched.map_err(|problem| refuse(app, &source, 1, problem))?;
        Ok(Self::of(app, source, headers, strict, body, room))
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
        // Too large a body is nobody's: who sends it would stand in it.
        let (body, room) = fetch(app, headers, body, most).await?;
        let key = std::str::from_utf8(&body).ok().and_then(key);
        let source = key.and_then(|key| app.sources.by_key(&key)).ok_or_else(unknown_key)?;
        may_begin(app, &source)?;
        Ok(Self::of(app, source, headers, strict, body, room))
    }

    fn of(
        app: &Arc<App>,
        source: Arc<Source>,
        headers: &HeaderMap,
        strict: bool,
        body: Bytes,
        room: OwnedSemaphorePermit,
    ) -> Self {
        let preferred = headers.get_all("prefer").iter().any(|value| {
            value.to_str().is_ok_and(|text| text.to_ascii_lowercase().contains("handling=strict"))
        });
        let strict = strict || preferred || source.strict;
        Self {
            app: Arc::clone(app),
            source,
            at: clock::now(),
            begun: Instant::now(),
            body,
            strict,
            _room: room,
        }
    }

    /// Who sends it.
    pub(super) fn source(&self) -> &str {
        &self.source.name
    }

    /// Nothing of it is taken: for its source that is a failure.
    pub(super) fn refused(&self, problem: Problem) -> Problem {
        refuse(&self.app, &self.source, 1, problem)
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
        let event_bytes = match door {
            // Files and pictures stand in it.
            Door::Messages => self.body.len(),
            _ => self.app.configuration.intake.event_bytes,
        };
        Arrival { door, by: &self.source.name, at: self.at, event_bytes }
    }

    /// Has its items put in the log, and says what became of them once they are on disk.
    pub(super) async fn keep(self, items: Vec<Item>) -> Result<Accepted, Problem> {
        let left = self.source.quota.take(Instant::now(), items.len(), self.body.len());
        if self.strict && items.iter().any(|item| item.problem.is_some()) {
            return Err(refuse(&self.app, &self.source, items.len(), unreadable(&items)));
        }
        let listed = items.iter().take(LISTED).map(Item::id).collect();
        let problem = items.iter().rev().find_map(|item| item.problem.as_ref()).map(ToString::to_string);
        let (amount, mut incoming, mut own) = (items.len(), Vec::with_capacity(items.len()), Vec::new());
        for item in items {
            incoming.extend(item.beside);
            own.push(incoming.len());
            incoming.push(item.incoming);
        }
        let placed = if incoming.is_empty() {
            Vec::new()
        } else {
            let placed = self.app.place(self.source.number, incoming, self.body.len()).await;
            let placed = placed.map_err(|problem| refuse(&self.app, &self.source, amount, problem))?;
            own.into_iter().filter_map(|index| placed.get(index).copied()).collect()
        };
        if let Some(problem) = problem {
            self.app.volumes.unreadable(&self.source.name, &problem, self.at);
        }
        self.app.figures.taken(&self.source.name, &placed);
        self.app.figures.acknowledged(self.begun.elapsed());
        Ok(Accepted { listed, placed, left })
    }
}

/// Tells that a source's request was not taken.
fn refuse(app: &App, source: &Source, amount: usize, problem: Problem) -> Problem {
    app.volumes.refused(&source.name, amount.max(1), &problem.to_string(), clock::now());
    problem
}

/// Tells the same of a request that was refused before anybody asked whose it is, when its head says that.
pub(super) fn refuse_unread(app: &App, headers: &HeaderMap, problem: Problem) -> Problem {
    match key_in_head(headers).and_then(|key| app.sources.by_key(&key)) {
        Some(source) => refuse(app, &source, 1, problem),
        None => problem,
    }
}

/// The body, once there is room for one of its size.
async fn fetch(
    app: &App,
    headers: &HeaderMap,
    body: Body,
    most: usize,
) -> Result<(Bytes, OwnedSemaphorePermit), Problem> {
    let size = body::size(headers, most).div_ceil(1_024).max(1);
    let size = u32::try_from(size).unwrap_or(u32::MAX);
    let room = Arc::clone(&app.reading).try_acquire_many_owned(size).map_err(|_| full(Full::Queue))?;
    let read = tokio::time::timeout(PATIENCE, body::read(headers, body, most)).await;
    let slow = |_| Problem::new(StatusCode::REQUEST_TIMEOUT, "slow").detail("the body did not come in time");
    Ok((read.map_err(slow)??, room))
}

/// Who sends, if they may now.
fn permitted(app: &App, headers: &HeaderMap) -> Result<Arc<Source>, Problem> {
    let source = key_in_head(headers).and_then(|key| app.sources.by_key(&key)).ok_or_else(unknown_key)?;
    app.may_take().map_err(|problem| refuse(app, &source, 1, problem))?;
    may_begin(app, &source)?;
    Ok(source)
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
        refuse(app, source, 1, problem.header(policy.0, &policy.1).header(rest.0, &rest.1))
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
