//! One line of a file of events, in whichever of the known formats it is written. Files may mix them.

use voorzet_domain::event::Event;

use crate::{Unreadable, cloudevents, segment};

/// Reads a line that holds a Segment call or a `CloudEvent` in its JSON form.
///
/// A line that names `specversion` at its top level is a `CloudEvent`; anything else is read as Segment.
/// One line costs one pass and one allocation (the data), more only where names outgrow 24 bytes.
pub fn read(line: &str) -> Result<Event, Unreadable> {
    if cloudevents::may_be(line)
        && let Some(event) = cloudevents::read(line)?
    {
        return Ok(event);
    }
    segment::read(line)
}
