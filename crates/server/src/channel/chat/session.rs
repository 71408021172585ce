//! `POST /chat/sessions`: a session begins. What opens it is signed and kept nowhere ([`Ticket`]).

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_channels::chat::ticket::LIFE;
use voorzet_channels::chat::{Identity, Ticket, TicketError};
use voorzet_domain::time::Timestamp;

use super::settings::LANGUAGES;
use super::{Chat, account};
use crate::access::ticket;
use crate::api::asked::Sent;
use crate::api::problem::{Details, Problem};
use crate::serve::app::App;
use crate::serve::clock;

/// A session to begin.
#[derive(Deserialize, ToSchema)]
#[schema(as = ChatBeginning)]
pub(super) struct Beginning {
    /// The account: `chat`.
    account: String,
    /// The language that the widget speaks: `nl` or `en`.
    #[serde(default)]
    language: String,
    /// What opened the session before this one, so that the browser is known again.
    #[serde(default)]
    before: Option<String>,
    /// Who the visitor is, signed by the organisation's own site.
    #[serde(default)]
    identity: Option<String>,
}

/// A session that has begun.
#[derive(Serialize, ToSchema)]
#[schema(as = ChatSession)]
pub(super) struct Begun {
    /// Its name.
    session: String,
    /// What opens it: a secret of this browser.
    token: String,
    /// Until when.
    ends: String,
}

/// Begins a session of the chat
///
/// For pages of the account's `origins`. The token opens the session over `/chat/socket`, `/chat/poll`, `/chat/send`
/// and `/chat/attachments`.
#[utoipa::path(post, path = "/chat/sessions", operation_id = "begin_chat", tag = "chat", request_body = Beginning, responses(
    (status = 201, body = Begun),
    (status = 403, description = "This page may not open it, or the identity is not believed", body = Details, content_type = "application/problem+json"),
    (status = 429, description = "Too fast", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn post(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Sent(asked): Sent<Beginning>,
) -> Result<(StatusCode, Json<Begun>), Problem> {
    let chat = account(&app, &asked.account)?;
    chat.admit(&app, peer, &headers)?;
    let (key, now) = (chat.key()?, clock::now());
    let before = asked.before.as_deref().and_then(|text| match Ticket::read(text, key, now) {
        Ok(ticket) => Some(ticket),
        Err(TicketError::Over(ticket)) => Some(*ticket),
        Err(TicketError::Forged) => None,
    });
    let identity = asked.identity.as_deref().map(|text| chat.believe(text, now)).transpose()?;
    let is_same = |before: &Ticket| {
        let who = |identity: Option<&Identity>| identity.map(|identity| identity.account.clone());
        before.identity.is_none() || who(before.identity.as_ref()) == who(identity.as_ref())
    };
    // A browser that somebody else has signed in with is another's.
    let visitor = match before.filter(is_same) {
        Some(before) => before.visitor,
        None => name(now)?,
    };
    let language = LANGUAGES.into_iter().find(|known| *known == asked.language).unwrap_or(LANGUAGES[0]);
    let ticket = Ticket {
        account: chat.name.to_string(),
        session: name(now)?,
        visitor,
        since: now.as_micros() / 1_000_000,
        identity,
        language: language.to_owned(),
    };
    let token = ticket.sign(key).map_err(|error| Problem::internal(&error))?;
    let begun = Begun { ends: ticket.ends().to_string(), session: ticket.session, token };
    Ok((StatusCode::CREATED, Json(begun)))
}

impl Chat {
    /// Who a visitor is, when the organisation's site says so.
    fn believe(&self, text: &str, now: Timestamp) -> Result<Identity, Problem> {
        let refused = |why: String| Problem::new(StatusCode::FORBIDDEN, "identity").detail(why);
        let Some(key) = &self.settings.identity_key else {
            return Err(refused(format!("`channels.{}` has no `identity_secret`", self.name)));
        };
        Identity::read(text, key, now).map_err(|error| refused(error.to_string()))
    }

    /// The session that a text opens.
    pub(super) fn opens(&self, token: &str, now: Timestamp) -> Result<Ticket, Problem> {
        let refused =
            |error: TicketError| Problem::new(StatusCode::UNAUTHORIZED, "session").detail(error.to_string());
        let ticket = Ticket::read(token, self.key()?, now).map_err(refused)?;
        if ticket.account == self.name { Ok(ticket) } else { Err(refused(TicketError::Forged)) }
    }

    /// The session that a request is for, by its `Authorization: Bearer`.
    pub(super) fn opened(&self, headers: &HeaderMap) -> Result<Ticket, Problem> {
        let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = value.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
        self.opens(token, clock::now())
    }
}

/// A name that nobody has: a UUID of version 7, which says when it was made.
fn name(now: Timestamp) -> Result<String, Problem> {
    let millis = (now.as_micros() / 1_000).unsigned_abs();
    let random = u128::from_le_bytes(ticket::bytes::<16>()?);
    let bits = u128::from(millis) << 80
        | 7 << 76
        | (random >> 52 & 0xfff) << 64
        | 2 << 62
        | random & ((1 << 62) - 1);
    let hex = format!("{bits:032x}");
    Ok([&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-"))
}

/// Whether a session of this name can no longer be opened.
pub(super) fn is_over(name: &str, now: Timestamp) -> bool {
    let millis = name
        .get(..8)
        .zip(name.get(9..13))
        .and_then(|(high, low)| i64::from_str_radix(&format!("{high}{low}"), 16).ok()?.checked_mul(1_000));
    millis.and_then(Timestamp::from_micros).is_some_and(|since| since.plus(LIFE) <= now)
}

#[cfg(test)]
mod tests {
    use voorzet_domain::time::Duration;

    use super::*;

    #[test]
    fn a_name_says_when_it_was_made() {
        let now = Timestamp::parse("2026-03-01T08:00:00Z").expect("an instant");
        let (one, other) = (name(now).expect("random"), name(now).expect("random"));
        assert_ne!(one, other);
        assert_eq!((one.len(), &one[14..15], &one[..13]), (36, "7", &other[..13]));
        assert!(!is_over(&one, now.plus(LIFE).minus(Duration::from_secs(1))));
        assert!(is_over(&one, now.plus(LIFE)));
        assert!(!is_over("an@example.com", now), "what is no name of ours is not over");
    }
}
