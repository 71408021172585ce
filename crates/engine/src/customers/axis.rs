//! The class of each customer on a day, now and before.

use compact_str::CompactString;
use serde::Serialize;
use utoipa::ToSchema;

use super::standings::{Standings, Stated, Trait};

/// For so many days somebody is a new customer.
const ONBOARDING: i32 = 90;

/// The most classes of an axis; those of fewer customers are put together.
const MOST: usize = 12;

/// The name of what is put together.
const OTHER: &str = "*";

/// By what a class is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A trait of that name.
    Trait,
    /// What customers order.
    Orders,
    /// Nothing says.
    Nothing,
}

/// The days that are compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Compare {
    /// The later one.
    pub(super) now: i32,
    /// The earlier one; none when nothing is known so early.
    pub(super) then: Option<i32>,
    /// Over how many days orders count.
    pub(super) window: i32,
    /// The first day of which anything is known.
    pub(super) began: i32,
}

/// A class: its name, and between what amounts it lies when it is one of amounts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Class {
    pub(super) name: CompactString,
    pub(super) above: Option<f64>,
    pub(super) most: Option<f64>,
}

/// The classes there are, and which of them each customer is in, by number. The first is that nothing is known.
#[derive(Debug)]
pub(super) struct Axis {
    pub(super) by: By,
    pub(super) classes: Vec<Class>,
    pub(super) now: Vec<usize>,
    pub(super) then: Option<Vec<usize>>,
}

/// Bounds that part amounts in three of as many customers each.
#[derive(Clone, Copy, Debug, Default)]
struct Thirds(f64, f64);

impl Thirds {
    fn of(mut amounts: Vec<f64>) -> Option<Self> {
        amounts.sort_by(f64::total_cmp);
        let at = |third: usize| amounts.get((amounts.len() * third).div_ceil(3).saturating_sub(1)).copied();
        Some(Self(at(1)?, at(2)?))
    }

    fn place(self, amount: f64) -> usize {
        usize::from(amount > self.0) + usize::from(amount > self.1)
    }

    fn classes(self) -> [Class; 3] {
        let class = |name, above, most| Class { name: CompactString::const_new(name), above, most };
        [
            class("low", None, Some(self.0)),
            class("middle", Some(self.0), Some(self.1)),
            class("high", Some(self.1), None),
        ]
    }
}

impl Class {
    fn named(name: &str) -> Self {
        Self { name: name.into(), above: None, most: None }
    }
}

impl Axis {
    /// What customers are worth: as a trait says, else by what they order.
    pub(super) fn value(all: &Standings, compare: Compare) -> Self {
        if all.says(Trait::Value) {
            return Self::said(all, Trait::Value, compare);
        }
        if !all.knows_orders {
            return Self::unknown(all, compare);
        }
        let ordered = |day: i32| all.ordered(day - compare.window + 1, day);
        let now = ordered(compare.now);
        let buyers = now.iter().filter(|(orders, _)| *orders > 0).map(|(_, worth)| *worth);
        let thirds = Thirds::of(buyers.collect()).unwrap_or_default();
        let place = |(orders, worth): (u64, f64)| if orders == 0 { 1 } else { 2 + thirds.place(worth) };
        let mut classes = vec![Class::named(""), Class::named("none")];
        classes.extend(thirds.classes());
        Self {
            by: By::Orders,
            classes,
            now: now.into_iter().map(place).collect(),
            then: compare.then.map(|then| ordered(then).into_iter().map(place).collect()),
        }
    }

    /// The segment that was stated.
    pub(super) fn segment(all: &Standings, compare: Compare) -> Self {
        if all.says(Trait::Segment) {
            Self::said(all, Trait::Segment, compare)
        } else {
            Self::unknown(all, compare)
        }
    }

    /// Where customers are in their time with us: as a trait says, else by when they came and what they order.
    pub(super) fn lifecycle(all: &Standings, compare: Compare) -> Self {
        if all.says(Trait::Lifecycle) {
            return Self::said(all, Trait::Lifecycle, compare);
        }
        if !all.knows_orders {
            return Self::unknown(all, compare);
        }
        let first = all.everybody();
        let on = |day: i32| -> Vec<usize> {
            let ordered = all.ordered(day - compare.window + 1, day);
            let class = |((orders, _), customer): ((u64, f64), u32)| {
                let known = first[customer as usize].unwrap_or(i32::MAX);
                let since = all.customer_since(customer, known, compare.began + ONBOARDING);
                match since {
                    Some(since) if since <= day && day - since < ONBOARDING => 1,
                    _ if orders > 0 => 2,
                    _ => 3,
                }
            };
            ordered.into_iter().zip(0..).map(class).collect()
        };
        Self {
            by: By::Orders,
            classes: ["", "onboarding", "active", "dormant"].map(Class::named).into(),
            now: on(compare.now),
            then: compare.then.map(on),
        }
    }

    /// By what a trait says: words as they are, amounts in thirds of those of now.
    fn said(all: &Standings, which: Trait, compare: Compare) -> Self {
        let now = all.said_by(which, compare.now);
        let amounts = now.iter().filter_map(|said| match said {
            Stated::Amount(amount) => Some(*amount),
            _ => None,
        });
        let thirds = Thirds::of(amounts.collect());
        let then = compare.then.map(|then| all.said_by(which, then));
        // Words of more customers first, so that the smallest are put together.
        let mut words = vec![0_u64; all.words.names.len()];
        for said in now.iter().chain(then.iter().flatten()) {
            if let Stated::Word(word) = said {
                words[*word] += 1;
            }
        }
        let mut order: Vec<usize> = (0..words.len()).filter(|word| words[*word] > 0).collect();
        order.sort_by_key(|word| (std::cmp::Reverse(words[*word]), &all.words.names[*word]));
        let mut classes = vec![Class::named("")];
        classes.extend(thirds.map(Thirds::classes).into_iter().flatten());
        let amounts = classes.len();
        let mut class_of = vec![0; words.len()];
        for (place, word) in order.iter().enumerate() {
            class_of[*word] = amounts + place.min(MOST - 1);
        }
        let many = order.len() > MOST;
        let shown = if many { MOST - 1 } else { order.len() };
        classes.extend(order.iter().take(shown).map(|word| Class::named(&all.words.names[*word])));
        if many {
            classes.push(Class::named(OTHER));
        }
        let place = |said: &Stated| match said {
            Stated::Nothing => 0,
            Stated::Word(word) => class_of[*word],
            Stated::Amount(amount) => 1 + thirds.unwrap_or_default().place(*amount),
        };
        Self {
            by: By::Trait,
            classes,
            now: now.iter().map(place).collect(),
            then: then.map(|then| then.iter().map(place).collect()),
        }
    }

    fn unknown(all: &Standings, compare: Compare) -> Self {
        let nothing = vec![0; all.room()];
        Self {
            by: By::Nothing,
            classes: vec![Class::named("")],
            then: compare.then.map(|_| nothing.clone()),
            now: nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirds_are_of_as_many_customers_each_and_the_same_amount_is_one_class() {
        let thirds = Thirds::of(vec![9.0, 1.0, 5.0, 2.0, 6.0, 30.0]).expect("amounts");
        assert_eq!([1.0, 2.0, 5.0, 6.0, 9.0, 30.0].map(|amount| thirds.place(amount)), [0, 0, 1, 1, 2, 2]);
        let [low, middle, high] = thirds.classes();
        assert_eq!((low.above, low.most), (None, Some(2.0)));
        assert_eq!((middle.above, middle.most), (Some(2.0), Some(6.0)));
        assert_eq!((high.above, high.most), (Some(6.0), None));
        let alike = Thirds::of(vec![4.0; 9]).expect("amounts");
        assert_eq!((alike.place(4.0), alike.place(4.1)), (0, 2), "nobody is worth more than another");
        let one = Thirds::of(vec![7.0]).expect("an amount");
        assert_eq!((one.place(7.0), one.place(8.0)), (0, 2));
        assert!(Thirds::of(Vec::new()).is_none());
    }
}
