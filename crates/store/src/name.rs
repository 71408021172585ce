//! What customers are called, made so that it can be searched: without case and accents, from every word on.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The traits that say what somebody is called.
const TRAITS: [&str; 7] =
    ["name", "first_name", "last_name", "firstName", "lastName", "company", "company_name"];

/// The most words of a name that count.
const WORDS: usize = 6;

/// The most bytes of a name that count.
const LENGTH: usize = 120;

/// Small words between a first and a last name, that people leave out when they search.
const PARTICLES: [&str; 18] = [
    "de", "den", "der", "het", "t", "van", "vd", "ten", "ter", "te", "von", "zu", "la", "le", "di", "da",
    "el", "al",
];

/// Whether a trait says what somebody is called.
pub(crate) fn is_name(name: &str) -> bool {
    TRAITS.contains(&name)
}

/// A name or the beginning of one as it is compared: lower case, no accents, one space between words.
pub(crate) fn folded(text: &str) -> String {
    let cut = &text[..text.floor_char_boundary(LENGTH)];
    let plain = cut.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase);
    let plain: String = plain.map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    plain.split_whitespace().take(WORDS).collect::<Vec<_>>().join(" ")
}

/// Every order of a name's words in which people begin to type it: from each word on, with and without the small
/// words between.
pub(crate) fn beginnings(name: &str) -> Vec<String> {
    let folded = folded(name);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let mut all = rotations(&words);
    let main: Vec<&str> = words.iter().copied().filter(|word| !PARTICLES.contains(word)).collect();
    if main.len() < words.len() {
        all.extend(rotations(&main));
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn rotations(words: &[&str]) -> Vec<String> {
    let turned = |at: usize| [&words[at..], &words[..at]].concat().join(" ");
    (0..words.len()).map(turned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_from_every_word_on() {
        let all = beginnings("José  de Vries-Jansen");
        for typed in ["jose de vr", "vries jansen", "de vries", "jansen jose", "JOSÉ VRIES"] {
            let typed = folded(typed);
            assert!(all.iter().any(|word| word.starts_with(&typed)), "{typed}: {all:?}");
        }
        assert!(beginnings("  ").is_empty());
        assert_eq!(beginnings("ÅSA"), ["asa"]);
    }
}
