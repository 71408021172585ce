//! What a stranger is told when something cannot be done: problem details as in RFC 9457.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something that cannot be done, and why.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    details: Box<Details>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// Problem details (RFC 9457).
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct Details {
    /// What kind of problem it is: `urn:voorzet:problem:too-large`.
    #[serde(rename = "type")]
    kind: String,
    /// The status in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What is wrong this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// What somebody else did first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    newer: Option<Newer>,
    /// What is wrong with the items of the request, the first hundred.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ItemError>,
    /// Who has the case that somebody else wants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    agent: Option<Holder>,
    /// What was said meanwhile, as `GET /api/cases/{id}/messages` gives it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Object>)]
    messages: Vec<serde_json::Value>,
}

/// Who has a case that somebody else wants.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub(crate) struct Holder {
    /// The number of the person.
    pub(crate) id: i64,
    /// What they are called.
    pub(crate) name: String,
}

/// What is wrong with one item of a request.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ItemError {
    /// Which item, counted from 0.
    pub(crate) index: usize,
    /// The field that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) field: Option<String>,
    /// What is wrong.
    pub(crate) reason: String,
}

/// What somebody else did first.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub(crate) struct Newer {
    /// The publication that is in force by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) publication: Option<i64>,
    /// The revision that a draft has by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) revision: Option<i64>,
    /// Who.
    pub(crate) by: String,
    /// When.
    pub(crate) at: String,
}

/// The problem in a few lines.
impl std::fmt::Display for Details {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.detail.as_deref().unwrap_or(&self.title))?;
        for error in &self.errors {
            match &error.field {
                Some(field) => write!(f, "\n{field}: {}", error.reason)?,
                None => write!(f, "\n{}", error.reason)?,
            }
        }
        Ok(())
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.details.fmt(f)
    }
}

impl Problem {
    /// A problem of a kind: `too-large`.
    pub(crate) fn new(status: StatusCode, kind: &str) -> Self {
        let details = Details {
            kind: format!("urn:voorzet:problem:{kind}"),
            title: status.canonical_reason().unwrap_or("Problem").to_owned(),
            status: status.as_u16(),
            ..Details::default()
        };
        Self { status, details: Box::new(details), headers: Vec::new() }
    }

    /// What is wrong this time.
    pub(crate) fn detail(mut self, text: impl Into<String>) -> Self {
        self.details.detail = Some(text.into());
        self
    }

    /// What is wrong with the items.
    pub(crate) fn errors(mut self, errors: Vec<ItemError>) -> Self {
        self.details.errors = errors;
        self
    }

    /// What somebody else did first.
    pub(crate) fn newer(mut self, newer: Newer) -> Self {
        self.details.newer = Some(newer);
        self
    }

    /// Who has it.
    pub(crate) fn held_by(mut self, agent: Holder) -> Self {
        self.details.agent = Some(agent);
        self
    }

    /// What was said meanwhile.
    pub(crate) fn messages(mut self, messages: Vec<serde_json::Value>) -> Self {
        self.details.messages = messages;
        self
    }

    /// What it comes to as one of several: the details alone.
    pub(crate) fn into_details(self) -> Details {
        *self.details
    }

    /// With a header.
    pub(crate) fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// Not before so many seconds.
    pub(crate) fn retry_after(self, seconds: u64) -> Self {
        self.header(header::RETRY_AFTER, &seconds.max(1).to_string())
    }

    /// There is no such thing.
    pub(crate) fn unknown(what: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found").detail(what)
    }

    /// The request is not what it should be.
    pub(crate) fn wrong(what: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-request").detail(what)
    }

    /// Something went wrong on our side; what exactly is in the log, not in the answer.
    pub(crate) fn internal(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "a request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal").detail("the server's log says more")
    }
}

impl From<voorzet_store::StoreError> for Problem {
    fn from(error: voorzet_store::StoreError) -> Self {
        if error.passes() {
            tracing::warn!(%error, "the store cannot be read");
            return Self::new(StatusCode::SERVICE_UNAVAILABLE, "disk")
                .detail("the disk refuses; try again later")
                .retry_after(2);
        }
        Self::internal(&error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.details)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.extend(self.headers.into_iter().map(|(name, value)| (Some(name), value)));
        response
    }
}
