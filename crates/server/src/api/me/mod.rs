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
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_store::account::AccountChange;

use super::asked::Sent;
use super::problem::{Details, Problem};
use super::signed::ShownPerson;
use crate::access::caller::Caller;
use crate::access::person::{Credential, Means, Person, name};
use crate::serve::app::App;

/// Oneself, and what one signs in by.
#[derive(Serialize, ToSchema)]
pub(super) struct Oneself {
    #[serde(flatten)]
    person: ShownPerson,
    /// The app that counts; null when there is none.
    totp: Option<ShownApp>,
}

/// An app that counts.
#[derive(Serialize, ToSchema)]
struct ShownApp {
    /// When it was set up.
    at: String,
    /// How many recovery codes were not used.
    recovery_left: usize,
}

impl Oneself {
    fn of(app: &App, person: &Person) -> Self {
        let known = app.access.known();
        let codes = known.of(person.number).map(|credential| match &credential.means {
            Means::Recovery { hashes } => hashes.len(),
            _ => 0,
        });
        let shown = |totp: &Credential| ShownApp { at: totp.at.to_string(), recovery_left: codes.sum() };
        Self { person: ShownPerson::of(person), totp: known.totp(person.number).map(shown) }
    }
}

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
#[utoipa::path(get, path = "/api/me", operation_id = "get_me", tag = "accounts", responses((status = 200, body = Oneself)))]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
) -> Result<Json<Oneself>, Problem> {
    let (person, _) = caller.me()?;
    Ok(Json(Oneself::of(&app, person)))
}

/// Changes one's name or language
#[utoipa::path(patch, path = "/api/me", operation_id = "change_me", tag = "accounts", request_body = Change, responses(
    (status = 200, body = Oneself),
    (status = 422, description = "It cannot be that", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn patch(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Sent(change): Sent<Change>,
) -> Result<Json<Oneself>, Problem> {
    let changing = app.access.changing.lock().await;
    let person = changed(app.access.person(caller.me()?.0.number)?.as_ref(), change)?;
    app.keep_accounts(vec![AccountChange::Person(person.record())]).await?;
    drop(changing);
    Ok(Json(Oneself::of(&app, &person)))
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
