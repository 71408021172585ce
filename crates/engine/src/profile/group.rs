//! The originals that are seen as one, by what they are known, and why they are one.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;
use voorzet_domain::customer::record::{Because, IdentityRecord, LinkRecord};
use voorzet_domain::customer::{CustomerId, GROUP_LIMIT};
use voorzet_store::{Reader, StoreError};

/// The most identities of an original that are shown.
const MOST: usize = 200;

/// The originals that are seen as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The one that stands for all of them.
    pub survivor: CustomerId,
    /// All of them, the survivor first, then by number.
    pub originals: Vec<CustomerId>,
    /// Every link of theirs, oldest first, those undone included.
    pub links: Vec<LinkRecord>,
}

/// By what an original is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShownIdentity {
    /// Its number.
    pub number: u32,
    /// `account`, `mail`, `phone`, `device` or `social`.
    pub kind: String,
    /// The address, number or name.
    pub value: String,
    /// Whether its holder proved it.
    pub verified: bool,
    /// The original that it is of.
    pub original: u32,
    /// Who stated it.
    pub source: Option<String>,
    /// When.
    pub since: String,
}

/// Why two originals are one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShownLink {
    /// Its number, to undo it.
    pub number: u32,
    /// The original that stays.
    pub keep: u32,
    /// The one that is seen as the other.
    pub absorb: u32,
    /// `shared` when both have an identity, `identified` when somebody identified themselves on a device, `person`
    /// when a person says so.
    pub because: String,
    /// The identity that is the evidence: `mail:an@example.org`.
    pub evidence: Option<String>,
    /// The person who says so.
    pub by: Option<String>,
    /// When.
    pub at: String,
    /// Who undid it.
    pub undone_by: Option<String>,
    /// When it was undone.
    pub undone_at: Option<String>,
}

/// Somebody who may be the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShownSuggestion {
    /// Its number.
    pub number: u32,
    /// The other customer.
    pub other: u32,
    /// How that one is written.
    pub label: String,
    /// What both have.
    pub identity: String,
    /// `weak`, `proved_by_other` or `group_full`: why they are not simply one.
    pub why: String,
    /// When that showed.
    pub at: String,
}

impl Group {
    /// Everybody who is seen as one with an original; none when there is no such original.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(reader: &Reader, customer: CustomerId) -> Result<Option<Self>, StoreError> {
        if reader.original(customer)?.is_none() {
            return Ok(None);
        }
        let mut links: BTreeMap<u32, LinkRecord> = BTreeMap::new();
        let (mut members, mut ahead) = (BTreeSet::from([customer]), vec![customer]);
        while let Some(next) = ahead.pop() {
            for link in reader.links_of(next)? {
                if link.undone.is_none() && members.len() < GROUP_LIMIT {
                    let other = if link.keep == next { link.absorb } else { link.keep };
                    if members.insert(other) {
                        ahead.push(other);
                    }
                }
                links.insert(link.number, link);
            }
        }
        let links: Vec<LinkRecord> = links.into_values().collect();
        let survivor = survivor(customer, &members, &links);
        let mut originals = vec![survivor];
        originals.extend(members.into_iter().filter(|member| *member != survivor));
        Ok(Some(Self { survivor, originals, links }))
    }

    /// By what they are known, the survivor's first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn identities(&self, reader: &Reader) -> Result<Vec<ShownIdentity>, StoreError> {
        let mut shown = Vec::new();
        for original in &self.originals {
            for identity in reader.identities_of(*original, MOST)? {
                shown.push(ShownIdentity {
                    number: identity.number,
                    kind: identity.kind.name().to_owned(),
                    value: identity.value.to_string(),
                    verified: identity.verified,
                    original: original.0,
                    source: reader.identity_source(identity.source)?,
                    since: identity.time.to_string(),
                });
            }
        }
        Ok(shown)
    }

    /// Why they are one.
    ///
    /// # Errors
    /// When the store fails.
    pub fn shown_links(&self, reader: &Reader) -> Result<Vec<ShownLink>, StoreError> {
        let mut shown = Vec::new();
        for link in &self.links {
            let evidence = link.identity.map(|number| reader.identity(number)).transpose()?.flatten();
            shown.push(ShownLink {
                number: link.number,
                keep: link.keep.0,
                absorb: link.absorb.0,
                because: match link.because {
                    Because::Shared => "shared",
                    Because::Identified => "identified",
                    Because::Person => "person",
                }
                .to_owned(),
                evidence: evidence.as_ref().map(written),
                by: link.person.as_ref().map(ToString::to_string),
                at: link.origin.time.to_string(),
                undone_by: link.undone.as_ref().map(|undone| undone.by.to_string()),
                undone_at: link.undone.as_ref().map(|undone| undone.at.to_string()),
            });
        }
        Ok(shown)
    }

    /// Who else may be the same and is not seen so yet.
    ///
    /// # Errors
    /// When the store fails.
    pub fn suggestions(&self, reader: &Reader) -> Result<Vec<ShownSuggestion>, StoreError> {
        let mut shown: Vec<ShownSuggestion> = Vec::new();
        for original in &self.originals {
            for known in reader.suggestions_of(*original, MOST)? {
                let (earlier, later) = known.customers;
                let other = if earlier == *original { later } else { earlier };
                let Some(group) = Self::read(reader, other)? else { continue };
                let seen = shown.iter().any(|known| known.other == group.survivor.0);
                if seen || self.originals.contains(&group.survivor) {
                    continue;
                }
                let identity = reader.identity(known.identity)?;
                shown.push(ShownSuggestion {
                    number: known.number,
                    other: group.survivor.0,
                    label: label(reader, group.survivor)?,
                    identity: identity.as_ref().map(written).unwrap_or_default(),
                    why: known.why.name().to_owned(),
                    at: known.origin.time.to_string(),
                });
            }
        }
        Ok(shown)
    }
}

/// How an original is written: `account:u001`.
pub(super) fn label(reader: &Reader, customer: CustomerId) -> Result<String, StoreError> {
    let Some(original) = reader.original(customer)? else { return Ok(String::new()) };
    Ok(reader.identity(original.label)?.as_ref().map(written).unwrap_or_default())
}

fn written(identity: &IdentityRecord) -> String {
    format!("{}:{}", identity.kind.name(), identity.value)
}

/// The one that stands for a group: links taken in the order in which they were made, each keeping the survivor of
/// the one it keeps.
fn survivor(of: CustomerId, members: &BTreeSet<CustomerId>, links: &[LinkRecord]) -> CustomerId {
    let mut stands: BTreeMap<CustomerId, CustomerId> =
        members.iter().map(|member| (*member, *member)).collect();
    for link in links.iter().filter(|link| link.undone.is_none()) {
        let (Some(keep), Some(absorb)) = (stands.get(&link.keep).copied(), stands.get(&link.absorb).copied())
        else {
            continue;
        };
        if keep != absorb {
            for stood in stands.values_mut().filter(|stood| **stood == absorb) {
                *stood = keep;
            }
        }
    }
    stands.get(&of).copied().unwrap_or(of)
}
