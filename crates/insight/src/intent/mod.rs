//! Which reason a text is about: a proposal with how sure it is, or none.
//!
//! Two things speak for a reason. The strategy's [keywords](Keywords) do from the first day. What agents said of
//! earlier texts does more and more: a multinomial naive Bayes over the words and pairs of words of those texts
//! ([`Counts`]), which are whole numbers, so that a label is taken back as easily as given and nothing is trained.
//!
//! Naive Bayes is sure of itself for the wrong reason: it counts every word of a sentence as a witness of its own,
//! while they go together. So what n words say is divided by √n, which on Banking77 makes a stated 70 % come true in
//! about 70 % (see `docs/BENCHMARKS.md`). Counts are smoothed towards how frequent a word is in all texts (Dirichlet;
//! Zhai and Lafferty 2004), so that a reason with three texts is not beaten by its size.

mod counts;
mod features;
mod keywords;

pub use counts::Counts;
pub use features::{MOST_WORDS, features};
pub use keywords::{Keyword, Keywords};

use crate::words::stem::Language;

/// Below this nobody is proposed anything.
pub const ENOUGH: f64 = 0.5;

/// How many words of all texts together a reason is thought to have had before its own.
const SMOOTHING: f64 = 50.0;

/// One keyword makes its reason this much likelier than all others together.
const KEYWORD_ODDS: f64 = 1.5;

/// By how much what is in the text must speak for a reason, apart from how frequent that is: e^0.4 is one and a half.
const LEAST_EVIDENCE: f64 = 0.4;

/// A reason that a text may be about.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Its place among the reasons.
    pub reason: usize,
    /// How likely it is, as far as the past tells: 0..1.
    pub confidence: f64,
}

/// What reasons there are, and by which words a text is about them.
#[derive(Clone, Debug, Default)]
pub struct Intent {
    reasons: Vec<String>,
    keywords: Keywords,
}

impl Intent {
    /// Reasons by name, and their keywords.
    pub fn new(reasons: Vec<String>, keywords: Keywords) -> Self {
        Self { reasons, keywords }
    }

    /// The reasons.
    pub fn reasons(&self) -> &[String] {
        &self.reasons
    }

    /// What a text is probably about. None when nothing in it says so, or nothing says it clearly enough.
    pub fn propose(&self, counts: &Counts, text: &str, language: Option<Language>) -> Option<Proposal> {
        let weighed = self.weigh(counts, text, language);
        let best = weighed.iter().max_by(|a, b| a.total.total_cmp(&b.total).then(b.reason.cmp(&a.reason)))?;
        // As shares of all: the most likely is e^0 of its own.
        let all: f64 = weighed.iter().map(|other| (other.total - best.total).exp()).sum();
        let confidence = 1.0 / all;
        let clear = confidence >= ENOUGH && best.evidence >= LEAST_EVIDENCE;
        clear.then_some(Proposal { reason: best.reason, confidence })
    }

    /// The likeliest reasons of a text with their shares, the likeliest first, whatever they are worth.
    pub fn likeliest(
        &self,
        counts: &Counts,
        text: &str,
        language: Option<Language>,
        most: usize,
    ) -> Vec<Proposal> {
        let mut weighed = self.weigh(counts, text, language);
        weighed.sort_by(|a, b| b.total.total_cmp(&a.total).then(a.reason.cmp(&b.reason)));
        let best = weighed.first().map_or(0.0, |first| first.total);
        let all: f64 = weighed.iter().map(|other| (other.total - best).exp()).sum();
        let share = |it: &Weighed| Proposal { reason: it.reason, confidence: (it.total - best).exp() / all };
        weighed.iter().take(most).map(share).collect()
    }

    fn weigh(&self, counts: &Counts, text: &str, language: Option<Language>) -> Vec<Weighed> {
        let features = features(text, language);
        let learned = counts.speak(&self.reasons, &features, SMOOTHING);
        let spoken = self.keywords.speak(text, self.reasons.len());
        let odds = (KEYWORD_ODDS * self.reasons.len() as f64).ln();
        let weigh = |(reason, (prior, said)): (usize, (f64, f64))| {
            let evidence = said + odds * spoken[reason];
            Weighed { reason, evidence, total: prior + evidence }
        };
        learned.into_iter().enumerate().map(weigh).collect()
    }
}

/// What speaks for a reason, as logarithms of odds.
struct Weighed {
    reason: usize,
    /// What is in the text.
    evidence: f64,
    /// With how frequent the reason is.
    total: f64,
}
