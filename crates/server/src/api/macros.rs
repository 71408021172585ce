//! `/api/macros`: what agents do with one key.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Done;
use super::asked::{Named, Sent};
use super::drafts::{matched, new_id};
use super::problem::{Details, Newer, Problem};
use crate::access::caller::Caller;
use crate::desk::macros::{MOST, Macro, MacroAction};
use crate::serve::app::App;
use crate::serve::clock;

/// The longest text, in characters.
const LONGEST: usize = 20_000;

/// The most actions of one.
const MOST_ACTIONS: usize = 10;

/// Every macro, in the order of their names.
#[derive(Serialize, ToSchema)]
pub(super) struct AllMacros {
    macros: Vec<Macro>,
}

/// What a macro is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMacro {
    /// What agents find it by.
    name: String,
    /// What it puts into the answer.
    #[serde(default)]
    text: Option<String>,
    /// What it does with the case, in order.
    #[serde(default)]
    actions: Vec<MacroAction>,
}

/// What agents do with one key
#[utoipa::path(get, path = "/api/macros", operation_id = "list_macros", tag = "desk",
    responses((status = 200, body = AllMacros))
)]
pub(super) async fn list(State(app): State<Arc<App>>) -> Json<AllMacros> {
    Json(AllMacros { macros: app.desk.macros.all() })
}

/// Adds a macro
#[utoipa::path(post, path = "/api/macros", operation_id = "add_macro", tag = "desk", request_body = NewMacro, responses(
    (status = 201, description = "Its revision is also the `ETag`", body = Macro),
    (status = 409, description = "There are too many", body = Details, content_type = "application/problem+json"),
    (status = 422, description = "It cannot be that", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn add(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Sent(new): Sent<NewMacro>,
) -> Result<Response, Problem> {
    let changing = app.changing.lock().await;
    let mut all = app.desk.macros.all();
    if all.len() >= MOST {
        return Err(
            Problem::new(StatusCode::CONFLICT, "too-many").detail(format!("there may be {MOST} macros"))
        );
    }
    let made = new.checked(new_id()?, 1, caller.name())?;
    all.push(made.clone());
    app.keep_macros(all).await?;
    drop(changing);
    Ok(shown(StatusCode::CREATED, made))
}

/// Changes a macro
#[utoipa::path(put, path = "/api/macros/{id}", operation_id = "change_macro", tag = "desk",
    params(
        ("id" = String, Path, description = "Its id"),
        ("If-Match" = String, Header, description = "The revision that was changed: `\"3\"`"),
    ),
    request_body = NewMacro,
    responses(
        (status = 200, description = "Its new revision is also the `ETag`", body = Macro),
        (status = 404, body = Details, content_type = "application/problem+json"),
        (status = 412, description = "Somebody else changed it: `newer` says who, and which revision",
            body = Details, content_type = "application/problem+json"),
        (status = 422, description = "It cannot be that", body = Details, content_type = "application/problem+json"),
        (status = 428, description = "`If-Match` is missing", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Named(id): Named<String>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
    Sent(new): Sent<NewMacro>,
) -> Result<Response, Problem> {
    let revision = matched(&headers)?;
    let changing = app.changing.lock().await;
    let before = app.desk.macros.get(&id).ok_or_else(|| unknown(&id))?;
    if before.revision != revision {
        return Err(stale(before));
    }
    let made = new.checked(id, revision + 1, caller.name())?;
    let others = app.desk.macros.all().into_iter().filter(|known| known.id != made.id);
    app.keep_macros(others.chain([made.clone()]).collect()).await?;
    drop(changing);
    Ok(shown(StatusCode::OK, made))
}

/// Puts a macro away
#[utoipa::path(delete, path = "/api/macros/{id}", operation_id = "remove_macro", tag = "desk",
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, body = Done),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Named(id): Named<String>,
) -> Result<Json<Done>, Problem> {
    let changing = app.changing.lock().await;
    app.desk.macros.get(&id).ok_or_else(|| unknown(&id))?;
    let others = app.desk.macros.all().into_iter().filter(|known| known.id != id);
    app.keep_macros(others.collect()).await?;
    drop(changing);
    Ok(Json(Done::YES))
}

impl NewMacro {
    /// As it is kept, when it may be kept.
    fn checked(self, id: String, revision: i64, by: String) -> Result<Macro, Problem> {
        let wrong = |what: String| Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "macro").detail(what));
        let Some(name) = crate::access::person::name(&self.name) else {
            return wrong("a macro's name has 1 to 100 characters".to_owned());
        };
        let text = self.text.filter(|text| !text.trim().is_empty());
        if text.as_ref().is_some_and(|text| text.chars().count() > LONGEST) {
            return wrong(format!("a macro's text has {LONGEST} characters at most"));
        }
        if self.actions.len() > MOST_ACTIONS || (text.is_none() && self.actions.is_empty()) {
            return wrong(format!("a macro has a text or does something, {MOST_ACTIONS} things at most"));
        }
        Ok(Macro { id, revision, name, text, actions: self.actions, by, at: clock::now().to_string() })
    }
}

fn shown(status: StatusCode, made: Macro) -> Response {
    let tag = format!("\"{}\"", made.revision);
    (status, [(header::ETAG, tag)], Json(made)).into_response()
}

fn unknown(id: &str) -> Problem {
    Problem::unknown(format!("there is no macro `{id}`"))
}

fn stale(before: Macro) -> Problem {
    let Macro { revision, by, at, .. } = before;
    Problem::new(StatusCode::PRECONDITION_FAILED, "overtaken")
        .detail(format!("{by} saved revision {revision} at {at}"))
        .newer(Newer { revision: Some(revision), publication: None, by, at })
}
