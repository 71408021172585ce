//! `/api/feedback/answers`: what each customer says, and the story of a case's feedback.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use voorzet_domain::conversation::CaseId;
use voorzet_domain::feedback::{Invitation, InvitationId};
use voorzet_domain::time::Timestamp;
use voorzet_engine::feedback::theme::{self, ReasonThemes};

use super::consent::AgentConsent;
use super::figures::Days;
use crate::api::asked::{Asked, Named, most};
use crate::api::period::{day, strategy};
use crate::api::problem::{Details, Problem};
use crate::serve::app::App;

/// Which of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct Which {
    /// Only those with words of their own.
    #[serde(default)]
    said: bool,
    /// What `next` of the page before says.
    cursor: Option<String>,
    /// How many; 50 without it.
    limit: Option<usize>,
}

/// As many answers are looked at for themes.
const LOOKED_AT: usize = 5_000;

/// What customers say in their own words, by reason.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct FeedbackThemes {
    /// That of most answers first.
    reasons: Vec<ReasonThemes>,
    /// How many customers say a theme at least.
    least: usize,
}

/// What customers say, the newest first.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct FeedbackAnswers {
    answers: Vec<CustomerAnswer>,
    /// For the next page; null on the last.
    next: Option<String>,
}

/// What a customer was asked and says.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct CustomerAnswer {
    /// Its number.
    id: u32,
    /// `planned`, `asked`, `answered` or `dropped`.
    state: &'static str,
    /// The number of the customer.
    customer: Option<u32>,
    /// The case it is about.
    case: u32,
    /// The case in which they are called back.
    called_back: Option<u32>,
    /// The number of the first one, when it is the outcome of a call-back that is asked.
    again: Option<u32>,
    /// The case's reason.
    reason: String,
    /// The channel it was talked about by.
    channel: String,
    /// Its queue.
    queue: String,
    /// Whose work it was; null unless the works council consented.
    agent: Option<i64>,
    /// How often it went to another queue or agent.
    handed_over: u32,
    /// The customer's segment.
    segment: Option<String>,
    /// In which language they were asked.
    language: String,
    /// When it will have settled.
    due: String,
    /// When they were asked.
    asked: Option<String>,
    /// When they first said something.
    answered: Option<String>,
    /// Why they were not asked.
    dropped: Option<&'static str>,
    /// Their scores.
    scores: Vec<ShownScore>,
    /// Their own words.
    text: String,
    /// The review they wrote.
    review: Option<ShownReview>,
}

/// A score.
#[derive(Serialize, ToSchema)]
struct ShownScore {
    /// `nps`, `csat`, `ces` or `solved`.
    question: &'static str,
    /// What they say.
    score: u8,
    /// `click`, `page`, `chat` or `whatsapp`.
    by: &'static str,
    /// When.
    at: String,
    /// Whether it is bad.
    bad: bool,
}

/// A review.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct ShownReview {
    /// 1–5.
    stars: u8,
    /// What they write.
    text: String,
    /// Under what name.
    name: String,
    /// When.
    at: String,
    /// Whether it is shown; null while nobody judged it.
    published: Option<bool>,
}

/// All feedback of a case.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct CaseFeedback {
    /// What the customer was asked about it, the first first.
    about: Vec<CustomerAnswer>,
    /// The answer that led to it, when somebody is called back in it.
    because: Option<CustomerAnswer>,
}

impl CustomerAnswer {
    /// As it is shown; to the agent only where the works council consented.
    pub(super) fn of(known: Invitation, agents: bool) -> Self {
        let score = |given: &voorzet_domain::feedback::invitation::Given| ShownScore {
            question: given.question.name(),
            score: given.score,
            by: given.by.name(),
            at: given.at.to_string(),
            bad: given.bad,
        };
        Self {
            id: known.id.0,
            state: known.state.name(),
            customer: known.customer.map(|customer| customer.0),
            case: known.case.0,
            called_back: known.called_back.map(|case| case.0),
            again: known.again.map(|first| first.0),
            agent: known.agent.filter(|_| agents).map(|agent| agent.0),
            handed_over: known.handed_over,
            segment: known.segment.map(|segment| segment.to_string()),
            due: known.due.to_string(),
            asked: known.asked.map(|way| way.at.to_string()),
            answered: known.answered.map(|at| at.to_string()),
            dropped: known.dropped.map(voorzet_domain::feedback::invitation::Why::name),
            scores: known.given.iter().map(score).collect(),
            review: known.review.map(|review| ShownReview {
                stars: review.stars,
                text: review.text,
                name: review.name,
                at: review.at.to_string(),
                published: review.published,
            }),
            text: known.text,
            reason: known.reason.into(),
            channel: known.channel.into(),
            queue: known.queue.into(),
            language: known.language.into(),
        }
    }
}

/// A place in the list: `1740823200000000-7`.
fn place(text: &str) -> Option<(Timestamp, InvitationId)> {
    let (at, number) = text.split_once('-')?;
    Some((Timestamp::from_micros(at.parse().ok()?)?, InvitationId(number.parse().ok()?)))
}

/// What customers say, the newest first
#[utoipa::path(get, path = "/api/feedback/answers", operation_id = "list_feedback_answers", tag = "feedback", params(Which), responses(
    (status = 200, body = FeedbackAnswers),
    (status = 400, body = Details, content_type = "application/problem+json"),
))]
pub(in crate::api) async fn list(
    State(app): State<Arc<App>>,
    Asked(which): Asked<Which>,
) -> Result<Json<FeedbackAnswers>, Problem> {
    let before = match which.cursor.as_deref() {
        Some(cursor) => Some(place(cursor).ok_or_else(|| Problem::wrong("`cursor` is none of ours"))?),
        None => None,
    };
    let (most, said) = (most(which.limit), which.said);
    let agents = AgentConsent::read(&app).await?.is_given();
    let mut found =
        app.readers.read(move |reader| reader.answered_invitations(said, before, most + 1)).await?;
    let more = found.len() > most;
    found.truncate(most);
    let last = found.last().filter(|_| more);
    let next = last.and_then(|last| Some(format!("{}-{}", last.answered?.as_micros(), last.id.0)));
    let answers = found.into_iter().map(|known| CustomerAnswer::of(known, agents)).collect();
    Ok(Json(FeedbackAnswers { answers, next }))
}

/// What customers say in their own words, by reason and theme
///
/// Over the newest answers with words, 5,000 at most.
#[utoipa::path(get, path = "/api/feedback/themes", operation_id = "list_feedback_themes", tag = "feedback", params(Days), responses(
    (status = 200, body = FeedbackThemes),
    (status = 400, body = Details, content_type = "application/problem+json"),
))]
pub(in crate::api) async fn themes(
    State(app): State<Arc<App>>,
    Asked(days): Asked<Days>,
) -> Result<Json<FeedbackThemes>, Problem> {
    let zone = strategy(&app).await?.zone.clone();
    let (from, to) = (day(days.from)?, day(days.to)?);
    let within = move |known: &Invitation| {
        let asked = known.asked.as_ref().map(|way| zone.to_datetime(way.at.to_jiff()).date());
        asked.is_some_and(|on| from.is_none_or(|from| from <= on) && to.is_none_or(|to| on <= to))
    };
    let read = move |reader: &voorzet_store::Reader| reader.answered_invitations(true, None, LOOKED_AT);
    let mut answers = app.readers.read(read).await?;
    answers.retain(within);
    Ok(Json(FeedbackThemes { reasons: theme::themes(&answers), least: theme::LEAST }))
}

/// What one customer was asked and says
#[utoipa::path(get, path = "/api/feedback/answers/{id}", operation_id = "get_feedback_answer", tag = "feedback", params(("id" = u32, Path, description = "Its number")), responses(
    (status = 200, body = CustomerAnswer),
    (status = 404, body = Details, content_type = "application/problem+json"),
))]
pub(in crate::api) async fn one(
    State(app): State<Arc<App>>,
    Named(id): Named<u32>,
) -> Result<Json<CustomerAnswer>, Problem> {
    let agents = AgentConsent::read(&app).await?.is_given();
    let known = app.readers.read(move |reader| reader.invitation(InvitationId(id))).await?;
    let known = known.ok_or_else(|| Problem::unknown(format!("there is no answer {id}")))?;
    Ok(Json(CustomerAnswer::of(known, agents)))
}

/// The feedback of a case: what was asked about it, and the answer that led to it
#[utoipa::path(get, path = "/api/cases/{id}/feedback", operation_id = "get_case_feedback", tag = "feedback", params(("id" = u32, Path, description = "The number of the case")), responses(
    (status = 200, body = CaseFeedback),
))]
pub(in crate::api) async fn of_case(
    State(app): State<Arc<App>>,
    Named(id): Named<u32>,
) -> Result<Json<CaseFeedback>, Problem> {
    let agents = AgentConsent::read(&app).await?.is_given();
    let read = move |reader: &voorzet_store::Reader| {
        reader.at_once(|reader| {
            Ok((reader.invitations_about(CaseId(id))?, reader.invitation_of_call_back(CaseId(id))?))
        })
    };
    let (about, because) = app.readers.read(read).await?;
    let shown = |known| CustomerAnswer::of(known, agents);
    Ok(Json(CaseFeedback { about: about.into_iter().map(shown).collect(), because: because.map(shown) }))
}
