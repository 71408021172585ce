//! Messages of a case and what happened between them, in order. The newest come first to whoever asks.

use std::collections::BTreeMap;

use voorzet_domain::conversation::{Case, CaseId, ConversationId, MessageNumber};
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::Position;
use voorzet_store::{Reader, StoreError};

use super::happened::{KINDS, line};
use super::message::ShownMessage;
use super::naming::Naming;
use crate::profile::{Group, Timeline, Wanted};

/// How much happens between the messages of one part, at most.
const MOST_BETWEEN: usize = 500;

/// Which part of a thread.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Before which message.
    pub before: MessageNumber,
    /// How many messages.
    pub most: usize,
}

/// Messages of a case and what happened between them, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct Thread {
    /// Messages and happenings.
    pub messages: Vec<ShownMessage>,
    /// Before which message the next are; none when these are the first.
    pub next: Option<MessageNumber>,
}

impl Thread {
    /// Reads a part of the thread of a case; none when there is no such case.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(
        case: CaseId,
        part: Part,
        naming: &Naming<'_>,
        now: Timestamp,
    ) -> Result<Option<(Case, Self)>, StoreError> {
        let reader = naming.reader;
        let Some(case) = reader.case(case)? else { return Ok(None) };
        let found = reader.messages_of(&case, part.before, part.most)?;
        let next = found.last().filter(|_| found.len() == part.most).map(|last| last.row.number);
        let channels: BTreeMap<ConversationId, _> =
            reader.conversations_of(&case)?.into_iter().map(|known| (known.id, known.channel)).collect();
        let shown = |message: &_| {
            let channel = channels.get(&voorzet_store::desk::Shown::clone(message).row.conversation);
            ShownMessage::of(message, naming, channel.map_or("", |name| name.as_str()), now)
        };
        let mut messages = found.iter().map(shown).collect::<Result<Vec<_>, _>>()?;
        let first = match (next, found.last()) {
            (Some(_), Some(last)) => last.row.position,
            // From the beginning of the case: what led to it stands before the first message.
            _ => Position(0),
        };
        messages.extend(Self::between(reader, &case, part.before, first, naming)?);
        messages.sort_by(|one, other| one.at.cmp(&other.at).then(one.number.abs().cmp(&other.number.abs())));
        Ok(Some((case, Self { messages, next })))
    }

    /// What happened to the case and its customer between two places of the log.
    fn between(
        reader: &Reader,
        case: &Case,
        before: MessageNumber,
        first: Position,
        naming: &Naming<'_>,
    ) -> Result<Vec<ShownMessage>, StoreError> {
        let Some(customer) = case.customer else { return Ok(Vec::new()) };
        let Some(group) = Group::read(reader, customer)? else { return Ok(Vec::new()) };
        let end = match reader.message(before)? {
            Some(shown) => shown.row.position,
            None => Position(i64::MAX),
        };
        let kinds = KINDS.map(ToOwned::to_owned).to_vec();
        let wanted = Wanted { before: end, limit: MOST_BETWEEN, kinds };
        let mut lines = Vec::new();
        for (_, entry) in Timeline::read(reader, &group, &wanted)?.entries {
            let since = entry.position >= first && entry.event.time >= case.opened.min(entry.at);
            if since && entry.event.time >= case.opened {
                lines.extend(line(&entry, case.id, naming)?);
            }
        }
        Ok(lines)
    }
}
