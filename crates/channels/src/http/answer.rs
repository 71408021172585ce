//! What came back, or how far a call got.

use std::time::SystemTime;

use hyper::header::RETRY_AFTER;
use hyper::{HeaderMap, StatusCode};
use voorzet_domain::time::{Duration, Timestamp};

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as far as it was asked for.
    pub body: Vec<u8>,
}

/// A call that brought no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct Broken {
    /// How far it got.
    pub reached: Reached,
    /// What went wrong, in a plain sentence.
    pub problem: String,
}

/// How far a call got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// It was not begun: the address is not one that we call.
    Forbidden,
    /// Nothing of it was sent.
    Nothing,
    /// Something of it may have been sent, and so may have been acted on.
    Something,
}

impl Answer {
    /// How long it asks to be left alone: `Retry-After`, in seconds or as a date.
    pub fn retry_after(&self, now: Timestamp) -> Option<Duration> {
        let text = self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            // What does not fit in a number is longer than anybody waits.
            return Some(Duration::from_secs(text.parse().unwrap_or(i64::MAX)).min(Duration::MAX));
        }
        let date = httpdate::parse_http_date(text).ok()?;
        let seconds = date.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs();
        let at = Timestamp::from_micros(i64::try_from(seconds).ok()?.checked_mul(1_000_000)?)?;
        Some(at.since(now))
    }
}
