//! The API over HTTP: one file a resource, and every route of it in one document that describes them.
//!
//! | file | what |
//! |---|---|
//! | `events`, `segment` | events come in |
//! | `entries`, `stream` | the log, as it is and as it grows |
//! | `outbox`, `routes`, `quarantine`, `source`, `ladder`, `status`, `backup` | what people look at and ask for |
//! | `strategy`, `publications`, `drafts`, `check`, `replays`, `first_strategies` | the strategy in force, those before it, and the next |
//! | `health`, `figures` | for those who watch over the server |
//! | `problem` | what a stranger is told when something cannot be done |
//! | `guard` | who may ask for what, until there are accounts |
//! | `asked` | what is read from a request's address and body |

pub(crate) mod problem;

mod accepted;
mod asked;
mod check;
mod drafts;
mod entries;
mod entry;
mod events;
mod figures;
mod first_strategies;
mod guard;
mod health;
pub(crate) mod ladder;
pub(crate) mod outbox;
mod publications;
pub(crate) mod quarantine;
mod received;
mod replays;
mod routes;
mod segment;
pub(crate) mod source;
mod status;
pub(crate) mod strategy;
mod stream;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::IntoResponse;
use axum::{Extension, Json, Router, middleware};
use serde::{Deserialize, Serialize};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use voorzet_engine::live::{Answer, CommandError};

use crate::serve::app::App;
use crate::serve::traces;
use problem::Problem;

#[derive(OpenApi)]
#[openapi(
    info(title = "Voorzet", description = "Events in, decisions out.", license(name = "MIT OR Apache-2.0")),
    tags(
        (name = "intake", description = "Events come in"),
        (name = "log", description = "What came in, what was decided and what came of it"),
        (name = "work", description = "What people look at and ask for"),
        (name = "strategy", description = "What is decided by, and what will be"),
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
            ("token", HttpAuthScheme::Bearer, "The token in server.json in the data folder"),
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
        .routes(routes!(health::alive))
        .routes(routes!(health::ready))
}

/// What is for this machine and for who has the token.
fn guarded() -> OpenApiRouter<Arc<App>> {
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
        .routes(routes!(status::get))
        .routes(routes!(figures::get))
        .routes(routes!(document))
}

/// The whole of what is served.
pub(crate) fn router(app: Arc<App>) -> Router {
    let guard = middleware::from_fn_with_state(Arc::clone(&app), guard::check);
    let (router, document) = open().merge(guarded().route_layer(guard)).split_for_parts();
    let document = Described(Bytes::from(document.to_json().unwrap_or_default()));
    // Around all of it only when somebody wants to see it.
    let router = if app.configuration.traces.endpoint.is_empty() {
        router
    } else {
        router.layer(middleware::from_fn(traces::request))
    };
    router
        .merge(crate::page::routes())
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

async fn unknown(uri: Uri) -> impl IntoResponse {
    Problem::unknown(format!("there is nothing at {}", uri.path()))
}

async fn wrong_method(method: Method, uri: Uri) -> impl IntoResponse {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method")
        .detail(format!("{} does not take {method}", uri.path()))
}
