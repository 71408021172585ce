//! `POST /v1/{call}`: Segment's calls.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use compact_str::format_compact;
use voorzet_channels::door::Door;
use voorzet_channels::segment;

use super::accepted::Success;
use super::asked::{Asked, Named, Strictly};
use super::events::broken;
use super::problem::{Details, Problem};
use super::received::{NotTaken, Received};
use crate::intake::items::Item;
use crate::serve::app::App;

/// Takes Segment calls
///
/// `track`, `identify`, `page`, `screen`, `group` and `alias` take one call, `batch` takes `{"batch": […]}`. The
/// write key is the user's name of Basic, a bearer token, or `writeKey` in the body. With `sentAt` the sender's
/// clock is put right. A call whose `messageId` was here in the last 30 days changes nothing.
#[utoipa::path(
    post, path = "/v1/{call}", operation_id = "post_segment", tag = "intake", security(("write_key" = []), ("write_key_as_user" = [])),
    params(("call" = String, Path, description = "track, identify, page, screen, group, alias or batch"), Strictly),
    request_body(content((serde_json::Value = "application/json"))),
    responses(
        (status = 200, description = "It is on disk", body = Success),
        NotTaken,
        (status = 404, description = "There is no such call", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn post(
    State(app): State<Arc<App>>,
    Named(call): Named<String>,
    Asked(strictly): Asked<Strictly>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let unknown = || Problem::unknown(format!("there is no Segment call `{call}`"));
    let door = Door::from_name(&format_compact!("v1/{call}")).ok_or_else(unknown)?;
    let intake = &app.configuration.intake;
    let most = if door.kind().is_some() { intake.event_bytes } else { intake.segment_batch_bytes };
    let key = |text: &str| segment::write_key(text).map(std::borrow::Cow::into_owned);
    let received = Received::read_keyed(&app, &headers, strictly.strict, body, most, key).await?;
    let items = items(door, &received).map_err(|problem| received.refused(problem))?;
    Ok(received.keep(items).await?.success())
}

fn items(door: Door, received: &Received) -> Result<Vec<Item>, Problem> {
    let (arrival, text) = (received.arrival(door), received.text()?);
    match door.kind() {
        Some(_) => Ok(arrival.one(text)),
        None => Ok(arrival.calls(&segment::batch(text).map_err(|problem| broken(&problem))?)),
    }
}
