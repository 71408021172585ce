//! What Meta tells us: `GET` when the webhook is set up, `POST` from then on. It is told that we have it once it is on
//! disk, and tells it again for days when we do not say so.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use compact_str::CompactString;
use serde::Deserialize;
use utoipa::IntoParams;
use voorzet_channels::whatsapp::limit;
use voorzet_channels::whatsapp::receive::{File, Number, Unread, read};
use voorzet_channels::whatsapp::{SIGNATURE, verify};
use voorzet_store::entry::{Incoming, Mode};

use super::account::Whatsapp;
use crate::api::Done;
use crate::api::problem::{Details, Problem};
use crate::intake::body;
use crate::intake::queue::Full;
use crate::serve::app::{App, full};
use crate::serve::clock;

/// How long a body may take to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// What Meta asks when a webhook is set up.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Subscribing {
    /// Always `subscribe`.
    #[serde(default, rename = "hub.mode")]
    mode: String,
    /// What was entered at Meta as the token to verify by.
    #[serde(default, rename = "hub.verify_token")]
    verify_token: String,
    /// What is to be answered.
    #[serde(default, rename = "hub.challenge")]
    challenge: String,
}

/// What a webhook holds for one account.
#[derive(Default)]
struct Share {
    incoming: Vec<Incoming>,
    files: Vec<File>,
    trouble: Option<String>,
}

/// Says to Meta that this is where it may tell what happens
#[utoipa::path(
    get, path = "/channels/whatsapp/{account}", operation_id = "verify_whatsapp", tag = "intake",
    params(("account" = String, Path, description = "The account: `whatsapp`, `whatsapp:shop`"), Subscribing),
    responses(
        (status = 200, description = "What `hub.challenge` says", body = String, content_type = "text/plain"),
        (status = 403, description = "The token is another one", body = Details, content_type = "application/problem+json"),
        (status = 404, description = "There is no such account", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn challenge(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    Query(asked): Query<Subscribing>,
) -> Result<String, Problem> {
    let account = known(&app, &account)?;
    let right = account.settings.verify_token.now().is(&asked.verify_token);
    if asked.mode == "subscribe" && right && !asked.challenge.is_empty() {
        return Ok(asked.challenge);
    }
    Err(Problem::new(StatusCode::FORBIDDEN, "verify-token").detail("the token to verify by is another one"))
}

/// Takes what Meta tells of an account
#[utoipa::path(
    post, path = "/channels/whatsapp/{account}", operation_id = "post_whatsapp", tag = "intake",
    params(("account" = String, Path, description = "The account: `whatsapp`, `whatsapp:shop`")),
    request_body(content((serde_json::Value = "application/json"))),
    responses(
        (status = 200, description = "It is on disk", body = Done),
        (status = 401, description = "Meta did not sign it", body = Details, content_type = "application/problem+json"),
        (status = 404, description = "There is no such account", body = Details, content_type = "application/problem+json"),
        (status = 413, description = "It is too large", body = Details, content_type = "application/problem+json"),
        (status = 503, description = "The disk refuses, or more is waiting than can be taken", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn post(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Done>, Problem> {
    let account = match known(&app, &account) {
        Ok(account) => account,
        Err(problem) => {
            body::drain(body).await;
            return Err(problem);
        }
    };
    let body = gathered(&app, &headers, body).await?;
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !verify(&account.settings.app_secret.now(), &body, signature) {
        let problem = "somebody sent what Meta did not sign, or `app_secret` is another one";
        account.tell(&app, Some(problem.to_owned())).await;
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "signature")
            .detail("the signature is not by who we know as Meta"));
    }
    take(&app, &account, &body).await?;
    Ok(Json(Done::YES))
}

fn known(app: &App, account: &str) -> Result<Arc<Whatsapp>, Problem> {
    let found = app.delivery.accounts().of::<Whatsapp>(account);
    found.ok_or_else(|| Problem::unknown(format!("there is no account `{account}` of WhatsApp")))
}

/// The body, once there is room for one of its size.
async fn gathered(app: &App, headers: &HeaderMap, body: Body) -> Result<Bytes, Problem> {
    let size = body::size(headers, limit::WEBHOOK).div_ceil(1_024).max(1);
    let size = u32::try_from(size).unwrap_or(u32::MAX);
    let _room = app.reading.try_acquire_many(size).map_err(|_| full(Full::Queue))?;
    let read = tokio::time::timeout(PATIENCE, body::read(headers, body, limit::WEBHOOK)).await;
    let slow = |_| Problem::new(StatusCode::REQUEST_TIMEOUT, "slow").detail("the body did not come in time");
    read.map_err(slow)?
}

/// Puts what a webhook holds in the log. One webhook may be about several numbers of one app: all accounts that know
/// its secret have their share.
async fn take(app: &App, account: &Whatsapp, body: &[u8]) -> Result<(), Problem> {
    let all: BTreeMap<&CompactString, Arc<Whatsapp>> = app.delivery.accounts().all().collect();
    let secret = account.settings.app_secret.now();
    let trusting = all.values().filter(|other| other.settings.app_secret.now() == secret);
    let numbers: Vec<Number<'_>> =
        trusting.map(|other| Number { account: &other.name, id: &other.settings.number }).collect();
    let mut shares: BTreeMap<CompactString, Share> = BTreeMap::new();
    let arrived = read(body, &account.name, &numbers, clock::now());
    for event in arrived.events {
        let share = shares.entry(event.source.clone()).or_default();
        share.incoming.push(Incoming::Event { event, mode: Mode::Live });
    }
    for (account, file) in arrived.files {
        shares.entry(account).or_default().files.push(file);
    }
    for Unread { account, body, problem } in arrived.unreadable {
        let (source, door) = (account.clone(), CompactString::const_new("whatsapp"));
        let unreadable = Incoming::Unreadable { source, door, body, problem };
        shares.entry(account).or_default().incoming.push(unreadable);
    }
    for (account, trouble) in arrived.troubles {
        shares.entry(account).or_default().trouble = Some(trouble);
    }
    for (name, mut share) in shares {
        let Some(account) = all.get(&name) else { continue };
        share.incoming.extend(account.health(share.trouble));
        if !share.incoming.is_empty() {
            account.keep(app, share.incoming, share.files, body.len()).await?;
        }
    }
    if arrived.templates {
        account.approval.notify_one();
    }
    Ok(())
}
