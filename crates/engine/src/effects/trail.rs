//! Contacts of the last months, by customer and day: what was known of a customer before a lot was drawn.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use voorzet_domain::customer::CustomerId;

/// How many days before the day of a lot count.
pub(super) const DAYS: i32 = 90;

/// How many days longer contacts are kept, for lots that are drawn late.
const SPARE: i32 = 10;

/// Who contacted us on which days.
#[derive(Debug, Default)]
pub(super) struct Trail {
    of: HashMap<CustomerId, BTreeMap<i32, i64>>,
    /// Days before this one are forgotten.
    first: i32,
}

impl Trail {
    /// The first day that is needed on a day.
    pub(super) fn first_needed(day: i32) -> i32 {
        day - DAYS - SPARE
    }

    /// Takes contacts of a day in.
    pub(super) fn add(&mut self, customer: CustomerId, day: i32, contacts: i64) {
        if day >= self.first {
            *self.of.entry(customer).or_default().entry(day).or_default() += contacts;
        }
    }

    /// The contacts of a customer in the ninety days before a day.
    pub(super) fn before(&self, customer: CustomerId, day: i32) -> i64 {
        self.of
            .get(&customer)
            .map_or(0, |days| days.range(day - DAYS..day).map(|(_, contacts)| contacts).sum())
    }

    /// It is this day: what is too old is forgotten.
    pub(super) fn go_on(&mut self, day: i32) {
        let first = Self::first_needed(day);
        if first <= self.first {
            return;
        }
        self.first = first;
        self.of.retain(|_, days| {
            *days = days.split_off(&first);
            !days.is_empty()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ninety_days_count_and_the_day_itself_does_not() {
        let (mut trail, who) = (Trail::default(), CustomerId(7));
        for day in [1_000, 1_010, 1_099, 1_100] {
            trail.add(who, day, 1);
        }
        assert_eq!(trail.before(who, 1_100), 2, "of 1,010 to 1,099");
        assert_eq!((trail.before(who, 1_101), trail.before(CustomerId(8), 1_100)), (2, 0));
        trail.go_on(1_105);
        assert_eq!(trail.before(who, 1_090), 1, "1,000 is forgotten");
        trail.add(who, 900, 1);
        assert_eq!(trail.of[&who].len(), 3, "what is too old is not taken in");
    }
}
