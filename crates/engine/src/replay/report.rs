//! The outcome of a replay, as it is shown and written: the shape of `voorzet replay --json`.
//!
//! Keys are added over time, never changed or dropped; docs/schemas/replay.schema.json describes them.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use voorzet_domain::strategy::model::{SignalId, Strategy};
use voorzet_domain::time::Timestamp;
use voorzet_insight::proportion::{share, wilson};
use voorzet_insight::quantile;

use super::tally::{Decided, Tally};

/// The normal quantile of a 95 % interval.
const Z: f64 = 1.959_964;

/// What a strategy would have expected and done over a history.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Events read, repeats left out.
    pub events: u64,
    /// Events that came more than once.
    pub repeated: u64,
    /// Unique customers seen.
    pub customers: u64,
    /// The first instant that is counted.
    pub from: Option<Timestamp>,
    /// The last instant that is counted.
    pub to: Option<Timestamp>,
    /// The last instant at which contacts could be seen.
    pub until: Option<Timestamp>,
    /// Lines, rows and events that could not be used.
    pub unreadable: u64,
    /// Why events could not be used, and how many; the first hundred kinds of it.
    pub problems: BTreeMap<String, u64>,
    /// Conditions that asked for something absent, and so did not hold.
    pub absent: u64,
    /// Fields of another type than declared.
    pub mistyped: u64,
    /// The version of the strategy: a hash of its files.
    pub strategy: String,
    /// The organisation whose strategy it is.
    pub organisation: String,
    /// Per reason, in the order of the strategy's files.
    pub reasons: Vec<Row>,
    /// All reasons together. A contact is on one reason only; a customer of several counts once.
    pub totals: Row,
}

/// One reason's figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The reason; `*` for all together.
    pub reason: String,
    /// Its name per language.
    pub name: BTreeMap<String, String>,
    /// How often a signal's condition held.
    pub signals: u64,
    /// Contacts in the history.
    pub contacts: u64,
    /// Contacts that were expected in time: the numerator of `recall`.
    pub expected_in_time: u64,
    /// Expectations opened.
    pub expectations: u64,
    /// Ended by a contact for which a message could have been in time.
    pub met: u64,
    /// Ended by a contact for which no message could have been in time.
    pub too_late: u64,
    /// Ended without a contact.
    pub missed: u64,
    /// Ended because the cause went away.
    pub lapsed: u64,
    /// Not ended when the history did.
    pub open: u64,
    /// Of all expectations, those in a control group.
    pub held_out: u64,
    /// Contacts expected in time / contacts.
    pub recall: Option<f64>,
    /// Its 95 % Wilson interval.
    pub recall_interval: Option<(f64, f64)>,
    /// met / (met + missed).
    pub precision: Option<f64>,
    /// Its 95 % Wilson interval.
    pub precision_interval: Option<(f64, f64)>,
    /// Seconds from expectation to contact, of contacts expected in time.
    pub lead_seconds: Quartiles,
    /// What was decided.
    pub decisions: Decisions,
    /// What would have been done: how often, by level and by channel, webhook, queue or article.
    pub actions: BTreeMap<String, BTreeMap<String, u64>>,
    /// What those actions cost.
    pub cost: f64,
    /// What would have been offered first at contacts: how often, by level and by queue or article.
    pub offers: BTreeMap<String, BTreeMap<String, u64>>,
    /// How often the condition of each signal held.
    pub signals_by: BTreeMap<String, u64>,
    /// Unique customers who made the contacts.
    pub customers: u64,
    /// Unique customers who would have been approached.
    pub customers_approached: u64,
    /// What would follow after a repair that failed; history cannot show which repairs would.
    pub if_not_fixed: IfNotFixed,
    /// Signals of customers with too many open expectations to add one.
    pub crowded: u64,
}

/// The quartiles of a sample; null when it is empty.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Quartiles {
    /// The first quartile.
    pub p25: Option<f64>,
    /// The median.
    pub p50: Option<f64>,
    /// The third quartile.
    pub p75: Option<f64>,
}

/// How often what was decided.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Decisions {
    /// To act, carried out.
    pub act: u64,
    /// To do nothing.
    pub nothing: u64,
    /// To decide again later.
    pub deferred: u64,
    /// Forbidden, by what.
    pub refused: BTreeMap<String, u64>,
    /// To act, withheld from the control group.
    pub held_out: u64,
}

/// What would follow after a repair that failed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IfNotFixed {
    /// What would have been decided.
    pub decisions: Decisions,
    /// What would have been done.
    pub actions: BTreeMap<String, BTreeMap<String, u64>>,
    /// What that would have cost.
    pub cost: f64,
}

impl Row {
    pub(super) fn of(
        id: &str,
        name: BTreeMap<String, String>,
        tally: &Tally,
        strategy: &Strategy,
        unique: impl Fn(&super::tally::People) -> u64,
    ) -> Self {
        let mut leads = tally.leads.clone();
        leads.sort_unstable();
        let judged = tally.met + tally.missed;
        let ended = tally.met + tally.too_late + tally.missed + tally.lapsed;
        Self {
            reason: id.to_owned(),
            name,
            signals: tally.signals,
            contacts: tally.contacts,
            expected_in_time: tally.expected,
            expectations: tally.expectations,
            met: tally.met,
            too_late: tally.too_late,
            missed: tally.missed,
            lapsed: tally.lapsed,
            open: tally.expectations - ended,
            held_out: tally.held_out,
            recall: share(tally.expected, tally.contacts),
            recall_interval: wilson(tally.expected, tally.contacts, Z),
            precision: share(tally.met, judged),
            precision_interval: wilson(tally.met, judged, Z),
            lead_seconds: Quartiles {
                p25: quantile::of_sorted(&leads, 0.25),
                p50: quantile::of_sorted(&leads, 0.5),
                p75: quantile::of_sorted(&leads, 0.75),
            },
            decisions: decisions(&tally.decided),
            actions: actions(&tally.decided, strategy),
            cost: cents(tally.decided.cost),
            offers: actions(&tally.offered, strategy),
            signals_by: by_signal(tally, strategy),
            customers: unique(&tally.callers),
            customers_approached: unique(&tally.approached),
            if_not_fixed: IfNotFixed {
                decisions: decisions(&tally.if_not_fixed),
                actions: actions(&tally.if_not_fixed, strategy),
                cost: cents(tally.if_not_fixed.cost),
            },
            crowded: tally.crowded,
        }
    }
}

fn by_signal(tally: &Tally, strategy: &Strategy) -> BTreeMap<String, u64> {
    let named = |id: &SignalId| strategy.signals[id.index()].id.to_string();
    tally.by_signal.iter().map(|(id, n)| (named(id), *n)).collect()
}

fn decisions(decided: &Decided) -> Decisions {
    Decisions {
        act: decided.act,
        nothing: decided.nothing,
        deferred: decided.deferred,
        refused: decided.refused.iter().map(|(by, n)| (by.name().to_owned(), *n)).collect(),
        held_out: decided.held_out,
    }
}

fn actions(decided: &Decided, strategy: &Strategy) -> BTreeMap<String, BTreeMap<String, u64>> {
    let mut levels: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    for (level, means, n) in &decided.actions {
        let names = levels.entry(level.name().to_owned()).or_default();
        *names.entry(means.name(strategy).to_owned()).or_default() += n;
    }
    levels
}

/// Rounded to a hundredth of a cent, so that sums of cents read as such.
fn cents(amount: f64) -> f64 {
    (amount * 10_000.0).round() / 10_000.0
}
