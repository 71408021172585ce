//! `GET /api/stream`: the log as it grows, as server-sent events.
//!
//! A listener has a position and is given what comes after it: from what was written last when that reaches so
//! far back, else from disk. So there is no gap and nothing comes twice, and nothing is kept for one who is slow.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, watch};
use utoipa::IntoParams;
use voorzet_store::Reader;
use voorzet_store::entry::{Entry, Position};
use voorzet_store::reader::Filter;

use super::asked::{Asked, listed};
use super::customers::{audit_customer, originals};
use super::entry::Shown;
use super::listening::{self, SILENCE, STILL_HERE};
use super::problem::{Details, Problem};
use crate::access::caller::{Caller, Life};
use crate::serve::app::App;
use crate::serve::clock;
use crate::serve::hub::Head;

/// How long to wait for what was written to be decided on: before that nobody knows whom it concerns.
const UNDECIDED: Duration = Duration::from_millis(200);

/// How many entries are looked at before some are sent.
const PORTION: usize = 500;

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Entries after this position; without it, those that are written from now on. `Last-Event-ID` goes before.
    after: Option<i64>,
    /// Only entries of these types, with commas between them.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// Only entries that concern the customer of this number.
    customer: Option<u32>,
}

/// One who listens.
struct Listener {
    app: Arc<App>,
    head: watch::Receiver<Head>,
    position: Position,
    kinds: Vec<String>,
    customer: Option<u32>,
    life: Life,
    _place: OwnedSemaphorePermit,
}

/// The log as it grows
///
/// Server-sent events: `id` is the position, `data` an entry as in `/api/entries`. After a break, `Last-Event-ID`
/// resumes where it broke off.
#[utoipa::path(
    get, path = "/api/stream", operation_id = "stream_entries", tag = "log",
    params(Wanted, ("Last-Event-ID" = Option<i64>, Header, description = "The last position that was seen")),
    responses(
        (status = 200, body = String, content_type = "text/event-stream"),
        (status = 503, description = "As many listen as may", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Asked(wanted): Asked<Wanted>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let life = caller.life(app.access.known().settings.idle());
    let place = listening::place(&app)?;
    let head = app.hub.head();
    let seen = listening::last_seen(&headers);
    let position = listening::after(seen.or(wanted.after), head.borrow().last);
    let kinds = listed(wanted.kind.as_deref()).into_iter().map(ToOwned::to_owned).collect();
    if seen.is_none() {
        audit_customer(&app, &caller, "stream_entries", wanted.customer).await?;
    }
    let customer = wanted.customer;
    Ok(listening::told(Listener { app, head, position, kinds, customer, life, _place: place }))
}

impl listening::Listener for Listener {
    async fn next(&mut self) -> Option<Bytes> {
        let begun = Instant::now();
        loop {
            if self.life.is_over(clock::now()) {
                return None;
            }
            let head = *self.head.borrow_and_update();
            if self.position < head.last {
                // Without an answer the listener comes back and resumes.
                let before = self.position;
                let text = self.portion(head.last).await.ok()?;
                if !text.is_empty() {
                    return Some(text.into());
                }
                if self.position > before {
                    continue;
                }
            }
            if head.over {
                return None;
            }
            let patience = if self.position < head.last { UNDECIDED } else { SILENCE };
            let changed = tokio::time::timeout(patience, self.head.changed());
            let changed = tokio::select! {
                changed = changed => changed,
                () = self.life.ended() => return None,
            };
            match changed {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return None,
                Err(_) if begun.elapsed() < SILENCE => {}
                Err(_) => return Some(STILL_HERE),
            }
        }
    }
}

impl Listener {
    /// The next entries as text, and the position after them.
    async fn portion(&mut self, last: Position) -> Result<String, Problem> {
        if let Some(customer) = self.customer {
            return self.concerning(customer, last).await;
        }
        let mut text = String::new();
        if let Some(entries) = self.app.hub.after(self.position, PORTION) {
            for entry in &entries {
                self.position = entry.position;
                if self.kinds.is_empty() || self.kinds.iter().any(|kind| *kind == entry.event.kind) {
                    write(&mut text, entry);
                }
            }
            return Ok(text);
        }
        let (after, kinds) = (self.position, self.kinds.clone());
        let entries = self
            .app
            .readers
            .read(move |reader| {
                let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
                reader.entries(after, PORTION, Filter { kinds: &kinds, ..Filter::default() })
            })
            .await?;
        for entry in &entries {
            write(&mut text, entry);
        }
        let end = entries.last().map_or(last, |entry| entry.position);
        // Fewer than asked for: everything up to where the log was is looked at.
        self.position = if entries.len() < PORTION { end.max(last) } else { end };
        Ok(text)
    }

    /// The same of what concerns a customer. Whom an event concerns is on disk once it is decided on, so what comes
    /// after the first that is not waits for it.
    async fn concerning(&mut self, customer: u32, last: Position) -> Result<String, Problem> {
        let (after, kinds) = (self.position, self.kinds.clone());
        let all_decided = self.app.standing.behind() == 0;
        let read = move |reader: &Reader| {
            let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
            reader.at_once(|reader| {
                let concerning = originals(reader, Some(customer))?;
                let filter = Filter { kinds: &kinds, concerning: concerning.as_deref(), ..Filter::default() };
                let entries = reader.entries(after, PORTION, filter)?;
                let decided = reader.progress()?.through.max(after);
                let open = if all_decided { None } else { reader.first_outside(decided)? };
                Ok((entries, open))
            })
        };
        let (mut entries, open) = self.app.readers.read(read).await?;
        let is_whole = entries.len() < PORTION;
        let end = open.map_or(last, |open| last.min(Position(open.0 - 1)));
        entries.retain(|entry| entry.position <= end);
        let mut text = String::new();
        for entry in &entries {
            write(&mut text, entry);
        }
        let seen = entries.last().map_or(after, |entry| entry.position);
        self.position = if is_whole { end.max(seen) } else { seen };
        Ok(text)
    }
}

fn write(text: &mut String, entry: &Entry) {
    match serde_json::to_string(&Shown::of(entry)) {
        Ok(json) => text.push_str(&format!("id: {}\ndata: {json}\n\n", entry.position.0)),
        Err(error) => tracing::error!(%error, position = entry.position.0, "an entry cannot be shown"),
    }
}
