//! Contacts on a terminal: per reason, per channel, and what they come to in words.

use comfy_table::{Attribute, Cell, CellAlignment};
use voorzet_engine::report::contacts::{Rate, Repeat, Report, Row};

use crate::command::replay::width;
use crate::ladder::figures::{count, of, percent};
use crate::ladder::table::bare;
use crate::ladder::wrap::wrap;

/// A line per reason, then one per channel, then one for all.
pub(super) fn table(report: &Report) -> String {
    let mut table = bare();
    let heads = [
        "",
        "contacts",
        "by\ncustomers",
        "share",
        "per customer\n(95 %)",
        "back within\n7 days",
        "\n14 days",
        "\n30 days",
    ];
    let bold = |cell: Cell| cell.add_attribute(Attribute::Bold);
    table.set_header(heads.map(|head| bold(Cell::new(head))));
    for (heading, rows) in [("by reason", &report.reasons), ("by channel", &report.channels)] {
        table.add_row([bold(Cell::new(heading))]);
        for row in rows {
            table.add_row(cells(row));
        }
    }
    let all = Row {
        name: "all".to_owned(),
        contacts: report.contacts,
        customers: report.customers,
        share: (report.contacts > 0).then_some(1.0),
        per_customer: report.per_customer,
        repeats: report.repeats.clone(),
    };
    table.add_row(cells(&all).map(bold));
    for column in 1..heads.len() {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.to_string()
}

fn cells(row: &Row) -> [Cell; 8] {
    let back = |place: usize| percent(row.repeats.get(place).and_then(|repeat| repeat.share));
    [
        Cell::new(&row.name),
        Cell::new(count(row.contacts)),
        Cell::new(count(row.customers)),
        Cell::new(percent(row.share)),
        Cell::new(rate(row.per_customer)),
        Cell::new(back(0)),
        Cell::new(back(1)),
        Cell::new(back(2)),
    ]
}

/// A rate and its interval.
fn rate(rate: Option<Rate>) -> String {
    match rate {
        Some(Rate { rate, interval: Some((low, high)) }) => format!("{rate:.3} ({low:.3} – {high:.3})"),
        Some(Rate { rate, interval: None }) => format!("{rate:.3}"),
        None => "–".to_owned(),
    }
}

/// What the figures say beyond the table.
pub(super) fn words(report: &Report) -> String {
    let mut said = Vec::new();
    let time =
        |at: Option<voorzet_domain::time::Timestamp>| at.map_or_else(|| "–".to_owned(), |at| at.to_string());
    said.push(format!(
        "{} by {}, of {} there are, from {} to {}.",
        of(report.contacts, "contact", "contacts"),
        of(report.customers, "customer", "customers"),
        count(report.known_customers),
        time(report.from),
        time(report.to),
    ));
    let tops = report.top.iter().map(|top| {
        format!(
            "the top\u{a0}{:.0}\u{a0}% make {} ({} by chance)",
            100.0 * top.share,
            joined(top.of_contacts),
            joined(top.by_chance)
        )
    });
    said.push(format!("Of the customers who contact most, {}.", tops.collect::<Vec<_>>().join(", ")));
    if let (Some(gini), Some((low, high)), Some(chance)) =
        (report.gini, report.gini_interval, report.gini_by_chance)
    {
        said.push(format!(
            "Gini's coefficient is {gini:.3} ({low:.3} – {high:.3}); chance alone gives {chance:.3} at this rate."
        ));
    }
    said.extend(report.repeats.iter().filter_map(resolved));
    if report.unidentified > 0 {
        let bounds = report.repeats.first().and_then(|repeat| repeat.bounds);
        let between = bounds.map_or_else(String::new, |(low, high)| {
            format!(
                " Whoever they were, between {} and {} came back within 7 days.",
                joined(Some(low)),
                joined(Some(high))
            )
        });
        said.push(format!(
            "{} of nobody known {} not among these.{between}",
            of(report.unidentified, "contact", "contacts"),
            if report.unidentified == 1 { "is" } else { "are" }
        ));
    }
    let width = width();
    said.iter().map(|paragraph| wrap(paragraph, width, 0)).collect::<Vec<_>>().join("\n\n")
}

fn resolved(repeat: &Repeat) -> Option<String> {
    let (low, high) = repeat.interval?;
    Some(format!(
        "Within {} days of {} that had so long, the same customer came back about the same after {} ({} – {}); {} were \
         resolved at first contact.",
        repeat.days,
        of(repeat.judged, "contact", "contacts"),
        joined(repeat.share),
        joined(Some(low)),
        joined(Some(high)),
        joined(repeat.resolved),
    ))
}

/// A share as a percentage that is kept on one line.
fn joined(share: Option<f64>) -> String {
    percent(share).replace(' ', "\u{a0}")
}
