//! What customers see when they are asked how they were helped: links in messages, a page to answer on, and the reviews
//! that are shown. Pages work without script, on a phone, in Dutch and English.
//!
//! | file | what |
//! |---|---|
//! | `links` | addresses that only we can make |
//! | `page` | the page on which an invitation is answered |
//! | `reviews` | the reviews that are shown, for people and for programs |
//! | `html` | what both are made of |
//! | `words` | what they say |

mod html;
pub(crate) mod links;
pub(crate) mod page;
pub(crate) mod reviews;
mod words;

use std::sync::Arc;

use axum::http::Method;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use links::Links;

use crate::access::rule::Rule;
use crate::serve::app::App;

/// Who may call it: whoever has a link, which is looked at here; reviews are for everybody.
pub(crate) const RULES: &[(Method, &str, Rule)] = &[
    (Method::GET, "/f/{token}", Rule::Channel),
    (Method::POST, "/f/{token}", Rule::Channel),
    (Method::POST, "/f/{token}/review", Rule::Channel),
    (Method::GET, "/reviews", Rule::Channel),
];

/// What it serves.
pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(page::get, page::post))
        .routes(routes!(page::review))
        .routes(routes!(reviews::get))
}
