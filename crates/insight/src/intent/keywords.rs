//! The keywords of reasons: a word in any of its forms, words that follow each other, or a beginning.

use std::collections::{BTreeMap, BTreeSet};

use super::MOST_WORDS;
use crate::words::stem::{Language, stem};
use crate::words::words;

/// A keyword as it is written, and whose it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Keyword<'a> {
    /// The word or words; with `*` at the end everything that begins so.
    pub text: &'a str,
    /// In which language its forms are sought.
    pub language: Language,
    /// The reason's place among the reasons.
    pub reason: usize,
    /// How much it says: 1 for a reason's own, less for one that it has from the reason above it.
    pub weight: f64,
}

/// All keywords, by how they begin.
#[derive(Clone, Debug, Default)]
pub struct Keywords {
    /// By the stem of their first word.
    whole: BTreeMap<(Language, String), Vec<Pattern>>,
    /// Those of one word that is only a beginning, by that.
    beginnings: BTreeMap<String, Vec<Pattern>>,
}

#[derive(Clone, Debug)]
struct Pattern {
    /// Its place among all, in whose order sums are made.
    number: usize,
    /// The place of the first that is written the same: what several reasons have is said once.
    said: usize,
    /// The stems of the words after the first.
    rest: Vec<String>,
    /// The beginning of the last word, when the keyword ends in `*` and has several.
    beginning: Option<String>,
    reason: usize,
    weight: f64,
}

impl Keywords {
    /// From keywords as they are written. What has no word in it is left out.
    pub fn new<'a>(keywords: impl IntoIterator<Item = Keyword<'a>>) -> Self {
        let mut all = Self::default();
        let mut first: BTreeMap<(Language, &str), usize> = BTreeMap::new();
        for (number, Keyword { text, language, reason, weight }) in keywords.into_iter().enumerate() {
            let said = *first.entry((language, text)).or_insert(number);
            let (text, begins) = text.strip_suffix('*').map_or((text, false), |begin| (begin, true));
            let mut parts: Vec<String> = words(text).collect();
            let beginning = if begins { parts.pop() } else { None };
            let mut stems = parts.iter().map(|word| stem(word, language).into_owned());
            let Some(first) = stems.next() else {
                if let Some(beginning) = beginning {
                    let pattern = Pattern { number, said, rest: Vec::new(), beginning: None, reason, weight };
                    all.beginnings.entry(beginning).or_default().push(pattern);
                }
                continue;
            };
            let pattern = Pattern { number, said, rest: stems.collect(), beginning, reason, weight };
            all.whole.entry((language, first)).or_default().push(pattern);
        }
        all
    }

    /// Per reason what its keywords in a text come to: n different ones √n times as much as one.
    pub(super) fn speak(&self, text: &str, reasons: usize) -> Vec<f64> {
        let words: Vec<String> = words(text).take(MOST_WORDS).collect();
        let mut found: BTreeMap<usize, &Pattern> = BTreeMap::new();
        for (at, word) in words.iter().enumerate() {
            for (end, _) in word.char_indices().skip(1).chain([(word.len(), ' ')]) {
                let patterns = self.beginnings.get(&word[..end]);
                found.extend(patterns.into_iter().flatten().map(|pattern| (pattern.number, pattern)));
            }
            for language in [Language::Dutch, Language::English] {
                let key = (language, stem(word, language).into_owned());
                let patterns = self.whole.get(&key).into_iter().flatten();
                let stands = patterns.filter(|pattern| pattern.goes_on(&words[at + 1..], language));
                found.extend(stands.map(|pattern| (pattern.number, pattern)));
            }
        }
        let mut sums = vec![0.0; reasons];
        let said: BTreeSet<usize> = found.values().map(|pattern| pattern.said).collect();
        let many = (said.len().max(1) as f64).sqrt();
        for pattern in found.values() {
            if let Some(sum) = sums.get_mut(pattern.reason) {
                *sum += pattern.weight / many;
            }
        }
        sums
    }
}

impl Pattern {
    /// Whether the rest of it stands at the beginning of these words.
    fn goes_on(&self, words: &[String], language: Language) -> bool {
        let Some((rest, after)) = words.split_at_checked(self.rest.len()) else { return false };
        let same = rest.iter().zip(&self.rest).all(|(word, wanted)| stem(word, language) == wanted.as_str());
        let begins = |begin: &String| after.first().is_some_and(|word| word.starts_with(begin.as_str()));
        same && self.beginning.as_ref().is_none_or(begins)
    }
}
