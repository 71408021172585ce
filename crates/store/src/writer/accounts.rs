//! Who may sign in, by what, and what they did.

use rusqlite::Connection;
use voorzet_domain::time::Timestamp;

use crate::account::{ANSWER_KEPT, AccountChange, AnswerRecord, SessionRecord};
use crate::error::StoreError;
use crate::{sql, sqlite};

pub(super) fn write(connection: &Connection, change: &AccountChange) -> Result<(), StoreError> {
    let micros = Timestamp::as_micros;
    match change {
        AccountChange::Person(person) => {
            sqlite::prepare(connection, sql::accounts::SET_PERSON)?.execute((
                person.number,
                &person.email,
                &person.name,
                &person.language,
                &person.roles,
                person.disabled.map(micros),
                person.at.as_micros(),
            ))?;
        }
        AccountChange::Credential(credential) => {
            sqlite::prepare(connection, sql::accounts::SET_CREDENTIAL)?.execute((
                credential.number,
                credential.person,
                &credential.kind,
                &credential.name,
                &credential.value,
                credential.at.as_micros(),
                credential.used.map(micros),
            ))?;
        }
        AccountChange::DropCredential(number) => {
            sqlite::prepare(connection, sql::accounts::DELETE_CREDENTIAL)?.execute([number])?;
        }
        AccountChange::Session(session) => write_session(connection, session)?,
        AccountChange::DropSession(hash) => {
            sqlite::prepare(connection, sql::accounts::DELETE_SESSION)?.execute([hash])?;
        }
        AccountChange::Token(token) => {
            sqlite::prepare(connection, sql::accounts::SET_TOKEN)?.execute((
                token.number,
                &token.hash,
                token.person,
                &token.name,
                &token.scopes,
                token.at.as_micros(),
                token.expires.map(micros),
                token.used.map(micros),
            ))?;
        }
        AccountChange::DropToken(number) => {
            sqlite::prepare(connection, sql::accounts::DELETE_TOKEN)?.execute([number])?;
        }
        AccountChange::Audit(audit) => {
            sqlite::prepare(connection, sql::accounts::ADD_AUDIT)?.execute((
                audit.at.as_micros(),
                audit.person,
                &audit.who,
                &audit.action,
                &audit.object,
                &audit.detail,
                &audit.address,
            ))?;
        }
        AccountChange::Answer(answer) => write_answer(connection, answer)?,
    }
    Ok(())
}

fn write_session(connection: &Connection, session: &SessionRecord) -> Result<(), StoreError> {
    sqlite::prepare(connection, sql::accounts::DELETE_OLD_SESSIONS)?.execute([session.seen.as_micros()])?;
    sqlite::prepare(connection, sql::accounts::SET_SESSION)?.execute((
        &session.hash,
        session.number,
        session.person,
        session.by_second,
        session.at.as_micros(),
        session.seen.as_micros(),
        session.expires.as_micros(),
        &session.agent,
        &session.address,
    ))?;
    Ok(())
}

fn write_answer(connection: &Connection, answer: &AnswerRecord) -> Result<(), StoreError> {
    let old = answer.at.minus(ANSWER_KEPT).as_micros();
    sqlite::prepare(connection, sql::accounts::DELETE_OLD_ANSWERS)?.execute([old])?;
    sqlite::prepare(connection, sql::accounts::SET_ANSWER)?.execute((
        &answer.name,
        &answer.digest,
        answer.at.as_micros(),
        answer.status,
        &answer.kind,
        &answer.place,
        &answer.body,
    ))?;
    Ok(())
}
