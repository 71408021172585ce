//! Contacts over customers: what `/api/contacts` answers. All of it is what a report on contacts says, and what that is
//! made of.

use compact_str::CompactString;
use serde::Serialize;
use utoipa::ToSchema;
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;

use super::standings::Standings;
use crate::projection::wanted::today;
use crate::projection::{Concentration, Wanted};
use crate::report::contacts::{Contacts, Frequent, Rate, Repeat, Report, Row, Selected, Selection};

/// From so many contacts on, customers are told together.
const TOGETHER: u64 = 5;

/// Orders are told by the hundred.
const HUNDRED: f64 = 100.0;

/// Contacts over customers.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ContactFigures {
    /// How far the log was: what comes after it is not in these figures.
    pub sequence: i64,
    /// Today on the organisation's calendar.
    pub today: String,
    /// The time zone of that calendar.
    pub timezone: String,
    /// The first day; null when it is the first there is.
    pub from: Option<String>,
    /// The last day, included; null when it is the last there is.
    pub to: Option<String>,
    /// The last instant at which contacts could be seen, by which repeats are judged.
    pub until: Option<String>,
    /// Contacts of customers that are known.
    pub contacts: u64,
    /// Unique customers who made at least one of them.
    pub customers: u64,
    /// Customers there are, those without contact included.
    pub known_customers: u64,
    /// Contacts of nobody known. They are in no other figure but the bounds of repeats.
    pub unidentified: u64,
    /// Contacts per customer there is.
    pub per_customer: Option<Rate>,
    /// How many customers made none, one, two, three, four, and five contacts or more.
    pub steps: Vec<Step>,
    /// How contacts are spread over customers, beside what chance gives.
    pub concentration: Concentration,
    /// Between what Gini's coefficient lies.
    pub gini_interval: Option<(f64, f64)>,
    /// Who came back within 7, 14 and 30 days.
    pub repeats: Vec<Repeat>,
    /// Contacts per hundred orders; null when that is not known, and then `no_orders` says why.
    pub orders: Option<PerOrder>,
    /// Why nothing is told per order.
    pub no_orders: Option<NoOrders>,
    /// Those who contact most, and what about; null when nobody contacted twice.
    pub frequent: Option<Frequent>,
    /// By reason, most contacts first.
    pub reasons: Vec<Row>,
    /// By channel, most contacts first.
    pub by_channel: Vec<Row>,
    /// The channels of contacts that there are, whatever was asked for.
    pub channels: Vec<String>,
    /// The segments of customers that there are.
    pub segments: Vec<String>,
}

/// Customers who made so many contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Step {
    /// The fewest contacts of such a customer.
    pub least: u64,
    /// The most; null for any number.
    pub most: Option<u64>,
    /// How many customers.
    pub customers: u64,
    /// All their contacts.
    pub contacts: u64,
}

/// Contacts per hundred orders.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct PerOrder {
    /// The event that is an order.
    pub event: String,
    /// How many there were in these days.
    pub orders: u64,
    /// Contacts per hundred of them, with the interval over customers.
    pub per_hundred: Rate,
}

/// Why nothing is told per order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoOrders {
    /// The strategy does not say what an order is.
    NotDeclared,
    /// There were none in these days.
    None,
    /// They are not known by segment, nor by where they come from.
    Filtered,
}

impl ContactFigures {
    /// The figures that are asked for, of all contacts that were read up to `sequence`. `among` is how many customers are in
    /// the segment that is asked for.
    pub fn of(
        contacts: &Contacts,
        all: &Standings,
        strategy: &Strategy,
        wanted: &Wanted,
        among: Option<u64>,
        now: Timestamp,
        sequence: i64,
    ) -> Self {
        let selection = Selection {
            reasons: wanted.reasons(strategy),
            channel: wanted.channel.clone(),
            segment: wanted.segment.clone(),
            history: wanted.history,
            among,
        };
        let placed = all.placed(wanted.first(), wanted.last());
        let instants = wanted.instants(strategy);
        let Selected { report, per_order: rate, frequent } =
            Report::selected(contacts, instants, None, &selection, &placed);
        let orders = placed.values().sum();
        let per_order = match (&strategy.measure.orders, rate) {
            (None, _) => Err(NoOrders::NotDeclared),
            (Some(_), _) if wanted.segment.is_some() || wanted.history.is_some() => Err(NoOrders::Filtered),
            (Some(_), None) => Err(NoOrders::None),
            (Some(known), Some(rate)) => {
                let interval = rate.interval.map(|(low, high)| (HUNDRED * low, HUNDRED * high));
                let per_hundred = Rate { rate: HUNDRED * rate.rate, interval };
                Ok(PerOrder { event: known.event.to_string(), orders, per_hundred })
            }
        };
        let (orders, no_orders) = match per_order {
            Ok(known) => (Some(known), None),
            Err(why) => (None, Some(why)),
        };
        let (channels, segments) = contacts.filters();
        let text = |names: Vec<CompactString>| names.iter().map(ToString::to_string).collect();
        Self {
            sequence,
            today: today(strategy, now).to_string(),
            timezone: strategy.zone.iana_name().unwrap_or("UTC").to_owned(),
            from: wanted.from.map(|day| day.to_string()),
            to: wanted.to.map(|day| day.to_string()),
            until: report.until.map(|until| until.to_string()),
            contacts: report.contacts,
            customers: report.customers,
            known_customers: report.known_customers,
            unidentified: report.unidentified,
            per_customer: report.per_customer,
            steps: steps(&report),
            concentration: Concentration::over(&report.spread),
            gini_interval: report.gini_interval,
            repeats: report.repeats,
            orders,
            no_orders,
            frequent,
            reasons: report.reasons,
            by_channel: report.channels,
            channels: text(channels),
            segments: text(segments),
        }
    }
}

fn steps(report: &Report) -> Vec<Step> {
    let step = |least: u64| {
        let most = (least < TOGETHER).then_some(least);
        let (mut customers, mut contacts) = (0, 0);
        for (made, people) in report.spread.range(least..=most.unwrap_or(u64::MAX)) {
            customers += people;
            contacts += made * people;
        }
        Step { least, most, customers, contacts }
    };
    (0..=TOGETHER).map(step).collect()
}
