//! `/api/ladder`: the counts per reason and level, over some days.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::strategy::{File, load};
use voorzet_engine::projection::{Ladder, Wanted};
use voorzet_store::Reader;

use super::asked::Asked;
use super::problem::{Details, Problem};
use crate::serve::app::App;
use crate::serve::clock;

/// The organisation when no strategy is published.
pub(super) const NOBODY: &str = "-";

/// Which days.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Days {
    /// The first day: `2026-03-01`; all there are without it.
    from: Option<String>,
    /// The last day, included.
    to: Option<String>,
    /// Only imported history (true), or only what was live (false).
    history: Option<bool>,
}

/// The ladder over some days. Of its rows only what every reader needs is described here; the rest has the names
/// of a replay's report.
#[derive(Serialize, ToSchema)]
pub(super) struct ShownLadder {
    /// Today on the organisation's calendar.
    today: String,
    /// The time zone of that calendar.
    timezone: String,
    /// The first day; null when it is the first there is.
    from: Option<String>,
    /// The last day, included; null when it is the last there is.
    to: Option<String>,
    /// The five levels and the net, from the first on.
    levels: Vec<ShownLevel>,
    /// Per reason.
    reasons: Vec<ShownRow>,
    /// All reasons together; a customer of several counts once.
    totals: ShownRow,
    /// Events from outside, by type.
    events: BTreeMap<String, u64>,
    /// Those of them that came more than a day after they happened.
    late_events: u64,
}

/// What happened on one level.
#[derive(Serialize, ToSchema)]
pub(super) struct ShownLevel {
    /// 1 to 5; 0 for the net.
    number: u8,
    /// `prevent`, `proactive`, `self_service`, `digital`, `personal` or `webcare`.
    level: String,
    /// What was done on levels 1 and 2, first offered at contacts on 3 to 5, contacts in public for the net.
    done: u64,
    /// The same in imported history: what would have been done.
    in_history: u64,
    /// What was withheld from control groups, history included.
    withheld: u64,
    /// `done` by channel, webhook, queue or article.
    by: BTreeMap<String, u64>,
}

/// One reason's figures. More fields than these have the names of a replay's report.
#[derive(Serialize, ToSchema)]
pub(super) struct ShownRow {
    /// The reason; `*` for all together.
    reason: String,
    /// Its name per language.
    name: BTreeMap<String, String>,
    /// Contacts.
    contacts: u64,
    /// Unique customers who made them.
    customers: u64,
    /// Contacts that were expected in time.
    expected_in_time: u64,
    /// Expectations opened in these days.
    expectations: u64,
    /// Ended by a contact for which a message could have been in time.
    met: u64,
    /// Ended by a contact for which no message could have been in time.
    too_late: u64,
    /// Ended without a contact.
    missed: u64,
    /// Ended because the cause went away.
    lapsed: u64,
    /// Not ended yet.
    open: u64,
}

/// The ladder: contacts, expectations and what was done, per reason and level
#[utoipa::path(get, path = "/api/ladder", operation_id = "get_ladder", tag = "work", params(Days), responses(
    (status = 200, body = ShownLadder),
    (status = 400, body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Asked(days): Asked<Days>,
) -> Result<Json<Ladder>, Problem> {
    let wanted = Wanted { from: day(days.from)?, to: day(days.to)?, history: days.history };
    let strategy = strategy(&app).await?;
    let read = move |reader: &Reader| Ladder::read(reader, &strategy, wanted, clock::now());
    Ok(Json(app.readers.read(read).await?))
}

fn day(text: Option<String>) -> Result<Option<Date>, Problem> {
    let read = |text: String| {
        text.parse().map_err(|_| Problem::wrong(format!("`{text}` is no date like 2026-03-01")))
    };
    text.map(read).transpose()
}

/// The strategy in force; one without reasons when none is published.
pub(super) async fn strategy(app: &App) -> Result<Arc<Strategy>, Problem> {
    let latest = app.readers.read(Reader::latest_strategy).await?;
    let number = latest.as_ref().map_or(0, |latest| latest.number);
    let known = app.strategy.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((_, strategy)) = known.filter(|(known, _)| *known == number) {
        return Ok(strategy);
    }
    let files = match latest {
        Some(latest) => latest.files,
        None => format!(r#"{{"strategy.toml": "organisation = \"{NOBODY}\""}}"#),
    };
    let strategy =
        Arc::new(published(&files).ok_or_else(|| Problem::internal(&"a publication cannot be read"))?);
    *app.strategy.lock().unwrap_or_else(PoisonError::into_inner) = Some((number, Arc::clone(&strategy)));
    Ok(strategy)
}

/// A published strategy, from its files as they are kept.
pub(crate) fn published(files: &str) -> Option<Strategy> {
    let files: BTreeMap<String, String> = serde_json::from_str(files).ok()?;
    let files: Vec<File> = files.into_iter().map(|(path, text)| File::new(path, text)).collect();
    load(&files).strategy
}
