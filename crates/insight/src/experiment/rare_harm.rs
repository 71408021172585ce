//! Harm that is rare: complaints, opt-outs. Too few for means and deviations, so each one is a draw: was it a treated
//! customer's, or the control group's?

/// How often each arm was harmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Harmed {
    /// Among the treated: kₜ.
    pub treated: u64,
    /// In the control group: k₀.
    pub control: u64,
}

impl Harmed {
    /// The evidence against “a harmed customer is a treated one with probability `share`, as by lot”: 1 says nothing, and
    /// without harm it ever reaches 1/α in at most a share α of all runs (Ville 1939), however often one looks.
    ///
    /// `E = B(a + kₜ, b + k₀)/[B(a, b)·π^kₜ·(1 − π)^k₀]` with a = b = 1, which gives every probability the same
    /// credit beforehand. `share` lies between 0 and 1 exclusive.
    pub fn evidence(&self, share: f64) -> f64 {
        let (treated, control) = (self.treated as f64, self.control as f64);
        let beta =
            libm::lgamma(treated + 1.0) + libm::lgamma(control + 1.0) - libm::lgamma(treated + control + 2.0);
        (beta - treated * share.ln() - control * (1.0 - share).ln()).exp()
    }

    /// Whether the treated are harmed more: enough evidence, and on that side.
    pub fn is_alarming(&self, share: f64, alpha: f64) -> bool {
        let harmed = (self.treated + self.control) as f64;
        self.treated as f64 > share * harmed && self.evidence(share) >= 1.0 / alpha
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_as_recomputed_independently() {
        let harmed = Harmed { treated: 15, control: 3 };
        assert!((harmed.evidence(0.5) - 16.9).abs() < 0.05, "{}", harmed.evidence(0.5));
        assert!(!harmed.is_alarming(0.5, 0.05) && harmed.is_alarming(0.5, 0.06));
        assert!(
            !Harmed { treated: 3, control: 15 }.is_alarming(0.5, 0.06),
            "the control group's harm is not ours"
        );
        assert!((Harmed::default().evidence(0.9) - 1.0).abs() < 1e-12);
    }
}
