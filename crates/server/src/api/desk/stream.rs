//! `GET /api/desk/stream`: what changes at the desk, as server-sent events.
//!
//! A listener has a position of the log and is told what came after it: cases as they are then, messages that are new or
//! got further, how much waits. Who was away for longer than what is kept is told `reload` once, and goes on from there.
//! While an agent listens they are there; when the last page of theirs is gone, see `desk::attendance`.

use std::sync::Arc;
use std::time::Instant;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{OwnedSemaphorePermit, broadcast, watch};
use utoipa::IntoParams;
use voorzet_engine::inbox::Counts;
use voorzet_store::entry::Position;

use super::{Me, ShownDesk};
use crate::access::caller::{Caller, Life};
use crate::access::role::Permission;
use crate::api::asked::Asked;
use crate::api::cases::viewer::Viewer;
use crate::api::listening::{self, SILENCE, STILL_HERE};
use crate::api::problem::{Details, Problem};
use crate::desk::feed::Told;
use crate::serve::app::App;
use crate::serve::clock;
use crate::serve::hub::Head;

/// From where on.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct From {
    /// What came after this position of the log: the `sequence` of an answer. `Last-Event-ID` goes before.
    after: Option<i64>,
}

/// One who listens.
struct Listener {
    app: Arc<App>,
    caller: Arc<Caller>,
    viewer: Viewer,
    position: Position,
    head: watch::Receiver<Position>,
    over: watch::Receiver<Head>,
    counts: watch::Receiver<Option<Arc<Counts>>>,
    present: broadcast::Receiver<u32>,
    me: Option<Me>,
    life: Life,
    attending: Option<Attending>,
    _heard: Heard,
    _place: OwnedSemaphorePermit,
}

/// Counts as one who listens to the desk; no more when this is gone.
struct Heard(Arc<App>);

/// An agent who is there; gone when this is.
struct Attending {
    app: Arc<App>,
    agent: i64,
    signed_out: bool,
}

/// What changes at the desk, as it does
///
/// Server-sent events: `case` (a case as it is now), `gone` (`{id}` of one that is part of another now), `message`
/// (`{cases, number}` of one that is new or got further), `counts` (as `/api/desk`), `presence` (`{case, presence}`), `me`
/// (`{status, load, capacity}`) and `reload`: too much happened, read all of it anew. `id` is the position of the log.
#[utoipa::path(
    get, path = "/api/desk/stream", operation_id = "stream_desk", tag = "desk",
    params(From, ("Last-Event-ID" = Option<i64>, Header, description = "The last position that was seen")),
    responses(
        (status = 200, body = String, content_type = "text/event-stream"),
        (status = 503, description = "As many listen as may", body = Details, content_type = "application/problem+json"),
    )
)]
pub(in crate::api) async fn get(
    State(app): State<Arc<App>>,
    Asked(from): Asked<From>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let life = caller.life(app.access.known().settings.idle());
    let place = listening::place(&app)?;
    // From here on nothing is missed.
    let heard = Heard::of(&app);
    let viewer = Viewer::of(&app, &caller).await?;
    let over = app.hub.head();
    let asked = listening::last_seen(&headers).or(from.after);
    let position = listening::after(asked, over.borrow().last);
    Ok(listening::told(Listener {
        position,
        head: app.desk.feed.head(),
        over,
        counts: app.desk.feed.counts.subscribe(),
        present: app.desk.feed.present.subscribe(),
        me: None,
        attending: Attending::of(&app, &caller),
        life,
        viewer,
        caller,
        app,
        _heard: heard,
        _place: place,
    }))
}

impl listening::Listener for Listener {
    async fn next(&mut self) -> Option<Bytes> {
        let begun = Instant::now();
        loop {
            if self.over.borrow_and_update().over || self.life.is_over(clock::now()) {
                self.signed_out();
                return None;
            }
            let text = self.news();
            if !text.is_empty() {
                return Some(text.into());
            }
            let patience = SILENCE.saturating_sub(begun.elapsed());
            tokio::select! {
                changed = self.head.changed() => changed.ok()?,
                changed = self.counts.changed() => {
                    changed.ok()?;
                    let text = self.counted().await?;
                    if !text.is_empty() {
                        return Some(text.into());
                    }
                }
                case = self.present.recv() => match case {
                    Ok(case) => return Some(self.present_at(case).into()),
                    // Too many came and went to say where: who looks at a case is told with the next sign there.
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return None,
                },
                _ = self.over.changed() => {}
                () = self.life.ended() => {
                    self.signed_out();
                    return None;
                }
                () = tokio::time::sleep(patience) => return Some(STILL_HERE),
            }
        }
    }
}

impl Listener {
    /// What changed since the position that was told last.
    fn news(&mut self) -> String {
        let feed = &self.app.desk.feed;
        let Some(all) = feed.after(self.position) else {
            self.position = self.position.max(feed.forgotten());
            return event("reload", &json!({}), Some(self.position));
        };
        let mut text = String::new();
        for told in all {
            self.position = told.last;
            text.push_str(&self.told(&told));
        }
        text
    }

    fn told(&self, told: &Told) -> String {
        let mut text = String::new();
        for row in &told.rows {
            text.push_str(&event("case", &row.clone().to(self.viewer.me), None));
        }
        for id in &told.gone {
            text.push_str(&event("gone", &json!({ "id": id }), None));
        }
        for (number, cases) in &told.messages {
            text.push_str(&event("message", &json!({ "cases": cases, "number": number }), None));
        }
        // A position is seen when all of it is: who breaks off in the midst is told all of it again.
        text.push_str(&format!("id: {}\n\n", told.last.0));
        text
    }

    /// How much waits, when that is news; nothing at all when the stream is over.
    async fn counted(&mut self) -> Option<String> {
        let counts = self.counts.borrow_and_update().clone();
        let Some(counts) = counts else { return Some(String::new()) };
        // A new strategy has other queues.
        self.viewer = Viewer::of(&self.app, &self.caller).await.ok()?;
        let mentions = match self.viewer.me {
            Some(me) => self.app.readers.read(move |reader| reader.count_mentions(me)).await.ok()?,
            None => 0,
        };
        let desk = ShownDesk::of(&counts, &self.viewer, mentions, self.position.0);
        let mut text = event("counts", &desk, None);
        if let Some(me) = desk.me().filter(|me| self.me.as_ref() != Some(*me)) {
            let own = json!({ "status": me.status, "load": me.load, "capacity": me.capacity });
            text.push_str(&event("me", &own, None));
            self.me = Some(me.clone());
        }
        Some(text)
    }

    fn present_at(&self, case: u32) -> String {
        let presence = self.app.desk.presence.at(case, Instant::now());
        event("presence", &json!({ "case": case, "presence": presence }), None)
    }

    /// The session is over: nobody waits for this agent to come back.
    fn signed_out(&mut self) {
        if let Some(attending) = &mut self.attending {
            attending.signed_out = !self.over.borrow().over;
        }
    }
}

/// One event of the stream.
fn event(name: &str, data: &impl Serialize, id: Option<Position>) -> String {
    match serde_json::to_string(data) {
        Ok(json) => {
            let id = id.map_or_else(String::new, |id| format!("id: {}\n", id.0));
            format!("{id}event: {name}\ndata: {json}\n\n")
        }
        Err(error) => {
            tracing::error!(%error, name, "something at the desk cannot be told");
            String::new()
        }
    }
}

impl Heard {
    fn of(app: &Arc<App>) -> Self {
        app.desk.feed.come();
        Self(Arc::clone(app))
    }
}

impl Drop for Heard {
    fn drop(&mut self) {
        self.0.desk.feed.go();
    }
}

impl Attending {
    /// Of somebody who answers customers; who only looks is not waited for.
    fn of(app: &Arc<App>, caller: &Caller) -> Option<Self> {
        let person = caller.person().filter(|_| caller.permissions.has(Permission::ConversationsAnswer))?;
        app.desk.attendance.come(person.number, Instant::now());
        Some(Self { app: Arc::clone(app), agent: person.number, signed_out: false })
    }
}

impl Drop for Attending {
    fn drop(&mut self) {
        self.app.desk.attendance.go(self.agent, self.signed_out, Instant::now());
    }
}
