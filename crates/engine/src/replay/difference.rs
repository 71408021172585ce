//! What another strategy would change, reason by reason.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::report::{Report, Row};

/// One reason under two strategies over the same events. What a strategy does not have counts nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The reason; `*` for all together.
    pub reason: String,
    /// Its name per language, as the second strategy has it.
    pub name: BTreeMap<String, String>,
    /// Contacts; a reason that only one of them has moves contacts from one row to another.
    pub contacts: u64,
    /// Contacts expected in time under the first.
    pub expected_before: u64,
    /// The same under the second.
    pub expected_after: u64,
    /// What would have been done under the first.
    pub actions_before: u64,
    /// The same under the second.
    pub actions_after: u64,
    /// What that would have cost under the first.
    pub cost_before: f64,
    /// The same under the second.
    pub cost_after: f64,
}

/// The reasons of both, in the order of the second, then what only the first has, then all together.
pub fn differences(before: &Report, after: &Report) -> Vec<Difference> {
    let find = |rows: &'_ [Row], reason: &str| rows.iter().position(|row| row.reason == reason);
    let same = after.reasons.iter().map(|row| {
        let earlier = find(&before.reasons, &row.reason).map(|index| &before.reasons[index]);
        Difference::of(earlier, Some(row), row)
    });
    let gone = before.reasons.iter().filter(|row| find(&after.reasons, &row.reason).is_none());
    let gone = gone.map(|row| Difference::of(Some(row), None, row));
    let total = Difference::of(Some(&before.totals), Some(&after.totals), &after.totals);
    same.chain(gone).chain([total]).collect()
}

impl Difference {
    fn of(before: Option<&Row>, after: Option<&Row>, named: &Row) -> Self {
        let expected = |row: Option<&Row>| row.map_or(0, |row| row.expected_in_time);
        let actions = |row: Option<&Row>| {
            row.map_or(0, |row| row.actions.values().flat_map(BTreeMap::values).sum::<u64>())
        };
        let cost = |row: Option<&Row>| row.map_or(0.0, |row| row.cost);
        Self {
            reason: named.reason.clone(),
            name: named.name.clone(),
            contacts: after.or(before).map_or(0, |row| row.contacts),
            expected_before: expected(before),
            expected_after: expected(after),
            actions_before: actions(before),
            actions_after: actions(after),
            cost_before: cost(before),
            cost_after: cost(after),
        }
    }
}
