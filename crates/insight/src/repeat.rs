//! Repeat contacts: customers who come back about the same thing, and what those who cannot be identified may hide.
//!
//! A contact is *followed* when the same customer makes another one about the same reason, its parent or its child,
//! within so many days of its closure, by whatever channel. First-contact resolution is the share that is not.

/// What a contact must say to be judged. Instants are seconds, or any other unit, since any one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Who made it; none when that is not known.
    pub customer: Option<u32>,
    /// What it was about, as a place among the reasons.
    pub reason: u32,
    /// When it began.
    pub opened: i64,
    /// When it was closed, not before it began. Where closing is not recorded, the same as `opened`.
    pub closed: i64,
}

/// How many contacts were followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Repeats {
    /// Contacts of known customers that had all their days.
    pub judged: u64,
    /// Those of them that were followed.
    pub followed: u64,
    /// Contacts of unknown customers that had all their days.
    pub unknown: u64,
    /// Contacts of unknown customers in all: each may have followed another.
    pub unknown_in_all: u64,
}

impl Repeats {
    /// The share of contacts of known customers that were followed.
    pub fn rate(&self) -> Option<f64> {
        crate::proportion::share(self.followed, self.judged)
    }

    /// Between what that share lies over all contacts: when each contact of an unknown customer was new and came to
    /// nothing, and when each of them followed another contact. None without contacts.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        let all = self.judged + self.unknown;
        let most = (self.followed + self.unknown_in_all).min(all);
        crate::proportion::share(self.followed, all).zip(crate::proportion::share(most, all))
    }
}

/// Of each contact, how long after its closure the first one followed it; none when none did.
///
/// `parents` gives the parent of each reason, if it has one. Of contacts that begin at one instant, the one that stands
/// first came first. What begins before the closure is about what is still open, and follows nothing.
pub fn followed(contacts: &[Contact], parents: &[Option<u32>]) -> Vec<Option<i64>> {
    let parent = |reason: u32| parents.get(reason as usize).copied().flatten();
    let known = || {
        contacts.iter().enumerate().filter_map(|(place, contact)| Some((contact.customer?, place, contact)))
    };
    let mut about: Vec<Place> =
        known().map(|(customer, place, contact)| (customer, contact.reason, contact.opened, place)).collect();
    let mut below: Vec<Place> = known()
        .filter_map(|(customer, place, contact)| {
            Some((customer, parent(contact.reason)?, contact.opened, place))
        })
        .collect();
    about.sort_unstable();
    below.sort_unstable();
    let mut gaps = vec![None; contacts.len()];
    for (customer, place, contact) in known() {
        let after = if contact.closed > contact.opened { 0 } else { place + 1 };
        let first = |among: &[Place], reason| {
            let at = among.partition_point(|other| *other < (customer, reason, contact.closed, after));
            let next = among.get(at).filter(|next| (next.0, next.1) == (customer, reason));
            next.map(|next| next.2 - contact.closed)
        };
        let own = first(&about, contact.reason);
        let above = parent(contact.reason).and_then(|parent| first(&about, parent));
        gaps[place] = [own, above, first(&below, contact.reason)].into_iter().flatten().min();
    }
    gaps
}

/// Counts which contacts were followed `within` a time; each comes with what [`followed`] said of it. Only contacts that
/// were closed so long before `until`, the last instant at which contacts could be seen, have had their days.
pub fn count(contacts: impl IntoIterator<Item = (Contact, Option<i64>)>, within: i64, until: i64) -> Repeats {
    let mut repeats = Repeats::default();
    for (contact, gap) in contacts {
        let ripe = contact.closed.saturating_add(within) <= until;
        repeats.unknown_in_all += u64::from(contact.customer.is_none());
        match (contact.customer, ripe) {
            (Some(_), true) => {
                repeats.judged += 1;
                repeats.followed += u64::from(gap.is_some_and(|gap| gap <= within));
            }
            (None, true) => repeats.unknown += 1,
            (_, false) => {}
        }
    }
    repeats
}

/// Customer, reason, instant, and place among the contacts.
type Place = (u32, u32, i64, usize);

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    fn contact(customer: u32, reason: u32, day: i64) -> Contact {
        let at = day * DAY;
        Contact { customer: Some(customer), reason, opened: at, closed: at }
    }

    #[test]
    fn the_same_customer_about_the_same_thing() {
        // 0 and 1 are children of 2; 3 stands alone.
        let parents = [Some(2), Some(2), None, None];
        let contacts = [
            contact(1, 0, 0),
            contact(1, 1, 1), // a sibling follows nothing
            contact(1, 3, 2),
            contact(2, 0, 3), // somebody else
            contact(1, 2, 5), // the parent of both
            contact(1, 0, 8), // the child of that
            contact(1, 0, 8), // at the same instant, so after it
        ];
        let days = |gap: Option<i64>| gap.map(|gap| gap / DAY);
        let found: Vec<_> = followed(&contacts, &parents).into_iter().map(days).collect();
        assert_eq!(found, [Some(5), Some(4), None, None, Some(3), Some(0), None]);
        let gaps = followed(&contacts, &parents);
        let within = |days| count(contacts.into_iter().zip(gaps.clone()), days * DAY, 9 * DAY);
        assert_eq!(within(4), Repeats { judged: 5, followed: 2, ..Repeats::default() });
        assert_eq!(within(4).rate(), Some(0.4));
        assert_eq!(within(30).rate(), None, "none had its thirty days");
    }

    #[test]
    fn days_count_from_the_closure() {
        let open = Contact { closed: 4 * DAY, ..contact(1, 0, 0) };
        let contacts = [open, contact(1, 0, 2), contact(1, 0, 4), contact(1, 0, 12)];
        let found = followed(&contacts, &[]);
        assert_eq!(found, [Some(0), Some(2 * DAY), Some(8 * DAY), None], "what is open is not repeated");
    }

    #[test]
    fn who_is_not_known_makes_it_uncertain() {
        let nobody = Contact { customer: None, ..contact(0, 0, 3) };
        let contacts = [contact(1, 0, 0), contact(1, 0, 1), contact(2, 0, 1), nobody];
        let found = count(contacts.into_iter().zip(followed(&contacts, &[None])), 7 * DAY, 20 * DAY);
        assert_eq!(found, Repeats { judged: 3, followed: 1, unknown: 1, unknown_in_all: 1 });
        assert_eq!(found.bounds(), Some((0.25, 0.5)));
        assert_eq!(Repeats::default().bounds(), None);
    }

    #[test]
    fn it_is_what_walking_through_all_pairs_gives() {
        let mut random = crate::draw::Draws::of(3);
        let parents = [None, Some(0), Some(0), Some(1), None];
        let contacts: Vec<Contact> = (0..400)
            .map(|_| {
                let opened = random.below(200) as i64;
                let customer = random.chance(0.9).then(|| random.below(12) as u32);
                let reason = random.below(5) as u32;
                Contact { customer, reason, opened, closed: opened + random.below(4) as i64 }
            })
            .collect();
        let related = |one: u32, other: u32| {
            let parent = |reason: u32| parents[reason as usize];
            one == other || parent(one) == Some(other) || parent(other) == Some(one)
        };
        for ((place, contact), found) in contacts.iter().enumerate().zip(followed(&contacts, &parents)) {
            let later = contacts.iter().enumerate().filter(|(other, next)| {
                let order = (next.opened, *other) > (contact.opened, place);
                order
                    && next.opened >= contact.closed
                    && contact.customer.is_some()
                    && next.customer == contact.customer
                    && related(contact.reason, next.reason)
            });
            assert_eq!(found, later.map(|(_, next)| next.opened - contact.closed).min());
        }
    }
}
