//! `/api/strategy/check`: what is wrong with a strategy that is being written, and what can be named in it.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_domain::expr::{Function, functions};
use voorzet_domain::problem::{Problem as Mistake, extent};
use voorzet_domain::strategy::{File, Known, Loaded, Summary, TableKeys, load, summary, tables};

use super::drafts::may_keep;
use super::period;
use super::problem::{Details, Problem};
use super::strategy::files;
use crate::api::asked::Sent;
use crate::serve::app::App;

/// A strategy to check.
#[derive(Deserialize, ToSchema)]
pub(super) struct Checking {
    /// Its files, by path.
    files: BTreeMap<String, String>,
}

/// What there is to say of it.
#[derive(Serialize, ToSchema)]
pub(super) struct Checked {
    /// Errors and warnings, by file and place.
    problems: Vec<ShownMistake>,
    /// Its facts; null when it has errors.
    #[schema(value_type = Option<Object>)]
    summary: Option<Summary>,
    /// What can be named in it.
    vocabulary: ShownVocabulary,
}

/// An error or a warning.
#[derive(Serialize, ToSchema)]
pub(super) struct ShownMistake {
    /// The file's path.
    file: String,
    /// The line, from 1.
    line: u32,
    /// The column in characters, from 1.
    column: u32,
    /// How many characters it is about, at least 1.
    length: u32,
    /// `error`: it cannot be published; `warning`: it probably does not do what is meant.
    severity: &'static str,
    /// What is wrong.
    message: String,
    /// What to do about it; null when that is not known.
    hint: Option<String>,
}

/// What can be named in a strategy: what its files declare, errors or not. When they cannot be read at all, what the
/// strategy in force declares.
#[derive(Serialize, ToSchema)]
pub(super) struct ShownVocabulary {
    /// The event types, each with `name`, `subject` and `fields` of `name` and `type`; `traits` the same; and the names
    /// of `reasons`, `purposes`, `channels`, `webhooks`, `queues`, `hours`, `messages` and `answers`.
    #[serde(flatten)]
    #[schema(value_type = Names)]
    known: Known,
    /// The functions of expressions.
    #[schema(value_type = Vec<ShownFunction>)]
    functions: Vec<Function>,
    /// The keys that each table of each file may have.
    #[schema(value_type = Vec<ShownTable>)]
    tables: &'static [TableKeys],
}

/// What the files declare.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the domain writes")]
pub(super) struct Names {
    /// The event types.
    event_types: Vec<NamedType>,
    /// What is known of customers.
    traits: Vec<NamedField>,
    /// The contact reasons.
    reasons: Vec<String>,
    /// The purposes.
    purposes: Vec<String>,
    /// The channels by which customers are approached.
    channels: Vec<String>,
    /// The systems that can repair a cause.
    webhooks: Vec<String>,
    /// Where people's work waits.
    queues: Vec<String>,
    /// The tables of opening hours.
    hours: Vec<String>,
    /// The messages.
    messages: Vec<String>,
    /// The knowledge articles.
    answers: Vec<String>,
}

/// An event type.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the domain writes")]
pub(super) struct NamedType {
    /// Its name.
    name: String,
    /// What it is about: `customer`, or a kind of asset.
    subject: String,
    /// Its fields.
    fields: Vec<NamedField>,
}

/// A field or trait.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the domain writes")]
pub(super) struct NamedField {
    /// Its name.
    name: String,
    /// `bool`, `int`, `double`, `string` or `timestamp`.
    r#type: String,
}

/// A function of expressions.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the domain writes")]
pub(super) struct ShownFunction {
    /// Its name.
    name: String,
    /// How it is called.
    signature: String,
    /// What it gives.
    doc: String,
}

/// The keys that one table may have.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the domain writes")]
pub(super) struct ShownTable {
    /// `strategy.toml`, `events.toml`, or `reasons` for every file in that folder.
    file: String,
    /// The way to it, with dots between and `*` for any name; empty for the top of the file.
    path: String,
    /// Whether there may be several, written `[[path]]`.
    list: bool,
    /// What it is for.
    doc: String,
    /// Its keys.
    keys: Vec<ShownKey>,
}

/// One key of a table.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the domain writes")]
pub(super) struct ShownKey {
    /// Its name.
    name: String,
    /// What its value must be, in words.
    r#type: String,
    /// Whether the table is wrong without it.
    required: bool,
    /// What it means.
    doc: String,
    /// The words it may be, when there are only a few.
    words: Vec<String>,
    /// What it names, when it is a name: `event type`, `reason`, `message` …
    names: Option<String>,
    /// Whether it is an expression.
    expression: bool,
}

/// Checks a strategy that is being written
///
/// Nothing is kept. It answers within milliseconds, so that it can be asked while somebody types.
#[utoipa::path(post, path = "/api/strategy/check", operation_id = "check_strategy", tag = "strategy", security(("token" = [])),
    request_body = Checking,
    responses(
        (status = 200, body = Checked),
        (status = 413, body = Details, content_type = "application/problem+json"),
        (status = 422, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn check(
    State(app): State<Arc<App>>,
    Sent(asked): Sent<Checking>,
) -> Result<Json<Checked>, Problem> {
    may_keep(&asked.files)?;
    let files = files(asked.files);
    // A strategy of thousands of files takes its time.
    let checked = tokio::task::spawn_blocking(move || look_at(&files)).await;
    let (problems, summary, known) = checked.map_err(|error| Problem::internal(&error))?;
    let known = match known {
        Some(known) => known,
        None => Known::of(&*period::strategy(&app).await?),
    };
    let vocabulary = ShownVocabulary { known, functions: functions().collect(), tables: keys() };
    Ok(Json(Checked { problems, summary, vocabulary }))
}

fn look_at(files: &[File]) -> (Vec<ShownMistake>, Option<Summary>, Option<Known>) {
    let Loaded { strategy, errors, warnings, known, .. } = load(files);
    let texts: BTreeMap<&str, &str> =
        files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
    let shown = |severity| {
        let texts = &texts;
        move |mistake: Mistake| {
            let text = texts.get(mistake.file.as_str()).copied().unwrap_or_default();
            let Mistake { file, line, column, message, hint } = mistake;
            let length = extent(text, line, column);
            ShownMistake { file, line, column, length, severity, message, hint }
        }
    };
    let problems = errors.into_iter().map(shown("error"));
    let mut problems: Vec<_> = problems.chain(warnings.into_iter().map(shown("warning"))).collect();
    problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    (problems, strategy.as_ref().map(summary), known)
}

/// They are the same for everybody.
fn keys() -> &'static [TableKeys] {
    static KEYS: OnceLock<Vec<TableKeys>> = OnceLock::new();
    KEYS.get_or_init(tables)
}
