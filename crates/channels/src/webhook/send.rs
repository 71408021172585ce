//! One try to send a webhook, and what came of it.

use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Method, StatusCode};
use voorzet_domain::time::{Duration, Timestamp};

use super::secret::Secret;
use super::sign::{ID, SIGNATURE, TIMESTAMP, sign};
use crate::Came;
use crate::http::{Answer, Broken, Call, Client, Reached, Target};

/// A webhook to send.
#[derive(Clone, Debug)]
pub struct Webhook<'a> {
    /// Its number: the receiver takes one number once.
    pub id: &'a str,
    /// Where it goes.
    pub url: &'a str,
    /// One JSON object, signed as it stands here.
    pub body: &'a str,
    /// What it is signed with.
    pub secrets: &'a [Secret],
    /// Whether it may go within our own network, and without TLS.
    pub allow_private: bool,
    /// How long the call may take.
    pub timeout: Duration,
}

/// Sends a webhook, once. A receiver takes one number once, so whenever it is not known whether it has it, it
/// may go again.
pub async fn send(client: &Client, webhook: Webhook<'_>, now: Timestamp) -> Came {
    let call = match call(&webhook, now) {
        Ok(call) => call,
        Err(problem) => return Came::Rejected { problem },
    };
    match client.call(call).await {
        Ok(answer) => answered(&answer, now),
        Err(Broken { reached: Reached::Forbidden, problem }) => Came::Rejected { problem },
        Err(Broken { problem, .. }) => Came::Retry { after: None, problem },
    }
}

fn call(webhook: &Webhook<'_>, now: Timestamp) -> Result<Call, String> {
    let target = Target::parse(webhook.url).map_err(|error| error.to_string())?;
    let timestamp = now.as_micros().div_euclid(1_000_000).to_string();
    let signature = sign(webhook.id, &timestamp, webhook.body.as_bytes(), webhook.secrets);
    let header = |name, value: &str| {
        let value = HeaderValue::from_str(value).map_err(|_| format!("`{name}` cannot be a header"))?;
        Ok::<_, String>((HeaderName::from_static(name), value))
    };
    let headers = vec![
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        header(ID, webhook.id)?,
        header(TIMESTAMP, &timestamp)?,
        header(SIGNATURE, &signature)?,
    ];
    Ok(Call {
        method: Method::POST,
        target,
        headers,
        body: webhook.body.as_bytes().to_vec(),
        timeout: std::time::Duration::from_micros(webhook.timeout.as_micros().unsigned_abs()),
        allow_private: webhook.allow_private,
        // Nothing in the body of an answer changes what came of it.
        most: 0,
    })
}

/// What an answer means.
pub(crate) fn answered(answer: &Answer, now: Timestamp) -> Came {
    let status = answer.status;
    let problem = format!("answered {}", status.as_u16());
    if status.is_success() {
        return Came::Delivered { reference: None };
    }
    match status {
        StatusCode::GONE => Came::Gone { problem },
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
            Came::Auth { problem }
        }
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            Came::Retry { after: answer.retry_after(now), problem }
        }
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY => Came::Retry { after: None, problem },
        status if status.is_redirection() => {
            Came::Rejected { problem: format!("{problem}, and redirects are not followed") }
        }
        status if status.is_client_error() => Came::Rejected { problem },
        _ => Came::Retry { after: None, problem },
    }
}
