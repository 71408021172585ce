//! Everything about accounts that is in memory: loaded at the start, changed when a change is on disk.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use voorzet_domain::time::Timestamp;
use voorzet_store::account::AccountChange;
use voorzet_store::{Reader, StoreError};

use super::person::{Credential, Means, Person};
use super::role::{Permissions, Role, granted};
use super::session::{Session, Token};
use super::settings::{self, SecondFactor, Settings};

/// What is known of accounts.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) people: BTreeMap<i64, Arc<Person>>,
    pub(crate) credentials: BTreeMap<i64, Credential>,
    /// By the hash of what the browser holds.
    pub(crate) sessions: HashMap<String, Arc<Session>>,
    /// By their hash.
    pub(crate) tokens: HashMap<String, Arc<Token>>,
    pub(crate) settings: Settings,
    last_session: i64,
    last_credential: i64,
    last_token: i64,
}

impl Known {
    /// What the store knows.
    pub(crate) fn load(disk: &Reader, now: Timestamp) -> Result<Self, StoreError> {
        let mut known = Self::default();
        if let Some(text) = disk.meta(settings::KEPT_AS)? {
            known.settings = serde_json::from_str(&text)
                .map_err(|error| StoreError::Damaged(format!("the settings: {error}")))?;
        }
        let people = disk.people()?.into_iter().map(AccountChange::Person);
        let credentials = disk.credentials()?.into_iter().map(AccountChange::Credential);
        let alive = disk.sessions()?.into_iter().filter(|session| session.expires > now);
        let tokens = disk.tokens()?.into_iter().map(AccountChange::Token);
        let all = people.chain(credentials).chain(alive.map(AccountChange::Session)).chain(tokens);
        all.for_each(|change| known.apply(change));
        Ok(known)
    }

    /// A change that is on disk.
    pub(crate) fn apply(&mut self, change: AccountChange) {
        match change {
            AccountChange::Person(record) => {
                for token in self.tokens.values().filter(|token| token.record.person == record.number) {
                    token.over.send_replace(());
                }
                self.people.insert(record.number, Arc::new(Person::of(&record)));
            }
            AccountChange::Credential(record) => {
                self.last_credential = self.last_credential.max(record.number);
                if let Some(credential) = Credential::of(&record) {
                    self.credentials.insert(record.number, credential);
                }
            }
            AccountChange::DropCredential(number) => {
                self.credentials.remove(&number);
            }
            AccountChange::Session(record) => {
                self.last_session = self.last_session.max(record.number);
                let hash = record.hash.clone();
                self.sessions.entry(hash).or_insert_with(|| Arc::new(Session::of(record)));
            }
            AccountChange::DropSession(hash) => {
                if let Some(session) = self.sessions.remove(&hash) {
                    session.over.send_replace(());
                }
            }
            AccountChange::Token(record) => {
                self.last_token = self.last_token.max(record.number);
                let hash = record.hash.clone();
                self.tokens.entry(hash).or_insert_with(|| Arc::new(Token::of(record)));
            }
            AccountChange::DropToken(number) => {
                for (_, token) in self.tokens.extract_if(|_, token| token.record.number == number) {
                    token.over.send_replace(());
                }
            }
            AccountChange::Audit(_) | AccountChange::Answer(_) => {}
        }
    }

    /// The person with a mail address.
    pub(crate) fn by_email(&self, email: &str) -> Option<Arc<Person>> {
        self.people.values().find(|person| person.email == email).map(Arc::clone)
    }

    /// What everybody is called, by number.
    pub(crate) fn names(&self) -> BTreeMap<i64, String> {
        self.people.iter().map(|(number, person)| (*number, person.name.clone())).collect()
    }

    /// What a person signs in by.
    pub(crate) fn of(&self, person: i64) -> impl Iterator<Item = &Credential> {
        self.credentials.values().filter(move |credential| credential.person == person)
    }

    /// A person's password, by its hash.
    pub(crate) fn password(&self, person: i64) -> Option<&Credential> {
        self.of(person).find(|credential| matches!(credential.means, Means::Password { .. }))
    }

    /// A person's app, when it counts.
    pub(crate) fn totp(&self, person: i64) -> Option<&Credential> {
        self.of(person).find(|credential| matches!(credential.means, Means::Totp { confirmed: true, .. }))
    }

    /// A person's passkeys.
    pub(crate) fn passkeys(&self, person: i64) -> impl Iterator<Item = &Credential> {
        self.of(person).filter(|credential| matches!(credential.means, Means::Passkey { .. }))
    }

    /// A person's sessions, as changes that end them; all but one when that is named.
    pub(crate) fn ends_of(&self, person: i64, but: Option<&str>) -> Vec<AccountChange> {
        let sessions = self.sessions.values().filter(|session| session.record.person == person);
        let hashes = sessions.map(|session| session.record.hash.clone());
        hashes.filter(|hash| Some(hash.as_str()) != but).map(AccountChange::DropSession).collect()
    }

    /// What a person may do in a session: nothing, while everybody needs a second factor and none was shown.
    pub(crate) fn permissions(&self, person: &Person, session: &Session) -> Permissions {
        let lacks = self.settings.second_factor == SecondFactor::Required && !session.record.by_second;
        if lacks { Permissions::NONE } else { granted(&person.roles) }
    }

    /// How many administrators could sign in without this person.
    pub(crate) fn administrators_but(&self, person: i64) -> usize {
        let able = |other: &&Arc<Person>| {
            other.number != person && other.disabled.is_none() && other.roles.contains(&Role::Administrator)
        };
        self.people.values().filter(able).count()
    }

    /// The next person's number.
    pub(crate) fn next_person(&self) -> i64 {
        self.people.last_key_value().map_or(1, |(number, _)| number + 1)
    }

    /// The next number of something to sign in by.
    pub(crate) fn next_credential(&self) -> i64 {
        self.last_credential + 1
    }

    /// The next session's number.
    pub(crate) fn next_session(&self) -> i64 {
        self.last_session + 1
    }

    /// The next token's number.
    pub(crate) fn next_token(&self) -> i64 {
        self.last_token + 1
    }
}
