//! `/api/routes`: by what everything is sent, and what holds it up.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use voorzet_engine::deliver::Routes;
use voorzet_engine::live::Command;
use voorzet_store::Reader;
use voorzet_store::outbox::{RouteHealth, RouteRecord, SendState};
use voorzet_store::reader::SendCount;

use super::asked::Named;
use super::problem::{Details, Problem};
use super::source::LastFailure;
use super::{Done, done};
use crate::serve::app::App;
use crate::serve::clock;

/// Every route that is set up, or that something waits for.
#[derive(Serialize, ToSchema)]
pub(super) struct AllRoutes {
    routes: Vec<ShownRoute>,
}

/// One way out.
#[derive(Serialize, ToSchema)]
struct ShownRoute {
    /// Its name: `mail`, `webhook:carrier-reschedule`, `subscriber:crm`.
    route: String,
    /// How much waits.
    waiting: i64,
    /// Of how much nobody knows whether it went.
    unsure: i64,
    /// How much is in each state.
    counts: BTreeMap<&'static str, i64>,
    /// When something last went well.
    last_success: Option<String>,
    /// The last send that went wrong.
    last_failure: Option<LastFailure>,
    /// How receiving by it goes; null of what receives nothing, or nothing yet.
    #[serde(rename = "in")]
    receiving: Option<Receiving>,
    /// What is missing before anything can go.
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<String>,
    /// The receiver asks to be left alone until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_before: Option<String>,
    /// The receiver is no more; what it said.
    #[serde(skip_serializing_if = "Option::is_none")]
    gone: Option<String>,
}

/// How receiving by an account goes.
#[derive(Serialize, ToSchema)]
struct Receiving {
    /// When something was last received, or looked for without trouble.
    last_success: Option<String>,
    /// The last time that it went wrong.
    last_failure: Option<LastFailure>,
}

/// What stands behind the name of an account for what it receives.
const IN: &str = "/in";

/// The last time that something went wrong.
fn failure(health: &RouteHealth) -> Option<LastFailure> {
    Some(LastFailure { at: health.failure?.to_string(), problem: health.problem.clone()? })
}

impl AllRoutes {
    fn of(
        routes: &Routes,
        records: Vec<RouteRecord>,
        counts: &[SendCount],
        health: Vec<RouteHealth>,
    ) -> Self {
        let mut records: BTreeMap<_, _> =
            records.into_iter().map(|record| (record.route.clone(), record)).collect();
        let mut health: BTreeMap<_, _> =
            health.into_iter().map(|health| (health.route.clone(), health)).collect();
        let mut names: Vec<_> = routes.0.keys().chain(records.keys()).cloned().collect();
        let waits = counts.iter().filter(|count| count.state == SendState::Planned && count.amount > 0);
        names.extend(waits.map(|count| count.route.clone()));
        // An account that only receives, so far.
        names.extend(health.keys().filter_map(|name| name.strip_suffix(IN)).map(Into::into));
        names.sort_unstable();
        names.dedup();
        let now = clock::now();
        let shown = names.into_iter().map(|name| {
            let amount = |state| {
                let counted = counts.iter().find(|count| count.route == name && count.state == state);
                counted.map_or(0, |count| count.amount)
            };
            let own = counts.iter().filter(|count| count.route == name);
            let record = records.remove(&name);
            let receiving = health.remove(format!("{name}{IN}").as_str());
            let health = health.remove(&name);
            let not_before = record.as_ref().and_then(|record| record.not_before);
            ShownRoute {
                waiting: amount(SendState::Planned),
                unsure: amount(SendState::Unsure),
                counts: own.map(|count| (count.state.name(), count.amount)).collect(),
                last_success: health.as_ref().and_then(|health| health.success).map(|at| at.to_string()),
                last_failure: health.as_ref().and_then(failure),
                receiving: receiving.as_ref().map(|health| Receiving {
                    last_success: health.success.map(|at| at.to_string()),
                    last_failure: failure(health),
                }),
                missing: routes.missing(&name),
                not_before: not_before.filter(|at| *at > now).map(|at| at.to_string()),
                gone: record.and_then(|record| record.gone),
                route: name.into(),
            }
        });
        Self { routes: shown.collect() }
    }
}

/// By what everything is sent
#[utoipa::path(get, path = "/api/routes", operation_id = "list_routes", tag = "work", responses(
    (status = 200, body = AllRoutes),
))]
pub(super) async fn list(State(app): State<Arc<App>>) -> Result<Json<AllRoutes>, Problem> {
    let read = |reader: &Reader| {
        reader.at_once(|reader| Ok((reader.routes()?, reader.send_counts()?, reader.route_health()?)))
    };
    let (records, counts, health) = app.readers.read(read).await?;
    Ok(Json(AllRoutes::of(app.delivery.routes(), records, &counts, health)))
}

/// Sends again to a receiver that had said that it is no more
#[utoipa::path(post, path = "/api/routes/{route}/revive", operation_id = "revive_route", tag = "work",
    security(("token" = [])),
    params(("route" = String, Path, description = "Its name")),
    responses(
        (status = 200, body = Done),
        (status = 404, description = "It is not gone", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn revive(
    State(app): State<Arc<App>>,
    Named(route): Named<String>,
) -> Result<Json<Done>, Problem> {
    done(app.ask(Command::Revive(route.into())).await?)
}
