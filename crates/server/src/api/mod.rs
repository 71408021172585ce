//! The API over HTTP: one file a resource, and every route of it in one document that describes them.
//!
//! | file | what |
//! |---|---|
//! | `events`, `segment` | events come in |
//! | `entries`, `stream` | the log, as it is and as it grows |
//! | `outbox`, `quarantine`, `strategy`, `source`, `ladder`, `status`, `backup` | what people look at and ask for |
//! | `health`, `figures` | for those who watch over the server |
//! | `problem` | what a stranger is told when something cannot be done |
//! | `guard` | who may ask for what, until there are accounts |
//! | `asked` | what is read from a request's address and body |

pub(crate) mod problem;

mod accepted;
mod asked;
mod entry;
mod events;
mod health;
mod received;
mod segment;
mod status;
mod stream;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::IntoResponse;
use axum::routing::get;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::serve::app::App;
use problem::Problem;

#[derive(OpenApi)]
#[openapi(
    info(title = "Voorzet", description = "Events in, decisions out.", license(name = "MIT OR Apache-2.0")),
    tags(
        (name = "intake", description = "Events come in"),
        (name = "log", description = "What came in, what was decided and what came of it"),
        (name = "work", description = "What people look at and ask for"),
        (name = "watch", description = "How the server is"),
    )
)]
struct Document;

/// Every route of the API, and the document that describes them.
pub(crate) fn routes() -> (Router<Arc<App>>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(events::post))
        .routes(routes!(segment::post))
        .routes(routes!(stream::get))
        .routes(routes!(status::get))
        .routes(routes!(health::alive))
        .routes(routes!(health::ready))
        .split_for_parts()
}

/// The whole of what is served.
pub(crate) fn router(app: Arc<App>) -> Router {
    let (router, document) = routes();
    let document = Bytes::from(document.to_json().unwrap_or_default());
    let shown = move || std::future::ready(([(header::CONTENT_TYPE, "application/json")], document.clone()));
    router
        .route("/api/openapi.json", get(shown))
        .merge(crate::page::routes())
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::disable())
        .with_state(app)
}

async fn unknown(uri: Uri) -> impl IntoResponse {
    Problem::unknown(format!("there is nothing at {}", uri.path()))
}

async fn wrong_method(method: Method, uri: Uri) -> impl IntoResponse {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method")
        .detail(format!("{} does not take {method}", uri.path()))
}
