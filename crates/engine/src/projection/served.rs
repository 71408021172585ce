//! The report of how customers were served: per channel, queue or agent, and day by day what became of everything that
//! came in.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_store::reader::ServedBy;
use voorzet_store::service::{Became, ServiceSum};
use voorzet_store::{Reader, StoreError};

use super::day::day_of;
use super::service::{name, seconds_of};

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
    /// How many cases were resolved with one answer for good.
    pub resolved_at_once: ServiceShare,
    /// How many contacts came within seven days of the one before on the same reason; null by agent.
    pub repeats_7d: Option<ServiceShare>,
    /// How often cases went to another queue or agent.
    pub handed_over: i64,
    /// How many cases were resolved.
    pub resolved: i64,
    /// How many were opened again.
    pub reopened: i64,
}

/// How long something took, in seconds; to six percent.
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

impl ServiceRow {
    /// Reads how customers were served between two days.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(
        reader: &Reader,
        apart: Apart,
        from: Option<Date>,
        to: Option<Date>,
    ) -> Result<Vec<Self>, StoreError> {
        let (first, last) = bounds(from, to);
        let by = match apart {
            Apart::Channel => ServedBy::Channel,
            Apart::Queue => ServedBy::Queue,
            Apart::Agent => ServedBy::Agent,
        };
        let mut rows: BTreeMap<String, Gathered> = BTreeMap::new();
        for sum in reader.service_sums(first, last)? {
            let name = match apart {
                Apart::Channel => sum.place.channel.to_string(),
                Apart::Queue => sum.place.queue.to_string(),
                Apart::Agent => sum.place.agent.0.to_string(),
            };
            if sum.figure == name::RECEIVED && apart != Apart::Channel {
                continue;
            }
            rows.entry(name).or_default().add(&sum);
        }
        for became in reader.became(by, first, last)? {
            let row = rows.entry(became.name.clone()).or_default();
            row.became = became;
        }
        Ok(rows.into_iter().map(|(name, gathered)| gathered.row(name, apart)).collect())
    }
}

/// Everything that counts for one row.
#[derive(Default)]
struct Gathered {
    sums: BTreeMap<String, i64>,
    first: BTreeMap<u32, i64>,
    next: BTreeMap<u32, i64>,
    became: Became,
}

impl Gathered {
    fn add(&mut self, sum: &ServiceSum) {
        match sum.figure.as_str() {
            name::FIRST => *self.first.entry(sum.step).or_default() += sum.amount,
            name::NEXT => *self.next.entry(sum.step).or_default() += sum.amount,
            other => *self.sums.entry(other.to_owned()).or_default() += sum.amount,
        }
    }

    fn row(self, of: String, apart: Apart) -> ServiceRow {
        let sum = |figure: &str| self.sums.get(figure).copied().unwrap_or_default();
        let Became { stored, answered, automatic, .. } = self.became;
        let repeats = ServiceShare { n: sum(name::REPEATED), of: sum(name::CONTACTS) };
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
            promise: Promise { kept: sum(name::KEPT), of: sum(name::PROMISED) },
            resolved_at_once: ServiceShare { n: sum(name::AT_ONCE), of: sum(name::RESOLVED_ANSWERED) },
            repeats_7d: (apart != Apart::Agent).then_some(repeats),
            handed_over: sum(name::HANDED_OVER),
            resolved: sum(name::RESOLVED),
            reopened: sum(name::REOPENED),
        }
    }
}

impl AnswerTimes {
    fn of(steps: &BTreeMap<u32, i64>) -> Self {
        let of: i64 = steps.values().sum();
        let at = |share: f64| {
            // The smallest time within which so many were.
            let wanted = (of as f64 * share).ceil() as i64;
            let mut so_far = 0;
            steps.iter().find_map(|(step, amount)| {
                so_far += amount;
                (so_far >= wanted && of > 0).then(|| seconds_of(*step))
            })
        };
        Self { median: at(0.5), p90: at(0.9), of }
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
    fn the_median_is_the_time_within_which_half_were() {
        let steps = |pairs: &[(u32, i64)]| AnswerTimes::of(&pairs.iter().copied().collect());
        assert_eq!(steps(&[]), AnswerTimes::default());
        assert_eq!(steps(&[(0, 1), (40, 1), (80, 1)]).median, Some(10));
        assert_eq!(steps(&[(0, 9), (80, 1)]), AnswerTimes { median: Some(1), p90: Some(1), of: 10 });
        assert_eq!(steps(&[(0, 8), (80, 2)]).p90, Some(100));
        assert_eq!(steps(&[(0, 0), (40, 2), (80, 0)]).median, Some(10), "what was taken back never was");
    }
}
