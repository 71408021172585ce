//! Who the customers are: fixed properties, a function of seed and number alone.

use super::calendar::Calendar;
use super::draw::{Draws, For};
use super::effect::{Temper, Treatment};

/// How many areas the network has; an area lies in one town.
pub(super) const AREAS: u32 = 160;
/// A day that does not come.
pub(super) const NEVER: i32 = i32::MAX;

/// How bills are paid.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Payer {
    Debit,
    Prompt,
    Payday,
    Forgetful,
}

/// One customer, kept small: this is all the memory a customer takes besides what is scheduled.
pub(super) struct Customer {
    /// The day of joining, counted from the world's first; mostly negative.
    pub(super) joined: i32,
    /// The day of leaving, or [`NEVER`].
    pub(super) leaves: i32,
    /// The day the internet contract ends, or [`NEVER`].
    pub(super) contract_end: i32,
    /// How readily this customer contacts: 1 on average, a few far above.
    pub(super) propensity: f32,
    /// Orders and visits to the shop on an average day.
    pub(super) orders: f32,
    pub(super) visits: f32,
    pub(super) area: u16,
    /// The monthly fee in cents.
    pub(super) fee: u16,
    pub(super) bill_day: u8,
    pub(super) internet: bool,
    pub(super) english: bool,
    pub(super) business: bool,
    pub(super) app: bool,
    pub(super) whatsapp: bool,
    pub(super) marketing: bool,
    /// 0 young, 1 in between, 2 old: which channels are used.
    pub(super) age: u8,
    pub(super) payer: Payer,
    pub(super) temper: Temper,
}

impl Customer {
    pub(super) fn new(seed: u64, number: u32, calendar: &Calendar) -> Self {
        let mut draws = Draws::of(seed, For::Customer, number, 0);
        let temper = Temper::at(draws.unit());
        let age = draws.weighted(&[0.3, 0.42, 0.28]) as u8;
        let joined = joined(&mut draws);
        let internet = draws.chance(0.6);
        let propensity = (libm::exp(1.15 * draws.normal() - 0.66)).clamp(0.08, 9.0);
        let orders = (draws.log_normal(0.019, 0.85)).min(0.35);
        let visits = (orders * 1.6 + draws.log_normal(0.08, 0.6)).min(0.85);
        let app = draws.chance([0.7, 0.5, 0.22][usize::from(age)]);
        let whatsapp = draws.chance([0.62, 0.48, 0.25][usize::from(age)]);
        let payer = match draws.weighted(&[0.62, 0.2, 0.1, 0.08]) {
            0 => Payer::Debit,
            1 => Payer::Prompt,
            2 => Payer::Payday,
            _ => Payer::Forgetful,
        };
        let contract_end = if internet { contract_end(&mut draws, joined) } else { NEVER };
        Self {
            joined,
            leaves: leaves(seed, number, contract_end, calendar),
            contract_end,
            propensity: propensity as f32,
            orders: orders as f32,
            visits: visits as f32,
            area: draws.below(AREAS) as u16,
            fee: [3250, 3995, 4450, 5200, 6150][draws.below(5) as usize],
            bill_day: 1 + draws.below(28) as u8,
            internet,
            english: draws.chance(0.11),
            business: draws.chance(0.08),
            app,
            whatsapp,
            marketing: draws.chance(0.38),
            age,
            payer,
            temper,
        }
    }

    /// Whether they are a customer on this day.
    pub(super) fn here(&self, day: u32) -> bool {
        (self.joined..self.leaves).contains(&(day as i32))
    }

    /// Days since joining, on this day.
    pub(super) fn age_in_days(&self, day: u32) -> i32 {
        day as i32 - self.joined
    }

    /// Whether a treatment can reach them at all.
    pub(super) const fn reachable(&self, treatment: Treatment) -> bool {
        match treatment {
            Treatment::Push => self.app,
            Treatment::Whatsapp => self.whatsapp,
            _ => true,
        }
    }

    pub(super) fn language(&self) -> &'static str {
        if self.english { "en" } else { "nl" }
    }
}

/// Nineteen in twenty were there before the history begins; the others come one by one, about six in a
/// hundred a quarter.
fn joined(draws: &mut Draws) -> i32 {
    if draws.chance(0.95) {
        -(1 + draws.exponential(900.0).min(5000.0) as i32)
    } else {
        draws.below(75) as i32
    }
}

/// Contracts run a year from the day of joining.
fn contract_end(draws: &mut Draws, joined: i32) -> i32 {
    let shift = draws.below(60) as i32;
    (joined + shift).rem_euclid(365) + if joined > 0 { 365 } else { 0 }
}

/// One in nine leaves at the end of the contract.
fn leaves(seed: u64, number: u32, contract_end: i32, calendar: &Calendar) -> i32 {
    let within = contract_end < calendar.days as i32;
    if within && Draws::of(seed, For::Contract, number, 0).chance(0.11) { contract_end } else { NEVER }
}
