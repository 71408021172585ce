//! What would have been done and what would not, per reason, by level and channel.

use voorzet_engine::replay::report::{Report, Row};

use super::figures::{actions, list};
use super::table::shows;
use super::wrap::wrap;

/// Per reason a line of actions, a line of what follows where a repair failed, a line of what was refused.
pub(crate) fn deeds(report: &Report, width: usize) -> String {
    let rows: Vec<&Row> = report.reasons.iter().filter(|row| shows(row)).collect();
    let indent = rows.iter().map(|row| row.reason.chars().count()).max().unwrap_or(0).max(11) + 3;
    let mut text = String::from(
        "What would have been done: ① prevent ② proactive ③ self-service ④ digital ⑤ personal\n\n",
    );
    for (row, name) in
        rows.iter().map(|row| (*row, row.reason.as_str())).chain([(&report.totals, "all reasons")])
    {
        let mut paragraphs = vec![parts(&actions(&row.actions))];
        let repaired = actions(&row.if_not_fixed.actions);
        if !repaired.is_empty() {
            paragraphs.push(format!("if not fixed: {}", parts(&repaired)));
        }
        let offers = actions(&row.offers);
        if !offers.is_empty() {
            paragraphs.push(format!("at a contact: {}", parts(&offers)));
        }
        if !row.decisions.refused.is_empty() {
            paragraphs.push(format!("refused: {}", parts(&list(&row.decisions.refused))));
        }
        for (number, paragraph) in paragraphs.iter().enumerate() {
            let label = if number == 0 { name } else { "" };
            text.push_str(&wrap(&format!(" {label:<pad$}{paragraph}", pad = indent - 1), width, indent));
            text.push('\n');
        }
    }
    text
}

fn parts(parts: &[String]) -> String {
    if parts.is_empty() { "–".to_owned() } else { parts.join(" · ") }
}
