//! The contacts of a store: what the log says was counted, and contacts of nobody known.

use std::borrow::Cow;

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
struct Entered<'a> {
    #[serde(borrow)]
    reason: Cow<'a, str>,
    #[serde(borrow)]
    channel: Cow<'a, str>,
    /// The reason that it was counted for before that was corrected.
    #[serde(borrow, default)]
    instead_of: Option<Cow<'a, str>>,
    /// The segment that the customer was in.
    #[serde(borrow, default)]
    segment: Option<Cow<'a, str>>,
}

/// What an entry said: a contact, or for which reason it was counted before that was corrected.
struct Said {
    position: Position,
    contact: Known,
    instead_of: Option<u32>,
}

/// All contacts that a store counted, those of history included, as of now. With a strategy, a reason's kinds are known.
///
/// # Errors
/// When the store fails.
pub fn read_store(reader: &Reader, strategy: Option<&Strategy>) -> Result<Contacts, StoreError> {
    reader.at_once(|reader| {
        let mut contacts = Contacts::new(strategy);
        let mut known = counted(reader, &mut contacts)?;
        each(reader, builtin::CONTACT, |entry| {
            // Of nobody known: nothing was decided on it, and so nothing counted.
            if entry.own.is_none() && entry.event.customer.is_empty() {
                let (reason, channel) = said(&entry.event);
                let (reason, channel, segment) = contacts.numbers(&reason, &channel, "");
                let (at, history) = (entry.event.time.min(entry.at), entry.mode == Mode::History);
                known.push(Known { at, customer: None, reason, channel, segment, history });
            }
        })?;
        known.sort_by_key(|contact| contact.at);
        let closed = closed(reader, &mut contacts)?;
        for contact in &known {
            let key = (contact.at, contact.customer, contact.channel, contact.reason);
            contacts.add(contact, closed.get(&key).copied());
        }
        let mut nearer = HashMap::new();
        reader.each_link_in_force(|one, other| {
            let (one, other) = (stands_for(&nearer, one), stands_for(&nearer, other));
            if one != other {
                nearer.insert(other, one);
            }
        })?;
        contacts.customers = reader.customer_count()?;
        Ok(contacts.finish(|customer| stands_for(&nearer, customer)))
    })
}

/// What tells a contact that came of a case: when and by whom it was made, by what channel and about what.
type Key = (Timestamp, Option<CustomerId>, u32, u32);

/// When the contacts that came of cases were closed: those of open cases not yet, which is at the end of time.
fn closed(reader: &Reader, contacts: &mut Contacts) -> Result<HashMap<Key, Timestamp>, StoreError> {
    let mut closed = HashMap::new();
    reader.each_case(|case| {
        let resolved = case.resolved.map_or(Timestamp::MAX, |(resolved, _)| resolved);
        if let Some(Counted { at, channel, .. }) = case.contact {
            let (reason, channel, _) = contacts.numbers(&case.reason, &channel, "");
            closed.insert((at, case.customer, channel, reason), resolved);
        }
    })?;
    Ok(closed)
}

/// What was counted, as the log says.
fn counted(reader: &Reader, contacts: &mut Contacts) -> Result<Vec<Known>, StoreError> {
    let mut said = Vec::new();
    each(reader, kind::CONTACT_COUNTED, |entry| {
        let counted = serde_json::from_str::<Entered<'_>>(entry.event.data.get());
        if let (Some(own), Ok(counted)) = (entry.own, counted) {
            let segment = counted.segment.as_deref().unwrap_or_default();
            let (reason, channel, segment) = contacts.numbers(&counted.reason, &counted.channel, segment);
            let instead_of =
                counted.instead_of.map(|before| contacts.numbers(&before, &counted.channel, "").0);
            let (at, history) = (entry.event.time, entry.mode == Mode::History);
            let contact = Known { at, customer: own.customer, reason, channel, segment, history };
            said.push(Said { position: entry.position, contact, instead_of });
        }
    })?;
    Ok(corrected(said))
}

/// Every contact once, on the reason that it was corrected to last. A correction is counted at the time of the contact.
fn corrected(mut said: Vec<Said>) -> Vec<Known> {
    said.sort_by_key(|said| (said.contact.at, said.position));
    let mut known: Vec<Known> = Vec::with_capacity(said.len());
    for Said { contact, instead_of, .. } in said {
        let before = instead_of.and_then(|before| {
            let at_once = known.iter_mut().rev().take_while(|known| known.at == contact.at);
            let is_it = |known: &&mut Known| {
                known.customer == contact.customer
                    && known.channel == contact.channel
                    && known.reason == before
            };
            at_once.into_iter().find(is_it)
        });
        match before {
            Some(known) => known.reason = contact.reason,
            None => known.push(contact),
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
        const LATE: u32 = 0;
        const BILL: u32 = 1;
        const REFUND: u32 = 2;
        let said = |seconds: i64, position, customer, reason, instead_of: Option<u32>| {
            let at = Timestamp::from_micros(seconds * 1_000_000).expect("an instant");
            let customer = Some(CustomerId(customer));
            let contact = Known { at, customer, reason, channel: 0, segment: 0, history: false };
            Said { position: Position(position), contact, instead_of }
        };
        let known = corrected(vec![
            said(9, 7, 1, BILL, Some(LATE)),
            said(5, 1, 1, LATE, None),
            said(5, 6, 1, REFUND, Some(BILL)),
            said(5, 2, 2, LATE, None),
            said(5, 4, 1, BILL, Some(LATE)),
        ]);
        let found: Vec<_> =
            known.iter().map(|known| (known.customer.map(|who| who.0), known.reason)).collect();
        assert_eq!(
            found,
            [(Some(1), REFUND), (Some(2), LATE), (Some(1), BILL)],
            "twice corrected; somebody else's; of one that is not there"
        );
    }

    #[test]
    fn one_stands_for_all_who_are_linked() {
        let nearer = HashMap::from([(CustomerId(3), CustomerId(2)), (CustomerId(2), CustomerId(0))]);
        assert_eq!([0, 1, 2, 3].map(|who| stands_for(&nearer, CustomerId(who)).0), [0, 1, 0, 0]);
    }
}
