//! One sum over another, per customer: contacts per order, per delivery, per invoice.
//!
//! Customers with many orders make many contacts, so neither the orders nor the contacts are independent; the customers
//! are. The interval is the delta method's, clustered per customer (Deng, Knoblich, Lu 2018).

use crate::proportion::score_interval;

/// Sums over customers of a count `c` and what it is counted per, `x`. Both must be summed over the same customers, also
/// over those in whom one of them is nought.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// How many customers.
    pub customers: u64,
    /// Σc.
    pub counts: f64,
    /// Σx.
    pub per: f64,
    /// Σc².
    pub counts_squared: f64,
    /// Σx².
    pub per_squared: f64,
    /// Σcx.
    pub both: f64,
}

/// A ratio and its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// Σc / Σx.
    pub ratio: f64,
    /// Its standard error.
    pub error: f64,
    /// Between what it lies; never below nought.
    pub interval: (f64, f64),
}

impl Sums {
    /// Adds a customer.
    pub fn add(&mut self, count: f64, per: f64) {
        self.customers += 1;
        self.counts += count;
        self.per += per;
        self.counts_squared += count * count;
        self.per_squared += per * per;
        self.both += count * per;
    }

    /// The ratio at normal quantile `z`. None for fewer than two customers, who cannot show how customers differ, or
    /// when there is nothing to count per.
    ///
    /// `se = √[(s_c² − 2R·s_cx + R²·s_x²)/n]/x̄`, variances over n − 1.
    pub fn ratio(&self, z: f64) -> Option<Ratio> {
        if self.customers < 2 || self.per <= 0.0 {
            return None;
        }
        let n = self.customers as f64;
        let ratio = self.counts / self.per;
        let spread = |squares: f64, one: f64, other: f64| (squares - one * other / n) / (n - 1.0);
        let variance = spread(self.counts_squared, self.counts, self.counts)
            - 2.0 * ratio * spread(self.both, self.counts, self.per)
            + ratio * ratio * spread(self.per_squared, self.per, self.per);
        let error = (variance.max(0.0) / n).sqrt() / (self.per / n);
        let half = z * error;
        Some(Ratio { ratio, error, interval: ((ratio - half).max(0.0), ratio + half) })
    }
}

impl Sums {
    /// The interval of a share, when each count is a part of what it is counted per (`c` of `x` contacts), at normal
    /// quantile `z`. None when there is nothing to count per.
    ///
    /// Wilson's, of as many observations as are as good as independent: n over the design effect (Kish 1965), the
    /// clustered variance over that of independent ones. Where all or none count, nothing tells how alike a customer's
    /// are; then they are taken to be all alike, and the effect is Σx²/Σx.
    pub fn share_interval(&self, z: f64) -> Option<(f64, f64)> {
        if self.per <= 0.0 {
            return None;
        }
        let share = (self.counts / self.per).clamp(0.0, 1.0);
        let alone = share * (1.0 - share) / self.per;
        let clustered = self.ratio(z).map(|ratio| ratio.error * ratio.error).filter(|_| alone > 0.0);
        let effect = clustered.map_or(self.per_squared / self.per, |clustered| clustered / alone);
        Some(score_interval(share, self.per / effect.max(1.0), z))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bootstrap;
    use crate::draw::Draws;

    #[test]
    fn the_error_is_what_drawing_customers_gives() {
        let mut random = Draws::of(11);
        let customers: Vec<(f64, f64)> = (0..800)
            .map(|_| {
                let orders = random.below(6);
                let contacts = (0..orders * 2).filter(|_| random.chance(0.15)).count();
                (contacts as f64, orders as f64)
            })
            .collect();
        let mut sums = Sums::default();
        for (contacts, orders) in &customers {
            sums.add(*contacts, *orders);
        }
        let found = sums.ratio(1.96).expect("orders");
        let drawn = bootstrap::interval(customers.len(), 0.05, 3_000, 5, |places| {
            let (mut contacts, mut orders) = (0.0, 0.0);
            for place in places {
                contacts += customers[place].0;
                orders += customers[place].1;
            }
            Some(contacts / orders)
        });
        let (low, high) = drawn.expect("draws");
        assert!((found.ratio - 0.3).abs() < 0.03, "{found:?}");
        assert!(
            (found.interval.0 - low).abs() < 0.004 && (found.interval.1 - high).abs() < 0.004,
            "{found:?}"
        );
    }

    #[test]
    fn a_share_is_less_certain_when_a_customers_are_alike() {
        let shares = |customers: u32, each: f64| {
            let mut sums = Sums::default();
            (0..customers).for_each(|n| sums.add(if n % 5 == 0 { 0.0 } else { each }, each));
            sums.share_interval(1.959_964).expect("contacts")
        };
        // 80 of 100, each of a customer of their own: Wilson's. Four each, all alike: as 80 of 100, not 320 of 400.
        for (low, high) in [shares(100, 1.0), shares(100, 4.0)] {
            assert!((low - 0.7112).abs() < 2e-3 && (high - 0.8666).abs() < 2e-3, "{low} {high}");
        }
        let mut none = Sums::default();
        (0..10).for_each(|_| none.add(0.0, 2.0));
        let (low, high) = none.share_interval(1.959_964).expect("contacts");
        assert!(low.abs() < 1e-12 && (high - 0.2775).abs() < 1e-3, "0 of 10, not of 20: {high}");
        assert_eq!(Sums::default().share_interval(1.96), None);
    }

    #[test]
    fn one_order_each_is_a_mean() {
        let mut sums = Sums::default();
        for count in [0.0, 1.0, 2.0, 5.0] {
            sums.add(count, 1.0);
        }
        // The mean of 0, 1, 2 and 5 is 2, their variance 14/3.
        let found = sums.ratio(1.0).expect("orders");
        assert!((found.ratio - 2.0).abs() < 1e-12 && (found.error - (14.0_f64 / 12.0).sqrt()).abs() < 1e-12);
        assert_eq!(Sums::default().ratio(1.96), None);
        let nothing = Sums { customers: 5, counts: 3.0, counts_squared: 3.0, ..Sums::default() };
        assert_eq!(nothing.ratio(1.96), None);
    }
}
