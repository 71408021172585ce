//! The contacts of a store: what the log says was counted, and contacts of nobody known.

use compact_str::CompactString;
use hashbrown::HashMap;
use serde::Deserialize;
use voorzet_domain::conversation::case::Counted;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::event::builtin;
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::{Entry, Mode, Position};
use voorzet_store::{Reader, StoreError};

use super::files::said;
use super::{Contacts, Known};
use crate::own::kind;

/// What is needed of an entry that counts a contact.
#[derive(Deserialize)]
struct Entered {
    reason: CompactString,
    channel: CompactString,
    /// The reason that it was counted for before that was corrected.
    #[serde(default)]
    instead_of: Option<CompactString>,
    /// The segment that the customer was in.
    #[serde(default)]
    segment: Option<CompactString>,
    #[serde(skip)]
    history: bool,
}

/// All contacts that a store counted, those of history included, as of now. With a strategy, a reason's kinds are known.
///
/// # Errors
/// When the store fails.
pub fn read_store(reader: &Reader, strategy: Option<&Strategy>) -> Result<Contacts, StoreError> {
    reader.at_once(|reader| {
        let mut known = counted(reader)?;
        each(reader, builtin::CONTACT, |entry| {
            // Of nobody known: nothing was decided on it, and so nothing counted.
            if entry.own.is_none() && entry.event.customer.is_empty() {
                let (reason, channel) = said(&entry.event);
                let (at, history) = (entry.event.time.min(entry.at), entry.mode == Mode::History);
                let segment = CompactString::default();
                known.push(Known { at, customer: None, reason, channel, segment, history });
            }
        })?;
        known.sort_by_key(|contact| contact.at);
        let closed = closed(reader)?;
        let mut contacts = Contacts::new(strategy);
        for contact in &known {
            let key = (contact.at, contact.customer, contact.channel.clone(), contact.reason.clone());
            contacts.add(contact, closed.get(&key).copied());
        }
        let mut nearer = HashMap::new();
        reader.each_link_in_force(|one, other| {
            let (one, other) = (stands_for(&nearer, one), stands_for(&nearer, other));
            if one != other {
                nearer.insert(other, one);
            }
        })?;
        contacts.unite(|customer| stands_for(&nearer, customer));
        contacts.customers = reader.customer_count()?;
        Ok(contacts)
    })
}

/// What tells a contact that came of a case: when and by whom it was made, by what channel and about what.
type Key = (Timestamp, Option<CustomerId>, CompactString, CompactString);

/// When the contacts that came of cases were closed: those of open cases not yet, which is at the end of time.
fn closed(reader: &Reader) -> Result<HashMap<Key, Timestamp>, StoreError> {
    let mut closed = HashMap::new();
    reader.each_case(|case| {
        let resolved = case.resolved.map_or(Timestamp::MAX, |(resolved, _)| resolved);
        if let Some(Counted { at, channel, .. }) = case.contact {
            closed.insert((at, case.customer, channel, case.reason), resolved);
        }
    })?;
    Ok(closed)
}

/// What was counted, as the log says.
fn counted(reader: &Reader) -> Result<Vec<Known>, StoreError> {
    let mut said = Vec::new();
    each(reader, kind::CONTACT_COUNTED, |entry| {
        let counted = serde_json::from_str::<Entered>(entry.event.data.get());
        if let (Some(own), Ok(counted)) = (entry.own, counted) {
            let counted = Entered { history: entry.mode == Mode::History, ..counted };
            said.push((entry.event.time, entry.position, own.customer, counted));
        }
    })?;
    Ok(corrected(said))
}

/// Every contact once, on the reason that it was corrected to last. A correction is counted at the time of the contact.
fn corrected(mut said: Vec<(Timestamp, Position, Option<CustomerId>, Entered)>) -> Vec<Known> {
    said.sort_by_key(|(at, position, ..)| (*at, *position));
    let mut known: Vec<Known> = Vec::with_capacity(said.len());
    for (at, _, customer, Entered { reason, channel, instead_of, segment, history }) in said {
        let before = instead_of.and_then(|before| {
            let at_once = known.iter_mut().rev().take_while(|contact| contact.at == at);
            let is_it = |contact: &&mut Known| {
                contact.customer == customer && contact.channel == channel && contact.reason == before
            };
            at_once.into_iter().find(is_it)
        });
        if let Some(contact) = before {
            contact.reason = reason;
        } else {
            let segment = segment.unwrap_or_default();
            known.push(Known { at, customer, reason, channel, segment, history });
        }
    }
    known
}

/// Shows every entry of a type.
fn each(reader: &Reader, kind: &str, mut show: impl FnMut(Entry)) -> Result<(), StoreError> {
    let newest = (Timestamp::MAX, Position(i64::MAX));
    reader.each_of_kind(
        kind,
        newest,
        Timestamp::MIN,
        |_| true,
        |_, entry| {
            entry.into_iter().for_each(&mut show);
            Ok(true)
        },
    )
}

fn stands_for(nearer: &HashMap<CustomerId, CustomerId>, mut customer: CustomerId) -> CustomerId {
    while let Some(next) = nearer.get(&customer) {
        customer = *next;
    }
    customer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_counts_on_the_reason_that_it_was_corrected_to() {
        let said = |seconds: i64, position, customer, reason: &str, instead_of: Option<&str>| {
            let at = Timestamp::from_micros(seconds * 1_000_000).expect("an instant");
            let instead_of = instead_of.map(CompactString::from);
            let (reason, channel) = (reason.into(), "mail".into());
            let counted = Entered { reason, channel, instead_of, segment: None, history: false };
            (at, Position(position), Some(CustomerId(customer)), counted)
        };
        let known = corrected(vec![
            said(9, 7, 1, "bill", Some("late")),
            said(5, 1, 1, "late", None),
            said(5, 6, 1, "refund", Some("bill")),
            said(5, 2, 2, "late", None),
            said(5, 4, 1, "bill", Some("late")),
        ]);
        let found: Vec<_> =
            known.iter().map(|known| (known.customer.map(|who| who.0), known.reason.as_str())).collect();
        assert_eq!(
            found,
            [(Some(1), "refund"), (Some(2), "late"), (Some(1), "bill")],
            "twice corrected; somebody else's; of one that is not there"
        );
    }

    #[test]
    fn one_stands_for_all_who_are_linked() {
        let nearer = HashMap::from([(CustomerId(3), CustomerId(2)), (CustomerId(2), CustomerId(0))]);
        assert_eq!([0, 1, 2, 3].map(|who| stands_for(&nearer, CustomerId(who)).0), [0, 1, 0, 0]);
    }
}
