//! Customers by an identity or a name, whole or begun.

use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::identity::{Identity, IdentityKind};
use voorzet_store::figure::Trait;
use voorzet_store::{Reader, StoreError};

use super::group::{Group, label};

/// How many rows are looked at for each that is shown: several can lead to one customer.
const AHEAD: usize = 4;

/// Customers that were found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Matches {
    /// The best first: whole identities, then beginnings of identities and names.
    pub customers: Vec<Found>,
    /// Whether there may be more.
    pub more: bool,
}

/// A customer that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Found {
    /// The number of the customer.
    pub id: u32,
    /// How the customer is written: `account:u001`.
    pub label: String,
    /// What they are called, as far as that was said.
    pub name: Option<String>,
    /// The segment they are in, as far as that was said.
    pub segment: Option<String>,
    /// By what they were found; null in a list of the newest.
    pub matched: Option<Match>,
}

/// By what a customer was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Match {
    /// `account`, `mail`, `phone`, `device`, `social` or `name`.
    pub kind: String,
    /// The whole of it.
    pub value: String,
}

impl Matches {
    /// Finds customers by what somebody typed. Phone numbers are read as in a region.
    ///
    /// # Errors
    /// When the store fails.
    pub fn find(reader: &Reader, typed: &str, region: Option<&str>, most: usize) -> Result<Self, StoreError> {
        let typed = typed.trim();
        let mut search = Search { reader, most, seen: BTreeSet::new(), found: Self::default() };
        if typed.is_empty() {
            return Ok(search.found);
        }
        let (kind, value) = match typed.split_once(':') {
            Some((kind, value)) => match IdentityKind::from_name(kind) {
                Some(kind) => (Some(kind), value),
                None => (None, typed),
            },
            None => (None, typed),
        };
        // As it is kept: a number in its international form, an address in lower case.
        for known in IdentityKind::ALL.into_iter().filter(|known| kind.is_none_or(|kind| kind == *known)) {
            if let Some(identity) = Identity::new(known, value, region) {
                for row in reader.identities_named(&identity.value, most)? {
                    search.add(row.customer, row.kind.name(), &row.value)?;
                }
            }
        }
        if value.chars().count() < 2 {
            return Ok(search.found);
        }
        for begun in BTreeSet::from([value.to_owned(), value.to_lowercase()]) {
            for row in reader.identities_beginning(&begun, most * AHEAD)? {
                if kind.is_none_or(|kind| kind == row.kind) {
                    search.add(row.customer, row.kind.name(), &row.value)?;
                }
            }
        }
        if kind.is_none() {
            for (words, customer) in reader.named(typed, most * AHEAD)? {
                search.add(customer, "name", &words)?;
            }
        }
        Ok(search.found)
    }
}

struct Search<'a> {
    reader: &'a Reader,
    most: usize,
    seen: BTreeSet<CustomerId>,
    found: Matches,
}

impl Search<'_> {
    fn add(&mut self, customer: CustomerId, kind: &str, value: &str) -> Result<(), StoreError> {
        if self.found.customers.len() >= self.most {
            self.found.more = true;
            return Ok(());
        }
        let Some(group) = Group::read(self.reader, customer)? else { return Ok(()) };
        if !self.seen.insert(group.survivor) {
            return Ok(());
        }
        let (name, segment) = called(&said(self.reader, &group)?, group.survivor);
        // What is found by a name shows the name, not the order of words that it was found in.
        let value =
            if kind == "name" { name.clone().unwrap_or_else(|| value.to_owned()) } else { value.to_owned() };
        self.found.customers.push(Found {
            id: group.survivor.0,
            label: label(self.reader, group.survivor)?,
            name,
            segment,
            matched: Some(Match { kind: kind.to_owned(), value }),
        });
        Ok(())
    }
}

/// What a customer is called in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// The number of the customer who stands for all originals.
    pub id: u32,
    /// How they are written: `account:u001`.
    pub label: String,
    /// What they are called, as far as that was said.
    pub name: Option<String>,
    /// The segment they are in, as far as that was said.
    pub segment: Option<String>,
}

impl Called {
    /// Of whoever an original is seen as; none when there is no such original.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(reader: &Reader, customer: CustomerId) -> Result<Option<Self>, StoreError> {
        let Some(group) = Group::read(reader, customer)? else { return Ok(None) };
        let (name, segment) = called(&said(reader, &group)?, group.survivor);
        Ok(Some(Self { id: group.survivor.0, label: label(reader, group.survivor)?, name, segment }))
    }
}

/// What was said of a customer, of whichever original, in order of time.
pub(super) fn said(reader: &Reader, group: &Group) -> Result<Vec<Trait>, StoreError> {
    let mut said = Vec::new();
    for original in &group.originals {
        said.extend(reader.traits(*original)?);
    }
    said.sort_unstable_by_key(|said| (said.at, said.position));
    Ok(said)
}

/// What a customer is called, and in which segment they are: as was said last of the one who stands for all, else of
/// another.
pub(super) fn called(said: &[Trait], survivor: CustomerId) -> (Option<String>, Option<String>) {
    let text = |name: &str| {
        let named = said.iter().rev().filter(|said| said.name == name);
        let said = named.clone().find(|said| said.customer == survivor).or_else(|| named.clone().next())?;
        serde_json::from_str::<String>(&said.value).ok().filter(|text| !text.trim().is_empty())
    };
    let whole = || {
        let first = text("first_name").or_else(|| text("firstName"));
        let last = text("last_name").or_else(|| text("lastName"));
        let words: Vec<String> = first.into_iter().chain(last).collect();
        (!words.is_empty()).then(|| words.join(" "))
    };
    (text("name").or_else(whole).or_else(|| text("company")), text("segment"))
}
