//! Value by segment by lifecycle, and who moved.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;
use voorzet_insight::ratio::Sums;

use super::axis::{Axis, By, Compare};
use super::standings::{Standings, Trait};
use crate::projection::crowd::{Crowd, Question};
use crate::projection::wanted::today;
use crate::projection::{Wanted, date_of, day_of};
use crate::report::contacts::Rate;

/// The normal quantile of intervals that miss once in twenty times.
const Z: f64 = 1.959_963_984_540_054;

/// How far back customers are compared, where so much is known.
const A_YEAR: i32 = 365;

/// Of how many days orders are to be known before the earlier day.
const LEAST_WINDOW: i32 = 90;

/// Where customers stand, and what they contact us about from there.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct CustomerMap {
    /// How far the log was.
    pub sequence: i64,
    /// Today on the organisation's calendar.
    pub today: String,
    /// The time zone of that calendar.
    pub timezone: String,
    /// The first day of which contacts are counted; null when it is the first there is.
    pub from: Option<String>,
    /// The last, included; null when it is the last there is.
    pub to: Option<String>,
    /// The day on which customers stand as told: `to`, or today.
    pub day: String,
    /// Customers on that day.
    pub customers: u64,
    /// Their contacts.
    pub contacts: u64,
    /// Over how many days up to that day orders count; null when nothing is told by orders.
    pub window_days: Option<i32>,
    /// The day that this is compared with; null when nothing is known so early.
    pub compared: Option<Compared>,
    /// What they are worth.
    pub value: MapAxis,
    /// In which segment they are.
    pub segment: MapAxis,
    /// Where they are in their time with us.
    pub lifecycle: MapAxis,
    /// Value by segment by lifecycle: those in which somebody is, or was.
    pub cells: Vec<MapCell>,
    /// The channels of contacts that there are.
    pub channels: Vec<String>,
    /// The segments of customers that there are.
    pub segments: Vec<String>,
}

/// The day that is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Compared {
    /// The day.
    pub day: String,
    /// How many days ago it was.
    pub days: i32,
    /// Whether that is a year. Otherwise so much is not known yet, and it is as early as can be.
    pub is_year: bool,
}

/// One axis: its classes, and who moved from one to another.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct MapAxis {
    /// By what it is told.
    pub by: By,
    /// The classes that somebody is in, or was.
    pub classes: Vec<MapClass>,
    /// From which class to which; null when there is nothing to compare with.
    pub shifts: Option<Vec<Shift>>,
}

/// A class of an axis.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct MapClass {
    /// Its name; empty when nothing is known, `*` for all smaller ones together.
    pub name: String,
    /// Of amounts: all in it are above this.
    pub above: Option<f64>,
    /// Of amounts: none in it is above this.
    pub most: Option<f64>,
    /// Who is in it.
    #[serde(flatten)]
    pub counted: MapCounted,
}

/// A value, a segment and a lifecycle.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct MapCell {
    /// The class of value.
    pub value: String,
    /// The segment.
    pub segment: String,
    /// The lifecycle.
    pub lifecycle: String,
    /// Who is in it.
    #[serde(flatten)]
    pub counted: MapCounted,
}

/// Customers, then and now, and their contacts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct MapCounted {
    /// Customers in it on the day.
    pub customers: u64,
    /// Customers in it on the day that is compared with; null when there is none.
    pub before: Option<u64>,
    /// Those of `customers` who contacted us in the days that are counted.
    pub contacting: u64,
    /// Their contacts in those days.
    pub contacts: u64,
    /// `contacts` / `customers`.
    pub per_customer: Option<Rate>,
}

/// Customers who went from one class to another, or stayed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Shift {
    /// The class then; null for those who were no customer yet.
    pub from: Option<String>,
    /// The class now.
    pub to: String,
    /// How many.
    pub customers: u64,
}

/// What is counted of a class or a cell.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    sums: Sums,
    contacting: u64,
    before: u64,
}

impl Tally {
    fn add(&mut self, contacts: u32) {
        self.sums.add(f64::from(contacts), 1.0);
        self.contacting += u64::from(contacts > 0);
    }

    fn counted(self, compares: bool) -> MapCounted {
        let customers = self.sums.customers;
        let rate = voorzet_insight::proportion::share(self.sums.counts as u64, customers);
        let interval = self.sums.ratio(Z).map(|ratio| ratio.interval);
        MapCounted {
            customers,
            before: compares.then_some(self.before),
            contacting: self.contacting,
            contacts: self.sums.counts as u64,
            per_customer: rate.map(|rate| Rate { rate, interval }),
        }
    }

    fn is_empty(&self) -> bool {
        self.sums.customers == 0 && self.before == 0
    }
}

impl CustomerMap {
    /// The map of everybody, or of a segment, with the contacts that are asked for.
    pub fn of(
        all: &Standings,
        crowd: &Crowd,
        strategy: &Strategy,
        wanted: &Wanted,
        now: Timestamp,
        sequence: i64,
    ) -> Self {
        let today = today(strategy, now);
        let day = wanted.to.unwrap_or(today).min(today);
        let compare = compare(all, day_of(day));
        let axes = [Axis::value(all, compare), Axis::segment(all, compare), Axis::lifecycle(all, compare)];
        let made = crowd.made(&Question { segment: None, ..wanted.question(strategy) });
        let mut walk = Walk {
            classes: axes.each_ref().map(|axis| vec![Tally::default(); axis.classes.len()]),
            ..Walk::default()
        };
        let asked = |place: usize| {
            let name = |axis: &Axis, place: usize| axis.classes[place].name.clone();
            wanted.segment.as_ref().is_none_or(|segment| *segment == name(&axes[1], place))
        };
        for (customer, first) in all.everybody().into_iter().enumerate() {
            let Some(first) = first.filter(|first| *first <= compare.now || *first == i32::MAX) else {
                continue;
            };
            let contacts = made.get(customer).copied().unwrap_or_default();
            let is = axes.each_ref().map(|axis| axis.now[customer]);
            let was = compare.then.filter(|then| first <= *then);
            let was = was.and_then(|_| {
                let [value, segment, lifecycle] =
                    axes.each_ref().map(|axis| Some(axis.then.as_ref()?[customer]));
                Some([value?, segment?, lifecycle?])
            });
            if asked(is[1]) {
                walk.add(is, was, contacts);
            }
        }
        let compares = compare.then.is_some();
        let (channels, segments) = crowd.filters();
        let text = |names: Vec<_>| names.iter().map(ToString::to_string).collect();
        let total = walk.all.counted(compares);
        let by_orders = axes.iter().any(|axis| axis.by == By::Orders);
        let cells = walk.cells(&axes, compares);
        let [value, segment, lifecycle] = [0, 1, 2].map(|place| walk.axis(&axes[place], place, compares));
        Self {
            sequence,
            today: today.to_string(),
            timezone: strategy.zone.iana_name().unwrap_or("UTC").to_owned(),
            from: wanted.from.map(|day| day.to_string()),
            to: wanted.to.map(|day| day.to_string()),
            day: day.to_string(),
            customers: total.customers,
            contacts: total.contacts,
            window_days: by_orders.then_some(compare.window),
            compared: compare.then.map(|then| Compared {
                day: date_of(then).to_string(),
                days: compare.now - then,
                is_year: compare.now - then == A_YEAR,
            }),
            value,
            segment,
            lifecycle,
            cells,
            channels: text(channels),
            segments: text(segments),
        }
    }
}

/// Which days are compared. Orders count over as many days on both, so where classes are told by orders a year is only
/// looked back when enough is known before it; else half of what is known is each day's.
fn compare(all: &Standings, now: i32) -> Compare {
    let began = all.began().unwrap_or(now).min(now);
    let known = now - began + 1;
    let by_orders = all.knows_orders && !(all.says(Trait::Value) && all.says(Trait::Lifecycle));
    let (back, window) = if !by_orders {
        (A_YEAR.min(known - 1), A_YEAR.min(known))
    } else if known >= A_YEAR + LEAST_WINDOW {
        (A_YEAR, A_YEAR.min(known - A_YEAR))
    } else if known > 1 {
        (known / 2, known / 2)
    } else {
        (0, known)
    };
    Compare { now, then: (back > 0).then(|| now - back), window, began }
}

/// What is counted while everybody is walked through.
#[derive(Default)]
struct Walk {
    all: Tally,
    classes: [Vec<Tally>; 3],
    cells: BTreeMap<[usize; 3], Tally>,
    shifts: [BTreeMap<(Option<usize>, usize), u64>; 3],
}

impl Walk {
    fn add(&mut self, is: [usize; 3], was: Option<[usize; 3]>, contacts: u32) {
        self.all.add(contacts);
        self.cells.entry(is).or_default().add(contacts);
        for (axis, class) in is.into_iter().enumerate() {
            self.classes[axis][class].add(contacts);
            *self.shifts[axis].entry((was.map(|was| was[axis]), class)).or_default() += 1;
        }
        if let Some(was) = was {
            self.all.before += 1;
            self.cells.entry(was).or_default().before += 1;
            for (axis, class) in was.into_iter().enumerate() {
                self.classes[axis][class].before += 1;
            }
        }
    }

    fn axis(&self, axis: &Axis, place: usize, compares: bool) -> MapAxis {
        let name = |class: usize| axis.classes[class].name.to_string();
        let some = axis.classes.iter().zip(&self.classes[place]).filter(|(_, tally)| !tally.is_empty());
        let classes = some.map(|(class, tally)| MapClass {
            name: class.name.to_string(),
            above: class.above,
            most: class.most,
            counted: tally.counted(compares),
        });
        let shifts = self.shifts[place].iter().map(|((from, to), customers)| Shift {
            from: from.map(name),
            to: name(*to),
            customers: *customers,
        });
        MapAxis { by: axis.by, classes: classes.collect(), shifts: compares.then(|| shifts.collect()) }
    }

    fn cells(&self, axes: &[Axis; 3], compares: bool) -> Vec<MapCell> {
        let name = |axis: usize, class: usize| axes[axis].classes[class].name.to_string();
        let cells = self.cells.iter().map(|([value, segment, lifecycle], tally)| MapCell {
            value: name(0, *value),
            segment: name(1, *segment),
            lifecycle: name(2, *lifecycle),
            counted: tally.counted(compares),
        });
        cells.collect()
    }
}
