//! Several originals turn out to be one person: their units are one, or are left out.

use std::collections::BTreeMap;

use compact_str::CompactString;
use smallvec::SmallVec;
use voorzet_domain::customer::CustomerId;
use voorzet_store::effects::{Unit, UnitState};

use super::ledger::Ledger;

/// Who is in which arm.
type Arms = SmallVec<[(CustomerId, bool); 2]>;

impl Ledger {
    /// Originals are one person. Units of one reason and quarter in the same arm are one, that of whom was known first; in
    /// different arms they are left out.
    pub(super) fn join(&mut self, originals: &[CustomerId]) {
        if !self.measures_several(originals) {
            return;
        }
        let mut units: BTreeMap<(CompactString, i32), Arms> = BTreeMap::new();
        for unit in originals.iter().filter_map(|original| self.open.get(original)).flatten() {
            if unit.state == UnitState::Counts {
                let arms = units.entry((unit.reason.clone(), unit.quarter)).or_default();
                arms.push((unit.customer, unit.treated));
            }
        }
        for ((reason, quarter), mut arms) in units {
            arms.sort_unstable();
            let Some(((_, first), others)) = arms.split_first() else { continue };
            if others.iter().any(|(_, arm)| arm != first) {
                let all: SmallVec<[CustomerId; 2]> = arms.iter().map(|(customer, _)| *customer).collect();
                self.cross(&all, &reason, quarter);
            } else {
                for (customer, _) in others {
                    self.set_state(&[*customer], &reason, quarter, UnitState::Joined);
                }
            }
        }
    }

    pub(super) fn cross(&mut self, originals: &[CustomerId], reason: &str, quarter: i32) {
        self.set_state(originals, reason, quarter, UnitState::Crossed);
    }

    fn set_state(&mut self, originals: &[CustomerId], reason: &str, quarter: i32, state: UnitState) {
        let counts =
            |unit: &Unit| unit.state == UnitState::Counts && unit.reason == reason && unit.quarter == quarter;
        self.change_if(originals, counts, |unit| unit.state = state);
    }
}
