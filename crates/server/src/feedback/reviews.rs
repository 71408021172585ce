//! `/reviews`: the reviews that are shown, for people and, as schema.org's `Organization` with its `AggregateRating` and
//! `Review`s, for programs.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use voorzet_domain::feedback::{Invitation, InvitationId};
use voorzet_engine::feedback::figure::{Stars, stars};

use super::html::{Page, text};
use super::words::Words;
use crate::api::period::strategy;
use crate::api::problem::Problem;
use crate::serve::app::App;

/// How many stand on a page.
const MOST: usize = 50;

/// Which page, and in which language.
#[derive(Deserialize)]
pub(crate) struct Which {
    before: Option<u32>,
    lang: Option<String>,
}

/// What customers wrote for others to read
#[utoipa::path(get, path = "/reviews", operation_id = "get_reviews_page", tag = "feedback", params(
    ("before" = Option<u32>, Query, description = "The number of the last review of the page before"),
    ("lang" = Option<String>, Query, description = "`nl` or `en`"),
), responses(
    (status = 200, description = "A page, with schema.org data in it", body = String, content_type = "text/html"),
))]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let before = InvitationId(which.before.unwrap_or(u32::MAX));
    let (mut shown, stars) = app
        .readers
        .read(move |reader| {
            reader.at_once(|reader| {
                Ok((
                    reader.reviews(Some(true), before, MOST + 1)?,
                    stars(&reader.feedback_sums(i32::MIN, i32::MAX)?),
                ))
            })
        })
        .await?;
    let strategy = strategy(&app).await?;
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let language = which
        .lang
        .as_deref()
        .or(accepted)
        .or(strategy.languages.first().map(compact_str::CompactString::as_str));
    let words = Words::of(language.unwrap_or_default());
    let more = shown.len() > MOST;
    shown.truncate(MOST);
    let mut content = String::new();
    match stars {
        Some(stars) => content.push_str(&format!(
            "<p><b>{}</b> {}</p>\n",
            words.mean(stars.mean),
            words.of_five[usize::from(stars.count != 1)].replace("{}", &stars.count.to_string())
        )),
        None => content.push_str(&format!("<p>{}</p>\n", words.no_reviews)),
    }
    for known in &shown {
        content.push_str(&article(known, words));
    }
    if let Some(last) = shown.last().filter(|_| more) {
        let (before, language) = (last.id.0, words.language);
        content.push_str(&format!(
            "<p><a href=\"/reviews?before={before}&amp;lang={language}\">{}</a></p>\n",
            words.older
        ));
    }
    content.push_str(&data(&strategy.organisation, &shown, stars.as_ref()));
    let (code, name) = words.other;
    let foot = format!(
        "<p>{}</p><p><a href=\"/reviews?lang={code}\" lang=\"{code}\" hreflang=\"{code}\">{name}</a></p>",
        text(words.moderated)
    );
    Ok(Page {
        status: StatusCode::OK,
        language: words.language,
        organisation: &strategy.organisation,
        title: words.reviews,
        content,
        foot,
        is_public: true,
    }
    .respond())
}

fn article(known: &Invitation, words: &Words) -> String {
    let Some(review) = &known.review else { return String::new() };
    let place = usize::from(review.stars.clamp(1, 5)) - 1;
    let date = day(known);
    let name = if review.name.is_empty() { words.somebody } else { &review.name };
    format!(
        "<article>\n<p><span class=\"stars\" aria-hidden=\"true\">{}</span> {}</p>\n<p lang=\"{}\">{}</p>\n\
         <p class=\"by\">{}, <time datetime=\"{date}\">{}</time></p>\n</article>\n",
        "★".repeat(place + 1),
        words.star[place],
        text(&known.language),
        text(&review.text),
        text(name),
        words.day(&date),
    )
}

/// On which day it was written.
fn day(known: &Invitation) -> String {
    let at = known.review.as_ref().map(|review| review.at.to_string()).unwrap_or_default();
    at.split('T').next().unwrap_or_default().to_owned()
}

/// The same for programs.
fn data(organisation: &str, shown: &[Invitation], stars: Option<&Stars>) -> String {
    let Some(stars) = stars else { return String::new() };
    let rating =
        |value: Value| json!({"@type": "Rating", "ratingValue": value, "bestRating": 5, "worstRating": 1});
    let review = |known: &Invitation| {
        let review = known.review.as_ref()?;
        let mut said = json!({
            "@type": "Review",
            "datePublished": day(known),
            "inLanguage": known.language,
            "reviewRating": rating(review.stars.into()),
            "reviewBody": review.text,
        });
        if !review.name.is_empty() {
            said["author"] = json!({"@type": "Person", "name": review.name});
        }
        Some(said)
    };
    let data = json!({
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": organisation,
        "aggregateRating": {
            "@type": "AggregateRating",
            "ratingValue": (stars.mean * 10.0).round() / 10.0,
            "reviewCount": stars.count,
            "bestRating": 5,
            "worstRating": 1,
        },
        "review": shown.iter().filter_map(review).collect::<Vec<_>>(),
    });
    // What customers wrote must not end the element.
    let data = data.to_string().replace('<', "\\u003c");
    format!("<script type=\"application/ld+json\">{data}</script>\n")
}
