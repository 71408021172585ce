//! `/api/cases`: what must be resolved, as the inbox shows it.
//!
//! | file | what |
//! |---|---|
//! | `one` | a case with all that stands beside it, and its thread |
//! | `deeds` | what is done to a case |
//! | `bulk` | the same done to many |
//! | `replies` | answers and notes |
//! | `search` | cases by what was said in them |
//! | `presence` | who is at a case |
//! | `viewer` | who looks, and what everything is called for them |

pub(super) mod bulk;
pub(super) mod deeds;
pub(super) mod one;
pub(super) mod presence;
pub(super) mod replies;
pub(super) mod search;
pub(super) mod viewer;

use std::sync::Arc;

use axum::extract::State;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use voorzet_domain::conversation::{AgentId, Case, CaseId};
use voorzet_domain::customer::CustomerId;
use voorzet_engine::inbox::CaseRow;
use voorzet_engine::profile::Group;
use voorzet_store::Reader;
use voorzet_store::desk::{Order, Place, View};

use super::asked::{Asked, Named};
use super::customers::unknown as unknown_customer;
use super::problem::{Details, Problem};
use crate::access::caller::Caller;
use crate::serve::app::App;
use crate::serve::clock;
use viewer::Viewer;

/// Which cases, and in which order.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Listed {
    /// `mine`, `waiting`, `late`, `mentions`, `snoozed`, `all`, `resolved` or `queue:<name>`; all that are open without
    /// it.
    view: Option<String>,
    /// `due` (what is promised first comes first) or `newest`.
    order: Option<String>,
    /// What the answer before gave as `next`.
    cursor: Option<String>,
    /// How many, at most 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// Cases of a view.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "it is called so outside")]
pub(super) struct Cases {
    cases: Vec<CaseRow>,
    /// What to give as `cursor` for those that follow; null when these are the last.
    next: Option<String>,
    /// The position of the log that it is about: what comes after it is in `/api/desk/stream?after=`.
    sequence: i64,
}

/// The cases of a customer, the newest first.
#[derive(Serialize, ToSchema)]
pub(super) struct CustomersCases {
    cases: Vec<CaseRow>,
}

/// What must be resolved
#[utoipa::path(get, path = "/api/cases", operation_id = "list_cases", tag = "desk", params(Listed), responses(
    (status = 200, body = Cases),
    (status = 400, body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Asked(listed): Asked<Listed>,
) -> Result<Json<Cases>, Problem> {
    let viewer = Viewer::of(&app, &caller).await?;
    let view = view(listed.view.as_deref().unwrap_or("all"), viewer.me)?;
    let order = order(listed.order.as_deref(), &view)?;
    let after = listed.cursor.as_deref().map(place).transpose()?;
    let most = listed.limit.unwrap_or(50).clamp(1, 200);
    let read = move |reader: &Reader| {
        reader.at_once(|reader| {
            let naming = viewer.naming(reader);
            let found = reader.cases(&view, order, after, most)?;
            let next = found.last().filter(|_| found.len() == most).map(|last| cursor(last, order));
            let rows = found.into_iter().map(|case| CaseRow::of(case, &naming, viewer.me));
            let cases = rows.collect::<Result<_, _>>()?;
            Ok(Cases { cases, next, sequence: reader.last()?.0.0 })
        })
    };
    Ok(Json(app.readers.read(read).await?))
}

/// The cases of a customer, those that are resolved included
#[utoipa::path(get, path = "/api/customers/{id}/cases", operation_id = "list_customer_cases", tag = "desk",
    params(("id" = u32, Path, description = "The number of the customer")),
    responses(
        (status = 200, body = CustomersCases),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn of_customer(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
) -> Result<Json<CustomersCases>, Problem> {
    let viewer = Viewer::of(&app, &caller).await?;
    let read = move |reader: &Reader| {
        reader.at_once(|reader| {
            let Some(group) = Group::read(reader, CustomerId(id))? else { return Ok(None) };
            let naming = viewer.naming(reader);
            let found = reader.cases_of(&group.originals, CaseId(u32::MAX), 200)?;
            let rows = found.into_iter().map(|case| CaseRow::of(case, &naming, viewer.me));
            Ok(Some((group.survivor, rows.collect::<Result<Vec<_>, _>>()?)))
        })
    };
    let (CustomerId(survivor), cases) = app.readers.read(read).await?.ok_or_else(|| unknown_customer(id))?;
    app.audit(&caller, "list_customer_cases", &format!("customer {survivor}"), "").await?;
    Ok(Json(CustomersCases { cases }))
}

/// There is no such case.
pub(super) fn unknown(id: u32) -> Problem {
    Problem::unknown(format!("there is no case {id}"))
}

fn view(name: &str, me: Option<AgentId>) -> Result<View, Problem> {
    // Of who is no person nothing is.
    let me = me.unwrap_or(AgentId(0));
    Ok(match name {
        "mine" => View::Mine(me),
        "waiting" => View::Waiting,
        "late" => View::Late(clock::now()),
        "mentions" => View::Mentions(me),
        "snoozed" => View::Snoozed,
        "all" => View::All,
        "resolved" => View::Resolved,
        other => match other.strip_prefix("queue:") {
            Some(queue) => View::Queue(queue.into()),
            None => return Err(Problem::wrong(format!("`{other}` is no view"))),
        },
    })
}

fn order(name: Option<&str>, view: &View) -> Result<Order, Problem> {
    if *view == View::Resolved {
        return Ok(Order::Newest);
    }
    match name {
        None | Some("due") => Ok(Order::Due),
        Some("newest") => Ok(Order::Newest),
        Some(other) => Err(Problem::wrong(format!("`{other}` is no order; there are due and newest"))),
    }
}

fn cursor(case: &Case, order: Order) -> String {
    let Place { at, case } = Place::of(case, order);
    format!("{at}.{}", case.0)
}

fn place(cursor: &str) -> Result<Place, Problem> {
    let read = || {
        let (at, case) = cursor.split_once('.')?;
        Some(Place { at: at.parse().ok()?, case: CaseId(case.parse().ok()?) })
    };
    read().ok_or_else(|| Problem::wrong(format!("`{cursor}` is no cursor of ours")))
}
