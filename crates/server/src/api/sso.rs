//! `/api/session/sso`: signing in at another provider.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use voorzet_store::account::AccountChange;

use super::asked::{Asked, Named};
use super::problem::{Details, Problem};
use super::sign_in::new_person;
use crate::access::caller::Caller;
use crate::access::enter::{Entrance, cookie, enter, visit_cookie_name};
use crate::access::oidc::{self, Visitor};
use crate::access::person::Person;
use crate::access::settings::Provider;
use crate::access::{audit, place, ticket};
use crate::serve::app::App;

/// How long a visit may take, in seconds.
const PATIENCE: i64 = 600;

/// What a provider sends the browser back with.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Back {
    /// Which visit it was.
    #[serde(default)]
    state: String,
    /// What we exchange for a token.
    #[serde(default)]
    code: String,
}

/// Goes to another provider to sign in
#[utoipa::path(get, path = "/api/session/sso/{id}", operation_id = "sign_in_sso", tag = "accounts",
    params(("id" = String, Path, description = "The provider, of `GET /api/sign-in`")),
    responses(
        (status = 302, description = "To the provider", body = String, content_type = "text/plain"),
        (status = 404, description = "There is no such provider", body = Details, content_type = "application/problem+json"),
        (status = 502, description = "The provider does not answer as it should", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Named(id): Named<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let provider = provider(&app, &id)?;
    let origin = place::origin(&app.access.known().settings.address, &headers);
    let (url, visit) = oidc::begin(app.delivery.client(), &provider, &origin).await?;
    let ticket = ticket::random()?;
    app.access.visits.begin(ticket::hash(&ticket), visit);
    let cookie = {
        let known = app.access.known();
        cookie(&known.settings, visit_cookie_name(&known.settings), &ticket, PATIENCE)?
    };
    go(&url, [cookie])
}

/// Comes back from another provider
#[utoipa::path(get, path = "/api/session/sso/{id}/callback", operation_id = "sign_in_sso_callback", tag = "accounts",
    params(("id" = String, Path, description = "The provider"), Back),
    responses(
        (status = 302, description = "To the first page; with `?sign_in=refused` when they are not let in", body = String, content_type = "text/plain"),
    )
)]
pub(super) async fn callback(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<String>,
    Asked(back): Asked<Back>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let over = {
        let known = app.access.known();
        cookie(&known.settings, visit_cookie_name(&known.settings), "", 0)?
    };
    let refused = || go("/?sign_in=refused", [over.clone()]);
    let Ok((provider, visitor)) = visitor(&app, &id, &back, &headers).await else {
        app.wrong(None, &caller, "another provider").await?;
        return refused();
    };
    let changing = app.access.changing.lock().await;
    let Some((person, changes)) = person_of(&app, &provider, &visitor)? else {
        let known = app.access.known().by_email(&visitor.email);
        app.wrong(known.as_deref(), &caller, &format!("another provider: {id}")).await?;
        return refused();
    };
    let entrance = Entrance { action: "sign_in", by: "another provider", by_second: true, changes };
    let entered = enter(&app, &changing, &person, entrance, &caller, &headers).await?;
    go("/", [entered.cookie, over])
}

/// Who came back, as the provider says.
async fn visitor(
    app: &App,
    id: &str,
    back: &Back,
    headers: &HeaderMap,
) -> Result<(Provider, Visitor), Problem> {
    let provider = provider(app, id)?;
    let unknown = || Problem::wrong("there is no such visit");
    let visit = {
        let known = app.access.known();
        let held = place::cookie(headers, visit_cookie_name(&known.settings));
        held.map(ticket::hash).and_then(|held| app.access.visits.take(&held)).ok_or_else(unknown)?
    };
    if visit.provider != id {
        return Err(unknown());
    }
    let visitor = oidc::end(app.delivery.client(), &provider, &visit, &back.state, &back.code).await?;
    Ok((provider, visitor))
}

/// Somebody, and what changes when they are new.
type Newcomer = (Arc<Person>, Vec<AccountChange>);

/// The person with that mail address, who may be new where the provider's newcomers are let in.
fn person_of(app: &App, provider: &Provider, visitor: &Visitor) -> Result<Option<Newcomer>, Problem> {
    let known = app.access.known();
    if let Some(person) = known.by_email(&visitor.email) {
        return Ok(Some(person)
            .filter(|person| person.disabled.is_none())
            .map(|person| (person, Vec::new())));
    }
    if provider.newcomers.is_empty() || known.people.is_empty() {
        return Ok(None);
    }
    let name = visitor.name.as_deref().unwrap_or(&visitor.email);
    let mut person = new_person(name, &visitor.email, provider.newcomers.clone())?;
    person.number = known.next_person();
    let told = audit::entry_of(
        Some(person.number),
        &person.name,
        &Caller::nobody(""),
        "add_person",
        &format!("known at {}", provider.id),
    );
    let changes = vec![AccountChange::Person(person.record()), told];
    Ok(Some((Arc::new(person), changes)))
}

fn provider(app: &App, id: &str) -> Result<Provider, Problem> {
    let known = app.access.known();
    let found = known.settings.sso.iter().find(|provider| provider.id == id).cloned();
    found.ok_or_else(|| Problem::unknown("there is no such provider"))
}

fn go<const N: usize>(place: &str, cookies: [HeaderValue; N]) -> Result<Response, Problem> {
    let place = HeaderValue::from_str(place).map_err(|error| Problem::internal(&error))?;
    let mut response = (StatusCode::FOUND, [(header::LOCATION, place)], "").into_response();
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
