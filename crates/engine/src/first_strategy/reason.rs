//! A reason, proposed: which values of the column it is, what its contacts say, and the level to begin with.

use std::collections::BTreeMap;

use compact_str::CompactString;
use serde::Serialize;
use voorzet_domain::strategy::model::{Level, Quadrant};

use super::axes::{Axes, Facts, place};
use super::map::Plan;
use super::role::{Role, Why};
use super::tally::{Counted, Reasons};

/// The most reasons to begin with.
const MOST: usize = 40;
/// The share of all contacts below which a value is no reason of its own.
const LEAST: f64 = 0.005;
/// The fewest contacts of a reason.
const FEWEST: u64 = 5;
/// The share of pressing contacts above which a person is the first to help.
const PRESSING: f64 = 0.3;
/// The share of all contacts from which repairing the cause is worth the trouble.
const WORTH_REPAIRING: f64 = 0.05;

/// A reason that is proposed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProposedReason {
    /// Its id: the name of its file.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Contacts.
    pub contacts: u64,
    /// Unique customers who made them.
    pub customers: u64,
    /// Its share of all contacts.
    pub share: f64,
    /// Contacts per customer.
    pub per_customer: f64,
    /// The share of contacts after which the customer came again on it within 30 days; null when none is old enough.
    pub repeat_share: Option<f64>,
    /// Its place between value and irritation.
    pub value: Axes,
    /// Its quadrant there.
    pub quadrant: Quadrant,
    /// The level to begin with.
    pub level: Level,
    /// What speaks for all that.
    pub why: Vec<Why>,
}

/// Which contacts are of a reason.
pub(super) struct Chosen {
    /// The values of the column.
    pub(super) values: Vec<CompactString>,
    name: String,
    counted: Counted,
}

/// The reasons, the largest first, and `other` last when there is something in it.
pub(super) fn reasons(found: Reasons, plan: &Plan<'_>) -> Vec<(Chosen, ProposedReason)> {
    let Reasons { values, contacts, last } = found;
    let title = plan.column(Role::Reason).map_or("", |column| column.name.as_str());
    let mut chosen: BTreeMap<String, Chosen> = BTreeMap::new();
    for (value, counted) in values {
        let name = named(&value, title);
        let id = slug(&name);
        let id = if ["", "other", "overig", "overige", "anders", "onbekend", "unknown"].contains(&id.as_str())
        {
            "other".to_owned()
        } else {
            id
        };
        let reason = chosen.entry(id).or_insert_with(|| Chosen {
            values: Vec::new(),
            name,
            counted: Counted::default(),
        });
        reason.values.push(value);
        reason.counted.with(counted);
    }
    let mut other = chosen.remove("other");
    let mut sorted: Vec<(String, Chosen)> = chosen.into_iter().collect();
    sorted.sort_by(|a, b| b.1.counted.contacts().cmp(&a.1.counted.contacts()).then(a.0.cmp(&b.0)));
    let least = FEWEST.max((contacts as f64 * LEAST) as u64);
    let large = sorted.iter().take(MOST).take_while(|(_, it)| it.counted.contacts() >= least).count();
    // Were all of them small, the largest would still be what there is.
    let large = if large == 0 { sorted.len().min(MOST) } else { large };
    for (_, small) in sorted.drain(large..) {
        let rest = || Chosen { values: Vec::new(), name: String::new(), counted: Counted::default() };
        other.get_or_insert_with(rest).counted.with(small.counted);
    }
    if let Some(mut rest) = other {
        plan.said("Overig", "Other").clone_into(&mut rest.name);
        sorted.push(("other".to_owned(), rest));
    }
    let even = 1.0 / sorted.len().max(1) as f64;
    let proposed = sorted.into_iter().map(|(id, chosen)| {
        let reason = chosen.propose(id, contacts, even, last);
        (chosen, reason)
    });
    proposed.collect()
}

impl Chosen {
    fn propose(
        &self,
        id: String,
        all: u64,
        even: f64,
        last: voorzet_domain::time::Timestamp,
    ) -> ProposedReason {
        let (contacts, customers) = (self.counted.contacts(), self.counted.customers());
        let share = contacts as f64 / all.max(1) as f64;
        let repeats = self.counted.repeats(last);
        let satisfaction = self.counted.satisfaction();
        let other = id == "other";
        // What is of all kinds has no place, and no name that says one.
        let (value, mut why) = if other {
            (Axes { customer: 0.0, company: 0.0 }, Vec::new())
        } else {
            place(&Facts { name: &self.name, share, even, repeats, satisfaction })
        };
        let urgent = self.counted.urgent();
        if urgent > PRESSING {
            why.push(Why::number("urgent", urgent));
        }
        let quadrant = quadrant(value);
        ProposedReason {
            id,
            name: self.name.clone(),
            contacts,
            customers,
            share,
            per_customer: contacts as f64 / customers.max(1) as f64,
            repeat_share: repeats,
            value,
            quadrant,
            level: level(quadrant, share, urgent, &why),
            why,
        }
    }
}

/// The quadrant of a place, as the strategy has it.
fn quadrant(Axes { customer, company }: Axes) -> Quadrant {
    if customer.abs() < 0.2 || company.abs() < 0.2 {
        return Quadrant::Undecided;
    }
    match (customer > 0.0, company > 0.0) {
        (false, false) => Quadrant::Eliminate,
        (true, false) => Quadrant::Automate,
        (false, true) => Quadrant::Simplify,
        (true, true) => Quadrant::Leverage,
    }
}

/// The level to begin with: the lowest that will do. What is pressing, a complaint, or valuable to both goes to a person
/// at once.
fn level(quadrant: Quadrant, share: f64, urgent: f64, why: &[Why]) -> Level {
    let complaint = why.iter().any(|why| why.code == "complaint" || why.code == "life_event");
    match quadrant {
        _ if complaint || urgent > PRESSING => Level::Personal,
        Quadrant::Leverage => Level::Personal,
        Quadrant::Eliminate if share >= WORTH_REPAIRING => Level::Prevent,
        Quadrant::Eliminate => Level::Proactive,
        Quadrant::Automate => Level::SelfService,
        Quadrant::Simplify | Quadrant::Undecided => Level::Digital,
    }
}

/// What people call a value: a number alone says nothing without the name of its column.
fn named(value: &str, title: &str) -> String {
    let clipped: String = value.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(100).collect();
    let number = !clipped.is_empty() && clipped.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-');
    let spaced = clipped.replace('_', " ");
    let name = if number { format!("{title} {clipped}") } else { spaced };
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A name as the name of a file: `Bezorging te laat!` → `bezorging-te-laat`.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let mut slug: String = slug.chars().take(40).collect();
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_names_of_files() {
        assert_eq!(slug("Bezorging te laat!"), "bezorging-te-laat");
        assert_eq!(slug("  Retour / ruil  "), "retour-ruil");
        assert_eq!(slug("!?"), "");
        assert_eq!(named("170", "category"), "Category 170");
        assert_eq!(named("card_arrival", "category"), "Card arrival");
    }

    #[test]
    fn the_lowest_level_that_will_do() {
        let complaint = [Why::text("complaint", "klacht")];
        assert_eq!(level(Quadrant::Simplify, 0.1, 0.0, &complaint), Level::Personal);
        assert_eq!(level(Quadrant::Automate, 0.1, 0.0, &[]), Level::SelfService);
        assert_eq!(level(Quadrant::Eliminate, 0.1, 0.0, &[]), Level::Prevent);
        assert_eq!(level(Quadrant::Eliminate, 0.01, 0.0, &[]), Level::Proactive);
        assert_eq!(level(Quadrant::Undecided, 0.1, 0.5, &[]), Level::Personal);
    }
}
