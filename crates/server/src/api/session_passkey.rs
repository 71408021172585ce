//! `/api/session/passkey`: signing in with a passkey, alone or after a password.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::{Extension, Json};
use serde::Deserialize;
use utoipa::ToSchema;
use voorzet_store::account::AccountChange;

use super::asked::Sent;
use super::problem::{Details, Problem};
use super::session::half_of;
use super::signed::{SignedIn, held, here, let_in};
use crate::access::caller::Caller;
use crate::access::enter::Entrance;
use crate::access::passkey::{self, Challenge, Purpose, Shown};
use crate::access::person::{Credential, Means, Person};
use crate::access::ticket;
use crate::serve::app::App;
use crate::serve::clock;

/// A passkey that is shown.
#[derive(Deserialize, ToSchema)]
pub(super) struct Presented {
    /// As `PublicKeyCredential.toJSON()` gives it.
    credential: Shown,
}

/// A challenge to an authenticator
///
/// The answer is for `PublicKeyCredential.parseRequestOptionsFromJSON`. After a password it asks for one of that
/// person's passkeys, else for any that knows who holds it.
#[utoipa::path(post, path = "/api/session/passkey/challenge", operation_id = "sign_in_passkey_challenge", tag = "accounts", responses((status = 200, body = Challenge)))]
pub(super) async fn challenge(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Json<Challenge>, Problem> {
    let half = held(&app, &headers).map(ticket::hash).unwrap_or_default();
    let (challenge, here) = (ticket::random()?, here(&app, &headers));
    let Ok(person) = half_of(&app, &half) else {
        app.access.challenges.begin(challenge.clone(), Purpose::SignIn);
        return Ok(Json(passkey::request(&challenge, &here, &[], true)));
    };
    app.access.challenges.begin(challenge.clone(), Purpose::SecondFactor(person.number));
    let has = passkeys(&app, person.number);
    Ok(Json(passkey::request(&challenge, &here, &has, false)))
}

/// A person's passkeys, by id and how they are reached.
pub(super) fn passkeys(app: &App, person: i64) -> Vec<(String, Vec<String>)> {
    let known = app.access.known();
    let shown = known.passkeys(person).filter_map(|credential| match &credential.means {
        Means::Passkey { id, transports, .. } => Some((id.clone(), transports.clone())),
        _ => None,
    });
    shown.collect()
}

/// Signs in with a passkey
#[utoipa::path(post, path = "/api/session/passkey", operation_id = "sign_in_passkey", tag = "accounts", request_body = Presented, responses(
    (status = 200, body = SignedIn),
    (status = 401, description = "It proves nothing", body = Details, content_type = "application/problem+json"),
    (status = 429, description = "Too many guesses", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn post(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
    Sent(presented): Sent<Presented>,
) -> Result<Response, Problem> {
    app.guess("passkeys", &caller)?;
    let changing = app.access.changing.lock().await;
    let Some((person, used)) = prove(&app, &presented.credential, &headers) else {
        return Err(app.wrong(None, &caller, "passkey").await?);
    };
    app.access.lockouts.right("passkeys", &caller.address);
    app.access.lockouts.right(&person.email, &caller.address);
    let changes = vec![AccountChange::Credential(used.record())];
    let entrance = Entrance { action: "sign_in", by: "passkey", by_second: true, changes };
    let_in(&app, &changing, &person, entrance, &caller, &headers).await
}

/// Whose passkey it is and how it stands now, if it proves that they are there.
fn prove(app: &App, presented: &Shown, headers: &HeaderMap) -> Option<(Arc<Person>, Credential)> {
    let question = presented.question()?;
    let purpose = app.access.challenges.take(&question)?;
    let here = here(app, headers);
    let half = held(app, headers).map(ticket::hash).unwrap_or_default();
    let known = app.access.known();
    let passkey = known.credentials.values().find(
        |credential| matches!(&credential.means, Means::Passkey { id, .. } if *id == presented.raw_id.trim_end_matches('=')),
    )?;
    let verified = match purpose {
        Purpose::SignIn => true,
        Purpose::SecondFactor(person) if person == passkey.person => {
            app.access.halves.take(&half).filter(|half| *half == person)?;
            false
        }
        _ => return None,
    };
    let Means::Passkey { id, key, counter, transports } = &passkey.means else { return None };
    let counter = passkey::shown(presented, &question, &here, key, *counter, verified)
        .inspect_err(|doubt| tracing::info!(%doubt, "a passkey proves nothing"))
        .ok()?;
    let person = known.people.get(&passkey.person).filter(|person| person.disabled.is_none())?;
    let means = Means::Passkey { id: id.clone(), key: key.clone(), counter, transports: transports.clone() };
    Some((Arc::clone(person), Credential { means, used: Some(clock::now()), ..passkey.clone() }))
}
