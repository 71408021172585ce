//! Units of an arm added up. Whole numbers, so that neither order nor portions matter.

use std::ops::{Index, IndexMut};

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
}

impl Figure {
    /// Every figure.
    pub const ALL: [Self; 16] = [
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
}
