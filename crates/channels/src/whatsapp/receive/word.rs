//! Words by which customers take their consent back, when they are all that a message says.

const WORDS: [&str; 14] = [
    "stop",
    "stopp",
    "stopall",
    "unsubscribe",
    "opt out",
    "optout",
    "opt-out",
    "afmelden",
    "afmelding",
    "uitschrijven",
    "schrijf me uit",
    "meld me af",
    "stop berichten",
    "geen berichten meer",
];

/// Whether a message says that the customer wants nothing more of what they did not ask for.
pub(super) fn is_opt_out(text: &str) -> bool {
    let said = text.trim_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation()).to_lowercase();
    WORDS.contains(&said.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_alone_counts_and_within_a_sentence_it_does_not() {
        for text in ["STOP", " stop. ", "Afmelden!", "unsubscribe", "\"Stop\""] {
            assert!(is_opt_out(text), "{text}");
        }
        for text in ["", "stop even met bellen", "ik kan niet stoppen", "niet stop", "bushalte: stop"] {
            assert!(!is_opt_out(text), "{text}");
        }
    }
}
