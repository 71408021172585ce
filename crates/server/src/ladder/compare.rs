//! Two strategies over the same history, side by side.

use comfy_table::{Attribute, Cell, CellAlignment, Table};
use voorzet_engine::replay::report::{Report, Row};

use super::figures::{count, money, percent};
use super::table::{bare, shows};

/// Per reason the figures of both, and what the second changes.
pub(crate) fn compare(first: &Report, second: &Report, names: [&str; 2]) -> String {
    let mut table = bare();
    let heads =
        ["reason", "strategy", "contacts", "expected\nin time", "came\ntrue", "acts", "refused", "costs"];
    table.set_header(heads.map(|head| Cell::new(head).add_attribute(Attribute::Bold)));
    for reason in reasons(first, second) {
        let find = |report: &'_ Report| report.reasons.iter().find(|row| row.reason == reason).cloned();
        add(&mut table, &reason, find(first).as_ref(), find(second).as_ref(), names);
    }
    add(&mut table, "all reasons", Some(&first.totals), Some(&second.totals), names);
    for column in 2..8 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.to_string()
}

/// Every reason of either that has anything to show, in the first one's order.
fn reasons(first: &Report, second: &Report) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for row in first.reasons.iter().chain(&second.reasons).filter(|row| shows(row)) {
        if !names.contains(&row.reason) {
            names.push(row.reason.clone());
        }
    }
    names
}

fn add(table: &mut Table, reason: &str, first: Option<&Row>, second: Option<&Row>, names: [&str; 2]) {
    let column = |figure: fn(&Row) -> String| {
        [first, second].map(|row| row.map_or_else(|| "–".to_owned(), figure)).join("\n")
    };
    table.add_row([
        Cell::new(reason),
        Cell::new(names.join("\n")),
        Cell::new(column(|row| count(row.contacts))),
        Cell::new(column(|row| percent(row.recall))),
        Cell::new(column(|row| percent(row.precision))),
        Cell::new(column(|row| count(row.decisions.act))),
        Cell::new(column(|row| count(row.decisions.refused.values().sum()))),
        Cell::new(column(|row| money(row.cost))),
    ]);
}
