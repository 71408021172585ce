//! The calls themselves: to send, to hand files over and fetch them, to ask which templates are approved.

use compact_str::CompactString;
use hyper::Method;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use serde::Deserialize;
use serde_json::Value;
use voorzet_domain::time::{Duration, Timestamp};

use super::limit;
use super::receive::File;
use super::refusal::{answered, refused};
use super::secret::Secret;
use super::send::file::{essence, form};
use super::template::{self, Approved};
use crate::Came;
use crate::http::{Answer, Broken, Call, Client, Target};

/// How much is read of an answer that is no file.
const MOST: usize = 4_000_000;

/// Where Meta has files lie, besides where it is called.
const HOSTS: [&str; 4] = [".fbsbx.com", ".fbcdn.net", ".facebook.com", ".whatsapp.net"];

/// The most pages of templates that are read.
const PAGES: usize = 50;

/// Meta's API, as one account calls it.
#[derive(Clone, Debug)]
pub struct Graph {
    /// Where it is: `https://graph.facebook.com/v23.0`.
    pub url: String,
    /// By what we are known.
    pub token: Secret,
    /// Whether it may be within our own network, and without TLS.
    pub allow_private: bool,
    /// How long a call may take.
    pub timeout: Duration,
}

/// Why a file is not here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// It may be tried again.
    #[error("{0}")]
    Now(String),
    /// Meta does not accept who we say we are.
    #[error("{0}")]
    Auth(String),
    /// It will never be here.
    #[error("{0}")]
    ForGood(String),
}

#[derive(Deserialize)]
struct Handed {
    id: CompactString,
}

#[derive(Deserialize)]
struct Found {
    url: String,
    #[serde(default)]
    mime_type: String,
    #[serde(default)]
    sha256: String,
    #[serde(default)]
    file_size: u64,
}

impl Graph {
    /// Says something in the name of a number, once.
    pub async fn say(&self, client: &Client, number: &str, said: &Value, now: Timestamp) -> Came {
        let body = said.to_string().into_bytes();
        match self.call(Method::POST, &format!("/{number}/messages"), Some(("application/json", body)), MOST)
        {
            Ok(call) => answered(client.call(call).await, now),
            Err(problem) => Came::Rejected { problem },
        }
    }

    /// Hands a file over, and gives Meta's id of it, or what came of the message that it belongs to: nothing of that
    /// has gone yet.
    pub async fn hand_over(
        &self,
        client: &Client,
        number: &str,
        (name, media, bytes): (&str, &str, &[u8]),
        now: Timestamp,
    ) -> Result<CompactString, Came> {
        let (kind, body) = form(name, media, bytes);
        let call = self
            .call(Method::POST, &format!("/{number}/media"), Some((&kind, body)), MOST)
            .map_err(|problem| Came::Rejected { problem })?;
        let later = |problem| Came::Retry { after: None, problem };
        match client.call(call).await {
            Ok(answer) if answer.status.is_success() => {
                let handed: Result<Handed, _> = serde_json::from_slice(&answer.body);
                handed.map(|handed| handed.id).map_err(|error| later(format!("the file's id: {error}")))
            }
            Ok(answer) => Err(match refused(&answer, now) {
                // A file that is with Meta twice is seen by nobody.
                Came::Unsure { problem } => later(problem),
                other => other,
            }),
            Err(Broken { problem, .. }) => Err(later(problem)),
        }
    }

    /// Fetches a file: where it lies, and then its bytes, which must be those that the message spoke of.
    pub async fn fetch(
        &self,
        client: &Client,
        number: &str,
        file: &File,
        now: Timestamp,
    ) -> Result<Vec<u8>, Missing> {
        let asked = self.get(client, &format!("/{}?phone_number_id={number}", file.id), now).await?;
        let found: Found = serde_json::from_slice(&asked.body)
            .map_err(|error| Missing::Now(format!("where the file lies: {error}")))?;
        if found.file_size > limit::OURS {
            return Err(Missing::ForGood(format!(
                "it has {} bytes; {} are taken",
                found.file_size,
                limit::OURS
            )));
        }
        let is_other = |said: &str| super::receive::hash(said).is_some_and(|said| said != file.hash);
        if is_other(&found.sha256) || (!found.mime_type.is_empty() && essence(&found.mime_type) != file.media)
        {
            return Err(Missing::ForGood("it is not the file that the message speaks of".to_owned()));
        }
        let target = Target::parse(&found.url).map_err(|error| Missing::ForGood(error.to_string()))?;
        if !self.is_metas(&target) {
            return Err(Missing::ForGood(format!("it lies at {}, which is none of Meta's", target.host)));
        }
        let most = limit::OURS as usize + 1;
        let call = self.to(Method::GET, target, None, most).map_err(Missing::ForGood)?;
        let answer = self.done(client, call, now).await?;
        if answer.body.len() >= most {
            return Err(Missing::ForGood(format!(
                "it has more than the {} bytes that are taken",
                limit::OURS
            )));
        }
        if super::receive::hash_of(&answer.body) != file.hash {
            // It may have broken off on its way.
            return Err(Missing::Now("its bytes are not those that the message speaks of".to_owned()));
        }
        Ok(answer.body)
    }

    /// The templates that are approved and can be filled in.
    pub async fn templates(
        &self,
        client: &Client,
        business: &str,
        now: Timestamp,
    ) -> Result<Vec<Approved>, Missing> {
        let mut all = Vec::new();
        let mut after = String::new();
        for _ in 0..PAGES {
            let fields = "name,language,status,category,components";
            let path = format!("/{business}/message_templates?fields={fields}&limit=100{after}");
            let answer = self.get(client, &path, now).await?;
            let (found, next) = template::page(&answer.body).map_err(Missing::Now)?;
            all.extend(found);
            // What a cursor is made of goes back as it came, and could be more than a cursor.
            let plain =
                |next: &String| next.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_=".contains(&b));
            match next.filter(plain) {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        Ok(all)
    }

    /// Asks whether we are accepted, in the name of a number.
    pub async fn ask(&self, client: &Client, number: &str, now: Timestamp) -> Result<(), Missing> {
        self.get(client, &format!("/{number}?fields=id"), now).await.map(drop)
    }

    async fn get(&self, client: &Client, path: &str, now: Timestamp) -> Result<Answer, Missing> {
        let call = self.call(Method::GET, path, None, MOST).map_err(Missing::ForGood)?;
        self.done(client, call, now).await
    }

    async fn done(&self, client: &Client, call: Call, now: Timestamp) -> Result<Answer, Missing> {
        match client.call(call).await {
            Ok(answer) if answer.status.is_success() => Ok(answer),
            Ok(answer) => Err(match refused(&answer, now) {
                Came::Auth { problem } => Missing::Auth(problem),
                Came::Rejected { problem } => Missing::ForGood(problem),
                Came::Retry { problem, .. } | Came::Later { problem, .. } | Came::Unsure { problem } => {
                    Missing::Now(problem)
                }
                _ => Missing::Now(format!("answered {}", answer.status.as_u16())),
            }),
            Err(Broken { problem, .. }) => Err(Missing::Now(problem)),
        }
    }

    fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<(&str, Vec<u8>)>,
        most: usize,
    ) -> Result<Call, String> {
        let target = Target::parse(&format!("{}{path}", self.url)).map_err(|error| error.to_string())?;
        self.to(method, target, body, most)
    }

    fn to(
        &self,
        method: Method,
        target: Target,
        body: Option<(&str, Vec<u8>)>,
        most: usize,
    ) -> Result<Call, String> {
        let value = |text: &str, what: &str| {
            HeaderValue::from_str(text).map_err(|_| format!("the {what} cannot stand in a header"))
        };
        let mut headers = vec![(AUTHORIZATION, value(&format!("Bearer {}", self.token.reveal()), "token")?)];
        let (kind, body) = body.unzip();
        if let Some(kind) = kind {
            headers.push((CONTENT_TYPE, value(kind, "media type")?));
        }
        Ok(Call {
            method,
            target,
            headers,
            body: body.unwrap_or_default(),
            timeout: std::time::Duration::from_micros(self.timeout.as_micros().unsigned_abs()),
            allow_private: self.allow_private,
            most,
        })
    }

    /// Whether the token may be shown there.
    fn is_metas(&self, target: &Target) -> bool {
        let own =
            Target::parse(&self.url).is_ok_and(|own| own.host == target.host && own.port == target.port);
        own || (target.tls && HOSTS.iter().any(|host| target.host.ends_with(host)))
    }
}
