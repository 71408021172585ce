//! In which language a text is written: Dutch, English, or too little to tell.

use lingua::{LanguageDetector, LanguageDetectorBuilder};

pub use crate::words::stem::Language;
use crate::words::words;

/// Fewer words than this tell nothing: *ok*, *hallo*, *dank u*. Who asks keeps the language that the conversation has.
pub const LEAST_WORDS: usize = 3;

/// As much of a text as is looked at.
const MOST_CHARACTERS: usize = 600;

/// How much likelier the one must be than the other.
const MARGIN: f64 = 0.05;

/// Tells Dutch from English. It is made once: the first texts load what it knows of both.
pub struct Detector {
    languages: LanguageDetector,
}

impl Default for Detector {
    fn default() -> Self {
        let both = [lingua::Language::Dutch, lingua::Language::English];
        let mut builder = LanguageDetectorBuilder::from_languages(&both);
        Self { languages: builder.with_minimum_relative_distance(MARGIN).build() }
    }
}

impl Detector {
    /// The language of a text. None when it has one or two words, none that tells, or as much of both.
    pub fn detect(&self, text: &str) -> Option<Language> {
        let end = text.char_indices().nth(MOST_CHARACTERS).map_or(text.len(), |(at, _)| at);
        let text = &text[..end];
        let telling = words(text).filter(|word| word.chars().any(char::is_alphabetic));
        if telling.take(LEAST_WORDS).count() < LEAST_WORDS {
            return None;
        }
        match self.languages.detect_language_of(text)? {
            lingua::Language::Dutch => Some(Language::Dutch),
            lingua::Language::English => Some(Language::English),
        }
    }
}

impl std::fmt::Debug for Detector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Detector").finish_non_exhaustive()
    }
}
