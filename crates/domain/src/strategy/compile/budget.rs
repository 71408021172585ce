//! The contact budget.

use super::super::model::{Budget, Kind, Limit};
use super::super::read::table::{Table, Word};
use super::super::report::Report;
use crate::problem::nearest;
use crate::time::Duration;

/// The budget where none is written.
pub(super) fn assumed() -> Budget {
    Budget {
        limits: vec![
            Limit { max: 2, per: Duration::from_days(7) },
            Limit { max: 5, per: Duration::from_days(30) },
        ],
        rank: Kind::ALL.to_vec(),
        exempt: Kind::ALL.into_iter().filter(|kind| kind.never_withheld()).collect(),
        reserve: Vec::new(),
    }
}

/// Reads `[budget]`.
pub(super) fn read(table: Option<&Table<'_>>, report: &mut Report) -> Budget {
    let mut budget = assumed();
    let Some(table) = table else { return budget };
    if table.get("limits").is_some() {
        budget.limits = limits(table, report);
    }
    if table.get("rank").is_some() {
        budget.rank = kinds(&table.words("rank"), "rank", report);
        let rest: Vec<_> = Kind::ALL.into_iter().filter(|kind| !budget.rank.contains(kind)).collect();
        budget.rank.extend(rest);
    }
    if table.get("exempt").is_some() {
        budget.exempt = kinds(&table.words("exempt"), "exempt", report);
    }
    if let Some(reserve) = table.table("reserve") {
        budget.reserve = reserved(&reserve, &budget, report);
    }
    budget
}

/// The limits; warns of one that another makes pointless.
fn limits(table: &Table<'_>, report: &mut Report) -> Vec<Limit> {
    let mut limits: Vec<Limit> = Vec::new();
    for limit in table.tables("limits") {
        let max = limit.get("max").and_then(|item| item.count()).and_then(|max| u32::try_from(max).ok());
        let (Some(max), Some(per)) = (max, limit.duration("per")) else { continue };
        if per == Duration::ZERO {
            report.error(limit.place_of("per"), "a limit needs a span of time, not 0s");
        }
        if per == Duration::ZERO || max == 0 {
            continue;
        }
        // What holds in the longer span holds in every shorter one.
        let tighter = |a: &Limit, b: &Limit| a.per >= b.per && a.max <= b.max;
        let new = Limit { max, per };
        if let Some(old) = limits.iter().find(|old| tighter(old, &new) || tighter(&new, old)) {
            let (strict, idle) = if tighter(old, &new) { (old, &new) } else { (&new, old) };
            report.warning(
                limit.place,
                format!(
                    "at most {} in {} can never be reached: at most {} in {} is stricter",
                    idle.max, idle.per, strict.max, strict.per
                ),
            );
        }
        limits.push(new);
    }
    limits
}

fn kinds(words: &[Word<'_>], key: &str, report: &mut Report) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for word in words {
        let Some(kind) = Kind::from_name(word.text) else { continue };
        if kinds.contains(&kind) {
            report.error(word.place, format!("`{}` stands twice in `{key}`", word.text));
        } else {
            kinds.push(kind);
        }
    }
    kinds
}

/// What is reserved; a limit that is reserved whole would leave nothing to the kinds below.
fn reserved(table: &Table<'_>, budget: &Budget, report: &mut Report) -> Vec<(Kind, u32)> {
    let mut reserve = Vec::new();
    let mut sum: u32 = 0;
    for (name, item) in table.entries() {
        let Some(kind) = Kind::from_name(name.text) else {
            let near = nearest(name.text, Kind::ALL.into_iter().map(Kind::name));
            report
                .error(name.place, format!("`{}` is no kind of reason", name.text))
                .hint_if(near.map(|near| format!("did you mean `{near}`?")));
            continue;
        };
        let Some(count) = item.count().and_then(|count| u32::try_from(count).ok()) else { continue };
        sum = sum.saturating_add(count);
        if let Some(limit) = budget.limits.iter().find(|limit| limit.max <= sum) {
            let message = format!(
                "reserves all of at most {} in {}: nothing is left for the rest",
                limit.max, limit.per
            );
            report.error(item.place, message).hint("reserve less than every limit allows");
        }
        reserve.push((kind, count));
    }
    reserve
}
