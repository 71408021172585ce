//! Replay against the naive oracle, over small random histories in which nearly everything coincides.

use proptest::prelude::*;

use super::oracle::{Fact, Figures, Rules, What, judge};
use super::{replay, row, strategy};

fn rules() -> impl Strategy<Value = Rules> {
    let times = (1_usize..4, 2_u32..40, 0_u32..4, 5_u32..60, 1_u32..30);
    let flags = (any::<bool>(), any::<bool>(), any::<[bool; 4]>(), any::<bool>());
    let limits = proptest::collection::vec((1_usize..3, 6_u32..72), 0..3);
    (times, flags, limits).prop_map(|((threshold, window, lead, within, after), flags, limits)| {
        let (by_asset, until, worth, quiet) = flags;
        Rules { threshold, window, lead, within, after, by_asset, until, worth, limits, quiet }
    })
}

fn history() -> impl Strategy<Value = Vec<Fact>> {
    let what = prop_oneof![
        4 => (1_u8..4).prop_map(What::Seen),
        2 => Just(What::Sent),
        1 => Just(What::Paid),
        1 => Just(What::Bought),
        1 => Just(What::Moved),
        2 => (0_u8..3).prop_map(What::Contact),
    ];
    // Hours in steps of five or so, so that much happens at once.
    let hour = prop_oneof![(0_u32..30).prop_map(|step| step * 5), 0_u32..150];
    let fact = (hour, 0_u8..3, what, proptest::option::of(0_u8..2));
    proptest::collection::vec(fact, 1..50).prop_map(|facts| {
        let mut facts: Vec<Fact> = facts
            .into_iter()
            .map(|(hour, customer, what, thing)| {
                let thing = match what {
                    What::Bought | What::Moved => Some(thing.unwrap_or(0)),
                    _ => thing,
                };
                Fact { hour, customer, what, thing }
            })
            .collect();
        facts.sort_by_key(|fact| fact.hour);
        facts
    })
}

/// The same figures out of a report.
fn figures(report: &voorzet_engine::replay::report::Report, reason: &str) -> Figures {
    let row = row(report, reason);
    let done = |actions: &std::collections::BTreeMap<_, std::collections::BTreeMap<_, u64>>| {
        actions.values().flat_map(|names| names.values()).sum::<u64>()
    };
    assert_eq!(row.decisions.act, done(&row.actions));
    assert!((row.cost - 0.01 * row.decisions.act as f64).abs() < 1e-9, "a message costs a cent");
    Figures {
        signals: row.signals,
        contacts: row.contacts,
        expected: row.expected_in_time,
        expectations: row.expectations,
        met: row.met,
        too_late: row.too_late,
        missed: row.missed,
        lapsed: row.lapsed,
        open: row.open,
        act: row.decisions.act,
        nothing: row.decisions.nothing,
        deferred: row.decisions.deferred,
        refused: row.decisions.refused.values().sum(),
        offered: done(&row.offers),
        callers: row.customers,
        approached: row.customers_approached,
        leads: Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fuzz_replay_equals_the_naive_oracle(rules in rules(), history in history()) {
        let strategy = strategy(&rules.files());
        let lines: String = history.iter().enumerate().map(|(id, fact)| fact.line(id)).collect();
        let (report, decisions) = replay(&strategy, lines.clone());
        prop_assert_eq!(report.unreadable, 0, "{}\n{:?}", lines, report.problems);
        prop_assert_eq!(report.events, history.len() as u64);
        for (reason, mut expected) in judge(&rules, &history) {
            let row = row(&report, reason);
            expected.leads.sort_unstable();
            let median = (!expected.leads.is_empty()).then(|| {
                let (at, n) = ((expected.leads.len() - 1) / 2, expected.leads.len() / 2);
                f64::from(expected.leads[at] + expected.leads[n]) * 1_800.0
            });
            prop_assert_eq!(row.lead_seconds.p50, median, "the median lead of {}:\n{}", reason, lines);
            expected.leads.clear();
            prop_assert_eq!(&figures(&report, reason), &expected, "{}:\n{}\n{}", reason, lines, decisions);
        }
    }
}
