//! Intervals by drawing from what was observed, again and again (Efron 1979).

use crate::draw::Draws;

/// The percentile interval of a statistic of `units`, each drawn with replacement; `alpha` is how often the interval may
/// miss. The statistic is given the places of the drawn units, as many as there are units. A draw of which it says
/// nothing is left out; none when it never says anything, or when there is nothing to draw.
pub fn interval(
    units: usize,
    alpha: f64,
    draws: usize,
    seed: u64,
    mut statistic: impl FnMut(&mut dyn Iterator<Item = usize>) -> Option<f64>,
) -> Option<(f64, f64)> {
    let mut random = Draws::of(seed);
    let mut found = Vec::with_capacity(draws);
    if units > 0 {
        for _ in 0..draws {
            found.extend(statistic(&mut (0..units).map(|_| random.below(units))));
        }
    }
    found.sort_by(f64::total_cmp);
    let last = found.len().checked_sub(1)?;
    let place = |share: f64| (share.clamp(0.0, 1.0) * last as f64).round() as usize;
    Some((found[place(alpha / 2.0)], found[place(1.0 - alpha / 2.0)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_mean_is_near_the_normal_one() {
        let values: Vec<f64> = (0..500).map(|n| f64::from(n % 10)).collect();
        let mean = |drawn: &mut dyn Iterator<Item = usize>| {
            Some(drawn.map(|place| values[place]).sum::<f64>() / values.len() as f64)
        };
        let (low, high) = interval(values.len(), 0.05, 4_000, 3, mean).expect("values");
        // The deviation of 0..=9 is √8.25.
        let half = 1.96 * (8.25_f64 / 500.0).sqrt();
        assert!((low - (4.5 - half)).abs() < 0.03 && (high - (4.5 + half)).abs() < 0.03, "{low} {high}");
    }

    #[test]
    fn nothing_to_draw_says_nothing() {
        assert_eq!(interval(0, 0.05, 10, 1, |_| Some(1.0)), None);
        assert_eq!(interval(3, 0.05, 10, 1, |_| None), None);
        assert_eq!(interval(3, 0.05, 0, 1, |_| Some(1.0)), None);
    }
}
