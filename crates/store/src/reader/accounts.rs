//! Who may sign in, by what, and what they did.

use rusqlite::Row;
use voorzet_domain::time::Timestamp;

use super::{Reader, instant, limit, maybe_instant};
use crate::account::{
    ANSWER_KEPT, AnswerRecord, AuditRecord, CredentialRecord, PersonRecord, SessionRecord, TokenRecord,
};
use crate::error::StoreError;
use crate::sql;

impl Reader {
    /// Everybody who is known, in the order in which they came.
    pub fn people(&self) -> Result<Vec<PersonRecord>, StoreError> {
        self.all(sql::accounts::PEOPLE, [], |row| {
            Ok(PersonRecord {
                number: row.get(0)?,
                email: row.get(1)?,
                name: row.get(2)?,
                language: row.get(3)?,
                roles: row.get(4)?,
                disabled: maybe_instant(row, 5)?,
                at: instant(row, 6)?,
            })
        })
    }

    /// Everything that anybody signs in by.
    pub fn credentials(&self) -> Result<Vec<CredentialRecord>, StoreError> {
        self.all(sql::accounts::CREDENTIALS, [], |row| {
            Ok(CredentialRecord {
                number: row.get(0)?,
                person: row.get(1)?,
                kind: row.get(2)?,
                name: row.get(3)?,
                value: row.get(4)?,
                at: instant(row, 5)?,
                used: maybe_instant(row, 6)?,
            })
        })
    }

    /// The sessions that were not ended, some of which may have expired.
    pub fn sessions(&self) -> Result<Vec<SessionRecord>, StoreError> {
        self.all(sql::accounts::SESSIONS, [], |row| {
            Ok(SessionRecord {
                hash: row.get(0)?,
                number: row.get(1)?,
                person: row.get(2)?,
                by_second: row.get(3)?,
                at: instant(row, 4)?,
                seen: instant(row, 5)?,
                expires: instant(row, 6)?,
                agent: row.get(7)?,
                address: row.get(8)?,
            })
        })
    }

    /// The tokens for programs.
    pub fn tokens(&self) -> Result<Vec<TokenRecord>, StoreError> {
        self.all(sql::accounts::TOKENS, [], |row| {
            Ok(TokenRecord {
                number: row.get(0)?,
                hash: row.get(1)?,
                person: row.get(2)?,
                name: row.get(3)?,
                scopes: row.get(4)?,
                at: instant(row, 5)?,
                expires: maybe_instant(row, 6)?,
                used: maybe_instant(row, 7)?,
            })
        })
    }

    /// What was done, newest first, with numbers below `before`; by one person, or of one kind, when asked for.
    pub fn audit(
        &self,
        person: Option<i64>,
        action: Option<&str>,
        before: i64,
        most: usize,
    ) -> Result<Vec<AuditRecord>, StoreError> {
        let most = limit(most);
        match (person, action) {
            (None, None) => self.all(sql::accounts::AUDIT, (before, most), audit),
            (Some(person), None) => self.all(sql::accounts::AUDIT_OF_PERSON, (person, before, most), audit),
            (None, Some(action)) => self.all(sql::accounts::AUDIT_OF_ACTION, (action, before, most), audit),
            (Some(person), Some(action)) => {
                self.all(sql::accounts::AUDIT_OF_BOTH, (person, action, before, most), audit)
            }
        }
    }

    /// What was answered to a request of that name, unless that is too long ago.
    pub fn answer(&self, name: &str, now: Timestamp) -> Result<Option<AnswerRecord>, StoreError> {
        self.one(sql::accounts::ANSWER, (name, now.minus(ANSWER_KEPT).as_micros()), |row| {
            Ok(AnswerRecord {
                name: row.get(0)?,
                digest: row.get(1)?,
                at: instant(row, 2)?,
                status: row.get(3)?,
                kind: row.get(4)?,
                place: row.get(5)?,
                body: row.get(6)?,
            })
        })
    }
}

fn audit(row: &Row<'_>) -> Result<AuditRecord, StoreError> {
    Ok(AuditRecord {
        number: row.get(0)?,
        at: instant(row, 1)?,
        person: row.get(2)?,
        who: row.get(3)?,
        action: row.get(4)?,
        object: row.get(5)?,
        detail: row.get(6)?,
        address: row.get(7)?,
    })
}
