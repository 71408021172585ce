//! A stand-in for Meta, served: [`voorzet_channels::whatsapp::standin`] behind HTTP, with its webhooks delivered. For
//! tests, and for trying things out without a number of one's own.
//!
//! | path | what |
//! |---|---|
//! | `/v23.0/…` | what Meta serves |
//! | `POST /standin/customers/{phone}/messages` | a customer writes |
//! | `GET /standin/customers/{phone}` | what a customer wrote and was written |
//! | `GET /standin/sent` | what was sent, and how often it was called |
//! | `POST /standin/orders` | its clock, its faults, its webhooks |
//! | `POST /standin/server` | where webhooks go |

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Context;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::future::join_all;
use hyper::header::{CONTENT_TYPE, HeaderName};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use toml::Table;
use voorzet_channels::http::{Call, Client, Target};
use voorzet_channels::whatsapp::SIGNATURE;
use voorzet_channels::whatsapp::limit::DOCUMENT;
use voorzet_channels::whatsapp::standin::{Fault, Hook, Orders, Reply, Settings, Standin, Written};

use super::settings;
use crate::serve::{clock, listen};

/// How long somebody waits for an answer that does not come.
const HANGS: Duration = Duration::from_secs(30);

/// The waits before a webhook that was not taken comes again: the first, and the longest.
const AGAIN: (Duration, Duration) = (Duration::from_millis(500), Duration::from_mins(10));

/// The most that may be sent to one customer at once.
const PAIR: u32 = 45;

/// How much may be sent in a second.
const PER_SECOND: u32 = 80;

/// The business account when the settings name none.
const BUSINESS: &str = "1";

/// What is served.
pub(crate) struct Served {
    standin: Mutex<Standin>,
    client: Client,
    /// Where webhooks go.
    server: Mutex<Option<Target>>,
    to_deliver: Notify,
    /// How many that somebody else signed were taken.
    forged: Mutex<u64>,
    base: String,
}

/// Where it is served, and what a server that has it for Meta has in its settings.
pub(crate) struct Options {
    /// The account's name.
    pub(crate) account: String,
    /// The account's settings, `provider` left out.
    pub(crate) settings: Table,
    /// Where webhooks go: the server's address.
    pub(crate) server: Option<String>,
    /// How much may be sent in a second, and to one customer at once.
    pub(crate) per_second: Option<u32>,
    pub(crate) pair: Option<u32>,
}

/// Where webhooks go.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct To {
    server: String,
    account: String,
}

/// Serves the stand-in until it is asked to stop.
pub(crate) async fn serve(
    listener: TcpListener,
    client: Client,
    options: Options,
    stop: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let read = settings::Settings::read(options.settings).map_err(anyhow::Error::msg)?;
    let settings = Settings {
        token: read.token.now(),
        app_secret: read.app_secret.now(),
        number: read.number,
        business: read.business.unwrap_or_else(|| BUSINESS.to_owned()),
        templates: read.templates,
        per_second: options.per_second.unwrap_or(PER_SECOND),
        pair: options.pair.unwrap_or(PAIR),
    };
    let served = Arc::new(Served {
        standin: Mutex::new(Standin::new(settings)),
        client,
        server: Mutex::default(),
        to_deliver: Notify::new(),
        forged: Mutex::default(),
        base: format!("http://{}", listener.local_addr()?),
    });
    if let Some(server) = &options.server {
        served.send_to(server, &options.account)?;
    }
    let delivering = tokio::spawn(deliver(Arc::clone(&served)));
    listen::serve(listener, router(served), Duration::from_mins(1), stop).await;
    delivering.abort();
    Ok(())
}

fn router(served: Arc<Served>) -> Router {
    Router::new()
        .route("/{version}/{number}/messages", post(say))
        .route("/{version}/{number}/media", post(take_file))
        .route("/{version}/{business}/message_templates", get(templates))
        .route("/{version}/{id}", get(look_up))
        .route("/standin/files/{id}", get(file))
        .route("/standin/customers/{phone}", get(customer))
        .route("/standin/customers/{phone}/messages", post(write))
        .route("/standin/sent", get(sent))
        .route("/standin/orders", post(orders))
        .route("/standin/server", post(server))
        .layer(DefaultBodyLimit::max(DOCUMENT as usize + 1_000_000))
        .with_state(served)
}

impl Served {
    fn standin(&self) -> MutexGuard<'_, Standin> {
        self.standin.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn send_to(&self, server: &str, account: &str) -> anyhow::Result<()> {
        let url = format!("{}/channels/whatsapp/{account}", server.trim_end_matches('/'));
        let target = Target::parse(&url).with_context(|| format!("{server} is no address"))?;
        *self.server.lock().unwrap_or_else(PoisonError::into_inner) = Some(target);
        self.to_deliver.notify_one();
        Ok(())
    }

    fn target(&self) -> Option<Target> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Delivers a webhook once. True when nothing more is to be done with it.
    async fn deliver(&self, hook: &Hook) -> bool {
        let Some(target) = self.target() else { return false };
        let Ok(signature) = HeaderValue::from_str(&hook.signature) else { return true };
        let call = Call {
            method: hyper::Method::POST,
            target,
            headers: vec![
                (CONTENT_TYPE, HeaderValue::from_static("application/json")),
                (HeaderName::from_static(SIGNATURE), signature),
            ],
            body: hook.body.clone(),
            timeout: Duration::from_secs(20),
            allow_private: true,
            most: 0,
        };
        let taken = self.client.call(call).await.is_ok_and(|answer| answer.status.is_success());
        if taken && hook.forged {
            *self.forged.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        }
        taken || hook.forged
    }
}

/// Delivers webhooks as they come, in order; those that are the same, at once. What is not taken comes again by
/// itself, and holds up nothing.
async fn deliver(served: Arc<Served>) {
    loop {
        let hooks = if served.target().is_some() { served.standin().hooks() } else { Vec::new() };
        if hooks.is_empty() {
            served.to_deliver.notified().await;
            continue;
        }
        for same in hooks.chunk_by(|one, other| one.body == other.body) {
            let done = join_all(same.iter().map(|hook| served.deliver(hook))).await;
            for (hook, _) in same.iter().zip(done).filter(|(_, done)| !done) {
                tokio::spawn(insist(Arc::clone(&served), hook.clone()));
            }
        }
    }
}

/// Delivers a webhook again and again until it is taken.
async fn insist(served: Arc<Served>, hook: Hook) {
    let mut wait = AGAIN.0;
    loop {
        tokio::time::sleep(wait).await;
        if served.deliver(&hook).await {
            return;
        }
        wait = (wait * 2).min(AGAIN.1);
    }
}

async fn say(
    State(served): State<Arc<Served>>,
    Path((_, number)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let fault = served.standin().fault();
    match fault {
        Some(Fault::Fails) => {
            let error = json!({"error": {"message": "(#131000) Something went wrong", "code": 131_000}});
            return (StatusCode::INTERNAL_SERVER_ERROR, Json(error)).into_response();
        }
        Some(Fault::Bare) => return StatusCode::BAD_GATEWAY.into_response(),
        Some(Fault::Hangs) => tokio::time::sleep(HANGS).await,
        _ => {}
    }
    if fault == Some(Fault::Hangs) {
        return StatusCode::GATEWAY_TIMEOUT.into_response();
    }
    let reply = served.standin().say(&authorization(&headers), &number, &body, clock::now());
    served.to_deliver.notify_one();
    if fault == Some(Fault::Mute) {
        tokio::time::sleep(HANGS).await;
    }
    answered(reply)
}

async fn take_file(
    State(served): State<Arc<Served>>,
    Path((_, number)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let kind = text(&headers, &header::CONTENT_TYPE);
    let reply = served.standin().take_file(&authorization(&headers), &number, &kind, &body, clock::now());
    answered(reply)
}

async fn look_up(
    State(served): State<Arc<Served>>,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let (authorization, standin) = (authorization(&headers), served.standin());
    let number = standin.number(&authorization, &id);
    let is_number = number.status == 200;
    answered(if is_number { number } else { standin.find(&authorization, &id, &served.base, clock::now()) })
}

async fn file(State(served): State<Arc<Served>>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    answered(served.standin().file(&authorization(&headers), &id))
}

async fn templates(
    State(served): State<Arc<Served>>,
    Path((_, business)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    answered(served.standin().templates(&authorization(&headers), &business))
}

async fn customer(State(served): State<Arc<Served>>, Path(phone): Path<String>) -> Response {
    match served.standin().held(&phone) {
        Some(customer) => Json(customer).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn write(
    State(served): State<Arc<Served>>,
    Path(phone): Path<String>,
    Json(written): Json<Written>,
) -> Response {
    let written = served.standin().write(&phone, &written, clock::now());
    served.to_deliver.notify_one();
    match written {
        Ok(id) => (StatusCode::CREATED, Json(json!({"id": id}))).into_response(),
        Err(problem) => (StatusCode::BAD_REQUEST, problem).into_response(),
    }
}

async fn sent(State(served): State<Arc<Served>>) -> Json<Value> {
    let forged = *served.forged.lock().unwrap_or_else(PoisonError::into_inner);
    let standin = served.standin();
    Json(json!({"sent": standin.sent(), "calls": standin.calls(), "forged": forged}))
}

async fn orders(State(served): State<Arc<Served>>, Json(orders): Json<Orders>) -> StatusCode {
    served.standin().obey(orders, clock::now());
    served.to_deliver.notify_one();
    StatusCode::NO_CONTENT
}

async fn server(State(served): State<Arc<Served>>, Json(to): Json<To>) -> Response {
    match served.send_to(&to.server, &to.account) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(problem) => (StatusCode::BAD_REQUEST, problem.to_string()).into_response(),
    }
}

fn authorization(headers: &HeaderMap) -> String {
    text(headers, &header::AUTHORIZATION)
}

fn text(headers: &HeaderMap, name: &HeaderName) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

fn answered(reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, reply.body).into_response();
    if let Ok(media) = HeaderValue::from_str(&reply.media) {
        response.headers_mut().insert(header::CONTENT_TYPE, media);
    }
    if let Some(seconds) = reply.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}
