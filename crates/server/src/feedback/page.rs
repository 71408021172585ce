//! `/f/{token}`: one invitation, answered. The link of a score counts when it is followed, so that one click is enough;
//! the button keeps what the form says, as much as there is of it.
//!
//! What programs do does not count: to ask for the head alone, to fetch ahead, and to follow one score's link after the
//! other (`domain::feedback::answer`).

use std::sync::Arc;

use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use utoipa::IntoResponses;
use voorzet_domain::feedback::invitation::{By, State as Standing};
use voorzet_domain::feedback::words::Words as Asked;
use voorzet_domain::feedback::{Invitation, InvitationId, Question};
use voorzet_domain::strategy::model::Strategy;
use voorzet_engine::feedback::FeedbackCommand;
use voorzet_engine::live::{Command, CommandError};

use super::html::{Page, text};
use super::words::Words;
use crate::api::period::strategy;
use crate::api::problem::Problem;
use crate::serve::app::App;
use crate::serve::clock;

/// Why there is nothing to answer.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes what the pages answer")]
enum NotShown {
    /// No link of ours
    #[response(status = 404, content_type = "text/html")]
    Unknown(String),
    /// It can be answered no more
    #[response(status = 410, content_type = "text/html")]
    Expired(String),
}

/// What is said with an address or a form.
type Said = Vec<(String, String)>;

/// The page on which a customer answers
///
/// The link of a score (`?nps=9`) counts as it is followed.
#[utoipa::path(get, path = "/f/{token}", operation_id = "get_feedback_page", tag = "feedback", params(("token" = String, Path, description = "What stands in the message")), responses(
    (status = 200, description = "A page with a form", body = String, content_type = "text/html"),
    NotShown,
))]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
    method: Method,
    headers: HeaderMap,
    Query(said): Query<Said>,
) -> Response {
    let language = told(&said, "lang").map(str::to_owned);
    let Some(id) = app.links.read(&token) else { return unknown(language.as_deref(), &headers) };
    let scores = scores(&said);
    let mut trouble = false;
    if !scores.is_empty() && method == Method::GET && !fetches_ahead(&headers) {
        trouble = answer(&app, id, scores.clone(), String::new(), By::Click).await.is_err();
    }
    match read(&app, id).await {
        Err(_) => {
            message(StatusCode::SERVICE_UNAVAILABLE, "", Words::of(language.as_deref().unwrap_or("")), |w| {
                w.later
            })
        }
        Ok((None, _)) => unknown(language.as_deref(), &headers),
        Ok((Some(known), strategy)) => {
            let language = language.as_deref().unwrap_or(&known.language);
            if trouble {
                let words = Words::of(language);
                return message(StatusCode::SERVICE_UNAVAILABLE, &strategy.organisation, words, |w| w.later);
            }
            let done = told(&said, "done").is_some();
            Shown { known: &known, strategy: &strategy, language, token: &token, chosen: &scores, done }
                .page()
        }
    }
}

/// Keeps what a customer answers
#[utoipa::path(post, path = "/f/{token}", operation_id = "answer_feedback_page", tag = "feedback", params(("token" = String, Path, description = "What stands in the message")), responses(
    (status = 303, description = "It is kept: the page, with thanks", body = String, content_type = "text/html"),
    NotShown,
))]
pub(crate) async fn post(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
    Query(asked): Query<Said>,
    headers: HeaderMap,
    Form(said): Form<Said>,
) -> Response {
    let language = told(&asked, "lang").map(str::to_owned);
    let Some(id) = app.links.read(&token) else { return unknown(language.as_deref(), &headers) };
    let words = told(&said, "text").unwrap_or_default().to_owned();
    let kept = answer(&app, id, scores(&said), words, By::Page).await;
    after(&app, id, kept, &token, language.as_deref()).await
}

/// Keeps a review
#[utoipa::path(post, path = "/f/{token}/review", operation_id = "review_feedback_page", tag = "feedback", params(("token" = String, Path, description = "What stands in the message")), responses(
    (status = 303, description = "It is kept: the page, with thanks", body = String, content_type = "text/html"),
    NotShown,
))]
pub(crate) async fn review(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
    Query(asked): Query<Said>,
    headers: HeaderMap,
    Form(said): Form<Said>,
) -> Response {
    let language = told(&asked, "lang").map(str::to_owned);
    let Some(invitation) = app.links.read(&token) else { return unknown(language.as_deref(), &headers) };
    let stars = told(&said, "stars").and_then(|stars| stars.parse().ok()).unwrap_or_default();
    let own = |key: &str| told(&said, key).unwrap_or_default().to_owned();
    let command = FeedbackCommand::Review { invitation, stars, text: own("text"), name: own("name") };
    let kept = app.ask(Command::Feedback(command)).await.map(|kept| kept.map(|_| ()));
    after(&app, invitation, kept, &token, language.as_deref()).await
}

/// After something was said: the page, with thanks, so that loading it again says nothing again.
async fn after(
    app: &App,
    id: InvitationId,
    kept: Result<Result<(), CommandError>, Problem>,
    token: &str,
    language: Option<&str>,
) -> Response {
    let Ok((Some(known), strategy)) = read(app, id).await else {
        return message(StatusCode::SERVICE_UNAVAILABLE, "", Words::of(language.unwrap_or("")), |w| w.later);
    };
    let words = Words::of(language.unwrap_or(&known.language));
    let organisation = strategy.organisation.as_str();
    match kept {
        Ok(Ok(())) => Redirect::to(&format!("/f/{token}?done=1&lang={}", words.language)).into_response(),
        Ok(Err(CommandError::Past(_))) => message(StatusCode::GONE, organisation, words, |w| w.expired),
        Ok(Err(_)) => message(StatusCode::NOT_FOUND, organisation, words, |w| w.unknown),
        Err(_) => message(StatusCode::SERVICE_UNAVAILABLE, organisation, words, |w| w.later),
    }
}

/// Has an answer kept; it is on disk when this is done.
async fn answer(
    app: &App,
    invitation: InvitationId,
    scores: Vec<(Question, u8)>,
    text: String,
    by: By,
) -> Result<Result<(), CommandError>, Problem> {
    let command = FeedbackCommand::Answer { invitation, scores, text, by };
    Ok(app.ask(Command::Feedback(command)).await?.map(|_| ()))
}

async fn read(app: &App, id: InvitationId) -> Result<(Option<Invitation>, Arc<Strategy>), Problem> {
    let known = app.readers.read(move |reader| reader.invitation(id)).await?;
    Ok((known, strategy(app).await?))
}

/// Whether a browser looks at it before its user does.
fn fetches_ahead(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-purpose", "x-moz"].into_iter().any(|name| {
        let said = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        said.contains("prefetch") || said.contains("preview") || said.contains("prerender")
    })
}

/// The scores in what was said.
fn scores(said: &Said) -> Vec<(Question, u8)> {
    let score = |(name, score): &(String, String)| Some((Question::from_name(name)?, score.parse().ok()?));
    let mut scores: Vec<(Question, u8)> = said.iter().filter_map(score).collect();
    scores.dedup_by_key(|(question, _)| *question);
    scores
}

fn told<'a>(said: &'a Said, name: &str) -> Option<&'a str> {
    said.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

fn unknown(language: Option<&str>, headers: &HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    message(StatusCode::NOT_FOUND, "", Words::of(language.or(accepted).unwrap_or_default()), |w| w.unknown)
}

/// A page that says one thing.
fn message(
    status: StatusCode,
    organisation: &str,
    words: &Words,
    said: impl FnOnce(&Words) -> (&'static str, &'static str),
) -> Response {
    let (title, content) = said(words);
    let content = format!("<p>{}</p>\n", text(content));
    let (language, foot) = (words.language, String::new());
    Page { status, language, organisation, title, content, foot, is_public: false }.respond()
}

/// What is shown of an invitation.
struct Shown<'a> {
    known: &'a Invitation,
    strategy: &'a Strategy,
    language: &'a str,
    token: &'a str,
    /// What the link chose; it stands in the form, whether it counts or not.
    chosen: &'a [(Question, u8)],
    /// Whether something was just kept.
    done: bool,
}

impl Shown<'_> {
    fn page(&self) -> Response {
        let words = Words::of(self.language);
        let organisation = &self.strategy.organisation;
        let Some(way) = self.known.asked.as_ref().filter(|_| self.known.state != Standing::Dropped) else {
            return message(StatusCode::NOT_FOUND, organisation, words, |words| words.unknown);
        };
        if clock::now() > way.until {
            return message(StatusCode::GONE, organisation, words, |words| words.expired);
        }
        let answered = self.known.state == Standing::Answered;
        let title = if answered { words.thanks } else { words.title };
        let mut content = String::new();
        if answered {
            let own = self.strategy.feedback.thanks.as_ref().map(|own| own.get(words.language));
            let kept = if self.done { words.done } else { words.correct };
            let said = own.map_or_else(|| words.kept.to_owned(), ToOwned::to_owned);
            content.push_str(&format!(
                "<p class=\"saved\" role=\"status\">{} {}</p>\n",
                text(&said),
                text(kept)
            ));
        }
        content.push_str(&self.form(words));
        if answered && self.known.review_asked && !self.known.given.is_empty() {
            content.push_str(&self.review(words));
        }
        let (code, name) = words.other;
        let foot = format!(
            "<p>{}</p><p><a href=\"/f/{}?lang={code}\" lang=\"{code}\" hreflang=\"{code}\">{name}</a></p>",
            text(words.privacy),
            text(self.token),
        );
        let status = StatusCode::OK;
        Page { status, language: words.language, organisation, title, content, foot, is_public: false }
            .respond()
    }

    fn form(&self, words: &Words) -> String {
        let asked = Asked::of(self.language);
        let mut form =
            format!("<form method=\"post\" action=\"/f/{}?lang={}\">\n", text(self.token), words.language);
        for question in &self.known.questions {
            form.push_str(&self.question(*question, asked));
        }
        form.push_str(&format!(
            "<label class=\"words\" for=\"text\">{}</label>\n<p class=\"hint\" id=\"hint\">{}</p>\n\
             <textarea id=\"text\" name=\"text\" maxlength=\"4000\" aria-describedby=\"hint\">{}</textarea>\n\
             <button>{}</button>\n</form>\n",
            words.more,
            words.optional,
            text(&self.known.text),
            words.send
        ));
        form
    }

    fn question(&self, question: Question, asked: &'static Asked) -> String {
        let counts = self.known.score(question).map(|given| given.score);
        let chosen = self.chosen.iter().find(|(other, _)| *other == question).map(|(_, score)| *score);
        let chosen = counts.or(chosen);
        let layout = match question {
            Question::Nps => "scores row",
            Question::Solved => "scores pair",
            Question::Csat | Question::Ces => "scores",
        };
        let mut html = format!(
            "<fieldset>\n<legend>{}</legend>\n<div class=\"{layout}\">\n",
            text(&asked.question(question, &self.strategy.organisation))
        );
        for score in question.scale() {
            let checked = if chosen == Some(score) { " checked" } else { "" };
            let label = match asked.score(question, score) {
                Some(word) if question == Question::Solved => text(word),
                Some(word) => format!("<b>{score}</b> {}", text(word)),
                None => score.to_string(),
            };
            html.push_str(&format!(
                "<label class=\"score\"><input type=\"radio\" name=\"{}\" value=\"{score}\"{checked}><span>{label}</span></label>\n",
                question.name()
            ));
        }
        html.push_str("</div>\n");
        if question == Question::Nps {
            let (least, most) = asked.nps_ends;
            html.push_str(&format!(
                "<p class=\"ends\"><span>0 = {least}</span><span>10 = {most}</span></p>\n"
            ));
        }
        html.push_str("</fieldset>\n");
        html
    }

    fn review(&self, words: &Words) -> String {
        let known = self.known.review.as_ref();
        if let Some(review) = known.filter(|review| review.published.is_some()) {
            let said = if review.published == Some(true) { words.published } else { words.reviewed };
            return format!("<h2>{}</h2>\n<p>{}</p>\n", words.own, text(said));
        }
        let said = match known {
            Some(_) => format!("<p class=\"saved\" role=\"status\">{}</p>\n", text(words.reviewed)),
            None => format!("<p>{}</p>\n", text(words.review_why)),
        };
        let mut html = format!(
            "<h2>{}</h2>\n{said}<form method=\"post\" action=\"/f/{}/review?lang={}\">\n<fieldset>\n<legend>{}</legend>\n\
             <div class=\"scores\">\n",
            words.review,
            text(self.token),
            words.language,
            words.stars
        );
        for (stars, label) in (1..=5).zip(words.star) {
            let checked = if known.is_some_and(|known| known.stars == stars) { " checked" } else { "" };
            html.push_str(&format!(
                "<label class=\"score\"><input type=\"radio\" name=\"stars\" value=\"{stars}\" required{checked}><span>\
                 <span class=\"stars\" aria-hidden=\"true\">{}</span>{label}</span></label>\n",
                "★".repeat(stars.into())
            ));
        }
        html.push_str(&format!(
            "</div>\n</fieldset>\n<label class=\"words\" for=\"review\">{}</label>\n\
             <textarea id=\"review\" name=\"text\" maxlength=\"4000\">{}</textarea>\n\
             <p></p>\n<label class=\"words\" for=\"name\">{}</label>\n<p class=\"hint\" id=\"name-hint\">{}</p>\n\
             <input type=\"text\" id=\"name\" name=\"name\" maxlength=\"80\" autocomplete=\"given-name\" aria-describedby=\"name-hint\" value=\"{}\">\n\
             <button>{}</button>\n</form>\n",
            words.own,
            text(known.map_or("", |known| &known.text)),
            words.name,
            words.name_hint,
            text(known.map_or("", |known| &known.name)),
            words.send_review
        ));
        html
    }
}
