//! Who may send events, and by which key they are known.
//!
//! A write key is shown once, when it is made; what is kept is its hash. Since a key is 32 random bytes, a plain
//! hash cannot be turned around.

use std::sync::{Arc, PoisonError, RwLock};

use anyhow::bail;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use voorzet_domain::time::Timestamp;

use super::quota::Quota;
use crate::configuration::Intake;
use crate::serve::clock;

/// The name under which the store keeps the sources.
pub(crate) const KEPT_AS: &str = "server.sources";

/// The source that a new store has.
pub(crate) const FIRST: &str = "default";

/// What a write key begins with, so that one that lies about can be recognised.
const MARK: &str = "vzk_";

/// One that may send events, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SourceRecord {
    /// Its name: what comes first in the source of its events.
    pub(crate) name: String,
    /// The hash of its write key, in base64.
    pub(crate) key: String,
    /// Since when it may; not known of the oldest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) at: Option<Timestamp>,
    /// How many events a second it may send, when it has a rate of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) events_per_second: Option<u64>,
    /// Whether its requests are taken as a whole or not at all, when it has a rule of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) strict: Option<bool>,
}

/// One that may send events, at work.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) name: String,
    /// Its lane in the queue, and its place in figures.
    pub(crate) number: usize,
    pub(crate) strict: bool,
    pub(crate) quota: Quota,
    key: [u8; 32],
}

/// All that may send events.
pub(crate) struct Sources {
    intake: Intake,
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    records: Vec<SourceRecord>,
    working: Vec<Arc<Source>>,
    /// Numbers are not given twice, so that a lane and a figure stay whose they are.
    next: usize,
}

/// A write key, to be shown once.
pub(crate) struct WriteKey(pub(crate) String);

impl WriteKey {
    /// A new one.
    pub(crate) fn random() -> anyhow::Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
        Ok(Self(format!("{MARK}{}", URL_SAFE_NO_PAD.encode(bytes))))
    }

    fn hash(text: &str) -> [u8; 32] {
        Sha256::digest(text.as_bytes()).into()
    }
}

impl SourceRecord {
    /// A new source, and its key.
    pub(crate) fn new(name: &str, events_per_second: Option<u64>) -> anyhow::Result<(Self, WriteKey)> {
        let sound =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_.".contains(letter);
        if name.is_empty() || name.len() > 64 || !name.chars().all(sound) {
            bail!(
                "a source's name has small letters, digits, dashes, dots and underscores, at most 64 of them"
            );
        }
        if name == voorzet_store::entry::OWN_SOURCE {
            bail!("`{name}` is the source of what Voorzet itself decides");
        }
        let key = WriteKey::random()?;
        let hash = STANDARD.encode(WriteKey::hash(&key.0));
        let at = Some(clock::now());
        Ok((Self { name: name.to_owned(), key: hash, at, events_per_second, strict: None }, key))
    }
}

impl Sources {
    /// The sources as the store keeps them.
    pub(crate) fn new(intake: &Intake, records: Vec<SourceRecord>) -> anyhow::Result<Self> {
        let sources = Self { intake: intake.clone(), known: RwLock::default() };
        sources.replace(records)?;
        Ok(sources)
    }

    /// Puts other sources in place of those that are there. One that stays keeps its number and its quota.
    pub(crate) fn replace(&self, records: Vec<SourceRecord>) -> anyhow::Result<()> {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let mut working = Vec::with_capacity(records.len());
        for record in &records {
            let key: [u8; 32] = match STANDARD.decode(&record.key).map(TryInto::try_into) {
                Ok(Ok(key)) => key,
                _ => bail!("the key of the source `{}` is damaged", record.name),
            };
            let old = known.working.iter().find(|old| old.name == record.name && old.key == key);
            if let Some(old) = old {
                working.push(Arc::clone(old));
                continue;
            }
            let quota = Quota::new(
                record.events_per_second.unwrap_or(self.intake.events_per_second),
                self.intake.bytes_per_second,
                self.intake.burst_seconds,
            );
            let strict = record.strict.unwrap_or(self.intake.strict);
            working.push(Arc::new(Source {
                name: record.name.clone(),
                number: known.next,
                strict,
                quota,
                key,
            }));
            known.next += 1;
        }
        known.working = working;
        known.records = records;
        Ok(())
    }

    /// The sources as they are kept.
    pub(crate) fn records(&self) -> Vec<SourceRecord> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).records.clone()
    }

    /// The one that holds a key. Every key is looked at, and every letter of it, whatever is presented.
    pub(crate) fn by_key(&self, presented: &str) -> Option<Arc<Source>> {
        let hash = WriteKey::hash(presented);
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let mut found = None;
        for source in &known.working {
            if bool::from(source.key.ct_eq(&hash)) {
                found = Some(Arc::clone(source));
            }
        }
        found
    }
}

/// The key in an `Authorization` header: after `Bearer`, or as the user's name of `Basic`.
pub(crate) fn presented(header: &str) -> Option<String> {
    let (scheme, rest) = header.trim().split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.trim().to_owned());
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
    Some(text.split_once(':').map_or(text.as_str(), |(user, _)| user).to_owned())
}

/// Reads the sources that the store keeps.
pub(crate) fn read(kept: Option<&str>) -> anyhow::Result<Vec<SourceRecord>> {
    Ok(kept.map(serde_json::from_str).transpose()?.unwrap_or_default())
}

/// Puts a source among others, under a name that none of them has.
pub(crate) fn add(records: &mut Vec<SourceRecord>, new: SourceRecord) -> anyhow::Result<()> {
    if records.iter().any(|record| record.name == new.name) {
        bail!("there is a source `{}` already", new.name);
    }
    records.push(new);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_however_it_is_presented() {
        assert_eq!(presented("Bearer abc").as_deref(), Some("abc"));
        assert_eq!(presented("bearer  abc ").as_deref(), Some("abc"));
        let basic = format!("Basic {}", STANDARD.encode("abc:"));
        assert_eq!(presented(&basic).as_deref(), Some("abc"));
        assert_eq!(presented(&format!("Basic {}", STANDARD.encode("abc"))).as_deref(), Some("abc"));
        for wrong in ["", "abc", "Digest abc", "Basic ???", "Basic /w=="] {
            assert_eq!(presented(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn names_that_could_be_mistaken_are_refused() {
        for name in ["", "voorzet", "a:b", "A", "a b", "é", &"a".repeat(65)] {
            assert!(SourceRecord::new(name, None).is_err(), "{name}");
        }
        let (shop, key) = SourceRecord::new("shop", None).expect("a sound name");
        assert!(!shop.key.contains(&key.0), "the key itself is not kept");
    }
}
