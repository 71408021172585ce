//! `/api/first-strategies`: a strategy to begin with, from an organisation's own export.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use voorzet_domain::strategy::model::Strategy;
use voorzet_engine::first_strategy::{Export, Guess, NoProposal, Proposal, Role, Wanted};

use super::Done;
use super::asked::{Asked, Named, Sent};
use super::drafts::new_id;
use super::period;
use super::problem::{Details, Problem};
use crate::priority::aside;
use crate::serve::app::App;
use crate::uploads;

/// What a file is called.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Called {
    /// The file's name: `export.csv`.
    #[serde(default)]
    name: String,
}

/// An export that was looked at.
#[derive(Serialize, ToSchema)]
pub(super) struct ShownExport {
    /// Its id, for the proposal.
    id: String,
    /// What the file was called.
    name: String,
    /// How many rows it has.
    rows: u64,
    /// How many lines are no rows.
    unreadable: u64,
    /// Its columns, as they stand.
    columns: Vec<ShownColumn>,
}

/// One of its columns.
#[derive(Serialize, ToSchema)]
pub(super) struct ShownColumn {
    /// What it is called; the second of one name is `name (2)`.
    name: String,
    /// Its commonest values.
    samples: Vec<String>,
    /// How many rows have a value.
    filled: u64,
    /// How many different values it has.
    distinct: u64,
    /// What it probably is: `customer`, `reason`, `opened`, `closed`, `channel`, `priority`, `satisfaction`, `case`; null
    /// when it is nothing that matters. And `why`: codes with what goes with them.
    #[serde(flatten)]
    #[schema(value_type = ShownGuess)]
    guess: Guess,
}

/// What a column probably is.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine writes")]
pub(super) struct ShownGuess {
    /// `customer`, `reason`, `opened`, `closed`, `channel`, `priority`, `satisfaction` or `case`.
    proposed: Option<String>,
    /// Why.
    why: Vec<ShownWhy>,
}

/// One thing that speaks for something.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine writes")]
pub(super) struct ShownWhy {
    /// What: `repeats_often`.
    code: String,
    /// How much of it.
    value: Option<f64>,
    /// Which word or form.
    text: Option<String>,
}

/// What is to be proposed.
#[derive(Deserialize, ToSchema)]
pub(super) struct Proposing {
    /// The column of each role by its name; `customer`, `reason` and `opened` must be there.
    #[schema(value_type = BTreeMap<String, Option<String>>)]
    columns: BTreeMap<Role, Option<String>>,
    /// The organisation's name; that of the strategy in force without it.
    organisation: Option<String>,
    /// The language of names: `nl`.
    language: Option<String>,
    /// The time zone of the file's times: `Europe/Amsterdam`.
    timezone: Option<String>,
}

/// A strategy to begin with.
#[derive(ToSchema)]
#[schema(as = Proposal)]
#[expect(dead_code, reason = "describes what the engine writes")]
pub(super) struct ShownProposal {
    /// The contacts that the map makes of the file.
    contacts: u64,
    /// The customers who made them, each once.
    customers: u64,
    /// The first contact.
    from: Option<String>,
    /// The last.
    to: Option<String>,
    /// How many rows make no contact though they should.
    unreadable: u64,
    /// Per reason, the largest first; `other` last.
    reasons: Vec<ShownReason>,
    /// The files of the strategy, by path, ready for a draft.
    files: BTreeMap<String, String>,
}

/// A reason that is proposed.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine writes")]
pub(super) struct ShownReason {
    /// Its id.
    id: String,
    /// What people call it.
    name: String,
    /// Contacts.
    contacts: u64,
    /// Unique customers who made them.
    customers: u64,
    /// Its share of all contacts.
    share: f64,
    /// Contacts per customer.
    per_customer: f64,
    /// The share after which the customer came again within 30 days.
    repeat_share: Option<f64>,
    /// Its place between irritating (−1) and valuable (1).
    value: ShownAxes,
    /// `eliminate`, `automate`, `simplify`, `leverage` or `undecided`.
    quadrant: String,
    /// The level to begin with.
    level: String,
    /// What speaks for all that.
    why: Vec<ShownWhy>,
}

/// A place on the value–irritant matrix.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine writes")]
pub(super) struct ShownAxes {
    /// For the customer.
    customer: f64,
    /// For the company.
    company: f64,
}

/// Looks at an export of a help desk
///
/// The body is the file as it is: CSV with any delimiter, or JSON objects; plain, gzip or zstd; at most 200 MB. It is
/// kept for a day, or until the server starts again.
#[utoipa::path(post, path = "/api/first-strategies", operation_id = "look_at_export", tag = "strategy", security(("token" = [])),
    params(Called), request_body(content = String, content_type = "application/octet-stream"),
    responses(
        (status = 201, body = ShownExport),
        (status = 413, body = Details, content_type = "application/problem+json"),
        (status = 422, description = "It is no table", body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn look(
    State(app): State<Arc<App>>,
    Asked(called): Asked<Called>,
    body: Body,
) -> Result<(StatusCode, Json<ShownExport>), Problem> {
    let id = new_id()?;
    let file = app.uploads.take(&id, body).await?;
    let (path, name) = (file.clone(), called.name);
    let looked = aside(move || Export::look(&path, &name)).await.and_then(|looked| looked.map_err(refused));
    let export = looked.inspect_err(|_| uploads::remove(&file))?;
    let upload = app.uploads.keep(id, file, export);
    Ok((StatusCode::CREATED, Json(ShownExport::of(upload.id, &upload.export))))
}

/// Proposes a strategy from an export that was looked at
#[utoipa::path(post, path = "/api/first-strategies/{id}/proposal", operation_id = "propose_strategy", tag = "strategy",
    security(("token" = [])), params(("id" = String, Path, description = "The export's id")), request_body = Proposing,
    responses(
        (status = 200, body = ShownProposal),
        (status = 404, body = Details, content_type = "application/problem+json"),
        (status = 422, description = "A column is missing, or nothing is a contact", body = Details,
            content_type = "application/problem+json"),
    )
)]
pub(super) async fn propose(
    State(app): State<Arc<App>>,
    Named(id): Named<String>,
    Sent(asked): Sent<Proposing>,
) -> Result<Json<Proposal>, Problem> {
    let upload = app.uploads.one(&id).ok_or_else(|| unknown(&id))?;
    let published = period::strategy(&app).await?;
    let wanted = wanted(asked, &published);
    let proposed = aside(move || upload.export.propose(&upload.file, &wanted)).await?;
    proposed.map(Json).map_err(refused)
}

/// Forgets an export
#[utoipa::path(delete, path = "/api/first-strategies/{id}", operation_id = "forget_export", tag = "strategy",
    security(("token" = [])), params(("id" = String, Path, description = "The export's id")),
    responses(
        (status = 200, body = Done),
        (status = 404, body = Details, content_type = "application/problem+json"),
    )
)]
pub(super) async fn forget(
    State(app): State<Arc<App>>,
    Named(id): Named<String>,
) -> Result<Json<Done>, Problem> {
    if app.uploads.remove(&id) { Ok(Json(Done::YES)) } else { Err(unknown(&id)) }
}

impl ShownExport {
    fn of(id: String, export: &Export) -> Self {
        let columns = export.columns.iter().map(|column| ShownColumn {
            name: column.name.clone(),
            samples: column.samples.clone(),
            filled: column.filled,
            distinct: column.distinct,
            guess: column.guess.clone(),
        });
        let columns = columns.collect();
        Self { id, name: export.name.clone(), rows: export.rows, unreadable: export.unreadable, columns }
    }
}

/// What is proposed begins with what is in force, when there is something.
fn wanted(asked: Proposing, published: &Strategy) -> Wanted {
    let columns = asked.columns.into_iter().filter_map(|(role, name)| Some((role, name?))).collect();
    let in_force = published.organisation != period::NOBODY;
    let known = |text: &str, assumed: &str| if in_force { text } else { assumed }.to_owned();
    let language = published.languages.first().map_or("nl", |language| language.as_str());
    let timezone = published.zone.iana_name().unwrap_or("UTC");
    Wanted {
        columns,
        organisation: asked.organisation.unwrap_or_else(|| known(&published.organisation, "Organisation")),
        language: asked.language.unwrap_or_else(|| known(language, "nl")),
        timezone: asked.timezone.unwrap_or_else(|| known(timezone, "Europe/Amsterdam")),
    }
}

fn unknown(id: &str) -> Problem {
    Problem::unknown(format!("there is no export `{id}`; it is kept for a day"))
}

fn refused(error: NoProposal) -> Problem {
    match error {
        NoProposal::Io(error) => Problem::internal(&error),
        error => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no-proposal").detail(error.to_string()),
    }
}
