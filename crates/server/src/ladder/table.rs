//! The table: one line per reason.

use comfy_table::{Attribute, Cell, CellAlignment, Table, presets};
use voorzet_engine::replay::report::{Report, Row};

use super::figures::{count, lead, money, percent};

/// The ladder per reason; reasons without contacts and signals are left out.
pub(crate) fn table(report: &Report) -> String {
    let mut table = bare();
    let heads = [
        "reason",
        "contacts",
        "by\ncustomers",
        "expected\nin time",
        "lead time\nmedian (quartiles)",
        "expec-\ntations",
        "came\ntrue",
        "acts",
        "waits",
        "refused",
        "costs",
    ];
    table.set_header(heads.map(|head| Cell::new(head).add_attribute(Attribute::Bold)));
    for row in report.reasons.iter().filter(|row| shows(row)) {
        table.add_row(cells(row, &row.reason));
    }
    let totals = cells(&report.totals, "all reasons");
    table.add_row(totals.map(|cell| cell.add_attribute(Attribute::Bold)));
    for column in 1..heads.len() {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.to_string()
}

/// Lines under the heads and nowhere else.
pub(crate) fn bare() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table
}

/// Whether a reason has anything to show.
pub(super) fn shows(row: &Row) -> bool {
    row.contacts > 0 || row.signals > 0
}

fn cells(row: &Row, name: &str) -> [Cell; 11] {
    let refused: u64 = row.decisions.refused.values().sum();
    [
        Cell::new(name),
        Cell::new(count(row.contacts)),
        Cell::new(count(row.customers)),
        Cell::new(percent(row.recall)),
        Cell::new(lead(&row.lead_seconds)),
        Cell::new(count(row.expectations)),
        Cell::new(percent(row.precision)),
        Cell::new(count(row.decisions.act)),
        Cell::new(count(row.decisions.deferred)),
        Cell::new(count(refused)),
        Cell::new(money(row.cost)),
    ]
}
