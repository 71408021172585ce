//! The cells of an experiment by day, and what they show at a look.

use std::collections::BTreeMap;

use voorzet_domain::feedback::Question;
use voorzet_insight::experiment::assignment::SampleRatio;
use voorzet_insight::experiment::moments::Moments;
use voorzet_insight::experiment::rare_harm::Harmed;
use voorzet_insight::experiment::strata::Stratum;
use voorzet_insight::experiment::sums::Sums;

use super::WHOLE;
use super::cell::{Cell, Figure};

/// Units added up by the day on which their window ends and by how likely they were treated: the control group's, then
/// the treated's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book(BTreeMap<(i32, u32), [Cell; 2]>);

/// What is measured of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Contacts by all channels on all reasons.
    Contacts,
    /// What handling them costs.
    Cost,
    /// Complaints.
    Complaints,
    /// Consents withdrawn.
    OptOuts,
}

impl Outcome {
    fn sums(self, cell: &Cell) -> Sums {
        use Figure as F;
        match self {
            Self::Contacts => cell.sums(F::Contacts, F::ContactSquares, Some(F::Products)),
            Self::Cost => cell.sums(F::Cost, F::CostSquares, Some(F::CostProducts)),
            Self::Complaints => cell.sums(F::Complaints, F::ComplaintSquares, None),
            Self::OptOuts => cell.sums(F::OptOuts, F::OptOutSquares, None),
        }
    }
}

impl Book {
    /// Adds units of an arm, so many times.
    pub fn add(&mut self, day: i32, share: u32, treated: bool, cell: &Cell, times: i64) {
        self.0.entry((day, share)).or_default()[usize::from(treated)].add(cell, times);
    }

    /// One figure of units of an arm, as a row has it.
    pub fn add_figure(&mut self, day: i32, share: u32, treated: bool, figure: Figure, amount: i64) {
        self.0.entry((day, share)).or_default()[usize::from(treated)][figure] += amount;
    }

    /// The control group's and the treated's units whose window had ended before a day.
    pub fn ended(&self, before: i32) -> [Cell; 2] {
        Self::total(self.0.range(..(before, 0)).map(|(_, cells)| cells))
    }

    /// All units, also those whose window has not ended.
    pub fn all(&self) -> [Cell; 2] {
        Self::total(self.0.values())
    }

    fn total<'b>(cells: impl Iterator<Item = &'b [Cell; 2]>) -> [Cell; 2] {
        let mut total = [Cell::default(); 2];
        for cells in cells {
            for (sum, cell) in total.iter_mut().zip(cells) {
                sum.add(cell, 1);
            }
        }
        total
    }

    /// Whether some window ends on this day or later.
    pub fn runs_on(&self, day: i32) -> bool {
        self.0.range((day, 0)..).next().is_some()
    }

    /// How much more of an outcome there was per treated unit: pseudo-outcomes of the units whose window had ended before
    /// a day. What is foreseen of those of one day, those of earlier days say.
    pub fn pseudo_outcomes(&self, outcome: Outcome, before: i32) -> Moments {
        let (mut seen, mut known, mut today) = (Moments::default(), Sums::default(), Sums::default());
        let mut day = i32::MIN;
        for ((ended, share), cells) in self.0.range(..(before, 0)) {
            if *ended != day {
                known.add(&std::mem::take(&mut today));
                day = *ended;
            }
            let share = f64::from(*share) / WHOLE;
            if !(share > 0.0 && share < 1.0) {
                continue;
            }
            let line = known.line();
            for (cell, treated) in cells.iter().zip([false, true]) {
                let sums = outcome.sums(cell);
                seen.merge(&sums.pseudo_outcomes(treated, share, line));
                today.add(&sums);
            }
        }
        seen
    }

    /// What those say who answered a question, treated and not, of units whose window had ended before a day; apart for
    /// each share that was treated, since more of the later ones are treated in a roll-out.
    pub fn answers(&self, question: Question, before: i32) -> Vec<Stratum> {
        let mut strata: BTreeMap<u32, Stratum> = BTreeMap::new();
        for ((_, share), [control, treated]) in self.0.range(..(before, 0)) {
            let stratum = strata.entry(*share).or_default();
            stratum.one.merge(&treated.answers(question));
            stratum.other.merge(&control.answers(question));
        }
        strata.into_values().collect()
    }

    /// The share that the lot should have treated, of all units.
    pub fn share(&self) -> Option<f64> {
        let (mut units, mut treated) = (0.0, 0.0);
        for ((_, share), cells) in &self.0 {
            let both = cells.iter().map(|cell| cell[Figure::Units]).sum::<i64>() as f64;
            units += both;
            treated += both * f64::from(*share) / WHOLE;
        }
        (units > 0.0).then(|| treated / units)
    }

    /// Whether the arms are as large as the lot should have made them. None when it left nothing to chance.
    pub fn sample_ratio(&self) -> Option<SampleRatio> {
        let [control, treated] = self.all();
        SampleRatio::of(treated.count(Figure::Units), control.count(Figure::Units), self.share()?)
    }

    /// How often each arm was harmed, also in windows that have not ended: what is rare is not waited for.
    pub fn harmed(&self) -> Harmed {
        let [control, treated] = self.all();
        Harmed { treated: treated.count(Figure::Harmed), control: control.count(Figure::Harmed) }
    }

    /// Takes another experiment's units in.
    pub fn merge(&mut self, other: &Self) {
        for ((day, share), cells) in &other.0 {
            for (cell, treated) in cells.iter().zip([false, true]) {
                self.add(*day, *share, treated, cell, 1);
            }
        }
    }
}
