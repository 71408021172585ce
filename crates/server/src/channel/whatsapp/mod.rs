//! WhatsApp, by Meta's Cloud API. What the wire looks like is in [`voorzet_channels::whatsapp`].
//!
//! | file | what |
//! |---|---|
//! | `settings` | `[channels.whatsapp]`, read |
//! | `account` | a number of ours |
//! | `carry` | something is sent |
//! | `webhook` | what Meta tells us |
//! | `files` | files that came with messages, fetched afterwards |
//! | `again` | what could not be read, once more |
//! | `watch` | whether we are still accepted, and which templates are approved |
//! | `standin` | a stand-in for Meta, served |

mod account;
mod again;
mod carry;
mod files;
mod secret;
mod settings;
pub(crate) mod standin;
mod watch;
mod webhook;

use axum::http::Method;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Provider;
use crate::access::rule::Rule;

/// Where webhooks come in.
const PATH: &str = "/channels/whatsapp/{account}";

/// WhatsApp.
pub(crate) static PROVIDER: Provider = Provider {
    name: "whatsapp",
    set_up: settings::set_up,
    routes: || OpenApiRouter::new().routes(routes!(webhook::challenge, webhook::post)),
    rules: &[(Method::GET, PATH, Rule::Channel), (Method::POST, PATH, Rule::Channel)],
};
