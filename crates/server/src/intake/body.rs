//! A request's body: how much of it is read, and unpacked.

use std::io::Read;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use flate2::read::MultiGzDecoder;
use futures_util::StreamExt;

use crate::api::problem::Problem;

/// How much memory a body may take: as much as it says, or as much as it may when it says nothing or is packed.
pub(crate) fn size(headers: &HeaderMap, most: usize) -> usize {
    let packed = headers.contains_key(header::CONTENT_ENCODING);
    stated(headers).filter(|_| !packed).unwrap_or(most).min(most)
}

/// Takes in a body that nobody reads, as far as that is bearable: who sends would else see a broken connection
/// in the place of our answer.
pub(crate) async fn drain(body: Body) {
    drain_up_to(body, BEARABLE).await;
}

/// The same, as far as that is bearable here.
async fn drain_up_to(body: Body, most: usize) {
    let mut body = body.into_data_stream();
    let mut left = most;
    let drained = async {
        while let Some(Ok(piece)) = body.next().await {
            left = left.saturating_sub(piece.len());
            if left == 0 {
                break;
            }
        }
    };
    // Whether it ended or the time was up, the answer goes out.
    let _ = tokio::time::timeout(Duration::from_secs(5), drained).await;
}

/// How much of a body that nobody reads is taken in.
const BEARABLE: usize = 16_000_000;

fn stated(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Reads a body of at most so many bytes, unpacked or not. Of a packed one no more is unpacked than that.
pub(crate) async fn read(headers: &HeaderMap, body: Body, most: usize) -> Result<Bytes, Problem> {
    if stated(headers).is_some_and(|length| length > most) {
        // Whoever may send so much is not told by a broken connection that it was a little too much.
        drain_up_to(body, BEARABLE.max(2 * most)).await;
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
    let mut bytes = Vec::with_capacity(stated(headers).unwrap_or_default());
    let mut body = body.into_data_stream();
    while let Some(piece) = body.next().await {
        let broken = |_| Problem::new(StatusCode::BAD_REQUEST, "broken-body").detail("the body broke off");
        let piece = piece.map_err(broken)?;
        if bytes.len() + piece.len() > most {
            drain(Body::from_stream(body)).await;
            return Err(too_large(most));
        }
        bytes.extend_from_slice(&piece);
    }
    let bytes = Bytes::from(bytes);
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
