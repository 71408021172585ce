//! The world outside: providers that take what is sent, slowly, twice, or not at all.

use std::collections::BTreeMap;

use compact_str::CompactString;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_engine::deliver::{Came, Dispatch, Report};
use voorzet_store::outbox::SendKey;

use super::chance::Chance;

/// What reached the providers. They are never reset: what was sent stays sent, whatever crashes.
#[derive(Default)]
pub(crate) struct Providers {
    /// What each receiver acted on, by key: one for each effect.
    pub(crate) effects: BTreeMap<(CompactString, SendKey), u32>,
    /// Calls before the deadline that a provider had set.
    pub(crate) too_early: u32,
    /// Until when each route asked to be left alone, by the clock of who was told, once that is on disk.
    closed: BTreeMap<CompactString, Timestamp>,
    /// How long it asked for, and when by our clock that was first told, while it is not on disk.
    asked: Vec<(CompactString, Duration, Option<Timestamp>)>,
    /// Calls that are under way, with when they come to their end.
    under_way: Vec<(Timestamp, Dispatch, Fate)>,
}

/// What will become of a call.
#[derive(Clone, Copy, Debug)]
enum Fate {
    /// It is taken, and we are told.
    Taken,
    /// It is taken, and we are told that it was not, or nothing.
    TakenUnheard,
    /// It is not taken now.
    Fails,
    /// It is not taken, and the provider asks for a pause.
    Pause(Duration),
    /// It is never taken.
    Rejected,
}

impl Providers {
    /// What came back is told, at this instant of ours.
    pub(crate) fn tell(&mut self, ours: Timestamp) {
        for (.., told) in &mut self.asked {
            told.get_or_insert(ours);
        }
    }

    /// What was told is on disk.
    pub(crate) fn heard(&mut self) {
        for (route, pause, told) in self.asked.drain(..) {
            let until = self.closed.entry(route).or_insert(Timestamp::MIN);
            *until = told.map_or(*until, |told| told.plus(pause).max(*until));
        }
    }

    /// A route's provider is called.
    pub(crate) fn call(&mut self, dispatch: Dispatch, chance: &mut Chance, trouble: u64, now: Timestamp) {
        // By our clock, which may have been ahead and does not go back.
        if self.closed.get(&dispatch.route).is_some_and(|until| dispatch.at < *until) {
            self.too_early += 1;
        }
        let fate = match chance.below(1_000) {
            n if n < trouble / 4 => Fate::TakenUnheard,
            n if n < trouble / 2 => Fate::Fails,
            n if n < trouble * 3 / 4 => Fate::Pause(Duration::from_secs(1 + chance.below(600) as i64)),
            n if n < trouble * 4 / 5 => Fate::Rejected,
            _ => Fate::Taken,
        };
        let most = if chance.in_thousand(trouble) { 30_000_000 } else { 500_000 };
        let takes = Duration::from_micros(1_000 + chance.below(most) as i64);
        self.under_way.push((now.plus(takes), dispatch, fate));
    }

    /// What has come to its end by now. A provider that knows keys acts once on each.
    pub(crate) fn finish(&mut self, now: Timestamp, knows_keys: impl Fn(&str) -> bool) -> Vec<Report> {
        let mut reports = Vec::new();
        let mut ended: Vec<_> = self.under_way.extract_if(.., |(at, ..)| *at <= now).collect();
        ended.sort_by(|a, b| (a.0, &a.1.key).cmp(&(b.0, &b.1.key)));
        for (at, dispatch, fate) in ended {
            let known = knows_keys(&dispatch.route);
            if matches!(fate, Fate::Taken | Fate::TakenUnheard) {
                let effects = self.effects.entry((dispatch.route.clone(), dispatch.key.clone())).or_default();
                *effects = if known { 1 } else { *effects + 1 };
            }
            let outcome = match fate {
                Fate::Taken => Came::Delivered { reference: None },
                Fate::TakenUnheard if known => {
                    Came::Retry { after: None, problem: "the answer was lost".into() }
                }
                Fate::TakenUnheard => Came::Unsure { problem: "the answer was lost".into() },
                Fate::Fails => Came::Retry { after: None, problem: "503".into() },
                Fate::Pause(pause) => {
                    self.asked.push((dispatch.route.clone(), pause, None));
                    Came::Retry { after: Some(pause), problem: "429".into() }
                }
                Fate::Rejected => Came::Rejected { problem: "400".into() },
            };
            reports.push(Report { key: dispatch.key, outcome, at });
        }
        reports
    }

    /// We crash: nobody is there to hear what becomes of the calls under way. The providers go on all the same.
    pub(crate) fn hang_up(&mut self, knows_keys: impl Fn(&str) -> bool) {
        self.asked.clear();
        for (_, dispatch, fate) in std::mem::take(&mut self.under_way) {
            if matches!(fate, Fate::Taken | Fate::TakenUnheard) {
                let known = knows_keys(&dispatch.route);
                let effects = self.effects.entry((dispatch.route, dispatch.key)).or_default();
                *effects = if known { 1 } else { *effects + 1 };
            }
        }
    }

    /// When the next call comes to its end.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.under_way.iter().map(|(at, ..)| *at).min()
    }
}
