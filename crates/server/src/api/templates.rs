//! `GET /api/templates`: what the channels' providers approved to be written when free text is not taken.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::channel::KnownTemplate;
use crate::serve::app::App;

/// Every template of every account.
#[derive(Serialize, ToSchema)]
pub(super) struct Templates {
    templates: Vec<ShownTemplate>,
}

/// A template.
#[derive(Serialize, ToSchema)]
struct ShownTemplate {
    /// The account it is of: `whatsapp:shop`.
    account: String,
    /// Its name at the provider.
    name: String,
    /// Its language at the provider.
    language: String,
    /// What it may be used for: `utility`, `marketing`.
    category: String,
    /// What it says, with `{{1}}`, `{{2}}` … where something is filled in.
    text: String,
    /// How many places there are to fill in.
    parameters: usize,
}

/// What may be written when a channel takes no free text
#[utoipa::path(get, path = "/api/templates", operation_id = "list_templates", tag = "desk",
    responses((status = 200, body = Templates))
)]
pub(super) async fn list(State(app): State<Arc<App>>) -> Json<Templates> {
    let shown = |(account, known): (String, KnownTemplate)| ShownTemplate {
        account,
        name: known.name,
        language: known.language,
        category: known.category,
        text: known.text,
        parameters: known.parameters,
    };
    Json(Templates { templates: app.delivery.accounts().templates().map(shown).collect() })
}
