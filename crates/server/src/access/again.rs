//! A request with an `Idempotency-Key` that is sent again is answered as it was, and does nothing.
//!
//! What was answered is kept for a day, on disk, by caller, route and key, with the hash of what was sent. A key
//! with something else in it is refused, and so is a second request while the first is under way. An answer with
//! a secret that is shown once is not kept: who sends that request again is told that it was done.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use voorzet_store::account::{AccountChange, AnswerRecord};

use super::caller::Caller;
use super::{audit, ticket};
use crate::api::problem::Problem;
use crate::serve::app::App;
use crate::serve::clock;

/// The header.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("idempotency-key");

/// Says that an answer was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The longest key.
const LONGEST: usize = 255;

/// The largest request that is compared, and the largest answer that is kept.
const LARGEST: usize = 32_000_000;
const LARGEST_ANSWER: usize = 1_000_000;

/// An answer holds a secret that is shown once: it is not kept. An extension of the answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShownOnce;

/// Requests that are under way.
#[derive(Default)]
pub(crate) struct UnderWay(Mutex<HashSet<String>>);

/// One of them; it is over when this is gone.
struct Begun<'u> {
    all: &'u UnderWay,
    name: String,
}

impl UnderWay {
    fn begin(&self, name: &str) -> Option<Begun<'_>> {
        let new = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
        new.then(|| Begun { all: self, name: name.to_owned() })
    }
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        self.all.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.name);
    }
}

/// Does what is asked, unless it was done.
pub(crate) async fn once(
    app: &App,
    caller: &Caller,
    key: &HeaderValue,
    path: &str,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let key = key.to_str().ok().filter(|key| !key.is_empty() && key.len() <= LONGEST);
    let key = key.ok_or_else(|| Problem::wrong("an Idempotency-Key has 1 to 255 plain characters"))?;
    let (parts, body) = request.into_parts();
    let target = parts.uri.path_and_query().map_or(path, |target| target.as_str()).to_owned();
    let address = parts.uri.path().to_owned();
    let name = ticket::hash(&format!("{}\n{path}\n{key}", caller.key()));
    let Some(begun) = app.access.again.begin(&name) else {
        return Err(Problem::new(StatusCode::CONFLICT, "under-way")
            .detail("a request with this Idempotency-Key is under way")
            .retry_after(1));
    };
    let body = to_bytes(body, LARGEST).await.map_err(|_| {
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large").detail("the request is too large for a key")
    })?;
    let digest = digest(&target, &body);
    let (asked, now) = (name.clone(), clock::now());
    if let Some(kept) = app.readers.read(move |reader| reader.answer(&asked, now)).await? {
        return replay(kept, &digest);
    }
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    let said = audit::said(&response, &address);
    audit::done(app, caller, &Method::POST, path, said).await;
    let (response, record) = recorded(response, name, digest).await?;
    if let Some(record) = record {
        app.keep_accounts(vec![AccountChange::Answer(record)]).await?;
    }
    drop(begun);
    Ok(response)
}

/// The hash of what was sent, and where to.
fn digest(target: &str, body: &[u8]) -> String {
    let hash = Sha256::new().chain_update(target).chain_update([0]).chain_update(body).finalize();
    URL_SAFE_NO_PAD.encode(hash)
}

/// An answer, and what is kept of it: nothing when trying again may bring another.
async fn recorded(
    response: Response,
    name: String,
    digest: String,
) -> Result<(Response, Option<AnswerRecord>), Problem> {
    let status = response.status();
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        return Ok((response, None));
    }
    let once = response.extensions().get::<ShownOnce>().is_some();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(|error| Problem::internal(&error))?;
    let text = |name| {
        let value: Option<&HeaderValue> = parts.headers.get(name);
        value.and_then(|value| value.to_str().ok()).map(ToOwned::to_owned)
    };
    let kept = match std::str::from_utf8(&body) {
        Ok(text) if !once && text.len() <= LARGEST_ANSWER => Some(text.to_owned()),
        _ => None,
    };
    let record = AnswerRecord {
        name,
        digest,
        at: clock::now(),
        status: status.as_u16(),
        kind: text(header::CONTENT_TYPE),
        place: text(header::LOCATION),
        body: kept,
    };
    Ok((Response::from_parts(parts, Body::from(body)), Some(record)))
}

/// What was answered before.
fn replay(kept: AnswerRecord, digest: &str) -> Result<Response, Problem> {
    if kept.digest != digest {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "other-request")
            .detail("this Idempotency-Key was used for another request"));
    }
    let Some(body) = kept.body else {
        return Err(Problem::new(StatusCode::CONFLICT, "shown-once")
            .detail("this was done, and its answer held a secret that is shown once")
            .header(REPLAYED, "true"));
    };
    let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::OK);
    let mut response = (status, [(REPLAYED, "true")], body).into_response();
    for (name, value) in [(header::CONTENT_TYPE, kept.kind), (header::LOCATION, kept.place)] {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}
