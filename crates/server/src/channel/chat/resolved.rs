//! A case of a session is resolved, as we think: the visitor is asked whether it helped. Who is not there is asked when
//! they come back, out of the store, so that no restart forgets it.

use voorzet_domain::conversation::case::How;
use voorzet_domain::conversation::happening::Resolved;
use voorzet_store::entry::Entry;
use voorzet_store::{Reader, StoreError};

use super::Chat;
use super::hear::Visitor;
use crate::serve::app::App;

/// How many conversations one address can be in, of which the newest counts.
const NEWEST: usize = 1;

impl Chat {
    /// Asks the visitors of a case that was resolved by an answer.
    pub(super) async fn resolved(&self, app: &App, entry: &Entry) {
        let Ok(Resolved { case, how: How::Answered, .. }) = serde_json::from_str(entry.event.data.get())
        else {
            return;
        };
        let read = move |reader: &Reader| match reader.case(case)? {
            Some(case) => reader.conversations_of(&case),
            None => Ok(Vec::new()),
        };
        // Who is not asked now is asked when they come back.
        for conversation in app.readers.read(read).await.unwrap_or_default() {
            if conversation.account == self.name
                && let Some(room) = self.rooms.find(&conversation.address)
            {
                room.resolve();
            }
        }
    }
}

impl Visitor {
    /// Remembers that what was talked about last in this session is resolved by an answer, when it is.
    pub(super) async fn remember_resolved(&self) {
        let (account, session) = (self.chat.name.clone(), self.ticket.session.clone());
        let read = move |reader: &Reader| -> Result<bool, StoreError> {
            let conversations = reader.conversations_with(&account, &session, NEWEST)?;
            let Some(conversation) = conversations.first() else { return Ok(false) };
            let cases = reader.cases_of_conversation(conversation.id, NEWEST)?;
            Ok(cases.first().is_some_and(|case| matches!(case.resolved, Some((_, How::Answered)))))
        };
        if self.app.readers.read(read).await.unwrap_or_default() {
            self.room.resolve();
        }
    }
}
