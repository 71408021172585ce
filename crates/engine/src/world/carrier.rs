//! The carriers and their delays.

use super::calendar::Calendar;
use super::draw::{Draws, For};

/// A carrier of parcels.
pub(super) struct Carrier {
    pub(super) id: &'static str,
    /// Share of the parcels.
    share: f64,
    /// The chance that a parcel is late on an ordinary day.
    late: f64,
    /// The chance that a late parcel is announced as such.
    pub(super) announces: f64,
}

const CARRIERS: [Carrier; 4] = [
    Carrier { id: "own", share: 0.22, late: 0.045, announces: 0.95 },
    Carrier { id: "snelpost", share: 0.4, late: 0.055, announces: 0.85 },
    Carrier { id: "rode-pijl", share: 0.25, late: 0.1, announces: 0.75 },
    Carrier { id: "noorderkoerier", share: 0.13, late: 0.16, announces: 0.5 },
];

impl Carrier {
    pub(super) fn draw(draws: &mut Draws) -> &'static Self {
        &CARRIERS[draws.weighted(&CARRIERS.each_ref().map(|carrier| carrier.share))]
    }

    /// The chance that a parcel due on `day` is late: more on this carrier's bad days, when a depot stands
    /// still, and in the days after a campaign.
    pub(super) fn late_on(&self, seed: u64, day: u32, calendar: &Calendar) -> f64 {
        let bad = Draws::of(seed, For::Carrier, u32::from(self.id.as_bytes()[0]), day).chance(0.05);
        let crowded = day >= 2 && calendar.campaign(day - 2);
        (self.late * if crowded { 1.7 } else { 1.0 } + if bad { 0.35 } else { 0.0 }).min(0.8)
    }
}
