//! Quantiles of a sample.

/// The quantile `q` in 0..=1 of values in ascending order, by linear interpolation between the two
/// nearest (Hyndman and Fan 1996, type 7). None for an empty sample.
pub fn of_sorted(values: &[u32], q: f64) -> Option<f64> {
    let last = values.len().checked_sub(1)?;
    let place = q.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    let (low, high) = (f64::from(values[below]), f64::from(values[above]));
    Some(low + (high - low) * (place - below as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_interpolate() {
        let values = [1, 2, 3, 4];
        assert_eq!(of_sorted(&values, 0.25), Some(1.75));
        assert_eq!(of_sorted(&values, 0.5), Some(2.5));
        assert_eq!(of_sorted(&values, 1.0), Some(4.0));
        assert_eq!(of_sorted(&[], 0.5), None);
        assert_eq!(of_sorted(&[7], 0.75), Some(7.0));
    }
}
