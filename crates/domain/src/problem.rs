//! What is wrong with something a person wrote, said so that they can mend it.

use std::fmt;

use serde::Serialize;

/// One error or warning in a strategy's files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file's path inside the strategy folder.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// What is wrong and what was expected.
    pub message: String,
    /// What to do about it, the nearest known name for instance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Problem {
    /// A problem at a byte offset of a file's text.
    pub fn at(file: &str, text: &str, offset: usize, message: impl Into<String>) -> Self {
        let (line, column) = position(text, offset);
        Self { file: file.to_owned(), line, column, message: message.into(), hint: None }
    }

    /// The same with a hint.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

/// Line and column, both from 1, of a byte offset; an offset past the end is the end.
pub fn position(text: &str, offset: usize) -> (u32, u32) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (line as u32, column as u32)
}

/// How many characters what stands at a line and column takes up, both from 1: a text in quotes, a word, or one
/// sign. At least one.
pub fn extent(text: &str, line: u32, column: u32) -> u32 {
    let line = text.split('\n').nth(line.saturating_sub(1) as usize).unwrap_or_default();
    let mut rest = line.chars().skip(column.saturating_sub(1) as usize);
    let in_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let length = match rest.next() {
        Some(quote @ ('"' | '\'')) => match rest.position(|c| c == quote) {
            Some(inside) => inside + 2,
            None => 1,
        },
        Some(first) if in_word(first) => 1 + rest.take_while(|c| in_word(*c)).count(),
        _ => 1,
    };
    length as u32
}

/// The name among `known` that is nearest to `wrong`, when one is near enough to be meant.
///
/// Distance is the least number of letters added, dropped, changed or swapped with a neighbour; near
/// enough is a third of the word's length, and at least one.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong: Vec<char> = wrong.chars().take(64).collect();
    let limit = (wrong.len() / 3).max(1);
    known
        .into_iter()
        .map(|name| (distance(&wrong, &name.chars().take(64).collect::<Vec<_>>()), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name)
}

/// Edit distance with transposition of neighbours (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters() {
        assert_eq!(position("één\ntwee", 0), (1, 1));
        assert_eq!(position("één\ntwee", 5), (1, 4));
        assert_eq!(position("één\ntwee", 8), (2, 3));
        assert_eq!(position("x", 99), (1, 2));
    }

    #[test]
    fn what_is_wrong_has_an_extent() {
        let text = "één = 1\non = \"late.één\" # x\nwhen = 'x";
        assert_eq!(extent(text, 1, 1), 3);
        assert_eq!(extent(text, 1, 5), 1);
        assert_eq!(extent(text, 2, 6), 10);
        assert_eq!(extent(text, 2, 7), 8);
        assert_eq!((extent(text, 3, 8), extent(text, 9, 9)), (1, 1));
    }

    #[test]
    fn the_nearest_name_is_offered_only_when_near() {
        let known = ["delivery.delayed", "delivery.completed", "order.shipped"];
        assert_eq!(nearest("delivery.delyaed", known), Some("delivery.delayed"));
        assert_eq!(nearest("deliverydelayed", known), Some("delivery.delayed"));
        assert_eq!(nearest("weather", known), None);
    }
}
