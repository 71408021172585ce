//! From tables to a [`Strategy`]: names become numbers, texts become programs, and what does not fit
//! together is told.

mod budget;
mod catalogue;
mod expression;
mod feedback;
mod measure;
mod names;
mod offer;
mod organisation;
mod queue;
mod reason;
mod signal;
mod step;
mod templates;
mod text;

use std::collections::{BTreeMap, HashMap};

use compact_str::CompactString;
use toml::Spanned;
use toml::de::DeTable;

use super::model::{Feedback, ReasonId, Strategy, TypeId};
use super::read::conform;
use super::read::source::{Role, Source, sort};
use super::read::table::Table;
use super::report::{Place, Report};
use super::shape::Noun;
use super::{File, Known, Loaded, shapes, version};
use crate::expr::Vocabulary;
use crate::time::Duration;
use names::Names;
use organisation::Organisation;

/// The most of anything that has a number: event types, fields, reasons, messages.
const MOST: usize = 2_000;

/// The reason of contacts on no known reason.
const OTHER: &str = "other";

/// What is known while the files are compiled.
struct Compiler {
    report: Report,
    vocabulary: Vocabulary,
    names: Names,
    organisation: Organisation,
    /// Where messages are used: by which reason, about which events.
    uses: Vec<text::Use>,
    /// The event types of the vocabulary by name.
    types: HashMap<CompactString, TypeId>,
    /// Where each signal is written.
    signals: Vec<Place>,
}

/// Reads, checks and compiles the files.
pub(super) fn load(files: &[File]) -> Loaded {
    let mut sources: Vec<Source<'_>> =
        files.iter().map(|file| Source { path: &file.path, text: &file.text }).collect();
    sources.sort_by_key(|source| source.path);
    let mut report = Report::default();
    refuse_twins(&sources, &mut report);
    let roles = sort(&sources, &mut report);
    let documents = parse(&sources, &roles, &mut report);
    let table = |file: usize| {
        documents.get(&file).map(|document| Table::root(sources[file], file, document.get_ref()))
    };
    let find = |role: Role<'_>| roles.iter().find(|(_, other)| *other == role).map(|(file, _)| *file);

    let organisation = find(Role::Organisation).and_then(table);
    let events = find(Role::Events).and_then(table);
    let reasons: Vec<_> = roles
        .iter()
        .filter_map(|(file, role)| match role {
            Role::Reason(id) => Some((*id, table(*file)?)),
            _ => None,
        })
        .collect();
    // What the files name is declared in these two. When one cannot be read, nothing is told of names:
    // all of it would only follow from that.
    let whole = organisation.is_some()
        && [Role::Organisation, Role::Events]
            .into_iter()
            .all(|role| find(role).is_none_or(|file| !report.is_muted(file)));
    if organisation.is_none() {
        let file = sources.len();
        sources.push(Source { path: "strategy.toml", text: "" });
        report
            .error(Place { file, offset: 0 }, "there is no strategy.toml")
            .hint("write one that says at least: organisation = \"…\"");
    }

    for (table, shape) in organisation.iter().map(|table| (table, &shapes::organisation::ORGANISATION)) {
        conform::table(table, shape, &mut report);
    }
    for (_, table) in &reasons {
        conform::table(table, &shapes::reason::REASON, &mut report);
    }
    if let Some(events) = &events {
        conform::whole(events, &shapes::events::EVENTS, &mut report);
    }

    if let Some((file, _)) = roles.get(3 * MOST) {
        report.give_up(Place { file: *file, offset: 0 }, format!("more than {} files", 3 * MOST));
    } else if let Some((_, table)) = reasons.get(MOST) {
        report.give_up(table.place, format!("more than {MOST} reasons"));
    }
    if !whole || report.has_given_up() {
        let (errors, warnings) = report.finish(&sources);
        return Loaded { strategy: None, errors, warnings, signals: Vec::new(), known: None };
    }
    let asking = organisation.as_ref().and_then(|table| table.table("feedback"));
    let measure = organisation.as_ref().and_then(|table| table.table("measure"));
    let mut names = Names::default();
    let organisation = organisation::read(organisation.as_ref(), &mut names, &mut report);
    let mut compiler = Compiler {
        report,
        vocabulary: Vocabulary::default(),
        names,
        organisation,
        uses: Vec::new(),
        types: HashMap::new(),
        signals: Vec::new(),
    };
    let texts = text::read(&sources, &roles, &mut compiler);
    compiler.name_reasons(&reasons);
    compiler.fill_vocabulary();
    compiler.catalogue(events.as_ref());
    compiler.organisation.measure.orders = compiler.orders(measure.as_ref());
    let feedback = compiler.feedback(asking.as_ref());
    let (reasons, signals) = compiler.reasons(&reasons);
    compiler.check_texts(&texts, &sources);

    let known = compiler.known();
    let Compiler { report, vocabulary, organisation, signals: places, .. } = compiler;
    let written = places.into_iter().map(|place| Report::origin(place, &sources)).collect();
    // Annoyance counts the touches of 30 days.
    let spans = organisation.budget.limits.iter().map(|limit| limit.per);
    let touches = spans.fold(vocabulary.touches.max(Duration::from_days(30)), Duration::max);
    let sound = report.is_sound();
    let (errors, warnings) = report.finish(&sources);
    let strategy = sound.then(|| Strategy {
        organisation: organisation.name,
        version: version(files),
        languages: organisation.languages,
        zone: organisation.zone,
        region: organisation.region,
        quiet: organisation.quiet,
        budget: organisation.budget,
        economics: organisation.economics,
        learning: organisation.learning,
        global_holdout: organisation.global_holdout,
        measure: organisation.measure,
        halted: Vec::new(),
        salt: organisation.salt,
        purposes: organisation.purposes,
        channels: organisation.channels,
        contact_levels: organisation.contact_levels,
        webhooks: organisation.webhooks,
        queues: organisation.queues,
        default_queue: organisation.default_queue,
        hours: organisation.hours,
        answers: texts.answers,
        traits: vocabulary.traits,
        fields: vocabulary.fields,
        types: vocabulary.types,
        tracks: vocabulary.tracks,
        reasons,
        signals,
        messages: texts.messages,
        touches,
        feedback,
    });
    Loaded { strategy, errors, warnings, signals: written, known: Some(known) }
}

impl Compiler {
    /// Gives every reason its number, `other` included.
    fn name_reasons(&mut self, reasons: &[(&str, Table<'_>)]) {
        for (id, _) in reasons {
            self.names.add(Noun::Reason, id);
        }
        if self.names.find(Noun::Reason, OTHER).is_none() {
            self.names.add(Noun::Reason, OTHER);
        }
    }

    /// Lends the tables to expressions.
    fn fill_vocabulary(&mut self) {
        self.vocabulary.traits.clone_from(&self.organisation.traits);
        self.vocabulary.reasons = self.names.all(Noun::Reason);
        self.vocabulary.purposes = self.names.all(Noun::Purpose);
        self.vocabulary.channels = self.names.all(Noun::Channel);
    }

    /// What customers are asked.
    fn feedback(&mut self, table: Option<&Table<'_>>) -> Feedback {
        let (languages, traits) = (&self.organisation.languages, &mut self.vocabulary.traits);
        feedback::read(table, languages, traits, &mut self.names, &mut self.report)
    }

    /// What the files declare, whether it is right or wrong.
    fn known(&self) -> Known {
        let (names, tables) = (&self.names, &self.vocabulary);
        Known {
            reasons: names.all(Noun::Reason),
            purposes: names.all(Noun::Purpose),
            channels: names.all(Noun::Channel),
            webhooks: names.all(Noun::Webhook),
            queues: names.all(Noun::Queue),
            hours: names.all(Noun::Hours),
            messages: names.all(Noun::Message),
            answers: names.all(Noun::Answer),
            ..Known::tables(&tables.types, &tables.fields, &tables.traits)
        }
    }

    /// The reason with this name.
    fn reason_id(&self, id: &str) -> Option<ReasonId> {
        self.names.find(Noun::Reason, id).map(ReasonId)
    }
}

/// Parses every TOML file. Of one with mistakes in its syntax nothing more is told: much of that would
/// only follow from them.
fn parse<'a>(
    sources: &[Source<'a>],
    roles: &[(usize, Role<'a>)],
    report: &mut Report,
) -> BTreeMap<usize, Spanned<DeTable<'a>>> {
    let mut documents = BTreeMap::new();
    for (file, role) in roles {
        if !matches!(role, Role::Organisation | Role::Events | Role::Reason(_)) {
            continue;
        }
        let (document, mistakes) = DeTable::parse_recoverable(sources[*file].text);
        for mistake in &mistakes {
            let offset = mistake.span().map_or(0, |span| span.start);
            report.error(Place { file: *file, offset }, format!("no valid TOML: {}", mistake.message()));
        }
        if !mistakes.is_empty() {
            report.mute(*file);
        }
        documents.insert(*file, document);
    }
    documents
}

fn refuse_twins(sources: &[Source<'_>], report: &mut Report) {
    for (file, pair) in sources.windows(2).enumerate() {
        if pair[0].path == pair[1].path {
            report.error(Place { file: file + 1, offset: 0 }, "this file is given twice");
        }
    }
}
