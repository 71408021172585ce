//! The names that files give to things, and what they stand for.

use std::collections::{BTreeMap, BTreeSet};

use compact_str::CompactString;

use super::super::read::conform::clip;
use super::super::read::table::Word;
use super::super::report::Report;
use super::super::shape::Noun;

/// The names of every [`Noun`] but event types, which the vocabulary keeps.
#[derive(Debug, Default)]
pub(super) struct Names {
    known: BTreeMap<Noun, BTreeMap<CompactString, u16>>,
    used: BTreeSet<(Noun, u16)>,
}

impl Names {
    /// Gives a name the next number of its noun, or the one it has.
    pub(super) fn add(&mut self, noun: Noun, name: &str) -> u16 {
        let names = self.known.entry(noun).or_default();
        let next = u16::try_from(names.len()).unwrap_or(u16::MAX);
        *names.entry(name.into()).or_insert(next)
    }

    /// The number of a name.
    pub(super) fn find(&self, noun: Noun, name: &str) -> Option<u16> {
        self.known.get(&noun)?.get(name).copied()
    }

    /// All names of a noun, by number.
    pub(super) fn all(&self, noun: Noun) -> Vec<CompactString> {
        let mut names: Vec<_> = self.known.get(&noun).into_iter().flatten().collect();
        names.sort_by_key(|(_, number)| **number);
        names.into_iter().map(|(name, _)| name.clone()).collect()
    }

    /// The number of a name that a file uses; what is unknown is told, with the nearest known.
    pub(super) fn resolve(&mut self, noun: Noun, word: &Word<'_>, report: &mut Report) -> Option<u16> {
        self.resolve_part(noun, word, word.text, report)
    }

    /// The same for a name that is only a part of the text at its place.
    pub(super) fn resolve_part(
        &mut self,
        noun: Noun,
        word: &Word<'_>,
        name: &str,
        report: &mut Report,
    ) -> Option<u16> {
        if let Some(number) = self.find(noun, name) {
            self.used.insert((noun, number));
            return Some(number);
        }
        let known = self.known.get(&noun);
        let near = known.and_then(|known| report.nearest(name, known.keys().map(CompactString::as_str)));
        let hint = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("declare it in {}", noun.home()),
        };
        report.error(word.place, format!("unknown {} `{}`", noun.name(), clip(name))).hint(hint);
        None
    }

    /// Whether a file uses it.
    pub(super) fn is_used(&self, noun: Noun, number: u16) -> bool {
        self.used.contains(&(noun, number))
    }
}
