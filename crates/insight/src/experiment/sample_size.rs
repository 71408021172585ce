//! How many customers it takes to see a difference between two shares.

use crate::normal;

/// What is to be seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    /// The share in the control group: of customers who make a contact, say.
    pub control: f64,
    /// The share among the treated.
    pub treated: f64,
    /// How often a difference may be seen that is none; two-sided.
    pub alpha: f64,
    /// How often this difference should be seen.
    pub power: f64,
}

impl Wanted {
    /// How many units each of two equal arms needs. None when there is no difference to see, or what is asked for is no
    /// share.
    ///
    /// `(z_α + z_power)²·(p₀q₀ + p₁q₁)/(p₀ − p₁)²`, with `z_α` two-sided.
    pub fn per_arm(&self) -> Option<u64> {
        let [control, treated] = self.variances()?;
        Some((self.scale() * (control + treated)).ceil() as u64)
    }

    /// How many units both arms need together when a share `held_out` of them is the control group.
    pub fn in_all(&self, held_out: f64) -> Option<u64> {
        let [control, treated] = self.variances()?;
        let mixed = held_out > 0.0 && held_out < 1.0;
        mixed.then(|| (self.scale() * (control / held_out + treated / (1.0 - held_out))).ceil() as u64)
    }

    fn variances(&self) -> Option<[f64; 2]> {
        let shares = [self.control, self.treated, self.alpha, self.power];
        let sound = shares.iter().all(|share| (0.0..=1.0).contains(share)) && self.scale().is_finite();
        sound.then(|| [self.control, self.treated].map(|share| share * (1.0 - share)))
    }

    fn scale(&self) -> f64 {
        let z = normal::two_sided(self.alpha) + normal::quantile(self.power);
        let difference = self.control - self.treated;
        z * z / (difference * difference)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_as_recomputed_independently() {
        let wanted = Wanted { control: 0.10, treated: 0.09, alpha: 0.05, power: 0.8 };
        assert_eq!(wanted.per_arm(), Some(13_493));
        assert_eq!(wanted.in_all(0.1), Some(77_783));
        assert_eq!(wanted.in_all(0.0), None);
        assert_eq!(Wanted { treated: 0.10, ..wanted }.per_arm(), None, "no difference");
        assert_eq!(Wanted { alpha: 0.0, ..wanted }.per_arm(), None, "never wrong takes for ever");
        assert_eq!(Wanted { control: 1.5, ..wanted }.per_arm(), None);
    }
}
