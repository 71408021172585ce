//! Lead times in steps, so that they can be kept as sums: twelve steps to a doubling, from a minute on, so that
//! a quantile read from them is within three per cent.

/// The step of a lead time: its number as text sorts no better than it must, and is short.
pub(super) fn step(seconds: u32) -> u16 {
    // 2^(1/12) = 1.0595: the smallest whole number of seconds that belongs to each step.
    BOUNDS.partition_point(|bound| *bound <= seconds) as u16
}

/// Seconds in the middle of a step.
pub(super) fn middle(step: u16) -> f64 {
    let at = |index: usize| f64::from(BOUNDS.get(index).copied().unwrap_or(BOUNDS[LAST]));
    match usize::from(step) {
        0 => f64::from(BOUNDS[0]) / 2.0,
        step => f64::midpoint(at(step - 1), at(step)),
    }
}

const LAST: usize = 240;

/// The first second of step 1, 2, … : 60·2^(n/12), rounded.
static BOUNDS: std::sync::LazyLock<[u32; LAST + 1]> = std::sync::LazyLock::new(|| {
    // In whole numbers, so that it is the same everywhere: 2^(1/12) in 2^60ths.
    const TWELFTH: u128 = 1_221_477_784_824_144_587;
    std::array::from_fn(|n| {
        let (octave, twelfths) = (n / 12, n % 12);
        let mut scaled = 60_u128 << 60;
        for _ in 0..twelfths {
            scaled = (scaled * TWELFTH) >> 60;
        }
        u32::try_from((scaled << octave) >> 60).unwrap_or(u32::MAX)
    })
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_six_per_cent_wide() {
        assert_eq!(step(0), 0);
        assert_eq!(step(59), 0);
        assert_eq!(step(60), 1);
        assert_eq!(step(120), 13);
        for seconds in [61, 200, 3_600, 86_400, 777_777, 30_000_000] {
            let off = middle(step(seconds)) / f64::from(seconds) - 1.0;
            assert!(off.abs() < 0.035, "{seconds}: {off}");
        }
    }
}
