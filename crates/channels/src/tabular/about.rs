//! Whom and what an event is about: the customer's identities and the asset.

use smallvec::SmallVec;
use toml::de::DeValue;
use voorzet_domain::event::AssetId;
use voorzet_domain::identity::{Claim, IdentityKind};

use super::column::Columns;
use super::condition::Condition;
use super::form::{Form, Page, Value};
use super::row::Row;
use super::text::{Bare, Text};
use crate::claim::claim;

/// One identity that a row states.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    kind: IdentityKind,
    text: Text,
    verified: Verified,
    region: Option<String>,
}

#[derive(Clone, Debug)]
enum Verified {
    Always(bool),
    When(Condition),
}

/// Reads a table of identities by kind, each a column, a table, or a list of them.
pub(super) fn customer(columns: &mut Columns, form: Form<'_, '_>) -> Vec<Identity> {
    let mut identities = Vec::new();
    for kind in IdentityKind::ALL {
        for value in form.each(kind.name()) {
            identities.extend(Identity::read(form.page, columns, kind, value));
        }
    }
    form.finish();
    identities
}

/// The claims that a row makes. A value that cannot be of its kind is no claim.
pub(super) fn claims(identities: &[Identity], row: &Row) -> SmallVec<[Claim; 1]> {
    let mut claims: SmallVec<[Claim; 1]> = SmallVec::new();
    for identity in identities {
        let Some(text) = identity.text.of(row) else { continue };
        let verified = match &identity.verified {
            Verified::Always(verified) => *verified,
            Verified::When(condition) => condition.holds(row),
        };
        let claim = claim(identity.kind, &text, verified, identity.region.as_deref());
        claims.extend(claim.filter(|claim| !claims.contains(claim)));
    }
    claims
}

impl Identity {
    fn read(page: &Page<'_>, columns: &mut Columns, kind: IdentityKind, value: &Value<'_>) -> Option<Self> {
        if let DeValue::String(_) = value.get_ref() {
            let text = Text::read(page, columns, value, Bare::Column)?;
            return Some(Self { kind, text, verified: Verified::Always(false), region: None });
        }
        let form = Form::of(page, value, "an identity")?;
        let text = Text::of_form(columns, &form);
        let verified = match form.value("verified") {
            None => Some(Verified::Always(false)),
            Some(value) => match value.get_ref().as_bool() {
                Some(truth) => Some(Verified::Always(truth)),
                None => Condition::read(page, columns, value).map(Verified::When),
            },
        };
        let region = form.text("region").and_then(|(region, at)| {
            let sound = region.len() == 2 && region.bytes().all(|byte| byte.is_ascii_uppercase());
            if !sound {
                page.wrong_with(&at, format!("`{region}` is no country"), "write two capitals, like `NL`");
            } else if kind != IdentityKind::Phone {
                page.wrong(&at, "only phone numbers have a region");
            }
            sound.then(|| region.to_owned())
        });
        form.finish();
        Some(Self { kind, text: text?, verified: verified?, region })
    }
}

/// The asset that a row is about.
#[derive(Clone, Debug)]
pub(super) struct Asset {
    /// None: the text says the kind too.
    kind: Option<String>,
    text: Text,
}

impl Asset {
    /// Reads `"ticket:{number}"`, or a table with `kind` and a column.
    pub(super) fn read(page: &Page<'_>, columns: &mut Columns, value: &Value<'_>) -> Option<Self> {
        if let DeValue::String(template) = value.get_ref() {
            if !template.contains(':') {
                page.wrong_with(
                    &value.span(),
                    "an asset is `kind:name`",
                    format!("write `ticket:{{{template}}}` for a column"),
                );
            }
            return Some(Self { kind: None, text: Text::read(page, columns, value, Bare::Template)? });
        }
        let form = Form::of(page, value, "an asset")?;
        let kind = form.text("kind");
        let text = Text::of_form(columns, &form);
        form.finish();
        match &kind {
            None => page.wrong(&value.span(), "an asset needs a `kind`"),
            Some((kind, at)) if kind.is_empty() || kind.contains(':') => {
                page.wrong(at, "the kind of an asset is a word without a colon");
            }
            Some(_) => {}
        }
        Some(Self { kind: Some(kind?.0.to_owned()), text: text? })
    }

    /// The row's asset; none when a cell it needs has no value, an error when the text is no asset.
    pub(super) fn of(&self, row: &Row) -> Result<Option<AssetId>, String> {
        let Some(text) = self.text.of(row) else { return Ok(None) };
        let asset = match &self.kind {
            Some(kind) => AssetId::new(kind, text.trim()),
            None => AssetId::parse(text.trim()),
        };
        asset.map(Some).ok_or_else(|| format!("`{text}` is not of the form kind:name"))
    }
}
