//! Text set to a width.

/// Breaks a text at spaces so that no line is longer than `width`; lines after the first are indented.
/// A break never parts a number from what it counts or a mark from its word: those are joined by
/// non-breaking spaces, which come out as spaces.
pub(crate) fn wrap(text: &str, width: usize, indent: usize) -> String {
    let mut lines = vec![String::new()];
    let mut length = 0;
    for (number, word) in text.split(' ').enumerate() {
        let size = word.chars().count();
        let last = lines.len() - 1;
        if length + 1 + size > width && !lines[last].trim().is_empty() {
            lines.push(" ".repeat(indent) + word);
            length = indent + size;
            continue;
        }
        if number > 0 {
            lines[last].push(' ');
            length += 1;
        }
        lines[last].push_str(word);
        length += size;
    }
    lines.join("\n").replace('\u{a0}', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_keep_their_indent() {
        assert_eq!(wrap("one two three", 7, 2), "one two\n  three");
        assert_eq!(wrap(" a  b", 80, 0), " a  b", "columns stay where they are");
        assert_eq!(wrap("one 1\u{a0}000", 7, 0), "one\n1 000");
        assert_eq!(wrap("unbreakable", 3, 0), "unbreakable");
    }
}
