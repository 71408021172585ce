//! What is read from a request's address and body; what is wrong there is told as a problem.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use super::problem::Problem;

/// What stands behind the question mark.
pub(crate) struct Asked<T>(pub(crate) T);

/// What stands in the path.
pub(crate) struct Named<T>(pub(crate) T);

/// A JSON body.
pub(crate) struct Sent<T>(pub(crate) T);

/// A JSON body, or none: nothing at all and `null` are the same.
pub(super) struct MaybeSent<T>(pub(super) Option<T>);

/// How items that cannot be read are dealt with.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Strictly {
    /// Take all of it or nothing, and say what cannot be read. `Prefer: handling=strict` asks for the same.
    #[serde(default)]
    pub(super) strict: bool,
}

/// Which page of a list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Page {
    /// What the answer before gave as `next`.
    pub(super) before: Option<i64>,
    /// How many, at most 1000.
    #[param(minimum = 1, maximum = 1000)]
    pub(super) limit: Option<usize>,
}

impl Page {
    /// How many are shown.
    pub(super) fn most(&self) -> usize {
        most(self.limit)
    }
}

/// What stands between commas.
pub(super) fn listed(text: Option<&str>) -> Vec<&str> {
    let parts = text.into_iter().flat_map(|text| text.split(',')).map(str::trim);
    parts.filter(|part| !part.is_empty()).collect()
}

/// How many of a list are shown when so many are asked for.
pub(super) fn most(limit: Option<usize>) -> usize {
    limit.unwrap_or(100).clamp(1, 1_000)
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Query::from_request_parts(parts, state).await;
        read.map(|Query(asked)| Self(asked)).map_err(|error| Problem::wrong(error.body_text()))
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Path::from_request_parts(parts, state).await;
        read.map(|Path(named)| Self(named)).map_err(|error| Problem::unknown(error.body_text()))
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let read = Json::from_request(request, state).await;
        read.map(|Json(sent)| Self(sent))
            .map_err(|error| Problem::new(error.status(), "body").detail(error.body_text()))
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequest<S> for MaybeSent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let wrong = |status: StatusCode, why: String| Problem::new(status, "body").detail(why);
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|error| wrong(error.status(), error.body_text()))?;
        if bytes.trim_ascii().is_empty() {
            return Ok(Self(None));
        }
        let read = serde_json::from_slice(&bytes);
        read.map(Self).map_err(|error| wrong(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()))
    }
}
