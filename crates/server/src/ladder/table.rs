//! The table per reason.

use comfy_table::{Attribute, Cell, CellAlignment, ContentArrangement, Table, presets};
use voorzet_engine::replay::report::{Report, Row};

use super::figures::{actions, count, lead, list, money, percent};

/// The ladder per reason; reasons without contacts, signals and decisions are left out.
pub(crate) fn table(report: &Report, width: Option<u16>) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    if let Some(width) = width {
        table.set_width(width);
    }
    let heads = [
        "reason",
        "contacts",
        "by\ncustomers",
        "expected\nin time",
        "lead time",
        "expec-\ntations",
        "came\ntrue",
        "would do\n(level, by, number)",
        "waits",
        "refused",
        "costs",
    ];
    table.set_header(heads.map(|head| Cell::new(head).add_attribute(Attribute::Bold)));
    let quiet = |row: &Row| row.contacts == 0 && row.signals == 0 && row.decisions.act == 0;
    for row in report.reasons.iter().filter(|row| !quiet(row)) {
        table.add_row(cells(row, &row.reason));
    }
    let totals = cells(&report.totals, "all reasons");
    table.add_row(totals.into_iter().map(|cell| cell.add_attribute(Attribute::Bold)));
    for column in [1, 2, 3, 4, 5, 6, 8, 10] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.to_string()
}

fn cells(row: &Row, name: &str) -> Vec<Cell> {
    let mut done = actions(&row.actions);
    let repaired = actions(&row.if_not_fixed.actions);
    if !repaired.is_empty() {
        done.push("if not fixed:".to_owned());
        done.extend(repaired);
    }
    let done = if done.is_empty() { "–".to_owned() } else { done.join("\n") };
    vec![
        Cell::new(name),
        Cell::new(count(row.contacts)),
        Cell::new(count(row.customers)),
        Cell::new(format!("{}\n{}", percent(row.recall), count(row.expected_in_time))),
        Cell::new(lead(&row.lead_seconds)),
        Cell::new(count(row.expectations)),
        Cell::new(format!("{}\n{}", percent(row.precision), count(row.met))),
        Cell::new(done),
        Cell::new(count(row.decisions.deferred)),
        Cell::new(list(&row.decisions.refused)),
        Cell::new(money(row.cost)),
    ]
}
