//! Where events come in over HTTP, and how what comes in there is read; also when it is tried again later
//! out of quarantine.

use compact_str::{CompactString, format_compact};
use voorzet_domain::conversation::BlobHash;
use voorzet_domain::event::{Event, builtin};
use voorzet_domain::time::Timestamp;

use crate::segment::Request;
use crate::{Unreadable, cloudevents, message, segment};

/// The ways in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// `CloudEvents` in all their forms.
    Events,
    /// Segment's call of this name; `batch` holds calls that name themselves.
    Segment(&'static str),
    /// Messages that customers wrote by another system.
    Messages,
}

/// Segment's calls.
const CALLS: [&str; 7] = ["track", "identify", "page", "screen", "group", "alias", "batch"];

impl Door {
    /// The path: `events`, `v1/track`.
    pub fn name(self) -> CompactString {
        match self {
            Self::Events => CompactString::const_new("events"),
            Self::Segment(call) => format_compact!("v1/{call}"),
            Self::Messages => CompactString::const_new("messages"),
        }
    }

    /// The door that a path names.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "events" => return Some(Self::Events),
            "messages" => return Some(Self::Messages),
            _ => {}
        }
        let call = name.strip_prefix("v1/")?;
        CALLS.into_iter().find(|known| *known == call).map(Self::Segment)
    }

    /// What the path says of the kind of a Segment call.
    pub fn kind(self) -> Option<&'static str> {
        match self {
            Self::Segment(call) if call != "batch" => Some(call),
            _ => None,
        }
    }
}

/// What came in at a door.
#[derive(Debug)]
pub struct Arrived {
    /// The event.
    pub event: Event,
    /// The bytes of attachments that it names by their hashes.
    pub blobs: Vec<(BlobHash, Vec<u8>)>,
}

/// What only a channel's account may state. Who may send events could else put words in a customer's mouth, or have
/// an address written off.
const OF_CHANNELS: [&str; 3] = [builtin::MESSAGE, builtin::MESSAGE_STATUS, builtin::MESSAGE_BOUNCED];

/// Reads one item that came in at a door, in the name of the source whose write key came with it.
///
/// `sent_at` is what a Segment batch says of when it was sent.
pub fn read(
    door: Door,
    by: &str,
    text: &str,
    sent_at: Option<&str>,
    arrived: Timestamp,
) -> Result<Arrived, Unreadable> {
    if door == Door::Messages {
        return message::read(by, text, arrived);
    }
    let event = read_event(door, by, text, sent_at, arrived)?;
    if OF_CHANNELS.contains(&event.kind.as_str()) {
        let detail =
            format!("`{}` is for channels; customers' messages come in by POST /messages", event.kind);
        return Err(Unreadable::field("type", detail));
    }
    Ok(Arrived { event, blobs: Vec::new() })
}

fn read_event(
    door: Door,
    by: &str,
    text: &str,
    sent_at: Option<&str>,
    arrived: Timestamp,
) -> Result<Event, Unreadable> {
    if door == Door::Events
        && cloudevents::may_be(text)
        && let Some(mut event) = cloudevents::read_arrived(text, Some(arrived))?
    {
        event.source = stated_by(by, &event.source);
        return Ok(event);
    }
    let mut event = segment::read_arrived(text, &Request { kind: door.kind(), sent_at, arrived })?;
    event.source = by.into();
    Ok(event)
}

/// The source that an event has in the log: who holds the write key, and what they call the event's origin.
///
/// An event is known by its source and id. Since the name comes first and holds no colon, no holder of a key
/// can state an event under the id of another's, nor one of our own.
pub fn stated_by(by: &str, stated: &str) -> CompactString {
    format_compact!("{by}:{stated}")
}

/// An event of a file in the name of a source, as it would be had it come in over HTTP.
pub fn of_file(mut event: Event, by: &str) -> Event {
    event.source = if event.source == segment::SOURCE { by.into() } else { stated_by(by, &event.source) };
    event
}
