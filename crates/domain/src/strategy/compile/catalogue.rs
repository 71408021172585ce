//! `events.toml`: the event types that exist, beside those that Voorzet knows by itself.

use super::super::model::{Builtin, EventType, Link, Orders, Subject, TypeId};
use super::super::read::conform::clip;
use super::super::read::table::{Table, Word};
use super::{Compiler, MOST};
use crate::event::builtin;
use crate::value::FieldType;

use FieldType::{String, Timestamp};

/// Names and types of fields.
type Fields = &'static [(&'static str, FieldType)];

/// What Voorzet knows of its own event types: their meaning and fields.
const BUILTIN: [(&str, Option<Builtin>, Fields); 15] = [
    (
        builtin::CONTACT,
        Some(Builtin::Contact),
        &[
            ("reason", String),
            ("channel", String),
            ("key", String),
            ("text", String),
            ("language", String),
            ("conversation", String),
        ],
    ),
    // The data of `identify` are the traits.
    (builtin::IDENTIFY, Some(Builtin::Identify), &[]),
    (builtin::ALIAS, Some(Builtin::Alias), &[]),
    (builtin::PAGE, None, &[("name", String)]),
    (builtin::SCREEN, None, &[("name", String)]),
    (builtin::GROUP, None, &[("group", String)]),
    (
        builtin::CONSENT_GIVEN,
        Some(Builtin::ConsentGiven),
        &[("purpose", String), ("channel", String), ("proof", String)],
    ),
    (
        builtin::CONSENT_WITHDRAWN,
        Some(Builtin::ConsentWithdrawn),
        &[("purpose", String), ("channel", String)],
    ),
    (
        builtin::PREFERENCE,
        Some(Builtin::Preference),
        &[("channel", String), ("asset", String), ("until", Timestamp)],
    ),
    (builtin::INCIDENT_OPENED, Some(Builtin::IncidentOpened), INCIDENT),
    (builtin::INCIDENT_UPDATED, Some(Builtin::IncidentUpdated), INCIDENT),
    (builtin::INCIDENT_CLOSED, Some(Builtin::IncidentClosed), INCIDENT),
    // What is said in conversations is no business of conditions.
    (builtin::MESSAGE, None, &[]),
    (builtin::MESSAGE_STATUS, None, &[]),
    (builtin::MESSAGE_BOUNCED, None, &[]),
];

const INCIDENT: Fields = &[("incident", String), ("text", String)];

impl Compiler {
    /// Fills the vocabulary with the built-in types and those of `events.toml`.
    pub(super) fn catalogue(&mut self, events: Option<&Table<'_>>) {
        self.build_in();
        let entries: Vec<_> = events.into_iter().flat_map(Table::entries).collect();
        // First all names and fields, since a link's end may name a type further down.
        let mut declared = Vec::new();
        for (name, item) in &entries {
            if let Some(table) = item.table() {
                declared.push((self.declare(name, &table), *name, table));
            }
        }
        for (id, name, table) in &declared {
            self.tie(*id, name, table);
        }
    }

    /// The type with this name, which is declared from now on.
    fn declare_type(&mut self, name: &str) -> TypeId {
        if let Some(id) = self.known_type(name) {
            return id;
        }
        let id = TypeId(self.vocabulary.types.len() as u16);
        self.vocabulary.types.push(EventType::named(name));
        id
    }

    fn build_in(&mut self) {
        for (name, meaning, fields) in BUILTIN {
            let id = self.declare_type(name);
            self.vocabulary.types[id.index()].builtin = meaning;
            let mut fields = fields.to_vec();
            let traits = self.organisation.traits.clone();
            if name == builtin::IDENTIFY {
                fields = traits.iter().map(|known| (known.name.as_str(), known.kind)).collect();
            }
            for (field, kind) in fields {
                let field = self.vocabulary.field_id(field, kind);
                self.vocabulary.types[id.index()].declared.extend(field);
            }
        }
    }

    /// Declares a type with its subject and fields.
    fn declare(&mut self, name: &Word<'_>, table: &Table<'_>) -> TypeId {
        let id = self.declare_type(name.text);
        let is_builtin = builtin::ALL.contains(&name.text);
        for key in ["subject", "link", "part_of"] {
            if is_builtin && table.get(key).is_some() {
                let message = format!("`{}` is built in; only fields can be added to it", name.text);
                self.report.error(table.place_of(key), message).hint(format!("leave out `{key}`"));
            }
        }
        if let Some(subject) = table.word("subject").filter(|_| !is_builtin) {
            self.vocabulary.types[id.index()].subject = match subject.text {
                "customer" => Subject::Customer,
                kind => Subject::Asset(kind.into()),
            };
            if subject.text.contains([':', '{', '}']) {
                let message = format!("`{}` is no kind of asset", clip(subject.text));
                self.report.error(subject.place, message).hint("write the kind alone, like \"parcel\"");
            }
        }
        for (field, item) in table.table("fields").into_iter().flat_map(|fields| fields.entries()) {
            let Some(kind) = item.word().and_then(|word| FieldType::from_name(word.text)) else { continue };
            self.declare_field(id, &field, kind);
        }
        id
    }

    fn declare_field(&mut self, id: TypeId, name: &Word<'_>, kind: FieldType) {
        if let Some(known) = self.vocabulary.field_of(id, name.text) {
            if self.vocabulary.field(known).is_some_and(|known| known.kind != kind) {
                let of = &self.vocabulary.types[id.index()].name;
                let message = format!("the field `{}` of `{of}` is built in with another type", name.text);
                self.report.error(name.place, message);
            }
            return;
        }
        if self.vocabulary.fields.len() >= MOST {
            self.report.error(name.place, format!("more than {MOST} fields"));
        } else if let Some(field) = self.vocabulary.field_id(name.text, kind) {
            self.vocabulary.types[id.index()].declared.push(field);
        }
    }

    /// Reads what a type ties together.
    fn tie(&mut self, id: TypeId, name: &Word<'_>, table: &Table<'_>) {
        let open = table.get("fields").is_none();
        if let Some(link) = table.table("link") {
            if matches!(self.vocabulary.types[id.index()].subject, Subject::Asset(_)) {
                let message = format!("`{}` is about an asset and names no customer to tie", clip(name.text));
                self.report
                    .error(table.place_of("link"), message)
                    .hint("a link is for subject = \"customer\"");
            }
            let asset = link.word("asset").and_then(|word| self.template(&word, id, open));
            let until = self.events(&link, "until");
            if let Some(asset) = asset {
                for end in &until {
                    let unties = &mut self.vocabulary.types[end.index()].unties;
                    if !unties.contains(&id) {
                        unties.push(id);
                    }
                }
                let lasts = link.duration("for");
                self.vocabulary.types[id.index()].link = Some(Link { asset, lasts, until });
            }
        }
        if let Some(word) = table.word("part_of") {
            let kind = &self.vocabulary.types[id.index()];
            if kind.link.is_none() && kind.subject == Subject::Customer && table.get("link").is_none() {
                let message = "`part_of` says what an asset is part of, and there is none";
                self.report
                    .error(table.place_of("part_of"), message)
                    .hint("give it a link, or an asset as subject");
            }
            let part_of = self.template(&word, id, open);
            self.vocabulary.types[id.index()].part_of = part_of;
        }
    }

    /// The event types that a key names.
    pub(super) fn events(&mut self, table: &Table<'_>, key: &str) -> Vec<TypeId> {
        let mut types = Vec::new();
        for word in table.words(key) {
            let Some(id) = self.event(&word) else { continue };
            if types.contains(&id) {
                self.report.warning(word.place, format!("`{}` stands twice in `{key}`", clip(word.text)));
            } else {
                types.push(id);
            }
        }
        types
    }

    /// The type with this name. There may be thousands, named thousands of times.
    pub(super) fn known_type(&mut self, name: &str) -> Option<TypeId> {
        for (index, kind) in self.vocabulary.types.iter().enumerate().skip(self.types.len()) {
            self.types.insert(kind.name.clone(), TypeId(index as u16));
        }
        self.types.get(name).copied()
    }

    /// What counts as an order: an event type, and the field of it that says what it is worth.
    pub(super) fn orders(&mut self, measure: Option<&Table<'_>>) -> Option<Orders> {
        let measure = measure?;
        let worth = measure.word("worth");
        let Some(event) = measure.word("orders") else {
            if let Some(worth) = worth {
                let message = "`worth` is a field of the event that is an order";
                self.report.error(worth.place, message).hint("say which event that is: orders = \"…\"");
            }
            return None;
        };
        let id = self.event(&event)?;
        if let Some(worth) = worth {
            self.is_number(id, &worth);
        }
        Some(Orders { event: event.text.into(), worth: worth.map(|worth| worth.text.into()) })
    }

    /// Tells when a declared event has no such number.
    fn is_number(&mut self, id: TypeId, field: &Word<'_>) {
        let kind = &self.vocabulary.types[id.index()];
        let fields = &self.vocabulary.fields;
        let known = kind.declared.iter().map(|known| &fields[usize::from(known.0)]);
        let named = known.clone().find(|known| known.name == field.text).map(|known| known.kind);
        let message = match named {
            Some(FieldType::Int | FieldType::Double) => return,
            Some(_) => format!("`{}` of `{}` is no number", clip(field.text), kind.name),
            None if kind.declared.is_empty() => return,
            None => format!("`{}` has no field `{}`", kind.name, clip(field.text)),
        };
        let numbers = known.filter(|known| matches!(known.kind, FieldType::Int | FieldType::Double));
        let hint = match self.report.nearest(field.text, numbers.map(|known| known.name.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "leave `worth` out, and orders are counted".to_owned(),
        };
        self.report.error(field.place, message).hint(hint);
    }

    /// The event type that a word names. One that nobody declared is known from now on; it is told once.
    fn event(&mut self, word: &Word<'_>) -> Option<TypeId> {
        if let Some(id) = self.known_type(word.text) {
            return Some(id);
        }
        if self.vocabulary.types.len() >= 2 * MOST {
            self.report.error(word.place, format!("more than {} event types", 2 * MOST));
            return None;
        }
        let known = self.vocabulary.types.iter().map(|kind| kind.name.as_str());
        let hint = match self.report.nearest(word.text, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "declare it in events.toml; until then it has no fields".to_owned(),
        };
        let message = format!("the event type `{}` is not declared", clip(word.text));
        self.report.warning(word.place, message).hint(hint);
        Some(self.vocabulary.type_id(word.text).0)
    }
}
