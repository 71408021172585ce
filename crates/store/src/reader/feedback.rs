//! Who is asked how they were helped, and what they say.

use rusqlite::Row;
use serde::de::DeserializeOwned;
use voorzet_domain::conversation::{AgentId, CaseId};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::feedback::{Invitation, InvitationId, Voice, VoiceId};
use voorzet_domain::time::Timestamp;

use super::{Reader, limit, text};
use crate::error::StoreError;
use crate::feedback::{FeedbackPlace, FeedbackSum, SilenceSum};
use crate::sql;

impl Reader {
    /// An invitation.
    pub fn invitation(&self, invitation: InvitationId) -> Result<Option<Invitation>, StoreError> {
        self.one(sql::feedback::INVITATION, [invitation.0], whole)
    }

    /// The number that was given out last.
    pub fn last_invitation(&self) -> Result<InvitationId, StoreError> {
        let last = self.one(sql::feedback::LAST_INVITATION, [], |row| Ok(row.get(0)?))?;
        Ok(InvitationId(last.unwrap_or(0)))
    }

    /// All to which something will happen by itself, the first first.
    pub fn waiting_invitations(&self) -> Result<Vec<Invitation>, StoreError> {
        self.all(sql::feedback::WAITING, [], whole)
    }

    /// The last ones of an original customer, the newest first.
    pub fn invitations_of(&self, customer: CustomerId, most: usize) -> Result<Vec<Invitation>, StoreError> {
        self.all(sql::feedback::OF_CUSTOMER, (customer.0, limit(most)), whole)
    }

    /// Those about a case.
    pub fn invitations_about(&self, case: CaseId) -> Result<Vec<Invitation>, StoreError> {
        self.all(sql::feedback::OF_CASE, [case.0], whole)
    }

    /// The one whose bad score led to a case.
    pub fn invitation_of_call_back(&self, case: CaseId) -> Result<Option<Invitation>, StoreError> {
        self.one(sql::feedback::OF_CALL_BACK, [case.0], whole)
    }

    /// Those that were answered before a place, the newest first; `said` for those with words alone.
    pub fn answered_invitations(
        &self,
        said: bool,
        before: Option<(Timestamp, InvitationId)>,
        most: usize,
    ) -> Result<Vec<Invitation>, StoreError> {
        let (at, number) =
            before.map_or((i64::MAX, i64::MAX), |(at, number)| (at.as_micros(), i64::from(number.0)));
        let sql = if said { sql::feedback::SAID } else { sql::feedback::ANSWERED };
        self.all(sql, (at, number, limit(most)), whole)
    }

    /// Those with a review before a number, the newest first: that nobody judged yet, that are shown, or that are not.
    pub fn reviews(
        &self,
        published: Option<bool>,
        before: InvitationId,
        most: usize,
    ) -> Result<Vec<Invitation>, StoreError> {
        let state = match published {
            None => 0,
            Some(true) => 1,
            Some(false) => 2,
        };
        self.all(sql::feedback::REVIEWS, (state, before.0, limit(most)), whole)
    }

    /// A voice.
    pub fn voice(&self, voice: VoiceId) -> Result<Option<Voice>, StoreError> {
        self.one(sql::feedback::VOICE, [voice.0], whole)
    }

    /// The number of a voice that was given out last.
    pub fn last_voice(&self) -> Result<VoiceId, StoreError> {
        Ok(VoiceId(self.one(sql::feedback::LAST_VOICE, [], |row| Ok(row.get(0)?))?.unwrap_or(0)))
    }

    /// Voices, those of most customers first.
    pub fn voices(&self, most: usize) -> Result<Vec<Voice>, StoreError> {
        self.all(sql::feedback::VOICES, [limit(most)], whole)
    }

    /// How often everything was asked and said, of what was asked from one day to another.
    pub fn feedback_sums(&self, first: i32, last: i32) -> Result<Vec<FeedbackSum>, StoreError> {
        self.all(sql::feedback::SUMS, (first, last), |row| {
            let place = FeedbackPlace {
                day: row.get(0)?,
                channel: text(row, 1)?.into(),
                queue: text(row, 2)?.into(),
                agent: AgentId(row.get(3)?),
                reason: text(row, 4)?.into(),
                segment: text(row, 5)?.into(),
            };
            Ok(FeedbackSum { place, figure: text(row, 6)?.into(), score: row.get(7)?, amount: row.get(8)? })
        })
    }

    /// For how long customers were silent after our answers since a day.
    pub fn silences(&self, first: i32) -> Result<Vec<SilenceSum>, StoreError> {
        self.all(sql::feedback::SILENCES, [first], |row| {
            Ok(SilenceSum {
                channel: text(row, 0)?.into(),
                day: row.get(1)?,
                step: row.get(2)?,
                amount: row.get(3)?,
            })
        })
    }
}

/// What is kept whole.
fn whole<T: DeserializeOwned>(row: &Row<'_>) -> Result<T, StoreError> {
    serde_json::from_str(text(row, 0)?).map_err(|error| StoreError::Damaged(error.to_string()))
}
