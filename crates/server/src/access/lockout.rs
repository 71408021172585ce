//! How long somebody who guesses has to wait: longer after every wrong guess, for the account and for the
//! address it comes from. Accounts that do not exist are locked like others.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many wrong guesses cost nothing, for an account.
const FREE: u32 = 5;

/// The same for an address, behind which a whole office may sit.
const FREE_BY_ADDRESS: u32 = 30;

/// The longest wait.
const LONGEST: Duration = Duration::from_mins(15);

/// After so long without a guess all is forgotten.
const MEMORY: Duration = Duration::from_hours(1);

/// So many are remembered at most; then those who waited longest are forgotten first.
const MOST: usize = 50_000;

/// Who guessed wrong, and when.
#[derive(Default)]
pub(crate) struct Lockouts(Mutex<HashMap<String, Wrong>>);

struct Wrong {
    times: u32,
    last: Instant,
    free: u32,
}

impl Wrong {
    /// Until when nothing is looked at.
    fn until(&self) -> Instant {
        let over = self.times.saturating_sub(self.free);
        let wait = if over == 0 { 0 } else { 1_u64 << over.min(16) };
        self.last + Duration::from_secs(wait).min(LONGEST)
    }
}

impl Lockouts {
    /// Somebody guesses: counted as wrong until [`right`](Self::right) says otherwise, so that many at once are no
    /// way around it. Else how long it takes until a guess is looked at.
    pub(crate) fn guess(&self, account: &str, address: &str, now: Instant) -> Result<(), Duration> {
        let mut wrong = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = [(by_account(account), FREE), (by_address(address), FREE_BY_ADDRESS)];
        let waits = keys.iter().filter_map(|(key, _)| wrong.get(key)).map(Wrong::until);
        if let Some(until) = waits.max().filter(|until| *until > now) {
            return Err(until.saturating_duration_since(now));
        }
        if wrong.len() >= MOST {
            wrong.retain(|_, wrong| now.saturating_duration_since(wrong.last) < MEMORY);
            if wrong.len() >= MOST {
                wrong.clear();
            }
        }
        for (key, free) in keys {
            let entry = wrong.entry(key).or_insert(Wrong { times: 0, last: now, free });
            if now.saturating_duration_since(entry.last) >= MEMORY {
                entry.times = 0;
            }
            entry.times += 1;
            entry.last = now;
        }
        Ok(())
    }

    /// The guess was right: the account's are forgotten, and this one of the address.
    pub(crate) fn right(&self, account: &str, address: &str) {
        let mut wrong = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        wrong.remove(&by_account(account));
        if let Some(entry) = wrong.get_mut(&by_address(address)) {
            entry.times = entry.times.saturating_sub(1);
        }
    }
}

fn by_account(account: &str) -> String {
    format!("account {account}")
}

fn by_address(address: &str) -> String {
    format!("address {address}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_guess_makes_the_wait_longer_until_it_is_longest() {
        let (locks, start) = (Lockouts::default(), Instant::now());
        for _ in 0..FREE {
            assert_eq!(locks.guess("an", "1", start), Ok(()));
        }
        let (mut now, mut last) = (start, Duration::ZERO);
        for _ in 0..20 {
            assert_eq!(locks.guess("an", "2", now), Ok(()));
            let wait = locks.guess("an", "3", now).expect_err("a wait");
            assert!(wait > last || wait == LONGEST, "{wait:?}");
            (now, last) = (now + wait, wait);
        }
        assert_eq!(last, LONGEST);
        assert_eq!(locks.guess("bo", "1", now), Ok(()), "others need not wait");
        locks.right("an", "2");
        assert_eq!(locks.guess("an", "2", now), Ok(()));
    }

    #[test]
    fn who_tries_many_accounts_from_one_place_waits_too() {
        let (locks, start) = (Lockouts::default(), Instant::now());
        for account in 0..=FREE_BY_ADDRESS {
            assert_eq!(locks.guess(&account.to_string(), "1", start), Ok(()));
        }
        assert!(locks.guess("another", "1", start).is_err());
        assert_eq!(locks.guess("another", "2", start), Ok(()));
        assert_eq!(locks.guess("another", "1", start + MEMORY), Ok(()));
    }
}
