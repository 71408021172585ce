//! What was said of customers and ordered by them, and when: as much as tells where they stand on a day.

use std::collections::BTreeMap;

use compact_str::CompactString;
use hashbrown::HashMap;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::strategy::model::{Orders, Strategy};
use voorzet_domain::time::Timestamp;
use voorzet_store::{Reader, StoreError};

use crate::own::kind;
use crate::projection::Days;
use crate::projection::crowd::Names;
use crate::report::contacts;

/// The traits that tell where customers stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trait {
    Value,
    Segment,
    Lifecycle,
}

/// Everybody, as far as the log tells where they stood on any day.
///
/// It is read whole, from the entries that say so and from whose they are; a question about any day is a walk in memory.
#[derive(Debug, Default)]
pub struct Standings {
    /// Of an original that is linked, another one, nearer to the one that stands for all of them.
    nearer: HashMap<u32, u32>,
    /// Of each original the first day on which it was known; the last there is when nothing says.
    first: Vec<i32>,
    /// Since when somebody is a customer, as was stated.
    since: HashMap<u32, i32>,
    /// What was said, by trait; in order of who it is about, those said of others than the one who stands for them first,
    /// then of time.
    said: [Vec<Said>; 3],
    pub(super) words: Names,
    /// What was ordered, in order of customers.
    orders: Vec<Ordered>,
    /// Whether the strategy says what an order is.
    pub(super) knows_orders: bool,
}

/// Something that was said of a customer.
#[derive(Clone, Copy, Debug)]
struct Said {
    customer: u32,
    day: i32,
    what: Stated,
}

/// What.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Stated {
    /// Nothing, or it was taken back.
    #[default]
    Nothing,
    /// A word, by its number among those known.
    Word(usize),
    /// An amount.
    Amount(f64),
}

#[derive(Clone, Copy, Debug)]
struct Ordered {
    customer: u32,
    day: i32,
    worth: f64,
}

/// What an `identify` states, as far as it is asked for. What is there may be `null`, which takes it back.
#[derive(Deserialize)]
struct Traits<'a> {
    #[serde(borrow, default, deserialize_with = "there")]
    value: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "there")]
    segment: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "there")]
    lifecycle: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "there")]
    since: Option<&'a RawValue>,
}

fn there<'de, D: Deserializer<'de>>(reading: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(reading).map(Some)
}

impl Standings {
    /// Reads them from a store, as of now.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(reader: &Reader, strategy: &Strategy) -> Result<Self, StoreError> {
        reader.at_once(|reader| {
            let mut all = Self { knows_orders: strategy.measure.orders.is_some(), ..Self::default() };
            let mut days = Days::of(&strategy.zone);
            all.first = vec![i32::MAX; reader.original_count()? as usize];
            reader.each_first_seen(|customer, at| all.seen(customer, days.day(at)))?;
            reader.each_link_in_force(|one, other| all.link(one, other))?;
            all.read_said(reader, &mut days)?;
            if let Some(orders) = &strategy.measure.orders {
                all.read_orders(reader, orders, &mut days)?;
            }
            Ok(all)
        })
    }

    fn read_said(&mut self, reader: &Reader, days: &mut Days) -> Result<(), StoreError> {
        let mut said: [Vec<(bool, Said)>; 3] = Default::default();
        reader.each_identified(kind::CUSTOMER_IDENTIFIED, |original, _, at, data| {
            let Ok(traits) = serde_json::from_str::<Traits<'_>>(data) else { return };
            let (day, customer) = (days.day(at), self.stands_for(original.0));
            self.seen(original, day);
            for (place, raw) in [traits.value, traits.segment, traits.lifecycle].into_iter().enumerate() {
                if let Some(raw) = raw {
                    let what = self.stated(raw);
                    said[place].push((customer == original.0, Said { customer, day, what }));
                }
            }
            let since = traits.since.and_then(|raw| serde_json::from_str::<String>(raw.get()).ok());
            if let Some(since) = since.and_then(|text| Timestamp::parse(&text).ok()) {
                let since = days.day(since);
                let known = self.since.entry(customer).or_insert(since);
                *known = since.min(*known);
            }
        })?;
        self.said = said.map(|mut said| {
            // In order of time already; what was said of the one who stands for all comes last and counts.
            said.sort_by_key(|(own, said)| (said.customer, *own));
            said.into_iter().map(|(_, said)| said).collect()
        });
        Ok(())
    }

    fn read_orders(&mut self, reader: &Reader, orders: &Orders, days: &mut Days) -> Result<(), StoreError> {
        let mut placed = Vec::new();
        reader.each_said(&orders.event, |position, at, data| {
            let worth = orders.worth.as_ref().map_or(1.0, |field| worth(data, field));
            placed.push((position, days.day(at), worth));
        })?;
        if placed.is_empty() {
            return Ok(());
        }
        reader.each_whose(|original, position| {
            if let Ok(place) = placed.binary_search_by_key(&position, |(position, ..)| *position) {
                let (_, day, worth) = placed[place];
                self.seen(original, day);
                self.orders.push(Ordered { customer: self.stands_for(original.0), day, worth });
            }
        })?;
        self.orders.sort_by_key(|ordered| (ordered.customer, ordered.day));
        Ok(())
    }

    fn seen(&mut self, original: CustomerId, day: i32) {
        if let Some(first) = self.first.get_mut(original.0 as usize) {
            *first = day.min(*first);
        }
    }

    fn link(&mut self, one: CustomerId, other: CustomerId) {
        let (one, other) = (self.stands_for(one.0), self.stands_for(other.0));
        if one != other {
            self.nearer.insert(other, one);
        }
    }

    fn stands_for(&self, mut customer: u32) -> u32 {
        while let Some(nearer) = self.nearer.get(&customer) {
            customer = *nearer;
        }
        customer
    }

    fn stated(&mut self, raw: &RawValue) -> Stated {
        match serde_json::from_str(raw.get()) {
            Ok(serde_json::Value::String(text)) if !text.trim().is_empty() => {
                Stated::Word(self.words.number(&CompactString::from(text.trim())))
            }
            Ok(serde_json::Value::Number(number)) => number.as_f64().map_or(Stated::Nothing, Stated::Amount),
            _ => Stated::Nothing,
        }
    }

    /// How many originals there are: more than the number of anybody.
    pub(super) fn room(&self) -> usize {
        self.first.len()
    }

    /// Of each customer the first day on which they were known, by the number of the one who stands for them; none of those
    /// whom another stands for.
    pub(super) fn everybody(&self) -> Vec<Option<i32>> {
        let mut first: Vec<Option<i32>> = vec![None; self.room()];
        for (original, day) in self.first.iter().enumerate() {
            let known = &mut first[self.stands_for(original as u32) as usize];
            *known = Some(known.map_or(*day, |known| known.min(*day)));
        }
        first
    }

    /// The first day of which anything is known.
    pub(super) fn began(&self) -> Option<i32> {
        self.first.iter().copied().filter(|day| *day != i32::MAX).min()
    }

    /// Since which day somebody is a customer: as was stated, else since they were known, if the log began long enough before
    /// to tell.
    pub(super) fn customer_since(&self, customer: u32, first: i32, tells_from: i32) -> Option<i32> {
        self.since
            .get(&customer)
            .copied()
            .or_else(|| (first >= tells_from && first != i32::MAX).then_some(first))
    }

    /// Whether anything was ever said of a trait.
    pub(super) fn says(&self, which: Trait) -> bool {
        self.said[which as usize].iter().any(|said| said.what != Stated::Nothing)
    }

    /// What was said last of each customer, up to a day.
    pub(super) fn said_by(&self, which: Trait, day: i32) -> Vec<Stated> {
        let mut last = vec![Stated::Nothing; self.room()];
        for said in self.said[which as usize].iter().filter(|said| said.day <= day) {
            last[said.customer as usize] = said.what;
        }
        last
    }

    /// What each customer ordered from a day to another, both included: how often, and what it was worth.
    pub(super) fn ordered(&self, first: i32, last: i32) -> Vec<(u64, f64)> {
        let mut all = vec![(0, 0.0); self.room()];
        for ordered in self.orders.iter().filter(|ordered| (first..=last).contains(&ordered.day)) {
            let (orders, worth) = &mut all[ordered.customer as usize];
            *orders += 1;
            *worth += ordered.worth;
        }
        all
    }

    /// The same for those who ordered at all, without the worth.
    pub(super) fn placed(&self, first: i32, last: i32) -> contacts::Orders {
        let all = self.ordered(first, last).into_iter().zip(0..);
        all.filter(|((orders, _), _)| *orders > 0).map(|((orders, _), customer)| (customer, orders)).collect()
    }
}

/// What an order says it is worth; nothing where it does not.
fn worth(data: &str, field: &str) -> f64 {
    let said: BTreeMap<CompactString, &RawValue> = serde_json::from_str(data).unwrap_or_default();
    let amount = said.get(field).and_then(|worth| worth.get().parse().ok());
    amount.filter(|amount: &f64| amount.is_finite()).unwrap_or_default()
}
