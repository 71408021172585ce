//! Figures down to the agent need the works council's consent in the Netherlands (WOR art. 27): they are off until an
//! administrator states that it was given, and when, and by whom.

use std::sync::Arc;

use axum::extract::State;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_store::entry::Incoming;

use crate::access::caller::Caller;
use crate::api::asked::Sent;
use crate::api::problem::{Details, Problem};
use crate::serve::app::{App, HOUSE};
use crate::serve::clock;

/// The name under which the store keeps it.
const KEPT_AS: &str = "feedback.agents";

/// Whether figures go down to the agent.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct AgentConsent {
    /// Whether the works council consented.
    given: bool,
    /// What was agreed: the date of the decision, its conditions.
    #[serde(default)]
    note: String,
    /// Who states so.
    #[serde(default)]
    by: String,
    /// When it was stated.
    #[serde(default)]
    at: String,
}

/// What an administrator states.
#[derive(Deserialize, ToSchema)]
pub(in crate::api) struct AgentConsentStated {
    /// Whether the works council consented.
    given: bool,
    /// What was agreed: the date of the decision, its conditions. Must be there when it was given.
    #[serde(default)]
    note: String,
}

impl AgentConsent {
    /// Whether the works council consented.
    pub(super) const fn is_given(&self) -> bool {
        self.given
    }

    /// What was stated last.
    pub(super) async fn read(app: &App) -> Result<Self, Problem> {
        let kept = app.readers.read(|reader| reader.meta(KEPT_AS)).await?;
        Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default())
    }
}

/// Whether figures go down to the agent
#[utoipa::path(get, path = "/api/feedback/agents", operation_id = "get_feedback_agents", tag = "feedback", responses(
    (status = 200, body = AgentConsent),
))]
pub(in crate::api) async fn get(State(app): State<Arc<App>>) -> Result<Json<AgentConsent>, Problem> {
    AgentConsent::read(&app).await.map(Json)
}

/// State whether the works council consented to figures down to the agent
#[utoipa::path(put, path = "/api/feedback/agents", operation_id = "put_feedback_agents", tag = "feedback", request_body = AgentConsentStated, responses(
    (status = 200, body = AgentConsent),
    (status = 400, body = Details, content_type = "application/problem+json"),
))]
pub(in crate::api) async fn put(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Sent(stated): Sent<AgentConsentStated>,
) -> Result<Json<AgentConsent>, Problem> {
    if stated.given && stated.note.trim().is_empty() {
        return Err(Problem::wrong("`note` must say what the works council agreed to, and when"));
    }
    let consent = AgentConsent {
        given: stated.given,
        note: stated.note.trim().to_owned(),
        by: caller.name(),
        at: clock::now().to_string(),
    };
    let value = serde_json::to_string(&consent).map_err(|error| Problem::internal(&error))?;
    app.place(HOUSE, vec![Incoming::Mark { name: KEPT_AS.into(), value }], 0).await?;
    Ok(Json(consent))
}
