//! What of a text counts.

use std::collections::BTreeSet;

use crate::words::stem::{Language, stem};
use crate::words::words;

/// As many words as are read: what a mail is about stands at its beginning.
pub const MOST_WORDS: usize = 300;

/// The stems of a text and each two that follow each other, once, in order. Where the language is not known they are
/// those of both.
pub fn features(text: &str, language: Option<Language>) -> Vec<String> {
    let words: Vec<String> = words(text).take(MOST_WORDS).collect();
    let both = [Language::Dutch, Language::English];
    let languages = language.as_ref().map_or(&both[..], std::slice::from_ref);
    let mut features = BTreeSet::new();
    for language in languages {
        let stems: Vec<_> = words.iter().map(|word| stem(word, *language)).collect();
        features.extend(stems.windows(2).map(|pair| format!("{} {}", pair[0], pair[1])));
        features.extend(stems.into_iter().map(std::borrow::Cow::into_owned));
    }
    features.into_iter().collect()
}
