//! One unit's outcome as a number whose mean, over units, is the effect.

/// What was foreseen of a unit's outcome, by what was known before it: from other units, and not from its own outcome.
/// A poor forecast makes an effect less certain, never wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Foreseen {
    /// When treated: m₁.
    pub treated: f64,
    /// When not: m₀.
    pub control: f64,
}

/// φ = (W/π − (1−W)/(1−π))·(Y − m(X)) + m₁ − m₀, where m is m₁ or m₀ by the arm (Robins, Rotnitzky, Zhao 1994).
///
/// `share` is π, the probability with which this very unit was treated, between 0 and 1 exclusive. Intention to treat: a
/// unit is `treated` by the lot, whether or not the message reached it.
pub fn pseudo_outcome(treated: bool, share: f64, outcome: f64, foreseen: Foreseen) -> f64 {
    let Foreseen { treated: with, control: without } = foreseen;
    let surprise = if treated { (outcome - with) / share } else { -(outcome - without) / (1.0 - share) };
    surprise + with - without
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_the_effect_whatever_was_foreseen() {
        // Four units, of whom one in four is treated; outcomes 3 when treated, 1 when not.
        for (with, without) in [(0.0, 0.0), (3.0, 1.0), (-7.0, 20.0)] {
            let foreseen = Foreseen { treated: with, control: without };
            let one = pseudo_outcome(true, 0.25, 3.0, foreseen);
            let other = pseudo_outcome(false, 0.25, 1.0, foreseen);
            assert!(((one + 3.0 * other) / 4.0 - 2.0).abs() < 1e-12);
        }
    }
}
