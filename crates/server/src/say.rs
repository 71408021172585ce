//! What is told to people beside the result: messages on standard error.
//!
//! Histories and strategies come from others, and their texts are in messages and tables. A terminal would
//! take control characters among them for orders, so they are shown and not sent.

use std::borrow::Cow;
use std::fmt::{self, Display, Write as _};
use std::io::Write as _;

/// Tells something in a line of its own, or in several. Nobody listening is no failure: there is nowhere to
/// say so.
pub(crate) fn say(text: impl Display) {
    let text = text.to_string();
    let _ = writeln!(std::io::stderr(), "{}", shown(&text));
}

/// A text as a terminal may have it: line ends stay, other control characters are written out, as are marks
/// that turn the direction of writing around.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    if !text.chars().any(commands) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        let written: fmt::Result = if commands(character) {
            write!(shown, "{}", character.escape_default())
        } else {
            shown.write_char(character)
        };
        debug_assert!(written.is_ok(), "a text in memory takes anything");
    }
    Cow::Owned(shown)
}

fn commands(character: char) -> bool {
    let turns =
        matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (character.is_control() && character != '\n') || turns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown_and_not_sent() {
        assert_eq!(shown("één\ntwee"), "één\ntwee");
        assert_eq!(shown("\u{1b}[2J\u{7}\r\u{9b}1m\u{202e}"), r"\u{1b}[2J\u{7}\r\u{9b}1m\u{202e}");
    }
}
