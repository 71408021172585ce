//! Two groups compared as if they were made up alike.
//!
//! Who answers by chat is not who answers by mail: they ask about other things. Within a stratum (a reason and a segment)
//! they are alike, so the difference is taken there, and the strata are weighed as in both groups together (direct
//! standardisation; Cochran 1968).

use super::moments::Moments;

/// From what share that would have to change its stratum two groups are called different.
pub const DIFFERENT: f64 = 0.1;

/// One stratum's outcomes in both groups.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stratum {
    /// The one group's.
    pub one: Moments,
    /// The other's.
    pub other: Moments,
}

/// The difference, one less other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adjusted {
    /// As it stands, without regard to strata. None when a group is empty.
    pub plain: Option<f64>,
    /// As if both were made up alike.
    pub difference: f64,
    /// Between what that lies.
    pub interval: (f64, f64),
    /// The share of all units that is in strata with enough of both groups; the rest cannot be compared.
    pub compared: f64,
}

/// The adjusted difference at normal quantile `z`. Strata with fewer than two units of either group are left out; none when
/// all are.
pub fn adjusted(strata: &[Stratum], z: f64) -> Option<Adjusted> {
    let units = |stratum: &Stratum| (stratum.one.count() + stratum.other.count()) as f64;
    let (mut weight, mut difference, mut variance) = (0.0, 0.0, 0.0);
    let (mut one, mut other) = (Moments::default(), Moments::default());
    for stratum in strata {
        one.merge(&stratum.one);
        other.merge(&stratum.other);
        let (Some(own), Some(theirs)) = (stratum.one.variance(), stratum.other.variance()) else { continue };
        let share = units(stratum);
        weight += share;
        difference += share * (stratum.one.mean()? - stratum.other.mean()?);
        variance +=
            share * share * (own / stratum.one.count() as f64 + theirs / stratum.other.count() as f64);
    }
    if weight <= 0.0 {
        return None;
    }
    let (difference, half) = (difference / weight, z * variance.sqrt() / weight);
    Some(Adjusted {
        plain: one.mean().zip(other.mean()).map(|(one, other)| one - other),
        difference,
        interval: (difference - half, difference + half),
        compared: weight / strata.iter().map(units).sum::<f64>(),
    })
}

/// How differently two groups are made up: the share of one that would have to be in another stratum for both to be alike
/// (total variation). 0 when they are, 1 when they have no stratum in common. None when a group is empty.
pub fn apart(strata: &[Stratum]) -> Option<f64> {
    let total = |count: fn(&Stratum) -> u64| strata.iter().map(count).sum::<u64>();
    let (one, other) = (total(|stratum| stratum.one.count()), total(|stratum| stratum.other.count()));
    if one == 0 || other == 0 {
        return None;
    }
    let off = |stratum: &Stratum| {
        (stratum.one.count() as f64 / one as f64 - stratum.other.count() as f64 / other as f64).abs()
    };
    Some(strata.iter().map(off).sum::<f64>() / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many scores around a mean.
    fn scores(n: u32, mean: f64) -> Moments {
        (0..n).map(|place| mean + if place % 2 == 0 { 0.5 } else { -0.5 }).collect()
    }

    #[test]
    fn what_only_the_mix_makes_is_taken_out() {
        // Within each reason both channels score alike; the one has the easier reason more often.
        let strata = [
            Stratum { one: scores(800, 8.0), other: scores(200, 8.0) },
            Stratum { one: scores(200, 5.0), other: scores(800, 5.0) },
        ];
        let found = adjusted(&strata, 1.96).expect("both");
        assert!((found.plain.expect("both") - 1.8).abs() < 1e-9 && found.difference.abs() < 1e-9);
        assert!(found.interval.0 < 0.0 && found.interval.1 > 0.0 && (found.compared - 1.0).abs() < 1e-12);
        assert!((apart(&strata).expect("both") - 0.6).abs() < 1e-12);
    }

    #[test]
    fn what_is_in_one_group_alone_cannot_be_compared() {
        let strata = [
            Stratum { one: scores(100, 7.0), other: scores(100, 6.0) },
            Stratum { one: scores(200, 2.0), other: Moments::default() },
        ];
        let found = adjusted(&strata, 1.96).expect("one stratum");
        assert!((found.difference - 1.0).abs() < 1e-9 && (found.compared - 0.5).abs() < 1e-12);
        // The variance of ±½ over n − 1 is 25/99 of each.
        assert!((found.interval.1 - 1.0 - 1.96 * (2.0 * 0.25 / 99.0_f64).sqrt()).abs() < 1e-9);
        assert_eq!(adjusted(&strata[1..], 1.96), None);
        assert_eq!(apart(&strata[1..]), None);
    }
}
