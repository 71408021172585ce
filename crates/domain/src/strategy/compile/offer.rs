//! What is offered at level 3 to 5: `self_service:<answer>`, `digital:<queue>`, `personal:<queue>`.

use super::super::model::{AnswerId, Level, Offer, QueueId, Target, TypeId};
use super::super::read::conform::clip;
use super::super::read::table::Word;
use super::super::shape::Noun;
use super::Compiler;
use super::reason::Frame;
use crate::event::builtin;
use crate::problem::nearest;

const HINT: &str = "write \"self_service:<answer>\", \"digital:<queue>\" or \"personal:<queue>\"";

impl Compiler {
    /// Compiles `[inbound]`. Its conditions see the event that made the contact likely, and the contact.
    pub(super) fn inbound(&mut self, frame: &Frame<'_>) -> Vec<Offer> {
        let Some(inbound) = frame.table.table("inbound") else { return Vec::new() };
        let mut about: Vec<TypeId> = frame.on.clone();
        about.extend(self.vocabulary.type_named(builtin::CONTACT));
        about.dedup();
        let mut offers = Vec::new();
        let mut settled: Vec<(Level, Target)> = Vec::new();
        for item in inbound.items("offer") {
            let table = item.table();
            let word = table.and_then(|table| table.word("use")).or_else(|| item.word());
            let when_item = table.and_then(|table| table.get("when"));
            let when = self.condition(when_item, &about);
            let Some(word) = word else { continue };
            let Some((level, target)) = self.offered(&word) else { continue };
            if settled.contains(&(level, target)) {
                let message = format!("`{}` is offered already, without a condition", clip(word.text));
                self.report.warning(word.place, message);
            }
            if when_item.is_none() {
                settled.push((level, target));
            }
            offers.push(Offer { level, target, when });
        }
        if offers.len() == inbound.items("offer").len() {
            self.warn_of_no_person(frame, &offers);
        }
        offers
    }

    /// Reads `level:target`.
    pub(super) fn offered(&mut self, word: &Word<'_>) -> Option<(Level, Target)> {
        let Some((level, target)) = word.text.split_once(':') else {
            let message = format!("`{}` does not say at which level what is offered", clip(word.text));
            self.report.error(word.place, message).hint(HINT);
            return None;
        };
        let levels = [Level::SelfService, Level::Digital, Level::Personal];
        let Some(level) = levels.into_iter().find(|known| known.name() == level) else {
            let near = nearest(level, levels.map(Level::name));
            let message = format!("`{}` is no level that can be offered", clip(level));
            let hint = near.map_or(HINT.to_owned(), |near| format!("did you mean `{near}`?"));
            self.report.error(word.place, message).hint(hint);
            return None;
        };
        let noun = if level == Level::SelfService { Noun::Answer } else { Noun::Queue };
        let number = self.names.resolve_part(noun, word, target, &mut self.report)?;
        let target = match noun {
            Noun::Answer => Target::Answer(AnswerId(number)),
            _ => Target::Queue(QueueId(number)),
        };
        Some((level, target))
    }

    /// A person is always reachable.
    fn warn_of_no_person(&mut self, frame: &Frame<'_>, offers: &[Offer]) {
        let person = |offer: &Offer| offer.level >= Level::Digital && offer.when.is_none();
        if !offers.is_empty() && !offers.iter().any(person) {
            let message = "no person can be reached from here without a condition";
            self.report
                .warning(frame.table.place_of("inbound"), message)
                .hint("end the list with \"digital:<queue>\" or \"personal:<queue>\"");
        }
    }
}
