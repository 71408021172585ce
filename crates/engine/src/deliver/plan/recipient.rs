//! To whom a decision applies: who they are, how they are reached, what is said of them.

use std::collections::BTreeMap;

use jiff::tz::{TimeZone, TimeZoneDatabase};
use voorzet_domain::customer::{CustomerId, Directory};
use voorzet_domain::identity::{Claim, Identity, IdentityKind};
use voorzet_domain::time::Timestamp;
use voorzet_store::figure::Trait;

/// To whom a decision applies.
#[derive(Clone, Debug)]
pub struct Recipient {
    /// The original customer.
    pub customer: CustomerId,
    /// What never changes of the person, as [`Directory::key`] has it.
    pub key: u64,
    /// How they are shown: `account:u001`.
    pub label: String,
    /// Every identity of the person. Of each kind the best comes first: proved before stated, then the latest.
    pub identities: Vec<Claim>,
    /// What is said of them, by name.
    pub traits: BTreeMap<String, serde_json::Value>,
}

impl Recipient {
    /// The person that a customer is, with what every original of theirs is known by. `traits` are those of all
    /// of them, in any order.
    pub fn of(directory: &Directory, customer: CustomerId, traits: &[Trait]) -> Self {
        let survivor = directory.survivor(customer);
        let held = directory.group(customer).iter().flat_map(|original| directory.identities(*original));
        let mut identities: Vec<(Claim, Timestamp)> = held
            .map(|held| {
                let (kind, value) = (held.identity.kind, held.identity.value.into());
                let verified = held.verified || kind == IdentityKind::Account;
                (Claim { identity: Identity { kind, value }, verified }, held.cause.time)
            })
            .collect();
        identities.sort_by(|(a, a_time), (b, b_time)| {
            let order = a.identity.kind.cmp(&b.identity.kind).then(b.verified.cmp(&a.verified));
            order.then(b_time.cmp(a_time)).then_with(|| a.identity.value.cmp(&b.identity.value))
        });
        Self {
            customer,
            key: directory.key(survivor),
            label: directory.label(survivor).to_string(),
            identities: identities.into_iter().map(|(claim, _)| claim).collect(),
            traits: latest(traits),
        }
    }

    /// The best identity of a kind.
    pub(crate) fn best(&self, kind: IdentityKind) -> Option<&Identity> {
        self.identities.iter().map(|claim| &claim.identity).find(|identity| identity.kind == kind)
    }

    /// The language in which they are written to: one of `known`, the first when they never said.
    pub(crate) fn language<'a>(&self, known: &'a [compact_str::CompactString]) -> Option<&'a str> {
        let said = ["language", "locale"].into_iter().find_map(|name| self.text(name));
        let wanted = said.map(|text| text.split(['-', '_']).next().unwrap_or_default().to_lowercase());
        let found = known.iter().find(|language| Some(language.as_str()) == wanted.as_deref());
        found.or(known.first()).map(compact_str::CompactString::as_str)
    }

    /// Their time zone, when they said it.
    pub(crate) fn zone(&self, zones: &TimeZoneDatabase) -> Option<TimeZone> {
        zones.get(self.text("timezone")?).ok()
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.traits.get(name)?.as_str()
    }
}

/// Of every trait what was said last, by whichever original.
fn latest(traits: &[Trait]) -> BTreeMap<String, serde_json::Value> {
    let mut latest: BTreeMap<&str, &Trait> = BTreeMap::new();
    for said in traits {
        let known = latest.entry(&said.name).or_insert(said);
        if (said.at, said.position) > (known.at, known.position) {
            *known = said;
        }
    }
    let value = |said: &Trait| {
        serde_json::from_str(&said.value).ok().filter(|value| *value != serde_json::Value::Null)
    };
    latest.into_iter().filter_map(|(name, said)| Some((name.to_owned(), value(said)?))).collect()
}
