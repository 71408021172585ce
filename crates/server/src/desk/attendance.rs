//! Which agents are there: each page of the workspace that is open listens, and who has listened with none for a minute
//! is offline. Nobody is offline for a train that goes through a tunnel, and nobody's work waits for one who went home.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// For how long somebody may be away without listening.
const PATIENCE: Duration = Duration::from_mins(1);

/// Which agents are there.
#[derive(Default)]
pub(crate) struct Attendance(Mutex<BTreeMap<i64, Attending>>);

#[derive(Debug)]
struct Attending {
    /// How many pages of theirs listen.
    pages: usize,
    /// When the last of them went away, or it was last seen.
    left: Instant,
    /// Whether they signed out: then nobody waits.
    signed_out: bool,
}

/// Why somebody is offline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absent {
    /// They signed out.
    SignedOut,
    /// Nothing was heard of them.
    Idle,
}

impl Absent {
    /// The word for it in the log.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Idle => "idle",
        }
    }
}

impl Attendance {
    /// One was said to be there, and may listen soon or never.
    pub(crate) fn expect(&self, agent: i64, now: Instant) {
        let attending = Attending { pages: 0, left: now, signed_out: false };
        self.all().entry(agent).or_insert(attending);
    }

    /// A page of theirs listens.
    pub(crate) fn come(&self, agent: i64, now: Instant) {
        let mut all = self.all();
        let attending = all.entry(agent).or_insert(Attending { pages: 0, left: now, signed_out: false });
        attending.pages += 1;
        attending.signed_out = false;
    }

    /// A page of theirs listens no more; whether because they signed out.
    pub(crate) fn go(&self, agent: i64, signed_out: bool, now: Instant) {
        if let Some(attending) = self.all().get_mut(&agent) {
            attending.pages = attending.pages.saturating_sub(1);
            attending.left = now;
            attending.signed_out = signed_out;
        }
    }

    /// Who is gone, each once.
    pub(crate) fn gone(&self, now: Instant) -> Vec<(i64, Absent)> {
        let mut all = self.all();
        let is_gone = |attending: &Attending| {
            attending.pages == 0 && (attending.signed_out || now.duration_since(attending.left) >= PATIENCE)
        };
        let gone = all.extract_if(.., |_, attending| is_gone(attending));
        gone.map(|(agent, attending)| {
            (agent, if attending.signed_out { Absent::SignedOut } else { Absent::Idle })
        })
        .collect()
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<i64, Attending>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_no_page_open_for_a_minute_is_gone_once() {
        let (attendance, start) = (Attendance::default(), Instant::now());
        let later = |seconds| start + Duration::from_secs(seconds);
        attendance.come(1, start);
        attendance.come(1, start);
        attendance.go(1, false, later(10));
        assert_eq!(attendance.gone(later(500)), [], "another page listens");
        attendance.go(1, false, later(500));
        assert_eq!(attendance.gone(later(559)), []);
        attendance.come(1, later(559));
        attendance.go(1, false, later(560));
        assert_eq!(attendance.gone(later(600)), [], "they were back");
        assert_eq!(attendance.gone(later(620)), [(1, Absent::Idle)]);
        assert_eq!(attendance.gone(later(999)), []);
    }

    #[test]
    fn who_signs_out_is_gone_at_once_unless_another_page_is_open() {
        let (attendance, now) = (Attendance::default(), Instant::now());
        attendance.come(1, now);
        attendance.come(1, now);
        attendance.go(1, true, now);
        assert_eq!(attendance.gone(now), []);
        attendance.go(1, true, now);
        assert_eq!(attendance.gone(now), [(1, Absent::SignedOut)]);
        attendance.expect(2, now);
        assert_eq!(attendance.gone(now + PATIENCE), [(2, Absent::Idle)]);
    }
}
