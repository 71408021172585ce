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
use voorzet_store::entry::Position;
use voorzet_store::figure::Sum;
use voorzet_store::{Reader, StoreError};

use super::concentration::Concentration;
use super::crowd::{Counted, Crowd};
use super::flow::{Flow, Flows};
use super::level::{Level, Levels};
use super::row::{Row, Tally, count, euros};
use super::wanted::{Wanted, today};
use super::{day_of, figure};

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
    /// The same number of days before: null without a first day, and when nothing reaches back so far.
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
        Self::read_counted(reader, crowd, strategy, wanted, now).map(|(ladder, ..)| ladder)
    }

    /// The same, with what was counted for it, and before it.
    pub(super) fn read_counted(
        reader: &Reader,
        crowd: &Crowd,
        strategy: &Strategy,
        wanted: &Wanted,
        now: Timestamp,
    ) -> Result<(Self, Counted, Option<Counted>), StoreError> {
        let counted = crowd.count(&wanted.question(strategy));
        let reaches = |from: &(Date, Date)| crowd.days().is_some_and(|(first, _)| first <= day_of(from.0));
        let before = wanted.before(strategy, now).filter(reaches).map(|(from, to)| {
            let days = Wanted { from: Some(from), to: Some(to), ..wanted.clone() };
            (from, to, crowd.count(&days.question(strategy)))
        });
        reader.at_once(|reader| {
            let sums = reader.totals(wanted.first(), wanted.last())?;
            let customers = match &wanted.segment {
                Some(segment) => reader.customers_in(segment)?,
                None => reader.customer_count()?,
            };
            let (Position(sequence), _) = reader.last()?;
            let ladder = Self::of(sums, &counted, customers, strategy, wanted, now);
            let (before, counted_before) = before.map_or((None, None), |(from, to, counted)| {
                let (from, to) = (from.to_string(), to.to_string());
                let (contacts, customers) = (counted.contacts, counted.customers);
                (Some(Before { from, to, contacts, customers }), Some(counted))
            });
            Ok((Self { sequence, before, ..ladder }, counted, counted_before))
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
                        figure::NOT_CAME => {
                            flows.not_came(&sum.reason, &sum.detail, count(sum.amount), sum.history);
                        }
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
            shown_rows.push(tally.row(&reason.id, reason.name.by_language(), unique(&reason.id)));
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
