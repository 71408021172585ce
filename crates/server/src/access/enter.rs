//! A sign-in that succeeded: a new session, and the cookie that holds it.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, header};
use tokio::sync::MutexGuard;
use voorzet_store::account::{AccountChange, SessionRecord};

use super::caller::{Caller, Kind};
use super::person::Person;
use super::session::Session;
use super::settings::Settings;
use super::{audit, ticket};
use crate::api::problem::Problem;
use crate::serve::app::App;
use crate::serve::clock;

/// Where a session's ticket is held, by the address that people use. Under `__Host-` a browser takes it from
/// nobody but us.
pub(crate) fn cookie_name(settings: &Settings) -> &'static str {
    if is_secure(settings) { "__Host-voorzet" } else { "voorzet_session" }
}

/// Where a visit to another provider is held.
pub(crate) fn visit_cookie_name(settings: &Settings) -> &'static str {
    if is_secure(settings) { "__Host-voorzet-sso" } else { "voorzet_sso" }
}

fn is_secure(settings: &Settings) -> bool {
    settings.address.starts_with("https://")
}

/// A cookie that lasts so long; with nothing in it, one that is over.
pub(crate) fn cookie(
    settings: &Settings,
    name: &str,
    value: &str,
    seconds: i64,
) -> Result<HeaderValue, Problem> {
    let secure = if is_secure(settings) { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).map_err(|error| Problem::internal(&error))
}

/// The cookie of a session, or of half of one.
pub(crate) fn session_cookie(app: &App, ticket: &str) -> Result<HeaderValue, Problem> {
    let known = app.access.known();
    let seconds = if ticket.is_empty() { 0 } else { known.settings.longest().as_secs() };
    cookie(&known.settings, cookie_name(&known.settings), ticket, seconds)
}

/// Somebody who has just signed in.
pub(crate) struct Entered {
    pub(crate) caller: Caller,
    pub(crate) ticket: String,
    pub(crate) cookie: HeaderValue,
}

/// By what, and with what else to be kept in the same commit, somebody signs in.
pub(crate) struct Entrance {
    /// What the audit log calls it: `sign_in`.
    pub(crate) action: &'static str,
    /// By what: `password`.
    pub(crate) by: &'static str,
    /// Whether there was a second factor.
    pub(crate) by_second: bool,
    /// What else changes.
    pub(crate) changes: Vec<AccountChange>,
}

/// Lets a person in under a ticket that nobody has seen before; the one that they came with is over.
pub(crate) async fn enter(
    app: &App,
    _changing: &MutexGuard<'_, ()>,
    person: &Arc<Person>,
    entrance: Entrance,
    caller: &Caller,
    headers: &HeaderMap,
) -> Result<Entered, Problem> {
    let (ticket, now) = (ticket::random()?, clock::now());
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let record = SessionRecord {
        hash: ticket::hash(&ticket),
        number: app.access.known().next_session(),
        person: person.number,
        by_second: entrance.by_second,
        at: now,
        seen: now,
        expires: app.access.session_end(now),
        agent: agent.chars().take(200).collect(),
        address: caller.address.clone(),
    };
    let mut changes = entrance.changes;
    if let Some(old) = caller.session() {
        changes.push(AccountChange::DropSession(old.record.hash.clone()));
    }
    changes.push(AccountChange::Session(record.clone()));
    changes.push(audit::entry_of(Some(person.number), &person.name, caller, entrance.action, entrance.by));
    app.keep_accounts(changes).await?;
    let hash = record.hash.clone();
    let known = app.access.known();
    // It is there, unless it was ended again in this instant.
    let session = known.sessions.get(&hash).map_or_else(|| Arc::new(Session::of(record)), Arc::clone);
    let person = known.people.get(&person.number).map_or_else(|| Arc::clone(person), Arc::clone);
    let permissions = known.permissions(&person, &session);
    drop(known);
    let kind = Kind::Session(person, session);
    let cookie = session_cookie(app, &ticket)?;
    Ok(Entered { caller: Caller { kind, permissions, ..caller.clone() }, ticket, cookie })
}
