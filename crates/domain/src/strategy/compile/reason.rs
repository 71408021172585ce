//! The reasons: their tree, their kind and key, and what measures them.

use std::collections::BTreeSet;

use compact_str::CompactString;

use super::super::model::{
    Act, KeyRule, Kind, Level, Localised, Offer, Phase, Quadrant, Reason, ReasonId, Signal, SignalId, Step,
    TypeId,
};
use super::super::read::conform::clip;
use super::super::read::source::is_language;
use super::super::read::table::{Item, Table};
use super::super::shape::Noun;
use super::measure;
use super::organisation::localised;
use super::{Compiler, OTHER};
use crate::event::builtin;
use crate::expr::Wanted;
use crate::problem::nearest;

/// The share withheld where a reason does not say.
const HOLDOUT: f64 = 0.10;

/// The least share that tells anything in a reasonable time.
const LEAST_HOLDOUT: f64 = 0.05;

/// The most reasons in one line of descent.
const MOST_GENERATIONS: usize = 32;

/// What a reason's parts need to know of it.
pub(super) struct Frame<'a> {
    pub id: ReasonId,
    pub table: Table<'a>,
    pub kind: Kind,
    /// The event types that its signals listen to.
    pub on: Vec<TypeId>,
}

impl Compiler {
    /// Compiles every reason, in the order of their numbers, and the signals of all.
    pub(super) fn reasons(&mut self, files: &[(&str, Table<'_>)]) -> (Vec<Reason>, Vec<Signal>) {
        let mut reasons = Vec::new();
        let mut signals = Vec::new();
        for (name, table) in files {
            if let Some(id) = self.reason_id(name) {
                reasons.push(self.reason(id, name, table, &mut signals));
            }
        }
        if !files.iter().any(|(name, _)| *name == OTHER) {
            reasons.push(other());
        }
        self.draw_tree(&mut reasons, files);
        self.warn_of_the_unreachable(&reasons, files);
        (reasons, signals)
    }

    fn reason(&mut self, id: ReasonId, name: &str, table: &Table<'_>, signals: &mut Vec<Signal>) -> Reason {
        let kind = table.word("kind").and_then(|word| Kind::from_name(word.text)).unwrap_or(Kind::Service);
        let mut frame = Frame { id, table: *table, kind, on: Vec::new() };
        let own = self.signals(&mut frame, signals);
        let steps = self.steps(&frame);
        let offers = self.inbound(&frame);
        let key = self.key(&frame, &steps, &own, signals);
        let value =
            table.table("value").and_then(|axes| Some((axes.number("customer")?, axes.number("company")?)));
        let worth = table.get("worth").and_then(|item| match (item.number(), item.word()) {
            (Some(amount), _) => self.constant(&format!("{amount:?}"), Wanted::Amount),
            (_, Some(word)) => self.expression(&word, Wanted::Amount, &frame.on),
            _ => None,
        });
        let holdout = self.holdout(&frame, &steps);
        let handled = offers.iter().map(|offer| offer.level).find(|level| *level >= Level::Digital);
        let reason = Reason {
            id: name.into(),
            name: localised(table.get("name"), name, &self.organisation.languages, &mut self.report),
            parent: self.parent(&frame),
            line: Vec::new(),
            key,
            kind,
            owner: table.word("owner").map(|word| word.text.into()),
            keywords: self.keywords(table),
            value,
            worth,
            handled: handled.unwrap_or(Level::Personal),
            signals: own,
            steps,
            offers,
            holdout,
            rollout: self.rollout(&frame),
            complaint: table.flag("complaint").unwrap_or_default(),
        };
        self.warn_of_leverage(&frame, &reason);
        reason
    }

    /// The words by which a text is about it; told is what stands twice.
    fn keywords(&mut self, table: &Table<'_>) -> Vec<(CompactString, Vec<CompactString>)> {
        let mut keywords = Vec::new();
        for (language, item) in table.table("keywords").into_iter().flat_map(|words| words.entries()) {
            let known = self.organisation.languages.iter().any(|known| known == language.text);
            if is_language(language.text) && !known {
                let message = format!("`{}` is not among the organisation's languages", language.text);
                let hint = "add it to `languages` of strategy.toml";
                self.report.warning(language.place, message).hint(hint);
            }
            let mut words: Vec<CompactString> = Vec::new();
            for word in item.items().iter().filter_map(Item::word) {
                let text = CompactString::from(word.text.trim().to_lowercase());
                if words.contains(&text) {
                    let message = format!("`{}` stands twice", clip(word.text));
                    self.report.warning(word.place, message);
                } else {
                    words.push(text);
                }
            }
            keywords.push((language.text.into(), words));
        }
        keywords
    }

    fn parent(&mut self, frame: &Frame<'_>) -> Option<ReasonId> {
        let word = frame.table.word("parent")?;
        let parent = ReasonId(self.names.resolve(Noun::Reason, &word, &mut self.report)?);
        if parent == frame.id {
            self.report.error(word.place, "a reason cannot be its own parent");
            return None;
        }
        Some(parent)
    }

    fn key(&mut self, frame: &Frame<'_>, steps: &[Step], own: &[SignalId], signals: &[Signal]) -> KeyRule {
        let Some(word) = frame.table.word("key") else { return self.assumed_key(frame) };
        match word.text {
            "asset" => return KeyRule::Asset,
            "reason" => return KeyRule::Reason,
            text => {
                if let Some(near) = nearest(text, ["asset", "reason"]) {
                    let message =
                        format!("`key` must be \"asset\", \"reason\" or an expression, not \"{text}\"");
                    self.report.error(word.place, message).hint(format!("did you mean \"{near}\"?"));
                    return KeyRule::Reason;
                }
            }
        }
        let Some((program, fields)) = self.expression_reads(&word, Wanted::Key, &frame.on) else {
            return KeyRule::Reason;
        };
        // The key is asked of every event that can end an expectation, too.
        let mut ends: Vec<TypeId> = own.iter().flat_map(|id| signals[id.index()].until.clone()).collect();
        ends.extend(
            frame.table.tables("signal").iter().flat_map(|signal| self.known_events(signal, "unless")),
        );
        ends.extend(steps.iter().flat_map(|step| step.done.clone()));
        ends.sort_unstable();
        ends.dedup();
        for end in &ends {
            let kind = &self.vocabulary.types[end.index()];
            let lacks = fields.iter().find(|field| !kind.declared.contains(field));
            let lacks = lacks.and_then(|field| self.vocabulary.field(*field));
            if let Some(field) = lacks {
                let message = format!(
                    "`{}` has no field `{}` of type {}, so it ends every expectation on this reason, \
                     whatever its key",
                    kind.name,
                    field.name,
                    field.kind.name()
                );
                self.report.warning(word.place, message).hint("declare the field in events.toml");
            }
        }
        self.read(&ends, &fields);
        if let Some(contact) = self.vocabulary.type_named(builtin::CONTACT) {
            self.read(&[contact], &fields);
        }
        KeyRule::Computed(program)
    }

    /// Two incidents are two expectations; else two assets are.
    fn assumed_key(&mut self, frame: &Frame<'_>) -> KeyRule {
        let incident = |id: &TypeId| self.vocabulary.types[id.index()].name.starts_with("incident.");
        if frame.on.is_empty() || !frame.on.iter().all(incident) {
            return KeyRule::Asset;
        }
        let mut about = frame.on.clone();
        about.extend(self.vocabulary.type_named(builtin::INCIDENT_CLOSED));
        about.sort_unstable();
        about.dedup();
        match crate::expr::compile("event.incident", Wanted::Key, &about, &mut self.vocabulary) {
            Ok(compiled) => {
                self.read(&about, &compiled.reads);
                KeyRule::Computed(compiled.program)
            }
            Err(_) => KeyRule::Asset,
        }
    }

    /// The types that a key names, without a word about those that are not known.
    fn known_events(&self, table: &Table<'_>, key: &str) -> Vec<TypeId> {
        table.words(key).iter().filter_map(|word| self.vocabulary.type_named(word.text)).collect()
    }

    fn rollout(&mut self, frame: &Frame<'_>) -> Vec<Phase> {
        let Some(measure) = frame.table.table("measure") else { return Vec::new() };
        if measure.get("rollout").is_some() && frame.kind.never_withheld() {
            let message = format!("what is of kind {} may never be withheld", frame.kind.name());
            self.report.error(measure.place_of("rollout"), message).hint("leave out `rollout`");
        }
        measure::rollout(&measure, &self.organisation.zone, &mut self.report)
    }

    fn holdout(&mut self, frame: &Frame<'_>, steps: &[Step]) -> f64 {
        let measure = frame.table.table("measure");
        let stated = measure.and_then(|measure| Some((measure.number("holdout")?, measure.get("holdout")?)));
        let acts = steps.iter().any(|step| step.level <= Level::Proactive);
        let Some((share, item)) = stated else {
            return if acts && !frame.kind.never_withheld() { HOLDOUT } else { 0.0 };
        };
        let place = item.place;
        if share > 0.0 && frame.kind.never_withheld() {
            let message = format!("what is of kind {} may never be withheld", frame.kind.name());
            self.report.error(place, message).hint("leave out `holdout`");
        } else if share > 0.0 && share < LEAST_HOLDOUT {
            let message = format!("a control group of {share} is too small to tell an effect");
            self.report.warning(place, message).hint("take at least 0.05, or 0 for none");
        } else if share > 0.5 && share <= 1.0 {
            self.report.warning(place, "more customers are withheld than are helped");
        } else if share > 0.0 && !acts {
            let message = "a control group without steps at prevent or proactive has nothing to withhold";
            self.report.warning(place, message);
        }
        share
    }

    fn warn_of_leverage(&mut self, frame: &Frame<'_>, reason: &Reason) {
        let avoids = reason.steps.iter().any(|step| {
            matches!(step.act, Act::Send { .. } | Act::Call(_)) || step.level == Level::SelfService
        });
        if reason.quadrant() == Quadrant::Leverage && avoids && reason.worth.is_none() {
            let message = "contacts on this reason are valuable to both sides, and its steps avoid them";
            self.report
                .warning(frame.table.place_of("value"), message)
                .hint("lead to a person instead, or say in `worth` what the step is for");
        }
    }

    /// Follows every parent up; a circle is told at each reason in it.
    fn draw_tree(&mut self, reasons: &mut [Reason], files: &[(&str, Table<'_>)]) {
        let parents: Vec<Option<ReasonId>> = reasons.iter().map(|reason| reason.parent).collect();
        for (index, reason) in reasons.iter_mut().enumerate() {
            let mut line = vec![ReasonId(index as u16)];
            while let Some(parent) = line.last().and_then(|last| parents[last.index()]) {
                if line.contains(&parent) {
                    if parent == line[0]
                        && let Some((_, table)) = files.get(index)
                    {
                        let names: Vec<_> = line.iter().map(|id| files[id.index()].0).collect();
                        let message =
                            format!("parents go round in a circle: {} → {}", names.join(" → "), names[0]);
                        let place = table.word("parent").map_or(table.place, |word| word.place);
                        self.report.error(place, message).hint("take one parent away");
                    }
                    break;
                }
                if line.len() == MOST_GENERATIONS {
                    if let Some((_, table)) = files.get(index) {
                        let message = format!("more than {MOST_GENERATIONS} reasons above each other");
                        self.report.error(table.place_of("parent"), message);
                    }
                    break;
                }
                line.push(parent);
            }
            reason.line = line;
        }
    }

    fn warn_of_the_unreachable(&mut self, reasons: &[Reason], files: &[(&str, Table<'_>)]) {
        let parents: BTreeSet<ReasonId> = reasons.iter().filter_map(|reason| reason.parent).collect();
        for (index, (name, table)) in files.iter().enumerate() {
            let id = ReasonId(index as u16);
            let reason = &reasons[index];
            let is_parent = parents.contains(&id);
            if table.get("signal").is_none() && !reason.steps.is_empty() {
                let place = ["step", "prevent", "proactive"]
                    .into_iter()
                    .find(|key| table.get(key).is_some())
                    .map_or(table.place, |key| table.place_of(key));
                let message = "steps without a signal are never taken";
                self.report.warning(place, message).hint("add a [[signal]] that says when they are due");
            } else if reason.signals.is_empty() && reason.offers.is_empty() && !is_parent && *name != OTHER {
                let message =
                    format!("nothing leads to `{name}`: it has no signal, no offer and no reason under it");
                self.report.warning(table.place, message);
            }
        }
    }
}

/// The reason of contacts on no known reason, where no file says more.
fn other() -> Reason {
    let names = [("nl", "Overig"), ("en", "Other")];
    let names = names.map(|(language, name)| (CompactString::from(language), name.to_owned()));
    Reason {
        id: OTHER.into(),
        name: Localised(names.to_vec()),
        parent: None,
        line: Vec::new(),
        key: KeyRule::Reason,
        kind: Kind::Service,
        owner: None,
        keywords: Vec::new(),
        value: None,
        worth: None,
        handled: Level::Personal,
        signals: Vec::new(),
        steps: Vec::new(),
        offers: Vec::<Offer>::new(),
        holdout: 0.0,
        rollout: Vec::new(),
        complaint: false,
    }
}
