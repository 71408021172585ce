//! The words by which a message is found. Who searches cuts what they search for in the same way.

/// How many words of one message can be found.
const MOST: usize = 4_000;

/// The words of a text, in small letters, with spaces between them.
pub fn words(text: &str) -> String {
    let mut found = String::new();
    let parts = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    for word in parts.take(MOST) {
        if !found.is_empty() {
            found.push(' ');
        }
        found.extend(word.chars().flat_map(char::to_lowercase));
    }
    found
}
