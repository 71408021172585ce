//! How often something happens: counts per unit of exposure, with intervals that allow for customers who come back.
//!
//! Contacts of one customer are not independent, so a count varies more than a Poisson count does: by the factor
//! φ = Σc²/Σc over customers, at least 1 (the index of clustering; `McCullagh` and Nelder 1989, §6.2, call it the
//! dispersion).

/// A rate and its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Occurrence {
    /// How many per unit.
    pub rate: f64,
    /// Between what it lies.
    pub interval: (f64, f64),
}

/// φ of counts per customer: the sum of their squares over their sum.
pub fn clustering(squares: u64, counts: u64) -> f64 {
    if counts == 0 { 1.0 } else { (squares as f64 / counts as f64).max(1.0) }
}

/// A count per unit of exposure, at normal quantile `z`. None without exposure.
///
/// The score interval, as Wilson's is for shares: c + φz²/2 ± z√φ·√(c + φz²/4).
pub fn occurrence(count: u64, exposure: f64, clustering: f64, z: f64) -> Option<Occurrence> {
    if exposure <= 0.0 {
        return None;
    }
    let (count, spread) = (count as f64, clustering * z * z);
    let (middle, half) = (count + spread / 2.0, (spread * (count + spread / 4.0)).sqrt());
    let interval = ((middle - half).max(0.0) / exposure, (middle + half) / exposure);
    Some(Occurrence { rate: count / exposure, interval })
}

/// By which part a rate changed between two stretches, and its interval: 0.1 is a tenth more. None when either saw
/// nothing.
///
/// On the logarithm: se = √(φ(1/c₁ + 1/c₀)).
pub fn change(now: (u64, f64), before: (u64, f64), clustering: f64, z: f64) -> Option<Occurrence> {
    let ((c1, x1), (c0, x0)) = (now, before);
    if c1 == 0 || c0 == 0 || x1 <= 0.0 || x0 <= 0.0 {
        return None;
    }
    let ratio = (c1 as f64 / x1) / (c0 as f64 / x0);
    let half = z * (clustering * (1.0 / c1 as f64 + 1.0 / c0 as f64)).sqrt();
    let interval = (ratio * (-half).exp() - 1.0, ratio * half.exp() - 1.0);
    Some(Occurrence { rate: ratio - 1.0, interval })
}

#[cfg(test)]
mod tests {
    use super::*;

    const Z: f64 = 1.959_964;

    #[test]
    fn intervals_are_near_the_exact_ones() {
        // Garwood's exact interval of a Poisson count of 20 is 12.22 to 30.89, of 100 it is 81.36 to 121.63.
        for (count, low, high) in [(20, 12.22, 30.89), (100, 81.36, 121.63)] {
            let found = occurrence(count, 1.0, 1.0, Z).expect("exposure").interval;
            assert!((found.0 - low).abs() < 0.9 && (found.1 - high).abs() < 0.1, "{count}: {found:?}");
        }
        assert_eq!(occurrence(0, 10.0, 1.0, Z).map(|none| none.interval.0), Some(0.0));
        assert_eq!(occurrence(5, 0.0, 1.0, Z), None);
    }

    #[test]
    fn who_comes_back_makes_it_less_certain() {
        let width = |clustering| {
            let (low, high) = occurrence(400, 1_000.0, clustering, Z).expect("exposure").interval;
            high - low
        };
        assert!((width(4.0) / width(1.0) - 2.0).abs() < 0.02);
        assert!((clustering(9 + 1, 4) - 2.5).abs() < 1e-12);
        assert!((clustering(0, 0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_change_is_between_its_bounds() {
        let half = change((50, 100.0), (100, 100.0), 1.0, Z).expect("both");
        assert!(
            (half.rate + 0.5).abs() < 1e-12 && half.interval.1 < 0.0 && half.interval.0 > -0.7,
            "{half:?}"
        );
        let none = change((100, 100.0), (100, 100.0), 1.0, Z).expect("both");
        assert!(none.interval.0 < 0.0 && none.interval.1 > 0.0);
        assert_eq!(change((0, 1.0), (4, 1.0), 1.0, Z), None);
    }
}
