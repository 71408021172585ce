//! What a customer allows, refuses and prefers.

use compact_str::CompactString;

use super::push;
use crate::event::AssetId;
use crate::strategy::model::{Basis, ChannelId, Purpose, PurposeId};
use crate::time::Timestamp;

/// One statement on a purpose: on one channel, or on all.
#[derive(Clone, Debug, PartialEq)]
pub struct Consent {
    /// The purpose.
    pub purpose: PurposeId,
    /// The channel, or all.
    pub channel: Option<ChannelId>,
    /// Allowed, or refused.
    pub given: bool,
    /// When it was stated.
    pub at: Timestamp,
}

/// A channel the customer wants to hear by: in general, or about one asset for a while.
#[derive(Clone, Debug, PartialEq)]
pub struct Preference {
    /// The channel.
    pub channel: ChannelId,
    /// What it is about; everything when none.
    pub asset: Option<AssetId>,
    /// Until when.
    pub until: Option<Timestamp>,
    /// When it was stated.
    pub at: Timestamp,
}

/// Everything one original customer stated about being approached.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Permissions {
    /// One statement per purpose and channel, the latest.
    pub consents: Vec<Consent>,
    /// One preference per asset, the latest.
    pub preferences: Vec<Preference>,
    /// Statements on what the strategy in force does not know.
    pub shelved: Vec<Shelved>,
}

/// A statement on a purpose or a channel that the strategy in force does not know, by their names. It means
/// nothing now; an objection must not be forgotten because a strategy left something out for a while.
#[derive(Clone, Debug, PartialEq)]
pub struct Shelved {
    /// The purpose.
    pub purpose: CompactString,
    /// The channel, or all.
    pub channel: Option<CompactString>,
    /// Allowed, or refused.
    pub given: bool,
    /// When it was stated.
    pub at: Timestamp,
}

/// Whether a purpose may be served by a channel, or what forbids it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Allowed.
    Allowed,
    /// Refused or objected to.
    Refused,
    /// Needs a consent that was never given.
    Missing,
}

impl Permissions {
    /// Notes a statement; an older one than is known changes nothing, of two at once the refusal stands.
    pub fn note_consent(&mut self, new: Consent) {
        let same = |old: &&mut Consent| old.purpose == new.purpose && old.channel == new.channel;
        match self.consents.iter_mut().find(same) {
            Some(old) => {
                if (new.at, !new.given) > (old.at, !old.given) {
                    *old = new;
                }
            }
            None => push(&mut self.consents, new),
        }
    }

    /// Notes a preference; an older one than is known changes nothing.
    pub fn note_preference(&mut self, new: Preference) {
        match self.preferences.iter_mut().find(|old| old.asset == new.asset) {
            Some(old) => {
                if (new.at, new.channel) > (old.at, old.channel) {
                    *old = new;
                }
            }
            None => push(&mut self.preferences, new),
        }
    }
}

/// What all statements of a person together say on a purpose and channel. The latest statement on
/// exactly this channel counts before the latest on all channels, except that a later refusal of all
/// channels takes back an earlier consent to one.
pub fn permission<'a>(
    statements: &(impl Iterator<Item = &'a Permissions> + Clone),
    purpose: PurposeId,
    basis: Basis,
    channel: ChannelId,
    channel_needs_consent: bool,
) -> Permission {
    let latest = |wanted: Option<ChannelId>| {
        statements
            .clone()
            .flat_map(|permissions| &permissions.consents)
            .filter(|consent| consent.purpose == purpose && consent.channel == wanted)
            .max_by_key(|consent| (consent.at, !consent.given))
    };
    let (special, general) = (latest(Some(channel)), latest(None));
    let word = match (special, general) {
        (Some(special), Some(general)) if !general.given && general.at >= special.at => Some(false),
        (Some(special), _) => Some(special.given),
        (None, Some(general)) => Some(general.given),
        (None, None) => None,
    };
    match word {
        // What the law requires to be told cannot be objected to.
        Some(false) if basis == Basis::Legal => Permission::Allowed,
        Some(false) => Permission::Refused,
        None if basis == Basis::Consent || channel_needs_consent => Permission::Missing,
        Some(true) | None => Permission::Allowed,
    }
}

/// [`permission`] for a purpose of the strategy's table.
pub fn permission_for<'a>(
    statements: &(impl Iterator<Item = &'a Permissions> + Clone),
    purpose: PurposeId,
    purposes: &[Purpose],
    channel: ChannelId,
    channel_needs_consent: bool,
) -> Permission {
    let basis = purposes.get(purpose.index()).map_or(Basis::Consent, |purpose| purpose.basis);
    permission(statements, purpose, basis, channel, channel_needs_consent)
}
