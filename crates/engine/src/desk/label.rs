//! What agents said that messages are about: counted, so that reasons can be proposed for the next ones.
//!
//! A case has one label: the reason that an agent said last. What is counted are the words of what its customer wrote
//! first.

use std::collections::BTreeMap;

use compact_str::CompactString;
use voorzet_domain::conversation::Received;
use voorzet_domain::conversation::happening::Classified;
use voorzet_insight::intent::{Counts, features};
use voorzet_insight::language::Language;
use voorzet_store::desk::LabelChange;
use voorzet_store::error::StoreError;
use voorzet_store::reader::Reader;

use super::Desk;

/// What is counted, and what changed since the last commit.
#[derive(Debug, Default)]
pub(super) struct Labels {
    counts: Counts,
    changes: BTreeMap<(String, CompactString), i64>,
}

/// A label that was put in the place of another, or of none.
#[derive(Clone, Debug)]
pub(super) struct Relabelled {
    features: Vec<String>,
    from: Option<CompactString>,
    to: Option<CompactString>,
}

impl Labels {
    pub(super) fn load(disk: &Reader) -> Result<Self, StoreError> {
        let rows = disk.labels()?;
        let rows = rows.iter().map(|row| (row.feature.as_str(), row.reason.as_str(), row.by.unsigned_abs()));
        Ok(Self { counts: Counts::from_rows(rows), changes: BTreeMap::new() })
    }

    pub(super) fn begin(&mut self) {
        self.changes.clear();
    }

    pub(super) fn changes(&self) -> Vec<LabelChange> {
        let changed = self.changes.iter().filter(|(_, by)| **by != 0);
        let row = |((feature, reason), by): (&(String, CompactString), &i64)| LabelChange {
            feature: feature.clone(),
            reason: reason.clone(),
            by: *by,
        };
        changed.map(row).collect()
    }

    pub(super) fn apply(&mut self, label: &Relabelled) {
        self.swap(&label.features, label.from.as_ref(), label.to.as_ref());
    }

    pub(super) fn take_back(&mut self, label: &Relabelled) {
        self.swap(&label.features, label.to.as_ref(), label.from.as_ref());
    }

    fn swap(&mut self, features: &[String], from: Option<&CompactString>, to: Option<&CompactString>) {
        if let Some(from) = from {
            self.counts.forget(features, from);
            self.note(features, from, -1);
        }
        if let Some(to) = to {
            self.counts.learn(features, to);
            self.note(features, to, 1);
        }
    }

    /// The row without a feature counts the texts.
    fn note(&mut self, features: &[String], reason: &CompactString, by: i64) {
        for feature in features.iter().map(String::as_str).chain([""]) {
            *self.changes.entry((feature.to_owned(), reason.clone())).or_default() += by;
        }
    }
}

impl Desk {
    /// What agents said so far.
    pub(crate) fn counts(&self) -> &Counts {
        &self.labels.counts
    }

    /// An agent says what a case is about.
    pub(super) fn classify(&mut self, said: &Classified, disk: &Reader) -> Result<(), StoreError> {
        let Some(case) = self.case(said.case, disk)? else { return Ok(()) };
        let (from, first) = (case.label.clone(), case.first_heard);
        let Some(row) = first.map(|first| self.message(first, disk)).transpose()?.flatten() else {
            return Ok(());
        };
        let Some(entry) = disk.entry(row.position)? else { return Ok(()) };
        let Ok(received) = serde_json::from_str::<Received>(entry.event.data.get()) else { return Ok(()) };
        let features = features(&text(&received), stated(&received));
        self.relabel(Relabelled { features, from, to: Some(said.to.clone()) });
        Ok(())
    }
}

/// What of a message tells what it is about.
pub(super) fn text(received: &Received) -> String {
    let subject = received.subject.as_deref().unwrap_or_default();
    format!("{subject} {}", received.own_text())
}

/// The language that its channel says it is in. What is only detected may be detected otherwise one day, and labels must
/// be counted again as they were.
pub(super) fn stated(received: &Received) -> Option<Language> {
    received.language.as_deref().and_then(Language::from_code)
}
