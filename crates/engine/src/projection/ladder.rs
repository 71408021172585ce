//! The ladder over some days: what `/api/ladder` answers and the page shows.
//!
//! Its rows have the names of a replay's report, and over the same history the same figures. What was done and
//! what would have been done in an imported history are told apart, because only the first happened.

use std::collections::BTreeMap;

use compact_str::CompactString;
use jiff::civil::Date;
use serde::Serialize;
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;
use voorzet_insight::proportion::{share, wilson};
use voorzet_store::figure::Sum;
use voorzet_store::{Reader, StoreError};

use super::unique::Unique;
use super::{day_of, figure, lead};
use crate::replay::report::{Decisions, Quartiles};

/// The normal quantile of a 95 % interval.
const Z: f64 = 1.959_964;

/// The channel of contacts that are made in public, where the net is.
const IN_PUBLIC: &str = "social";

/// Figures over some days.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ladder {
    /// Today on the organisation's calendar: `2026-03-31`.
    pub today: String,
    /// The time zone of that calendar.
    pub timezone: String,
    /// The first day; null when it is the first there is.
    pub from: Option<String>,
    /// The last day, included; null when it is the last there is.
    pub to: Option<String>,
    /// The five levels and the net, from the first on.
    pub levels: Vec<Level>,
    /// Per reason: those of the strategy in the order of its files, then others that were counted.
    pub reasons: Vec<Row>,
    /// All reasons together; a customer of several counts once.
    pub totals: Row,
    /// Events from outside, by type.
    pub events: BTreeMap<String, u64>,
    /// Those of them that came more than a day after they happened.
    pub late_events: u64,
}

/// Which days, and what of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The first day; none for all there are.
    pub from: Option<Date>,
    /// The last day, included.
    pub to: Option<Date>,
    /// Only imported history (true), or only what was live (false).
    pub history: Option<bool>,
}

/// What happened on one level of the ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Level {
    /// 1 to 5; 0 for the net.
    pub number: u8,
    /// `prevent`, `proactive`, `self_service`, `digital`, `personal` or `webcare`.
    pub level: &'static str,
    /// What was done on levels 1 and 2, first offered at contacts on 3 to 5, contacts in public for the net.
    pub done: u64,
    /// The same in imported history: what would have been done.
    pub in_history: u64,
    /// What was withheld from control groups, history included.
    pub withheld: u64,
    /// `done` by channel, webhook, queue or article.
    pub by: BTreeMap<String, u64>,
}

/// One reason's figures. Names as in a replay's report, docs/schemas/replay.schema.json.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Share {
    /// The share.
    pub share: Option<f64>,
    /// Between what it lies.
    pub interval: Option<(f64, f64)>,
}

/// What was decided, and done about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
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

impl Ladder {
    /// Reads the ladder from a store.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(
        reader: &Reader,
        strategy: &Strategy,
        wanted: Wanted,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let first = wanted.from.map_or(i32::MIN, day_of);
        let last = wanted.to.map_or(i32::MAX, day_of);
        reader.at_once(|reader| {
            let mut unique = Unique::default();
            reader.each_link_in_force(|one, other| unique.link(one, other))?;
            reader.each_contact(first, last, |contact| unique.add(&contact))?;
            Ok(Self::of(reader.totals(first, last)?, unique, strategy, wanted, now))
        })
    }

    /// The ladder that sums make, and who contacted. Reasons have their names and their order from the strategy.
    pub fn of(
        sums: impl IntoIterator<Item = Sum>,
        mut unique: Unique,
        strategy: &Strategy,
        wanted: Wanted,
        now: Timestamp,
    ) -> Self {
        let mut rows: BTreeMap<CompactString, Tally> = BTreeMap::new();
        let mut total = Tally::default();
        let mut levels = Levels::default();
        let (mut events, mut late_events) = (BTreeMap::new(), 0);
        for sum in sums.into_iter().filter(|sum| wanted.history.is_none_or(|wanted| wanted == sum.history)) {
            match sum.figure.as_str() {
                figure::EVENTS => *events.entry(sum.detail.into()).or_default() += count(sum.amount),
                figure::LATE => late_events += count(sum.amount),
                _ => {
                    levels.add(&sum);
                    total.add(&sum);
                    rows.entry(sum.reason.clone()).or_default().add(&sum);
                }
            }
        }
        let mut reasons = Vec::new();
        for reason in &strategy.reasons {
            let tally = rows.remove(&reason.id).unwrap_or_default();
            let names = reason.name.0.iter().map(|(language, name)| (language.to_string(), name.clone()));
            reasons.push(tally.row(&reason.id, names.collect(), unique.count(&reason.id)));
        }
        // What is sent for no reason, such as a decision to a subscriber, is in the totals only.
        rows.remove("");
        reasons.extend(rows.into_iter().map(|(reason, tally)| {
            let customers = unique.count(&reason);
            tally.row(&reason, BTreeMap::new(), customers)
        }));
        Self {
            today: strategy.zone.to_datetime(now.to_jiff()).date().to_string(),
            timezone: strategy.zone.iana_name().unwrap_or("UTC").to_owned(),
            from: wanted.from.map(|day| day.to_string()),
            to: wanted.to.map(|day| day.to_string()),
            levels: levels.0.into(),
            reasons,
            totals: total.row("*", BTreeMap::new(), unique.all()),
            events,
            late_events,
        }
    }
}

/// Counts of a reason while sums are added.
#[derive(Default)]
struct Tally {
    row: Row,
    leads: BTreeMap<u16, u64>,
    cost: i64,
    cost_if_not_fixed: i64,
}

impl Tally {
    fn add(&mut self, sum: &Sum) {
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
            name if name == figure::DECIDED.cost => self.cost += sum.amount,
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

    fn row(self, reason: &str, name: BTreeMap<String, String>, customers: u64) -> Row {
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

/// Counts per level while sums are added.
struct Levels([Level; 6]);

impl Default for Levels {
    fn default() -> Self {
        let level = |(number, level)| Level {
            number,
            level,
            done: 0,
            in_history: 0,
            withheld: 0,
            by: BTreeMap::new(),
        };
        let names = [
            (1, "prevent"),
            (2, "proactive"),
            (3, "self_service"),
            (4, "digital"),
            (5, "personal"),
            (0, NET),
        ];
        Self(names.map(level))
    }
}

const NET: &str = "webcare";

impl Levels {
    fn add(&mut self, sum: &Sum) {
        let figure = sum.figure.as_str();
        let by = |names: fn(&figure::Decided) -> &'static str| {
            [&figure::DECIDED, &figure::IF_NOT_FIXED, &figure::OFFERED]
                .into_iter()
                .any(|f| names(f) == figure)
        };
        let (name, means) = match sum.detail.split_once('/') {
            _ if figure == figure::CONTACTS && sum.detail == IN_PUBLIC => (NET, IN_PUBLIC),
            Some(parts) if by(|f| f.action) || by(|f| f.withheld) => parts,
            _ => return,
        };
        let Some(level) = self.0.iter_mut().find(|level| level.level == name) else { return };
        let n = count(sum.amount);
        let if_not_fixed = figure == figure::IF_NOT_FIXED.action;
        if if_not_fixed && sum.history {
            // History cannot tell whether the repair failed, so neither that this would have been done.
        } else if by(|f| f.withheld) {
            level.withheld += n;
        } else if sum.history {
            level.in_history += n;
        } else {
            level.done += n;
            *level.by.entry(means.to_owned()).or_default() += n;
        }
    }
}

fn nested(map: &mut BTreeMap<String, BTreeMap<String, u64>>, detail: &str, n: u64) {
    let (outer, inner) = detail.split_once('/').unwrap_or((detail, ""));
    *map.entry(outer.to_owned()).or_default().entry(inner.to_owned()).or_default() += n;
}

fn count(amount: i64) -> u64 {
    u64::try_from(amount).unwrap_or_default()
}

/// Rounded to a hundredth of a cent, as a replay's report is.
fn euros(millionths: i64) -> f64 {
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
