//! A request's body: how much of it is read, and unpacked.

use std::io::Read;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use flate2::read::MultiGzDecoder;

use crate::api::problem::Problem;

/// Reads a body of at most so many bytes, unpacked or not. Of a packed one no more is unpacked than that.
pub(crate) async fn read(headers: &HeaderMap, body: Body, most: usize) -> Result<Bytes, Problem> {
    let stated =
        headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if stated.is_some_and(|length| length > most) {
        return Err(too_large(most));
    }
    let packed =
        match headers.get(header::CONTENT_ENCODING).map(|value| value.as_bytes().to_ascii_lowercase()) {
            None => false,
            Some(encoding) if encoding == b"identity" || encoding.is_empty() => false,
            Some(encoding) if encoding == b"gzip" || encoding == b"x-gzip" => true,
            Some(_) => {
                let problem = Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-encoding")
                    .detail("a body comes as it is, or packed with gzip");
                return Err(problem.header(header::ACCEPT_ENCODING, "gzip"));
            }
        };
    let bytes = axum::body::to_bytes(body, most).await.map_err(|error| {
        let source = std::error::Error::source(&error);
        if source.is_some_and(<dyn std::error::Error>::is::<http_body_util::LengthLimitError>) {
            too_large(most)
        } else {
            Problem::new(StatusCode::BAD_REQUEST, "broken-body").detail("the body broke off")
        }
    })?;
    if packed { unpacked(&bytes, most) } else { Ok(bytes) }
}

fn unpacked(bytes: &[u8], most: usize) -> Result<Bytes, Problem> {
    let mut whole = Vec::with_capacity(bytes.len().saturating_mul(4).min(most));
    let read = MultiGzDecoder::new(bytes).take(most as u64 + 1).read_to_end(&mut whole);
    if read.is_err() {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "broken-body").detail("the body is no gzip"));
    }
    if whole.len() > most { Err(too_large(most)) } else { Ok(whole.into()) }
}

fn too_large(most: usize) -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large").detail(format!("at most {most} bytes, unpacked"))
}
