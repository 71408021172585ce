//! Who may be told that their mail arrived: a machine never, and a person once a day, so that two of us that
//! answer each other stop at once (RFC 3834).

use voorzet_domain::conversation::Received;
use voorzet_domain::time::{Duration, Timestamp};

/// How long nothing is sent automatically to whom something was.
pub const APART: Duration = Duration::from_days(1);

/// Whether the sender of a message may be sent an automatic answer. `last` is when they were last sent one.
pub fn may_answer(received: &Received, last: Option<Timestamp>, now: Timestamp) -> bool {
    // To those who prove nothing of themselves too: whether that is wise is asked of the spam filter before us.
    !received.automatic
        && received.reaction.is_none()
        && !received.from.address.is_empty()
        && last.is_none_or(|last| now.since(last) >= APART)
}

#[cfg(test)]
mod tests {
    use voorzet_domain::conversation::Author;

    use super::*;

    #[test]
    fn two_that_answer_by_themselves_stop_at_once() {
        let now = Timestamp::parse("2026-03-03T09:00:00Z").expect("a time");
        let from = Author { address: "an@example.com".to_owned(), name: None };
        let person = Received { from, ..Received::default() };
        assert!(may_answer(&person, None, now));
        assert!(!may_answer(&person, Some(now.minus(Duration::from_secs(86_399))), now));
        assert!(may_answer(&person, Some(now.minus(APART)), now));
        assert!(!may_answer(&Received { automatic: true, ..person }, None, now));
        assert!(!may_answer(&Received::default(), None, now), "nobody to answer to");
    }
}
