//! A body's items: each an event, or the reason why it is none.

use voorzet_channels::door::{self, Arrived, Door};
use voorzet_channels::{Unreadable, cloudevents, message, segment};
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::{Incoming, Mode};

/// How much is kept of what cannot be read.
const KEPT: usize = 64 * 1_024;

/// What is known of a request's items before they are read.
#[derive(Clone, Copy)]
pub(crate) struct Arrival<'a> {
    /// Where it came in.
    pub(crate) door: Door,
    /// Who sent it.
    pub(crate) by: &'a str,
    /// When it arrived.
    pub(crate) at: Timestamp,
    /// The most bytes of one item.
    pub(crate) event_bytes: usize,
}

/// One item.
pub(crate) struct Item {
    /// What is put in the log or in quarantine.
    pub(crate) incoming: Incoming,
    /// What is kept with it: the bytes of attachments.
    pub(crate) beside: Vec<Incoming>,
    /// Why it cannot be read.
    pub(crate) problem: Option<Unreadable>,
}

impl Item {
    /// The id of the event, when it is one.
    pub(crate) fn id(&self) -> Option<String> {
        match &self.incoming {
            Incoming::Event { event, .. } => Some(event.id.to_string()),
            _ => None,
        }
    }
}

impl Arrival<'_> {
    /// One event.
    pub(crate) fn one(&self, text: &str) -> Vec<Item> {
        vec![self.item(text, None)]
    }

    /// One event whose attributes stood in headers.
    pub(crate) fn binary(&self, event: &cloudevents::Binary<'_>) -> Vec<Item> {
        let (text, problem) = event.structured();
        vec![match problem {
            None => self.item(&text, None),
            Some(problem) => self.unreadable(&text, problem),
        }]
    }

    /// The elements of a JSON array.
    pub(crate) fn batch(&self, text: &str) -> Result<Vec<Item>, Unreadable> {
        let elements = cloudevents::batch(text)?;
        Ok(elements.into_iter().map(|element| self.item(element.get(), None)).collect())
    }

    /// One message, or a list of them.
    pub(crate) fn messages(&self, text: &str) -> Result<Vec<Item>, Unreadable> {
        let elements = message::elements(text)?;
        Ok(elements.into_iter().map(|element| self.item(element.get(), None)).collect())
    }

    /// Lines, each an event; empty ones are none.
    pub(crate) fn lines(&self, bytes: &[u8]) -> Vec<Item> {
        let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        lines
            .filter(|line| !line.is_empty())
            .map(|line| match std::str::from_utf8(line) {
                Ok(line) => self.item(line, None),
                Err(error) => self.unreadable(&String::from_utf8_lossy(line), Unreadable::not_utf8(&error)),
            })
            .collect()
    }

    /// The calls of a Segment batch.
    pub(crate) fn calls(&self, batch: &segment::Batch<'_>) -> Vec<Item> {
        batch.calls.iter().map(|call| self.item(call.get(), batch.sent_at.as_deref())).collect()
    }

    fn item(&self, text: &str, sent_at: Option<&str>) -> Item {
        if text.len() > self.event_bytes {
            return self.unreadable(text, Unreadable::too_long(text.len(), self.event_bytes));
        }
        match door::read(self.door, self.by, text, sent_at, self.at) {
            Ok(Arrived { event, blobs }) => Item {
                incoming: Incoming::Event { event, mode: Mode::Live },
                beside: blobs.into_iter().map(|(hash, bytes)| Incoming::Blob { hash, bytes }).collect(),
                problem: None,
            },
            Err(problem) => self.unreadable(text, problem),
        }
    }

    fn unreadable(&self, text: &str, problem: Unreadable) -> Item {
        let kept = &text[..text.floor_char_boundary(KEPT)];
        let incoming = Incoming::Unreadable {
            source: self.by.into(),
            door: self.door.name(),
            body: kept.to_owned(),
            problem: problem.to_string(),
        };
        Item { incoming, beside: Vec::new(), problem: Some(problem) }
    }
}
