//! `/api/voices`: what customers complain of and suggest, who takes care of it, and what they were told.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_domain::conversation::{AgentId, CaseId};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::feedback::voice::{Status, Theme};
use voorzet_domain::feedback::{InvitationId, Voice, VoiceId};
use voorzet_engine::feedback::command::Source;
use voorzet_engine::feedback::{FeedbackCommand, FeedbackWish};
use voorzet_engine::live::{Answer, Command};

use crate::access::caller::Caller;
use crate::api::asked::{Named, Sent};
use crate::api::cases::viewer::worker;
use crate::api::problem::{Details, Problem};
use crate::api::refused;
use crate::serve::app::App;

/// How many stand in the list.
const MOST: usize = 500;

/// The longest title, and the longest message, in characters.
const LONGEST: (usize, usize) = (200, 4_000);

/// What customers complain of and suggest, that of most customers first.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Voices {
    voices: Vec<ShownVoice>,
}

/// Something that customers complain of or suggest.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct ShownVoice {
    /// Its number.
    id: u32,
    /// `complaint` or `suggestion`.
    #[schema(value_type = String)]
    theme: Theme,
    /// In a few words.
    title: String,
    /// The reason it is about; empty for none.
    reason: String,
    /// `new`, `taken`, `done` or `declined`.
    #[schema(value_type = String)]
    status: Status,
    /// Who takes care of it, by number.
    owner: Option<i64>,
    /// Their name.
    owner_name: Option<String>,
    /// How many customers say it.
    customers: usize,
    /// How many of them were told what was done.
    told: usize,
    /// When it was first said.
    raised: String,
    /// When something about it last changed.
    changed: String,
    /// What they were told last.
    answer: String,
    /// Who says it, the first first.
    echoes: Vec<ShownEcho>,
}

/// A customer who says it.
#[derive(Serialize, ToSchema)]
struct ShownEcho {
    /// The number of the customer.
    customer: u32,
    /// When.
    at: String,
    /// In which answer.
    answer: Option<u32>,
    /// In which case.
    case: Option<u32>,
    /// When they were told.
    told: Option<String>,
}

/// Where a customer says something: one of the three.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum VoiceSource {
    /// In an answer, by number.
    Answer(u32),
    /// In a case, by number.
    Case(u32),
    /// Somewhere else: the number of the customer.
    Customer(u32),
}

/// Something new.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NewVoice {
    /// `complaint` or `suggestion`.
    #[schema(value_type = String)]
    theme: Theme,
    /// In a few words.
    title: String,
    /// The reason it is about.
    #[serde(default)]
    reason: String,
    /// Who says it.
    #[serde(default)]
    said: Vec<VoiceSource>,
}

/// Who says it too.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct VoiceEchoes {
    said: Vec<VoiceSource>,
}

/// How it is from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct VoiceChange {
    /// In a few words.
    title: String,
    /// Who takes care of it, by number.
    owner: Option<i64>,
    /// `new`, `taken`, `done` or `declined`.
    #[schema(value_type = String)]
    status: Status,
}

/// What those who asked are told.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct VoiceMessage {
    /// In Markdown.
    text: String,
}

impl From<VoiceSource> for Source {
    fn from(said: VoiceSource) -> Self {
        match said {
            VoiceSource::Answer(id) => Self::Invitation(InvitationId(id)),
            VoiceSource::Case(id) => Self::Case(CaseId(id)),
            VoiceSource::Customer(id) => Self::Customer(CustomerId(id)),
        }
    }
}

impl ShownVoice {
    fn of(known: Voice, app: &App) -> Self {
        let people = app.access.known().names();
        let echo = |echo: &voorzet_domain::feedback::voice::Echo| ShownEcho {
            customer: echo.customer.0,
            at: echo.at.to_string(),
            answer: echo.invitation.map(|id| id.0),
            case: echo.case.map(|id| id.0),
            told: echo.told.map(|at| at.to_string()),
        };
        Self {
            id: known.id.0,
            theme: known.theme,
            title: known.title,
            reason: known.reason.into(),
            status: known.status,
            owner: known.owner.map(|owner| owner.0),
            owner_name: known.owner.and_then(|owner| people.get(&owner.0).cloned()),
            customers: known.echoes.len(),
            told: known.echoes.iter().filter(|echo| echo.told.is_some()).count(),
            raised: known.raised.to_string(),
            changed: known.changed.to_string(),
            answer: known.answer,
            echoes: known.echoes.iter().map(echo).collect(),
        }
    }
}

/// What customers complain of and suggest, that of most customers first
#[utoipa::path(get, path = "/api/voices", operation_id = "list_voices", tag = "feedback", responses(
    (status = 200, body = Voices),
))]
pub(in crate::api) async fn list(State(app): State<Arc<App>>) -> Result<Json<Voices>, Problem> {
    let known = app.readers.read(|reader| reader.voices(MOST)).await?;
    Ok(Json(Voices { voices: known.into_iter().map(|known| ShownVoice::of(known, &app)).collect() }))
}

/// Put something on the list
#[utoipa::path(post, path = "/api/voices", operation_id = "raise_voice", tag = "feedback", request_body = NewVoice, responses(
    (status = 201, body = ShownVoice),
    (status = 400, body = Details, content_type = "application/problem+json"),
    (status = 404, body = Details, content_type = "application/problem+json"),
))]
pub(in crate::api) async fn raise(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Sent(new): Sent<NewVoice>,
) -> Result<(StatusCode, Json<ShownVoice>), Problem> {
    let title = short("title", &new.title, LONGEST.0)?;
    let said = new.said.into_iter().map(Into::into).collect();
    let wish = FeedbackWish::Raise { theme: new.theme, title, reason: new.reason.into(), said };
    Ok((StatusCode::CREATED, ask(&app, &caller, wish).await?))
}

/// Say who says it too
#[utoipa::path(post, path = "/api/voices/{id}/echoes", operation_id = "echo_voice", tag = "feedback", params(("id" = u32, Path, description = "Its number")), request_body = VoiceEchoes, responses(
    (status = 200, body = ShownVoice),
    (status = 404, body = Details, content_type = "application/problem+json"),
))]
pub(in crate::api) async fn echo(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    Sent(echoes): Sent<VoiceEchoes>,
) -> Result<Json<ShownVoice>, Problem> {
    let said = echoes.said.into_iter().map(Into::into).collect();
    ask(&app, &caller, FeedbackWish::Echo { voice: VoiceId(id), said }).await
}

/// Say what it is called, who takes care of it and how far it is
#[utoipa::path(put, path = "/api/voices/{id}", operation_id = "change_voice", tag = "feedback", params(("id" = u32, Path, description = "Its number")), request_body = VoiceChange, responses(
    (status = 200, body = ShownVoice),
    (status = 400, body = Details, content_type = "application/problem+json"),
    (status = 404, body = Details, content_type = "application/problem+json"),
))]
pub(in crate::api) async fn change(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    Sent(change): Sent<VoiceChange>,
) -> Result<Json<ShownVoice>, Problem> {
    let title = short("title", &change.title, LONGEST.0)?;
    if change.owner.is_some_and(|owner| !app.access.known().names().contains_key(&owner)) {
        return Err(Problem::wrong("`owner` is nobody's number"));
    }
    let (owner, status) = (change.owner.map(AgentId), change.status);
    ask(&app, &caller, FeedbackWish::Change { voice: VoiceId(id), title, owner, status }).await
}

/// Tell those who asked, and were not told yet, what was done
#[utoipa::path(post, path = "/api/voices/{id}/tell", operation_id = "tell_voice", tag = "feedback", params(("id" = u32, Path, description = "Its number")), request_body = VoiceMessage, responses(
    (status = 200, body = ShownVoice),
    (status = 400, body = Details, content_type = "application/problem+json"),
    (status = 404, body = Details, content_type = "application/problem+json"),
))]
pub(in crate::api) async fn tell(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Named(id): Named<u32>,
    Sent(tell): Sent<VoiceMessage>,
) -> Result<Json<ShownVoice>, Problem> {
    let text = short("text", &tell.text, LONGEST.1)?;
    ask(&app, &caller, FeedbackWish::Tell { voice: VoiceId(id), text }).await
}

/// Text that must say something, and not too much.
fn short(name: &str, text: &str, most: usize) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > most {
        return Err(Problem::wrong(format!("`{name}` must have 1 to {most} characters")));
    }
    Ok(text.to_owned())
}

async fn ask(app: &App, caller: &Caller, wish: FeedbackWish) -> Result<Json<ShownVoice>, Problem> {
    let by = AgentId(worker(caller)?.number);
    let answer = app.ask(Command::Feedback(FeedbackCommand::Wish { by, wish })).await?;
    let Answer::Voice(id) = answer.map_err(|error| refused(&error))? else {
        return Err(Problem::internal(&"an answer that is no voice"));
    };
    let known = app.readers.read(move |reader| reader.voice(id)).await?;
    let known = known.ok_or_else(|| Problem::unknown("there is no such thing"))?;
    Ok(Json(ShownVoice::of(known, app)))
}
