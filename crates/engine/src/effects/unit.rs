//! One unit, and what it adds to the sums of its experiment.

use voorzet_domain::feedback::Question;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::effects::{Unit, UnitState};

use super::cell::{Cell, Figure};

/// A contact that came as late as this after it happened is still counted.
pub(super) const LATENESS: Duration = Duration::from_hours(24);

/// What a unit adds.
pub(super) fn cell(unit: &Unit) -> Cell {
    let mut cell = Cell::default();
    match unit.state {
        UnitState::Joined => {}
        UnitState::Crossed => cell[Figure::Crossed] = 1,
        UnitState::Counts => {
            // Squares of millionths would be too large.
            let (y, x, cost) = (unit.contacts, unit.earlier, unit.cost / 10_000);
            for (figure, amount) in [
                (Figure::Units, 1),
                (Figure::Contacts, y),
                (Figure::ContactSquares, y * y),
                (Figure::Earlier, x),
                (Figure::EarlierSquares, x * x),
                (Figure::Products, x * y),
                (Figure::Cost, cost),
                (Figure::CostSquares, cost * cost),
                (Figure::CostProducts, x * cost),
                (Figure::Spent, unit.spent),
                (Figure::Complaints, unit.complaints),
                (Figure::ComplaintSquares, unit.complaints * unit.complaints),
                (Figure::OptOuts, unit.opt_outs),
                (Figure::OptOutSquares, unit.opt_outs * unit.opt_outs),
                (Figure::Harmed, i64::from(unit.complaints + unit.opt_outs > 0)),
            ] {
                cell[figure] = amount;
            }
            for question in Question::ALL {
                let Some(score) = unit.scores.get(question) else { continue };
                let (worth, [answers, sum, squares]) =
                    (worth(question, score), Figure::of_question(question));
                (cell[answers], cell[sum], cell[squares]) = (1, worth, worth * worth);
            }
        }
    }
    cell
}

/// What a score comes to in a mean: NPS is promoters less detractors, CSAT the share that is satisfied.
fn worth(question: Question, score: u8) -> i64 {
    match (question, score) {
        (Question::Nps, 9..) => 1,
        (Question::Nps, 7..) => 0,
        (Question::Nps, _) => -1,
        (Question::Csat, _) => i64::from(score >= 4),
        (Question::Ces | Question::Solved, _) => i64::from(score),
    }
}

/// Whether something that happened at an instant counts.
pub(super) fn covers(unit: &Unit, at: Timestamp) -> bool {
    unit.state == UnitState::Counts && unit.at < at && at <= unit.ends
}

/// After when nothing is added any more.
pub(super) fn forgotten_after(unit: &Unit) -> Timestamp {
    unit.ends.plus(LATENESS)
}
