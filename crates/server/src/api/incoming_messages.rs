//! `POST /messages`: messages that customers wrote by any other system.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use utoipa::ToSchema;
use voorzet_channels::door::Door;

use super::accepted::Receipt;
use super::asked::{Asked, Strictly};
use super::events::broken;
use super::problem::{Details, Problem};
use super::received::{NotTaken, Received};
use crate::serve::app::App;

/// The largest body: files and pictures stand in it.
const LARGEST: usize = 32_000_000;

/// A message that a customer wrote by another system.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `channels::message` reads")]
pub(super) struct IncomingMessage {
    /// That system's own number for it: what comes again under the same changes nothing.
    id: String,
    /// Who wrote it.
    from: IncomingAuthor,
    /// Whose it is, as in events: `u17`, `mail:an@example.org`, several with spaces between them. The address of
    /// `from` without it, which proves nothing.
    customer: Option<String>,
    /// The strategy's channel; the source's name without it.
    channel: Option<String>,
    /// Which of several accounts of the source: `shop` of `portal` is `portal:shop`, and answers go by the route of
    /// that name.
    account: Option<String>,
    /// Its thread in that system; the sender's address without it.
    thread: Option<String>,
    /// When it was written; now, without it.
    time: Option<String>,
    /// Its subject.
    subject: Option<String>,
    /// What it says, as plain text.
    text: Option<String>,
    /// Files and pictures.
    attachments: Option<Vec<IncomingAttachment>>,
    /// A place on the map: `{latitude, longitude, name?, address?}`.
    #[schema(value_type = Option<Object>)]
    location: Option<()>,
    /// What was chosen of what was offered: `{id, title}`.
    #[schema(value_type = Option<Object>)]
    choice: Option<()>,
    /// A machine wrote it: it is shown, and neither counted nor queued.
    automatic: Option<bool>,
    /// Its language: `nl`.
    language: Option<String>,
    /// The reason that the customer stated.
    reason: Option<String>,
    /// A wish to be called: `{phone, from, until}`.
    #[schema(value_type = Option<Object>)]
    call_back: Option<()>,
}

/// Who wrote a message.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `channels::message` reads")]
pub(super) struct IncomingAuthor {
    /// Where an answer goes.
    address: String,
    /// What they call themselves.
    name: Option<String>,
}

/// A file or picture beside a message.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `channels::message` reads")]
pub(super) struct IncomingAttachment {
    /// What it is called.
    name: Option<String>,
    /// Its media type; nothing trusts it.
    media: Option<String>,
    /// Its bytes, in base64.
    data: String,
}

/// Takes messages that customers wrote by another system
///
/// One, or a list. They become conversations and cases as those of the channels do. The answer comes when everything
/// is on disk; a message whose id was here changes nothing. Answers leave by the route that is called like the source.
#[utoipa::path(
    post, path = "/messages", operation_id = "post_messages", tag = "intake", params(Strictly), security(("write_key" = [])),
    request_body(content((IncomingMessage = "application/json"))),
    responses(
        (status = 202, description = "It is on disk", body = Receipt),
        NotTaken,
        (status = 403, description = "The source is called like a channel's account", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn post(
    State(app): State<Arc<App>>,
    Asked(strictly): Asked<Strictly>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let received = Received::read(&app, &headers, strictly.strict, body, LARGEST).await?;
    if app.delivery.accounts().is_under(received.source()) {
        return Err(received.refused(taken(received.source())));
    }
    let items = received
        .text()
        .and_then(|text| received.arrival(Door::Messages).messages(text).map_err(|problem| broken(&problem)));
    let items = items.map_err(|problem| received.refused(problem))?;
    Ok(received.keep(items).await?.receipt())
}

/// What a channel's account is told, only its provider may say.
fn taken(source: &str) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "account")
        .detail(format!("`{source}` is an account in [channels], and only its provider speaks for it; call the source otherwise"))
}
