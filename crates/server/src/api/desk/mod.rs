//! `/api/desk`: how much waits, who is there, and what changes.
//!
//! | file | what |
//! |---|---|
//! | `stream` | what changes, as it does |

pub(super) mod stream;

use std::sync::Arc;

use axum::extract::State;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_domain::conversation::agent::{Capacity, Status};
use voorzet_domain::conversation::{Agent, AgentId};
use voorzet_engine::desk::{DeskCommand, Wish};
use voorzet_engine::inbox::{Counts, ShownQueue, ShownView};
use voorzet_engine::live::Command;
use voorzet_engine::projection::served::{Apart, Promise, ServiceRow};
use voorzet_store::Reader;

use super::asked::Sent;
use super::cases::deeds::refused;
use super::cases::viewer::{Viewer, worker};
use super::problem::{Details, Problem};
use crate::access::caller::Caller;
use crate::serve::app::App;
use crate::serve::clock;

/// How much waits, and for whom.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(super) struct ShownDesk {
    /// Who asks; null when it is no person.
    me: Option<Me>,
    /// The views of the inbox.
    views: Vec<ShownView>,
    /// The queues.
    queues: Vec<ShownQueue>,
    /// The position of the log that it is about: what comes after it is in `/api/desk/stream?after=`.
    sequence: i64,
}

/// Oneself at the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Me {
    /// One's number.
    agent: i64,
    /// What one is called.
    name: String,
    /// `available`, `away` or `offline`.
    #[schema(value_type = String)]
    status: Status,
    /// How many cases one has.
    load: i64,
    /// How many one takes at once; null for as many as there are.
    capacity: Option<u32>,
}

/// Whether one takes work.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewStatus {
    /// `available`, `away` or `offline`.
    #[schema(value_type = String)]
    status: Status,
}

impl ShownDesk {
    /// How much waits, for whoever looks.
    pub(super) fn of(counts: &Counts, viewer: &Viewer, mentions: usize, sequence: i64) -> Self {
        Self {
            me: viewer.me.map(|me| Me::of(counts, viewer, me)),
            views: counts.views(viewer.me, mentions),
            queues: counts.queues(&viewer.strategy, clock::now()),
            sequence,
        }
    }

    /// Oneself.
    pub(super) fn me(&self) -> Option<&Me> {
        self.me.as_ref()
    }
}

impl Me {
    fn of(counts: &Counts, viewer: &Viewer, me: AgentId) -> Self {
        let known = counts.agents().iter().find(|agent| agent.id == me);
        Self {
            agent: me.0,
            name: viewer.name(me),
            status: known.map_or(Status::Offline, |agent: &Agent| agent.status),
            load: counts.load(me).total,
            capacity: known.and_then(|agent: &Agent| {
                let Capacity { total, .. } = agent.capacity;
                total
            }),
        }
    }
}

/// One's own day.
#[derive(Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct ShownDay {
    /// How many answers one gave.
    answered: i64,
    /// How many cases one resolved.
    resolved: i64,
    /// How many one sent to another queue or agent.
    handed_over: i64,
    /// Within how many seconds half of one's first answers came.
    first_answer_seconds_median: Option<i64>,
    /// How often a promised answer came in time.
    promise: Promise,
    /// How many cases one has.
    open: i64,
}

/// How much waits, and for whom
#[utoipa::path(get, path = "/api/desk", operation_id = "get_desk", tag = "desk",
    responses((status = 200, body = ShownDesk))
)]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
) -> Result<Json<ShownDesk>, Problem> {
    Ok(Json(shown(&app, Viewer::of(&app, &caller).await?).await?))
}

/// One's own day, so far
#[utoipa::path(get, path = "/api/desk/day", operation_id = "get_day", tag = "desk", responses(
    (status = 200, body = ShownDay),
    (status = 403, description = "One is no person", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn day(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
) -> Result<Json<ShownDay>, Problem> {
    let (me, now) = (AgentId(worker(&caller)?.number), clock::now());
    let viewer = Viewer::of(&app, &caller).await?;
    let today = viewer.strategy.zone.to_datetime(now.to_jiff()).date();
    let read = move |reader: &Reader| {
        reader.at_once(|reader| {
            let rows = ServiceRow::read(reader, Apart::Agent, (Some(today), Some(today)), (now, today))?;
            let own = rows.into_iter().find(|row| row.name == me.0.to_string()).unwrap_or_default();
            Ok((own, Counts::read(reader, now)?.load(me).total))
        })
    };
    let (own, open) = app.readers.read(read).await?;
    Ok(Json(ShownDay {
        answered: own.answers,
        resolved: own.resolved,
        handed_over: own.handed_over,
        first_answer_seconds_median: own.first_answer.median,
        promise: own.promise,
        open,
    }))
}

async fn shown(app: &App, viewer: Viewer) -> Result<ShownDesk, Problem> {
    let now = clock::now();
    let read = move |reader: &Reader| {
        reader.at_once(|reader| {
            let mentions = viewer.me.map(|me| reader.count_mentions(me)).transpose()?.unwrap_or_default();
            let (counts, sequence) = (Counts::read(reader, now)?, reader.last()?.0.0);
            Ok(ShownDesk::of(&counts, &viewer, mentions, sequence))
        })
    };
    app.readers.read(read).await
}

/// Comes or goes: says whether one takes work
///
/// Who takes work and has no page of the desk open for a minute is offline.
#[utoipa::path(post, path = "/api/desk/status", operation_id = "set_status", tag = "desk", request_body = NewStatus, responses(
    (status = 200, body = ShownDesk),
    (status = 403, description = "One is no person", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn status(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Sent(NewStatus { status }): Sent<NewStatus>,
) -> Result<Json<ShownDesk>, Problem> {
    let person = worker(&caller)?;
    let (viewer, agent) = (Viewer::of(&app, &caller).await?, AgentId(person.number));
    let wish = Wish::SetStatus { agent, name: Some(person.name.clone()), status, because: "person".into() };
    let came = app.ask(Command::Desk(DeskCommand { by: agent, wish })).await?;
    came.map_err(|error| refused(&error, &viewer, 0))?;
    if status != Status::Offline {
        app.desk.attendance.expect(person.number, std::time::Instant::now());
    }
    Ok(Json(shown(&app, viewer).await?))
}
