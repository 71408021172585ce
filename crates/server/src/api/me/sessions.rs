//! `/api/me/sessions`: where one is signed in.

use std::sync::Arc;

use axum::extract::State;
use axum::{Extension, Json};
use serde::Serialize;
use utoipa::ToSchema;
use voorzet_store::account::AccountChange;

use crate::access::caller::Caller;
use crate::access::session::Session;
use crate::api::Done;
use crate::api::asked::Named;
use crate::api::problem::{Details, Problem};
use crate::serve::app::App;
use crate::serve::clock;

/// Where one is signed in.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct ShownSessions {
    sessions: Vec<ShownPlace>,
}

/// A browser in which one is signed in.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct ShownPlace {
    /// Its number.
    id: i64,
    /// Whether it is this one.
    current: bool,
    /// The browser, as it names itself.
    agent: String,
    /// From where it began.
    address: String,
    /// When it began.
    at: String,
    /// When it was last used.
    seen: String,
    /// When it ends, when nothing more is asked.
    expires: String,
}

/// Where one is signed in
#[utoipa::path(get, path = "/api/me/sessions", operation_id = "list_sessions", tag = "accounts", responses((status = 200, body = ShownSessions)))]
pub(in crate::api) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
) -> Result<Json<ShownSessions>, Problem> {
    let (person, own) = caller.me()?;
    let (known, now) = (app.access.known(), clock::now());
    let idle = known.settings.idle();
    let shown = |session: &Arc<Session>| ShownPlace {
        id: session.record.number,
        current: session.record.number == own.record.number,
        agent: session.record.agent.clone(),
        address: session.record.address.clone(),
        at: session.record.at.to_string(),
        seen: session.kept().seen.to_string(),
        expires: session.until(idle).to_string(),
    };
    let alive = |session: &&Arc<Session>| session.record.person == person.number && session.until(idle) > now;
    let mut sessions: Vec<_> = known.sessions.values().filter(alive).map(shown).collect();
    sessions.sort_by_key(|session| std::cmp::Reverse(session.id));
    Ok(Json(ShownSessions { sessions }))
}

/// Signs out elsewhere
#[utoipa::path(delete, path = "/api/me/sessions/{id}", operation_id = "end_session", tag = "accounts",
    params(("id" = i64, Path, description = "Its number")),
    responses(
        (status = 200, body = Done),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(in crate::api) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<i64>,
) -> Result<Json<Done>, Problem> {
    let (person, _) = caller.me()?;
    let hash = {
        let known = app.access.known();
        let its =
            |session: &&Arc<Session>| session.record.person == person.number && session.record.number == id;
        known.sessions.values().find(its).map(|session| session.record.hash.clone())
    };
    let hash = hash.ok_or_else(|| Problem::unknown("there is no such session"))?;
    app.keep_accounts(vec![AccountChange::DropSession(hash)]).await?;
    Ok(Json(Done::YES))
}
