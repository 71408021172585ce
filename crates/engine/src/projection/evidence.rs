//! The events behind a figure: each figure is a count of entries of the log, and here are these.

use compact_str::CompactString;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::{Entry, Mode, Position};
use voorzet_store::{Reader, StoreError};

use super::flow::level_of;
use super::wanted::Wanted;
use crate::own::{self, kind};

/// How many entries are looked at for one answer.
const LOOKED_AT: usize = 30_000;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// Contacts; of a level those that are handled there.
    Contacts,
    /// Contacts that were expected in time.
    ExpectedInTime,
    /// Expectations that were opened.
    Expectations,
    /// Expectations that ended; `by` says how.
    Settled,
    /// Expectations that ended without a contact after something was done on a level.
    NotCame,
    /// Expectations in the control group.
    HeldOut,
    /// Decisions on expectations; `by` is the verdict.
    Decisions,
    /// Decisions that a rule forbade; `by` is the barrier.
    Refused,
    /// What was done, by level and by channel, webhook or queue.
    Actions,
    /// What was offered first at contacts.
    Offers,
    /// What was sent; `by` is a state and a route: `sent/mail`.
    Deliveries,
    /// Events from outside; `by` is their type.
    Events,
}

/// Which entries.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What is counted.
    pub figure: Figure,
    /// Which days, and what of them.
    pub wanted: Wanted,
    /// Only on this level.
    pub level: Option<CompactString>,
    /// Only by this; what that is depends on the figure.
    pub by: Option<CompactString>,
    /// Only before this place in the order of time.
    pub before: Option<(Timestamp, Position)>,
    /// How many.
    pub limit: usize,
}

/// Some of them, newest first.
#[derive(Debug, Default)]
pub struct Evidence {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Before which place the next are; none when these are the last.
    pub next: Option<(Timestamp, Position)>,
}

impl Evidence {
    /// Reads the entries behind a figure.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(reader: &Reader, strategy: &Strategy, asked: &Asked) -> Result<Self, StoreError> {
        let Some(kind) = asked.kind() else { return Ok(Self::default()) };
        let reasons = asked.wanted.reasons(strategy);
        let filter = Filter { asked, reasons, strategy, days: asked.days(strategy) };
        let before = asked.before.unwrap_or((filter.newest(), Position(i64::MAX)));
        let mut found = Self::default();
        let (mut looked_at, mut moved) = (0, Moved::default());
        let about = filter.about();
        let contacts = matches!(asked.figure, Figure::Contacts | Figure::ExpectedInTime);
        let may = |data: &str| about.is_empty() || about.iter().any(|about| data.contains(about.as_str()));
        reader.each_of_kind(&kind, before, filter.days.0, may, |place, entry| {
            looked_at += 1;
            let entry = entry.filter(|entry| !contacts || moved.leaves(entry));
            found.entries.extend(entry.filter(|entry| filter.takes(entry)));
            // What was corrected comes right before what it was.
            let full = (found.entries.len() >= asked.limit || looked_at >= LOOKED_AT) && moved.0.is_empty();
            found.next = full.then_some(place);
            Ok(!full)
        })?;
        Ok(found)
    }
}

impl Asked {
    /// The type of the entries that are counted.
    fn kind(&self) -> Option<CompactString> {
        Some(match self.figure {
            Figure::Contacts | Figure::ExpectedInTime => kind::CONTACT_COUNTED.into(),
            Figure::Expectations => kind::EXPECTATION_OPENED.into(),
            Figure::Settled | Figure::NotCame => kind::EXPECTATION_SETTLED.into(),
            Figure::HeldOut => kind::HOLDOUT_ASSIGNED.into(),
            Figure::Decisions | Figure::Refused | Figure::Actions | Figure::Offers => {
                kind::DECISION_MADE.into()
            }
            Figure::Deliveries => {
                let state = self.by.as_deref()?.split('/').next()?;
                CompactString::from(format!("delivery.{state}"))
            }
            Figure::Events => self.by.clone()?,
        })
    }

    /// The first instant, and the first that is past the last day.
    fn days(&self, strategy: &Strategy) -> (Timestamp, Timestamp) {
        let start = |day: Date| {
            let midnight = day.to_datetime(jiff::civil::Time::midnight());
            let at = strategy.zone.to_ambiguous_timestamp(midnight).compatible().ok();
            at.map(Timestamp::from_jiff)
        };
        let from = self.wanted.from.and_then(start).unwrap_or(Timestamp::MIN);
        let to = self.wanted.to.and_then(|day| day.tomorrow().ok()).and_then(start);
        (from, to.unwrap_or(Timestamp::MAX))
    }
}

/// Contacts whose reason an agent corrected, and whose first count is still to come: by when and whose they were, their
/// channel and the reason that they were counted for.
#[derive(Default)]
struct Moved(Vec<(Timestamp, Option<CustomerId>, CompactString, CompactString)>);

impl Moved {
    /// Whether a contact, of which those come newest first, still counts as what it says.
    fn leaves(&mut self, entry: &Entry) -> bool {
        let Ok(said) = serde_json::from_str::<own::Contact<'_>>(entry.event.data.get()) else { return true };
        let time = entry.event.time;
        self.0.retain(|(at, ..)| *at == time);
        let customer = entry.own.and_then(|own| own.customer);
        let known = self.0.iter().position(|(_, whose, channel, reason)| {
            *whose == customer && *channel == said.channel && *reason == said.reason
        });
        if let Some(known) = known {
            self.0.swap_remove(known);
        }
        if let Some(before) = said.instead_of {
            self.0.push((time, customer, said.channel.into(), before.into()));
        }
        known.is_none()
    }
}

struct Filter<'a> {
    asked: &'a Asked,
    reasons: Option<Vec<CompactString>>,
    strategy: &'a Strategy,
    days: (Timestamp, Timestamp),
}

impl Filter<'_> {
    /// From where to look: what counts on the day of an opening may have come long after it.
    fn newest(&self) -> Timestamp {
        match self.asked.figure {
            Figure::Settled | Figure::NotCame | Figure::HeldOut => Timestamp::MAX,
            _ => self.days.1,
        }
    }

    /// What an entry says that is about one of the reasons asked for; nothing when any is. To look for it costs a
    /// tenth of reading the entry.
    fn about(&self) -> Vec<String> {
        let reasons = self.reasons.iter().flatten().filter(|_| self.asked.figure != Figure::Events);
        let names = reasons.map(|reason| serde_json::Value::from(reason.as_str()));
        names.flat_map(|name| [format!("\"reason\":{name}"), format!("\"instead_of\":{name}")]).collect()
    }

    fn takes(&self, entry: &Entry) -> bool {
        let history = entry.mode == Mode::History;
        self.asked.wanted.history.is_none_or(|wanted| wanted == history)
            && self.counts(entry).unwrap_or(false)
    }

    fn counts(&self, entry: &Entry) -> Option<bool> {
        let (data, time) = (entry.event.data.get(), entry.event.time);
        Some(match self.asked.figure {
            Figure::Contacts | Figure::ExpectedInTime => {
                let said: own::Contact<'_> = serde_json::from_str(data).ok()?;
                let level = || level_of(&said.channel, &said.reason, self.strategy);
                let in_time = self.asked.figure == Figure::Contacts || said.lead_seconds.is_some();
                let channel = self.asked.wanted.channel.as_ref().or(self.asked.by.as_ref());
                in_time
                    && self.is_of(&said.reason, said.segment.as_deref(), time)
                    && channel.is_none_or(|wanted| wanted == said.channel.as_ref())
                    && self.asked.level.as_ref().is_none_or(|wanted| wanted == level())
            }
            Figure::Expectations => {
                let said: own::Opened<'_> = serde_json::from_str(data).ok()?;
                self.is_of(&said.reason, said.segment.as_deref(), time)
            }
            Figure::Settled | Figure::NotCame => {
                let said: own::Settled<'_> = serde_json::from_str(data).ok()?;
                let not_came = said.level.is_some() && matches!(said.end.as_ref(), "missed" | "lapsed");
                (self.asked.figure == Figure::Settled || not_came)
                    && self.is_of(&said.reason, said.segment.as_deref(), said.opened)
                    && is(self.asked.by.as_ref(), Some(&said.end))
                    && is(self.asked.level.as_ref(), said.level.as_deref())
            }
            Figure::HeldOut => {
                let said: own::Assigned<'_> = serde_json::from_str(data).ok()?;
                said.arm == own::Arm::HeldOut
                    && self.is_of(&said.reason, said.segment.as_deref(), said.opened)
            }
            Figure::Decisions | Figure::Refused | Figure::Actions | Figure::Offers => {
                let said: own::Decided<'_> = serde_json::from_str(data).ok()?;
                self.is_of(&said.reason, said.segment.as_deref(), time) && self.is_decided(&said)
            }
            Figure::Deliveries => {
                let said: own::Delivery<'_> = serde_json::from_str(data).ok()?;
                let route =
                    self.asked.by.as_deref().and_then(|by| by.split_once('/')).map(|(_, route)| route);
                route.is_none_or(|wanted| wanted == said.route)
                    && self.is_of(said.reason.as_deref().unwrap_or_default(), None, time)
            }
            Figure::Events => entry.own.is_none() && self.is_in(time),
        })
    }

    fn is_decided(&self, said: &own::Decided<'_>) -> bool {
        let action = said.action.as_ref();
        let by = self.asked.by.as_ref();
        let level = || is(self.asked.level.as_ref(), action.map(|action| action.level.as_ref()));
        let means = || is(by, action.map(|action| action.by.as_ref()));
        match self.asked.figure {
            Figure::Offers => said.signal.is_none() && said.decision == "act" && level() && means(),
            _ if said.signal.is_none() || said.if_not_fixed => false,
            Figure::Refused => said.decision == "refused" && is(by, said.by.as_deref()),
            Figure::Actions => said.decision == "act" && level() && means(),
            _ => is(by, Some(&said.decision)) && level(),
        }
    }

    fn is_of(&self, reason: &str, segment: Option<&str>, day: Timestamp) -> bool {
        self.is_in(day)
            && self.reasons.as_ref().is_none_or(|reasons| reasons.iter().any(|wanted| wanted == reason))
            && is(self.asked.wanted.segment.as_ref(), segment)
    }

    fn is_in(&self, at: Timestamp) -> bool {
        self.days.0 <= at && at < self.days.1
    }
}

fn is(wanted: Option<&CompactString>, found: Option<&str>) -> bool {
    wanted.is_none_or(|wanted| found == Some(wanted))
}
