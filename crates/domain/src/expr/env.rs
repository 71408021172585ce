//! What an expression sees while it is evaluated.

use jiff::tz::TimeZone;

use crate::event::AssetId;
use crate::state::Person;
use crate::strategy::model::Strategy;
use crate::time::Timestamp;
use crate::value::Fields;

/// Everything an expression may ask for, borrowed.
#[derive(Clone, Copy, Debug)]
pub struct Env<'a> {
    /// The tables that numbers point into.
    pub strategy: &'a Strategy,
    /// The event at hand, as far as it is read.
    pub event: &'a Fields,
    /// The asset it is about.
    pub asset: Option<&'a AssetId>,
    /// The customer.
    pub person: &'a Person<'a>,
    /// The instant of judging.
    pub now: Timestamp,
}

impl Env<'_> {
    /// The customer's time zone, else the organisation's.
    pub fn zone(&self) -> &TimeZone {
        self.person.zone().unwrap_or(&self.strategy.zone)
    }
}
