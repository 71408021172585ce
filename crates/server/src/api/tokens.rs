//! `/api/tokens`: what programs hold to call in the name of who made it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_domain::time::Timestamp;
use voorzet_store::account::{AccountChange, TokenRecord};

use super::Done;
use super::asked::{Named, Sent};
use super::problem::{Details, Problem};
use crate::access::again::ShownOnce;
use crate::access::audit::{Said, words};
use crate::access::caller::Caller;
use crate::access::person::name;
use crate::access::role::Permission;
use crate::access::session::{MARK, Token};
use crate::access::ticket;
use crate::serve::app::App;
use crate::serve::clock;

/// So many one may have.
const MOST: usize = 50;

/// One's tokens.
#[derive(Serialize, ToSchema)]
pub(super) struct ShownTokens {
    tokens: Vec<ShownToken>,
}

/// A token.
#[derive(Serialize, ToSchema)]
pub(super) struct ShownToken {
    /// Its number.
    id: i64,
    /// What it is called.
    name: String,
    /// What it may do, as long as who made it may.
    scopes: Vec<Permission>,
    /// When it was made.
    at: String,
    /// When it ends.
    expires: Option<String>,
    /// When it was last used.
    used: Option<String>,
}

/// A token that is to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewToken {
    /// What it is to be called.
    name: String,
    /// What it may do: nothing that one may not do oneself.
    scopes: Vec<Permission>,
    /// When it ends.
    #[serde(default)]
    expires: Option<String>,
}

/// A token that was made.
#[derive(Serialize, ToSchema)]
pub(super) struct MadeToken {
    /// What it is.
    #[serde(flatten)]
    shown: ShownToken,
    /// The token itself, shown this once.
    token: String,
}

impl ShownToken {
    fn of(token: &Token) -> Self {
        Self {
            id: token.record.number,
            name: token.record.name.clone(),
            scopes: token.scopes.list(),
            at: token.record.at.to_string(),
            expires: token.record.expires.map(|at| at.to_string()),
            used: token.used.last().map(|at| at.to_string()),
        }
    }
}

/// One's tokens
#[utoipa::path(get, path = "/api/tokens", operation_id = "list_tokens", tag = "accounts", responses((status = 200, body = ShownTokens)))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
) -> Result<Json<ShownTokens>, Problem> {
    let (person, _) = caller.me()?;
    let known = app.access.known();
    let own = known.tokens.values().filter(|token| token.record.person == person.number);
    let mut tokens: Vec<_> = own.map(|token| ShownToken::of(token)).collect();
    tokens.sort_by_key(|token| token.id);
    Ok(Json(ShownTokens { tokens }))
}

/// Makes a token
#[utoipa::path(post, path = "/api/tokens", operation_id = "make_token", tag = "accounts", request_body = NewToken, responses(
    (status = 201, body = MadeToken),
    (status = 403, description = "One may not do that oneself", body = Details, content_type = "application/problem+json"),
    (status = 422, description = "It cannot be that", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn post(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Sent(new): Sent<NewToken>,
) -> Result<(StatusCode, Extension<ShownOnce>, Extension<Said>, Json<MadeToken>), Problem> {
    let (person, _) = caller.me()?;
    let changing = app.access.changing.lock().await;
    let text = format!("{MARK}{}", ticket::random()?);
    let record = {
        let known = app.access.known();
        let own = known.tokens.values().filter(|token| token.record.person == person.number).count();
        TokenRecord {
            number: known.next_token(),
            hash: ticket::hash(&text),
            person: person.number,
            ..checked(&new, &caller, own)?
        }
    };
    app.keep_accounts(vec![AccountChange::Token(record.clone())]).await?;
    drop(changing);
    let said = Said { object: format!("token {}", record.number), detail: words(&new.scopes) };
    let made = MadeToken { shown: ShownToken::of(&Token::of(record)), token: text };
    Ok((StatusCode::CREATED, Extension(ShownOnce), Extension(said), Json(made)))
}

/// What a token is to be, when its maker may do all that.
fn checked(new: &NewToken, caller: &Caller, own: usize) -> Result<TokenRecord, Problem> {
    let wrong = |what: &str| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "token").detail(what);
    let now = clock::now();
    let expires = new.expires.as_deref().map(Timestamp::parse).transpose();
    let expires = expires.map_err(|error| wrong(&format!("expires: {error}")))?;
    if expires.is_some_and(|expires| expires <= now) {
        return Err(wrong("expires: that is past"));
    }
    if new.scopes.is_empty() || own >= MOST {
        return Err(wrong("a token may do something, and there are 50 at most"));
    }
    if let Some(scope) = new.scopes.iter().find(|scope| !caller.permissions.has(**scope)) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "forbidden")
            .detail(format!("a token may not do what you may not: `{}`", scope.name())));
    }
    Ok(TokenRecord {
        number: 0,
        hash: String::new(),
        person: 0,
        name: name(&new.name).ok_or_else(|| wrong("a name has 1 to 100 characters"))?,
        scopes: serde_json::to_string(&new.scopes).map_err(|error| Problem::internal(&error))?,
        at: now,
        expires,
        used: None,
    })
}

/// Makes a token worth nothing
#[utoipa::path(delete, path = "/api/tokens/{id}", operation_id = "revoke_token", tag = "accounts",
    params(("id" = i64, Path, description = "Its number")),
    responses(
        (status = 200, body = Done),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<i64>,
) -> Result<(Extension<Said>, Json<Done>), Problem> {
    let (person, _) = caller.me()?;
    let changing = app.access.changing.lock().await;
    let its = |token: &Arc<Token>| token.record.number == id && token.record.person == person.number;
    if !app.access.known().tokens.values().any(its) {
        return Err(Problem::unknown("there is no such token"));
    }
    app.keep_accounts(vec![AccountChange::DropToken(id)]).await?;
    drop(changing);
    Ok((Extension(Said { object: format!("token {id}"), detail: String::new() }), Json(Done::YES)))
}
