//! What always holds, whatever the numbers.

use proptest::prelude::*;
use voorzet_insight::concentration::{Spread, gini, gini_by_chance, gini_interval, top};
use voorzet_insight::experiment::moments::Moments;
use voorzet_insight::experiment::rare_harm::Harmed;
use voorzet_insight::experiment::sample_size::Wanted;
use voorzet_insight::experiment::sequence::Sequence;
use voorzet_insight::feedback::ces::ces;
use voorzet_insight::feedback::csat::csat;
use voorzet_insight::feedback::nps::Answers;
use voorzet_insight::occurrence::occurrence;
use voorzet_insight::proportion::wilson;
use voorzet_insight::ratio::Sums;
use voorzet_insight::settled::{Gap, Survival};

const Z: f64 = 1.959_964;

fn width((low, high): (f64, f64)) -> f64 {
    high - low
}

fn spread(counts: &[u64]) -> Spread {
    let mut spread = Spread::new();
    for count in counts {
        *spread.entry(*count).or_default() += 1;
    }
    spread
}

proptest! {
    #[test]
    fn a_share_lies_in_its_interval_which_narrows_with_n(hits in 0_u64..500, more in 0_u64..500, times in 2_u64..9) {
        let n = hits + more;
        prop_assume!(n > 0);
        let interval = wilson(hits, n, Z).expect("n > 0");
        let share = hits as f64 / n as f64;
        prop_assert!(0.0 <= interval.0 && interval.0 <= share + 1e-12 && share <= interval.1 + 1e-12 && interval.1 <= 1.0);
        prop_assert!(width(wilson(hits * times, n * times, Z).expect("n > 0")) < width(interval));
    }

    #[test]
    fn a_score_is_in_minus_one_to_one(counts in prop::array::uniform11(0_u64..200), times in 2_u64..9) {
        let answers = Answers::of(&counts);
        prop_assume!(answers.count() > 0);
        let nps = answers.nps(Z).expect("answers");
        for value in [nps.score, nps.adjusted, nps.interval.0, nps.interval.1] {
            prop_assert!((-1.0..=1.0).contains(&value));
        }
        prop_assert!(nps.interval.0 <= nps.adjusted && nps.adjusted <= nps.interval.1);
        let more = Answers::of(&counts.map(|count| count * times)).nps(Z).expect("answers");
        prop_assert!((more.score - nps.score).abs() < 1e-12 && width(more.interval) < width(nps.interval) + 1e-12);
    }

    #[test]
    fn satisfaction_and_effort_stay_on_their_scales(counts in prop::array::uniform7(0_u64..50), times in 2_u64..9) {
        prop_assume!(counts.iter().sum::<u64>() > 1);
        let effort = ces(&counts, Z).expect("answers");
        let interval = effort.interval.expect("two answers");
        prop_assert!((1.0..=7.0).contains(&effort.mean) && (0.0..=1.0).contains(&effort.easy));
        prop_assert!(interval.0 <= effort.mean + 1e-12 && effort.mean <= interval.1 + 1e-12);
        let more = ces(&counts.map(|count| count * times), Z).expect("answers");
        prop_assert!(width(more.interval.expect("answers")) <= width(interval));
        let five = [counts[0], counts[1], counts[2], counts[3], counts[4]];
        if let Some(found) = csat(&five, Z) {
            prop_assert!(found.interval.0 <= found.satisfied + 1e-12 && found.satisfied <= found.interval.1 + 1e-12);
        }
    }

    #[test]
    fn equal_counts_are_not_concentrated(count in 1_u64..1_000, customers in 1_u64..1_000) {
        let equal = Spread::from([(count, customers)]);
        prop_assert!(gini(&equal).expect("contacts").abs() < 1e-9);
        let (low, high) = gini_interval(&equal, Z).expect("contacts");
        prop_assert!(low.abs() < 1e-9 && high.abs() < 1e-6, "{} {}", low, high);
    }

    #[test]
    fn concentration_is_between_none_and_all(counts in prop::collection::vec(0_u64..40, 2..80), share in 0.01_f64..1.0) {
        let spread = spread(&counts);
        prop_assume!(counts.iter().sum::<u64>() > 0);
        let found = gini(&spread).expect("contacts");
        prop_assert!((0.0..1.0).contains(&found));
        let (low, high) = gini_interval(&spread, Z).expect("contacts");
        prop_assert!(0.0 <= low && low <= found + 1e-12 && found <= high + 1e-12 && high <= 1.0);
        let many: Spread = spread.iter().map(|(made, people)| (*made, people * 9)).collect();
        prop_assert!((gini(&many).expect("contacts") - found).abs() < 1e-9, "it does not depend on how many");
        prop_assert!(width(gini_interval(&many, Z).expect("contacts")) <= width((low, high)) + 1e-12);
        let most = top(&spread, share).expect("contacts");
        prop_assert!(share - 1e-9 <= most && most <= 1.0 + 1e-9, "the top makes no less than its share");
    }

    #[test]
    fn chance_concentrates_less_the_more_there_is(rate in 0.01_f64..60.0) {
        let (less, more) = (gini_by_chance(rate).expect("a rate"), gini_by_chance(rate * 1.5).expect("a rate"));
        prop_assert!(0.0 < more && more < less && less < 1.0);
    }

    #[test]
    fn rates_and_ratios_lie_in_their_intervals(counts in prop::collection::vec((0_u32..9, 0_u32..9), 2..60), many in 2_usize..6) {
        let mut sums = Sums::default();
        let mut more = Sums::default();
        for (count, per) in &counts {
            sums.add(f64::from(*count), f64::from(*per));
            (0..many).for_each(|_| more.add(f64::from(*count), f64::from(*per)));
        }
        if let Some(found) = sums.ratio(Z) {
            prop_assert!(found.interval.0 <= found.ratio && found.ratio <= found.interval.1);
            let more = more.ratio(Z).expect("the same");
            prop_assert!((more.ratio - found.ratio).abs() < 1e-9 && more.error <= found.error + 1e-12);
        }
        let found = occurrence(sums.counts as u64, 10.0, 1.0, Z).expect("exposure");
        prop_assert!(found.interval.0 <= found.rate + 1e-12 && found.rate <= found.interval.1 + 1e-12);
    }

    #[test]
    fn a_sequence_narrows_and_is_wider_than_one_look(n in 100_u64..100_000, narrowest in 100_u64..100_000) {
        let sequence = Sequence::new(0.05, narrowest).expect("sound");
        prop_assert!(sequence.half_width(n + 1, 1.0) < sequence.half_width(n, 1.0));
        prop_assert!(sequence.half_width(n, 1.0) > Z / (n as f64).sqrt());
        prop_assert!(sequence.reach(n, 1.0) < sequence.half_width(n, 1.0));
        let surer = Sequence::new(0.01, narrowest).expect("sound");
        prop_assert!(surer.half_width(n, 1.0) * 1.5 > sequence.half_width(n, 1.0));
    }

    #[test]
    fn moments_do_not_depend_on_portions(values in prop::collection::vec(-1e3_f64..1e3, 2..60), at in 0_usize..60) {
        let whole: Moments = values.iter().copied().collect();
        let (left, right) = values.split_at(at.min(values.len()));
        let mut parts: Moments = left.iter().copied().collect();
        parts.merge(&right.iter().copied().collect());
        prop_assert_eq!(parts.count(), whole.count());
        let close = |one: Option<f64>, other: Option<f64>| {
            one.zip(other).is_some_and(|(one, other)| (one - other).abs() <= 1e-9 * (1.0 + one.abs()))
        };
        prop_assert!(close(parts.mean(), whole.mean()) && close(parts.variance(), whole.variance()));
    }

    #[test]
    fn evidence_of_harm_is_worth_what_it_may_be(harmed in 1_u64..40, share in 0.05_f64..0.95) {
        // Over all that chance can bring, evidence is 1 on average: so it cannot often be large.
        let mut mean = 0.0;
        let mut ways = 1.0;
        for treated in 0..=harmed {
            let control = harmed - treated;
            let chance = ways * share.powi(treated as i32) * (1.0 - share).powi(control as i32);
            mean += chance * Harmed { treated, control }.evidence(share);
            ways *= control as f64 / (treated as f64 + 1.0);
        }
        prop_assert!((mean - 1.0).abs() < 1e-9, "{}", mean);
    }

    #[test]
    fn smaller_differences_take_more_customers(control in 0.05_f64..0.9, by in 0.01_f64..0.04) {
        let wanted = |by: f64| Wanted { control, treated: control - by, alpha: 0.05, power: 0.8 };
        let (small, large) = (wanted(by / 2.0), wanted(by));
        prop_assert!(small.per_arm().expect("sound") > large.per_arm().expect("sound"));
        let even = large.in_all(0.5).expect("sound");
        prop_assert!(even.abs_diff(2 * large.per_arm().expect("sound")) <= 1);
    }

    #[test]
    fn survival_only_falls(gaps in prop::collection::vec((0_u64..100, any::<bool>()), 1..60)) {
        let gaps: Vec<Gap> = gaps.into_iter().map(|(seconds, ended)| Gap { seconds, ended }).collect();
        let survival = Survival::of(&gaps);
        let chances: Vec<f64> = (0..100).map_while(|seconds| survival.beyond(seconds)).collect();
        prop_assert!(chances.iter().all(|chance| (0.0..=1.0).contains(chance)));
        prop_assert!(chances.windows(2).all(|pair| pair[1] <= pair[0]));
        if let Some(quiet) = survival.settles(20, 0.1) {
            let (now, then) = (survival.beyond(quiet), survival.beyond(quiet + 20));
            prop_assert!(now.zip(then).is_some_and(|(now, then)| 1.0 - then / now <= 0.1 + 1e-9));
        }
    }
}
