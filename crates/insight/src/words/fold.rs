//! From text to words without capitals and accents.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A longer word is cut: it is no word but a key or a picture.
pub const MOST_LETTERS: usize = 40;

/// The words of a text, folded: runs of letters and digits, with what stands apart from them left out. An apostrophe
/// inside a word is no gap: *foto's*, *won't*.
pub fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let parts = text.split(|c: char| !(c.is_alphanumeric() || is_combining_mark(c) || is_apostrophe(c)));
    parts.map(fold).filter(|word| !word.is_empty())
}

/// A word in small letters without accents, apostrophes and what is longer than a word; empty when nothing is left.
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len().min(4 * MOST_LETTERS));
    let letters = word.nfkd().filter(|c| c.is_alphanumeric() && !is_combining_mark(*c));
    for letter in letters.flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).take(MOST_LETTERS) {
        match letter {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            letter => folded.push(letter),
        }
    }
    folded
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_capitals_accents_and_what_stands_between() {
        let of = |text: &str| words(text).collect::<Vec<_>>();
        assert_eq!(of("Geïncasseerd – ÉÉN foto’s, won't!"), ["geincasseerd", "een", "fotos", "wont"]);
        assert_eq!(of("Große Straße, Ærø; e\u{301}e\u{301}n"), ["grosse", "strasse", "aero", "een"]);
        assert_eq!(of("order 3S-91 (€ 12,50)"), ["order", "3s", "91", "12", "50"]);
        assert_eq!(of("ﬁets İstanbul"), ["fiets", "istanbul"]);
        for nothing in ["", " \n\t", "👍🏽👩‍👩‍👧", "?!…", "''", "\u{301}\u{301}"] {
            assert_eq!(of(nothing), Vec::<String>::new(), "{nothing:?}");
        }
        assert_eq!(fold(&"a".repeat(1_000_000)).len(), MOST_LETTERS);
    }
}
