//! The gate: every request under `/api` goes through it, and what it lets through carries a [`Caller`].

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use compact_str::CompactString;
use subtle::ConstantTimeEq;
use tracing::Instrument;

use super::caller::{Caller, Kind};
use super::place::{self, Page};
use super::role::{Permissions, granted};
use super::rule::{self, Rule};
use super::{again, audit, enter, limit, ticket};
use crate::api::problem::Problem;
use crate::intake::body;
use crate::intake::source::presented;
use crate::serve::app::App;
use crate::serve::clock;

/// How large a request may be of which nobody knows yet whether it may do anything.
const SMALL: usize = 65_536;

/// How long such a body may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Lets a request through, or says what it lacks.
pub(crate) async fn check(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    matched: MatchedPath,
    request: Request,
    next: Next,
) -> Response {
    match rule::of(request.method(), matched.as_str()) {
        // Sources have keys and quotas of their own, and every microsecond counts there.
        Some(Rule::WriteKey | Rule::Channel) => next.run(request).await,
        Some(rule) => {
            let address = place::address(peer.ip(), request.headers(), &app.access.proxies).to_string();
            let passed = pass(&app, rule, &matched, address, request, next).await;
            passed.unwrap_or_else(IntoResponse::into_response)
        }
        None => Problem::new(StatusCode::FORBIDDEN, "forbidden").detail("nobody may do this").into_response(),
    }
}

async fn pass(
    app: &Arc<App>,
    rule: Rule,
    matched: &MatchedPath,
    address: String,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    request = gathered(request, rule == Rule::Public).await?;
    let caller = Arc::new(known(app, &address, request.headers())?);
    let left = app.access.limits.take(&caller)?;
    let allowed = is_own(app, rule, &caller, &request).and_then(|()| may(rule, &caller));
    let mut response = if let Err(problem) = allowed {
        body::drain(request.into_body()).await;
        problem.into_response()
    } else {
        request.extensions_mut().insert(Arc::clone(&caller));
        let looks = request.method().is_safe() && rule != Rule::Public;
        if looks || matches!(rule, Rule::Asks(_)) {
            next.run(request).await
        } else {
            through(Arc::clone(app), rule, matched.as_str().to_owned(), caller, request, next).await?
        }
    };
    limit::say(left, response.headers_mut());
    response
        .headers_mut()
        .entry(header::CACHE_CONTROL)
        .or_insert(header::HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Takes in a small body, or all of one that must be small: an answer before a request has ended would be a broken
/// connection to who sends it.
async fn gathered(request: Request, must_be_small: bool) -> Result<Request, Problem> {
    let headers = request.headers();
    let stated = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let comes = headers.contains_key(header::TRANSFER_ENCODING);
    let small = stated.map_or(comes && must_be_small, |length: usize| length <= SMALL);
    let (parts, body) = request.into_parts();
    if !small && must_be_small && stated.is_some() {
        body::drain(body).await;
        return Err(too_large());
    }
    if !small {
        return Ok(Request::from_parts(parts, body));
    }
    let read = tokio::time::timeout(PATIENCE, to_bytes(body, SMALL)).await;
    let slow = |_| Problem::new(StatusCode::REQUEST_TIMEOUT, "slow").detail("the body did not come in time");
    let bytes = read.map_err(slow)?.map_err(|_| too_large())?;
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

fn too_large() -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large").detail(format!("at most {SMALL} bytes"))
}

/// A request that changes something goes on when its caller has gone: what is done is told in the audit log.
async fn through(
    app: Arc<App>,
    rule: Rule,
    path: String,
    caller: Arc<Caller>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let method = request.method().clone();
    let work = async move {
        if rule != Rule::Public && method == Method::POST && !path.starts_with("/api/me") {
            let key = request.headers().get(again::HEADER).cloned();
            if let Some(key) = key {
                return again::once(&app, &caller, &key, &path, request, next).await;
            }
        }
        let address = request.uri().path().to_owned();
        let response = next.run(request).await;
        if rule != Rule::Public {
            let said = audit::said(&response, &address);
            audit::done(&app, &caller, &method, &path, said).await;
        }
        Ok(response)
    };
    tokio::spawn(work.in_current_span()).await.map_err(|error| Problem::internal(&error))?
}

/// The language that is asked for first.
fn language(headers: &HeaderMap) -> Option<CompactString> {
    let asked = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let first = asked.split([',', ';', '-']).next()?.trim();
    let is_code = first.len() == 2 && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_code.then(|| first.to_ascii_lowercase().into())
}

/// Who calls.
fn known(app: &App, address: &str, headers: &HeaderMap) -> Result<Caller, Problem> {
    let now = clock::now();
    let known = app.access.known();
    let language = language(headers);
    let caller = |kind, permissions| Caller {
        kind,
        permissions,
        address: address.to_owned(),
        language: language.clone(),
    };
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let presented = value.to_str().ok().and_then(presented).unwrap_or_default();
        if app.access.is_machine(&presented) {
            return Ok(caller(Kind::Machine, Permissions::all()));
        }
        let token = known.tokens.get(&ticket::hash(&presented)).filter(|token| !token.has_expired(now));
        let person = token.and_then(|token| known.people.get(&token.record.person));
        return match (token, person) {
            (Some(token), Some(person)) if person.disabled.is_none() => {
                if token.used.now(now) {
                    app.keep_later(voorzet_store::account::AccountChange::Token(token.kept()));
                }
                let permissions = granted(&person.roles).and(token.scopes);
                Ok(caller(Kind::Token(Arc::clone(person), Arc::clone(token)), permissions))
            }
            _ => Err(unknown("this token is not known, or is no longer worth anything")),
        };
    }
    let cookie = place::cookie(headers, enter::cookie_name(&known.settings));
    let session = cookie.and_then(|cookie| known.sessions.get(&ticket::hash(cookie)));
    let session = session.filter(|session| session.until(known.settings.idle()) > now);
    let person = session.and_then(|session| known.people.get(&session.record.person));
    match (session, person) {
        (Some(session), Some(person)) if person.disabled.is_none() => {
            if session.used.now(now) {
                app.keep_later(voorzet_store::account::AccountChange::Session(session.kept()));
            }
            let permissions = known.permissions(person, session);
            Ok(caller(Kind::Session(Arc::clone(person), Arc::clone(session)), permissions))
        }
        _ => Ok(caller(Kind::Nobody, Permissions::NONE)),
    }
}

/// What a browser sends along by itself proves nothing: a change must come from a page of ours.
fn is_own(app: &App, rule: Rule, caller: &Caller, request: &Request) -> Result<(), Problem> {
    let headers = request.headers();
    if request.method().is_safe() || headers.contains_key(header::AUTHORIZATION) {
        return Ok(());
    }
    let known = app.access.known();
    let cookie = place::cookie(headers, enter::cookie_name(&known.settings));
    let page = place::page(&known.settings.address, headers);
    if page == Page::Foreign || (page == Page::Unsaid && cookie.is_some()) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "origin").detail(
            "this is for pages of this server: `Origin` or `Sec-Fetch-Site` says that it is not one",
        ));
    }
    if rule == Rule::Public || caller.session().is_none() {
        return Ok(());
    }
    let shown = headers.get("x-csrf-token").map_or(&b""[..], |value| value.as_bytes());
    if bool::from(ticket::csrf(cookie.unwrap_or_default()).as_bytes().ct_eq(shown)) {
        return Ok(());
    }
    Err(Problem::new(StatusCode::FORBIDDEN, "csrf")
        .detail("send what `GET /api/session` gives as `csrf` in the header `x-csrf-token`"))
}

fn may(rule: Rule, caller: &Caller) -> Result<(), Problem> {
    let permission = match (rule, &caller.kind) {
        (Rule::Public, _) | (Rule::SignedIn, Kind::Session(..)) => return Ok(()),
        (_, Kind::Nobody) => {
            return Err(unknown("sign in, or send a token as `Authorization: Bearer TOKEN`"));
        }
        (Rule::SignedIn | Rule::WriteKey | Rule::Channel, _) => {
            return Err(lacking("this is for people who are signed in"));
        }
        (Rule::Needs(permission) | Rule::Asks(permission), _) => permission,
    };
    if caller.permissions.has(permission) {
        return Ok(());
    }
    let more = match &caller.kind {
        Kind::Session(person, session)
            if caller.permissions == Permissions::NONE
                && !session.record.by_second
                && granted(&person.roles) != Permissions::NONE =>
        {
            "; set up a second factor first"
        }
        _ => "",
    };
    Err(lacking(&format!("this needs `{}`{more}", permission.name())))
}

fn unknown(what: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "sign-in")
        .detail(what)
        .header(header::WWW_AUTHENTICATE, "Bearer realm=\"voorzet\"")
}

fn lacking(what: &str) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "forbidden").detail(what)
}
