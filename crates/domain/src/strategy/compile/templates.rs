//! Assets made of the fields of an event: `parcel:{parcel}`.

use super::super::model::{Template, TemplatePart, TypeId};
use super::super::read::conform::clip;
use super::super::read::table::Word;
use super::Compiler;
use crate::value::FieldType;

impl Compiler {
    /// Reads the template of an event type's asset. A type that declares fields must have those of the
    /// template among them; for one that declares none they are taken for text.
    pub(super) fn template(&mut self, word: &Word<'_>, about: TypeId, open: bool) -> Option<Template> {
        let Some((kind, name)) = word.text.split_once(':') else {
            let message = format!("`{}` does not say what kind of asset it is", clip(word.text));
            self.report.error(word.place, message).hint("write it like \"parcel:{parcel}\"");
            return None;
        };
        if kind.is_empty() || kind.contains(['{', '}']) || name.is_empty() {
            let message = format!("`{}` is no asset", clip(word.text));
            self.report.error(word.place, message).hint("write it like \"parcel:{parcel}\"");
            return None;
        }
        let mut parts = Vec::new();
        let mut at = kind.len() + 1;
        while at < word.text.len() {
            let rest = &word.text[at..];
            if let Some(inner) = rest.strip_prefix('{') {
                let Some(end) = inner.find('}') else {
                    self.report.error(word.place_at(at), "`{` without `}`");
                    return None;
                };
                parts.push(self.template_field(word, at + 1, &inner[..end], about, open)?);
                at += end + 2;
            } else {
                let end = rest.find('{').unwrap_or(rest.len());
                if let Some(stray) = rest[..end].find('}') {
                    self.report.error(word.place_at(at + stray), "`}` without `{`");
                    return None;
                }
                parts.push(TemplatePart::Text(rest[..end].into()));
                at += end;
            }
        }
        if !parts.iter().any(|part| matches!(part, TemplatePart::Field(_))) {
            let message = format!("`{}` names one and the same asset for every event", clip(word.text));
            self.report.warning(word.place, message).hint("name a field in it, like \"parcel:{parcel}\"");
        }
        Some(Template { kind: kind.into(), parts })
    }

    fn template_field(
        &mut self,
        word: &Word<'_>,
        at: usize,
        name: &str,
        about: TypeId,
        open: bool,
    ) -> Option<TemplatePart> {
        let field = match self.vocabulary.field_of(about, name) {
            Some(field) => field,
            None if open && super::super::read::source::is_name(name) => {
                let field = self.vocabulary.field_id(name, FieldType::String)?;
                self.vocabulary.types[about.index()].declared.push(field);
                field
            }
            None => {
                let declared = &self.vocabulary.types[about.index()].declared;
                let names = declared.iter().filter_map(|id| self.vocabulary.field(*id));
                let near = self.report.nearest(name, names.map(|field| field.name.as_str()));
                let hint = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("declare it: fields = {{ {name} = \"string\" }}"),
                };
                let kind = &self.vocabulary.types[about.index()].name;
                let message = format!("`{kind}` has no field `{}`", clip(name));
                self.report.error(word.place_at(at), message).hint(hint);
                return None;
            }
        };
        self.read(&[about], &[field]);
        Some(TemplatePart::Field(field))
    }
}
