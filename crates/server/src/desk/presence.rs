//! Who looks at which case, and who types in it: in memory alone, and over when nothing was heard for a while.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use utoipa::ToSchema;

/// How long a sign counts.
const LASTING: Duration = Duration::from_secs(20);

/// Somebody who is at a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Present {
    /// Who; null when it is the customer.
    pub(crate) agent: Option<i64>,
    /// What they are called.
    pub(crate) name: Option<String>,
    /// Whether they are writing.
    pub(crate) typing: bool,
}

/// Who is at which case.
#[derive(Default)]
pub(crate) struct Presence {
    cases: Mutex<BTreeMap<u32, BTreeMap<Option<i64>, Sign>>>,
}

struct Sign {
    name: Option<String>,
    typing: bool,
    at: Instant,
}

impl Presence {
    /// Somebody is at a case. Says whether others see something new by that.
    pub(crate) fn sign(&self, case: u32, present: Present, now: Instant) -> bool {
        let Present { agent, name, typing } = present;
        let sign = Sign { name, typing, at: now };
        let before = self.cases().entry(case).or_default().insert(agent, sign);
        before.is_none_or(|before| before.typing != typing || now.duration_since(before.at) >= LASTING)
    }

    /// Somebody went away from a case. Says whether they were there.
    pub(crate) fn leave(&self, case: u32, agent: Option<i64>) -> bool {
        let mut cases = self.cases();
        let Some(signs) = cases.get_mut(&case) else { return false };
        let was = signs.remove(&agent).is_some();
        if signs.is_empty() {
            cases.remove(&case);
        }
        was
    }

    /// Somebody went away altogether; gives where they were.
    pub(crate) fn leave_all(&self, agent: i64) -> Vec<u32> {
        let mut cases = self.cases();
        let left =
            cases.iter_mut().filter_map(|(case, signs)| signs.remove(&Some(agent)).map(|_| *case)).collect();
        cases.retain(|_, signs| !signs.is_empty());
        left
    }

    /// Who is at a case.
    pub(crate) fn at(&self, case: u32, now: Instant) -> Vec<Present> {
        let cases = self.cases();
        let signs = cases.get(&case).into_iter().flatten();
        let alive = signs.filter(|(_, sign)| now.duration_since(sign.at) < LASTING);
        let present = |(agent, sign): (&Option<i64>, &Sign)| Present {
            agent: *agent,
            name: sign.name.clone(),
            typing: sign.typing,
        };
        alive.map(present).collect()
    }

    /// Forgets whom nothing was heard of; gives the cases at which they were.
    pub(crate) fn fade(&self, now: Instant) -> Vec<u32> {
        let mut faded = Vec::new();
        self.cases().retain(|case, signs| {
            let before = signs.len();
            signs.retain(|_, sign| now.duration_since(sign.at) < LASTING);
            if signs.len() < before {
                faded.push(*case);
            }
            !signs.is_empty()
        });
        faded
    }

    fn cases(&self) -> MutexGuard<'_, BTreeMap<u32, BTreeMap<Option<i64>, Sign>>> {
        self.cases.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn an(typing: bool) -> Present {
        Present { agent: Some(1), name: Some("An".to_owned()), typing }
    }

    #[test]
    fn a_sign_counts_for_a_while_and_the_same_again_is_no_news() {
        let (presence, start) = (Presence::default(), Instant::now());
        let later = |seconds| start + Duration::from_secs(seconds);
        assert!(presence.sign(7, an(false), start));
        assert!(!presence.sign(7, an(false), later(5)));
        assert!(presence.sign(7, an(true), later(10)));
        assert_eq!(presence.at(7, later(29)), [an(true)]);
        assert_eq!(presence.fade(later(29)), Vec::<u32>::new());
        assert_eq!(presence.at(7, later(30)), []);
        assert!(presence.sign(7, an(true), later(31)), "who comes back is news");
        assert_eq!(presence.fade(later(60)), [7]);
        assert_eq!(presence.fade(later(60)), Vec::<u32>::new());
    }

    #[test]
    fn who_goes_is_gone_from_one_case_or_from_all() {
        let (presence, now) = (Presence::default(), Instant::now());
        for case in [1, 2, 3] {
            presence.sign(case, an(false), now);
        }
        presence.sign(3, Present { agent: Some(2), ..an(false) }, now);
        assert!(presence.leave(1, Some(1)) && !presence.leave(1, Some(1)));
        assert_eq!(presence.leave_all(1), [2, 3]);
        assert_eq!(presence.at(3, now).len(), 1);
    }
}
