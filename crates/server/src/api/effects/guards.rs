//! What a guard has halted is begun again by a person, who says why.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_engine::live::{Command, CommandError};
use voorzet_store::effects::DecisionType;

use crate::access::audit::Said;
use crate::access::caller::Caller;
use crate::api::asked::{Named, Sent};
use crate::api::problem::{Details, Problem};
use crate::api::{Done, done};
use crate::serve::app::App;

/// That it may be done again.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Resumption {
    /// Why.
    reason: String,
}

/// Does again what a guard has halted
///
/// It begins another experiment: what was seen before does not count in it. Whoever resumes it is named in the log.
#[utoipa::path(post, path = "/api/guards/{id}/resume", operation_id = "resume_guard", tag = "figures",
    security(("token" = [])),
    params(("id" = String, Path, description = "The decision type: `late-delivery:proactive:mail`")),
    request_body = Resumption,
    responses(
        (status = 200, body = Done),
        (status = 400, body = Details, content_type = "application/problem+json"),
        (status = 404, description = "No guard has halted it", body = Details, content_type = "application/problem+json"),
    )
)]
pub(in crate::api) async fn resume(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<String>,
    Sent(Resumption { reason: note }): Sent<Resumption>,
) -> Result<(Extension<Said>, Json<Done>), Problem> {
    let unknown = || Problem::unknown(format!("no guard has halted {id}"));
    let mut parts = id.splitn(3, ':');
    let (Some(reason), Some(level), Some(by)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(unknown());
    };
    let note = note.trim().to_owned();
    if note.is_empty() {
        let problem = Problem::new(StatusCode::BAD_REQUEST, "reason");
        return Err(problem.detail("say why it may be done again"));
    }
    let of = DecisionType { reason: reason.into(), level: level.into(), by: by.into() };
    let said = Said { object: format!("guard {id}"), detail: note.clone() };
    match app.ask(Command::Resume { of, by: caller.name(), note }).await? {
        Err(CommandError::Unknown) => Err(unknown()),
        came => Ok((Extension(said), done(came)?)),
    }
}
