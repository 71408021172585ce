//! How people and sessions are shown, and what a sign-in answers.

use std::sync::Arc;

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_store::account::AccountChange;

use super::problem::Problem;
use crate::access::caller::Caller;
use crate::access::enter::{Entered, Entrance, enter, session_cookie};
use crate::access::passkey::Here;
use crate::access::person::Person;
use crate::access::role::{Permission, Role};
use crate::access::{place, ticket};
use crate::serve::app::App;

/// Somebody who may sign in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ShownPerson {
    /// Their number.
    pub(crate) id: i64,
    /// Their name.
    pub(crate) name: String,
    /// Their mail address.
    pub(crate) email: String,
    /// What they are.
    pub(crate) roles: Vec<Role>,
    /// The language of their screens, when they chose one.
    pub(crate) language: Option<String>,
}

/// Somebody who is signed in.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShownSession {
    /// Who.
    person: ShownPerson,
    /// What they may do.
    permissions: Vec<Permission>,
    /// To be sent as `x-csrf-token` with every change.
    csrf: String,
    /// Until when, when nothing more is asked.
    expires: String,
    /// Whether they showed a second factor, or a passkey.
    second_factor: bool,
}

/// What came of showing a password.
#[derive(Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum SignedIn {
    /// They are in.
    SignedIn {
        /// The session.
        session: ShownSession,
    },
    /// A second factor is needed, by one of these.
    SecondFactor {
        /// `totp`, `passkey`.
        methods: Vec<Factor>,
    },
}

/// A second factor.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Factor {
    /// An app that counts, or a recovery code.
    Totp,
    /// A passkey.
    Passkey,
}

impl ShownPerson {
    pub(crate) fn of(person: &Person) -> Self {
        Self {
            id: person.number,
            name: person.name.clone(),
            email: person.email.clone(),
            roles: person.roles.clone(),
            language: person.language.clone(),
        }
    }
}

impl ShownSession {
    /// The session of a caller who came with this ticket.
    pub(super) fn of(app: &App, caller: &Caller, ticket: &str) -> Result<Self, Problem> {
        let (person, session) = caller.me()?;
        let idle = app.access.known().settings.idle();
        Ok(Self {
            person: ShownPerson::of(person),
            permissions: caller.permissions.list(),
            csrf: ticket::csrf(ticket),
            expires: session.until(idle).to_string(),
            second_factor: session.record.by_second,
        })
    }
}

/// Lets somebody in, and answers so.
pub(super) async fn let_in(
    app: &App,
    changing: &tokio::sync::MutexGuard<'_, ()>,
    person: &Arc<Person>,
    entrance: Entrance,
    caller: &Caller,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let Entered { caller, ticket, cookie } = enter(app, changing, person, entrance, caller, headers).await?;
    let session = ShownSession::of(app, &caller, &ticket)?;
    Ok(with_cookie(cookie, Json(SignedIn::SignedIn { session })))
}

/// The first half of a sign-in, under a ticket of its own; what the browser held before is over.
pub(super) async fn half_in(
    app: &App,
    person: &Person,
    methods: Vec<Factor>,
    caller: &Caller,
) -> Result<Response, Problem> {
    if let Some(old) = caller.session() {
        app.keep_accounts(vec![AccountChange::DropSession(old.record.hash.clone())]).await?;
    }
    let ticket = ticket::random()?;
    app.access.halves.begin(ticket::hash(&ticket), person.number);
    Ok(with_cookie(session_cookie(app, &ticket)?, Json(SignedIn::SecondFactor { methods })))
}

/// An answer with a cookie.
pub(super) fn with_cookie(cookie: HeaderValue, answer: impl IntoResponse) -> Response {
    ([(header::SET_COOKIE, cookie)], answer).into_response()
}

/// Where we are, as the browser that sent these headers sees it.
pub(super) fn here(app: &App, headers: &HeaderMap) -> Here {
    let origin = place::origin(&app.access.known().settings.address, headers);
    Here { name: place::name(&origin), origin }
}

/// What a caller holds: a session's ticket, or that of half of one.
pub(super) fn held<'h>(app: &App, headers: &'h HeaderMap) -> Option<&'h str> {
    place::cookie(headers, crate::access::enter::cookie_name(&app.access.known().settings))
}
