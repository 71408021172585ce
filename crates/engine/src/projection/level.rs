//! What happened on each level of the ladder.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use voorzet_store::figure::Sum;

use super::figure;
use super::flow::NET;
use super::row::count;

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

/// The channel of contacts that are made in public, where the net is.
const IN_PUBLIC: &str = "social";

/// Counts per level while sums are added.
pub(super) struct Levels(pub(super) [Level; 6]);

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
    pub(super) fn add(&mut self, sum: &Sum) {
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
