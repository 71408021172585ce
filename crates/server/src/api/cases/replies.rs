//! Answers to customers, and notes for colleagues.
//!
//! Each has an id that who writes it made, so that sending it again, after whatever broke, says it once. Who answers
//! says what they have seen: when the customer wrote more meanwhile, nothing is sent and they are shown what it was.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::Deserialize;
use utoipa::ToSchema;
use voorzet_domain::conversation::attachment::plain_name;
use voorzet_domain::conversation::{
    AgentId, Attachment, BlobHash, CaseId, Choice, ConversationId, MessageNumber, Template,
};
use voorzet_engine::desk::{DeskCommand, Note, Say, Wish};
use voorzet_engine::inbox::ShownMessage;
use voorzet_engine::live::{Answer, Command, CommandError};
use voorzet_store::{Reader, StoreError};

use super::deeds::{refused, wrong};
use super::unknown;
use super::viewer::{Viewer, worker};
use crate::access::audit::Said;
use crate::access::caller::Caller;
use crate::api::asked::{Named, Sent};
use crate::api::problem::{Details, Problem};
use crate::channel::Sign;
use crate::serve::app::App;
use crate::serve::clock;

/// The longest text, in characters.
const LONGEST: usize = 100_000;

/// The most files beside one message.
const MOST_FILES: usize = 20;

/// An answer to a customer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NewReply {
    /// An id that who writes it made. With the same one it is said once.
    id: String,
    /// In which conversation.
    conversation: u32,
    /// What it says.
    #[serde(default)]
    text: String,
    /// Its subject; as in the conversation without it.
    #[serde(default)]
    subject: Option<String>,
    /// Its language, where it is known.
    #[serde(default)]
    language: Option<String>,
    /// Files, which `POST /api/attachments` keeps.
    #[serde(default)]
    attachments: Vec<NamedFile>,
    /// A template that the channel's provider approved, in place of free text: `{name, language, parameters}`.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    template: Option<Template>,
    /// What can be chosen in answer: `{id, title}`.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    choices: Vec<Choice>,
    /// Which cases it answers; this one without it.
    #[serde(default)]
    cases: Vec<u32>,
    /// The last message that who answers has seen.
    seen: u32,
    /// Whether it resolves the cases.
    #[serde(default)]
    resolve: bool,
}

/// A file that is kept.
#[derive(Deserialize, ToSchema)]
pub(in crate::api) struct NamedFile {
    /// Its SHA-256.
    hash: String,
    /// What it is called.
    #[serde(default)]
    name: String,
    /// Its media type.
    #[serde(default)]
    media: String,
}

/// Something to write down beside a case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NewNote {
    /// An id that who writes it made. With the same one it is written down once.
    id: String,
    /// What it says.
    text: String,
    /// Who is asked to read it, by number.
    #[serde(default)]
    mentions: Vec<i64>,
}

/// Answers a customer
///
/// Until `undo_until` it can be taken back.
#[utoipa::path(post, path = "/api/cases/{id}/replies", operation_id = "reply", tag = "desk",
    params(("id" = u32, Path, description = "The number of the case")), request_body = NewReply,
    responses(
        (status = 201, body = ShownMessage),
        (status = 404, body = Details, content_type = "application/problem+json"),
        (status = 409, description = "The customer wrote meanwhile (`changed`, with `messages`), the channel takes no free text (`window`), or it is past that (`past`)",
            body = Details, content_type = "application/problem+json"),
        (status = 422, description = "It cannot be that", body = Details, content_type = "application/problem+json"),
    )
)]
pub(in crate::api) async fn reply(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    Sent(new): Sent<NewReply>,
) -> Result<(StatusCode, Extension<Said>, Json<ShownMessage>), Problem> {
    let (viewer, person) = (Viewer::of(&app, &caller).await?, worker(&caller)?);
    let conversation = ConversationId(new.conversation);
    let seen = MessageNumber(new.seen);
    let say = new.checked(&app, &caller, id, &person.name).await?;
    let command = DeskCommand { by: AgentId(person.number), wish: Wish::Say(Box::new(say)) };
    match app.ask(Command::Desk(command)).await? {
        Ok(answer) => {
            has_read(&app, conversation).await?;
            written(&app, viewer, id, &answer).await
        }
        Err(error @ CommandError::Changed { .. }) => {
            let problem = refused(&error, &viewer, id);
            Err(problem.messages(meanwhile(&app, viewer, conversation, seen).await?))
        }
        Err(error) => Err(refused(&error, &viewer, id)),
    }
}

/// Who answers has read what was said: the customer is told.
async fn has_read(app: &App, conversation: ConversationId) -> Result<(), Problem> {
    let known = app.readers.read(move |reader: &Reader| reader.conversation(conversation)).await?;
    if let Some(known) = known {
        app.delivery.accounts().show(&known.account, &known.address, Sign::Read);
    }
    Ok(())
}

/// Writes something down beside a case, for colleagues alone
#[utoipa::path(post, path = "/api/cases/{id}/notes", operation_id = "note", tag = "desk",
    params(("id" = u32, Path, description = "The number of the case")), request_body = NewNote,
    responses(
        (status = 201, body = ShownMessage),
        (status = 404, body = Details, content_type = "application/problem+json"),
        (status = 422, description = "It cannot be that", body = Details, content_type = "application/problem+json"),
    )
)]
pub(in crate::api) async fn note(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    Sent(new): Sent<NewNote>,
) -> Result<(StatusCode, Extension<Said>, Json<ShownMessage>), Problem> {
    let (viewer, person) = (Viewer::of(&app, &caller).await?, worker(&caller)?);
    named(&new.id)?;
    fits(&new.text)?;
    if new.text.trim().is_empty() {
        return Err(wrong("there is nothing in it".to_owned()));
    }
    let note = Note {
        id: new.id,
        case: CaseId(id),
        author: Some(person.name.clone()),
        text: new.text,
        mentions: new.mentions.into_iter().map(AgentId).collect(),
    };
    let command = DeskCommand { by: AgentId(person.number), wish: Wish::Note(note) };
    let answer = app.ask(Command::Desk(command)).await?.map_err(|error| refused(&error, &viewer, id))?;
    written(&app, viewer, id, &answer).await
}

impl NewReply {
    /// What is asked of the core, when it can be said.
    async fn checked(self, app: &App, caller: &Caller, case: u32, author: &str) -> Result<Say, Problem> {
        named(&self.id)?;
        fits(&self.text)?;
        let silent = self.text.trim().is_empty() && self.attachments.is_empty() && self.template.is_none();
        if silent || self.attachments.len() > MOST_FILES || self.cases.len() > MOST_FILES {
            return Err(wrong(format!("an answer says something, with {MOST_FILES} files at most")));
        }
        let cases = if self.cases.is_empty() { vec![case] } else { self.cases };
        if !cases.contains(&case) {
            return Err(wrong("an answer answers the case that it is written in".to_owned()));
        }
        Ok(Say {
            id: self.id,
            conversation: ConversationId(self.conversation),
            cases: cases.into_iter().map(CaseId).collect(),
            author: Some(author.to_owned()),
            text: self.text,
            subject: self.subject.filter(|subject| !subject.trim().is_empty()),
            language: self.language.map(Into::into),
            attachments: attached(app, caller, self.attachments).await?,
            template: self.template,
            choices: self.choices,
            seen: MessageNumber(self.seen),
            resolve: self.resolve,
        })
    }
}

/// An id makes a name in the outbox, so it is short and plain.
fn named(id: &str) -> Result<(), Problem> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    if (1..=100).contains(&id.len()) && id.chars().all(plain) {
        return Ok(());
    }
    Err(wrong("an id has letters, digits, dashes, dots and underscores, 1 to 100 of them".to_owned()))
}

fn fits(text: &str) -> Result<(), Problem> {
    if text.chars().count() <= LONGEST {
        return Ok(());
    }
    Err(wrong(format!("a text has {LONGEST} characters at most")))
}

/// The files of an answer: such as some message names, or who answers brought.
async fn attached(app: &App, caller: &Caller, files: Vec<NamedFile>) -> Result<Vec<Attachment>, Problem> {
    let missing = |hash: &str| wrong(format!("there is no attachment {hash}"));
    let mut wanted = Vec::with_capacity(files.len());
    for file in files {
        let hash = BlobHash::parse(&file.hash).ok_or_else(|| missing(&file.hash))?;
        let own = app.desk.uploads.has(caller.key(), &hash);
        wanted.push((file, hash, own));
    }
    let read = move |reader: &Reader| {
        let attachment = |(file, hash, own): (NamedFile, BlobHash, bool)| {
            let bytes = if own || reader.is_attached(&hash)? { reader.blob_amount(&hash)? } else { None };
            let attachment = |bytes| Attachment {
                hash,
                name: plain_name(&file.name),
                media: file.media.into(),
                bytes,
                cid: None,
            };
            Ok(bytes.map(attachment).ok_or(file.hash))
        };
        wanted.into_iter().map(attachment).collect::<Result<Vec<Result<_, String>>, StoreError>>()
    };
    let read = app.readers.read(read).await?;
    read.into_iter().map(|one| one.map_err(|hash| missing(&hash))).collect()
}

/// What was written, as it stands in the thread.
async fn written(
    app: &App,
    viewer: Viewer,
    case: u32,
    answer: &Answer,
) -> Result<(StatusCode, Extension<Said>, Json<ShownMessage>), Problem> {
    let Answer::Desk { message: Some(number), .. } = *answer else {
        return Err(Problem::internal(&"an answer came to no message"));
    };
    let shown = one(app, viewer, number).await?.ok_or_else(|| unknown(case))?;
    let said = crate::access::audit::Said {
        object: format!("case {case}"),
        detail: format!("message {}", number.0),
    };
    Ok((StatusCode::CREATED, Extension(said), Json(shown)))
}

/// A message as it stands in the thread.
pub(in crate::api) async fn one(
    app: &App,
    viewer: Viewer,
    number: MessageNumber,
) -> Result<Option<ShownMessage>, Problem> {
    let now = clock::now();
    let read = move |reader: &Reader| {
        reader.at_once(|reader| {
            let Some(shown) = reader.message(number)? else { return Ok(None) };
            let conversation = reader.conversation(shown.row.conversation)?;
            let channel = conversation.map(|known| known.channel).unwrap_or_default();
            ShownMessage::of(&shown, &viewer.naming(reader), &channel, now).map(Some)
        })
    };
    app.readers.read(read).await
}

/// What the customer wrote meanwhile.
async fn meanwhile(
    app: &App,
    viewer: Viewer,
    conversation: ConversationId,
    seen: MessageNumber,
) -> Result<Vec<serde_json::Value>, Problem> {
    let now = clock::now();
    let read = move |reader: &Reader| {
        reader.at_once(|reader| {
            let channel = reader.conversation(conversation)?.map(|known| known.channel).unwrap_or_default();
            let naming = viewer.naming(reader);
            let newer = reader.messages_since(conversation, seen, 50)?;
            let shown = |message: &_| ShownMessage::of(message, &naming, &channel, now);
            newer.iter().map(shown).collect::<Result<Vec<_>, _>>()
        })
    };
    let shown = app.readers.read(read).await?;
    shown
        .iter()
        .map(serde_json::to_value)
        .collect::<Result<_, _>>()
        .map_err(|error| Problem::internal(&error))
}
