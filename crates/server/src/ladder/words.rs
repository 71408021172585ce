//! What a replay shows in plain words, and what history cannot show.

use voorzet_engine::replay::report::Report;

use super::figures::{count, money, percent};

/// The closing paragraph.
pub(crate) fn closing(report: &Report) -> String {
    let totals = &report.totals;
    let mut lines = vec![format!(
        "Of {} contacts by {} customers, {} ({}) were expected in time for a message to go before them. \
         Of the expectations that ran their course {} were followed by the contact. \
         What would have been done costs {}.",
        count(totals.contacts),
        count(totals.customers),
        count(totals.expected_in_time),
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
            "{} repairs are counted as tried. Which of them would have worked is not in the history either; \
             what stands under “if not fixed” holds only where they failed.",
            count(repairs)
        ));
    }
    if totals.open > 0 {
        let until = report.until.map_or_else(|| "the end".to_owned(), |until| until.to_string());
        lines.push(format!(
            "{} expectations reach beyond {until}, where the history ends: they are open, and neither true \
             nor false.",
            count(totals.open)
        ));
    }
    if totals.held_out > 0 {
        lines.push(format!(
            "{} expectations fell in a control group: decided alike, not carried out.",
            count(totals.held_out)
        ));
    }
    let lost = report.unreadable;
    if lost > 0 {
        lines.push(format!("{} lines or events could not be read and are listed above.", count(lost)));
    }
    lines.join("\n")
}
