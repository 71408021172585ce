//! Figures as people read them.

use std::collections::BTreeMap;

use voorzet_engine::replay::report::Quartiles;

/// A whole number with non-breaking spaces between its thousands.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push('\u{a0}');
        }
        grouped.push(digit);
    }
    grouped
}

/// So many of a thing, in the singular where there is one.
pub(crate) fn of(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// A share as a percentage, or a dash when there is none.
pub(crate) fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0))
}

/// An amount of money, two decimals.
pub(super) fn money(amount: f64) -> String {
    let cents = (amount * 100.0).round() as i64;
    let whole = count(cents.unsigned_abs() / 100);
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{whole}.{:02}", cents.unsigned_abs() % 100)
}

/// A length of time in its largest fitting unit.
pub(super) fn length(seconds: f64) -> String {
    match seconds {
        s if s < 90.0 => format!("{s:.0} s"),
        s if s < 5_400.0 => format!("{:.0} min", s / 60.0),
        s if s < 129_600.0 => format!("{:.1} h", s / 3_600.0),
        s => format!("{:.1} d", s / 86_400.0),
    }
}

/// The median and the quartiles around it.
pub(super) fn lead(quartiles: &Quartiles) -> String {
    match (quartiles.p25, quartiles.p50, quartiles.p75) {
        (Some(low), Some(middle), Some(high)) => {
            format!("{} ({} – {})", length(middle), length(low), length(high))
        }
        _ => "–".to_owned(),
    }
}

/// Counts by name.
pub(super) fn list(counts: &BTreeMap<String, u64>) -> Vec<String> {
    let named = |(name, n): (&String, &u64)| format!("{} {}", name.replace('_', " "), count(*n));
    counts.iter().map(|count| joined(&named(count))).collect()
}

/// Kept on one line.
fn joined(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}

/// The numbers of the levels.
const MARKS: [char; 5] = ['①', '②', '③', '④', '⑤'];

/// Actions by level and name, lowest level first.
pub(super) fn actions(levels: &BTreeMap<String, BTreeMap<String, u64>>) -> Vec<String> {
    let mut lines = Vec::new();
    for (number, level) in ["prevent", "proactive", "self_service", "digital", "personal"].iter().enumerate()
    {
        for (name, n) in levels.get(*level).into_iter().flatten() {
            lines.push(joined(&format!("{} {name} {}", MARKS[number], count(*n))));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!(count(1_234_567), "1\u{a0}234\u{a0}567");
        assert_eq!(count(12), "12");
        assert_eq!(money(1234.5), "1\u{a0}234.50");
        assert_eq!(money(-0.126), "-0.13");
        assert_eq!(percent(Some(0.1234)), "12.3 %");
        assert_eq!(percent(None), "–");
        assert_eq!(length(5_400.0), "1.5 h");
    }
}
