//! The normal distribution.

/// The value under which a share `p` of a standard normal lies; infinite at 0 and 1, not a number outside of them.
///
/// Wichura (1988), algorithm AS 241 (PPND16): exact to about sixteen digits.
pub fn quantile(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * series(&CENTRE.0, r) / series(&CENTRE.1, r);
    }
    let r = p.min(1.0 - p);
    if r <= 0.0 {
        return q.signum() * f64::INFINITY;
    }
    let r = (-r.ln()).sqrt();
    let (by, (above, below)) = if r <= 5.0 { (1.6, &SIDE) } else { (5.0, &TAIL) };
    q.signum() * series(above, r - by) / series(below, r - by)
}

/// The share of a standard normal that lies above `z`.
pub fn above(z: f64) -> f64 {
    0.5 * libm::erfc(z / std::f64::consts::SQRT_2)
}

/// The quantile for a two-sided interval that errs in a share `alpha` of the cases: 1.96 for 0.05.
pub fn two_sided(alpha: f64) -> f64 {
    quantile(1.0 - alpha / 2.0)
}

/// A polynomial by its coefficients, the constant first.
fn series(coefficients: &[f64; 8], at: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * at + coefficient)
}

type Fraction = ([f64; 8], [f64; 8]);

const CENTRE: Fraction = (
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_545,
    ],
);

const SIDE: Fraction = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
);

const TAIL: Fraction = (
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_as_in_tables() {
        for (p, z) in
            [(0.975, 1.959_963_984_540_054), (0.8, 0.841_621_233_572_914_3), (1e-10, -6.361_340_902_404_056)]
        {
            assert!((quantile(p) - z).abs() < 1e-12, "{p}: {}", quantile(p));
        }
        assert!((two_sided(0.05) - 1.959_963_984_540_054).abs() < 1e-12);
        assert!(quantile(0.5).abs() < 1e-15);
        assert!(quantile(1.0).is_infinite() && quantile(1.0) > 0.0 && quantile(0.0) < -1e300);
        assert!(quantile(1.5).is_nan() && quantile(f64::NAN).is_nan());
    }

    #[test]
    fn what_lies_above_a_quantile_is_what_is_left() {
        for p in [1e-12, 1e-4, 0.02, 0.3, 0.5, 0.9, 0.999_9] {
            assert!((above(quantile(p)) - (1.0 - p)).abs() < 1e-13, "{p}: {}", above(quantile(p)));
        }
    }
}
