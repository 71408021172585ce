//! The signals of a reason.

use super::super::model::{Chance, Signal, SignalId, Trigger, TypeId};
use super::super::read::conform::clip;
use super::super::read::table::Table;
use super::reason::Frame;
use super::{Compiler, MOST};
use crate::event::builtin;
use crate::expr::Wanted;
use crate::problem::nearest;
use crate::time::Duration;

/// The most signals of one reason: their places are the bits of a number.
const MOST_OF_A_REASON: usize = 32;

impl Compiler {
    /// Compiles a reason's signals; notes in the frame what they listen to.
    pub(super) fn signals(&mut self, frame: &mut Frame<'_>, all: &mut Vec<Signal>) -> Vec<SignalId> {
        let tables = frame.table.tables("signal");
        let mut own = Vec::new();
        for (index, table) in tables.iter().enumerate() {
            if index == MOST_OF_A_REASON {
                self.report.error(table.place, format!("more than {MOST_OF_A_REASON} signals on one reason"));
                break;
            }
            if all.len() >= MOST {
                self.report.error(table.place, format!("more than {MOST} signals"));
                break;
            }
            if let Some(signal) = self.signal(frame, table) {
                let twin = own.iter().any(|id: &SignalId| all[id.index()].id == signal.id);
                if twin {
                    let place = table.word("id").map_or(table.place, |word| word.place);
                    let message = format!("a second signal `{}` on this reason", clip(&signal.id));
                    self.report.error(place, message);
                }
                let id = SignalId(all.len() as u16);
                self.register(id, &signal);
                frame.on.extend(signal.on.iter().copied());
                own.push(id);
                self.signals.push(table.place);
                all.push(signal);
            }
        }
        frame.on.sort_unstable();
        frame.on.dedup();
        own
    }

    fn signal(&mut self, frame: &Frame<'_>, table: &Table<'_>) -> Option<Signal> {
        let on = self.events(table, "on");
        let mut until = self.events(table, "until");
        self.end_with_incident(&on, &mut until);
        let lead = table.duration("lead").unwrap_or(Duration::ZERO);
        let within = table.duration("within").unwrap_or(Duration::from_days(7));
        if within <= lead {
            let place = table.get("lead").map_or(table.place_of("within"), |item| item.place);
            let message = format!("`lead` ({lead}) must be shorter than `within` ({within})");
            let hint = "no contact could be met in time; lead is what a message needs, within the horizon";
            self.report.error(place, message).hint(hint);
        }
        if on.is_empty() {
            // What it listens to is wrong, and told; what its expressions say of that means nothing.
            return None;
        }
        let trigger = self.trigger(table, &on);
        let when = self.condition(table.get("when"), &on);
        let chance = self.chance(table, &on);
        self.warn_of_overlap(table, &on, &until);
        let id = table.word("id")?.text.into();
        Some(Signal { id, reason: frame.id, on, trigger, when, lead, within, chance, until })
    }

    fn trigger(&mut self, table: &Table<'_>, on: &[TypeId]) -> Trigger {
        let has = |key: &str| table.get(key).is_some();
        let mut needs = |key: &str, other: &str, hint: &str| {
            if has(key) && !has(other) {
                let message = format!("`{key}` needs `{other}`");
                self.report.error(table.place_of(key), message).hint(hint);
            }
        };
        needs("after", "unless", "a signal of absence says what did not happen: unless = [\"…\"]");
        needs("unless", "after", "say how long to wait for it: after = \"14d\"");
        needs("at", "before", "say how long before that moment: before = \"24h\"");
        needs("before", "at", "say before which moment: at = \"event.start\"");
        if has("after") && has("at") {
            let message = "a signal waits for an absence (`after`) or for a moment (`at`), not for both";
            self.report.error(table.place_of("at"), message).hint("make two signals");
        }
        if let Some(after) = table.duration("after") {
            if after == Duration::ZERO {
                let message = "`after` must be longer than 0s: nothing can be absent at once";
                self.report.error(table.place_of("after"), message);
            }
            return Trigger::Absence { after, unless: self.events(table, "unless") };
        }
        let at = table.word("at").and_then(|word| self.expression(&word, Wanted::Instant, on));
        match (at, table.duration("before")) {
            (Some(at), Some(before)) => Trigger::Before { at, before },
            _ => Trigger::Event,
        }
    }

    fn chance(&mut self, table: &Table<'_>, on: &[TypeId]) -> Chance {
        let Some(item) = table.get("chance") else { return Chance::Learned };
        if let Some(share) = item.number() {
            if share == 0.0 {
                self.report.warning(item.place, "a chance of 0: nothing is ever expected");
            }
            return Chance::Given(share);
        }
        match item.word() {
            Some(word) if word.text == "learned" => Chance::Learned,
            Some(word) if nearest(word.text, ["learned"]).is_some() => {
                let message = "`chance` must be \"learned\", a number or an expression";
                self.report.error(word.place, message).hint("did you mean \"learned\"?");
                Chance::Learned
            }
            Some(word) => {
                self.expression(&word, Wanted::Amount, on).map_or(Chance::Learned, Chance::Computed)
            }
            None => Chance::Learned,
        }
    }

    /// What an incident opened ends when it closes, whether the file says so or not.
    fn end_with_incident(&self, on: &[TypeId], until: &mut Vec<TypeId>) {
        let named = |id: &TypeId| self.vocabulary.types[id.index()].name.as_str();
        let opens =
            on.iter().any(|id| matches!(named(id), builtin::INCIDENT_OPENED | builtin::INCIDENT_UPDATED));
        if let Some(closed) = self.vocabulary.type_named(builtin::INCIDENT_CLOSED)
            && opens
            && !until.contains(&closed)
        {
            until.push(closed);
        }
    }

    /// A type that both sets off a signal and makes it lapse.
    fn warn_of_overlap(&mut self, table: &Table<'_>, on: &[TypeId], until: &[TypeId]) {
        if let Some(both) = on.iter().find(|id| until.contains(id)) {
            let name = &self.vocabulary.types[both.index()].name;
            let message = format!("`{name}` stands in `on` and in `until`: it ends what it begins");
            self.report.warning(table.place_of("until"), message);
        }
        let unless = self.known_unless(table);
        if let Some(both) = on.iter().find(|id| unless.contains(id)) {
            let name = &self.vocabulary.types[both.index()].name;
            let message =
                format!("`{name}` stands in `on` and in `unless`: every event calls off the one before");
            self.report.warning(table.place_of("unless"), message);
        }
    }

    fn known_unless(&self, table: &Table<'_>) -> Vec<TypeId> {
        table.words("unless").iter().filter_map(|word| self.vocabulary.type_named(word.text)).collect()
    }

    /// Tells the event types what they do to the signal.
    fn register(&mut self, id: SignalId, signal: &Signal) {
        let types = &mut self.vocabulary.types;
        for on in &signal.on {
            types[on.index()].signals.push(id);
        }
        for until in &signal.until {
            types[until.index()].lapses.push(id);
        }
        if let Trigger::Absence { unless, .. } = &signal.trigger {
            for unless in unless {
                types[unless.index()].calls_off.push(id);
            }
        }
    }
}
