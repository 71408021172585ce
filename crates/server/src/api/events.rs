//! `POST /events`: CloudEvents in all their forms, and lines.

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use voorzet_channels::Unreadable;
use voorzet_channels::cloudevents::{Binary, decoded};
use voorzet_channels::door::Door;

use super::accepted::Receipt;
use super::asked::{Asked, Strictly};
use super::problem::{Details, Problem};
use super::received::{NotTaken, Received, refuse_unread};
use crate::configuration::Intake;
use crate::intake::body;
use crate::intake::items::Item;
use crate::serve::app::App;

/// In which form events stand in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// One, its attributes in headers.
    Binary,
    /// One, as JSON.
    Structured,
    /// A JSON array of them.
    Batch,
    /// JSON of which the first character says whether it is one or an array.
    Json,
    /// One a line.
    Lines,
}

const TAKEN: &str = "application/cloudevents+json, application/cloudevents-batch+json, application/x-ndjson, application/json";

/// Takes events
///
/// CloudEvents 1.0 in binary, structured or batch form, or lines (NDJSON) of CloudEvents and Segment calls. The
/// answer comes when everything is on disk. An event whose source and id were here in the last 30 days changes
/// nothing. An event without a time happened when it arrived.
#[utoipa::path(
    post, path = "/events", operation_id = "post_events", tag = "intake", params(Strictly), security(("write_key" = [])),
    request_body(content(
        (serde_json::Value = "application/cloudevents+json"),
        (Vec<serde_json::Value> = "application/cloudevents-batch+json"),
        (String = "application/x-ndjson"),
        (serde_json::Value = "application/json"),
    )),
    responses(
        (status = 202, description = "It is on disk", body = Receipt),
        NotTaken,
        (status = 415, description = "It is in no form that is read", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn post(
    State(app): State<Arc<App>>,
    Asked(strictly): Asked<Strictly>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let form = match Form::of(&headers) {
        Ok(form) => form,
        Err(problem) => {
            body::drain(body).await;
            return Err(refuse_unread(&app, &headers, problem));
        }
    };
    let most = form.most(&app.configuration.intake);
    let received = Received::read(&app, &headers, strictly.strict, body, most).await?;
    let items = form.items(&headers, &received).map_err(|problem| received.refused(problem))?;
    Ok(received.keep(items).await?.receipt())
}

impl Form {
    fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let stated =
            headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let media = stated.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match media.as_str() {
            "application/cloudevents+json" => Ok(Self::Structured),
            "application/cloudevents-batch+json" => Ok(Self::Batch),
            "application/x-ndjson"
            | "application/ndjson"
            | "application/jsonl"
            | "application/x-jsonlines" => Ok(Self::Lines),
            _ if headers.contains_key("ce-specversion") || headers.contains_key("ce-id") => Ok(Self::Binary),
            "application/json" | "text/json" => Ok(Self::Json),
            _ => Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "form")
                .detail(format!("events come as one of {TAKEN}, or with ce- headers"))
                .header(header::ACCEPT, TAKEN)),
        }
    }

    fn most(self, intake: &Intake) -> usize {
        match self {
            Self::Binary | Self::Structured => intake.event_bytes,
            Self::Batch | Self::Json => intake.batch_bytes,
            Self::Lines => intake.lines_bytes,
        }
    }

    fn items(self, headers: &HeaderMap, received: &Received) -> Result<Vec<Item>, Problem> {
        let arrival = received.arrival(Door::Events);
        match self {
            Self::Lines => Ok(arrival.lines(&received.body)),
            Self::Structured => Ok(arrival.one(received.text()?)),
            Self::Binary => Ok(arrival.binary(&binary(headers, received.text()?))),
            Self::Json if !received.text()?.trim_start().starts_with('[') => {
                Ok(arrival.one(received.text()?))
            }
            Self::Batch | Self::Json => arrival.batch(received.text()?).map_err(|problem| broken(&problem)),
        }
    }
}

/// The attributes that stand in the headers.
fn binary<'a>(headers: &'a HeaderMap, body: &'a str) -> Binary<'a> {
    let attribute = |name: &str| -> Option<Cow<'a, str>> {
        let value = headers.get(name)?;
        // Bytes that are no text are shown as such, and refused where it matters.
        Some(match std::str::from_utf8(value.as_bytes()) {
            Ok(text) => decoded(text),
            Err(_) => Cow::Owned(String::from_utf8_lossy(value.as_bytes()).into_owned()),
        })
    };
    Binary {
        specversion: attribute("ce-specversion"),
        id: attribute("ce-id"),
        source: attribute("ce-source"),
        kind: attribute("ce-type"),
        subject: attribute("ce-subject"),
        customer: attribute("ce-customer"),
        time: attribute("ce-time"),
        content_type: attribute("content-type"),
        body: Cow::Borrowed(body),
    }
}

/// A body whose items cannot be told apart: nothing of it is kept.
pub(super) fn broken(problem: &Unreadable) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "broken-body").detail(problem.to_string())
}
