//! Messages and answers: a subject, then Markdown with placeholders, one file per language.

use std::collections::BTreeMap;

use compact_str::CompactString;
use minijinja::Environment;

use super::super::model::{Answer, Message, MessageId, ReasonId, Text, TypeId};
use super::super::read::conform::clip;
use super::super::read::source::{Role, Source};
use super::super::report::Place;
use super::super::shape::Noun;
use super::Compiler;
use crate::problem::nearest;

/// The most placeholders of one text.
const MOST_PLACEHOLDERS: usize = 200;

/// What placeholders may begin with.
const ROOTS: [&str; 5] = ["event", "customer", "asset", "organisation", "promise"];

/// A place where a message is used.
#[derive(Debug)]
pub(super) struct Use {
    /// The message.
    pub message: MessageId,
    /// By which reason.
    pub reason: ReasonId,
    /// The event types that its placeholders can be about.
    pub about: Vec<TypeId>,
}

/// All messages and answers, by number, and where each text stands.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub messages: Vec<Message>,
    pub answers: Vec<Answer>,
    found: Vec<Found>,
}

/// One text that could be read.
#[derive(Debug)]
struct Found {
    noun: Noun,
    number: u16,
    file: usize,
    /// Its placeholders, like `event.parcel`.
    placeholders: Vec<String>,
}

/// Reads every message and answer, and names them.
pub(super) fn read(sources: &[Source<'_>], roles: &[(usize, Role<'_>)], compiler: &mut Compiler) -> Texts {
    let mut texts = Texts::default();
    for (file, role) in roles {
        let (noun, name, language) = match role {
            Role::Message(name, language) => (Noun::Message, name, language),
            Role::Answer(name, language) => (Noun::Answer, name, language),
            _ => continue,
        };
        let start = Place { file: *file, offset: 0 };
        let number = compiler.names.add(noun, name);
        if !compiler.organisation.languages.iter().any(|known| known == language) {
            let message = format!("`{language}` is not among the organisation's languages");
            compiler.report.warning(start, message).hint("add it to `languages` of strategy.toml");
        }
        let (subject, body) = split(sources[*file].text, start, compiler);
        let text = Text { language: (*language).into(), subject, body };
        if noun == Noun::Message {
            if usize::from(number) == texts.messages.len() {
                texts.messages.push(Message { name: (*name).into(), texts: Vec::new() });
            }
            texts.messages[usize::from(number)].texts.push(text);
        } else {
            if usize::from(number) == texts.answers.len() {
                texts.answers.push(Answer { name: (*name).into(), texts: Vec::new() });
            }
            texts.answers[usize::from(number)].texts.push(text);
        }
        let placeholders = placeholders(sources[*file].text, *file, compiler);
        texts.found.push(Found { noun, number, file: *file, placeholders });
    }
    texts
}

/// Subject and body. The subject is the first line, a Markdown heading.
fn split(text: &str, start: Place, compiler: &mut Compiler) -> (String, String) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let subject = first.trim_end().strip_prefix("# ").map(str::trim).unwrap_or_default();
    if subject.is_empty() {
        compiler
            .report
            .error(start, "the first line must be the subject, as a heading")
            .hint("begin with a line like: # Your parcel is late");
    } else if rest.trim().is_empty() {
        compiler.report.warning(start, "there is a subject and nothing below it");
    }
    (subject.to_owned(), rest.trim().to_owned())
}

/// The names that a text's placeholders ask for, sorted.
fn placeholders(text: &str, file: usize, compiler: &mut Compiler) -> Vec<String> {
    let mut environment = Environment::new();
    environment.set_debug(true);
    match environment.template_from_str(text) {
        Ok(template) => {
            let mut names: Vec<String> = template.undeclared_variables(true).into_iter().collect();
            names.sort_unstable();
            if names.len() > MOST_PLACEHOLDERS {
                let message = format!("more than {MOST_PLACEHOLDERS} placeholders in one text");
                compiler.report.error(Place { file, offset: 0 }, message);
                names.clear();
            }
            names
        }
        Err(error) => {
            let line = error.line().unwrap_or(1);
            let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
            let offset = error.range().map_or(start, |range| range.start);
            let detail = error.detail().map_or_else(|| error.kind().to_string(), ToOwned::to_owned);
            compiler.report.error(Place { file, offset }, format!("no valid placeholder: {detail}"));
            Vec::new()
        }
    }
}

impl Compiler {
    /// Checks placeholders and translations, now that it is known who uses which message.
    pub(super) fn check_texts(&mut self, texts: &Texts, sources: &[Source<'_>]) {
        for found in &texts.found {
            for name in &found.placeholders {
                let offset = place_of(sources[found.file].text, name);
                self.check_placeholder(found, name, Place { file: found.file, offset });
            }
        }
        let mut first: BTreeMap<(Noun, u16), usize> = BTreeMap::new();
        for found in &texts.found {
            first.entry((found.noun, found.number)).or_insert(found.file);
        }
        for ((noun, number), file) in first {
            let (name, texts) = if noun == Noun::Message {
                let message = &texts.messages[usize::from(number)];
                (&message.name, &message.texts)
            } else {
                let answer = &texts.answers[usize::from(number)];
                (&answer.name, &answer.texts)
            };
            let place = Place { file, offset: 0 };
            let languages = &self.organisation.languages;
            let missing: Vec<&str> = languages
                .iter()
                .filter(|language| texts.iter().all(|text| text.language != **language))
                .map(CompactString::as_str)
                .collect();
            if !missing.is_empty() {
                let message = format!("the {} `{name}` is missing in {}", noun.name(), missing.join(", "));
                let folder = if noun == Noun::Message { "messages" } else { "answers" };
                self.report.warning(place, message).hint(format!("write {folder}/{name}.{}.md", missing[0]));
            }
            // Whoever would use it may have a mistake elsewhere.
            if noun == Noun::Message && !self.names.is_used(noun, number) && self.report.is_sound() {
                self.report.warning(place, format!("no step uses the message `{name}`"));
            }
        }
    }

    fn check_placeholder(&mut self, found: &Found, name: &str, place: Place) {
        let (root, field) = name.split_once('.').unwrap_or((name, ""));
        let field = field.split('.').next().unwrap_or_default();
        match root {
            "asset" if !matches!(field, "" | "id" | "kind" | "name") => {
                let message = format!("nothing fills `{}`", clip(name));
                self.report.warning(place, message).hint("an asset has id, kind and name");
            }
            "customer" => {
                let traits = self.organisation.traits.iter().map(|known| known.name.as_str());
                if !field.is_empty() && !traits.clone().any(|known| known == field) {
                    let near = self
                        .report
                        .nearest(field, traits)
                        .map(|near| format!("did you mean `customer.{near}`?"));
                    let hint = near.unwrap_or_else(|| "declare it in [traits] of strategy.toml".to_owned());
                    self.report.warning(place, format!("no trait fills `{}`", clip(name))).hint(hint);
                }
            }
            "event" if found.noun == Noun::Answer => {
                let message = format!("nothing fills `{}`: an answer is about no event", clip(name));
                self.report.warning(place, message);
            }
            "event" if !field.is_empty() => {
                self.say_field(found, field);
                self.check_field(found, name, field, place);
            }
            "event" | "asset" | "organisation" => {}
            // By when an answer comes, of one that says that a mail arrived.
            "promise" if found.noun == Noun::Answer => {}
            _ => {
                let near = nearest(root, ROOTS).map(|near| format!("did you mean `{near}`?"));
                let known = || "known are event, customer, asset and organisation".to_owned();
                self.report
                    .error(place, format!("unknown placeholder `{}`", clip(name)))
                    .hint(near.unwrap_or_else(known));
            }
        }
    }

    /// Notes with the event types that a message says a field of theirs.
    fn say_field(&mut self, found: &Found, field: &str) {
        for used in self.uses.iter().filter(|used| used.message.0 == found.number) {
            for id in &used.about {
                let Some(known) = self.vocabulary.field_of(*id, field) else { continue };
                let kind = &mut self.vocabulary.types[id.index()];
                if !kind.reads.contains(&known) && !kind.says.contains(&known) {
                    kind.says.push(known);
                }
            }
        }
    }

    /// A placeholder of an event must be filled for every reason that uses the message.
    fn check_field(&mut self, found: &Found, name: &str, field: &str, place: Place) {
        // Of a type that nobody declared the fields are not known, and that is told already.
        let known = |used: &&Use| {
            !used.about.is_empty() && !used.about.iter().any(|id| self.vocabulary.is_undeclared(*id))
        };
        let uses = self.uses.iter().filter(|used| used.message.0 == found.number).filter(known);
        let mut lacking: Vec<&Use> = uses
            .filter(|used| !used.about.iter().any(|id| self.vocabulary.field_of(*id, field).is_some()))
            .collect();
        lacking.sort_by_key(|used| used.reason);
        let Some(used) = lacking.first() else { return };
        let reasons = self.names.all(Noun::Reason);
        let reason = reasons.get(used.reason.index()).map_or("", |reason| reason.as_str());
        let declared = used.about.iter().flat_map(|id| &self.vocabulary.types[id.index()].declared);
        let fields = declared.filter_map(|id| self.vocabulary.field(*id)).map(|field| field.name.as_str());
        let near = self.report.nearest(field, fields).map(|near| format!("did you mean `event.{near}`?"));
        let message = format!("no event of the reason `{reason}` fills `{}`", clip(name));
        self.report.warning(place, message).hint_if(near);
    }
}

/// Where a placeholder's name first stands in a text; the beginning when it is written another way.
fn place_of(text: &str, name: &str) -> usize {
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let whole = |at: &usize| {
        !text[..*at].ends_with(part) && !text[at + name.len()..].starts_with(|c| part(c) && c != '.')
    };
    let inside = |at: &usize| {
        let before = &text[..*at];
        before.rfind("{{").max(before.rfind("{%")) > before.rfind("}}").max(before.rfind("%}"))
    };
    text.match_indices(name).map(|(at, _)| at).find(|at| whole(at) && inside(at)).unwrap_or(0)
}
