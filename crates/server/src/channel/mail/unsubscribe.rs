//! `/unsubscribe`: the link in a mail by which its purpose is no longer allowed (RFC 8058). Looking at it changes
//! nothing, since programs look at links; a mail program's one click, or the button on the page, does.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderName, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use compact_str::format_compact;
use ring::hmac;
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::to_raw_value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use voorzet_channels::claim::claim;
use voorzet_domain::event::{Event, builtin};
use voorzet_domain::identity::{Claim, IdentityKind};
use voorzet_store::Writer;
use voorzet_store::entry::{Incoming, Mode};

use crate::access::rule::Rule;
use crate::access::ticket;
use crate::api::problem::Problem;
use crate::serve::app::App;
use crate::serve::clock;

/// Under what the store keeps the key that links are signed with.
pub(crate) const KEPT_AS: &str = "mail.unsubscribe";

/// Who may call it: whoever has a link, which is looked at here.
pub(super) const RULES: &[(Method, &str, Rule)] =
    &[(Method::GET, PATH, Rule::Channel), (Method::POST, PATH, Rule::Channel)];

const PATH: &str = "/unsubscribe/{token}";

/// The longest link that is looked at.
const LONGEST: usize = 4_096;

/// Nothing on the page comes from elsewhere, and nobody shows it within theirs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// What is no longer allowed, by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stopped {
    /// The customer, as they are known: `account:u1`.
    #[serde(rename = "c", default)]
    pub(super) customer: String,
    /// The address that was written to.
    #[serde(rename = "a")]
    pub(super) address: String,
    /// The account by which it was.
    #[serde(rename = "r")]
    pub(super) account: String,
    /// The strategy's name for it.
    #[serde(rename = "p")]
    pub(super) purpose: String,
    /// The language of the mail.
    #[serde(rename = "l", default)]
    pub(super) language: String,
}

/// Sees to it that there is a key to sign links with.
pub(crate) fn prepare(writer: &mut Writer) -> anyhow::Result<()> {
    if writer.read().meta(KEPT_AS)?.is_none() {
        let key = ticket::random().map_err(|problem| anyhow::anyhow!("no randomness: {problem:?}"))?;
        writer.set_meta(KEPT_AS, &key)?;
    }
    Ok(())
}

impl Stopped {
    /// What stands in the link.
    pub(super) fn token(&self, key: &str) -> String {
        // Texts always are JSON.
        let said = URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default());
        let proof = hmac::sign(&signing(key), said.as_bytes());
        format!("{said}.{}", URL_SAFE_NO_PAD.encode(proof))
    }

    /// What a link says that we made.
    fn read(token: &str, key: &str) -> Option<Self> {
        let (said, proof) = token.split_once('.').filter(|_| token.len() <= LONGEST)?;
        let proof = URL_SAFE_NO_PAD.decode(proof).ok()?;
        hmac::verify(&signing(key), said.as_bytes(), &proof).ok()?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(said).ok()?).ok()
    }

    /// The event that it is no longer allowed. Each is one: who allows it again and takes that back, takes it back.
    fn withdrawn(&self) -> Option<Event> {
        let at = clock::now();
        let known = self.customer.split_once(':').and_then(|(kind, value)| {
            let kind = IdentityKind::from_name(kind)?;
            claim(kind, value, true, None)
        });
        // They hold the link that was sent to this address.
        let customer: Vec<Claim> =
            known.or_else(|| claim(IdentityKind::Mail, &self.address, true, None)).into_iter().collect();
        Some(Event {
            id: format_compact!("unsubscribe|{}|{}|{}", self.address, self.purpose, at.as_micros()),
            source: self.account.as_str().into(),
            kind: builtin::CONSENT_WITHDRAWN.into(),
            time: at,
            customer: customer.into_iter().collect(),
            asset: None,
            data: to_raw_value(&json!({"purpose": self.purpose, "channel": self.account})).ok()?,
        })
    }
}

/// What the subject of a mail begins with by which a purpose is no longer allowed; then the link's token follows.
pub(super) const SUBJECT: &str = "unsubscribe ";

/// The event that something is no longer allowed, when a mail says so with a token of ours: mail programs write one
/// where there is no browser. Who holds the token was sent it.
pub(super) fn by_mail(message: &Event, key: &str) -> Option<Event> {
    #[derive(Deserialize)]
    struct Subject {
        subject: Option<String>,
    }
    let Subject { subject } = serde_json::from_str(message.data.get()).ok()?;
    // A long word may have been broken up on its way.
    let token: String = subject?.trim().strip_prefix(SUBJECT)?.split_whitespace().collect();
    Stopped::read(&token, key)?.withdrawn()
}

fn signing(key: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes())
}

/// What it serves.
pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(get, post))
}

/// A page to stop a kind of mail by; looking at it stops nothing
#[utoipa::path(get, path = "/unsubscribe/{token}", operation_id = "get_unsubscribe", tag = "customers", params(("token" = String, Path, description = "What stands in the mail")), responses(
    (status = 200, description = "A page with a button", body = String, content_type = "text/html"),
    (status = 404, description = "No link of ours", body = String, content_type = "text/html"),
))]
async fn get(State(app): State<Arc<App>>, Path(token): Path<String>) -> Result<Response, Problem> {
    Ok(match stopped(&app, token).await? {
        Some(stopped) => page(StatusCode::OK, Words::of(&stopped.language), Said::Ask),
        None => page(StatusCode::NOT_FOUND, Words::of(""), Said::Unknown),
    })
}

/// Stops a kind of mail
#[utoipa::path(post, path = "/unsubscribe/{token}", operation_id = "unsubscribe", tag = "customers", params(("token" = String, Path, description = "What stands in the mail")), responses(
    (status = 200, description = "It is stopped", body = String, content_type = "text/html"),
    (status = 404, description = "No link of ours", body = String, content_type = "text/html"),
))]
async fn post(State(app): State<Arc<App>>, Path(token): Path<String>) -> Result<Response, Problem> {
    let Some(stopped) = stopped(&app, token).await? else {
        return Ok(page(StatusCode::NOT_FOUND, Words::of(""), Said::Unknown));
    };
    let event = stopped.withdrawn().ok_or_else(|| Problem::internal(&"an event that is no JSON"))?;
    app.take_in(&stopped.account, vec![Incoming::Event { event, mode: Mode::Live }], 500).await?;
    Ok(page(StatusCode::OK, Words::of(&stopped.language), Said::Done))
}

/// What a link says that we made.
async fn stopped(app: &App, token: String) -> Result<Option<Stopped>, Problem> {
    let key = app.readers.read(|reader| reader.meta(KEPT_AS)).await?;
    Ok(key.and_then(|key| Stopped::read(&token, &key)))
}

/// What the page says.
#[derive(Clone, Copy)]
enum Said {
    Ask,
    Done,
    Unknown,
}

/// The words of a language.
struct Words {
    language: &'static str,
    title: &'static str,
    ask: &'static str,
    stop: &'static str,
    done: &'static str,
    unknown: &'static str,
}

const DUTCH: Words = Words {
    language: "nl",
    title: "Afmelden",
    ask: "Wilt u deze e-mails niet meer ontvangen?",
    stop: "Meld mij af",
    done: "U bent afgemeld. U ontvangt deze e-mails niet meer.",
    unknown: "Deze link klopt niet. Gebruik de link uit de e-mail, helemaal.",
};

const ENGLISH: Words = Words {
    language: "en",
    title: "Unsubscribe",
    ask: "Do you no longer want to receive these e-mails?",
    stop: "Unsubscribe me",
    done: "You are unsubscribed. You will not receive these e-mails any more.",
    unknown: "This link is not right. Use the link in the e-mail, all of it.",
};

impl Words {
    fn of(language: &str) -> &'static Self {
        if language.starts_with("nl") { &DUTCH } else { &ENGLISH }
    }
}

fn page(status: StatusCode, words: &Words, said: Said) -> Response {
    let content = match said {
        Said::Ask => {
            format!("<p>{}</p><form method=\"post\"><button>{}</button></form>", words.ask, words.stop)
        }
        Said::Done => format!("<p role=\"status\">{}</p>", words.done),
        Said::Unknown => format!("<p>{}</p>", words.unknown),
    };
    let html = format!(
        "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"robots\" content=\"noindex\"><title>{}</title><style>:root{{color-scheme:light dark}}body{{margin:2em auto;max-width:32em;padding:0 1em;\
         font:1.1em/1.5 sans-serif}}button{{font:inherit;padding:.6em 1.2em}}</style></head><body><main><h1>{}</h1>{content}</main></body></html>",
        words.language, words.title, words.title
    );
    let headers: [(HeaderName, &str); 5] = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, html).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_of_ours_say_something() {
        let stopped = Stopped {
            customer: "account:u1".to_owned(),
            address: "an@example.com".to_owned(),
            account: "mail".to_owned(),
            purpose: "news".to_owned(),
            language: "nl".to_owned(),
        };
        let token = stopped.token("key");
        assert_eq!(Stopped::read(&token, "key").as_ref(), Some(&stopped));
        assert_eq!(Stopped::read(&token, "other"), None);
        for at in 0..token.len() {
            let mut forged = token.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).expect("text");
            // The last character of each part holds bits that mean nothing.
            let read = Stopped::read(&forged, "key");
            assert!(read.is_none() || read.as_ref() == Some(&stopped), "{forged}");
        }
        for cut in 0..token.len() - 1 {
            assert_eq!(Stopped::read(&token[..cut], "key"), None);
        }
        let other = Stopped { purpose: "service".to_owned(), ..stopped };
        let (said, _) =
            other.token("key").split_once('.').map(|(a, b)| (a.to_owned(), b.to_owned())).expect("two parts");
        let (_, proof) = token.split_once('.').expect("two parts");
        assert_eq!(Stopped::read(&format!("{said}.{proof}"), "key"), None);
    }
}
