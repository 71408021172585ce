//! What customers say of how they were helped, treated and not.
//!
//! Contacts are counted of everybody; of satisfaction only those are heard who answer. Whoever is told in time may contact
//! us less, is asked less often then, and those who are asked choose whether they answer. So this compares who answers
//! with who answers: it stands beside the effects and is called neither avoided nor caused.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_domain::feedback::Question;
use voorzet_insight::experiment::moments::Moments;
use voorzet_insight::experiment::sequence::Sequence;
use voorzet_insight::experiment::strata::adjusted;

use super::book::Book;
use super::report::Between;
use super::{ALPHA, LEAST_ANSWERS, MOST_ANSWERS};

/// What those who answered a question say.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Satisfaction {
    /// `nps`, `csat`, `ces` or `solved`.
    #[schema(value_type = String)]
    pub question: Question,
    /// Those for whom it was done.
    pub treated: ArmAnswers,
    /// Those for whom it was withheld.
    pub control: ArmAnswers,
    /// How much higher it is of those for whom it was done; none of fewer than 30 answers in either arm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<Between>,
    /// What that says of those who answer.
    pub says: Comparison,
}

/// The answers of an arm.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ArmAnswers {
    /// How many.
    pub answers: u64,
    /// What they come to: NPS from −1 to 1, the share that is satisfied, the mean effort score, the share of whom it is
    /// solved. None of fewer than 30.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<f64>,
}

/// How those who answer compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// Higher where it was done.
    Higher,
    /// Lower where it was done.
    Lower,
    /// That is not known: too few answered, or the interval holds nought.
    NotKnown,
}

/// Every question that somebody answered, of units whose window had ended before a day.
pub(super) fn of(book: &Book, before: i32) -> Vec<Satisfaction> {
    let asked = Question::ALL.into_iter().map(|question| compare(question, book, before));
    asked.filter(|found| found.treated.answers + found.control.answers > 0).collect()
}

fn compare(question: Question, book: &Book, before: i32) -> Satisfaction {
    let strata = book.answers(question, before);
    let (mut treated, mut control) = (Moments::default(), Moments::default());
    for stratum in &strata {
        treated.merge(&stratum.one);
        control.merge(&stratum.other);
    }
    let enough = treated.count() >= LEAST_ANSWERS && control.count() >= LEAST_ANSWERS;
    let all = treated.count() + control.count();
    // An interval that holds at every look is as many standard errors wide as one of so many answers.
    let errors = Sequence::new(ALPHA, MOST_ANSWERS).map(|known| known.half_width(all, (all as f64).sqrt()));
    let found = errors.filter(|_| enough).and_then(|errors| adjusted(&strata, errors));
    let difference = found.map(|found| {
        let (low, high) = found.interval;
        Between { value: found.difference, low, high }
    });
    let says = match difference {
        Some(Between { low, .. }) if low > 0.0 => Comparison::Higher,
        Some(Between { high, .. }) if high < 0.0 => Comparison::Lower,
        _ => Comparison::NotKnown,
    };
    Satisfaction {
        question,
        treated: ArmAnswers::of(&treated),
        control: ArmAnswers::of(&control),
        difference,
        says,
    }
}

impl ArmAnswers {
    fn of(seen: &Moments) -> Self {
        let answers = seen.count();
        Self { answers, figure: seen.mean().filter(|_| answers >= LEAST_ANSWERS) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::cell::{Cell, Figure};
    use super::*;

    /// So many units of an arm, of which so many answered, and so many of those say that it is solved.
    fn arm(units: i64, answers: i64, solved: i64) -> Cell {
        let mut cell = Cell::default();
        let [answered, sum, squares] = Figure::of_question(Question::Solved);
        (cell[Figure::Units], cell[answered], cell[sum], cell[squares]) = (units, answers, solved, solved);
        cell
    }

    fn book(share: u32, treated: &Cell, control: &Cell) -> Book {
        let mut book = Book::default();
        book.add(10, share, true, treated, 1);
        book.add(10, share, false, control, 1);
        book
    }

    #[test]
    fn below_thirty_answers_in_an_arm_only_how_many_there_are_is_told() {
        let found = of(&book(500_000, &arm(900, 400, 300), &arm(900, 29, 3)), 11);
        assert_eq!(found.len(), 1, "the other questions nobody answered");
        let found = found[0];
        assert_eq!((found.control, found.difference), (ArmAnswers { answers: 29, figure: None }, None));
        assert_eq!((found.treated.figure, found.says), (Some(0.75), Comparison::NotKnown));
        assert_eq!(of(&book(500_000, &arm(900, 0, 0), &arm(900, 0, 0)), 11), []);
        assert_eq!(of(&book(500_000, &arm(900, 90, 9), &arm(900, 90, 9)), 10), [], "windows run");
    }

    #[test]
    fn a_difference_lies_in_its_interval_and_noise_is_no_difference() {
        let found = of(&book(500_000, &arm(900, 400, 320), &arm(900, 400, 200)), 11)[0];
        let difference = found.difference.expect("enough");
        assert!((difference.value - 0.3).abs() < 1e-9 && difference.low > 0.15 && difference.high < 0.45);
        assert_eq!(found.says, Comparison::Higher);
        let found = of(&book(500_000, &arm(900, 400, 200), &arm(900, 400, 320)), 11)[0];
        assert_eq!(found.says, Comparison::Lower);
        let found = of(&book(500_000, &arm(900, 400, 205), &arm(900, 400, 200)), 11)[0];
        assert_eq!(found.says, Comparison::NotKnown);
    }

    #[test]
    fn a_roll_out_does_not_make_later_customers_look_like_an_effect() {
        // Later everybody is happier, and more are treated: within each share there is no difference.
        let mut both = book(100_000, &arm(100, 50, 10), &arm(900, 450, 90));
        both.merge(&book(900_000, &arm(900, 450, 360), &arm(100, 50, 40)));
        let found = of(&both, 11)[0];
        assert!(found.treated.figure > found.control.figure);
        assert!(found.difference.is_some_and(|between| between.value.abs() < 1e-9), "{found:?}");
        assert_eq!(found.says, Comparison::NotKnown);
    }
}
