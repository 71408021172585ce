//! `/api/me/totp`: an app that counts, as a second factor.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_store::account::AccountChange;

use super::password::proven;
use crate::access::caller::Caller;
use crate::access::enter::{Entrance, enter};
use crate::access::person::{Credential, Means};
use crate::access::totp;
use crate::api::Done;
use crate::api::asked::Sent;
use crate::api::problem::{Details, Problem};
use crate::api::signed::{ShownSession, with_cookie};
use crate::serve::app::App;
use crate::serve::clock;

/// What an app must know. It is shown once.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct NewApp {
    /// For who types it.
    secret: String,
    /// For an app on this machine.
    uri: String,
    /// A picture of the same, for a camera.
    svg: String,
}

/// A code that the app shows.
#[derive(Deserialize, ToSchema)]
pub(in crate::api) struct AppCode {
    /// Six digits.
    code: String,
}

/// One's password, once more.
#[derive(Deserialize, ToSchema)]
pub(in crate::api) struct OnceMore {
    /// The password.
    password: String,
}

/// That the app counts from now on.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Confirmed {
    /// For the day that the app is lost; each is used once, and all are shown this once.
    recovery_codes: Vec<String>,
    /// The new session: the second factor was shown.
    session: ShownSession,
}

/// Begins to set up an app
#[utoipa::path(post, path = "/api/me/totp", operation_id = "set_up_totp", tag = "accounts", responses(
    (status = 200, body = NewApp),
    (status = 409, description = "There is one already", body = Details, content_type = "application/problem+json"),
))]
pub(in crate::api) async fn post(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
) -> Result<Json<NewApp>, Problem> {
    let (person, _) = caller.me()?;
    let changing = app.access.changing.lock().await;
    let secret = totp::secret()?;
    let (changes, organisation) = {
        let known = app.access.known();
        if known.totp(person.number).is_some() {
            return Err(Problem::new(StatusCode::CONFLICT, "totp")
                .detail("there is an app already; take it away first"));
        }
        let begun = known.of(person.number).filter(|one| matches!(one.means, Means::Totp { .. }));
        let mut changes: Vec<_> = begun.map(|one| AccountChange::DropCredential(one.number)).collect();
        let means = Means::Totp { secret: secret.clone(), confirmed: false, last: 0 };
        let new = Credential {
            number: known.next_credential(),
            person: person.number,
            name: String::new(),
            means,
            at: clock::now(),
            used: None,
        };
        changes.push(AccountChange::Credential(new.record()));
        (changes, known.settings.organisation.clone())
    };
    app.keep_accounts(changes).await?;
    drop(changing);
    let uri = totp::uri(&secret, &organisation, &person.email);
    Ok(Json(NewApp { svg: totp::svg(&uri)?, secret, uri }))
}

/// Shows that the app counts as we do
///
/// Other sessions are over by it; the answer goes on in a new one.
#[utoipa::path(post, path = "/api/me/totp/confirm", operation_id = "confirm_totp", tag = "accounts", request_body = AppCode, responses(
    (status = 200, body = Confirmed),
    (status = 403, description = "The code is another", body = Details, content_type = "application/problem+json"),
    (status = 409, description = "None is being set up", body = Details, content_type = "application/problem+json"),
    (status = 429, description = "Too many guesses", body = Details, content_type = "application/problem+json"),
))]
pub(in crate::api) async fn confirm(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
    Sent(shown): Sent<AppCode>,
) -> Result<Response, Problem> {
    let (person, _) = caller.me()?;
    app.guess(&person.email, &caller)?;
    let changing = app.access.changing.lock().await;
    let (recovery_codes, hashes) = totp::recovery()?;
    let changes = {
        let known = app.access.known();
        let begun = known.of(person.number).find_map(|one| match &one.means {
            Means::Totp { secret, confirmed: false, .. } => Some((one.clone(), secret.clone())),
            _ => None,
        });
        let (begun, secret) = begun
            .ok_or_else(|| Problem::new(StatusCode::CONFLICT, "totp").detail("no app is being set up"))?;
        let step = totp::step(&secret, &shown.code, 0, clock::now()).ok_or_else(|| {
            Problem::new(StatusCode::FORBIDDEN, "code").detail("the app shows another code")
        })?;
        let mut changes = known.ends_of(person.number, None);
        let old = known.of(person.number).filter(|one| matches!(one.means, Means::Recovery { .. }));
        changes.extend(old.map(|one| AccountChange::DropCredential(one.number)));
        let number = known.next_credential();
        let recovery =
            Credential { number, means: Means::Recovery { hashes }, at: clock::now(), ..begun.clone() };
        let counting = Credential { means: Means::Totp { secret, confirmed: true, last: step }, ..begun };
        changes.extend([counting, recovery].map(|one| AccountChange::Credential(one.record())));
        changes
    };
    app.access.lockouts.right(&person.email, &caller.address);
    let entrance = Entrance { action: "sign_in", by: "new app", by_second: true, changes };
    let entered = enter(&app, &changing, person, entrance, &caller, &headers).await?;
    let session = ShownSession::of(&app, &entered.caller, &entered.ticket)?;
    Ok(with_cookie(entered.cookie, Json(Confirmed { recovery_codes, session })))
}

/// Takes the app away
#[utoipa::path(delete, path = "/api/me/totp", operation_id = "remove_totp", tag = "accounts", request_body = OnceMore, responses(
    (status = 200, body = Done),
    (status = 403, description = "The password is another", body = Details, content_type = "application/problem+json"),
    (status = 404, description = "There is none", body = Details, content_type = "application/problem+json"),
    (status = 429, description = "Too many guesses", body = Details, content_type = "application/problem+json"),
))]
pub(in crate::api) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Sent(shown): Sent<OnceMore>,
) -> Result<Json<Done>, Problem> {
    let (person, session) = caller.me()?;
    proven(&app, &caller, person, shown.password).await?;
    let changing = app.access.changing.lock().await;
    let changes = {
        let known = app.access.known();
        let both = |one: &&Credential| matches!(one.means, Means::Totp { .. } | Means::Recovery { .. });
        let gone = known.of(person.number).filter(both).map(|one| AccountChange::DropCredential(one.number));
        let gone: Vec<_> = gone.collect();
        if gone.is_empty() {
            return Err(Problem::unknown("there is no app"));
        }
        gone.into_iter().chain(known.ends_of(person.number, Some(&session.record.hash))).collect()
    };
    app.keep_accounts(changes).await?;
    drop(changing);
    Ok(Json(Done::YES))
}
