//! What it answers.

use hyper::header::RETRY_AFTER;
use hyper::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use crate::http::Answer;

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// The media type of its body.
    pub media: String,
    /// Its body.
    pub body: Vec<u8>,
    /// `Retry-After`, in seconds.
    pub retry_after: Option<i64>,
}

impl Reply {
    /// JSON.
    pub(super) fn json(status: u16, body: &Value) -> Self {
        let (media, body) = ("application/json".to_owned(), body.to_string().into_bytes());
        Self { status, media, body, retry_after: None }
    }

    /// It as who calls has it.
    pub fn answer(&self) -> Answer {
        let mut headers = HeaderMap::new();
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Answer { status, headers, body: self.body.clone() }
    }

    pub(super) fn retry_after(self, seconds: i64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }
}

/// That it does not do it, in Meta's form.
pub(super) fn refusal(status: u16, code: i64, details: &str) -> Reply {
    let error = json!({"error": {
        "message": format!("(#{code}) {details}"), "type": "OAuthException", "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": details}, "fbtrace_id": "standin",
    }});
    Reply::json(status, &error)
}

/// That it took a message.
pub(super) fn taken(to: &str, id: &str) -> Reply {
    Reply::json(
        200,
        &json!({
            "messaging_product": "whatsapp", "contacts": [{"input": to, "wa_id": to}],
            "messages": [{"id": id, "message_status": "accepted"}],
        }),
    )
}
