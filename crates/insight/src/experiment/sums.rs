//! Pseudo-outcomes from sums: what was foreseen of a unit follows from what was known of it before, by a line that earlier
//! days drew. So no unit has a part in what is foreseen of it, and neither units nor their order need be kept.

use super::moments::Moments;

/// Outcomes y and what was known before, x, of some units, added up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// How many units.
    pub units: f64,
    /// Σy.
    pub y: f64,
    /// Σy².
    pub yy: f64,
    /// Σx.
    pub x: f64,
    /// Σx².
    pub xx: f64,
    /// Σxy.
    pub xy: f64,
}

/// What is foreseen of a unit: `level` + `slope`·x, whichever arm it comes into.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Line {
    /// What is foreseen where x is 0.
    pub level: f64,
    /// θ: how much more for each that is more in x.
    pub slope: f64,
}

impl Sums {
    /// Takes others in.
    pub fn add(&mut self, other: &Self) {
        self.units += other.units;
        self.y += other.y;
        self.yy += other.yy;
        self.x += other.x;
        self.xx += other.xx;
        self.xy += other.xy;
    }

    /// The line through them: θ = cov(x, y)/var(x), through the means. Level and nought where there is nothing to tell.
    pub fn line(&self) -> Line {
        if self.units <= 0.0 {
            return Line::default();
        }
        let (x, y) = (self.x / self.units, self.y / self.units);
        let spread = self.xx - self.units * x * x;
        let slope =
            if spread > 1e-9 * self.xx.max(1.0) { (self.xy - self.units * x * y) / spread } else { 0.0 };
        Line { level: y - slope * x, slope }
    }

    /// The pseudo-outcomes of these units, all of one arm, each treated with probability `share`: as
    /// [`pseudo_outcome`](super::pseudo_outcome::pseudo_outcome) of each of them, with the same foreseen in both arms.
    pub fn pseudo_outcomes(&self, treated: bool, share: f64, foreseen: Line) -> Moments {
        let Line { level, slope } = foreseen;
        let Self { units, y, yy, x, xx, xy } = *self;
        let surprise = y - units * level - slope * x;
        let squared = yy + units * level * level + slope * slope * xx - 2.0 * level * y - 2.0 * slope * xy
            + 2.0 * level * slope * x;
        let weight = if treated { 1.0 / share } else { -1.0 / (1.0 - share) };
        Moments::of_sums(units as u64, weight * surprise, weight * weight * squared)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Draws;
    use crate::experiment::pseudo_outcome::{Foreseen, pseudo_outcome};

    #[test]
    fn sums_say_what_units_one_by_one_say() {
        let mut random = Draws::of(3);
        let units: Vec<(f64, f64)> =
            (0..500).map(|_| ((random.unit() * 4.0).floor(), (random.unit() * 3.0).floor())).collect();
        let mut sums = Sums::default();
        for (x, y) in &units {
            sums.add(&Sums { units: 1.0, y: *y, yy: y * y, x: *x, xx: x * x, xy: x * y });
        }
        let line = Line { level: 0.4, slope: 0.3 };
        for treated in [true, false] {
            let each = units.iter().map(|(x, y)| {
                let known = line.level + line.slope * x;
                pseudo_outcome(treated, 0.9, *y, Foreseen { treated: known, control: known })
            });
            let one_by_one: Moments = each.collect();
            let together = sums.pseudo_outcomes(treated, 0.9, line);
            assert_eq!(one_by_one.count(), together.count());
            let close = |one: Option<f64>, other: Option<f64>| (one.unwrap() - other.unwrap()).abs() < 1e-9;
            assert!(close(one_by_one.mean(), together.mean()), "{one_by_one:?} {together:?}");
            assert!(close(one_by_one.variance(), together.variance()), "{one_by_one:?} {together:?}");
        }
    }

    #[test]
    fn the_line_is_the_one_of_cuped() {
        let (before, outcomes) = ([0.0, 1.0, 2.0, 5.0], [1.0, 2.5, 5.0, 11.0]);
        let mut sums = Sums::default();
        for (x, y) in before.iter().zip(outcomes) {
            sums.add(&Sums { units: 1.0, y, yy: y * y, x: *x, xx: x * x, xy: x * y });
        }
        let (_, theta) = crate::experiment::cuped::adjusted(&outcomes, &before);
        assert!((sums.line().slope - theta).abs() < 1e-12);
        assert_eq!(Sums::default().line(), Line::default());
        let same = Sums { units: 2.0, y: 3.0, yy: 5.0, x: 4.0, xx: 8.0, xy: 6.0 };
        assert_eq!(same.line(), Line { level: 1.5, slope: 0.0 }, "x is the same for all");
    }
}
