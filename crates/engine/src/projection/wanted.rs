//! Which days are asked for, and what of them.

use compact_str::CompactString;
use jiff::civil::{Date, Time};
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::figure::Sum;

use super::crowd::Question;
use super::{day_of, figure};
use crate::replay::Period;

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

    /// From the first instant of the first day to the last of the last.
    pub fn instants(&self, strategy: &Strategy) -> Period {
        let midnight = |day: Date| {
            let midnight = strategy.zone.to_ambiguous_timestamp(day.to_datetime(Time::midnight()));
            midnight.compatible().ok().map(Timestamp::from_jiff)
        };
        let end = |day: Date| Some(midnight(day.tomorrow().ok()?)?.minus(Duration::from_micros(1)));
        Period { from: self.from.and_then(midnight), to: self.to.and_then(end), until: None }
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

    pub(super) fn takes(&self, sum: &Sum, reasons: Option<&[CompactString]>) -> bool {
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
pub(crate) fn today(strategy: &Strategy, now: Timestamp) -> Date {
    strategy.zone.to_datetime(now.to_jiff()).date()
}
