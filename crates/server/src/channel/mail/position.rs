//! How far a mailbox was read. It is on disk together with the mails before it, so that a restart reads none twice
//! and leaves none out.

use compact_str::{CompactString, format_compact};
use serde::{Deserialize, Serialize};
use voorzet_channels::mail::imap::Opened;
use voorzet_domain::time::{Duration, Timestamp};

/// How far back is looked when the numbers of a mailbox mean something else: its clock, and the zone that it counts
/// days in, are its own.
const BEFORE: Duration = Duration::from_days(2);

/// How far a mailbox was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Position {
    /// What the numbers are numbers of.
    validity: u32,
    /// The last that was read.
    last: u32,
    /// What was there before we began, and how much of it is ours to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    backlog: Option<Backlog>,
    /// When the newest came that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    newest: Option<Timestamp>,
}

/// What was there before we began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Backlog {
    /// Numbers below this.
    below: u32,
    /// Those that came since then; without it those that nobody read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<Timestamp>,
}

impl Position {
    /// Under what the store keeps it.
    pub(super) fn kept_as(account: &str) -> CompactString {
        format_compact!("channel.{account}.position")
    }

    /// Where to begin in a mailbox as it was opened: where we were; at what nobody read when we never were; at what
    /// came since when its numbers mean something else. What was read before is known by its own id then.
    pub(super) fn in_mailbox(known: Option<Self>, opened: Opened) -> Self {
        match known {
            Some(known) if known.validity == opened.validity => known,
            known => {
                let newest = known.and_then(|known| known.newest);
                let since = newest.map(|newest| newest.minus(BEFORE));
                let backlog = Some(Backlog { below: opened.next, since });
                Self { validity: opened.validity, last: 0, backlog, newest }
            }
        }
    }

    /// What to look for next, and whether there is more behind it.
    pub(super) fn search(&self) -> (String, bool) {
        let from = self.last.saturating_add(1);
        match &self.backlog {
            Some(Backlog { below, since }) if from < *below => {
                let which = since.map_or("UNSEEN".to_owned(), |since| {
                    format!("SINCE {}", since.to_jiff().strftime("%-d-%b-%Y"))
                });
                (format!("UID {from}:{} {which}", below - 1), true)
            }
            _ => (format!("UID {from}:*"), false),
        }
    }

    /// Whether a number is still to be read: the end of a mailbox is found also when it is before its beginning.
    pub(super) fn is_ahead(&self, uid: u32) -> bool {
        uid > self.last
    }

    /// When mails up to a number were read, the newest of which came then.
    pub(super) fn read(&mut self, last: u32, newest: Option<Timestamp>) {
        self.last = self.last.max(last);
        self.newest = self.newest.max(newest);
    }

    /// When nothing is left of what was there before.
    pub(super) fn is_through(&mut self) {
        if let Some(backlog) = self.backlog.take() {
            self.last = self.last.max(backlog.below.saturating_sub(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(validity: u32, next: u32) -> Opened {
        Opened { validity, next }
    }

    #[test]
    fn it_begins_at_what_nobody_read_and_goes_on_where_it_was() {
        let mut position = Position::in_mailbox(None, opened(7, 100));
        assert_eq!(position.search(), ("UID 1:99 UNSEEN".to_owned(), true));
        position.read(50, Timestamp::parse("2026-03-03T10:00:00Z").ok());
        assert_eq!(position.search(), ("UID 51:99 UNSEEN".to_owned(), true));
        let text = serde_json::to_string(&position).expect("JSON");
        let mut position = Position::in_mailbox(serde_json::from_str(&text).ok(), opened(7, 120));
        assert_eq!(position.search(), ("UID 51:99 UNSEEN".to_owned(), true));
        position.is_through();
        assert_eq!(position.search(), ("UID 100:*".to_owned(), false));
        assert!(position.is_ahead(100) && !position.is_ahead(99));
        position.read(119, None);
        assert_eq!(position.search(), ("UID 120:*".to_owned(), false));
    }

    #[test]
    fn when_numbers_mean_something_else_it_begins_before_the_newest_that_was_read() {
        let mut known = Position::in_mailbox(None, opened(7, 1));
        known.read(40, Timestamp::parse("2026-03-03T10:00:00Z").ok());
        let position = Position::in_mailbox(Some(known), opened(8, 500));
        assert_eq!(position.search(), ("UID 1:499 SINCE 1-Mar-2026".to_owned(), true));
        let nothing_read = Position::in_mailbox(None, opened(7, 1));
        assert_eq!(Position::in_mailbox(Some(nothing_read), opened(8, 5)).search().0, "UID 1:4 UNSEEN");
    }
}
