//! Several sources as one stream in the order of time.

use voorzet_domain::event::Event;
use voorzet_domain::time::Timestamp;

use super::HistoryError;
use super::feed::Feed;
use super::unreadable::Ledger;

/// The sources with the event each would give next.
///
/// Histories have a handful of sources, so the earliest is found by looking at all of them.
pub(super) struct Merge {
    heads: Vec<Head>,
}

struct Head {
    feed: Feed,
    next: Event,
}

impl Merge {
    pub(super) fn new(feeds: Vec<Feed>, ledger: &mut Ledger) -> Result<Self, HistoryError> {
        let mut heads = Vec::with_capacity(feeds.len());
        for mut feed in feeds {
            if let Some(next) = feed.next(ledger)? {
                heads.push(Head { feed, next });
            }
        }
        Ok(Self { heads })
    }

    /// The earliest event of all; of several the one of the source named first.
    pub(super) fn next(&mut self, ledger: &mut Ledger) -> Result<Option<Event>, HistoryError> {
        let earliest = self.heads.iter().enumerate().min_by_key(|(at, head)| (head.next.time, *at));
        let Some((at, _)) = earliest else { return Ok(None) };
        let head = &mut self.heads[at];
        match head.feed.next(ledger)? {
            Some(event) => {
                in_order(&head.feed, head.next.time, event.time)?;
                Ok(Some(std::mem::replace(&mut head.next, event)))
            }
            // `remove` keeps the sources in the order they were named.
            None => Ok(Some(self.heads.remove(at).next)),
        }
    }
}

fn in_order(feed: &Feed, after: Timestamp, time: Timestamp) -> Result<(), HistoryError> {
    if time >= after {
        return Ok(());
    }
    Err(HistoryError::OutOfOrder { origin: feed.name().to_owned(), line: feed.line(), time, after })
}
