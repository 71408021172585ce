//! Customers, not calls: who contacted the organisation, each counted once.
//!
//! Every contact there is, column by column: nine bytes each, so that a question about any days, reason, channel and
//! segment is one walk through memory.

use std::collections::BTreeMap;

use compact_str::CompactString;
use hashbrown::HashMap;
use voorzet_domain::customer::CustomerId;
use voorzet_insight::concentration::Spread;
use voorzet_store::entry::Position;
use voorzet_store::figure::Contact;
use voorzet_store::{Reader, StoreError};

/// Who contacted the organisation. Originals that are linked are one customer.
#[derive(Clone, Debug, Default)]
pub struct Crowd {
    /// Of an original that is linked, another one, nearer to the one that stands for all of them.
    nearer: HashMap<u32, u32>,
    reasons: Names,
    channels: Names,
    segments: Names,
    days: BTreeMap<i32, Day>,
    /// One more than the highest customer seen.
    room: usize,
}

/// The contacts of a day.
#[derive(Clone, Debug, Default)]
struct Day {
    reasons: Vec<u16>,
    channels: Vec<u8>,
    segments: Vec<u8>,
    customers: Vec<u32>,
    contacts: Vec<u8>,
}

impl Day {
    /// Takes out so many contacts of a reason, channel, segment and customer.
    fn take_out(&mut self, which: (u16, u8, u8, u32), mut amount: u64) {
        for row in 0..self.customers.len() {
            let is = (self.reasons[row], self.channels[row], self.segments[row], self.customers[row]);
            if is == which {
                let some = amount.min(u64::from(self.contacts[row]));
                self.contacts[row] -= some as u8;
                amount -= some;
            }
        }
    }
}

/// Names and their numbers, in order of arrival.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    pub(crate) names: Vec<CompactString>,
    numbers: HashMap<CompactString, usize>,
}

/// Which contacts.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The first day.
    pub first: i32,
    /// The last day, included.
    pub last: i32,
    /// Only about these reasons.
    pub reasons: Option<Vec<CompactString>>,
    /// Only by this channel.
    pub channel: Option<CompactString>,
    /// Only of this segment.
    pub segment: Option<CompactString>,
}

/// What was counted.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// Unique customers per reason.
    pub reasons: BTreeMap<CompactString, u64>,
    /// Contacts per reason.
    pub contacts_by_reason: BTreeMap<CompactString, u64>,
    /// The sum of the squares of what each customer made, per reason.
    pub squares: BTreeMap<CompactString, u64>,
    /// Unique customers in all.
    pub customers: u64,
    /// All their contacts.
    pub contacts: u64,
    /// How many customers made how many contacts, those who made none left out.
    pub spread: Spread,
    /// Every channel there is.
    pub channels: Vec<CompactString>,
    /// Every segment there is.
    pub segments: Vec<CompactString>,
}

impl Crowd {
    /// All that a store holds, and the position of the log that this is about.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(reader: &Reader) -> Result<(Self, Position), StoreError> {
        reader.at_once(|reader| {
            let mut crowd = Self::default();
            crowd.read_links(reader)?;
            reader.each_contact(i32::MIN, i32::MAX, |contact| crowd.add(&contact))?;
            Ok((crowd, reader.last()?.0))
        })
    }

    /// Learns again who is linked to whom.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read_links(&mut self, reader: &Reader) -> Result<(), StoreError> {
        self.nearer.clear();
        reader.each_link_in_force(|one, other| self.link(one, other))
    }

    /// Two originals are one customer.
    pub fn link(&mut self, one: CustomerId, other: CustomerId) {
        let (one, other) = (self.stands_for(one.0), self.stands_for(other.0));
        if one != other {
            self.nearer.insert(other, one);
        }
        self.room = self.room.max(one.max(other) as usize + 1);
    }

    /// Takes contacts in; what is less than none was counted before and is taken out.
    pub fn add(&mut self, contact: &Contact) {
        let Contact { day, reason, customer, channel, segment, contacts } = contact;
        let reason = self.reasons.number(reason).min(usize::from(u16::MAX)) as u16;
        let channel = self.channels.number(channel).min(usize::from(u8::MAX)) as u8;
        let segment = self.segments.number(segment).min(usize::from(u8::MAX)) as u8;
        self.room = self.room.max(customer.0 as usize + 1);
        let day = self.days.entry(*day).or_default();
        if *contacts < 0 {
            day.take_out((reason, channel, segment, customer.0), contacts.unsigned_abs());
            return;
        }
        let mut rest = contacts.unsigned_abs();
        while rest > 0 {
            let some = rest.min(u64::from(u8::MAX)) as u8;
            day.reasons.push(reason);
            day.channels.push(channel);
            day.segments.push(segment);
            day.customers.push(customer.0);
            day.contacts.push(some);
            rest -= u64::from(some);
        }
    }

    /// Counts what is asked for.
    pub fn count(&self, question: &Question) -> Counted {
        let mut counted = Counted {
            channels: self.channels.known(),
            segments: self.segments.known(),
            ..Counted::default()
        };
        let mut about: Vec<About> = vec![About::default(); self.reasons.names.len()];
        let mut made = vec![0_u32; self.room];
        self.walk(question, |reason, customer, contacts| {
            made[customer] += u32::from(contacts);
            about[reason].add(customer, contacts, self.room);
        });
        for (name, about) in self.reasons.names.iter().zip(&about) {
            counted.reasons.insert(name.clone(), about.customers);
            counted.contacts_by_reason.insert(name.clone(), about.contacts);
            counted.squares.insert(name.clone(), about.squares);
        }
        for made in made.into_iter().filter(|made| *made > 0) {
            counted.customers += 1;
            counted.contacts += u64::from(made);
            *counted.spread.entry(u64::from(made)).or_default() += 1;
        }
        counted
    }

    /// How many contacts each customer made, by the number of the one who stands for them.
    pub fn made(&self, question: &Question) -> Vec<u32> {
        let mut made = vec![0_u32; self.room];
        self.walk(question, |_, customer, contacts| made[customer] += u32::from(contacts));
        made
    }

    /// Every channel there is, and every segment.
    pub fn filters(&self) -> (Vec<CompactString>, Vec<CompactString>) {
        (self.channels.known(), self.segments.known())
    }

    /// Shows what is asked for: reason, customer, contacts.
    fn walk(&self, question: &Question, mut show: impl FnMut(usize, usize, u8)) {
        if question.first > question.last {
            return;
        }
        let picked = self.picked(question);
        for (_, day) in self.days.range(question.first..=question.last) {
            for row in (0..day.customers.len()).filter(|row| picked.takes(day, *row)) {
                let customer = self.stands_for(day.customers[row]) as usize;
                show(usize::from(day.reasons[row]), customer, day.contacts[row]);
            }
        }
    }

    /// How many contacts there were on each day.
    pub fn daily(&self, question: &Question) -> BTreeMap<i32, u64> {
        let mut daily = BTreeMap::new();
        if question.first <= question.last {
            let picked = self.picked(question);
            for (day, contacts) in self.days.range(question.first..=question.last) {
                let rows = (0..contacts.customers.len()).filter(|row| picked.takes(contacts, *row));
                daily.insert(*day, rows.map(|row| u64::from(contacts.contacts[row])).sum());
            }
        }
        daily
    }

    fn picked(&self, question: &Question) -> Picked {
        Picked {
            channel: self.channels.wanted(question.channel.as_ref()),
            segment: self.segments.wanted(question.segment.as_ref()),
            reasons: self.reasons.names.iter().map(|name| question.asks(name)).collect(),
        }
    }

    /// The first and the last day on which somebody contacted.
    pub fn days(&self) -> Option<(i32, i32)> {
        Some((*self.days.keys().next()?, *self.days.keys().next_back()?))
    }

    fn stands_for(&self, mut customer: u32) -> u32 {
        if self.nearer.is_empty() {
            return customer;
        }
        while let Some(nearer) = self.nearer.get(&customer) {
            customer = *nearer;
        }
        customer
    }
}

/// What was counted about a reason.
#[derive(Clone, Default)]
struct About {
    /// By customer, once there is one.
    made: Vec<u16>,
    customers: u64,
    contacts: u64,
    squares: u64,
}

impl About {
    fn add(&mut self, customer: usize, contacts: u8, room: usize) {
        if self.made.is_empty() {
            self.made = vec![0; room];
        }
        let before = self.made[customer];
        if contacts == 0 {
            return;
        }
        let after = before.saturating_add(u16::from(contacts));
        self.made[customer] = after;
        self.customers += u64::from(before == 0);
        self.contacts += u64::from(contacts);
        self.squares += u64::from(after).pow(2) - u64::from(before).pow(2);
    }
}

/// A question in numbers.
struct Picked {
    channel: Option<usize>,
    segment: Option<usize>,
    /// Of each reason, whether it is asked for.
    reasons: Vec<bool>,
}

impl Picked {
    fn takes(&self, day: &Day, row: usize) -> bool {
        let fits = |wanted: Option<usize>, is: u8| wanted.is_none_or(|wanted| wanted == usize::from(is));
        self.reasons[usize::from(day.reasons[row])]
            && fits(self.channel, day.channels[row])
            && fits(self.segment, day.segments[row])
    }
}

impl Question {
    fn asks(&self, reason: &CompactString) -> bool {
        self.reasons.as_ref().is_none_or(|reasons| reasons.contains(reason))
    }
}

impl Names {
    /// The number of a name; a new one has the next.
    pub(crate) fn number(&mut self, name: &CompactString) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len();
        self.names.push(name.clone());
        self.numbers.insert(name.clone(), number);
        number
    }

    /// The number of a name that is asked for; one that nothing has when it was never seen.
    pub(crate) fn wanted(&self, name: Option<&CompactString>) -> Option<usize> {
        name.map(|name| self.numbers.get(name).copied().unwrap_or(usize::MAX))
    }

    pub(crate) fn known(&self) -> Vec<CompactString> {
        let mut known: Vec<_> = self.names.iter().filter(|name| !name.is_empty()).cloned().collect();
        known.sort_unstable();
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(day: i32, reason: &str, customer: u32, channel: &str, contacts: i64) -> Contact {
        let (reason, channel) = (reason.into(), channel.into());
        Contact { day, reason, customer: CustomerId(customer), channel, segment: "home".into(), contacts }
    }

    #[test]
    fn each_customer_counts_once_and_linked_ones_are_one() {
        let mut crowd = Crowd::default();
        for contact in [
            contact(1, "late", 0, "mail", 1),
            contact(2, "late", 1, "phone", 2),
            contact(2, "bill", 1, "mail", 300),
            contact(9, "bill", 4, "mail", 1),
        ] {
            crowd.add(&contact);
        }
        let all = Question { first: 0, last: 5, ..Question::default() };
        let counted = crowd.count(&all);
        assert_eq!((counted.customers, counted.contacts), (2, 303));
        assert_eq!(counted.spread, Spread::from([(1, 1), (302, 1)]));
        assert_eq!(counted.reasons["late"], 2);
        let mail = Question { channel: Some("mail".into()), ..all.clone() };
        assert_eq!(crowd.count(&mail).contacts, 301);
        assert_eq!(crowd.count(&Question { channel: Some("fax".into()), ..all.clone() }).contacts, 0);
        let late = Question { reasons: Some(vec!["late".into()]), ..all.clone() };
        assert_eq!(crowd.count(&late).contacts, 3);
        crowd.link(CustomerId(1), CustomerId(0));
        let counted = crowd.count(&all);
        assert_eq!((counted.customers, counted.reasons["late"]), (1, 1));
        assert_eq!(crowd.count(&Question { first: 5, last: 1, ..all }).contacts, 0);
    }
}
