//! How often intervals hold the truth, over samples of populations whose truth is known.

use voorzet_insight::concentration::{Spread, gini_by_chance, gini_interval};
use voorzet_insight::draw::Draws;
use voorzet_insight::feedback::nps::{Answers, of_customers};
use voorzet_insight::proportion::wilson;
use voorzet_insight::ratio::Sums;

const Z: f64 = 1.959_964;

/// How many samples are drawn. By chance alone coverage of 95 % comes out within 1.4 points, and counts come in steps.
const SAMPLES: u64 = 1_000;

fn covers(truth: f64, mut interval: impl FnMut(&mut Draws) -> (f64, f64)) -> f64 {
    let held = (0..SAMPLES).filter(|seed| {
        let (low, high) = interval(&mut Draws::of(*seed));
        low <= truth && truth <= high
    });
    held.count() as f64 / SAMPLES as f64
}

fn is_about_95(coverage: f64, what: &str) {
    assert!((0.93..=0.985).contains(&coverage), "{what}: {coverage}");
}

#[test]
fn shares_and_scores_of_small_samples() {
    for share in [0.05, 0.3, 0.8] {
        let found = covers(share, |random| {
            let hits = (0..60).filter(|_| random.chance(share)).count();
            wilson(hits as u64, 60, Z).expect("60")
        });
        is_about_95(found, "a share");
    }
    // Half promote, three in ten neither, two in ten detract.
    let found = covers(0.3, |random| answers(random, 50).nps(Z).expect("50").interval);
    is_about_95(found, "a score");
}

/// So many answers of a population whose score is 0.3.
fn answers(random: &mut Draws, n: u32) -> Answers {
    let mut answers = Answers::default();
    for _ in 0..n {
        match random.unit() {
            unit if unit < 0.5 => answers.promoters += 1,
            unit if unit < 0.8 => answers.passives += 1,
            _ => answers.detractors += 1,
        }
    }
    answers
}

#[test]
fn scores_of_customers_who_always_answer_alike() {
    let found = covers(0.3, |random| {
        let customers: Vec<Answers> = (0..80)
            .map(|_| {
                let (one, times) = (answers(random, 1), 1 + random.below(4) as u64);
                let [promoters, passives, detractors] =
                    [one.promoters, one.passives, one.detractors].map(|count| count * times);
                Answers { promoters, passives, detractors }
            })
            .collect();
        of_customers(&customers, 0.05, 200, random.word()).expect("answers").1
    });
    assert!((0.91..=0.975).contains(&found), "percentiles of eighty are a little narrow: {found}");
}

#[test]
fn ratios_and_shares_of_customers_who_are_alike_in_themselves() {
    // Up to five orders each; who calls at all calls about half of them, which is a customer in two.
    let sample = |random: &mut Draws| {
        let mut sums = Sums::default();
        for _ in 0..300 {
            let orders = random.below(6);
            let calls = if random.chance(0.5) { 0.5 } else { 0.0 };
            let contacts = (0..orders).filter(|_| random.chance(calls)).count();
            sums.add(contacts as f64, orders as f64);
        }
        sums
    };
    is_about_95(covers(0.25, |random| sample(random).ratio(Z).expect("orders").interval), "a ratio");
    is_about_95(covers(0.25, |random| sample(random).share_interval(Z).expect("orders")), "a share");
}

#[test]
fn concentration_of_those_who_contact_by_chance() {
    // Poisson counts of mean 1, by inversion: their Gini is what chance gives at that rate.
    let truth = gini_by_chance(1.0).expect("a rate");
    let found = covers(truth, |random| {
        let mut spread = Spread::new();
        for _ in 0..400 {
            let (mut left, mut chance, mut made) = (random.unit(), (-1.0_f64).exp(), 0);
            while left >= chance && made < 30 {
                left -= chance;
                made += 1;
                chance /= made as f64;
            }
            *spread.entry(made).or_default() += 1;
        }
        gini_interval(&spread, Z).expect("contacts")
    });
    is_about_95(found, "Gini");
}
