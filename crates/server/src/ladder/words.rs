//! What a replay shows in plain words, and what history cannot show.

use voorzet_engine::replay::report::Report;

use super::figures::{money, of, percent};
use super::wrap::wrap;

/// The closing paragraph.
pub(crate) fn closing(report: &Report, width: usize) -> String {
    let totals = &report.totals;
    let mut lines = vec![format!(
        "Of {} by {}, {} ({}), early enough for a message to go before. Of the expectations that ran \
         their course, {} were followed by the contact. What would have been done costs {}.",
        of(totals.contacts, "contact", "contacts"),
        of(totals.customers, "customer", "customers"),
        of(totals.expected_in_time, "was expected", "were expected"),
        percent(totals.recall),
        percent(totals.precision),
        money(totals.cost),
    )];
    lines.push(
        "What this history cannot show: nobody was told anything in it, so every contact came as it came. \
         A contact expected in time is a candidate: one that a message could have gone before. How many a \
         message avoids, and how many it causes, only a control group can tell."
            .to_owned(),
    );
    let repairs = totals.actions.get("prevent").map_or(0, |names| names.values().sum::<u64>());
    if repairs > 0 {
        lines.push(format!(
            "{} as tried. Whether a repair would have worked is not in the history either; what stands \
             under “if not fixed” holds only where it failed.",
            of(repairs, "repair is counted", "repairs are counted")
        ));
    }
    if totals.open > 0 {
        let until = report.until.map_or_else(|| "the end".to_owned(), |until| until.to_string());
        lines.push(format!(
            "{} beyond {until}, where the history ends, and so neither came true nor false.",
            of(totals.open, "expectation reaches", "expectations reach")
        ));
    }
    if totals.held_out > 0 {
        lines.push(format!(
            "{} in a control group: decided alike, not carried out.",
            of(totals.held_out, "expectation fell", "expectations fell")
        ));
    }
    let lost = report.unreadable;
    if lost > 0 {
        lines.push(format!(
            "{} above.",
            of(lost, "line or event could not be read: see", "lines or events could not be read: see")
        ));
    }
    lines.iter().map(|line| wrap(line, width, 0)).collect::<Vec<_>>().join("\n\n")
}
