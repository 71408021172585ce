//! Reasons side by side, and one of them over time.

use std::collections::BTreeMap;

use compact_str::CompactString;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_domain::strategy::model::{Chance, Quadrant, ReasonId, Strategy, Trigger};
use voorzet_domain::time::Timestamp;
use voorzet_insight::occurrence::{Occurrence, change, clustering, occurrence};
use voorzet_store::{Reader, StoreError};

use super::crowd::{Counted, Crowd};
use super::day::date_of;
use super::flow::Flow;
use super::ladder::Ladder;
use super::row::{Row, Share, Z};
use super::wanted::{Wanted, today};
use super::{day_of, figure};

/// All reasons over some days.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Reasons {
    /// How far the log was.
    pub sequence: i64,
    /// Today on the organisation's calendar.
    pub today: String,
    /// The first day; null when it is the first there is.
    pub from: Option<String>,
    /// The last day, included.
    pub to: Option<String>,
    /// Customers, those who made no contact included.
    pub customers: u64,
    /// In the order of the strategy.
    pub reasons: Vec<ReasonFigures>,
}

/// What is known of a reason.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ReasonFigures {
    /// The reason.
    pub reason: String,
    /// Its name per language.
    pub name: BTreeMap<String, String>,
    /// The reason that it is a kind of.
    pub parent: Option<String>,
    /// Who answers for its causes.
    pub owner: Option<String>,
    /// `safety`, `legal`, `incident`, `service`, `survey` or `marketing`.
    pub kind: String,
    /// Its value to the customer and to the company, each from −1, irritating, to 1.
    pub value: Option<Worth>,
    /// `eliminate`, `automate`, `simplify`, `leverage` or `undecided`.
    #[schema(value_type = String)]
    pub quadrant: Quadrant,
    /// Contacts.
    pub contacts: u64,
    /// Unique customers who made them.
    pub customers: u64,
    /// Contacts in as many days before; null when nothing reaches back so far.
    pub before: Option<u64>,
    /// By which part contacts changed since then: 0.1 is a tenth more.
    pub trend: Option<Rate>,
    /// Contacts per customer.
    pub rate: Option<Rate>,
    /// Contacts that were expected in time.
    pub expected_in_time: u64,
    /// Expectations opened in these days.
    pub expectations: u64,
    /// `expected_in_time` / `contacts`.
    pub recall: Share,
    /// The share of expectations that came true, of those that ran their course.
    pub precision: Share,
    /// Where its contacts were handled, and on which level something was done about those that did not come.
    pub levels: Vec<Flow>,
}

/// Value to both, each from −1, irritating, to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Worth {
    /// To the customer.
    pub customer: f64,
    /// To the company.
    pub company: f64,
}

/// A rate and its 95 % interval, wider by as much as the same customers come back.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Rate {
    /// The rate.
    pub value: f64,
    /// Not lower than this.
    pub low: f64,
    /// Not higher than this.
    pub high: f64,
}

impl From<Occurrence> for Rate {
    fn from(found: Occurrence) -> Self {
        Self { value: found.rate, low: found.interval.0, high: found.interval.1 }
    }
}

impl Reasons {
    /// Reads them from a store.
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
        Self::read_counted(reader, crowd, strategy, wanted, now).map(|(reasons, ..)| reasons)
    }

    /// The same, with the ladder that they come from and what was counted for it.
    fn read_counted(
        reader: &Reader,
        crowd: &Crowd,
        strategy: &Strategy,
        wanted: &Wanted,
        now: Timestamp,
    ) -> Result<(Self, Ladder, Counted), StoreError> {
        let (mut ladder, counted, before) = Ladder::read_counted(reader, crowd, strategy, wanted, now)?;
        let before = before.map(|before| before.contacts_by_reason);
        let customers = ladder.concentration.customers;
        let mut flows: BTreeMap<String, Vec<Flow>> = BTreeMap::new();
        for flow in std::mem::take(&mut ladder.flows) {
            flows.entry(flow.reason.clone()).or_default().push(flow);
        }
        let figures = ladder.reasons.iter().cloned().map(|row| {
            let before = before.as_ref().map(|before| before.get(row.reason.as_str()).copied().unwrap_or(0));
            let squares = counted.squares.get(row.reason.as_str()).copied().unwrap_or(0);
            let levels = flows.remove(&row.reason).unwrap_or_default();
            ReasonFigures::of(row, strategy, customers, before, squares, levels)
        });
        let reasons = Self {
            sequence: ladder.sequence,
            today: ladder.today.clone(),
            from: ladder.from.clone(),
            to: ladder.to.clone(),
            customers,
            reasons: figures.collect(),
        };
        Ok((reasons, ladder, counted))
    }
}

impl ReasonFigures {
    fn of(
        row: Row,
        strategy: &Strategy,
        customers: u64,
        before: Option<u64>,
        squares: u64,
        levels: Vec<Flow>,
    ) -> Self {
        let known = strategy.reason_id(&row.reason).map(|id| &strategy.reasons[id.index()]);
        let again = clustering(squares, row.contacts);
        let parent =
            known.and_then(|reason| reason.parent).map(|id| strategy.reasons[id.index()].id.to_string());
        let rate = occurrence(row.contacts, customers as f64, again, Z);
        let trend = before.and_then(|before| change((row.contacts, 1.0), (before, 1.0), again, Z));
        let worth = |(customer, company)| Worth { customer, company };
        Self {
            parent,
            owner: known.and_then(|reason| reason.owner.as_ref()).map(ToString::to_string),
            kind: known.map_or("service", |reason| reason.kind.name()).to_owned(),
            value: known.and_then(|reason| reason.value).map(worth),
            quadrant: known.map_or(Quadrant::Undecided, voorzet_domain::strategy::model::Reason::quadrant),
            contacts: row.contacts,
            customers: row.customers,
            before,
            trend: trend.map(Rate::from),
            rate: rate.map(Rate::from),
            expected_in_time: row.expected_in_time,
            expectations: row.expectations,
            recall: row.recall,
            precision: row.precision,
            levels,
            name: row.name,
            reason: row.reason,
        }
    }
}

/// How long each stretch of a course is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stretch {
    /// A day.
    Day,
    /// Monday to Sunday.
    #[default]
    Week,
    /// A month of the calendar.
    Month,
}

/// One reason over time.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Course {
    /// The reason as it is beside others.
    pub figures: ReasonFigures,
    /// Its ladder.
    pub row: Row,
    /// Per what contacts are counted: `customer`, or a type of event.
    pub per: String,
    /// Everything they can be counted per, the most frequent type first.
    pub pers: Vec<String>,
    /// Stretch after stretch.
    pub series: Vec<Point>,
    /// What makes its contacts likely.
    pub signals: Vec<SignalFigures>,
}

/// A stretch of a course.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Point {
    /// Its first day.
    pub from: String,
    /// Its last day, included.
    pub to: String,
    /// Contacts.
    pub contacts: u64,
    /// Customers, or events of the type that they are counted per.
    pub per: u64,
    /// Contacts per one of these.
    pub rate: Option<Rate>,
}

/// A signal, and what was learned of it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct SignalFigures {
    /// Its name within the reason.
    pub id: String,
    /// The types of event that it listens to.
    pub on: Vec<String>,
    /// `event`, `absence` or `before`.
    pub trigger: String,
    /// What a message needs to be in time, in seconds.
    pub lead_seconds: i64,
    /// Within how many seconds the contact is expected.
    pub within_seconds: i64,
    /// How likely the contact is: `learned`, `computed`, or a number.
    pub chance: String,
    /// How often its window ended without anything done about it; null when it is not learned.
    pub windows: Option<i64>,
    /// How often with a contact.
    pub hits: Option<i64>,
}

impl Course {
    /// Reads the course of a reason, one that is a kind of it included; none when there is no such reason.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(
        reader: &Reader,
        crowd: &Crowd,
        strategy: &Strategy,
        wanted: &Wanted,
        (per, stretch): (&str, Stretch),
        now: Timestamp,
    ) -> Result<Option<Self>, StoreError> {
        let name = wanted.reason.clone().unwrap_or_default();
        let everything = Wanted { reason: None, ..wanted.clone() };
        let (all, ladder, counted) = Reasons::read_counted(reader, crowd, strategy, &everything, now)?;
        let Some(figures) = all.reasons.into_iter().find(|known| known.reason == name.as_str()) else {
            return Ok(None);
        };
        let row = ladder.reasons.into_iter().find(|row| row.reason == name.as_str()).unwrap_or_default();
        let mut pers: Vec<(u64, String)> = ladder.events.into_iter().map(|(kind, n)| (n, kind)).collect();
        pers.sort_unstable_by(|one, other| other.cmp(one));
        let pers = std::iter::once("customer".to_owned()).chain(pers.into_iter().map(|(_, kind)| kind));
        let (now, question) = (day_of(today(strategy, now)), wanted.question(strategy));
        let kinds = question.reasons.iter().flatten();
        let sum = |counts: &BTreeMap<CompactString, u64>| -> u64 {
            kinds.clone().filter_map(|kind| counts.get(kind)).sum()
        };
        let again = clustering(sum(&counted.squares), sum(&counted.contacts_by_reason));
        let daily = crowd.daily(&question);
        let (first, last) = crowd.days().unwrap_or((now, now));
        let (first, last) = (wanted.first().max(first), wanted.last().min(last.max(now)));
        let mut series = Vec::new();
        for (from, to) in stretches(first, last, stretch) {
            let days = (day_of(from).max(first), day_of(to).min(last));
            let contacts = daily.range(days.0..=days.1).map(|(_, contacts)| contacts).sum();
            let exposure = if per == "customer" {
                all.customers
            } else {
                let events = |day| reader.events_on(day, figure::EVENTS, per);
                (days.0..=days.1).map(events).sum::<Result<u64, StoreError>>()?
            };
            let rate = occurrence(contacts, exposure as f64, again, Z).map(Rate::from);
            let (from, to) = (date_of(days.0).to_string(), date_of(days.1).to_string());
            series.push(Point { from, to, contacts, per: exposure, rate });
        }
        let signals = signals(reader, strategy, &name)?;
        Ok(Some(Self { figures, row, per: per.to_owned(), pers: pers.collect(), series, signals }))
    }
}

fn signals(reader: &Reader, strategy: &Strategy, reason: &str) -> Result<Vec<SignalFigures>, StoreError> {
    let learned = reader.learned()?;
    let Some(ReasonId(_)) = strategy.reason_id(reason) else { return Ok(Vec::new()) };
    let of = |id: &str| {
        let name = CompactString::from(format!("{reason}/{id}"));
        learned.iter().find(move |known| known.signal == name)
    };
    let about = strategy.signals.iter().filter(|signal| strategy.reasons[signal.reason.index()].id == reason);
    let shown = about.map(|signal| SignalFigures {
        id: signal.id.to_string(),
        on: signal.on.iter().map(|id| strategy.types[id.index()].name.to_string()).collect(),
        trigger: match signal.trigger {
            Trigger::Event => "event",
            Trigger::Absence { .. } => "absence",
            Trigger::Before { .. } => "before",
        }
        .to_owned(),
        lead_seconds: signal.lead.as_secs(),
        within_seconds: signal.within.as_secs(),
        chance: match &signal.chance {
            Chance::Learned => "learned".to_owned(),
            Chance::Given(chance) => chance.to_string(),
            Chance::Computed(_) => "computed".to_owned(),
        },
        windows: of(&signal.id).map(|known| known.windows),
        hits: of(&signal.id).map(|known| known.hits),
    });
    Ok(shown.collect())
}

/// The stretches of the calendar that some days lie in.
fn stretches(first: i32, last: i32, stretch: Stretch) -> Vec<(Date, Date)> {
    let mut all = Vec::new();
    let mut from = date_of(first);
    while day_of(from) <= last && all.len() < 1_000 {
        let start = match stretch {
            Stretch::Day => from,
            Stretch::Week => date_of(day_of(from) - i32::from(from.weekday().to_monday_zero_offset())),
            Stretch::Month => from.first_of_month(),
        };
        let end = match stretch {
            Stretch::Day => start,
            Stretch::Week => date_of(day_of(start) + 6),
            Stretch::Month => start.last_of_month(),
        };
        all.push((start, end));
        from = date_of(day_of(end) + 1);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_cover_the_days_and_keep_to_the_calendar() {
        let day = |text: &str| day_of(text.parse().expect("a day"));
        let weeks = stretches(day("2026-02-26"), day("2026-03-10"), Stretch::Week);
        let texts: Vec<String> = weeks.iter().map(|(from, to)| format!("{from} {to}")).collect();
        assert_eq!(texts, ["2026-02-23 2026-03-01", "2026-03-02 2026-03-08", "2026-03-09 2026-03-15"]);
        let months = stretches(day("2026-02-26"), day("2026-03-10"), Stretch::Month);
        assert_eq!(months.len(), 2);
        assert_eq!(stretches(day("2026-03-10"), day("2026-03-10"), Stretch::Day).len(), 1);
        assert!(stretches(5, 4, Stretch::Day).is_empty());
    }
}
