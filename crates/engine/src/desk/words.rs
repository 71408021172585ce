//! The words by which a message is found, and those that are looked for.

use voorzet_insight::words::{self, findable};

/// How many words of one message can be found.
const MOST: usize = 4_000;

/// As much of a message as is looked at, in bytes: its first words are in it.
const LONGEST: usize = 64 * MOST;

/// The words of a text, each as it stands and its stems in Dutch and English, with spaces between them.
pub fn words(text: &str) -> String {
    let text = &text[..text.floor_char_boundary(LONGEST)];
    let mut found = findable(text);
    found.truncate(MOST);
    found.join(" ")
}

/// What the index of words is asked: per word of a question its forms, with `|` between them. With `typing` the last
/// word may be unfinished.
pub fn sought(question: &str, typing: bool) -> String {
    let words: Vec<String> = words::sought(question, typing).iter().map(|forms| forms.join("|")).collect();
    words.join(" ")
}
