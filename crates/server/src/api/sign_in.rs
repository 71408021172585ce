//! `GET /api/sign-in` and `POST /api/first-run`: before anybody is signed in.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_store::account::AccountChange;

use super::asked::Sent;
use super::problem::{Details, Problem};
use super::signed::{SignedIn, let_in};
use crate::access::caller::Caller;
use crate::access::enter::Entrance;
use crate::access::password;
use crate::access::person::{self, Credential, Means, Person};
use crate::access::role::Role;
use crate::serve::app::App;
use crate::serve::clock;

/// What one may sign in by.
#[derive(Serialize, ToSchema)]
pub(super) struct Doors {
    /// Nobody is known yet: `POST /api/first-run` is next.
    first_run: bool,
    /// The organisation's name.
    organisation: String,
    /// By what one may sign in.
    methods: Methods,
}

/// By what one may sign in.
#[derive(Serialize, ToSchema)]
struct Methods {
    /// A password.
    password: bool,
    /// A passkey.
    passkey: bool,
    /// At other providers.
    sso: Vec<OtherDoor>,
}

/// A provider at which one may sign in.
#[derive(Serialize, ToSchema)]
struct OtherDoor {
    /// For `/api/session/sso/{id}`.
    id: String,
    /// For the screen.
    name: String,
}

/// The first person.
#[derive(Deserialize, ToSchema)]
pub(super) struct First {
    /// What `voorzet serve` printed.
    code: String,
    /// Their name.
    name: String,
    /// Their mail address.
    email: String,
    /// A password.
    password: String,
}

/// What one may sign in by
#[utoipa::path(get, path = "/api/sign-in", operation_id = "get_sign_in", tag = "accounts", responses((status = 200, body = Doors)))]
pub(super) async fn get(State(app): State<Arc<App>>) -> Json<Doors> {
    let known = app.access.known();
    let sso = known.settings.sso.iter();
    Json(Doors {
        first_run: known.people.is_empty(),
        organisation: known.settings.organisation.clone(),
        methods: Methods {
            password: known.settings.password,
            passkey: true,
            sso: sso.map(|door| OtherDoor { id: door.id.clone(), name: door.name.clone() }).collect(),
        },
    })
}

/// Lets the first person in, as an administrator
#[utoipa::path(post, path = "/api/first-run", operation_id = "first_run", tag = "accounts", request_body = First, responses(
    (status = 200, body = SignedIn),
    (status = 401, description = "The code is another", body = Details, content_type = "application/problem+json"),
    (status = 409, description = "There is somebody already", body = Details, content_type = "application/problem+json"),
    (status = 422, description = "The name, mail address or password cannot be one", body = Details, content_type = "application/problem+json"),
    (status = 429, description = "Too many guesses", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn first(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    headers: HeaderMap,
    Sent(first): Sent<First>,
) -> Result<Response, Problem> {
    app.guess("first run", &caller)?;
    let taken =
        || Problem::new(StatusCode::CONFLICT, "first-run").detail("there is somebody already: sign in");
    if !app.access.is_empty() {
        return Err(taken());
    }
    if !app.access.is_setup(&first.code) {
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "set-up-code")
            .detail("the set-up code is another: `voorzet serve` prints it, and it stands in server.json"));
    }
    app.access.lockouts.right("first run", &caller.address);
    let mut person = new_person(&first.name, &first.email, vec![Role::Administrator])?;
    password::judge(&first.password, &[&person.email, &person.name])?;
    let hash = password::hash(first.password).await?;
    let changing = app.access.changing.lock().await;
    if !app.access.is_empty() {
        return Err(taken());
    }
    person.number = 1;
    let number = app.access.known().next_credential();
    let credential = Credential {
        number,
        person: person.number,
        name: String::new(),
        means: Means::Password { hash },
        at: person.at,
        used: None,
    };
    let changes =
        vec![AccountChange::Person(person.record()), AccountChange::Credential(credential.record())];
    let entrance = Entrance { action: "first_run", by: "set-up code", by_second: false, changes };
    let_in(&app, &changing, &Arc::new(person), entrance, &caller, &headers).await
}

/// Somebody who is not known yet.
pub(crate) fn new_person(name: &str, email: &str, roles: Vec<Role>) -> Result<Person, Problem> {
    let wrong = |what: &str| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "person").detail(what);
    Ok(Person {
        number: 0,
        email: person::email(email).ok_or_else(|| wrong("this is no mail address"))?,
        name: person::name(name).ok_or_else(|| wrong("a name has 1 to 100 characters"))?,
        language: None,
        roles,
        disabled: None,
        at: clock::now(),
    })
}
