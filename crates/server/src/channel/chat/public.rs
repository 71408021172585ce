//! What anybody may have: the widget, what it looks like, and the page of a made-up shop.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use voorzet_channels::chat::file::LARGEST;
use voorzet_channels::chat::frame::{LONGEST, VERSION};

use super::opening::{self, Slot};
use super::socket::Which;
use super::{Chat, account};
use crate::api::asked::{Asked, Named};
use crate::api::problem::{Details, Problem};
use crate::serve::app::App;
use crate::serve::clock;
use crate::workspace;

/// The widget, among the workspace's files.
const WIDGET: &str = "chat/widget.js";

/// How long a browser may keep the widget before it asks whether it has changed, in seconds.
const KEPT: &str = "public, max-age=300";

/// What a widget is to look like, and what it may do.
#[derive(Serialize, ToSchema)]
#[schema(as = ChatSettings)]
pub(super) struct Look {
    /// The protocol's version.
    v: u32,
    /// What the chat is called, by language.
    name: BTreeMap<String, String>,
    /// The organisation's colour.
    colour: String,
    /// What words on it are written in.
    ink: String,
    /// The same colour as it can be read on paper, by light and in the dark.
    accents: [String; 2],
    /// Whether somebody is there.
    open: bool,
    /// When somebody will be.
    #[schema(value_type = Option<String>)]
    opens: Option<String>,
    /// When one may be called.
    slots: Vec<Slot>,
    /// The longest message, in bytes.
    longest: usize,
    /// The largest attachment, in bytes.
    largest: usize,
}

/// What the chat looks like, and whether somebody is there
#[utoipa::path(get, path = "/chat/settings", operation_id = "get_chat_settings", tag = "chat", params(Which), responses(
    (status = 200, body = Look),
    (status = 403, description = "This page may not open it", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn settings(
    State(app): State<Arc<App>>,
    Asked(which): Asked<Which>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Json<Look>, Problem> {
    let chat = account(&app, &which.account)?;
    chat.admit(&app, peer, &headers)?;
    let opening = opening::of(&app, &chat, which.reason.as_deref(), clock::now()).await?;
    let colour = chat.settings.colour;
    Ok(Json(Look {
        v: VERSION,
        name: chat.settings.name.clone(),
        colour: colour.to_string(),
        ink: colour.ink().to_string(),
        accents: colour.accents().map(|accent| accent.to_string()),
        open: opening.open,
        opens: opening.opens.map(|opens| opens.to_string()),
        slots: opening.slots,
        longest: LONGEST,
        largest: LARGEST,
    }))
}

/// The widget
///
/// `<script src="https://…/chat/widget.js" data-account="chat" defer></script>` on a page of the account's `origins`.
#[utoipa::path(get, path = "/chat/widget.js", operation_id = "get_chat_widget", tag = "chat", responses(
    (status = 200, body = String, content_type = "text/javascript"),
))]
pub(super) async fn widget(headers: HeaderMap) -> Response {
    let mut response = workspace::file(WIDGET, &headers);
    let more = [
        (header::CACHE_CONTROL, KEPT),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    response.headers_mut().extend(more.map(|(name, value)| (Some(name), HeaderValue::from_static(value))));
    response
}

/// In which language.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Speaking {
    /// `nl` or `en`; without it, as the browser asks.
    #[serde(default)]
    lang: Option<String>,
}

/// The page of a made-up shop
///
/// Where an account has `sample_shop = true`: to chat as a customer does.
#[utoipa::path(get, path = "/sample-shop", operation_id = "get_sample_shop", tag = "chat", params(Speaking), responses(
    (status = 200, body = String, content_type = "text/html"),
    (status = 404, description = "No account shows it", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn sample_shop(
    State(app): State<Arc<App>>,
    Asked(speaking): Asked<Speaking>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asks = headers.get(header::ACCEPT_LANGUAGE).and_then(|asks| asks.to_str().ok()).unwrap_or_default();
    let is_english = speaking.lang.map_or_else(|| !asks.starts_with("nl"), |lang| lang == "en");
    let page = if is_english { "sample-shop/en.html" } else { "sample-shop/nl.html" };
    shop(&app, page, &headers)
}

/// What that page is made of
#[utoipa::path(get, path = "/sample-shop/{file}", operation_id = "get_sample_shop_file", tag = "chat",
    params(("file" = String, Path, description = "Its name")), responses(
    (status = 200, body = String, content_type = "text/css"),
    (status = 404, description = "No account shows it", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn sample_shop_file(
    State(app): State<Arc<App>>,
    Named(name): Named<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    shop(&app, &format!("sample-shop/{name}"), &headers)
}

fn shop(app: &App, name: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    if app.delivery.accounts().all::<Chat>().any(|(_, chat)| chat.settings.sample_shop) {
        return Ok(workspace::file(name, headers));
    }
    Err(Problem::unknown("no chat account has `sample_shop = true`"))
}
