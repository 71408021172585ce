//! `/api/messages/{number}`: one message: taken back, sent again, or shown as the HTML that it is.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use utoipa::IntoParams;
use voorzet_domain::conversation::{AgentId, MessageNumber, Received};
use voorzet_engine::desk::{DeskCommand, Wish};
use voorzet_engine::inbox::ShownMessage;
use voorzet_engine::live::{Command, CommandError};
use voorzet_store::desk::Shown;
use voorzet_store::outbox::SendKey;
use voorzet_store::{Reader, StoreError};

use super::asked::{Asked, Named};
use super::cases::replies::one;
use super::cases::viewer::{Viewer, worker};
use super::problem::{Details, Problem};
use crate::access::caller::Caller;
use crate::desk::picture::shown_as;
use crate::serve::app::App;

/// How much of a message's own pictures is put into its page.
const MOST_PICTURES: usize = 20_000_000;

/// How a message's HTML is shown.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct AsPage {
    /// 1: with the pictures that it asks for from elsewhere, by which its sender learns that it was read.
    remote: Option<u8>,
}

/// Takes back what was said, while it waits
#[utoipa::path(post, path = "/api/messages/{number}/undo", operation_id = "undo_message", tag = "desk",
    params(("number" = u32, Path, description = "The number of the message")),
    responses(
        (status = 200, body = ShownMessage),
        (status = 404, body = Details, content_type = "application/problem+json"),
        (status = 409, description = "It is on its way already", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn undo(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(number): Named<u32>,
) -> Result<Json<ShownMessage>, Problem> {
    let by = AgentId(worker(&caller)?.number);
    let wish = Wish::Unsay(MessageNumber(number));
    let came = app.ask(Command::Desk(DeskCommand { by, wish })).await?;
    came.map_err(|error| refused(&error, number))?;
    shown(&app, &caller, number).await
}

/// Sends a message again that failed, or of which nobody knows whether it went
#[utoipa::path(post, path = "/api/messages/{number}/retry", operation_id = "retry_message", tag = "desk",
    params(("number" = u32, Path, description = "The number of the message")),
    responses(
        (status = 200, body = ShownMessage),
        (status = 404, body = Details, content_type = "application/problem+json"),
        (status = 409, description = "It is past that", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn retry(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(number): Named<u32>,
) -> Result<Json<ShownMessage>, Problem> {
    let known = app.readers.read(move |reader| reader.message(MessageNumber(number))).await?;
    let sent = known.filter(|known| known.send.is_some()).and_then(|known| known.row.name);
    let key = SendKey(sent.ok_or_else(|| unknown(number))?);
    app.ask(Command::Retry(key)).await?.map_err(|error| refused(&error, number))?;
    shown(&app, &caller, number).await
}

async fn shown(app: &App, caller: &Caller, number: u32) -> Result<Json<ShownMessage>, Problem> {
    let viewer = Viewer::of(app, caller).await?;
    one(app, viewer, MessageNumber(number)).await?.map(Json).ok_or_else(|| unknown(number))
}

fn unknown(number: u32) -> Problem {
    Problem::unknown(format!("there is no message {number}"))
}

fn refused(error: &CommandError, number: u32) -> Problem {
    match error {
        CommandError::Unknown => unknown(number),
        _ => Problem::new(StatusCode::CONFLICT, "past").detail(error.to_string()),
    }
}

/// A message's HTML, as a page for a frame that may do nothing
///
/// It is made harmless when it comes in, and sent with rules under which a browser runs and fetches nothing; its own
/// pictures stand in it.
#[utoipa::path(get, path = "/api/messages/{number}/html", operation_id = "get_message_html", tag = "desk",
    params(("number" = u32, Path, description = "The number of the message"), AsPage),
    responses(
        (status = 200, body = String, content_type = "text/html"),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn html(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(number): Named<u32>,
    Asked(asked): Asked<AsPage>,
) -> Result<Response, Problem> {
    let read = move |reader: &Reader| {
        reader.at_once(|reader| {
            let Some(shown) = reader.message(MessageNumber(number))? else { return Ok(None) };
            let Some(received) = received(reader, &shown)? else { return Ok(None) };
            let Some(html) = &received.html else { return Ok(None) };
            Ok(Some((with_pictures(html, &received, reader)?, shown.row.cases)))
        })
    };
    let (html, cases) = app.readers.read(read).await?.ok_or_else(|| unknown(number))?;
    let case = cases.first().map_or_else(String::new, |case| format!(" of case {}", case.0));
    app.audit(&caller, "get_message_html", &format!("message {number}{case}"), "").await?;
    Ok(page(&html, asked.remote == Some(1)))
}

/// What a customer wrote; nothing when it is one of ours.
fn received(reader: &Reader, shown: &Shown) -> Result<Option<Received>, StoreError> {
    let Some(entry) = reader.entry(shown.row.position)?.filter(|entry| entry.own.is_none()) else {
        return Ok(None);
    };
    let read = serde_json::from_str(entry.event.data.get());
    read.map(Some).map_err(|error| StoreError::Damaged(error.to_string()))
}

/// Puts a message's own pictures into it. In a frame that is nobody's, no address of ours would be answered: the browser
/// sends no cookie from there.
fn with_pictures(html: &str, received: &Received, reader: &Reader) -> Result<String, StoreError> {
    let (mut html, mut room) = (html.to_owned(), MOST_PICTURES);
    for attachment in &received.attachments {
        let Some(cid) = attachment.cid.as_deref() else { continue };
        let named = format!("src=\"cid:{}\"", escaped(cid));
        if !html.contains(&named) || attachment.bytes > room as u64 {
            continue;
        }
        let Some(bytes) = reader.blob(&attachment.hash)? else { continue };
        let Some(media) = shown_as(&bytes) else { continue };
        // In each place where it stands.
        room = room.saturating_sub(bytes.len() * html.matches(&named).count());
        html = html.replace(&named, &format!("src=\"data:{media};base64,{}\"", STANDARD.encode(&bytes)));
    }
    Ok(html)
}

/// A text as it stands between the quotes of an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A page around harmless HTML, with rules for the browser that hold even if it were not.
fn page(html: &str, remote: bool) -> Response {
    let (html, from) = if remote {
        // What was to be loaded from elsewhere stands there, marked so that no browser loads it.
        (html.replace("src=\"remote:https://", "src=\"https://"), "data: https:")
    } else {
        (html.to_owned(), "data:")
    };
    let rules = format!(
        "default-src 'none'; img-src {from}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
    );
    let page = format!(
        "<!doctype html><html><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light\">\
         <style>{STYLE}</style></head><body>{html}</body></html>"
    );
    let rules =
        HeaderValue::from_str(&rules).unwrap_or(HeaderValue::from_static("default-src 'none'; sandbox"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, rules),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (headers, page).into_response()
}

/// How it looks where it says nothing of that itself.
const STYLE: &str = "body{margin:0;font:15px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;\
    overflow-wrap:anywhere}img{max-width:100%;height:auto}img[src^='remote:']{display:none}";

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str, remote: bool) -> (String, String) {
        let response = page(html, remote);
        let rules = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().expect("text").to_owned();
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let body = runtime.block_on(axum::body::to_bytes(response.into_body(), usize::MAX)).expect("a body");
        (rules, String::from_utf8(body.to_vec()).expect("text"))
    }

    #[test]
    fn nothing_runs_and_nothing_is_fetched_until_it_is_asked_for() {
        let html = "<p>Hi</p><img src=\"remote:https://t.example/p.gif\"><img src=\"remote:http://t.example/q.gif\">";
        let (rules, page) = shown(html, false);
        assert!(rules.starts_with("default-src 'none'; img-src data:; "), "{rules}");
        assert!(
            rules.contains("sandbox")
                && !rules.contains("allow-scripts")
                && !rules.contains("allow-same-origin")
        );
        assert!(!page.contains("src=\"https:") && page.contains("<p>Hi</p>"));
        let (rules, page) = shown(html, true);
        assert!(rules.contains("img-src data: https:;"), "{rules}");
        assert!(page.contains("src=\"https://t.example/p.gif\""));
        assert!(!page.contains("src=\"http:"), "what everybody on the way could read stays away");
    }
}
