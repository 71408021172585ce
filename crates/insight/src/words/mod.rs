//! The words of a text: as they are looked for, and as they count.
//!
//! A word is folded (small letters, no accents) and stemmed, in Dutch and in English, by Snowball's rules and by a
//! [table](stem) of what those miss: a Dutch participle shares no beginning with its verb (*opgezegd*, *opzeggen*).

mod fold;
pub mod stem;

pub use fold::{MOST_LETTERS, fold, words};
pub use stem::{Language, stem};

/// What a text can be found by: every word as it stands, and its stems in both languages; each once, in the order
/// in which they come.
pub fn findable(text: &str) -> Vec<String> {
    let mut known = std::collections::BTreeSet::new();
    let mut found = Vec::new();
    for word in words(text) {
        for form in forms(&word) {
            if known.insert(form.clone()) {
                found.push(form);
            }
        }
    }
    found
}

/// What is looked for: per word of a question, the forms of which a text must have one.
///
/// Whoever is typing may not have finished the last word: with `typing` it also stands for every word that begins so,
/// written with a `*` at the end.
pub fn sought(question: &str, typing: bool) -> Vec<Vec<String>> {
    let mut sought: Vec<Vec<String>> = words(question).map(|word| forms(&word)).collect();
    let unfinished = typing && question.ends_with(char::is_alphanumeric);
    if let Some(last) = sought.last_mut().filter(|_| unfinished) {
        last[0].push('*');
    }
    sought
}

/// A word as it stands, and its stems where they differ.
fn forms(word: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    for language in [Language::Dutch, Language::English] {
        let stem = stem(word, language).into_owned();
        if !forms.contains(&stem) {
            forms.push(stem);
        }
    }
    forms
}
