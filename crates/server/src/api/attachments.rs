//! `/api/attachments`: files and pictures beside messages.
//!
//! What is kept is kept once, under its SHA-256, and goes out with headers under which no browser runs anything of it:
//! pictures that are pictures by their bytes are shown in place, all else is offered for keeping. A file is given to
//! who may read conversations when some message names it; before that, to who brought it alone.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};
use voorzet_domain::conversation::BlobHash;
use voorzet_domain::conversation::attachment::plain_name;
use voorzet_store::Reader;
use voorzet_store::entry::Incoming;

use super::asked::{Asked, Named};
use super::problem::{Details, Problem};
use crate::access::audit::Said;
use crate::access::caller::Caller;
use crate::desk::picture::shown_as;
use crate::intake::body;
use crate::intake::queue::Full;
use crate::serve::app::{App, HOUSE, full};

/// The largest file.
const LARGEST: usize = 25_000_000;

/// What a file is called.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FileName {
    /// Its name: `photo.jpg`.
    #[serde(default)]
    name: String,
}

/// A file that is kept.
#[derive(Serialize, ToSchema)]
pub(super) struct KeptFile {
    /// Its SHA-256, under which it is kept.
    hash: String,
    /// Its name, without any path.
    name: String,
    /// What it is: of a picture by its bytes, else as it was stated.
    media: String,
    /// How long it is.
    bytes: usize,
}

/// Keeps a file, for a message that will name it
///
/// The body is the file as it is, at most 25 MB of it.
#[utoipa::path(post, path = "/api/attachments", operation_id = "add_attachment", tag = "desk", params(FileName),
    request_body(content((Vec<u8> = "application/octet-stream"))),
    responses(
        (status = 201, body = KeptFile),
        (status = 413, description = "It is too large", body = Details, content_type = "application/problem+json"),
        (status = 422, description = "It is empty", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn add(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Asked(called): Asked<FileName>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Extension<Said>, Json<KeptFile>), Problem> {
    let bytes = fetch(&app, &headers, body).await?;
    let hash = BlobHash::of(&Sha256::digest(&bytes));
    let stated = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kept = KeptFile {
        hash: hash.0.to_string(),
        name: plain_name(&called.name),
        media: shown_as(&bytes).or(stated).unwrap_or(UNKNOWN).to_owned(),
        bytes: bytes.len(),
    };
    let amount = bytes.len();
    app.place(HOUSE, vec![Incoming::Blob { hash: hash.clone(), bytes: bytes.into() }], amount).await?;
    app.desk.uploads.add(caller.key(), hash);
    let said = Said { object: format!("attachment {}", kept.hash), detail: format!("{amount} bytes") };
    Ok((StatusCode::CREATED, Extension(said), Json(kept)))
}

/// The media type of what nobody knows.
const UNKNOWN: &str = "application/octet-stream";

/// The whole of it, once there is room.
async fn fetch(app: &App, headers: &HeaderMap, body: Body) -> Result<Bytes, Problem> {
    let size = u32::try_from(body::size(headers, LARGEST).div_ceil(1_024).max(1)).unwrap_or(u32::MAX);
    let _room = Arc::clone(&app.reading).try_acquire_many_owned(size).map_err(|_| full(Full::Queue))?;
    let bytes = body::read(headers, body, LARGEST).await?;
    if bytes.is_empty() {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "empty").detail("there is nothing in it"));
    }
    Ok(bytes)
}

/// A file
///
/// Pictures come to be shown in place, all else to be kept. Of a hash that no message names, as of one that is not
/// there, nothing is told.
#[utoipa::path(get, path = "/api/attachments/{hash}", operation_id = "get_attachment", tag = "desk",
    params(("hash" = String, Path, description = "Its SHA-256"), FileName),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(hash): Named<String>,
    Asked(called): Asked<FileName>,
) -> Result<Response, Problem> {
    let unknown = || Problem::unknown("there is no such attachment");
    let hash = BlobHash::parse(&hash).ok_or_else(unknown)?;
    let own = app.desk.uploads.has(caller.key(), &hash);
    let read = move |reader: &Reader| {
        let may = own || reader.is_attached(&hash)?;
        if may { reader.blob(&hash) } else { Ok(None) }
    };
    let bytes = app.readers.read(read).await?.ok_or_else(unknown)?;
    Ok(harmless(bytes, &called.name))
}

/// A file with headers under which no browser runs anything of it.
fn harmless(bytes: Vec<u8>, name: &str) -> Response {
    let picture = shown_as(&bytes);
    let place = if picture.is_some() { "inline" } else { "attachment" };
    let disposition = format!("{place}; filename*=UTF-8''{}", escaped(&plain_name(name)));
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(picture.unwrap_or(UNKNOWN))),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600, immutable")),
    ];
    let own = [("cross-origin-resource-policy", "same-origin")];
    (headers, own, bytes).into_response()
}

/// A name as a header says it (RFC 8187).
fn escaped(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(bytes: &[u8], name: &str) -> (String, String) {
        let response = harmless(bytes.to_vec(), name);
        let of = |name| response.headers()[name].to_str().expect("text").to_owned();
        assert_eq!(of(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert!(of(header::CONTENT_SECURITY_POLICY).contains("sandbox"));
        (of(header::CONTENT_TYPE), of(header::CONTENT_DISPOSITION))
    }

    #[test]
    fn only_pictures_are_shown_in_place() {
        let gif = b"GIF89a\x01\0\x01\0\0\0\0";
        assert_eq!(
            headers(gif, "a.html"),
            ("image/gif".to_owned(), "inline; filename*=UTF-8''a.html".to_owned())
        );
        for active in [&b"<html><script>alert(1)</script>"[..], b"<svg onload='alert(1)'/>", b"%PDF-1.7"] {
            let (media, disposition) = headers(active, "x.gif");
            assert_eq!(
                (media.as_str(), disposition.as_str()),
                (UNKNOWN, "attachment; filename*=UTF-8''x.gif")
            );
        }
    }

    #[test]
    fn a_name_cannot_leave_its_header() {
        let (_, disposition) = headers(b"x", "a\"; filename=b.exe\r\nSet-Cookie: x=y\u{202e}é");
        assert!(
            disposition.is_ascii() && !disposition.contains(['"', '\r', '\n', ' '])
                || disposition.starts_with("attachment; ")
        );
        assert_eq!(disposition.matches(' ').count(), 1, "{disposition}");
        assert!(!disposition.contains("202e") && disposition.ends_with("%C3%A9"));
    }
}
