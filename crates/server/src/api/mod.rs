//! The API over HTTP: one file a resource, and every route of it in one document that describes them.
//!
//! | file | what |
//! |---|---|
//! | `events`, `segment`, `incoming_messages` | events come in, and messages of any other system |
//! | `entries`, `stream`, `live` | the log, as it is and as it grows |
//! | `outbox`, `routes`, `quarantine`, `source`, `status`, `backup` | what people look at and ask for |
//! | `customers`, `links` | one customer: what is known, all that happened, who is who |
//! | `ladder`, `reasons`, `evidence`, `period` | figures, and the events behind them |
//! | `contacts` | contacts over customers, and where customers stand |
//! | `strategy`, `publications`, `drafts`, `check`, `replays`, `first_strategies` | the strategy in force, those before it, and the next |
//! | `desk`, `cases`, `messages`, `agents` | conversations: what waits, what is said, what is done, by whom |
//! | `service` | how customers were served |
//! | `feedback` | what they say of it |
//! | `attachments`, `macros`, `answers`, `templates` | what an answer is made of |
//! | `health`, `figures` | for those who watch over the server |
//! | `problem` | what a stranger is told when something cannot be done |
//! | `sign_in`, `session`, `session_passkey`, `sso` | signing in and out |
//! | `me`, `people`, `invitations`, `tokens`, `audit`, `settings` | accounts |
//! | `listening` | what streams of server-sent events have in common |
//! | `asked` | what is read from a request's address and body |

pub(crate) mod problem;

mod accepted;
mod agents;
mod answers;
pub(crate) mod asked;
mod attachments;
mod audit;
mod cases;
mod check;
mod contacts;
mod customers;
mod desk;
mod drafts;
mod effects;
mod entries;
mod entry;
mod events;
mod evidence;
mod feedback;
mod figures;
mod first_strategies;
mod health;
mod incoming_messages;
pub(crate) mod invitations;
mod ladder;
mod links;
mod listening;
mod live;
mod macros;
mod me;
mod messages;
pub(crate) mod outbox;
pub(crate) mod people;
pub(crate) mod period;
mod publications;
pub(crate) mod quarantine;
mod reasons;
mod received;
mod replays;
mod routes;
mod segment;
mod service;
mod session;
mod session_passkey;
mod settings;
mod sign_in;
pub(crate) mod signed;
pub(crate) mod source;
mod sso;
mod status;
pub(crate) mod strategy;
mod stream;
mod templates;
mod tokens;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json, Router, middleware};
use serde::{Deserialize, Serialize};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use voorzet_engine::live::{Answer, CommandError};

use crate::access::audit::Operations;
use crate::access::check as gate;
use crate::serve::app::App;
use crate::serve::traces;
use problem::Problem;

#[derive(OpenApi)]
#[openapi(
    info(title = "Voorzet", description = "Events in, decisions out.", license(name = "MIT OR Apache-2.0")),
    tags(
        (name = "intake", description = "Events come in"),
        (name = "log", description = "What came in, what was decided and what came of it"),
        (name = "figures", description = "What it all comes to"),
        (name = "customers", description = "Who is who, and everything that concerns them"),
        (name = "desk", description = "Conversations with customers, and the work on them"),
        (name = "feedback", description = "What customers say of how they were helped"),
        (name = "work", description = "What people look at and ask for"),
        (name = "accounts", description = "People, signing in, tokens, and who did what"),
        (name = "strategy", description = "What is decided by, and what will be"),
        (name = "chat", description = "The web chat: what its widget asks"),
        (name = "watch", description = "How the server is"),
    ),
    modifiers(&Keys)
)]
struct Document;

/// By what callers are known.
struct Keys;

impl Modify for Keys {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let parts = document.components.get_or_insert_default();
        for (name, scheme, meaning) in [
            ("write_key", HttpAuthScheme::Bearer, "The write key of a source"),
            (
                "write_key_as_user",
                HttpAuthScheme::Basic,
                "The same as the user's name, as Segment's clients send it",
            ),
            (
                "token",
                HttpAuthScheme::Bearer,
                "A token of `POST /api/tokens`, or the one in server.json in the data folder",
            ),
        ] {
            let scheme = Http::builder().scheme(scheme).description(Some(meaning)).build();
            parts.add_security_scheme(name, SecurityScheme::Http(scheme));
        }
    }
}

/// That something is done, or will be with the next turns.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct Done {
    /// Always true.
    done: bool,
}

impl Done {
    /// That it is.
    pub(crate) const YES: Self = Self { done: true };
}

/// The largest body of a request that is no events.
const LARGEST: usize = 32_000_000;

/// What comes in with a write key, or may be asked by anybody.
fn open() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(events::post))
        .routes(routes!(segment::post))
        .routes(routes!(incoming_messages::post))
        .routes(routes!(health::alive))
        .routes(routes!(health::ready))
}

/// Signing in, and accounts.
fn accounts() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(sign_in::get))
        .routes(routes!(sign_in::first))
        .routes(routes!(session::post, session::get, session::delete))
        .routes(routes!(session::second))
        .routes(routes!(session_passkey::challenge))
        .routes(routes!(session_passkey::post))
        .routes(routes!(sso::get))
        .routes(routes!(sso::callback))
        .routes(routes!(me::get, me::patch))
        .routes(routes!(me::password::post))
        .routes(routes!(me::totp::post, me::totp::delete))
        .routes(routes!(me::totp::confirm))
        .routes(routes!(me::passkeys::list, me::passkeys::post))
        .routes(routes!(me::passkeys::challenge))
        .routes(routes!(me::passkeys::delete))
        .routes(routes!(me::sessions::list))
        .routes(routes!(me::sessions::delete))
        .routes(routes!(people::list, people::invite))
        .routes(routes!(people::change))
        .routes(routes!(people::again))
        .routes(routes!(invitations::get, invitations::accept))
        .routes(routes!(tokens::list, tokens::post))
        .routes(routes!(tokens::delete))
        .routes(routes!(audit::list))
        .routes(routes!(settings::get, settings::put))
}

/// What people and programs look at and ask for.
fn work() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(entries::list))
        .routes(routes!(entries::one))
        .routes(routes!(stream::get))
        .routes(routes!(outbox::list))
        .routes(routes!(outbox::one))
        .routes(routes!(outbox::retry))
        .routes(routes!(outbox::cancel))
        .routes(routes!(routes::list))
        .routes(routes!(routes::revive))
        .routes(routes!(quarantine::list))
        .routes(routes!(quarantine::one, quarantine::drop))
        .routes(routes!(quarantine::retry))
        .routes(routes!(quarantine::decide))
        .routes(routes!(source::list, source::add))
        .routes(routes!(source::remove))
        .routes(routes!(strategy::get, strategy::publish))
        .routes(routes!(check::check))
        .routes(routes!(publications::list))
        .routes(routes!(publications::one))
        .routes(routes!(publications::restore))
        .routes(routes!(drafts::list, drafts::begin))
        .routes(routes!(drafts::one, drafts::save, drafts::discard))
        .routes(routes!(drafts::publish))
        .routes(routes!(replays::list, replays::begin))
        .routes(routes!(replays::one, replays::cancel))
        .routes(routes!(first_strategies::look))
        .routes(routes!(first_strategies::propose))
        .routes(routes!(first_strategies::forget))
        .routes(routes!(ladder::get))
        .routes(routes!(reasons::list))
        .routes(routes!(reasons::one))
        .routes(routes!(evidence::list))
        .routes(routes!(effects::get))
        .routes(routes!(effects::resume))
        .routes(routes!(contacts::get))
        .routes(routes!(contacts::map))
        .routes(routes!(customers::list))
        .routes(routes!(customers::one))
        .routes(routes!(customers::timeline))
        .routes(routes!(links::add))
        .routes(routes!(links::remove))
        .routes(routes!(live::get))
        .routes(routes!(status::get))
        .routes(routes!(figures::get))
        .routes(routes!(document))
}

/// Conversations, and the work on them.
fn conversations() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(desk::get))
        .routes(routes!(desk::status))
        .routes(routes!(desk::day))
        .routes(routes!(desk::stream::get))
        .routes(routes!(cases::list))
        .routes(routes!(cases::search::get))
        .routes(routes!(cases::bulk::post))
        .routes(routes!(cases::of_customer))
        .routes(routes!(cases::one::get))
        .routes(routes!(cases::one::messages))
        .routes(routes!(cases::replies::reply))
        .routes(routes!(cases::replies::note))
        .routes(routes!(cases::presence::post))
        .routes(routes!(cases::deeds::claim))
        .routes(routes!(cases::deeds::assign))
        .routes(routes!(cases::deeds::view))
        .routes(routes!(cases::deeds::snooze))
        .routes(routes!(cases::deeds::wake))
        .routes(routes!(cases::deeds::transfer))
        .routes(routes!(cases::deeds::resolve))
        .routes(routes!(cases::deeds::reopen))
        .routes(routes!(cases::deeds::split))
        .routes(routes!(cases::deeds::merge))
        .routes(routes!(cases::deeds::reason))
        .routes(routes!(messages::undo))
        .routes(routes!(messages::retry))
        .routes(routes!(messages::html))
        .routes(routes!(agents::list))
        .routes(routes!(agents::change))
        .routes(routes!(attachments::add))
        .routes(routes!(attachments::get))
        .routes(routes!(macros::list, macros::add))
        .routes(routes!(macros::change, macros::remove))
        .routes(routes!(answers::list))
        .routes(routes!(templates::list))
        .routes(routes!(service::get))
        .routes(routes!(service::received))
        .routes(routes!(feedback::figures::get))
        .routes(routes!(feedback::figures::mine))
        .routes(routes!(feedback::consent::get, feedback::consent::put))
        .routes(routes!(feedback::answers::list))
        .routes(routes!(feedback::answers::themes))
        .routes(routes!(feedback::answers::one))
        .routes(routes!(feedback::answers::of_case))
        .routes(routes!(feedback::reviews::list))
        .routes(routes!(feedback::reviews::publish))
        .routes(routes!(feedback::reviews::refuse))
        .routes(routes!(feedback::voices::list, feedback::voices::raise))
        .routes(routes!(feedback::voices::echo))
        .routes(routes!(feedback::voices::change))
        .routes(routes!(feedback::voices::tell))
}

/// Every route.
fn described() -> OpenApiRouter<Arc<App>> {
    let open = open().merge(crate::channel::routes()).merge(crate::feedback::routes());
    open.merge(accounts()).merge(work()).merge(conversations())
}

/// What routes are called.
fn operations(document: &utoipa::openapi::OpenApi) -> Operations {
    let mut operations = Operations::new();
    for (path, item) in &document.paths.paths {
        for (method, operation) in [
            (Method::POST, &item.post),
            (Method::PUT, &item.put),
            (Method::PATCH, &item.patch),
            (Method::DELETE, &item.delete),
        ] {
            if let Some(id) = operation.as_ref().and_then(|operation| operation.operation_id.clone()) {
                operations.insert((method, path.clone()), id);
            }
        }
    }
    operations
}

/// The whole of what is served.
pub(crate) fn router(app: Arc<App>) -> Router {
    let gate = middleware::from_fn_with_state(Arc::clone(&app), gate::check);
    let (router, document) = described().split_for_parts();
    app.access.name_operations(operations(&document));
    let router = router.route_layer(gate);
    let document = Described(Bytes::from(document.to_json().unwrap_or_default()));
    // Around all of it only when somebody wants to see it.
    let router = if app.configuration.traces.endpoint.is_empty() {
        router
    } else {
        router.layer(middleware::from_fn(traces::request))
    };
    router
        .merge(crate::workspace::routes())
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .layer(Extension(document))
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(app)
}

/// The document that describes every route.
#[derive(Clone)]
struct Described(Bytes);

/// What you are reading
#[utoipa::path(get, path = "/api/openapi.json", operation_id = "get_openapi", tag = "watch", responses(
    (status = 200, description = "This document", body = Object, content_type = "application/json"),
))]
async fn document(Extension(Described(document)): Extension<Described>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], document)
}

/// What came of something that a person asked for.
fn done(came: Result<Answer, CommandError>) -> Result<Json<Done>, Problem> {
    came.map(|_| Json(Done::YES)).map_err(|error| refused(&error))
}

/// Why something that a person asked for is not done.
fn refused(error: &CommandError) -> Problem {
    match error {
        CommandError::Unknown => Problem::unknown(error.to_string()),
        _ => Problem::new(StatusCode::CONFLICT, "past").detail(error.to_string()),
    }
}

/// An address that only the workspace knows, or none at all.
async fn unknown(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let ours = [
        "/api/",
        "/channels/",
        "/chat/",
        "/f/",
        "/reviews",
        "/assets/",
        "/v1/",
        "/metrics",
        "/healthz",
        "/readyz",
    ];
    let is_ours = uri.path() == "/api" || ours.iter().any(|ours| uri.path().starts_with(ours));
    if method == Method::GET && !is_ours && crate::workspace::wants_page(&headers) {
        return crate::workspace::page(headers).await;
    }
    Problem::unknown(format!("there is nothing at {}", uri.path())).into_response()
}

async fn wrong_method(method: Method, uri: Uri) -> impl IntoResponse {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method")
        .detail(format!("{} does not take {method}", uri.path()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_has_a_row_and_every_row_is_a_route() {
        let (_, document) = described().split_for_parts();
        let document = serde_json::to_value(document).expect("JSON");
        assert_eq!(crate::access::rule::differences(&document), Vec::<String>::new());
    }
}
