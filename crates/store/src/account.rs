//! Who may sign in, by what, and what they did. What is in `value` and in lists is the server's own JSON.

use voorzet_domain::time::{Duration, Timestamp};

/// How long the answer to a request with a key is kept.
pub const ANSWER_KEPT: Duration = Duration::from_hours(24);

/// One change to accounts, in the same commit as what stands beside it.
#[derive(Clone, Debug)]
pub enum AccountChange {
    /// A person, new or changed.
    Person(PersonRecord),
    /// Something to sign in by, new or changed.
    Credential(CredentialRecord),
    /// Something that nobody can sign in by any more, by its number.
    DropCredential(i64),
    /// A session, new or seen again. Those that have expired go at the same time.
    Session(SessionRecord),
    /// A session that is over, by the hash of its token.
    DropSession(String),
    /// A token for programs, new or used again.
    Token(TokenRecord),
    /// A token that is worth nothing any more, by its number.
    DropToken(i64),
    /// What somebody did.
    Audit(AuditRecord),
    /// What was answered to a request with a key. Those that are too old go at the same time.
    Answer(AnswerRecord),
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRecord {
    /// Its number; numbers stay.
    pub number: i64,
    /// The mail address in small letters, by which the person is known.
    pub email: String,
    /// The name.
    pub name: String,
    /// The language of the screens, when one was chosen.
    pub language: Option<String>,
    /// What the person is: a JSON list of roles.
    pub roles: String,
    /// Since when the person may not sign in.
    pub disabled: Option<Timestamp>,
    /// Since when the person is known.
    pub at: Timestamp,
}

/// Something to sign in by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialRecord {
    /// Its number.
    pub number: i64,
    /// Whose it is.
    pub person: i64,
    /// What it is: `password`, `passkey`.
    pub kind: String,
    /// What its owner calls it.
    pub name: String,
    /// What is known of it, as JSON.
    pub value: String,
    /// Since when.
    pub at: Timestamp,
    /// When it was last used.
    pub used: Option<Timestamp>,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRecord {
    /// The hash of its token.
    pub hash: String,
    /// Its number, by which its owner may end it.
    pub number: i64,
    /// Whose it is.
    pub person: i64,
    /// Whether a second factor, or a passkey, was shown.
    pub by_second: bool,
    /// When it began.
    pub at: Timestamp,
    /// When it was last used, or a little before.
    pub seen: Timestamp,
    /// When it ends at the latest.
    pub expires: Timestamp,
    /// The browser, as it names itself.
    pub agent: String,
    /// From where it began.
    pub address: String,
}

/// A token for programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRecord {
    /// Its number.
    pub number: i64,
    /// Its hash.
    pub hash: String,
    /// Who made it.
    pub person: i64,
    /// What it is called.
    pub name: String,
    /// What it may do: a JSON list of permissions.
    pub scopes: String,
    /// When it was made.
    pub at: Timestamp,
    /// When it ends.
    pub expires: Option<Timestamp>,
    /// When it was last used, or a little before.
    pub used: Option<Timestamp>,
}

/// What somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// Its number, given when it is written; 0 before.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Who, when it was a person that is known.
    pub person: Option<i64>,
    /// The name that they had then.
    pub who: String,
    /// What they did.
    pub action: String,
    /// To what.
    pub object: String,
    /// What else is to be known of it.
    pub detail: String,
    /// From where.
    pub address: String,
}

/// What was answered to a request with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerRecord {
    /// The caller, the route and the key in one.
    pub name: String,
    /// The hash of what was sent.
    pub digest: String,
    /// When.
    pub at: Timestamp,
    /// The status.
    pub status: u16,
    /// The media type of the body.
    pub kind: Option<String>,
    /// The header `Location`.
    pub place: Option<String>,
    /// The body; none when it held a secret that is shown once.
    pub body: Option<String>,
}
