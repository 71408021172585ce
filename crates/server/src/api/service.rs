//! `/api/service`: how customers were served.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use voorzet_engine::projection::served::{Apart, ReceivedDay, ServiceRow};
use voorzet_store::Reader;

use super::asked::Asked;
use super::period::{day, strategy};
use super::problem::{Details, Problem};
use crate::serve::app::App;

/// Which days.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Days {
    /// The first day: `2026-03-01`; all there are without it.
    from: Option<String>,
    /// The last day, included.
    to: Option<String>,
}

/// Which days, and by what they are told apart.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Served {
    /// The first day: `2026-03-01`; all there are without it.
    from: Option<String>,
    /// The last day, included.
    to: Option<String>,
    /// `channel`, `queue` or `agent`.
    #[serde(default)]
    #[param(value_type = Option<Apart>)]
    by: Apart,
}

/// How customers were served.
#[derive(Serialize, ToSchema)]
pub(super) struct Service {
    rows: Vec<ServiceRow>,
    /// What each figure means, and since when it means that.
    definitions: Vec<Definition>,
}

/// What a figure means.
#[derive(Serialize, ToSchema)]
struct Definition {
    /// The figure, as it is called in a row.
    figure: &'static str,
    /// What it means, per language.
    text: BTreeMap<&'static str, &'static str>,
    /// Since when.
    since: &'static str,
}

/// What became of everything that came in.
#[derive(Serialize, ToSchema)]
pub(super) struct ReceivedDays {
    days: Vec<ReceivedDay>,
}

/// What the figures mean: figure, since when, in Dutch, in English. A meaning that changes is another line, with the day
/// from which on it holds.
const DEFINITIONS: &[(&str, &str, &str, &str)] = &[
    (
        "received",
        "2026-11-22",
        "Berichten die binnenkwamen, geteld in het logboek; een herhaalde aanlevering telt één keer.",
        "Messages that came in, counted in the log; a repeated delivery counts once.",
    ),
    (
        "stored",
        "2026-11-22",
        "Berichten die in een conversatie staan; even veel als er binnenkwamen.",
        "Messages that stand in a conversation; as many as came in.",
    ),
    (
        "answered",
        "2026-11-22",
        "Berichten waarna in een conversatie van hun zaak is geantwoord, of waarvan de zaak is opgelost.",
        "Messages after which an answer was given in a conversation of their case, or whose case was resolved.",
    ),
    ("open", "2026-11-22", "Berichten die op een antwoord wachten.", "Messages that wait for an answer."),
    (
        "automatic",
        "2026-11-22",
        "Berichten van een machine en reacties op een bericht; ze vragen geen antwoord.",
        "Messages that a machine wrote, and signs put at a message; they ask for no answer.",
    ),
    (
        "first_answer",
        "2026-11-22",
        "Van het begin van het wachten tot het eerste antwoord van een medewerker op een zaak, in openingstijd van de \
         wachtrij. Mediaan en negentigste percentiel, op zes procent nauwkeurig.",
        "From when the customer began to wait to an agent's first answer to a case, in opening hours of the queue. \
         Median and ninetieth percentile, to six percent.",
    ),
    (
        "next_answer",
        "2026-11-22",
        "Hetzelfde voor de antwoorden daarna.",
        "The same for the answers after that.",
    ),
    (
        "promise",
        "2026-11-22",
        "Antwoorden die binnen de beloofde reactietermijn kwamen, van alle waarvoor er een was beloofd.",
        "Answers that came within the promised time, of all for which one was promised.",
    ),
    (
        "resolved_at_once",
        "2026-11-22",
        "Zaken die met één antwoord zijn opgelost en binnen zeven dagen niet zijn heropend, van alle die na een \
         antwoord zijn opgelost.",
        "Cases that were resolved with one answer and not opened again within seven days, of all that were resolved \
         after an answer.",
    ),
    (
        "repeats_7d",
        "2026-11-22",
        "Contacten binnen zeven dagen na het vorige van dezelfde klant over dezelfde reden, van alle contacten.",
        "Contacts within seven days of the one before by the same customer on the same reason, of all contacts.",
    ),
    (
        "handed_over",
        "2026-11-22",
        "Hoe vaak een zaak naar een andere wachtrij of medewerker ging.",
        "How often a case went to another queue or agent.",
    ),
    ("resolved", "2026-11-22", "Zaken die zijn opgelost.", "Cases that were resolved."),
    ("reopened", "2026-11-22", "Zaken die zijn heropend.", "Cases that were opened again."),
];

fn definitions() -> Vec<Definition> {
    let definition = |(figure, since, nl, en): &(&'static str, &'static str, &'static str, &'static str)| {
        Definition { figure, text: BTreeMap::from([("nl", *nl), ("en", *en)]), since }
    };
    DEFINITIONS.iter().map(definition).collect()
}

/// How customers were served, per channel, queue or agent
#[utoipa::path(get, path = "/api/service", operation_id = "get_service", tag = "figures", params(Served), responses(
    (status = 200, body = Service),
    (status = 400, body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Asked(served): Asked<Served>,
) -> Result<Json<Service>, Problem> {
    let (from, to, by) = (day(served.from)?, day(served.to)?, served.by);
    let mut rows = app.readers.read(move |reader: &Reader| ServiceRow::read(reader, by, from, to)).await?;
    let (strategy, people) = (strategy(&app).await?, app.access.known().names());
    for row in &mut rows {
        match by {
            Apart::Channel => {}
            Apart::Queue => {
                if let Some(queue) = strategy.queues.iter().find(|queue| queue.name == row.name) {
                    queue.title.get("").clone_into(&mut row.title);
                }
            }
            Apart::Agent => {
                let number = row.name.parse().ok();
                row.title = number.and_then(|number: i64| people.get(&number).cloned()).unwrap_or_default();
            }
        }
    }
    Ok(Json(Service { rows, definitions: definitions() }))
}

/// What became of everything that came in, day by day
///
/// `received` is counted in the log and `stored` in the conversations: they are the same, or something is missing.
#[utoipa::path(get, path = "/api/service/received", operation_id = "list_received", tag = "figures", params(Days), responses(
    (status = 200, body = ReceivedDays),
    (status = 400, body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn received(
    State(app): State<Arc<App>>,
    Asked(asked): Asked<Days>,
) -> Result<Json<ReceivedDays>, Problem> {
    let (from, to) = (day(asked.from)?, day(asked.to)?);
    let days = app.readers.read(move |reader: &Reader| ReceivedDay::read(reader, from, to)).await?;
    Ok(Json(ReceivedDays { days }))
}
