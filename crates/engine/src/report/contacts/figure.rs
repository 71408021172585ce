//! The figures on contacts. Keys are added over time, never changed or dropped;
//! docs/schemas/report-contacts.schema.json describes them, docs/report.md defines them.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use serde::Serialize;
use utoipa::ToSchema;
use voorzet_domain::time::Timestamp;
use voorzet_insight::concentration::{self, Spread};
use voorzet_insight::proportion::share;
use voorzet_insight::ratio::Sums;
use voorzet_insight::repeat::{self, Contact};

use super::Contacts;
use super::selection::{Picked, Selection};
use crate::projection::Top;
use crate::replay::Period;

/// The normal quantile of intervals that miss once in twenty times.
const Z: f64 = 1.959_963_984_540_054;

/// Within how many days contacts are looked for that followed.
const DAYS: [u32; 3] = [7, 14, 30];

const DAY: i64 = 86_400_000_000;

/// One in so many customers at most are those who contact most.
const FIFTH: u64 = 5;

/// How many orders each customer placed, those who stand for others by their number.
pub type Orders = HashMap<u32, u64>;

/// Who contacted, how often, about what and by what, and who came back.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The first instant that is counted; none without contacts.
    pub from: Option<Timestamp>,
    /// The last.
    pub to: Option<Timestamp>,
    /// The last instant at which contacts could be seen.
    pub until: Option<Timestamp>,
    /// Contacts of customers that are known.
    pub contacts: u64,
    /// Customers who made at least one of them.
    pub customers: u64,
    /// Customers there are, those without contact included.
    pub known_customers: u64,
    /// Contacts of nobody known. They are in no other figure but the bounds of repeats.
    pub unidentified: u64,
    /// Contacts per customer there is.
    pub per_customer: Option<Rate>,
    /// What those who contact most make of all contacts: the top 1, 5, 10 and 20 per cent.
    pub top: Vec<Top>,
    /// Gini's coefficient over all customers there are.
    pub gini: Option<f64>,
    /// Between what it lies.
    pub gini_interval: Option<(f64, f64)>,
    /// What chance alone gives at the same rate.
    pub gini_by_chance: Option<f64>,
    /// How many customers made how many contacts, none included.
    pub spread: Spread,
    /// Who came back within 7, 14 and 30 days.
    pub repeats: Vec<Repeat>,
    /// By reason, most contacts first.
    pub reasons: Vec<Row>,
    /// By channel, most contacts first.
    pub channels: Vec<Row>,
    /// By reason and channel, most contacts first.
    pub cells: Vec<Cell>,
    /// Events that came again and were left out.
    pub repeated: u64,
    /// Lines that could not be read.
    pub unreadable: u64,
}

/// A rate with its interval, 95 %.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ContactRate)]
pub struct Rate {
    /// Contacts per customer there is, or per order.
    pub rate: f64,
    /// Between what it lies, clustered per customer; none when one customer is all there is.
    pub interval: Option<(f64, f64)>,
}

/// Contacts that were followed by another within so many days.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = RepeatContacts)]
pub struct Repeat {
    /// Within how many days.
    pub days: u32,
    /// Contacts that had so many days.
    pub judged: u64,
    /// Those of them that were followed.
    pub followed: u64,
    /// `followed` / `judged`.
    pub share: Option<f64>,
    /// Between what that lies, clustered per customer.
    pub interval: Option<(f64, f64)>,
    /// 1 − `share`: resolved at first contact.
    pub resolved: Option<f64>,
    /// Between what the share lies over all contacts, whoever those of nobody known were.
    pub bounds: Option<(f64, f64)>,
}

/// One reason or channel.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ContactsBy)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// Contacts.
    pub contacts: u64,
    /// Customers who made them.
    pub customers: u64,
    /// Of all contacts.
    pub share: Option<f64>,
    /// Contacts per customer there is.
    pub per_customer: Option<Rate>,
    /// Who came back about it, or after it, by whatever channel.
    pub repeats: Vec<Repeat>,
}

/// A reason by a channel.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cell {
    /// The reason.
    pub reason: String,
    /// The channel.
    pub channel: String,
    /// Contacts.
    pub contacts: u64,
    /// Customers who made them.
    pub customers: u64,
    /// Contacts per customer there is.
    pub per_customer: Option<Rate>,
}

impl Report {
    /// The figures over a period. `customers` is how many the organisation has, when more than were seen.
    ///
    /// Contacts could be seen until the period's `until`, else until the last one was.
    pub fn of(contacts: &Contacts, period: Period, customers: Option<u64>) -> Self {
        Self::selected(contacts, period, customers, &Selection::default(), &Orders::default()).report
    }

    /// The same of some of the contacts, with how many there were per order and what those contact about who contact most.
    /// A repeat is one whatever it came by, and contacts of nobody known may have followed any of these.
    pub fn selected(
        contacts: &Contacts,
        period: Period,
        customers: Option<u64>,
        selection: &Selection,
        orders: &Orders,
    ) -> Selected {
        let at = |micros: i64| Timestamp::from_micros(micros).unwrap_or_default();
        let seen = contacts.made.partition_point(|contact| period.sees(at(contact.opened)));
        let last = contacts.made[..seen].last().map(|contact| at(contact.opened));
        let until = period.until.or(last);
        let picked = Picked::of(selection, contacts);
        let (mut order, mut nobody) = (Vec::new(), 0);
        for place in contacts.order.iter().map(|place| *place as usize).filter(|place| *place < seen) {
            let contact = &contacts.made[place];
            if period.counts(at(contact.opened)) {
                nobody += u64::from(contact.customer.is_none());
                if picked.takes(contacts, place) {
                    order.push(place);
                }
            }
        }
        let mut view = View {
            contacts,
            until: until.map_or(i64::MIN, Timestamp::as_micros),
            customers: 0,
            unknown: nobody,
            all: 0,
            order,
        };
        let (spread, sums) = view.spread(&view.order);
        let contacting = spread.values().sum();
        view.all = sums.counts as u64;
        let all = selection.among.unwrap_or(contacts.customers);
        view.customers = all.max(contacting).max(customers.unwrap_or_default());
        let mut spread = spread;
        spread.insert(0, view.customers - contacting);
        let rate = share(view.all, view.customers).unwrap_or_default();
        let top = [0.01, 0.05, 0.1, 0.2].map(|share| Top {
            share,
            of_contacts: concentration::top(&spread, share),
            by_chance: concentration::top_by_chance(rate, share),
        });
        let per_order = view.per_order(orders);
        let frequent = view.frequent(&spread);
        let unidentified = view.order.partition_point(|place| contacts.made[*place].customer.is_none());
        let report = Self {
            from: period.from.or_else(|| contacts.made.first().map(|contact| at(contact.opened))),
            to: period.to.or(until),
            until,
            contacts: view.all,
            customers: contacting,
            known_customers: view.customers,
            unidentified: unidentified as u64,
            per_customer: view.rate(sums),
            top: top.into(),
            gini: concentration::gini(&spread),
            gini_interval: concentration::gini_interval(&spread, Z),
            gini_by_chance: concentration::gini_by_chance(rate),
            repeats: view.repeats(&view.order),
            reasons: view.rows(|place| contacts.made[place].reason as usize, &contacts.reasons.names),
            channels: view.rows(|place| contacts.by[place] as usize, &contacts.channels.names),
            cells: view.cells(),
            spread,
            repeated: 0,
            unreadable: 0,
        };
        Selected { report, per_order, frequent }
    }
}

/// The figures on some of the contacts.
#[derive(Debug)]
pub struct Selected {
    /// Those of a report.
    pub report: Report,
    /// Contacts per order; none without orders.
    pub per_order: Option<Rate>,
    /// Those who contact most; none when nobody contacted twice.
    pub frequent: Option<Frequent>,
}

/// Those who contact most: at most a fifth of all customers, nobody of whom contacted but once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Frequent {
    /// They made so many contacts or more.
    pub least: u64,
    /// How many customers.
    pub customers: u64,
    /// Their contacts.
    pub contacts: u64,
    /// How many of these were about which reason.
    pub reasons: BTreeMap<String, u64>,
}

/// The contacts that are counted, and what is known of all of them.
struct View<'a> {
    contacts: &'a Contacts,
    until: i64,
    /// Customers there are.
    customers: u64,
    /// Contacts of nobody known, whatever they were about.
    unknown: u64,
    /// Contacts of known customers.
    all: u64,
    /// The places of the contacts that are counted, in order of customers.
    order: Vec<usize>,
}

impl View<'_> {
    /// How many customers made how many of these contacts, and the sums of that.
    fn spread(&self, places: &[usize]) -> (Spread, Sums) {
        let (mut spread, mut sums) = (Spread::new(), Sums::default());
        for of_one in self.by_customer(places) {
            *spread.entry(of_one.len() as u64).or_default() += 1;
            sums.add(of_one.len() as f64, 1.0);
        }
        (spread, sums)
    }

    /// The contacts of each known customer, one customer after the other.
    fn by_customer<'p>(&self, places: &'p [usize]) -> impl Iterator<Item = &'p [usize]> {
        let customer = |place: &usize| self.contacts.made[*place].customer;
        let nobody = places.partition_point(|place| customer(place).is_none());
        places[nobody..].chunk_by(move |one, other| customer(one) == customer(other))
    }

    /// Contacts per customer there is, of sums over those who made any.
    fn rate(&self, sums: Sums) -> Option<Rate> {
        let all = self.customers as f64;
        let all = Sums { customers: self.customers, per: all, per_squared: all, both: sums.counts, ..sums };
        let rate = share(sums.counts as u64, self.customers)?;
        Some(Rate { rate, interval: all.ratio(Z).map(|ratio| ratio.interval) })
    }

    /// Contacts per order, over all customers there are.
    fn per_order(&self, orders: &Orders) -> Option<Rate> {
        let all: u64 = orders.values().sum();
        let mut sums = Sums::default();
        for of_one in self.by_customer(&self.order) {
            let ordered = self.contacts.made[of_one[0]].customer.and_then(|customer| orders.get(&customer));
            sums.add(of_one.len() as f64, ordered.copied().unwrap_or_default() as f64);
        }
        let squares: u64 = orders.values().map(|ordered| ordered * ordered).sum();
        let sums = Sums {
            customers: self.customers.max(sums.customers).max(orders.len() as u64),
            per: all as f64,
            per_squared: squares as f64,
            ..sums
        };
        let rate = share(sums.counts as u64, all)?;
        Some(Rate { rate, interval: sums.ratio(Z).map(|ratio| ratio.interval) })
    }

    /// Those who contact most, by how many customers made how many contacts.
    fn frequent(&self, spread: &Spread) -> Option<Frequent> {
        let mut found = Frequent { least: 0, customers: 0, contacts: 0, reasons: BTreeMap::new() };
        for (made, people) in spread.range(2..).rev() {
            if found.customers + people > self.customers / FIFTH {
                break;
            }
            found.least = *made;
            found.customers += people;
            found.contacts += made * people;
        }
        let least = (found.customers > 0).then_some(found.least as usize)?;
        for of_one in self.by_customer(&self.order).filter(|of_one| of_one.len() >= least) {
            for place in of_one {
                let reason = &self.contacts.reasons.names[self.contacts.made[*place].reason as usize];
                *found.reasons.entry(reason.to_string()).or_default() += 1;
            }
        }
        Some(found)
    }

    fn repeats(&self, places: &[usize]) -> Vec<Repeat> {
        // What follows too late to be seen follows later than those are judged by.
        let known = |place: &usize| -> (Contact, Option<i64>) {
            (self.contacts.made[*place], self.contacts.followed[*place])
        };
        let count = |places: &[usize], within| repeat::count(places.iter().map(known), within, self.until);
        let repeats = DAYS.map(|days| {
            let within = i64::from(days) * DAY;
            let mut counted = count(places, within);
            // Whatever it was about, and however it came, it may have followed one of these.
            counted.unknown_in_all = self.unknown;
            let mut sums = Sums::default();
            for of_one in self.by_customer(places) {
                let own = count(of_one, within);
                if own.judged > 0 {
                    sums.add(own.followed as f64, own.judged as f64);
                }
            }
            Repeat {
                days,
                judged: counted.judged,
                followed: counted.followed,
                share: counted.rate(),
                interval: sums.share_interval(Z),
                resolved: counted.rate().map(|share| 1.0 - share),
                bounds: counted.bounds(),
            }
        });
        repeats.into()
    }

    /// A row for each name that contacts are of.
    fn rows<N: AsRef<str>>(&self, of: impl Fn(usize) -> usize, names: &[N]) -> Vec<Row> {
        let mut groups = vec![Vec::new(); names.len()];
        for place in &self.order {
            groups[of(*place)].push(*place);
        }
        let rows = names.iter().zip(&groups).map(|(name, places)| {
            let (spread, sums) = self.spread(places);
            Row {
                name: name.as_ref().to_owned(),
                contacts: sums.counts as u64,
                customers: spread.values().sum(),
                share: share(sums.counts as u64, self.all),
                per_customer: self.rate(sums),
                repeats: self.repeats(places),
            }
        });
        let mut rows: Vec<Row> = rows.filter(|row| row.contacts > 0).collect();
        rows.sort_by(|one, other| other.contacts.cmp(&one.contacts).then_with(|| one.name.cmp(&other.name)));
        rows
    }

    fn cells(&self) -> Vec<Cell> {
        let mut groups: BTreeMap<(u32, usize), Vec<usize>> = BTreeMap::new();
        for place in &self.order {
            let group = (self.contacts.made[*place].reason, self.contacts.by[*place] as usize);
            groups.entry(group).or_default().push(*place);
        }
        let cells = groups.into_iter().map(|((reason, channel), places)| {
            let (spread, sums) = self.spread(&places);
            Cell {
                reason: self.contacts.reasons.names[reason as usize].to_string(),
                channel: self.contacts.channels.names[channel].to_string(),
                contacts: sums.counts as u64,
                customers: spread.values().sum(),
                per_customer: self.rate(sums),
            }
        });
        let mut cells: Vec<Cell> = cells.filter(|cell| cell.contacts > 0).collect();
        cells.sort_by(|one, other| {
            let names = || (&one.reason, &one.channel).cmp(&(&other.reason, &other.channel));
            other.contacts.cmp(&one.contacts).then_with(names)
        });
        cells
    }
}
