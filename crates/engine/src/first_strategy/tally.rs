//! The contacts of an export, counted.

use std::collections::{BTreeMap, HashMap, HashSet};

use compact_str::CompactString;
use serde::Deserialize;
use voorzet_channels::tabular::instant;
use voorzet_domain::event::Event;
use voorzet_domain::identity::Identity;
use voorzet_domain::time::{Duration, Timestamp};

use super::column::number;
use super::map::Plan;
use super::role::{Role, is_urgent};

/// A customer who comes back on a reason within so long is one whom the first contact did not help.
const AGAIN: Duration = Duration::from_days(30);

/// A contact as the map gives it.
#[derive(Deserialize)]
pub(super) struct Contact {
    #[serde(skip)]
    customer: Option<Identity>,
    #[serde(default)]
    reason: CompactString,
    #[serde(default)]
    priority: CompactString,
    #[serde(default)]
    satisfaction: CompactString,
    #[serde(default)]
    closed: CompactString,
}

/// Reads one.
pub(super) fn contact(event: &Event) -> Option<Contact> {
    let contact: Contact = serde_json::from_str(event.data.get()).ok()?;
    Some(Contact { customer: event.customer.first().map(|claim| claim.identity.clone()), ..contact })
}

/// All contacts so far.
#[derive(Default)]
pub(super) struct Tally {
    customers: HashMap<Identity, u32>,
    values: BTreeMap<CompactString, Counted>,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
    contacts: u64,
}

/// The contacts on one value of the reason's column, or on several together.
#[derive(Clone, Default)]
pub(super) struct Counted {
    /// In the order of time.
    contacts: Vec<Made>,
    urgent: u64,
    satisfaction: f64,
    satisfied: u64,
}

/// A contact that was made.
#[derive(Clone, Copy)]
struct Made {
    customer: u32,
    at: Timestamp,
    /// When it was done with; when it was made, where the export does not say.
    closed: Timestamp,
}

/// What they come to.
pub(super) struct Reasons {
    /// By the value of the column, empty where it had none.
    pub(super) values: BTreeMap<CompactString, Counted>,
    /// All contacts.
    pub(super) contacts: u64,
    /// The last of all.
    pub(super) last: Timestamp,
}

impl Tally {
    /// Takes one in; they come in the order of time.
    pub(super) fn take(&mut self, at: Timestamp, contact: Contact, plan: &Plan<'_>) {
        let Contact { customer: Some(customer), reason, priority, satisfaction, closed } = contact else {
            return;
        };
        let next = self.customers.len() as u32;
        let customer = *self.customers.entry(customer).or_insert(next);
        let counted = self.values.entry(reason).or_default();
        let format = plan.column(Role::Closed).and_then(|column| column.format.as_deref());
        let closed = format.and_then(|format| instant(format, &closed)).map_or(at, |closed| closed.max(at));
        counted.contacts.push(Made { customer, at, closed });
        counted.urgent += u64::from(is_urgent(priority.trim()));
        if let (Some(score), Some(column)) = (number(satisfaction.trim()), plan.column(Role::Satisfaction))
            && column.most > column.least
        {
            counted.satisfied += 1;
            counted.satisfaction += 2.0 * (score - column.least) / (column.most - column.least) - 1.0;
        }
        self.contacts += 1;
        self.first = self.first.or(Some(at));
        self.last = Some(at);
    }

    pub(super) fn contacts(&self) -> u64 {
        self.contacts
    }

    pub(super) fn customers(&self) -> u64 {
        self.customers.len() as u64
    }

    /// The first and the last contact.
    pub(super) fn span(&self) -> (Option<Timestamp>, Option<Timestamp>) {
        (self.first, self.last)
    }

    pub(super) fn reasons(&mut self) -> Reasons {
        let values = std::mem::take(&mut self.values);
        Reasons { values, contacts: self.contacts, last: self.last.unwrap_or_default() }
    }
}

impl Counted {
    /// These and others.
    pub(super) fn with(&mut self, other: Self) {
        self.contacts.extend(other.contacts);
        self.contacts.sort_by_key(|made| made.at);
        self.urgent += other.urgent;
        self.satisfaction += other.satisfaction;
        self.satisfied += other.satisfied;
    }

    pub(super) fn contacts(&self) -> u64 {
        self.contacts.len() as u64
    }

    pub(super) fn customers(&self) -> u64 {
        self.contacts.iter().map(|made| made.customer).collect::<HashSet<_>>().len() as u64
    }

    /// The share with the highest priority.
    pub(super) fn urgent(&self) -> f64 {
        self.urgent as f64 / self.contacts().max(1) as f64
    }

    /// How satisfied customers were, from −1 to 1 over the scale of the column; none when nobody says.
    pub(super) fn satisfaction(&self) -> Option<f64> {
        (self.satisfied > 0).then(|| self.satisfaction / self.satisfied as f64)
    }

    /// The share of contacts after which the same customer came again on this reason within 30 days of their being done
    /// with, among those that have had their 30 days; none when none has.
    pub(super) fn repeats(&self, end: Timestamp) -> Option<f64> {
        let mut next: HashMap<u32, Timestamp> = HashMap::new();
        let (mut old, mut again) = (0_u64, 0_u64);
        for Made { customer, at, closed } in self.contacts.iter().rev() {
            let after = next.insert(*customer, *at);
            if closed.plus(AGAIN) <= end {
                old += 1;
                again += u64::from(after.is_some_and(|after| after <= closed.plus(AGAIN)));
            }
        }
        (old > 0).then(|| again as f64 / old as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_again_within_thirty_days_is_counted_once_the_thirty_days_are_over() {
        let day = |day: i64| Timestamp::default().plus(Duration::from_days(day));
        let made = |(customer, at)| Made { customer, at: day(at), closed: day(at) };
        let contacts: Vec<_> = [(1, 0), (2, 1), (1, 20), (1, 60), (3, 95)].map(made).into();
        let late = Made { closed: day(25), ..contacts[0] };
        let counted = Counted { contacts, ..Counted::default() };
        // Of four that are old enough only the first was followed by another in time.
        assert_eq!(counted.repeats(day(100)), Some(0.25));
        let slow = Counted { contacts: vec![late, made((1, 50))], ..Counted::default() };
        assert_eq!((slow.repeats(day(54)), slow.repeats(day(55))), (None, Some(1.0)));
        assert_eq!(counted.repeats(day(10)), None);
        assert_eq!((counted.contacts(), counted.customers()), (5, 3));
    }
}
