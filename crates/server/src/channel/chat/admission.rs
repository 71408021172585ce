//! Which pages may open the chat, and how fast anybody may ask. Everything but the widget itself goes through here.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Chat;
use crate::access::place::{self, Page};
use crate::api::problem::Problem;
use crate::intake::quota::Quota;
use crate::serve::app::App;

/// So many addresses are remembered; then all begin anew.
const MOST: usize = 20_000;

/// For how many seconds' worth one address may ask at once.
const BURST: u64 = 10;

/// How long a browser may remember what a page may ask, in seconds.
const REMEMBERED: &str = "600";

/// How fast addresses may ask.
pub(super) struct Limits {
    per_second: u64,
    quotas: Mutex<HashMap<IpAddr, Arc<Quota>>>,
}

impl Limits {
    /// So many a second from each.
    pub(super) fn new(per_second: u64) -> Self {
        Self { per_second, quotas: Mutex::default() }
    }

    /// What one address may still send.
    fn quota(&self, address: IpAddr) -> Arc<Quota> {
        let mut quotas = self.quotas.lock().unwrap_or_else(PoisonError::into_inner);
        if quotas.len() >= MOST {
            quotas.clear();
        }
        Arc::clone(quotas.entry(address).or_insert_with(|| Arc::new(Quota::new(self.per_second, 0, BURST))))
    }
}

impl Chat {
    /// Lets a request through that comes from a page of the organisation, not too fast; gives what its address may
    /// still send.
    pub(super) fn admit(
        &self,
        app: &App,
        peer: SocketAddr,
        headers: &HeaderMap,
    ) -> Result<Arc<Quota>, Problem> {
        if !self.is_from_page(app, headers) {
            return Err(Problem::new(StatusCode::FORBIDDEN, "origin")
                .detail("this chat is opened by pages of its `origins`, and this is none of them"));
        }
        let quota = self.limits.quota(place::address(peer.ip(), headers, &app.access.proxies));
        take(&quota)?;
        Ok(quota)
    }

    /// Whether a page of the organisation asks. Who names no page is none.
    fn is_from_page(&self, app: &App, headers: &HeaderMap) -> bool {
        let origin = headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or_default());
        let listed = origin.is_some_and(|origin| self.settings.origins.iter().any(|listed| listed == origin));
        let address = &app.access.known().settings.address;
        listed || (self.settings.sample_shop && place::page(address, headers) == Page::Own)
    }
}

/// Counts something that an address or a session sends.
pub(super) fn take(quota: &Quota) -> Result<(), Problem> {
    let now = Instant::now();
    match quota.may_begin(now) {
        Ok(_) => {
            quota.take(now, 1, 0);
            Ok(())
        }
        Err(left) => Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-fast")
            .detail("this is faster than one may")
            .retry_after(left.wait)),
    }
}

/// Lets the page that asked read the answer. Whether it may ask at all is found out before; that it may not, it can
/// read nowhere.
pub(super) async fn shared(request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let mut response = next.run(request).await;
    let is_refused = response.status() == StatusCode::FORBIDDEN;
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("origin"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if let Some(origin) = origin.filter(|_| !is_refused) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
    }
    response
}

/// What a page asks before it asks: whether it may. Everything else that comes here has no such method.
pub(super) async fn preflight(State(app): State<Arc<App>>, method: Method, headers: HeaderMap) -> Response {
    if method != Method::OPTIONS {
        return Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method").into_response();
    }
    let origin = headers.get(header::ORIGIN).cloned();
    let is_listed = app.delivery.accounts().all::<Chat>().any(|(_, chat)| chat.is_from_page(&app, &headers));
    let Some(origin) = origin.filter(|_| is_listed) else {
        return Problem::new(StatusCode::FORBIDDEN, "origin").into_response();
    };
    let allowed = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, origin),
        (header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST")),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type")),
        (header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(REMEMBERED)),
        (header::VARY, HeaderValue::from_static("origin")),
    ];
    (StatusCode::NO_CONTENT, allowed).into_response()
}
