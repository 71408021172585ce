//! Signing in at another provider: OpenID Connect with the authorization code, PKCE, a nonce and a state.
//!
//! The visit is kept here under a cookie of its own. What comes back is a code, which we exchange ourselves;
//! the token we get for it must be signed by the provider, for us, in answer to this visit, and must say that
//! the mail address was verified.

use axum::http::{HeaderValue, Method, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::time::Duration;
use voorzet_channels::http::{Call, Client, Target};

use super::settings::Provider;
use super::ticket;
use crate::api::problem::Problem;
use crate::running::part;

/// How long a provider may take, and how much it may say.
const PATIENCE: Duration = Duration::from_secs(10);
const LARGEST: usize = 1_000_000;

/// How a token may be signed: by a key that the provider alone has.
const SIGNED: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Somebody who is at another provider's.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// Whose.
    pub(crate) provider: String,
    state: String,
    nonce: String,
    verifier: String,
    redirect: String,
}

/// What a provider says of itself.
#[derive(Debug, Deserialize)]
struct Discovery {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

/// What a provider says of somebody.
#[derive(Debug, Deserialize)]
struct Claims {
    #[serde(default)]
    nonce: String,
    #[serde(default)]
    azp: Option<String>,
    #[serde(default)]
    email: String,
    #[serde(default)]
    email_verified: serde_json::Value,
    #[serde(default)]
    name: Option<String>,
}

/// Somebody whom a provider knows.
#[derive(Debug)]
pub(crate) struct Visitor {
    /// The mail address, which the provider has verified.
    pub(crate) email: String,
    /// The name, if it says one.
    pub(crate) name: Option<String>,
}

/// Whether a provider's address is one that we call: with TLS, or on this machine.
pub(crate) fn may_be_called(url: &str) -> bool {
    Target::parse(url).is_ok_and(|target| {
        let home =
            target.host == "localhost" || target.address().is_some_and(|address| address.is_loopback());
        target.tls || home
    })
}

/// Begins a visit: where the browser goes, and what is remembered of it.
pub(crate) async fn begin(
    client: &Client,
    provider: &Provider,
    origin: &str,
) -> Result<(String, Visit), Problem> {
    let found = discover(client, provider).await?;
    let visit = Visit {
        provider: provider.id.clone(),
        state: ticket::random()?,
        nonce: ticket::random()?,
        verifier: ticket::random()?,
        redirect: format!("{origin}/api/session/sso/{}/callback", provider.id),
    };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(visit.verifier.as_bytes()));
    let pairs = [
        ("response_type", "code"),
        ("client_id", &provider.client_id),
        ("redirect_uri", &visit.redirect),
        ("scope", "openid email profile"),
        ("state", &visit.state),
        ("nonce", &visit.nonce),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    let sign = if found.authorization_endpoint.contains('?') { '&' } else { '?' };
    Ok((format!("{}{sign}{}", found.authorization_endpoint, form(&pairs)), visit))
}

/// Ends a visit: who it was.
pub(crate) async fn end(
    client: &Client,
    provider: &Provider,
    visit: &Visit,
    state: &str,
    code: &str,
) -> Result<Visitor, Problem> {
    use subtle::ConstantTimeEq;
    if !bool::from(visit.state.as_bytes().ct_eq(state.as_bytes())) {
        return Err(refused("the answer is to another visit"));
    }
    let found = discover(client, provider).await?;
    let tokens = exchange(client, provider, &found, visit, code).await?;
    let keys: JwkSet = get(client, &found.jwks_uri).await?;
    let claims = verified(&tokens.id_token, &keys, provider)?;
    if !bool::from(claims.nonce.as_bytes().ct_eq(visit.nonce.as_bytes())) {
        return Err(refused("the token is of another visit"));
    }
    if claims.azp.is_some_and(|azp| azp != provider.client_id) {
        return Err(refused("the token is for somebody else"));
    }
    // Some say it as text.
    let sure = claims.email_verified == true || claims.email_verified == "true";
    match super::person::email(&claims.email).filter(|_| sure) {
        Some(email) => Ok(Visitor { email, name: claims.name.as_deref().and_then(super::person::name) }),
        None => Err(refused("the provider has not verified the mail address")),
    }
}

/// What a token says, when the provider signed it for us and it has not expired.
fn verified(token: &str, keys: &JwkSet, provider: &Provider) -> Result<Claims, Problem> {
    let doubt = |error: jsonwebtoken::errors::Error| {
        tracing::warn!(kind = ?error.kind(), "a provider's token is not sound");
        refused("the provider's token is not sound")
    };
    let head = decode_header(token).map_err(doubt)?;
    if !SIGNED.contains(&head.alg) {
        return Err(refused("the provider's token is not signed with a key of its own"));
    }
    let key = match &head.kid {
        Some(kid) => keys.find(kid),
        None if keys.keys.len() == 1 => keys.keys.first(),
        None => None,
    };
    let key =
        key.ok_or_else(|| refused("the provider's token is signed with a key that it does not name"))?;
    let mut validation = Validation::new(head.alg);
    validation.set_issuer(&[provider.issuer.trim_end_matches('/'), provider.issuer.as_str()]);
    validation.set_audience(&[&provider.client_id]);
    validation.set_required_spec_claims(&["exp", "iss", "aud"]);
    validation.validate_nbf = true;
    let key = DecodingKey::from_jwk(key).map_err(doubt)?;
    decode::<Claims>(token, &key, &validation).map(|token| token.claims).map_err(doubt)
}

async fn discover(client: &Client, provider: &Provider) -> Result<Discovery, Problem> {
    let issuer = provider.issuer.trim_end_matches('/');
    let found: Discovery = get(client, &format!("{issuer}/.well-known/openid-configuration")).await?;
    if found.issuer.trim_end_matches('/') != issuer {
        return Err(unreachable("it says that it is another"));
    }
    if ![&found.authorization_endpoint, &found.token_endpoint, &found.jwks_uri]
        .into_iter()
        .all(|url| may_be_called(url))
    {
        return Err(unreachable("it names addresses without TLS"));
    }
    Ok(found)
}

async fn exchange(
    client: &Client,
    provider: &Provider,
    found: &Discovery,
    visit: &Visit,
    code: &str,
) -> Result<Tokens, Problem> {
    let mut pairs = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &visit.redirect),
        ("code_verifier", &visit.verifier),
    ];
    let mut headers = Vec::new();
    let ways = &found.token_endpoint_auth_methods_supported;
    if ways.is_empty() || ways.iter().any(|way| way == "client_secret_basic") {
        let both = format!("{}:{}", part(&provider.client_id), part(&provider.client_secret));
        let value = HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(both)));
        let mut value = value.map_err(|error| Problem::internal(&error))?;
        value.set_sensitive(true);
        headers.push((header::AUTHORIZATION, value));
    } else {
        pairs.push(("client_id", &provider.client_id));
        pairs.push(("client_secret", &provider.client_secret));
    }
    let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
    headers.push((header::CONTENT_TYPE, kind));
    call(client, Method::POST, &found.token_endpoint, headers, form(&pairs).into_bytes()).await
}

async fn get<T: DeserializeOwned>(client: &Client, url: &str) -> Result<T, Problem> {
    call(client, Method::GET, url, Vec::new(), Vec::new()).await
}

async fn call<T: DeserializeOwned>(
    client: &Client,
    method: Method,
    url: &str,
    mut headers: Vec<(header::HeaderName, HeaderValue)>,
    body: Vec<u8>,
) -> Result<T, Problem> {
    let target = Target::parse(url).map_err(|error| unreachable(&error.to_string()))?;
    headers.push((header::ACCEPT, HeaderValue::from_static("application/json")));
    // Providers of a company are in its own network; an administrator has named this one.
    let call = Call { method, target, headers, body, timeout: PATIENCE, allow_private: true, most: LARGEST };
    let answer = client.call(call).await.map_err(|broken| unreachable(&broken.problem))?;
    if !answer.status.is_success() {
        return Err(unreachable(&format!("it answers {}", answer.status)));
    }
    serde_json::from_slice(&answer.body).map_err(|_| unreachable("its answer cannot be read"))
}

fn form(pairs: &[(&str, &str)]) -> String {
    pairs.iter().map(|(name, value)| format!("{name}={}", part(value))).collect::<Vec<_>>().join("&")
}

fn refused(what: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "sign-in").detail(what)
}

fn unreachable(what: &str) -> Problem {
    tracing::warn!(problem = what, "a provider for sign-in does not do what it should");
    Problem::new(StatusCode::BAD_GATEWAY, "provider").detail("the provider does not answer as it should")
}
