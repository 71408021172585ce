//! One reason's figures, and how they add up.

use std::collections::BTreeMap;

use compact_str::CompactString;
use serde::Serialize;
use utoipa::ToSchema;
use voorzet_insight::proportion::{share, wilson};
use voorzet_store::figure::Sum;

use super::{figure, lead};
use crate::replay::report::{Decisions, Quartiles};

/// The normal quantile of a 95 % interval.
pub(super) const Z: f64 = 1.959_964;

/// One reason's figures. Names as in a replay's report, docs/schemas/replay.schema.json.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Row {
    /// The reason; `*` for all together.
    pub reason: String,
    /// Its name per language.
    pub name: BTreeMap<String, String>,
    /// Contacts.
    pub contacts: u64,
    /// Unique customers who made them.
    pub customers: u64,
    /// Contacts by channel.
    pub channels: BTreeMap<String, u64>,
    /// Contacts that were expected in time.
    pub expected_in_time: u64,
    /// `expected_in_time` / `contacts`.
    pub recall: Share,
    /// Seconds from expectation to contact, of contacts expected in time; within three per cent.
    pub lead_seconds: Option<Quartiles>,
    /// Expectations opened in these days. The next five say how these ended, whenever that was.
    pub expectations: u64,
    /// Ended by a contact for which a message could have been in time: they came true.
    pub met: u64,
    /// Ended by a contact for which no message could have been in time.
    pub too_late: u64,
    /// Ended without a contact.
    pub missed: u64,
    /// Ended because the cause went away.
    pub lapsed: u64,
    /// Not ended yet.
    pub open: u64,
    /// Those of them in a control group.
    pub held_out: u64,
    /// Those of them for which what was decided is done.
    pub treated: u64,
    /// `met` / (`met` + `missed`).
    pub precision: Share,
    /// What was decided and done about expectations.
    #[serde(flatten)]
    pub decided: Book,
    /// The same after repairs, that holds only if they failed.
    pub if_not_fixed: Book,
    /// What was offered first at contacts.
    pub offers: BTreeMap<String, BTreeMap<String, u64>>,
    /// What was sent, by state and route.
    pub deliveries: BTreeMap<String, BTreeMap<String, u64>>,
}

/// A share with its 95 % Wilson interval; null when there is nothing to take a share of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Share {
    /// The share.
    pub share: Option<f64>,
    /// Between what it lies.
    pub interval: Option<(f64, f64)>,
}

/// What was decided, and done about it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Book {
    /// How often what.
    pub decisions: Decisions,
    /// What was done, by level and by channel, webhook or queue.
    pub actions: BTreeMap<String, BTreeMap<String, u64>>,
    /// What that cost.
    pub cost: f64,
}

impl Default for Book {
    fn default() -> Self {
        let decisions = Decisions { act: 0, nothing: 0, deferred: 0, refused: BTreeMap::new(), held_out: 0 };
        Self { decisions, actions: BTreeMap::new(), cost: 0.0 }
    }
}

/// Counts of a reason while sums are added.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) row: Row,
    leads: BTreeMap<u16, u64>,
    cost: i64,
    /// `cost` by level.
    pub(super) costs: BTreeMap<CompactString, i64>,
    cost_if_not_fixed: i64,
}

impl Tally {
    pub(super) fn add(&mut self, sum: &Sum) {
        let row = &mut self.row;
        let (detail, n) = (sum.detail.as_str(), count(sum.amount));
        match sum.figure.as_str() {
            figure::CONTACTS => {
                row.contacts += n;
                *row.channels.entry(detail.to_owned()).or_default() += n;
            }
            figure::EXPECTED => row.expected_in_time += n,
            figure::LEAD => *self.leads.entry(detail.parse().unwrap_or_default()).or_default() += n,
            figure::OPENED => row.expectations += n,
            figure::SETTLED => match detail {
                "met" => row.met += n,
                "too_late" => row.too_late += n,
                "missed" => row.missed += n,
                _ => row.lapsed += n,
            },
            figure::ASSIGNED if detail == "held_out" => row.held_out += n,
            figure::ASSIGNED => row.treated += n,
            figure::DELIVERY => nested(&mut row.deliveries, detail, n),
            name if name == figure::OFFERED.action => nested(&mut row.offers, detail, n),
            figure::NOT_CAME => {}
            name if name == figure::DECIDED.cost => {
                self.cost += sum.amount;
                *self.costs.entry(sum.detail.clone()).or_default() += sum.amount;
            }
            name if name == figure::IF_NOT_FIXED.cost => self.cost_if_not_fixed += sum.amount,
            name => {
                for (names, book) in
                    [(&figure::DECIDED, &mut row.decided), (&figure::IF_NOT_FIXED, &mut row.if_not_fixed)]
                {
                    book.add(names, name, detail, n);
                }
            }
        }
    }

    pub(super) fn row(self, reason: &str, name: BTreeMap<String, String>, customers: u64) -> Row {
        let mut row = self.row;
        let judged = row.met + row.missed;
        row.open = row.expectations.saturating_sub(row.met + row.too_late + row.missed + row.lapsed);
        row.recall = Share::of(row.expected_in_time, row.contacts);
        row.precision = Share::of(row.met, judged);
        row.lead_seconds = quartiles(&self.leads);
        row.decided.cost = euros(self.cost);
        row.if_not_fixed.cost = euros(self.cost_if_not_fixed);
        Row { reason: reason.to_owned(), name, customers, ..row }
    }
}

impl Book {
    fn add(&mut self, names: &figure::Decided, figure: &str, detail: &str, n: u64) {
        if figure == names.action {
            nested(&mut self.actions, detail, n);
        } else if figure == names.refused {
            *self.decisions.refused.entry(detail.to_owned()).or_default() += n;
        } else if figure == names.verdict {
            match detail {
                "act" => self.decisions.act += n,
                "held_out" => self.decisions.held_out += n,
                "deferred" => self.decisions.deferred += n,
                _ => self.decisions.nothing += n,
            }
        }
    }
}

impl Share {
    fn of(part: u64, whole: u64) -> Self {
        Self { share: share(part, whole), interval: wilson(part, whole, Z) }
    }
}

pub(super) fn nested(map: &mut BTreeMap<String, BTreeMap<String, u64>>, detail: &str, n: u64) {
    let (outer, inner) = detail.split_once('/').unwrap_or((detail, ""));
    *map.entry(outer.to_owned()).or_default().entry(inner.to_owned()).or_default() += n;
}

pub(super) fn count(amount: i64) -> u64 {
    u64::try_from(amount).unwrap_or_default()
}

/// Rounded to a hundredth of a cent, as a replay's report is.
pub(super) fn euros(millionths: i64) -> f64 {
    (millionths as f64 / 100.0).round() / 10_000.0
}

/// The quartiles of lead times kept in steps; none when there are none.
fn quartiles(steps: &BTreeMap<u16, u64>) -> Option<Quartiles> {
    let n: u64 = steps.values().sum();
    let at = |q: f64| {
        let wanted = (q * n.saturating_sub(1) as f64).round() as u64;
        let mut below = 0;
        steps.iter().find_map(|(step, count)| {
            below += count;
            (below > wanted).then(|| lead::middle(*step).round())
        })
    };
    (n > 0).then(|| Quartiles { p25: at(0.25), p50: at(0.5), p75: at(0.75) })
}
