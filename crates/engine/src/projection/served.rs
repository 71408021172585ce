//! The report of how customers were served: per channel, queue or agent, and day by day what became of everything that
//! came in.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_domain::conversation::AgentId;
use voorzet_domain::time::Timestamp;
use voorzet_insight::service::step::{Histogram, quantile};
use voorzet_store::reader::ServedBy;
use voorzet_store::service::{AT_ONCE, Became, REPEATED, ServicePlace, ServiceSum};
use voorzet_store::{Reader, StoreError};

use super::day::day_of;
use super::service::name;

/// By what customers' service is told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Apart {
    /// By channel.
    #[default]
    Channel,
    /// By queue.
    Queue,
    /// By agent; the name is the number of the person.
    Agent,
}

/// How customers were served by one channel, queue or agent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct ServiceRow {
    /// The channel, the queue, or the number of the person; empty for nobody.
    pub name: String,
    /// What that is called.
    pub title: String,
    /// Messages that came in, as the log counts them; by channel only, else those that are stored.
    pub received: i64,
    /// Messages that are in a conversation.
    pub stored: i64,
    /// Those of them that were answered, or whose case was resolved.
    pub answered: i64,
    /// Those of them that wait.
    pub open: i64,
    /// Those of them that ask for no answer: a machine wrote them, or they are signs at others.
    pub automatic: i64,
    /// How many answers were given.
    pub answers: i64,
    /// How long customers waited for the first answer to a case, in opening hours.
    pub first_answer: AnswerTimes,
    /// How long they waited for the next ones.
    pub next_answer: AnswerTimes,
    /// How often a promised answer came in time.
    pub promise: Promise,
    /// How many cases were resolved with one answer at most, and for good; of those whose seven days are over.
    pub resolved_at_once: ServiceShare,
    /// After how many resolved cases the customer came again within seven days on the same reason.
    pub repeats_7d: ServiceShare,
    /// How often cases went to another queue or agent.
    pub handed_over: i64,
    /// How many cases were resolved.
    pub resolved: i64,
    /// How many were opened again.
    pub reopened: i64,
}

/// How long something took, in seconds of opening hours; to five percent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct AnswerTimes {
    /// Half took so long at most.
    pub median: Option<i64>,
    /// Nine in ten took so long at most.
    pub p90: Option<i64>,
    /// How many there were.
    pub of: i64,
}

/// How often a promise was kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Promise {
    /// How often.
    pub kept: i64,
    /// Of how many.
    pub of: i64,
}

/// A part of something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ServiceShare {
    /// How many.
    pub n: i64,
    /// Of how many.
    pub of: i64,
}

/// What became of the messages that came in on one day by one channel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReceivedDay {
    /// The day.
    pub day: String,
    /// The channel.
    pub channel: String,
    /// Messages that came in, as the log counts them.
    pub received: i64,
    /// Messages that are in a conversation.
    pub stored: i64,
    /// Those of them that were answered, or whose case was resolved.
    pub answered: i64,
    /// Those of them that wait.
    pub open: i64,
    /// Those of them that ask for no answer.
    pub automatic: i64,
}

/// The first and last day, without any when they are not said.
fn bounds(from: Option<Date>, to: Option<Date>) -> (i32, i32) {
    (from.map_or(i32::MIN, day_of), to.map_or(i32::MAX, day_of))
}

/// For how many days a case that is resolved may still come again.
const AGAIN: i32 = 7;

impl ServiceRow {
    /// Reads how customers were served between two days, as known at an instant of the day `today`.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(
        reader: &Reader,
        apart: Apart,
        (from, to): (Option<Date>, Option<Date>),
        (now, today): (Timestamp, Date),
    ) -> Result<Vec<Self>, StoreError> {
        let (first, last) = bounds(from, to);
        let by = match apart {
            Apart::Channel => ServedBy::Channel,
            Apart::Queue => ServedBy::Queue,
            Apart::Agent => ServedBy::Agent,
        };
        let settled = day_of(today) - AGAIN;
        let mut rows: BTreeMap<String, Gathered> = BTreeMap::new();
        for sum in reader.service_sums(first, last)? {
            if sum.figure == name::RECEIVED && apart != Apart::Channel {
                continue;
            }
            let ServicePlace { channel, queue, agent, .. } = &sum.place;
            let name = apart.name(channel, queue, *agent);
            rows.entry(name).or_default().add(&sum, sum.place.day < settled);
        }
        for became in reader.became(by, first, last)? {
            let row = rows.entry(became.name.clone()).or_default();
            row.became = became;
        }
        // What is late and still open is late.
        if (first..=last).contains(&day_of(today)) {
            for count in reader.open_counts(now)?.iter().filter(|count| count.late > 0) {
                let name = apart.name(&count.channel, &count.queue, count.agent.unwrap_or_default());
                rows.entry(name).or_default().late += count.late;
            }
        }
        Ok(rows.into_iter().map(|(name, gathered)| gathered.row(name, apart)).collect())
    }
}

impl Apart {
    fn name(self, channel: &str, queue: &str, agent: AgentId) -> String {
        match self {
            Self::Channel => channel.to_owned(),
            Self::Queue => queue.to_owned(),
            Self::Agent => agent.0.to_string(),
        }
    }
}

/// Everything that counts for one row.
#[derive(Default)]
struct Gathered {
    sums: BTreeMap<String, i64>,
    first: Times,
    next: Times,
    /// Of those whose seven days are over: resolved, at once, repeated.
    settled: (i64, i64, i64),
    late: i64,
    became: Became,
}

/// How many took how long, by step.
type Times = BTreeMap<u16, i64>;

impl Gathered {
    fn add(&mut self, sum: &ServiceSum, is_settled: bool) {
        if is_settled {
            let (resolved, at_once, repeated) = &mut self.settled;
            match sum.figure.as_str() {
                name::RESOLVED => *resolved += sum.amount,
                AT_ONCE => *at_once += sum.amount,
                REPEATED => *repeated += sum.amount,
                _ => {}
            }
        }
        match sum.figure.as_str() {
            name::FIRST => *self.first.entry(sum.step).or_default() += sum.amount,
            name::NEXT => *self.next.entry(sum.step).or_default() += sum.amount,
            other => *self.sums.entry(other.to_owned()).or_default() += sum.amount,
        }
    }

    fn row(self, of: String, apart: Apart) -> ServiceRow {
        let sum = |figure: &str| self.sums.get(figure).copied().unwrap_or_default();
        let Became { stored, answered, automatic, .. } = self.became;
        let (settled, at_once, repeated) = self.settled;
        ServiceRow {
            title: of.clone(),
            name: of,
            received: if apart == Apart::Channel { sum(name::RECEIVED) } else { stored },
            stored,
            answered,
            open: stored - answered - automatic,
            automatic,
            answers: sum(name::ANSWERS),
            first_answer: AnswerTimes::of(&self.first),
            next_answer: AnswerTimes::of(&self.next),
            promise: Promise { kept: sum(name::KEPT), of: sum(name::PROMISED) + self.late },
            resolved_at_once: ServiceShare { n: at_once, of: settled },
            repeats_7d: ServiceShare { n: repeated, of: settled },
            handed_over: sum(name::HANDED_OVER),
            resolved: sum(name::RESOLVED),
            reopened: sum(name::REOPENED),
        }
    }
}

impl AnswerTimes {
    fn of(times: &Times) -> Self {
        let counted = times.iter().filter_map(|(step, amount)| Some((*step, u64::try_from(*amount).ok()?)));
        let histogram: Histogram = counted.collect();
        let at = |share: f64| quantile(&histogram, share).map(|seconds| seconds.round() as i64);
        Self { median: at(0.5), p90: at(0.9), of: times.values().sum() }
    }
}

impl ReceivedDay {
    /// Reads what became of everything that came in between two days, by day and channel.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(reader: &Reader, from: Option<Date>, to: Option<Date>) -> Result<Vec<Self>, StoreError> {
        let (first, last) = bounds(from, to);
        let mut days: BTreeMap<(i32, String), Self> = BTreeMap::new();
        for sum in reader.service_sums(first, last)? {
            if sum.figure == name::RECEIVED {
                let key = (sum.place.day, sum.place.channel.to_string());
                days.entry(key).or_default().received += sum.amount;
            }
        }
        for Became { name, day, stored, answered, automatic } in reader.became(ServedBy::Day, first, last)? {
            let row = days.entry((day, name)).or_default();
            (row.stored, row.answered, row.automatic) = (stored, answered, automatic);
            row.open = stored - answered - automatic;
        }
        let epoch = jiff::civil::date(1970, 1, 1);
        let named = |((day, channel), row): ((i32, String), Self)| {
            let day = epoch.saturating_add(jiff::Span::new().days(day)).to_string();
            Self { day, channel, ..row }
        };
        Ok(days.into_iter().map(named).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_back_is_in_no_median() {
        assert_eq!(AnswerTimes::of(&BTreeMap::new()), AnswerTimes::default());
        let steps = BTreeMap::from([(8, 0), (40, 3), (80, 0)]);
        let times = AnswerTimes::of(&steps);
        let low = i64::from(voorzet_insight::service::step::seconds(40).0);
        let high = i64::from(voorzet_insight::service::step::seconds(40).1);
        assert_eq!(times.of, 3);
        assert!((low..=high).contains(&times.median.expect("a median")), "{times:?}");
    }
}
