//! What was known before it began, taken out of the outcome, so that less is left to chance: CUPED (Deng, Xu, Kohavi,
//! Walker 2013).

/// Outcomes `y` less what `before` explains of them: y − θ(x − x̄), θ = cov(x, y)/var(x), over both arms together.
///
/// `x` must be from before a unit was first eligible: then it is alike in both arms, and taking it out moves no effect.
/// Both lists are over the same units in the same order. Where x is the same for all, nothing changes. The second is θ.
pub fn adjusted(outcomes: &[f64], before: &[f64]) -> (Vec<f64>, f64) {
    let n = outcomes.len().min(before.len());
    let (outcomes, before) = (&outcomes[..n], &before[..n]);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / n as f64;
    let (y, x) = (mean(outcomes), mean(before));
    let (mut both, mut own) = (0.0, 0.0);
    for (outcome, known) in outcomes.iter().zip(before) {
        both += (outcome - y) * (known - x);
        own += (known - x) * (known - x);
    }
    let theta = if own > 0.0 { both / own } else { 0.0 };
    (outcomes.iter().zip(before).map(|(outcome, known)| outcome - theta * (known - x)).collect(), theta)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Draws;
    use crate::experiment::moments::Moments;

    #[test]
    fn what_is_explained_is_taken_out_and_the_mean_stays() {
        let (found, theta) = adjusted(&[1.0, 3.0, 5.0], &[0.0, 1.0, 2.0]);
        assert!((theta - 2.0).abs() < 1e-12 && found.iter().all(|value| (value - 3.0).abs() < 1e-12));
        assert_eq!(adjusted(&[1.0, 3.0], &[4.0, 4.0]), (vec![1.0, 3.0], 0.0));
        assert_eq!(adjusted(&[], &[]), (vec![], 0.0));
    }

    #[test]
    fn variance_falls_by_the_square_of_the_correlation() {
        let mut random = Draws::of(5);
        let noise = |random: &mut Draws| (0..12).map(|_| random.unit()).sum::<f64>() - 6.0;
        let before: Vec<f64> = (0..20_000).map(|_| noise(&mut random)).collect();
        let outcomes: Vec<f64> = before.iter().map(|x| 0.8 * x + 0.6 * noise(&mut random)).collect();
        let (found, theta) = adjusted(&outcomes, &before);
        let variance = |values: &[f64]| values.iter().copied().collect::<Moments>().variance().expect("many");
        assert!((theta - 0.8).abs() < 0.02);
        let left = variance(&found) / variance(&outcomes);
        assert!((left - 0.36).abs() < 0.02, "1 − 0.8², not {left}");
    }
}
