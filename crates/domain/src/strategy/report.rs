//! What is found wrong, kept by place until it is known where each line begins.

use std::collections::BTreeSet;

use super::Origin;
use super::read::source::Source;
use crate::problem::{Problem, nearest, position};

/// The most errors, and the most warnings, that are told; a file of garbage may hold a million.
const MOST: usize = 500;

/// The most wrong names that are compared with all known ones.
const MOST_COMPARED: usize = 100;

/// A byte of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The file's place among the sources.
    pub file: usize,
    /// The byte's place in its text.
    pub offset: usize,
}

/// One thing found.
#[derive(Debug)]
pub(crate) struct Finding {
    place: Place,
    message: String,
    hint: Option<String>,
    quiet: bool,
}

impl Finding {
    /// Adds what to do about it.
    pub(crate) fn hint(&mut self, hint: impl Into<String>) {
        self.hint = Some(hint.into());
    }

    /// Adds what to do about it, when that is known.
    pub(crate) fn hint_if(&mut self, hint: Option<String>) {
        if hint.is_some() {
            self.hint = hint;
        }
    }
}

/// Everything found so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    errors: Vec<Finding>,
    warnings: Vec<Finding>,
    muted: BTreeSet<usize>,
    compared: usize,
    given_up: bool,
}

impl Report {
    /// From here on nothing more is told about a file.
    pub(crate) fn mute(&mut self, file: usize) {
        self.muted.insert(file);
    }

    /// There is too much of something to go on.
    pub(crate) fn give_up(&mut self, place: Place, message: impl Into<String>) {
        self.given_up = true;
        self.error(place, message).hint("split the strategy, or leave out what is not used");
    }

    /// Whether there was too much of something.
    pub(crate) fn has_given_up(&self) -> bool {
        self.given_up
    }

    /// The known name that is nearest to a wrong one, as long as not many are wrong: comparing each
    /// wrong name with each known one takes its time.
    pub(crate) fn nearest<'a>(
        &mut self,
        wrong: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        self.compared += 1;
        if self.compared > MOST_COMPARED { None } else { nearest(wrong, known) }
    }

    /// Whether nothing more is told about a file.
    pub(crate) fn is_muted(&self, file: usize) -> bool {
        self.muted.contains(&file)
    }

    /// Notes an error: the strategy cannot be used.
    pub(crate) fn error(&mut self, place: Place, message: impl Into<String>) -> &mut Finding {
        let quiet = self.muted.contains(&place.file);
        note(&mut self.errors, place, message.into(), quiet)
    }

    /// Notes a warning: the strategy can be used, and probably does not do what is meant.
    pub(crate) fn warning(&mut self, place: Place, message: impl Into<String>) -> &mut Finding {
        let quiet = self.muted.contains(&place.file);
        note(&mut self.warnings, place, message.into(), quiet)
    }

    /// Whether no error was found.
    pub(crate) fn is_sound(&self) -> bool {
        self.errors.is_empty()
    }

    /// Where something stands, for people.
    pub(crate) fn origin(place: Place, sources: &[Source<'_>]) -> Origin {
        let source = sources[place.file];
        let (line, column) = position(source.text, place.offset);
        Origin { file: source.path.to_owned(), line, column }
    }

    /// Errors and warnings, each sorted by file and place.
    pub(crate) fn finish(self, sources: &[Source<'_>]) -> (Vec<Problem>, Vec<Problem>) {
        let lines: Vec<Lines<'_>> = sources.iter().map(|source| Lines::of(source.text)).collect();
        let write = |findings| write(findings, sources, &lines);
        (write(self.errors), write(self.warnings))
    }
}

fn note(findings: &mut Vec<Finding>, place: Place, message: String, quiet: bool) -> &mut Finding {
    // One more than is told, so that it is known that there are more.
    if findings.len() > MOST {
        findings.truncate(MOST);
    }
    // What nobody is told is dropped when the next comes, or at the end.
    findings.pop_if(|last| last.quiet);
    findings.push(Finding { place, message, hint: None, quiet });
    let last = findings.len() - 1;
    &mut findings[last]
}

fn write(mut findings: Vec<Finding>, sources: &[Source<'_>], lines: &[Lines<'_>]) -> Vec<Problem> {
    findings.retain(|finding| !finding.quiet);
    let more = findings.len() > MOST;
    findings.truncate(MOST);
    findings.sort_by(|a, b| (a.place, &a.message).cmp(&(b.place, &b.message)));
    let mut told = BTreeSet::new();
    let mut problems: Vec<Problem> = Vec::new();
    for finding in findings {
        if told.insert((finding.place, finding.message.clone())) {
            let (line, column) = lines[finding.place.file].position(finding.place.offset);
            let file = sources[finding.place.file].path.to_owned();
            problems.push(Problem { file, line, column, message: finding.message, hint: finding.hint });
        }
    }
    // Two files of one path, which is a mistake by itself, share their lines.
    problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    if more && let Some(last) = problems.last_mut() {
        last.hint = Some(format!("there are more than {MOST}; the rest is told when these are mended"));
    }
    problems
}

/// Where the lines of a text begin, so that each place is found without reading the text again.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self { text, starts: std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect() }
    }

    /// Line and column, both from 1, the column in characters.
    fn position(&self, offset: usize) -> (u32, u32) {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        let column = self.text[start..].char_indices().take_while(|(at, _)| start + at < offset).count() + 1;
        (line as u32, column as u32)
    }
}
