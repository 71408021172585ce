//! Something to send, with its copy and its doubts.
//!
//! A mail server knows no keys: what it was given twice goes out twice. So whatever may have gone already is looked
//! for among the copies of what was sent, and when it is not there a person decides.

use serde::Deserialize;
use voorzet_channels::Came;
use voorzet_channels::mail::imap::Session;
use voorzet_channels::mail::smtp::{self, Handed, Parcel};
use voorzet_channels::mail::{Address, Draft, Failure, message_id, write};
use voorzet_domain::conversation::{Attachment, Outgoing};
use voorzet_engine::deliver::Dispatch;
use voorzet_store::entry::{Incoming, Mode};

use super::Mail;
use super::unsubscribe::{self, Stopped};
use crate::channel::Tools;
use crate::serve::clock;

/// What a strategy's message says beside its words.
#[derive(Deserialize)]
struct Planned {
    #[serde(default)]
    customer: Option<String>,
    #[serde(default)]
    purpose: Option<String>,
    #[serde(default)]
    basis: Option<String>,
}

/// Sends something, and says what came of it.
pub(super) async fn carry(mail: &Mail, tools: &Tools, dispatch: &Dispatch) -> Came {
    match send(mail, tools, dispatch).await {
        Ok(came) | Err(came) => came,
    }
}

async fn send(mail: &Mail, tools: &Tools, dispatch: &Dispatch) -> Result<Came, Came> {
    let rejected = |problem: String| Came::Rejected { problem };
    let body = dispatch.body.get();
    let mut outgoing: Outgoing =
        serde_json::from_str(body).map_err(|error| rejected(format!("it is no message: {error}")))?;
    let to = Address::parse(&dispatch.to).map_err(|error| rejected(format!("`{}`: {error}", dispatch.to)))?;
    let id = message_id(&dispatch.key.0, outgoing.token.as_deref(), mail.settings.address.domain());
    let is_refused = mail.refused().contains(&dispatch.key);
    if dispatch.again && !is_refused && mail.settings.sent.is_some() {
        return match holds(mail, tools, &id).await {
            Ok(true) => Ok(Came::Sent { reference: Some(id.into()) }),
            Ok(false) => Err(Came::Unsure {
                problem: "it was being sent when we stopped, and there is no copy of it among what was sent"
                    .to_owned(),
            }),
            Err(failure) => Err(Came::Retry {
                after: None,
                problem: format!("whether it was sent cannot be looked up: {failure}"),
            }),
        };
    }
    if outgoing.unsubscribe.is_none() {
        let token = stopping(mail, tools, body, &to, outgoing.language.as_deref()).await?;
        if let Some((address, token)) = token {
            outgoing.unsubscribe = Some(format!("{address}/unsubscribe/{token}"));
            let subject = format!("{}{token}", unsubscribe::SUBJECT);
            outgoing.unsubscribe_by_mail = Some((mail.settings.address.to_string(), subject));
        }
    }
    let files = files(tools, std::mem::take(&mut outgoing.attachments)).await?;
    let draft = Draft {
        key: &dispatch.key.0,
        from: &mail.settings.address,
        name: mail.settings.name.as_deref(),
        tagged: mail.settings.tagged,
        to: &to,
        outgoing: &outgoing,
        files: &files,
        at: clock::now(),
    };
    let (id, bytes) = write(&draft);
    let place = &mail.settings.smtp;
    let login = mail.logins.at(place, &tools.client).await.map_err(before)?;
    let parcel = Parcel { from: &mail.settings.address, to: &to, id: &id, mail: &bytes };
    let Handed { came, no_address } = smtp::send(&place.server, &mail.tls, login.as_ref(), parcel).await;
    let came = settled(mail, tools, dispatch, &id, &bytes, came).await;
    if let (true, Came::Rejected { problem }) = (no_address, &came) {
        tell_bounce(mail, dispatch, &to, problem).await;
    }
    Ok(came)
}

/// After it was handed over: its copy, or what is known of it after all.
async fn settled(
    mail: &Mail,
    tools: &Tools,
    dispatch: &Dispatch,
    id: &str,
    bytes: &[u8],
    came: Came,
) -> Came {
    let key = &dispatch.key;
    match &came {
        Came::Sent { .. } => {
            mail.refused().remove(key);
            if let Err(failure) = keep_copy(mail, tools, bytes).await {
                tracing::warn!(account = %mail.name, %failure, "no copy is kept of what was sent");
            }
        }
        Came::Retry { .. } | Came::Auth { .. } => {
            mail.refused().insert(key.clone());
            if matches!(came, Came::Auth { .. }) {
                mail.logins.forget().await;
            }
        }
        // Some servers keep a copy of what they are given by themselves.
        Came::Unsure { .. } if mail.settings.sent.is_some() => {
            if holds(mail, tools, id).await == Ok(true) {
                return Came::Sent { reference: Some(id.into()) };
            }
        }
        _ => {
            mail.refused().remove(key);
        }
    }
    came
}

/// What it comes to when nothing was begun.
fn before(failure: Failure) -> Came {
    match failure {
        Failure::Auth(problem) => Came::Auth { problem },
        failure => Came::Retry { after: None, problem: failure.to_string() },
    }
}

/// Where customers reach us, and by which token the purpose of a strategy's message is no longer allowed, when its
/// customer had to allow it.
async fn stopping(
    mail: &Mail,
    tools: &Tools,
    body: &str,
    to: &Address,
    language: Option<&str>,
) -> Result<Option<(String, String)>, Came> {
    let planned = serde_json::from_str::<Planned>(body).ok();
    let Some(Planned { customer, purpose: Some(purpose), basis: Some(basis) }) = planned else {
        return Ok(None);
    };
    if basis != "consent" {
        return Ok(None);
    }
    let address = mail.app().map(|app| app.access.known().settings.address.clone()).unwrap_or_default();
    if !address.starts_with("https://") {
        let problem = "it must carry a link by which it can be stopped, and the settings name no address with https under which customers reach this server";
        return Err(Came::Auth { problem: problem.to_owned() });
    }
    let stopped = Stopped {
        customer: customer.unwrap_or_default(),
        address: to.to_string(),
        account: mail.name.to_string(),
        purpose,
        language: language.unwrap_or_default().to_owned(),
    };
    let key = tools.readers.read(|reader| reader.meta(unsubscribe::KEPT_AS)).await;
    match key.ok().flatten() {
        Some(key) => Ok(Some((address, stopped.token(&key)))),
        None => Err(Came::Retry { after: None, problem: "the store cannot be read".to_owned() }),
    }
}

/// What goes beside it, with its bytes.
async fn files(tools: &Tools, attachments: Vec<Attachment>) -> Result<Vec<(Attachment, Vec<u8>)>, Came> {
    let mut files = Vec::with_capacity(attachments.len());
    for attachment in attachments {
        let hash = attachment.hash.clone();
        match tools.readers.read(move |reader| reader.blob(&hash)).await {
            Ok(Some(bytes)) => files.push((attachment, bytes)),
            Ok(None) => {
                return Err(Came::Rejected {
                    problem: format!("the file {} is not there any more", attachment.name),
                });
            }
            Err(_) => {
                return Err(Came::Retry { after: None, problem: "the store cannot be read".to_owned() });
            }
        }
    }
    Ok(files)
}

/// Whether a copy of it is among what was sent.
async fn holds(mail: &Mail, tools: &Tools, id: &str) -> Result<bool, Failure> {
    let Some(sent) = &mail.settings.sent else { return Ok(false) };
    let mut session = session(mail, tools).await?;
    let holds = session.holds(sent, id).await?;
    session.end().await;
    Ok(holds)
}

/// Keeps a copy of what was sent.
async fn keep_copy(mail: &Mail, tools: &Tools, bytes: &[u8]) -> Result<(), Failure> {
    let Some(sent) = &mail.settings.sent else { return Ok(()) };
    let mut session = session(mail, tools).await?;
    session.append(sent, bytes).await?;
    session.end().await;
    Ok(())
}

async fn session(mail: &Mail, tools: &Tools) -> Result<Session, Failure> {
    let place = &mail.settings.imap;
    let login = mail.logins.at(place, &tools.client).await?;
    let login = login.ok_or_else(|| Failure::Auth("no user is named".to_owned()))?;
    Session::open(&place.server, &mail.tls, &login).await
}

/// Tells that there is no such address. When it cannot be told now, the send has failed all the same.
async fn tell_bounce(mail: &Mail, dispatch: &Dispatch, to: &Address, problem: &str) {
    let Some(app) = mail.app() else { return };
    let event = smtp::rejected(&mail.name, &dispatch.key.0, to, problem, clock::now());
    let incoming = vec![Incoming::Event { event, mode: Mode::Live }];
    if let Err(problem) = app.take_in_calmly(incoming, 500).await {
        tracing::warn!(account = %mail.name, ?problem, "that an address takes no mail is not kept");
    }
}
