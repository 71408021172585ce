//! `GET /api/cases/search`: cases by what was said in them.

use std::sync::Arc;

use axum::extract::State;
use axum::{Extension, Json};
use serde::Deserialize;
use utoipa::IntoParams;
use voorzet_domain::conversation::MessageNumber;
use voorzet_domain::conversation::case::State as CaseState;
use voorzet_engine::inbox::{Hits, Query, Sought};
use voorzet_store::Reader;

use super::viewer::Viewer;
use crate::access::caller::Caller;
use crate::api::asked::Asked;
use crate::api::problem::{Details, Problem};
use crate::serve::app::App;
use crate::serve::clock;

/// The longest that can be looked for, in characters.
const LONGEST: usize = 300;

/// What is looked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct Looked {
    /// Words that must all have been said, in any form of theirs.
    #[serde(default)]
    q: String,
    /// What the answer before gave as `next`.
    cursor: Option<u32>,
    /// How many, at most 100.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
    /// Only cases in this state: `waiting`, `assigned`, `snoozed` or `resolved`.
    state: Option<String>,
    /// Only what was said by this channel.
    channel: Option<String>,
}

/// Cases by what was said in them, what was said last first
///
/// What was found stands in `snippet` between the characters U+0002 and U+0003.
#[utoipa::path(get, path = "/api/cases/search", operation_id = "search_cases", tag = "desk", params(Looked), responses(
    (status = 200, body = Hits),
    (status = 400, body = Details, content_type = "application/problem+json"),
))]
pub(in crate::api) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Asked(looked): Asked<Looked>,
) -> Result<Json<Hits>, Problem> {
    if looked.q.chars().count() > LONGEST {
        return Err(Problem::wrong(format!("at most {LONGEST} characters")));
    }
    let unknown = |name: &String| Problem::wrong(format!("`{name}` is no state"));
    let state = looked.state.as_ref().map(|name| CaseState::from_name(name).ok_or_else(|| unknown(name)));
    let state = state.transpose()?;
    let (viewer, now) = (Viewer::of(&app, &caller).await?, clock::now());
    if looked.cursor.is_none() {
        app.audit(&caller, "search_cases", "", "").await?;
    }
    let read = move |reader: &Reader| {
        let query = Query::of(&looked.q);
        let sought = Sought {
            query: &query,
            state,
            channel: looked.channel.as_deref().filter(|channel| !channel.is_empty()),
            before: MessageNumber(looked.cursor.unwrap_or(u32::MAX)),
            most: looked.limit.unwrap_or(20).clamp(1, 100),
        };
        reader.at_once(|reader| Hits::find(&sought, &viewer.naming(reader), viewer.me, now))
    };
    Ok(Json(app.readers.read(read).await?))
}
