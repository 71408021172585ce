//! `/api/me/passkeys`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_store::account::AccountChange;

use crate::access::caller::Caller;
use crate::access::passkey::{self, Challenge, Created, Purpose, User};
use crate::access::person::{Credential, Means, name};
use crate::access::ticket;
use crate::api::Done;
use crate::api::asked::{Named, Sent};
use crate::api::problem::{Details, Problem};
use crate::api::session_passkey::passkeys;
use crate::api::signed::here;
use crate::serve::app::App;
use crate::serve::clock;

/// So many one may have.
const MOST: usize = 20;

/// One's passkeys.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct ShownPasskeys {
    passkeys: Vec<ShownPasskey>,
}

/// A passkey.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct ShownPasskey {
    /// Its number.
    id: i64,
    /// What its owner calls it.
    name: String,
    /// Since when.
    at: String,
    /// When it was last used.
    used: Option<String>,
}

/// A passkey that was made.
#[derive(Deserialize, ToSchema)]
pub(in crate::api) struct NewPasskey {
    /// What it is to be called.
    name: String,
    /// As `PublicKeyCredential.toJSON()` gives it.
    credential: Created,
}

impl ShownPasskey {
    fn of(credential: &Credential) -> Self {
        Self {
            id: credential.number,
            name: credential.name.clone(),
            at: credential.at.to_string(),
            used: credential.used.map(|used| used.to_string()),
        }
    }
}

/// One's passkeys
#[utoipa::path(get, path = "/api/me/passkeys", operation_id = "list_passkeys", tag = "accounts", responses((status = 200, body = ShownPasskeys)))]
pub(in crate::api) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
) -> Result<Json<ShownPasskeys>, Problem> {
    let (person, _) = caller.me()?;
    let known = app.access.known();
    Ok(Json(ShownPasskeys { passkeys: known.passkeys(person.number).map(ShownPasskey::of).collect() }))
}

/// A challenge to an authenticator that is to make a passkey
///
/// The answer is for `PublicKeyCredential.parseCreationOptionsFromJSON`.
#[utoipa::path(post, path = "/api/me/passkeys/challenge", operation_id = "passkey_challenge", tag = "accounts", responses((status = 200, body = Challenge)))]
pub(in crate::api) async fn challenge(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
) -> Result<Json<Challenge>, Problem> {
    let (person, _) = caller.me()?;
    let challenge = ticket::random()?;
    app.access.challenges.begin(challenge.clone(), Purpose::Register(person.number));
    let has = passkeys(&app, person.number);
    let user = User { number: person.number, email: &person.email, name: &person.name, has };
    Ok(Json(passkey::creation(&challenge, &here(&app, &headers), &user)))
}

/// Adds a passkey
#[utoipa::path(post, path = "/api/me/passkeys", operation_id = "add_passkey", tag = "accounts", request_body = NewPasskey, responses(
    (status = 201, body = ShownPasskey),
    (status = 409, description = "It is there already, or there are too many", body = Details, content_type = "application/problem+json"),
    (status = 422, description = "It proves nothing", body = Details, content_type = "application/problem+json"),
))]
pub(in crate::api) async fn post(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
    Sent(new): Sent<NewPasskey>,
) -> Result<(StatusCode, Json<ShownPasskey>), Problem> {
    let (person, _) = caller.me()?;
    let wrong = |what: &str| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "passkey").detail(what);
    let called = name(&new.name).ok_or_else(|| wrong("a name has 1 to 100 characters"))?;
    let question = new.credential.question().unwrap_or_default();
    if app.access.challenges.take(&question) != Some(Purpose::Register(person.number)) {
        return Err(wrong("this answers no question of ours, or took too long"));
    }
    let made = passkey::made(&new.credential, &question, &here(&app, &headers));
    let made = made.map_err(|doubt| wrong(&doubt.to_string()))?;
    let changing = app.access.changing.lock().await;
    let credential = {
        let known = app.access.known();
        let same = |one: &Credential| matches!(&one.means, Means::Passkey { id, .. } if *id == made.id);
        if known.credentials.values().any(same) || known.passkeys(person.number).count() >= MOST {
            return Err(Problem::new(StatusCode::CONFLICT, "passkey")
                .detail("it is there already, or there are too many"));
        }
        let means =
            Means::Passkey { id: made.id, key: made.key, counter: made.counter, transports: made.transports };
        let number = known.next_credential();
        Credential { number, person: person.number, name: called, means, at: clock::now(), used: None }
    };
    app.keep_accounts(vec![AccountChange::Credential(credential.record())]).await?;
    drop(changing);
    Ok((StatusCode::CREATED, Json(ShownPasskey::of(&credential))))
}

/// Takes a passkey away
#[utoipa::path(delete, path = "/api/me/passkeys/{id}", operation_id = "remove_passkey", tag = "accounts",
    params(("id" = i64, Path, description = "Its number")),
    responses(
        (status = 200, body = Done),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(in crate::api) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<i64>,
) -> Result<Json<Done>, Problem> {
    let (person, _) = caller.me()?;
    let changing = app.access.changing.lock().await;
    if !app.access.known().passkeys(person.number).any(|one| one.number == id) {
        return Err(Problem::unknown("there is no such passkey"));
    }
    app.keep_accounts(vec![AccountChange::DropCredential(id)]).await?;
    drop(changing);
    Ok(Json(Done::YES))
}
