//! Which days, and what of them: what figures are asked for by.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use compact_str::CompactString;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::IntoParams;
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::strategy::{File, load};
use voorzet_engine::projection::Wanted;
use voorzet_store::Reader;

use super::problem::Problem;
use crate::serve::app::App;

/// The organisation when no strategy is published.
pub(super) const NOBODY: &str = "-";

/// Which days, and what of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Period {
    /// The first day: `2026-03-01`; all there are without it.
    from: Option<String>,
    /// The last day, included.
    to: Option<String>,
    /// Only this reason and those that are kinds of it.
    reason: Option<String>,
    /// Only customers in this segment.
    segment: Option<String>,
    /// Only contacts by this channel.
    channel: Option<String>,
    /// Only imported history (true), or only what was live (false).
    history: Option<bool>,
}

impl Period {
    /// The same, read.
    pub(super) fn wanted(self) -> Result<Wanted, Problem> {
        let (from, to) = (day(self.from)?, day(self.to)?);
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            return Err(Problem::wrong("`to` is before `from`"));
        }
        let told = |name: Option<String>| name.filter(|name| !name.is_empty()).map(CompactString::from);
        Ok(Wanted {
            from,
            to,
            history: self.history,
            reason: told(self.reason),
            segment: told(self.segment),
            channel: told(self.channel),
        })
    }
}

/// A day that may be given.
pub(super) fn day(text: Option<String>) -> Result<Option<Date>, Problem> {
    let read = |text: String| {
        text.parse().map_err(|_| Problem::wrong(format!("`{text}` is no date like 2026-03-01")))
    };
    text.filter(|text| !text.is_empty()).map(read).transpose()
}

/// The strategy in force; one without reasons when none is published.
pub(crate) async fn strategy(app: &App) -> Result<Arc<Strategy>, Problem> {
    Ok(publication(app).await?.1)
}

/// The same with the number of its publication; 0 when none is published.
pub(super) async fn publication(app: &App) -> Result<(i64, Arc<Strategy>), Problem> {
    let number = app.readers.read(Reader::latest_publication).await?.unwrap_or_default();
    let known = app.strategy.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some(known) = known.filter(|(known, _)| *known == number) {
        return Ok(known);
    }
    let latest = app.readers.read(Reader::latest_strategy).await?;
    let number = latest.as_ref().map_or(0, |latest| latest.number);
    let files = match latest {
        Some(latest) => latest.files,
        None => format!(r#"{{"strategy.toml": "organisation = \"{NOBODY}\""}}"#),
    };
    let strategy =
        Arc::new(published(&files).ok_or_else(|| Problem::internal(&"a publication cannot be read"))?);
    *app.strategy.lock().unwrap_or_else(PoisonError::into_inner) = Some((number, Arc::clone(&strategy)));
    Ok((number, strategy))
}

/// A published strategy, from its files as they are kept.
pub(crate) fn published(files: &str) -> Option<Strategy> {
    let files: BTreeMap<String, String> = serde_json::from_str(files).ok()?;
    let files: Vec<File> = files.into_iter().map(|(path, text)| File::new(path, text)).collect();
    load(&files).strategy
}
