//! The ladder over some days: what `/api/ladder` answers and the page shows.
//!
//! Its rows have the names of a replay's report, and over the same history the same figures. What was done and
//! what would have been done in an imported history are told apart, because only the first happened.

use std::collections::BTreeMap;

use compact_str::CompactString;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use voorzet_domain::strategy::model::{self, Strategy};
use voorzet_domain::time::Timestamp;
use voorzet_insight::concentration;
use voorzet_insight::proportion::{share, wilson};
use voorzet_store::entry::Position;
use voorzet_store::figure::Sum;
use voorzet_store::{Reader, StoreError};

use super::crowd::{Counted, Crowd, Question};
use super::flow::{Flow, Flows, NET};
use super::{day_of, figure, lead};
use crate::replay::report::{Decisions, Quartiles};

/// The normal quantile of a 95 % interval.
pub(super) const Z: f64 = 1.959_964;

/// The channel of contacts that are made in public, where the net is.
const IN_PUBLIC: &str = "social";

/// Figures over some days.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Ladder {
    /// How far the log was: what comes after it is not in these figures.
    pub sequence: i64,
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
    /// From reasons to levels.
    pub flows: Vec<Flow>,
    /// How contacts are spread over customers.
    pub concentration: Concentration,
    /// What was done and handled costs, by level, where that is known.
    pub costs: Vec<Cost>,
    /// The same number of days before: null without a first day.
    pub before: Option<Before>,
    /// The channels of contacts that there are, whatever was asked for.
    pub channels: Vec<String>,
    /// The segments of customers that there are.
    pub segments: Vec<String>,
    /// Events from outside, by type.
    pub events: BTreeMap<String, u64>,
    /// Those of them that came more than a day after they happened.
    pub late_events: u64,
}

/// How contacts are spread over customers, beside what chance alone would give at the same rate.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Concentration {
    /// Customers, those who made no contact included.
    pub customers: u64,
    /// Those who made at least one.
    pub contacting: u64,
    /// Contacts.
    pub contacts: u64,
    /// `contacts` / `customers`.
    pub per_customer: Option<f64>,
    /// What those who contact most make of all contacts: the top 1, 5, 10 and 20 per cent.
    pub top: Vec<Top>,
    /// 0 when all make as many contacts, towards 1 when one makes all.
    pub gini: Option<f64>,
    /// The same by chance.
    pub gini_by_chance: Option<f64>,
    /// Share of customers, those who contact least first, and the share of contacts they make.
    pub lorenz: Vec<(f64, f64)>,
    /// The same by chance.
    pub lorenz_by_chance: Vec<(f64, f64)>,
}

/// What a share of the customers makes of all contacts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Top {
    /// The share of customers.
    pub share: f64,
    /// The share of contacts.
    pub of_contacts: Option<f64>,
    /// The same by chance.
    pub by_chance: Option<f64>,
}

/// What a level costs.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Cost {
    /// The level.
    pub level: String,
    /// Its number, 1 to 5.
    pub number: u8,
    /// Acts on levels 1 and 2, contacts handled on 3 to 5.
    pub amount: u64,
    /// All together, in the organisation's currency; null when nothing says what they cost.
    pub total: Option<f64>,
    /// One of them.
    pub each: Option<f64>,
}

/// The days before, to compare with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Before {
    /// The first day.
    pub from: String,
    /// The last day, included.
    pub to: String,
    /// Contacts.
    pub contacts: u64,
    /// Unique customers who made them.
    pub customers: u64,
}

/// Which days, and what of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The first day; none for all there are.
    pub from: Option<Date>,
    /// The last day, included.
    pub to: Option<Date>,
    /// Only imported history (true), or only what was live (false). Unique customers are of both.
    pub history: Option<bool>,
    /// Only this reason and those that are kinds of it.
    pub reason: Option<CompactString>,
    /// Only customers in this segment.
    pub segment: Option<CompactString>,
    /// Only contacts by this channel; then nothing is said of expectations and decisions, which have none.
    pub channel: Option<CompactString>,
}

/// What happened on one level of the ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
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

impl Ladder {
    /// Reads the ladder from a store. `crowd` is who contacted, as of that moment or earlier.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(
        reader: &Reader,
        crowd: &Crowd,
        strategy: &Strategy,
        wanted: &Wanted,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let counted = crowd.count(&wanted.question(strategy));
        let before = wanted.before(strategy, now).map(|(from, to)| {
            let days = Wanted { from: Some(from), to: Some(to), ..wanted.clone() };
            let counted = crowd.count(&days.question(strategy));
            let (from, to) = (from.to_string(), to.to_string());
            Before { from, to, contacts: counted.contacts, customers: counted.customers }
        });
        reader.at_once(|reader| {
            let sums = reader.totals(wanted.first(), wanted.last())?;
            let customers = reader.people()?;
            let (Position(sequence), _) = reader.last()?;
            let ladder = Self::of(sums, &counted, customers, strategy, wanted, now);
            Ok(Self { sequence, before, ..ladder })
        })
    }

    /// The ladder that sums make, and who contacted, among so many customers. Reasons have their names and their
    /// order from the strategy.
    pub fn of(
        sums: impl IntoIterator<Item = Sum>,
        counted: &Counted,
        customers: u64,
        strategy: &Strategy,
        wanted: &Wanted,
        now: Timestamp,
    ) -> Self {
        let mut rows: BTreeMap<CompactString, Tally> = BTreeMap::new();
        let mut total = Tally::default();
        let (mut levels, mut flows) = (Levels::default(), Flows::default());
        let (mut events, mut late_events) = (BTreeMap::new(), 0);
        let reasons = wanted.reasons(strategy);
        for sum in sums.into_iter().filter(|sum| wanted.takes(sum, reasons.as_deref())) {
            match sum.figure.as_str() {
                figure::EVENTS => *events.entry(sum.detail.into()).or_default() += count(sum.amount),
                figure::LATE => late_events += count(sum.amount),
                _ => {
                    levels.add(&sum);
                    total.add(&sum);
                    match sum.figure.as_str() {
                        figure::CONTACTS => {
                            flows.came(&sum.reason, &sum.detail, count(sum.amount), strategy);
                        }
                        figure::NOT_CAME => flows.not_came(&sum.reason, &sum.detail, count(sum.amount)),
                        _ => {}
                    }
                    rows.entry(sum.reason.clone()).or_default().add(&sum);
                }
            }
        }
        let unique = |reason: &str| counted.reasons.get(reason).copied().unwrap_or_default();
        let shown =
            |reason: &str| reasons.as_ref().is_none_or(|wanted| wanted.iter().any(|known| known == reason));
        let mut shown_rows = Vec::new();
        for reason in strategy.reasons.iter().filter(|reason| shown(&reason.id)) {
            let tally = rows.remove(&reason.id).unwrap_or_default();
            let names = reason.name.0.iter().map(|(language, name)| (language.to_string(), name.clone()));
            shown_rows.push(tally.row(&reason.id, names.collect(), unique(&reason.id)));
        }
        // What is sent for no reason, such as a decision to a subscriber, is in the totals only.
        rows.remove("");
        shown_rows.extend(rows.into_iter().map(|(reason, tally)| {
            let customers = unique(&reason);
            tally.row(&reason, BTreeMap::new(), customers)
        }));
        let costs = costs(&total, &flows, strategy);
        Self {
            sequence: 0,
            today: today(strategy, now).to_string(),
            timezone: strategy.zone.iana_name().unwrap_or("UTC").to_owned(),
            from: wanted.from.map(|day| day.to_string()),
            to: wanted.to.map(|day| day.to_string()),
            levels: levels.0.into(),
            reasons: shown_rows,
            totals: total.row("*", BTreeMap::new(), counted.customers),
            flows: flows.bands(),
            concentration: Concentration::of(counted, customers),
            costs,
            before: None,
            channels: counted.channels.iter().map(ToString::to_string).collect(),
            segments: counted.segments.iter().map(ToString::to_string).collect(),
            events,
            late_events,
        }
    }
}

impl Wanted {
    /// The first day, in days since 1970-01-01.
    pub fn first(&self) -> i32 {
        self.from.map_or(i32::MIN, day_of)
    }

    /// The last day, included.
    pub fn last(&self) -> i32 {
        self.to.map_or(i32::MAX, day_of)
    }

    /// The reasons that are asked for; none for all.
    pub fn reasons(&self, strategy: &Strategy) -> Option<Vec<CompactString>> {
        let wanted = self.reason.as_ref()?;
        let Some(id) = strategy.reason_id(wanted) else { return Some(vec![wanted.clone()]) };
        let kinds = strategy.reasons.iter().filter(|reason| reason.line.contains(&id));
        Some(kinds.map(|reason| reason.id.clone()).collect())
    }

    /// The contacts that are asked for.
    pub fn question(&self, strategy: &Strategy) -> Question {
        Question {
            first: self.first(),
            last: self.last(),
            reasons: self.reasons(strategy),
            channel: self.channel.clone(),
            segment: self.segment.clone(),
        }
    }

    /// As many days before the first day, the last one included.
    pub fn before(&self, strategy: &Strategy, now: Timestamp) -> Option<(Date, Date)> {
        let from = self.from?;
        let to = self.to.unwrap_or_else(|| today(strategy, now));
        let last = from.yesterday().ok()?;
        let days = (to - from).get_days();
        let first = last.checked_sub(jiff::Span::new().try_days(days.max(0)).ok()?).ok()?;
        Some((first, last))
    }

    fn takes(&self, sum: &Sum, reasons: Option<&[CompactString]>) -> bool {
        let is_about = |wanted: &Option<CompactString>, is: &CompactString| {
            wanted.as_ref().is_none_or(|wanted| wanted == is)
        };
        let by_channel = matches!(sum.figure.as_str(), figure::CONTACTS | figure::EXPECTED);
        self.history.is_none_or(|wanted| wanted == sum.history)
            && reasons.is_none_or(|reasons| reasons.contains(&sum.reason))
            && is_about(&self.segment, &sum.segment)
            && (self.channel.is_none() || by_channel && is_about(&self.channel, &sum.detail))
    }
}

/// The day it is on the organisation's calendar.
pub(super) fn today(strategy: &Strategy, now: Timestamp) -> Date {
    strategy.zone.to_datetime(now.to_jiff()).date()
}

impl Concentration {
    fn of(counted: &Counted, customers: u64) -> Self {
        let customers = customers.max(counted.customers);
        let mut spread = counted.spread.clone();
        spread.insert(0, customers - counted.customers);
        let rate = share(counted.contacts, customers).unwrap_or_default();
        let top = [0.01, 0.05, 0.1, 0.2].map(|share| Top {
            share,
            of_contacts: concentration::top(&spread, share),
            by_chance: concentration::top_by_chance(rate, share),
        });
        Self {
            customers,
            contacting: counted.customers,
            contacts: counted.contacts,
            per_customer: share(counted.contacts, customers),
            top: top.into(),
            gini: concentration::gini(&spread),
            gini_by_chance: concentration::gini_by_chance(rate),
            lorenz: concentration::lorenz(&spread),
            lorenz_by_chance: concentration::lorenz_by_chance(rate),
        }
    }
}

/// What each level costs: levels 1 and 2 what was done, 4 and 5 what handling a contact costs.
fn costs(total: &Tally, flows: &Flows, strategy: &Strategy) -> Vec<Cost> {
    let cost = |level: model::Level| {
        let name = level.name();
        let (amount, total) = match level {
            model::Level::Prevent | model::Level::Proactive => {
                let acts = total.row.decided.actions.get(name).map_or(0, |by| by.values().sum());
                (acts, Some(euros(total.costs.get(name).copied().unwrap_or_default())))
            }
            model::Level::SelfService => (flows.handled(name), None),
            model::Level::Digital => (flows.handled(name), Some(strategy.economics.digital)),
            model::Level::Personal => (flows.handled(name), Some(strategy.economics.personal)),
        };
        let handled = matches!(level, model::Level::Digital | model::Level::Personal);
        let total = if handled { total.map(|each| each * amount as f64) } else { total };
        let each = total.filter(|_| amount > 0).map(|total| total / amount as f64);
        Cost { level: name.to_owned(), number: level.number(), amount, total, each }
    };
    model::Level::ALL.into_iter().map(cost).collect()
}

/// Counts of a reason while sums are added.
#[derive(Default)]
struct Tally {
    row: Row,
    leads: BTreeMap<u16, u64>,
    cost: i64,
    /// `cost` by level.
    costs: BTreeMap<CompactString, i64>,
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
