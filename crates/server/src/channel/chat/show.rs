//! What was said, as a visitor is shown it.

use voorzet_channels::chat::frame::{By, Line};
use voorzet_domain::conversation::{Outgoing, Received};
use voorzet_store::entry::Entry;
use voorzet_store::line::{self, Said};
use voorzet_store::outbox::Send;

/// A line as it is shown; none of what is no message, or was blanked.
pub(super) fn shown(line: line::Line) -> Option<Line> {
    let number = line.number;
    match line.said {
        Said::Came(entry) => came(number, &line.address, &entry),
        Said::Went(send) => went(number, &send),
    }
}

fn came(number: i64, session: &str, entry: &Entry) -> Option<Line> {
    let received: Received = serde_json::from_str(entry.event.data.get()).ok()?;
    let id = entry.event.id.strip_prefix(session).and_then(|rest| rest.strip_prefix(':'));
    Some(Line {
        number,
        id: id.unwrap_or(&entry.event.id).to_owned(),
        at: entry.event.time,
        by: By::Customer,
        name: None,
        text: received.text,
        attachments: received.attachments,
        choices: Vec::new(),
        choice: received.choice,
        call_back: received.call_back,
    })
}

fn went(number: i64, send: &Send) -> Option<Line> {
    let outgoing: Outgoing = serde_json::from_str(send.planned.body.get()).ok()?;
    let subject = outgoing.subject.filter(|subject| !subject.is_empty());
    Some(Line {
        number,
        id: send.planned.key.0.to_string(),
        at: send.planned.at,
        by: if outgoing.automatic || outgoing.author.is_none() { By::Automatic } else { By::Agent },
        name: outgoing.author,
        text: subject
            .map_or_else(|| outgoing.text.clone(), |subject| format!("{subject}\n\n{}", outgoing.text)),
        attachments: outgoing.attachments,
        choices: outgoing.choices,
        choice: None,
        call_back: None,
    })
}
