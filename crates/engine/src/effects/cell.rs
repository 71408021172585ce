//! Units of an arm added up. Whole numbers, so that neither order nor portions matter.

use std::ops::{Index, IndexMut};

use voorzet_domain::feedback::Question;
use voorzet_insight::experiment::moments::Moments;
use voorzet_insight::experiment::sums::Sums;

/// What is added up over units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// How many there are.
    Units,
    /// Σy: their contacts.
    Contacts,
    /// Σy².
    ContactSquares,
    /// Σx: their contacts of before.
    Earlier,
    /// Σx².
    EarlierSquares,
    /// Σxy.
    Products,
    /// What handling their contacts costs, in hundredths.
    Cost,
    /// Its squares.
    CostSquares,
    /// Its products with x.
    CostProducts,
    /// What was spent on doing it, in millionths.
    Spent,
    /// Their complaints.
    Complaints,
    /// The squares.
    ComplaintSquares,
    /// The consents that they withdrew.
    OptOuts,
    /// The squares.
    OptOutSquares,
    /// How many complained or withdrew one.
    Harmed,
    /// How many turned out to be in both arms; they are in none of these.
    Crossed,
    /// How many gave a score to whether they recommend us.
    NpsAnswers,
    /// Those of them who promote less those who detract.
    NpsSum,
    /// The squares.
    NpsSquares,
    /// How many said how satisfied they are.
    CsatAnswers,
    /// How many of them are satisfied.
    CsatSum,
    /// The squares.
    CsatSquares,
    /// How many said how easy it was.
    CesAnswers,
    /// Their scores.
    CesSum,
    /// The squares.
    CesSquares,
    /// How many said whether it is solved.
    SolvedAnswers,
    /// Those of whom it is.
    SolvedSum,
    /// The squares.
    SolvedSquares,
}

impl Figure {
    /// Every figure.
    pub const ALL: [Self; 28] = [
        Self::Units,
        Self::Contacts,
        Self::ContactSquares,
        Self::Earlier,
        Self::EarlierSquares,
        Self::Products,
        Self::Cost,
        Self::CostSquares,
        Self::CostProducts,
        Self::Spent,
        Self::Complaints,
        Self::ComplaintSquares,
        Self::OptOuts,
        Self::OptOutSquares,
        Self::Harmed,
        Self::Crossed,
        Self::NpsAnswers,
        Self::NpsSum,
        Self::NpsSquares,
        Self::CsatAnswers,
        Self::CsatSum,
        Self::CsatSquares,
        Self::CesAnswers,
        Self::CesSum,
        Self::CesSquares,
        Self::SolvedAnswers,
        Self::SolvedSum,
        Self::SolvedSquares,
    ];

    /// The word in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Contacts => "contacts",
            Self::ContactSquares => "contact_squares",
            Self::Earlier => "earlier",
            Self::EarlierSquares => "earlier_squares",
            Self::Products => "products",
            Self::Cost => "cost",
            Self::CostSquares => "cost_squares",
            Self::CostProducts => "cost_products",
            Self::Spent => "spent",
            Self::Complaints => "complaints",
            Self::ComplaintSquares => "complaint_squares",
            Self::OptOuts => "opt_outs",
            Self::OptOutSquares => "opt_out_squares",
            Self::Harmed => "harmed",
            Self::Crossed => "crossed",
            Self::NpsAnswers => "nps_answers",
            Self::NpsSum => "nps",
            Self::NpsSquares => "nps_squares",
            Self::CsatAnswers => "csat_answers",
            Self::CsatSum => "csat",
            Self::CsatSquares => "csat_squares",
            Self::CesAnswers => "ces_answers",
            Self::CesSum => "ces",
            Self::CesSquares => "ces_squares",
            Self::SolvedAnswers => "solved_answers",
            Self::SolvedSum => "solved",
            Self::SolvedSquares => "solved_squares",
        }
    }

    /// Of a question: who answered it, what that comes to, and the squares.
    pub const fn of_question(question: Question) -> [Self; 3] {
        match question {
            Question::Nps => [Self::NpsAnswers, Self::NpsSum, Self::NpsSquares],
            Question::Csat => [Self::CsatAnswers, Self::CsatSum, Self::CsatSquares],
            Question::Ces => [Self::CesAnswers, Self::CesSum, Self::CesSquares],
            Question::Solved => [Self::SolvedAnswers, Self::SolvedSum, Self::SolvedSquares],
        }
    }

    /// The figure that a word names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|figure| figure.name() == name)
    }
}

/// What units of one arm add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell([i64; Figure::ALL.len()]);

impl Index<Figure> for Cell {
    type Output = i64;

    fn index(&self, figure: Figure) -> &i64 {
        &self.0[figure as usize]
    }
}

impl IndexMut<Figure> for Cell {
    fn index_mut(&mut self, figure: Figure) -> &mut i64 {
        &mut self.0[figure as usize]
    }
}

impl Cell {
    /// Adds others, so many times: −1 takes them off.
    pub fn add(&mut self, other: &Self, times: i64) {
        for (own, more) in self.0.iter_mut().zip(other.0) {
            *own += more * times;
        }
    }

    /// A figure that counts, never below nought.
    pub fn count(&self, figure: Figure) -> u64 {
        self[figure].max(0).unsigned_abs()
    }

    /// What pseudo-outcomes of an outcome are worked out from: its sum, its squares, and its products with x, where
    /// they are kept.
    pub fn sums(&self, sum: Figure, squares: Figure, products: Option<Figure>) -> Sums {
        let known = |figure: Figure| self[figure] as f64;
        let (x, xx, xy) = match products {
            Some(products) => (known(Figure::Earlier), known(Figure::EarlierSquares), known(products)),
            None => (0.0, 0.0, 0.0),
        };
        Sums { units: known(Figure::Units), y: known(sum), yy: known(squares), x, xx, xy }
    }

    /// What those say who answered a question.
    pub fn answers(&self, question: Question) -> Moments {
        let [answers, sum, squares] = Figure::of_question(question);
        Moments::of_sums(self.count(answers), self[sum] as f64, self[squares] as f64)
    }
}
