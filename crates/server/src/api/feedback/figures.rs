//! `/api/feedback`: NPS, CSAT, effort and response, told apart.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use voorzet_domain::strategy::model::Strategy;
use voorzet_engine::feedback::definition::definitions;
use voorzet_engine::feedback::figure::{FeedbackBy, FeedbackFigures, FeedbackOf, FeedbackRow};
use voorzet_engine::projection::day_of;

use super::consent::AgentConsent;
use crate::access::caller::Caller;
use crate::access::role::Permission;
use crate::api::asked::Asked;
use crate::api::cases::viewer::worker;
use crate::api::period::{day, strategy};
use crate::api::problem::{Details, Problem};
use crate::serve::app::App;

/// Which days, by what it is told apart, and what of it.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct Which {
    /// The first day on which it was asked: `2026-03-01`; all there are without it.
    from: Option<String>,
    /// The last day, included.
    to: Option<String>,
    /// By what it is told apart; not at all without it.
    #[serde(default)]
    #[param(inline, value_type = Option<FeedbackBy>)]
    by: FeedbackBy,
    /// Only of this channel.
    channel: Option<String>,
    /// Only of this queue.
    queue: Option<String>,
    /// Only about this reason and those that are kinds of it.
    reason: Option<String>,
    /// Only of customers in this segment.
    segment: Option<String>,
}

/// Which days.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct Days {
    /// The first day on which it was asked; all there are without it.
    pub(super) from: Option<String>,
    /// The last day, included.
    pub(super) to: Option<String>,
}

/// What customers say.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Feedback {
    #[serde(flatten)]
    figures: FeedbackFigures,
    /// The strategies that were published in that time, to mark where something changed.
    releases: Vec<FeedbackRelease>,
    /// What each figure means, and since when it means that.
    definitions: Vec<FeedbackDefinition>,
    /// Whether it may be told apart by agent.
    agents: bool,
}

/// A strategy was published.
#[derive(Serialize, ToSchema)]
struct FeedbackRelease {
    /// Counts the publications, from 1.
    number: i64,
    /// When.
    at: String,
    /// What was said of it.
    note: String,
}

/// What a figure means.
#[derive(Serialize, ToSchema)]
struct FeedbackDefinition {
    /// The figure, as it is called in a row.
    figure: &'static str,
    /// What it means, per language.
    text: BTreeMap<&'static str, &'static str>,
    /// Since when.
    since: &'static str,
}

/// What customers say of one agent, beside the team.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct MyFeedback {
    /// Of the one who asks.
    me: FeedbackRow,
    /// Of everybody together.
    team: FeedbackRow,
}

/// NPS, CSAT, effort and response, told apart by channel, queue, agent, reason, segment or time
///
/// By agent it needs the works council's consent and the permission `agents.change`.
#[utoipa::path(get, path = "/api/feedback", operation_id = "get_feedback", tag = "feedback", params(Which), responses(
    (status = 200, body = Feedback),
    (status = 400, body = Details, content_type = "application/problem+json"),
    (status = 403, body = Details, content_type = "application/problem+json"),
))]
pub(in crate::api) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Asked(which): Asked<Which>,
) -> Result<Json<Feedback>, Problem> {
    let consent = AgentConsent::read(&app).await?.is_given();
    let agents = consent && caller.permissions.has(Permission::AgentsChange);
    if which.by == FeedbackBy::Agent && !agents {
        return Err(not_by_agent(consent));
    }
    let strategy = strategy(&app).await?;
    let (from, to) = (day(which.from)?, day(which.to)?);
    let told = |name: Option<String>| name.filter(|name| !name.is_empty()).map(Into::into);
    let of = FeedbackOf {
        channel: told(which.channel),
        queue: told(which.queue),
        segment: told(which.segment),
        reasons: which.reason.filter(|reason| !reason.is_empty()).map(|reason| below(&strategy, &reason)),
    };
    let by = which.by;
    let (figures, published) = app
        .readers
        .read(move |reader| {
            let sums = reader.feedback_sums(first(from), last(to))?;
            Ok((FeedbackFigures::of(&sums, by, &of), reader.strategies()?))
        })
        .await?;
    let mut figures = figures;
    entitle(&mut figures.rows, by, &strategy, &app.access.known().names());
    let within = |at: voorzet_domain::time::Timestamp| {
        let on = strategy.zone.to_datetime(at.to_jiff()).date();
        from.is_none_or(|from| from <= on) && to.is_none_or(|to| on <= to)
    };
    let releases = published.into_iter().filter(|record| within(record.at)).map(|record| FeedbackRelease {
        number: record.number,
        at: record.at.to_string(),
        note: record.note,
    });
    Ok(Json(Feedback {
        figures,
        releases: releases.collect(),
        definitions: FeedbackDefinition::all(),
        agents,
    }))
}

/// What customers say of the one who asks, beside the team's mean
#[utoipa::path(get, path = "/api/feedback/mine", operation_id = "get_my_feedback", tag = "feedback", params(Days), responses(
    (status = 200, body = MyFeedback),
    (status = 403, body = Details, content_type = "application/problem+json"),
))]
pub(in crate::api) async fn mine(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Asked(days): Asked<Days>,
) -> Result<Json<MyFeedback>, Problem> {
    let me = worker(&caller)?.number.to_string();
    if !AgentConsent::read(&app).await?.is_given() {
        return Err(not_by_agent(false));
    }
    let (from, to) = (day(days.from)?, day(days.to)?);
    let figures = app
        .readers
        .read(move |reader| {
            let sums = reader.feedback_sums(first(from), last(to))?;
            let agents = FeedbackFigures::of(&sums, FeedbackBy::Agent, &FeedbackOf::default());
            let own = agents.rows.into_iter().find(|row| row.name == me);
            let nobody = || FeedbackFigures::of(&[], FeedbackBy::All, &FeedbackOf::default()).all;
            Ok((own.unwrap_or_else(nobody), agents.all))
        })
        .await?;
    Ok(Json(MyFeedback { me: figures.0, team: figures.1 }))
}

fn not_by_agent(consent: bool) -> Problem {
    let detail = if consent {
        "figures by agent need the permission agents.change; /api/feedback/mine is your own"
    } else {
        "figures by agent are off until an administrator states that the works council consented"
    };
    Problem::new(StatusCode::FORBIDDEN, "agents").detail(detail)
}

fn first(from: Option<Date>) -> i32 {
    from.map_or(i32::MIN, day_of)
}

fn last(to: Option<Date>) -> i32 {
    to.map_or(i32::MAX, day_of)
}

/// A reason and those that are kinds of it.
fn below(strategy: &Strategy, reason: &str) -> Vec<compact_str::CompactString> {
    let Some(id) = strategy.reason_id(reason) else { return vec![reason.into()] };
    let kinds = strategy.reasons.iter().filter(|known| known.line.contains(&id));
    kinds.map(|known| known.id.clone()).collect()
}

/// What people call the rows.
fn entitle(rows: &mut [FeedbackRow], by: FeedbackBy, strategy: &Strategy, people: &BTreeMap<i64, String>) {
    for row in rows {
        let title = match by {
            FeedbackBy::Queue => strategy
                .queues
                .iter()
                .find(|queue| queue.name == row.name)
                .map(|queue| queue.title.get("").to_owned()),
            FeedbackBy::Reason => {
                let reason = strategy.reasons.iter().find(|reason| reason.id == row.name);
                reason.map(|reason| reason.name.get("").to_owned())
            }
            FeedbackBy::Agent => row.name.parse().ok().and_then(|number: i64| people.get(&number).cloned()),
            _ => None,
        };
        row.title = title.unwrap_or_default();
    }
}

impl FeedbackDefinition {
    fn all() -> Vec<Self> {
        let shown = |(figure, nl, en): &(&'static str, &'static str, &'static str)| Self {
            figure,
            text: BTreeMap::from([("nl", *nl), ("en", *en)]),
            since: "2026-11-22",
        };
        definitions().iter().map(shown).collect()
    }
}
