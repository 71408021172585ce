//! What stands for itself: `event.<field>`, `customer.<trait>`, `asset.id`, `local.hour`, `now`.

use super::Checker;
use crate::expr::fault::{Fault, listed};
use crate::expr::syntax::{Node, NodeKind};
use crate::expr::tree::{Bool, Double, Int, LocalPart, Text, Time, Typed};
use crate::strategy::model::TraitId;
use crate::value::{FieldId, FieldType};

/// The names an expression may begin with.
const ROOTS: [&str; 5] = ["event", "customer", "asset", "local", "now"];
const ASSET_PARTS: [&str; 3] = ["id", "kind", "name"];
const LOCAL_PARTS: [(&str, LocalPart); 5] = [
    ("minute", LocalPart::Minute),
    ("hour", LocalPart::Hour),
    ("weekday", LocalPart::Weekday),
    ("day", LocalPart::Day),
    ("month", LocalPart::Month),
];

impl Checker<'_> {
    /// A name on its own.
    pub(super) fn name(&mut self, name: &str, node: &Node) -> Option<Typed> {
        let example = match name {
            "now" => return Some(Typed::Time(Time::Now)),
            "event" => "event.delay_hours",
            "customer" => "customer.segment",
            "asset" => "asset.kind",
            "local" => "local.hour",
            _ => {
                let fault = Fault::new(node.at, format!("`{name}` is not known"));
                let field = self.field_named(name);
                return self.refuse(match field {
                    Some(_) => fault.hinting(format!("did you mean `event.{name}`?")),
                    None if self.vocabulary.traits.iter().any(|known| known.name == name) => {
                        fault.hinting(format!("did you mean `customer.{name}`?"))
                    }
                    None => fault.meaning(name, ROOTS),
                });
            }
        };
        let message = format!("`{name}` alone has no value; name a part of it");
        self.refuse(Fault::new(node.at, message).hinting(format!("`{example}`, for instance")))
    }

    /// `of.name`
    pub(super) fn member(&mut self, of: &Node, name: &str, node: &Node) -> Option<Typed> {
        match root(of) {
            Some("event") => {
                let id = self.event_field(name, node.at)?;
                Some(self.field_value(id))
            }
            Some("customer") => {
                let (id, kind) = self.customer_trait(name, node.at)?;
                Some(match kind {
                    FieldType::Bool => Typed::Bool(Bool::Trait(id)),
                    FieldType::Int => Typed::Int(Int::Trait(id)),
                    FieldType::Double => Typed::Double(Double::Trait(id)),
                    FieldType::String => Typed::Text(Text::Trait(id)),
                    FieldType::Timestamp => Typed::Time(Time::Trait(id)),
                })
            }
            Some("asset") => {
                let part = self.asset_part(name, node.at)?;
                Some(Typed::Text(part))
            }
            Some("local") => {
                if let Some((_, part)) = LOCAL_PARTS.iter().find(|(known, _)| *known == name) {
                    return Some(Typed::Int(Int::Local(*part)));
                }
                let fault = Fault::new(node.at, format!("local time has no `{name}`"));
                self.refuse(fault.meaning(name, LOCAL_PARTS.map(|(known, _)| known)))
            }
            _ => {
                let of = self.node(of)?;
                let message =
                    format!("{} has no parts; `.{name}` cannot be taken of it", super::article(of.name()));
                self.refuse(Fault::new(node.at, message))
            }
        }
    }

    /// `has(of.name)`
    pub(super) fn has(&mut self, of: &Node, name: &str, node: &Node) -> Option<Typed> {
        let has = match root(of) {
            Some("event") => Bool::HasField(self.event_field(name, node.at)?),
            Some("customer") => Bool::HasTrait(self.customer_trait(name, node.at)?.0),
            Some("asset") => {
                self.asset_part(name, node.at)?;
                Bool::HasAsset
            }
            _ => {
                let fault = Fault::new(node.start, "has() takes a field of the event, a trait or the asset");
                return self.refuse(fault.hinting("write `has(event.field)` or `has(customer.segment)`"));
            }
        };
        Some(Typed::Bool(has))
    }

    fn asset_part(&mut self, name: &str, at: usize) -> Option<Text> {
        let part = match name {
            "id" => Text::AssetId,
            "kind" => Text::AssetKind,
            "name" => Text::AssetName,
            _ => {
                let fault = Fault::new(at, format!("an asset has no `{name}`"));
                self.faults.push(fault.meaning(name, ASSET_PARTS));
                return None;
            }
        };
        if self.about.is_empty() {
            self.faults.push(no_event(at));
            return None;
        }
        self.reads_asset = true;
        Some(part)
    }

    fn customer_trait(&mut self, name: &str, at: usize) -> Option<(TraitId, FieldType)> {
        let traits = &mut self.vocabulary.traits;
        if let Some(place) = traits.iter().position(|known| known.name == name) {
            traits[place].read = true;
            return Some((TraitId(place as u16), traits[place].kind));
        }
        let fault = Fault::new(at, format!("no trait of customers is called `{name}`"));
        let fault = fault.meaning(name, traits.iter().map(|known| known.name.as_str()));
        self.faults.push(fault);
        None
    }

    /// The field of the event at hand; its type must be one, whatever the type of the event.
    fn event_field(&mut self, name: &str, at: usize) -> Option<FieldId> {
        if self.about.is_empty() {
            self.faults.push(no_event(at));
            return None;
        }
        let found = self.field_named(name);
        let Some(id) = found else {
            let fault = self.undeclared_field(name, at);
            self.faults.push(fault);
            return None;
        };
        let kinds = |checker: &Self| -> Vec<(String, FieldType)> {
            let declaring = checker.about.iter().filter_map(|kind| {
                let field = checker.vocabulary.field(checker.vocabulary.field_of(*kind, name)?)?;
                Some((checker.vocabulary.types[kind.index()].name.to_string(), field.kind))
            });
            declaring.collect()
        };
        let declared = kinds(self);
        let (first, kind) = declared.first()?;
        if let Some((other, different)) = declared.iter().find(|(_, other)| other != kind) {
            let message = format!(
                "`{name}` is {} in `{first}` and {} in `{other}`",
                super::article(kind.name()),
                super::article(different.name())
            );
            self.faults.push(Fault::new(at, message).hinting("declare it alike, or write two signals"));
            return None;
        }
        if !self.reads.contains(&id) {
            self.reads.push(id);
        }
        Some(id)
    }

    /// The first declaration of a field among the types in scope.
    fn field_named(&self, name: &str) -> Option<FieldId> {
        self.about.iter().find_map(|kind| self.vocabulary.field_of(*kind, name))
    }

    fn undeclared_field(&self, name: &str, at: usize) -> Fault {
        let types = self.about.iter().filter_map(|kind| self.vocabulary.types.get(kind.index()));
        let named = listed(types.clone().map(|kind| kind.name.as_str()).take(5), "or");
        let declared = types.flat_map(|kind| &kind.declared);
        let fields = declared.filter_map(|id| self.vocabulary.field(*id)).map(|field| field.name.as_str());
        Fault::new(at, format!("{named} declares no field `{name}`")).meaning(name, fields)
    }

    fn field_value(&self, id: FieldId) -> Typed {
        match self.vocabulary.field(id).map(|field| field.kind) {
            Some(FieldType::Bool) => Typed::Bool(Bool::Field(id)),
            Some(FieldType::Int) => Typed::Int(Int::Field(id)),
            Some(FieldType::Double) => Typed::Double(Double::Field(id)),
            Some(FieldType::Timestamp) => Typed::Time(Time::Field(id)),
            Some(FieldType::String) | None => Typed::Text(Text::Field(id)),
        }
    }
}

fn no_event(at: usize) -> Fault {
    Fault::new(at, "there is no event here").hinting("use `customer`, `now` or what happened before")
}

/// The name a member is taken of.
fn root(of: &Node) -> Option<&str> {
    if let NodeKind::Name(name) = &of.kind { Some(name) } else { None }
}
