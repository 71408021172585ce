//! Who calls, not how many calls: how contacts are spread over customers, beside the spread that chance alone
//! gives.
//!
//! Everything is worked out of a *spread*: how many customers made how many contacts, those who made none
//! included.

use std::collections::BTreeMap;

/// How many customers made so many contacts: contacts → customers. Who made none is in it too.
pub type Spread = BTreeMap<u64, u64>;

/// The most points of a curve.
const POINTS: usize = 64;

/// The rate above which chance is worked out from the normal curve's side: the sums would be long.
const MANY: f64 = 10_000.0;

/// Gini's coefficient, 0 when all make as many, towards 1 when one makes all. None when nobody made any.
///
/// G = 2Σi·c₍ᵢ₎/(nΣc) − (n+1)/n, with c in order of size.
pub fn gini(spread: &Spread) -> Option<f64> {
    let (customers, contacts) = totals(spread);
    if contacts == 0 {
        return None;
    }
    let (mut below, mut weighted) = (0.0, 0.0);
    for (&made, &people) in spread {
        let n = people as f64;
        // The ranks below+1 … below+n, added up.
        weighted += made as f64 * (n * below + n * (n + 1.0) / 2.0);
        below += n;
    }
    let n = customers as f64;
    Some((2.0 * weighted / (n * contacts as f64) - (n + 1.0) / n).max(0.0))
}

/// Between what the Gini of all customers lies, of whom these are a sample, at normal quantile `z`. None when nobody made
/// any contact.
///
/// Davidson (2009), *Reliable inference for the Gini index*: var G = Σ(Z − Z̄)²/(nμ)², with
/// Zᵢ = −(G + 1)·cᵢ + (2i − 1)/n·cᵢ − 2/n·Σⱼ≤ᵢ cⱼ. Those who made as many share their ranks' middle.
pub fn gini_interval(spread: &Spread, z: f64) -> Option<(f64, f64)> {
    let gini = gini(spread)?;
    let (customers, contacts) = totals(spread);
    let n = customers as f64;
    let (mut below, mut made_below) = (0.0, 0.0);
    let (mut sum, mut squares) = (0.0, 0.0);
    for (&made, &people) in spread {
        let (made, people) = (made as f64, people as f64);
        // The mean over the ranks below + 1 … below + people.
        let rank = (2.0 * below + people) / n * made;
        let made_so_far = made_below + made * (people + 1.0) / 2.0;
        let of_each = rank - (gini + 1.0) * made - 2.0 / n * made_so_far;
        sum += people * of_each;
        squares += people * of_each * of_each;
        below += people;
        made_below += made * people;
    }
    let half = z * (squares - sum * sum / n).max(0.0).sqrt() / contacts as f64;
    Some(((gini - half).max(0.0), (gini + half).min(1.0)))
}

/// The share of all contacts that a share of the customers made: of those who made most. None when nobody made any.
pub fn top(spread: &Spread, share: f64) -> Option<f64> {
    let (customers, contacts) = totals(spread);
    let mut room = share * customers as f64;
    let mut made_by_them = 0.0;
    for (&made, &people) in spread.iter().rev() {
        let people = (people as f64).min(room);
        made_by_them += people * made as f64;
        room -= people;
    }
    (contacts > 0).then(|| made_by_them / contacts as f64)
}

/// Lorenz's curve: the share of customers, those who made fewest first, and the share of contacts they made.
pub fn lorenz(spread: &Spread) -> Vec<(f64, f64)> {
    let (customers, contacts) = totals(spread);
    if contacts == 0 {
        return Vec::new();
    }
    let people = spread.iter().map(|(made, people)| (*made as f64, *people as f64));
    curve(people, customers as f64, contacts as f64)
}

/// The Gini that chance alone gives when everybody contacts at the same rate, λ contacts a customer.
///
/// For Poisson counts e^(−2λ)·[I₀(2λ) + I₁(2λ)].
pub fn gini_by_chance(rate: f64) -> Option<f64> {
    (rate > 0.0).then(|| scaled_bessel(0, 2.0 * rate) + scaled_bessel(1, 2.0 * rate))
}

/// As [`top`], by chance alone at λ contacts a customer.
pub fn top_by_chance(rate: f64, share: f64) -> Option<f64> {
    let counts = poisson(rate)?;
    let (mut room, mut made_by_them) = (share, 0.0);
    for (made, people) in counts.iter().rev() {
        let people = people.min(room);
        made_by_them += people * made;
        room -= people;
    }
    Some((made_by_them / rate).min(1.0))
}

/// As [`lorenz`], by chance alone at λ contacts a customer.
pub fn lorenz_by_chance(rate: f64) -> Vec<(f64, f64)> {
    poisson(rate).map_or_else(Vec::new, |counts| curve(counts.into_iter(), 1.0, rate))
}

fn totals(spread: &Spread) -> (u64, u64) {
    let contacts = spread.iter().map(|(made, people)| made * people).sum();
    (spread.values().sum(), contacts)
}

/// The points of a curve, thinned so that it can be drawn.
fn curve(people: impl Iterator<Item = (f64, f64)>, customers: f64, contacts: f64) -> Vec<(f64, f64)> {
    let (mut x, mut y) = (0.0, 0.0);
    let mut points = vec![(0.0, 0.0)];
    for (made, people) in people {
        x += people / customers;
        y += made * people / contacts;
        points.push((f64::min(x, 1.0), f64::min(y, 1.0)));
    }
    let step = points.len().div_ceil(POINTS);
    let last = points.len() - 1;
    let mut thinned: Vec<_> = points.iter().copied().step_by(step).collect();
    if !last.is_multiple_of(step) {
        thinned.push(points[last]);
    }
    thinned
}

/// The probabilities of Poisson counts that matter, lowest count first; none without a rate or with too high a one.
fn poisson(rate: f64) -> Option<Vec<(f64, f64)>> {
    if rate <= 0.0 || rate > MANY {
        return None;
    }
    let most = (rate + 12.0 * rate.sqrt() + 20.0).ceil() as u64;
    let mut logarithm = -rate;
    let mut counts = Vec::with_capacity(most as usize + 1);
    for made in 0..=most {
        if made > 0 {
            logarithm += (rate / made as f64).ln();
        }
        counts.push((made as f64, logarithm.exp()));
    }
    Some(counts)
}

/// The modified Bessel function of the first kind, times e^(−x).
///
/// Its power series, term by term in logarithms; above 50 the asymptotic series (Abramowitz and Stegun 9.7.1).
fn scaled_bessel(order: u32, x: f64) -> f64 {
    let n = f64::from(order);
    if x > 50.0 {
        let mu = 4.0 * n * n;
        let (mut term, mut sum) = (1.0, 1.0);
        for k in 1..12 {
            let odd = f64::from(2 * k - 1);
            term *= -(mu - odd * odd) / (f64::from(k) * 8.0 * x);
            sum += term;
        }
        return sum / (std::f64::consts::TAU * x).sqrt();
    }
    let half = (x / 2.0).ln();
    let (mut factorials, mut sum) = (0.0, 0.0);
    for k in 0..200_u32 {
        if k > 0 {
            factorials += f64::from(k).ln() + (f64::from(k) + n).ln();
        }
        let term = (f64::from(2 * k + order) * half - factorials - x).exp();
        sum += term;
        if k > 2 && term < sum * 1e-17 {
            break;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(counts: &[u64]) -> Spread {
        let mut spread = Spread::new();
        for count in counts {
            *spread.entry(*count).or_default() += 1;
        }
        spread
    }

    #[test]
    fn gini_as_recomputed_independently() {
        assert!((gini(&spread(&[0, 0, 0, 1, 4])).expect("contacts") - 0.72).abs() < 1e-12);
        assert_eq!(gini(&spread(&[3, 3, 3])), Some(0.0), "all alike");
        assert_eq!(gini(&spread(&[0, 0])), None);
        assert!((gini_by_chance(0.1).expect("a rate") - 0.909).abs() < 5e-4);
        assert!((gini_by_chance(1.0).expect("a rate") - 0.524).abs() < 5e-4);
        let (low, high) = (gini_by_chance(24.999), gini_by_chance(25.001));
        assert!((low.expect("a rate") - high.expect("a rate")).abs() < 1e-5, "the two series meet");
    }

    #[test]
    fn its_interval_is_what_drawing_customers_gives() {
        let mut random = crate::draw::Draws::of(9);
        let counts: Vec<u64> = (0..600)
            .map(|_| {
                let often = if random.chance(0.1) { 0.9 } else { 0.4 };
                (0..20).take_while(|_| random.chance(often)).count() as u64
            })
            .collect();
        let (low, high) = gini_interval(&spread(&counts), 1.959_964).expect("contacts");
        let drawn = crate::bootstrap::interval(counts.len(), 0.05, 2_000, 4, |places| {
            let drawn: Vec<u64> = places.map(|place| counts[place]).collect();
            gini(&spread(&drawn))
        });
        let (least, most) = drawn.expect("contacts");
        assert!((low - least).abs() < 0.01 && (high - most).abs() < 0.01, "{low}–{high}, {least}–{most}");
        assert_eq!(gini_interval(&spread(&[0, 0]), 1.96), None);
    }

    #[test]
    fn those_who_contact_most() {
        let some = spread(&[0, 0, 0, 1, 4]);
        assert_eq!(top(&some, 0.2), Some(0.8));
        assert_eq!(top(&some, 0.3), Some(0.9), "half of the next one");
        assert_eq!(top(&some, 1.0), Some(1.0));
        assert_eq!(top(&Spread::new(), 0.2), None);
        assert_eq!(lorenz(&some), [(0.0, 0.0), (0.6, 0.0), (0.8, 0.2), (1.0, 1.0)]);
    }

    #[test]
    fn chance_agrees_with_itself() {
        for rate in [0.05, 0.4, 1.0, 7.5, 300.0] {
            // Twice the area between the curve and the diagonal is the Gini.
            let counts = poisson(rate).expect("a rate");
            let (mut x, mut y, mut area) = (0.0, 0.0, 0.0);
            for (made, people) in counts {
                let next = y + made * people / rate;
                area += people * (y + next) / 2.0;
                (x, y) = (x + people, next);
            }
            assert!((x - 1.0).abs() < 1e-9 && (y - 1.0).abs() < 1e-9, "{rate}: {x} {y}");
            let gini = gini_by_chance(rate).expect("a rate");
            assert!((1.0 - 2.0 * area - gini).abs() < 1e-9, "{rate}: {} {gini}", 1.0 - 2.0 * area);
            let top = top_by_chance(rate, 0.2).expect("a rate");
            assert!(top > 0.2 && top <= 1.0);
        }
        assert_eq!(top_by_chance(0.0, 0.2), None);
    }
}
