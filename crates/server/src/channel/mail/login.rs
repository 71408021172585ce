//! What proves who we are: a password, or a token that is fetched anew when it has run out.

use std::time::{Duration, Instant};

use axum::http::{HeaderValue, Method, header};
use serde::Deserialize;
use tokio::sync::Mutex;
use voorzet_channels::http::{Call, Client, Target};
use voorzet_channels::mail::{Failure, Login};

use super::settings::{OAuth, Place, Settings};

/// How long fetching a token may take, and the largest answer.
const PATIENCE: Duration = Duration::from_secs(20);
const LARGEST: usize = 64 * 1024;

/// How long before it runs out a token is fetched anew, and how long one lasts of which nothing is said.
const EARLY: Duration = Duration::from_mins(2);
const LASTS: u64 = 600;

/// What proves who we are.
pub(super) enum Logins {
    /// A password.
    Password(String),
    /// A token.
    Token(Box<Tokens>),
}

/// Tokens, and the one that was given last, with when it runs out.
pub(super) struct Tokens {
    oauth: OAuth,
    target: Target,
    last: Mutex<Option<(String, Instant)>>,
}

/// What is said when a token is given.
#[derive(Deserialize)]
struct Given {
    access_token: String,
    #[serde(default)]
    expires_in: Option<u64>,
}

impl Logins {
    /// As they are set up.
    pub(super) fn of(settings: &Settings) -> Result<Self, String> {
        Ok(match (&settings.password, &settings.oauth2) {
            (_, Some(oauth)) => {
                let target = Target::parse(&oauth.token_url).map_err(|error| error.to_string())?;
                Self::Token(Box::new(Tokens { oauth: oauth.clone(), target, last: Mutex::default() }))
            }
            (password, None) => Self::Password(password.clone().unwrap_or_default()),
        })
    }

    /// What is said at a server; nothing where nobody signs in.
    pub(super) async fn at(&self, place: &Place, client: &Client) -> Result<Option<Login>, Failure> {
        let Some(user) = place.user.clone() else { return Ok(None) };
        Ok(Some(match self {
            Self::Password(password) => Login::Password { user, password: password.clone() },
            Self::Token(tokens) => Login::Token { user, token: tokens.token(client).await? },
        }))
    }

    /// After a server did not accept it: the next is a new one.
    pub(super) async fn forget(&self) {
        if let Self::Token(tokens) = self {
            *tokens.last.lock().await = None;
        }
    }
}

impl Tokens {
    /// One that has not run out.
    async fn token(&self, client: &Client) -> Result<String, Failure> {
        let mut last = self.last.lock().await;
        if let Some((token, until)) = last.as_ref()
            && Instant::now() < *until
        {
            return Ok(token.clone());
        }
        let given = self.fetch(client).await?;
        let lasts = Duration::from_secs(given.expires_in.unwrap_or(LASTS)).saturating_sub(EARLY);
        *last = Some((given.access_token.clone(), Instant::now() + lasts));
        Ok(given.access_token)
    }

    async fn fetch(&self, client: &Client) -> Result<Given, Failure> {
        let Self { oauth, target, .. } = self;
        let mut pairs = vec![
            ("grant_type", "refresh_token"),
            ("refresh_token", &oauth.refresh_token),
            ("client_id", &oauth.client_id),
        ];
        if let Some(secret) = &oauth.client_secret {
            pairs.push(("client_secret", secret));
        }
        let body: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", part(value))).collect();
        let call = Call {
            method: Method::POST,
            target: target.clone(),
            headers: vec![
                (header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded")),
                (header::ACCEPT, HeaderValue::from_static("application/json")),
            ],
            body: body.join("&").into_bytes(),
            timeout: PATIENCE,
            // Whoever sets it up names it, and it may be within the company.
            allow_private: true,
            most: LARGEST,
        };
        let unreachable = |problem| Failure::Unreachable(target.host.clone(), problem);
        let answer = client.call(call).await.map_err(|broken| unreachable(broken.problem))?;
        if !answer.status.is_success() {
            let problem = format!("no token is given for it: {} answers {}", target.host, answer.status);
            return Err(Failure::Auth(problem));
        }
        serde_json::from_slice(&answer.body)
            .map_err(|_| Failure::Nonsense(format!("{} gives no token that can be read", target.host)))
    }
}

/// As it stands in a form.
fn part(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
