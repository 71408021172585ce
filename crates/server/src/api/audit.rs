//! `/api/audit`: who did what.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use voorzet_store::account::AuditRecord;

use super::asked::{Asked, most};
use super::problem::Problem;
use crate::serve::app::App;

/// What is asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// What the answer before gave as `next`.
    cursor: Option<i64>,
    /// Only what this person did, by number.
    who: Option<i64>,
    /// Only this action: `sign_in`.
    what: Option<String>,
    /// How many, at most 1000.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
}

/// Who did what, newest first.
#[derive(Serialize, ToSchema)]
pub(super) struct ShownAudit {
    entries: Vec<ShownDeed>,
    /// To be given back as `cursor`; none at the end.
    next: Option<i64>,
}

/// Something that somebody did.
#[derive(Serialize, ToSchema)]
struct ShownDeed {
    /// Its number.
    number: i64,
    /// When.
    at: String,
    /// Who.
    who: Doer,
    /// What they did.
    action: String,
    /// To what; empty when the action says it.
    object: String,
    /// What else is to be known.
    detail: String,
    /// From where.
    address: String,
}

/// Who did something.
#[derive(Serialize, ToSchema)]
struct Doer {
    /// Their number, when it was a person that is known.
    id: Option<i64>,
    /// Their name then.
    name: String,
}

impl ShownDeed {
    fn of(record: AuditRecord) -> Self {
        Self {
            number: record.number,
            at: record.at.to_string(),
            who: Doer { id: record.person, name: record.who },
            action: record.action,
            object: record.object,
            detail: record.detail,
            address: record.address,
        }
    }
}

/// Who did what
#[utoipa::path(get, path = "/api/audit", operation_id = "list_audit", tag = "accounts", params(Wanted), responses((status = 200, body = ShownAudit)))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<ShownAudit>, Problem> {
    let (most, before) = (most(wanted.limit), wanted.cursor.unwrap_or(i64::MAX));
    let read = app.readers.read(move |reader| reader.audit(wanted.who, wanted.what.as_deref(), before, most));
    let found = read.await?;
    let next = found.last().filter(|_| found.len() == most).map(|last| last.number);
    Ok(Json(ShownAudit { entries: found.into_iter().map(ShownDeed::of).collect(), next }))
}
