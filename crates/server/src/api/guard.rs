//! Who may ask for what, until there are accounts.
//!
//! Events come in with a write key. Everything else may be read from this machine itself, and changed, or read
//! from elsewhere, by who has the token in `server.json`. A page of another site that is open in a browser on
//! this machine has neither: it cannot send the token, it may not read our answers, and under a name of its own
//! for this machine the host is not ours.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use subtle::ConstantTimeEq;

use super::problem::Problem;
use crate::intake::source::presented;
use crate::serve::app::App;

/// Lets a request through, or says what it lacks.
pub(super) async fn check(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    if holds_token(request.headers(), &app.token) {
        return next.run(request).await;
    }
    if !request.method().is_safe() {
        return lacking("changes are for who has the token in server.json: `Authorization: Bearer TOKEN`");
    }
    if !is_home(peer.ip(), request.headers()) {
        return lacking(
            "this is for callers on the same machine, under its own name, or with the token in server.json",
        );
    }
    next.run(request).await
}

fn lacking(what: &str) -> Response {
    Problem::new(StatusCode::UNAUTHORIZED, "token")
        .detail(what)
        .header(header::WWW_AUTHENTICATE, "Bearer realm=\"voorzet\"")
        .into_response()
}

fn holds_token(headers: &HeaderMap, token: &str) -> bool {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let presented = header.and_then(presented);
    presented.is_some_and(|presented| bool::from(presented.as_bytes().ct_eq(token.as_bytes())))
}

fn is_home(peer: IpAddr, headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    peer.to_canonical().is_loopback() && is_own_name(host)
}

/// Whether a host is this machine's own name for itself, with or without a port.
fn is_own_name(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_names_are_home() {
        for host in [
            "localhost",
            "LocalHost:8600",
            "127.0.0.1",
            "127.0.0.1:1",
            "[::1]",
            "[::1]:8600",
            "127.8.9.10:80",
        ] {
            assert!(is_own_name(host), "{host}");
        }
        for host in
            ["", "example.nl", "localhost.example.nl", "127.0.0.1.example.nl:80", "10.0.0.1", "0.0.0.0"]
        {
            assert!(!is_own_name(host), "{host}");
        }
    }
}
