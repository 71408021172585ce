//! How contacts are spread over customers.

use serde::Serialize;
use utoipa::ToSchema;
use voorzet_insight::concentration::{self, Spread};
use voorzet_insight::proportion::share;

use super::crowd::Counted;

/// How contacts are spread over customers, beside what chance alone would give at the same rate.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Concentration {
    /// Customers, those who made no contact included.
    pub customers: u64,
    /// Those who made at least one.
    pub contacting: u64,
    /// Contacts.
    pub contacts: u64,
    /// `contacts` / `customers`.
    pub per_customer: Option<f64>,
    /// What those who contact most make of all contacts: the top 1, 5, 10 and 20 per cent.
    pub top: Vec<Top>,
    /// 0 when all make as many contacts, towards 1 when one makes all.
    pub gini: Option<f64>,
    /// The same by chance.
    pub gini_by_chance: Option<f64>,
    /// Share of customers, those who contact least first, and the share of contacts they make.
    pub lorenz: Vec<(f64, f64)>,
    /// The same by chance.
    pub lorenz_by_chance: Vec<(f64, f64)>,
}

/// What a share of the customers makes of all contacts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Top {
    /// The share of customers.
    pub share: f64,
    /// The share of contacts.
    pub of_contacts: Option<f64>,
    /// The same by chance.
    pub by_chance: Option<f64>,
}

impl Concentration {
    pub(super) fn of(counted: &Counted, customers: u64) -> Self {
        let mut spread = counted.spread.clone();
        spread.insert(0, customers.saturating_sub(counted.customers));
        Self::over(&spread)
    }

    /// How contacts are spread that so many customers made so many of, none included.
    pub(crate) fn over(spread: &Spread) -> Self {
        let none = spread.get(&0).copied().unwrap_or_default();
        let customers: u64 = spread.values().sum();
        let contacts = spread.iter().map(|(made, customers)| made * customers).sum();
        let rate = share(contacts, customers).unwrap_or_default();
        let top = [0.01, 0.05, 0.1, 0.2].map(|share| Top {
            share,
            of_contacts: concentration::top(spread, share),
            by_chance: concentration::top_by_chance(rate, share),
        });
        Self {
            customers,
            contacting: customers - none,
            contacts,
            per_customer: share(contacts, customers),
            top: top.into(),
            gini: concentration::gini(spread),
            gini_by_chance: concentration::gini_by_chance(rate),
            lorenz: concentration::lorenz(spread),
            lorenz_by_chance: concentration::lorenz_by_chance(rate),
        }
    }
}
