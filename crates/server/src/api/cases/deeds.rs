//! What is done to a case: one address each, so that a program reads like a sentence.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use utoipa::{IntoResponses, ToSchema};
use voorzet_domain::conversation::case::How;
use voorzet_domain::conversation::{AgentId, CaseId};
use voorzet_domain::time::Timestamp;
use voorzet_engine::desk::{DeskCommand, Wish};
use voorzet_engine::inbox::CaseRow;
use voorzet_engine::live::{Answer, Command, CommandError};
use voorzet_store::Reader;

use super::unknown;
use super::viewer::{Viewer, worker};
use crate::access::caller::Caller;
use crate::api::asked::{MaybeSent, Named, Sent};
use crate::api::problem::{Details, Holder, Problem};
use crate::channel::Sign;
use crate::serve::app::App;
use crate::serve::clock;

/// The longest that is said beside something, in characters.
const LONGEST_NOTE: usize = 4_000;

/// What is done to a case.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(in crate::api) enum Deed {
    /// One takes it. Of those who want it at once one has it.
    Claim,
    /// It is given to an agent, or back to its queue.
    Assign(Assign),
    /// One looked at it.
    View,
    /// It rests.
    Snooze(Snooze),
    /// It rests no more.
    Wake,
    /// It goes to another queue, agent or both.
    Transfer(Transfer),
    /// It is resolved.
    Resolve(Resolve),
    /// It is not resolved after all.
    Reopen,
    /// Part of it is another case.
    Split(SplitOff),
    /// It is part of another case.
    Merge(PartOf),
    /// It is about another reason, or the proposed one is right.
    Reason(AboutReason),
}

/// To whom a case is given.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Assign {
    /// The number of the person; null for nobody: back to its queue.
    agent: Option<i64>,
}

/// How long a case rests.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Snooze {
    /// Until when.
    until: String,
}

/// Where a case goes.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Transfer {
    /// To which queue.
    #[serde(default)]
    queue: Option<String>,
    /// To which agent.
    #[serde(default)]
    agent: Option<i64>,
    /// What they should know.
    #[serde(default)]
    note: String,
}

/// How a case was resolved.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Resolve {
    /// `answered`, `no_answer_needed`, `customer_says_solved` or `closed_plainly`.
    #[schema(value_type = String)]
    how: How,
}

/// What is another case.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct SplitOff {
    /// The reason of the new one.
    reason: String,
    /// Why it is another thing.
    #[serde(default)]
    note: String,
}

/// What a case is part of.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct PartOf {
    /// The case that stays.
    into: u32,
}

/// What a case is about.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct AboutReason {
    /// The reason.
    reason: String,
}

/// How it went.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes what `act` answers")]
pub(in crate::api) enum Acted {
    /// The case as it is then
    #[response(status = 200)]
    Done(Box<CaseRow>),
    /// There is no such case
    #[response(status = 404, content_type = "application/problem+json")]
    Unknown(Details),
    /// It is somebody else's (`taken`), or past that (`past`)
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(Details),
    /// It cannot be that
    #[response(status = 422, content_type = "application/problem+json")]
    Wrong(Details),
}

impl Deed {
    /// What is asked of the core.
    pub(super) fn wish(self, case: u32, viewer: &Viewer, app: &App) -> Result<Wish, Problem> {
        let case = CaseId(case);
        let reason = |name: String| -> Result<CompactString, Problem> {
            let known = viewer.strategy.reasons.iter().any(|reason| reason.id == name);
            if known { Ok(name.into()) } else { Err(wrong(format!("there is no reason `{name}`"))) }
        };
        let agent = |number: Option<i64>| number.map(|number| colleague(app, number)).transpose();
        Ok(match self {
            Self::Claim => Wish::Claim(case),
            Self::Assign(Assign { agent: to }) => Wish::Assign { case, agent: agent(to)? },
            Self::View => Wish::View(case),
            Self::Snooze(Snooze { until }) => {
                let until = Timestamp::parse(&until).map_err(|error| wrong(format!("until: {error}")))?;
                if until <= clock::now() {
                    return Err(wrong("until: that is past".to_owned()));
                }
                Wish::Snooze { case, until }
            }
            Self::Wake => Wish::Wake(case),
            Self::Transfer(Transfer { queue, agent: to, note }) => {
                let known = |name: &String| viewer.strategy.queues.iter().any(|queue| queue.name == *name);
                if let Some(name) = queue.as_ref().filter(|name| !known(name)) {
                    return Err(wrong(format!("there is no queue `{name}`")));
                }
                if queue.is_none() && to.is_none() {
                    return Err(wrong("say to which queue or agent".to_owned()));
                }
                Wish::Transfer { case, queue: queue.map(Into::into), agent: agent(to)?, note: noted(note)? }
            }
            Self::Resolve(Resolve { how: How::Merged }) => {
                return Err(wrong("a case is merged into another by /merge".to_owned()));
            }
            Self::Resolve(Resolve { how }) => Wish::Resolve { case, how },
            Self::Reopen => Wish::Reopen(case),
            Self::Split(SplitOff { reason: about, note }) => {
                Wish::Split { case, reason: reason(about)?, note: noted(note)? }
            }
            Self::Merge(PartOf { into }) if into == case.0 => {
                return Err(wrong("a case is no part of itself".to_owned()));
            }
            Self::Merge(PartOf { into }) => Wish::Merge { case, into: CaseId(into) },
            Self::Reason(AboutReason { reason: about }) => Wish::Classify { case, reason: reason(about)? },
        })
    }
}

/// Somebody who may answer customers.
fn colleague(app: &App, number: i64) -> Result<AgentId, Problem> {
    use crate::access::role::{Permission, granted};
    let known = app.access.known();
    let person = known.people.get(&number).filter(|person| person.disabled.is_none());
    match person {
        Some(person) if granted(&person.roles).has(Permission::ConversationsAnswer) => Ok(AgentId(number)),
        _ => Err(wrong(format!("there is no agent {number}"))),
    }
}

fn noted(note: String) -> Result<String, Problem> {
    if note.chars().count() <= LONGEST_NOTE {
        return Ok(note);
    }
    Err(wrong(format!("a note has {LONGEST_NOTE} characters at most")))
}

pub(in crate::api) fn wrong(what: String) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "deed").detail(what)
}

/// Has something done, and gives the case as it is then.
pub(super) async fn act(app: &App, caller: &Caller, id: u32, deed: Deed) -> Result<Json<CaseRow>, Problem> {
    let viewer = Viewer::of(app, caller).await?;
    let by = AgentId(worker(caller)?.number);
    let is_look = matches!(deed, Deed::View);
    let wish = deed.wish(id, &viewer, app)?;
    let came = app.ask(Command::Desk(DeskCommand { by, wish })).await?;
    let case = match came.map_err(|error| refused(&error, &viewer, id))? {
        Answer::Desk { case: Some(case), .. } => case,
        _ => CaseId(id),
    };
    let read = move |reader: &Reader| {
        let Some(case) = reader.case(case)? else { return Ok(None) };
        let conversations = if is_look { reader.conversations_of(&case)? } else { Vec::new() };
        Ok(Some((CaseRow::of(case, &viewer.naming(reader), viewer.me)?, conversations)))
    };
    let (row, seen) = app.readers.read(read).await?.ok_or_else(|| unknown(id))?;
    for known in seen {
        app.delivery.accounts().show(&known.account, &known.address, Sign::Read);
    }
    Ok(Json(row))
}

/// Why something is not done to a case.
pub(in crate::api) fn refused(error: &CommandError, viewer: &Viewer, case: u32) -> Problem {
    let conflict = |kind| Problem::new(StatusCode::CONFLICT, kind).detail(error.to_string());
    match error {
        CommandError::Unknown => unknown(case),
        CommandError::Taken { agent } => {
            let name = viewer.name(*agent);
            conflict("taken").detail(format!("{name} has it")).held_by(Holder { id: agent.0, name })
        }
        CommandError::Changed { .. } => conflict("changed"),
        CommandError::Window => conflict("window"),
        CommandError::Failed(what) => wrong(what.clone()),
        _ => conflict("past"),
    }
}

/// Takes a case
///
/// Of those who want it at once one has it; the others are told who (`agent`).
#[utoipa::path(post, path = "/api/cases/{id}/claim", operation_id = "claim_case", tag = "desk",
    params(("id" = u32, Path, description = "The number of the case")),
    responses(Acted)
)]
pub(in crate::api) async fn claim(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    MaybeSent(_): MaybeSent<serde_json::Value>,
) -> Result<Json<CaseRow>, Problem> {
    act(&app, &caller, id, Deed::Claim).await
}

/// Gives a case to an agent, or back to its queue
#[utoipa::path(post, path = "/api/cases/{id}/assign", operation_id = "assign_case", tag = "desk",
    params(("id" = u32, Path, description = "The number of the case")),
    request_body = Assign,
    responses(Acted)
)]
pub(in crate::api) async fn assign(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    Sent(sent): Sent<Assign>,
) -> Result<Json<CaseRow>, Problem> {
    act(&app, &caller, id, Deed::Assign(sent)).await
}

/// Says that one looked at a case
#[utoipa::path(post, path = "/api/cases/{id}/view", operation_id = "view_case", tag = "desk",
    params(("id" = u32, Path, description = "The number of the case")),
    responses(Acted)
)]
pub(in crate::api) async fn view(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    MaybeSent(_): MaybeSent<serde_json::Value>,
) -> Result<Json<CaseRow>, Problem> {
    act(&app, &caller, id, Deed::View).await
}

/// Lets a case rest
///
/// It wakes at that instant, or when the customer writes.
#[utoipa::path(post, path = "/api/cases/{id}/snooze", operation_id = "snooze_case", tag = "desk",
    params(("id" = u32, Path, description = "The number of the case")),
    request_body = Snooze,
    responses(Acted)
)]
pub(in crate::api) async fn snooze(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    Sent(sent): Sent<Snooze>,
) -> Result<Json<CaseRow>, Problem> {
    act(&app, &caller, id, Deed::Snooze(sent)).await
}

/// Lets a case rest no more
#[utoipa::path(post, path = "/api/cases/{id}/wake", operation_id = "wake_case", tag = "desk",
    params(("id" = u32, Path, description = "The number of the case")),
    responses(Acted)
)]
pub(in crate::api) async fn wake(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    MaybeSent(_): MaybeSent<serde_json::Value>,
) -> Result<Json<CaseRow>, Problem> {
    act(&app, &caller, id, Deed::Wake).await
}

/// Sends a case to another queue, agent or both
#[utoipa::path(post, path = "/api/cases/{id}/transfer", operation_id = "transfer_case", tag = "desk",
    params(("id" = u32, Path, description = "The number of the case")),
    request_body = Transfer,
    responses(Acted)
)]
pub(in crate::api) async fn transfer(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    Sent(sent): Sent<Transfer>,
) -> Result<Json<CaseRow>, Problem> {
    act(&app, &caller, id, Deed::Transfer(sent)).await
}

/// Resolves a case
#[utoipa::path(post, path = "/api/cases/{id}/resolve", operation_id = "resolve_case", tag = "desk",
    params(("id" = u32, Path, description = "The number of the case")),
    request_body = Resolve,
    responses(Acted)
)]
pub(in crate::api) async fn resolve(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    Sent(sent): Sent<Resolve>,
) -> Result<Json<CaseRow>, Problem> {
    act(&app, &caller, id, Deed::Resolve(sent)).await
}

/// Opens a case again
#[utoipa::path(post, path = "/api/cases/{id}/reopen", operation_id = "reopen_case", tag = "desk",
    params(("id" = u32, Path, description = "The number of the case")),
    responses(Acted)
)]
pub(in crate::api) async fn reopen(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    MaybeSent(_): MaybeSent<serde_json::Value>,
) -> Result<Json<CaseRow>, Problem> {
    act(&app, &caller, id, Deed::Reopen).await
}

/// Makes part of a case another case
///
/// Gives the new one. It has the same conversation, which one answer can answer for both.
#[utoipa::path(post, path = "/api/cases/{id}/split", operation_id = "split_case", tag = "desk",
    params(("id" = u32, Path, description = "The number of the case")),
    request_body = SplitOff,
    responses(Acted)
)]
pub(in crate::api) async fn split(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    Sent(sent): Sent<SplitOff>,
) -> Result<Json<CaseRow>, Problem> {
    act(&app, &caller, id, Deed::Split(sent)).await
}

/// Makes a case part of another
#[utoipa::path(post, path = "/api/cases/{id}/merge", operation_id = "merge_case", tag = "desk",
    params(("id" = u32, Path, description = "The number of the case")),
    request_body = PartOf,
    responses(Acted)
)]
pub(in crate::api) async fn merge(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    Sent(sent): Sent<PartOf>,
) -> Result<Json<CaseRow>, Problem> {
    act(&app, &caller, id, Deed::Merge(sent)).await
}

/// Says what a case is about
///
/// The contact that was counted for it is counted on this reason instead.
#[utoipa::path(post, path = "/api/cases/{id}/reason", operation_id = "classify_case", tag = "desk",
    params(("id" = u32, Path, description = "The number of the case")),
    request_body = AboutReason,
    responses(Acted)
)]
pub(in crate::api) async fn reason(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    Sent(sent): Sent<AboutReason>,
) -> Result<Json<CaseRow>, Problem> {
    act(&app, &caller, id, Deed::Reason(sent)).await
}
