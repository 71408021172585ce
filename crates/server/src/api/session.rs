//! `/api/session`: signing in with a password, and out.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::{Extension, Json};
use serde::Deserialize;
use utoipa::ToSchema;
use voorzet_store::account::AccountChange;

use super::Done;
use super::asked::Sent;
use super::problem::{Details, Problem};
use super::signed::{Factor, ShownSession, SignedIn, half_in, held, let_in, with_cookie};
use crate::access::caller::Caller;
use crate::access::enter::{Entrance, session_cookie};
use crate::access::person::{self, Credential, Means, Person};
use crate::access::{audit, password, ticket, totp};
use crate::serve::app::App;
use crate::serve::clock;

/// What somebody shows to be let in.
#[derive(Deserialize, ToSchema)]
pub(super) struct Password {
    /// Their mail address.
    email: String,
    /// Their password.
    password: String,
}

/// A code of an app, or a recovery code.
#[derive(Deserialize, ToSchema)]
pub(super) struct Code {
    /// Six digits, or sixteen letters and digits.
    pub(super) code: String,
}

/// Signs in
///
/// Whoever it is: what is wrong is told in the same words, and after the same time.
#[utoipa::path(post, path = "/api/session", operation_id = "sign_in", tag = "accounts", request_body = Password, responses(
    (status = 200, body = SignedIn),
    (status = 401, description = "The mail address or the password is wrong", body = Details, content_type = "application/problem+json"),
    (status = 429, description = "Too many guesses", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn post(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
    Sent(shown): Sent<Password>,
) -> Result<Response, Problem> {
    let email = person::email(&shown.email).unwrap_or_else(|| "nobody".to_owned());
    app.guess(&email, &caller)?;
    let (found, hash) = look_up(&app, &email);
    let right = password::is(hash, shown.password).await?;
    let Some(person) = found.clone().filter(|person| right && person.disabled.is_none()) else {
        return Err(app.wrong(found.as_deref(), &caller, "password").await?);
    };
    let methods = factors(&app, person.number);
    if !methods.is_empty() {
        return half_in(&app, &person, methods, &caller).await;
    }
    app.access.lockouts.right(&email, &caller.address);
    let changing = app.access.changing.lock().await;
    let entrance = Entrance { action: "sign_in", by: "password", by_second: false, changes: Vec::new() };
    let_in(&app, &changing, &person, entrance, &caller, &headers).await
}

/// The person with a mail address and the hash of their password, when passwords are taken.
fn look_up(app: &App, email: &str) -> (Option<Arc<Person>>, Option<String>) {
    let known = app.access.known();
    let person = known.by_email(email);
    let credential = person.as_ref().and_then(|person| known.password(person.number));
    let hash = credential.and_then(|credential| match &credential.means {
        Means::Password { hash } if known.settings.password => Some(hash.clone()),
        _ => None,
    });
    (person, hash)
}

/// The second factors that a person needs one of; none when they have no app.
fn factors(app: &App, person: i64) -> Vec<Factor> {
    let known = app.access.known();
    if known.totp(person).is_none() {
        return Vec::new();
    }
    let passkey = known.passkeys(person).next().map(|_| Factor::Passkey);
    [Factor::Totp].into_iter().chain(passkey).collect()
}

/// Shows a second factor
#[utoipa::path(post, path = "/api/session/second-factor", operation_id = "sign_in_second_factor", tag = "accounts", request_body = Code, responses(
    (status = 200, body = SignedIn),
    (status = 401, description = "The code is wrong, was used, or nobody has shown a password", body = Details, content_type = "application/problem+json"),
    (status = 429, description = "Too many guesses", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn second(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
    Sent(shown): Sent<Code>,
) -> Result<Response, Problem> {
    let half = held(&app, &headers).map(ticket::hash).unwrap_or_default();
    let person = half_of(&app, &half)?;
    app.guess(&person.email, &caller)?;
    let changing = app.access.changing.lock().await;
    let Some((by, used)) = use_code(&app, person.number, &shown.code) else {
        return Err(app.wrong(Some(&person), &caller, "second factor").await?);
    };
    // Taken only now: somebody may mistype.
    app.access.halves.take(&half).ok_or_else(expired)?;
    app.access.lockouts.right(&person.email, &caller.address);
    let changes = vec![AccountChange::Credential(used.record())];
    let entrance = Entrance { action: "sign_in", by, by_second: true, changes };
    let_in(&app, &changing, &person, entrance, &caller, &headers).await
}

/// Who has shown a password under this ticket.
pub(super) fn half_of(app: &App, half: &str) -> Result<Arc<Person>, Problem> {
    let number = app.access.halves.look(half).ok_or_else(expired)?;
    let person = app.access.known().people.get(&number).map(Arc::clone);
    person.filter(|person| person.disabled.is_none()).ok_or_else(expired)
}

fn expired() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "sign-in").detail("begin again with the password")
}

/// What a code used up, if it is right.
fn use_code(app: &App, person: i64, code: &str) -> Option<(&'static str, Credential)> {
    let (known, now) = (app.access.known(), clock::now());
    let counted = known.totp(person).and_then(|app| {
        let Means::Totp { secret, last, .. } = &app.means else { return None };
        let step = totp::step(secret, code, *last, now)?;
        let means = Means::Totp { secret: secret.clone(), confirmed: true, last: step };
        Some(("password and app", Credential { means, used: Some(now), ..app.clone() }))
    });
    counted.or_else(|| {
        let hash = totp::recovery_hash(code);
        known.of(person).find_map(|credential| {
            let Means::Recovery { hashes } = &credential.means else { return None };
            let left: Vec<String> = hashes.iter().filter(|other| **other != hash).cloned().collect();
            let used = left.len() < hashes.len();
            let means = Means::Recovery { hashes: left };
            used.then(|| {
                ("password and recovery code", Credential { means, used: Some(now), ..credential.clone() })
            })
        })
    })
}

/// Who is signed in
#[utoipa::path(get, path = "/api/session", operation_id = "get_session", tag = "accounts", responses(
    (status = 200, body = ShownSession),
    (status = 401, description = "Nobody is", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
) -> Result<Json<ShownSession>, Problem> {
    ShownSession::of(&app, &caller, held(&app, &headers).unwrap_or_default()).map(Json)
}

/// Signs out
#[utoipa::path(delete, path = "/api/session", operation_id = "sign_out", tag = "accounts", responses((status = 200, body = Done)))]
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
) -> Result<Response, Problem> {
    let (_, session) = caller.me()?;
    app.keep_accounts(vec![AccountChange::DropSession(session.record.hash.clone())]).await?;
    Ok(with_cookie(session_cookie(&app, "")?, Json(Done::YES)))
}

impl App {
    /// Counts a guess; too many at once are not looked at.
    pub(super) fn guess(&self, account: &str, caller: &Caller) -> Result<(), Problem> {
        let guess = self.access.lockouts.guess(account, &caller.address, std::time::Instant::now());
        guess.map_err(|wait| {
            Problem::new(StatusCode::TOO_MANY_REQUESTS, "locked")
                .detail("too many wrong guesses; wait before the next")
                .retry_after(wait.as_secs() + 1)
        })
    }

    /// What is told of a guess that was wrong, whoever it was about.
    pub(super) async fn wrong(
        &self,
        person: Option<&Person>,
        caller: &Caller,
        by: &str,
    ) -> Result<Problem, Problem> {
        // What was typed may be a password in the wrong field, so it is kept nowhere.
        let who = person.map_or("somebody unknown", |person| person.name.as_str());
        let number = person.map(|person| person.number);
        let told = audit::entry_of(number, who, caller, "sign_in_failed", by);
        self.keep_accounts(vec![told]).await?;
        Ok(Problem::new(StatusCode::UNAUTHORIZED, "sign-in").detail("what was shown is not right"))
    }
}
