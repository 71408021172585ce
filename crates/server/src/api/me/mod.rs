//! `/api/me`: oneself.
//!
//! | file | what |
//! |---|---|
//! | `password`, `totp`, `passkeys` | what one signs in by |
//! | `sessions` | where one is signed in |

pub(super) mod passkeys;
pub(super) mod password;
pub(super) mod sessions;
pub(super) mod totp;

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::Deserialize;
use utoipa::ToSchema;
use voorzet_store::account::AccountChange;

use super::asked::Sent;
use super::problem::{Details, Problem};
use super::signed::ShownPerson;
use crate::access::caller::Caller;
use crate::access::person::{Person, name};
use crate::serve::app::App;

/// What is to be different about oneself.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    /// The name.
    name: Option<String>,
    /// The language of the screens: `nl`, `en`.
    language: Option<String>,
}

/// Oneself
#[utoipa::path(get, path = "/api/me", operation_id = "get_me", tag = "accounts", responses((status = 200, body = ShownPerson)))]
pub(super) async fn get(Extension(caller): Extension<Arc<Caller>>) -> Result<Json<ShownPerson>, Problem> {
    let (person, _) = caller.me()?;
    Ok(Json(ShownPerson::of(person)))
}

/// Changes one's name or language
#[utoipa::path(patch, path = "/api/me", operation_id = "change_me", tag = "accounts", request_body = Change, responses(
    (status = 200, body = ShownPerson),
    (status = 422, description = "It cannot be that", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn patch(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Sent(change): Sent<Change>,
) -> Result<Json<ShownPerson>, Problem> {
    let changing = app.access.changing.lock().await;
    let person = changed(app.access.person(caller.me()?.0.number)?.as_ref(), change)?;
    app.keep_accounts(vec![AccountChange::Person(person.record())]).await?;
    drop(changing);
    Ok(Json(ShownPerson::of(&person)))
}

fn changed(person: &Person, change: Change) -> Result<Person, Problem> {
    let wrong = |what: &str| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "person").detail(what);
    let mut person = person.clone();
    if let Some(new) = change.name {
        person.name = name(&new).ok_or_else(|| wrong("a name has 1 to 100 characters"))?;
    }
    if let Some(language) = change.language {
        if !(2..=8).contains(&language.len())
            || !language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        {
            return Err(wrong("a language is named like `nl`"));
        }
        person.language = Some(language);
    }
    Ok(person)
}
