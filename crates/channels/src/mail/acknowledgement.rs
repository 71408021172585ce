//! Who may be told that their mail arrived: a machine never, and a person once a day, so that two of us that
//! answer each other stop at once (RFC 3834).

use voorzet_domain::conversation::Received;
use voorzet_domain::conversation::received::Verdict;
use voorzet_domain::time::{Duration, Timestamp};

use super::address::Address;

/// How long nothing is sent automatically to whom something was.
pub const APART: Duration = Duration::from_days(1);

/// How long ago a mail may have come: what was found only after an outage is answered by people.
pub const FRESH: Duration = Duration::from_hours(6);

/// Whether the sender of a message may be sent an automatic answer. `own` are the addresses of our accounts, `last` is
/// when this sender was last sent one.
pub fn may_answer<'a>(
    received: &Received,
    own: impl IntoIterator<Item = &'a Address>,
    last: Option<Timestamp>,
    now: Timestamp,
) -> bool {
    let from = received.from.address.as_str();
    // To those who prove nothing of themselves too; to those whose domain says that they are not who they say, not:
    // the answer would reach somebody who never wrote.
    !received.automatic
        && received.reaction.is_none()
        && received.trust.verdict != Some(Verdict::Fail)
        && Address::parse(from).is_ok()
        && !own.into_iter().any(|own| own.is(from))
        && last.is_none_or(|last| now.since(last) >= APART)
}

#[cfg(test)]
mod tests {
    use voorzet_domain::conversation::{Author, Trust};

    use super::*;

    #[test]
    fn two_that_answer_by_themselves_stop_at_once() {
        let now = Timestamp::parse("2026-03-03T09:00:00Z").expect("a time");
        let own = [Address::parse("service@shop.example").expect("an address")];
        let may = |received: &Received, last| may_answer(received, &own, last, now);
        let of = |address: &str| {
            let from = Author { address: address.to_owned(), name: None };
            Received { from, ..Received::default() }
        };
        let person = of("an@example.com");
        assert!(may(&person, None));
        assert!(!may(&person, Some(now.minus(Duration::from_secs(86_399)))));
        assert!(may(&person, Some(now.minus(APART))));
        assert!(!may(&Received { automatic: true, ..person.clone() }, None));
        let trust = Trust { verdict: Some(Verdict::Fail), ..Trust::default() };
        assert!(!may(&Received { trust, ..person }, None), "it says to be somebody else");
        assert!(!may(&Received::default(), None), "nobody to answer to");
        for own in ["Service@shop.example", "service+tk9@SHOP.example"] {
            assert!(!may(&of(own), None), "{own} is ours");
        }
    }
}
