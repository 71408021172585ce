//! `/api/me/password`.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use voorzet_store::account::AccountChange;

use crate::access::caller::Caller;
use crate::access::enter::Entrance;
use crate::access::password;
use crate::access::person::{Credential, Means, Person};
use crate::api::asked::Sent;
use crate::api::problem::{Details, Problem};
use crate::api::signed::{SignedIn, let_in};
use crate::serve::app::App;
use crate::serve::clock;

/// One's password, and the next.
#[derive(Deserialize, ToSchema)]
pub(in crate::api) struct Change {
    /// The one that is.
    current: String,
    /// The one that is to be.
    new: String,
}

/// Changes one's password
///
/// All sessions are over by it; the answer begins a new one.
#[utoipa::path(post, path = "/api/me/password", operation_id = "change_password", tag = "accounts", request_body = Change, responses(
    (status = 200, body = SignedIn),
    (status = 403, description = "The password is another", body = Details, content_type = "application/problem+json"),
    (status = 422, description = "The new one cannot be one", body = Details, content_type = "application/problem+json"),
    (status = 429, description = "Too many guesses", body = Details, content_type = "application/problem+json"),
))]
pub(in crate::api) async fn post(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
    Sent(change): Sent<Change>,
) -> Result<Response, Problem> {
    let (person, session) = caller.me()?;
    let known = proven(&app, &caller, person, change.current).await?;
    password::judge(&change.new, &[&person.email, &person.name])?;
    let hash = password::hash(change.new).await?;
    let changing = app.access.changing.lock().await;
    let credential = Credential { means: Means::Password { hash }, at: clock::now(), ..known };
    let mut changes = app.access.known().ends_of(person.number, None);
    changes.push(AccountChange::Credential(credential.record()));
    let by_second = session.record.by_second;
    let entrance = Entrance { action: "sign_in", by: "new password", by_second, changes };
    let_in(&app, &changing, person, entrance, &caller, &headers).await
}

/// The password of who is signed in, when this is it.
pub(super) async fn proven(
    app: &App,
    caller: &Caller,
    person: &Person,
    password: String,
) -> Result<Credential, Problem> {
    app.guess(&person.email, caller)?;
    let known = app.access.known().password(person.number).cloned();
    let hash = known.as_ref().and_then(|credential| match &credential.means {
        Means::Password { hash } => Some(hash.clone()),
        _ => None,
    });
    match known {
        Some(known) if password::is(hash, password).await? => {
            app.access.lockouts.right(&person.email, &caller.address);
            Ok(known)
        }
        _ => {
            app.wrong(Some(person), caller, "own password").await?;
            Err(Problem::new(StatusCode::FORBIDDEN, "password").detail("the password is another"))
        }
    }
}
