//! What came of a decision, as entries of the log.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::value::to_raw_value;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::decide::outcome::{Happening, Verdict};
use voorzet_domain::decide::record::Record;
use voorzet_domain::state::expectation::Arm as Touched;
use voorzet_domain::strategy::model::{Level, ReasonId, SignalId, Strategy};
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::{Mode, OwnEntry};

use super::draft::{Cause, Deed, Said};
use crate::own::{self, Arm, kind};
use crate::projection::flow;

/// For whom and by what something came about.
pub(super) struct Telling<'a> {
    pub(super) strategy: &'a Strategy,
    pub(super) customer: CustomerId,
    pub(super) cause: Cause,
    /// When it was decided.
    pub(super) now: Timestamp,
    /// When what led to it happened.
    pub(super) happened: Timestamp,
    /// The segment that the customer is in, as far as one is known.
    pub(super) segment: Option<&'a str>,
    /// All originals of the customer.
    pub(super) originals: &'a [CustomerId],
}

impl Telling<'_> {
    /// Adds what is to be said of something that happened. `label` says how the customer is written.
    pub(super) fn tell(
        &self,
        happening: Happening,
        label: impl FnOnce() -> String,
        said: &mut Said,
    ) -> serde_json::Result<()> {
        match happening {
            Happening::Signal(_) | Happening::Crowded(_) | Happening::HeldOut { .. } => {}
            // What was done about it may have kept the customer from contacting us, so it shows nothing.
            Happening::Window { arm, .. } if self.cause.mode == Mode::Live && arm == Touched::Treated => {}
            Happening::Window { signal, hit, .. } => said.windows.push((signal, hit)),
            Happening::Opened { signal, key, at, .. } => {
                let signal = self.signal(signal);
                let opened = own::Opened {
                    reason: self.reason(signal.reason).into(),
                    key: key.as_str().into(),
                    signal: signal.id.as_str().into(),
                    segment: self.segment(),
                };
                said.entries.push(self.entry(kind::EXPECTATION_OPENED, at, &opened)?);
            }
            Happening::Settled { reason, key, signal, opened, end, level } => {
                let settled = own::Settled {
                    reason: self.reason(reason).into(),
                    key: key.as_str().into(),
                    signal: self.signal(signal).id.as_str().into(),
                    opened,
                    end: own::end_name(end).into(),
                    level: level.map(|level| level.name().into()),
                    segment: self.segment(),
                };
                said.entries.push(self.entry(kind::EXPECTATION_SETTLED, self.now, &settled)?);
            }
            Happening::Assigned { reason, key, opened, lot, deed } => {
                let arm = if lot.held_out { Arm::HeldOut } else { Arm::Treated };
                let (reason, key) = (self.reason(reason).into(), key.as_str().into());
                let within = u32::try_from(self.strategy.measure.within.as_secs()).unwrap_or(u32::MAX);
                let drawn = own::Drawn {
                    quarter: lot.quarter,
                    share: millionths(lot.share),
                    of_all: lot.of_all,
                    all: millionths(lot.all),
                    within_seconds: within,
                    level: deed.level.name().into(),
                    by: deed.means.name(self.strategy).into(),
                    originals: self.several(),
                };
                let (segment, drawn) = (self.segment(), Some(drawn));
                let assigned = own::Assigned { reason, key, opened, arm, drawn, segment };
                said.entries.push(self.entry(kind::HOLDOUT_ASSIGNED, self.now, &assigned)?);
            }
            Happening::Contact { reason, channel, expected } => {
                let lead_seconds = expected.map(|lead| u32::try_from(lead.as_secs()).unwrap_or(u32::MAX));
                let about = &self.strategy.reasons[reason.index()];
                let contact = own::Contact {
                    reason: about.id.as_str().into(),
                    channel: channel.as_str().into(),
                    lead_seconds,
                    instead_of: None,
                    cost: self.cost_of(&channel, &about.id),
                    complaint: about.complaint,
                    originals: self.several(),
                    segment: self.segment(),
                };
                said.entries.push(self.entry(kind::CONTACT_COUNTED, self.happened, &contact)?);
            }
            Happening::Decision(decision) => {
                let label = label();
                let made = Record::for_log(&decision, &label, self.strategy);
                let made = own::Made { record: made, segment: self.segment() };
                said.entries.push(self.entry(kind::DECISION_MADE, decision.at, &made)?);
                if self.cause.mode == Mode::Live && matches!(decision.verdict, Verdict::Act(_)) {
                    let (customer, cause) = (self.customer, self.cause.position);
                    said.deeds.push(Deed { customer, decision, cause });
                }
            }
        }
        Ok(())
    }

    fn entry(
        &self,
        kind: &'static str,
        time: Timestamp,
        data: &impl Serialize,
    ) -> serde_json::Result<OwnEntry> {
        entry(kind, time, self.cause, Some(self.customer), data)
    }

    /// All originals of the customer, when there is more than one.
    fn several(&self) -> Vec<u32> {
        if self.originals.len() < 2 {
            Vec::new()
        } else {
            self.originals.iter().map(|original| original.0).collect()
        }
    }

    /// What handling a contact costs, in millionths.
    fn cost_of(&self, channel: &str, reason: &str) -> i64 {
        let money = &self.strategy.economics;
        let level = flow::level_of(channel, reason, self.strategy);
        let cost = match Level::from_name(level) {
            Some(Level::Personal) => money.personal,
            Some(Level::SelfService) => 0.0,
            _ => money.digital,
        };
        (cost * 1e6).round() as i64
    }

    fn segment(&self) -> Option<Cow<'_, str>> {
        self.segment.map(Cow::Borrowed)
    }

    fn reason(&self, id: ReasonId) -> &str {
        &self.strategy.reasons[id.index()].id
    }

    fn signal(&self, id: SignalId) -> &voorzet_domain::strategy::model::Signal {
        &self.strategy.signals[id.index()]
    }
}

fn millionths(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 1e6).round() as u32
}

/// An entry of our own.
pub(super) fn entry(
    kind: &'static str,
    time: Timestamp,
    cause: Cause,
    customer: Option<CustomerId>,
    data: &impl Serialize,
) -> serde_json::Result<OwnEntry> {
    let Cause { position, mode } = cause;
    Ok(OwnEntry { kind, time, mode, cause: position, customer, data: to_raw_value(data)? })
}

/// Says nothing beyond the entry's type and what led to it.
#[derive(Serialize)]
pub(super) struct Nothing {}
